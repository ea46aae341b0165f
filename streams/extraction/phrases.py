"""Which noun phrase stands around a head word, and what is it of?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from streams.extraction.document import ParsedSentence, Token

_PREMODIFIERS = frozenset(("compound", "amod", "nmod", "poss", "nn", "case", "advmod", "quantmod", "punct", "npadvmod"))
_LEFT_OUT_TAGS = frozenset(("DT", "CD", "PDT", "PRP$", "WDT", "WP$", "IN", ",", "``", "''", ":", "."))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its head and its span without determiner and count."""

    sentence: int
    head: int
    start_char: int
    end_char: int
    first: int

    @property
    def key(self) -> tuple[int, int]:
        """What tells one phrase of an article from another."""
        return self.sentence, self.head


class Arcs:
    """The arcs of one sentence, children by head."""

    def __init__(self, sentence: ParsedSentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self._children: list[list[int]] = [[] for _ in sentence.tokens]
        for index, token in enumerate(sentence.tokens):
            if token.head >= 0 and token.head != index:
                self._children[token.head].append(index)

    def children(self, index: int, *deps: str) -> list[int]:
        """Children under one of these labels, in order; all of them without a label."""
        return [child for child in self._children[index] if not deps or self.tokens[child].dep in deps]

    def subtree(self, index: int) -> list[int]:
        """The token and all below it, in the order of the text."""
        found, open_ = [index], [index]
        while open_:
            below = [child for one in open_ for child in self._children[one] if child not in found]
            found += below
            open_ = below
        return sorted(found)

    def objects(self, index: int, *prepositions: str) -> Iterator[int]:
        """Heads of the phrases under a preposition, coordinated ones too."""
        for prep in self.children(index, "prep", "agent", "dative"):
            if self.tokens[prep].text.lower() in prepositions:
                for obj in self.children(prep, "pobj"):
                    yield from self.coordinated(obj)
                for inner in self.children(prep, "prep"):
                    for obj in self.children(inner, "pobj"):
                        yield from self.coordinated(obj)

    def coordinated(self, index: int) -> Iterator[int]:
        """The head itself and what is joined to it by "and", "or" or a comma."""
        yield index
        for child in self.children(index, "conj"):
            if self.tokens[child].tag.startswith(("N", "P", "C", "J", "D")) or self.tokens[child].kind is not None:
                yield from self.coordinated(child)

    def phrase(self, head: int) -> Phrase:
        """The phrase of a head: its modifiers to the left, without determiner, count and what hangs to the right."""
        tokens = self.tokens
        first = head
        for index in range(head - 1, -1, -1):
            token = tokens[index]
            if token.head not in range(index + 1, head + 1) or token.dep not in _PREMODIFIERS or token.tag in _LEFT_OUT_TAGS:
                break
            if token.kind in ("quantity", "time") or (token.dep == "punct" and token.text not in "-'’.\""):
                break
            first = index
        while first < head and (tokens[first].tag in ("POS", "RB", "PRP$") or not tokens[first].text[:1].isalnum()):
            first += 1
        last = self._name_end(head)
        return Phrase(self.sentence.index, head, tokens[first].start_char, tokens[last].end_char, first)

    def _name_end(self, head: int) -> int:
        """A title's name goes with it: "soldier Abdi" is parsed with the name as head, "Senator X Y" sometimes not."""
        return head

    def ancestors(self, index: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        seen = 0
        while self.tokens[index].head not in (index, -1) and seen < 12:
            index = self.tokens[index].head
            seen += 1
            yield index

    def is_passive(self, verb: int) -> bool:
        """Is the verb a passive, with or without its auxiliary?"""
        if self.children(verb, "auxpass", "nsubjpass"):
            return True
        token: Token = self.tokens[verb]
        if token.tag != "VBN" or self.children(verb, "aux", "dobj"):
            return False
        return not (self.shares_object(verb) and self.children(verb, "nsubj"))  # "gunmen shot at and injured a vaccinator"

    def shares_object(self, verb: int) -> bool:
        """Has a verb that is joined to this one an object?"""
        return any(self.children(joined, "dobj") for joined in self.children(verb, "conj"))
