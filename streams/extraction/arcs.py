"""The arcs of a parsed sentence as a tree: children, subtrees, spans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from streams.extraction.document import ParsedSentence, Token

SUBJECTS = ("nsubj", "csubj", "expl")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
_TRIMMED = frozenset({",", ";", ":", "-", "--", "–", "—", ".", "…", "!", "?", ")"})


class Arcs:
    """Who hangs on whom in one sentence? Indices are those of its tokens. A loop in the arcs is cut, never followed."""

    def __init__(self, sentence: ParsedSentence) -> None:
        """Reads the arcs of a parsed sentence."""
        self.tokens = sentence.tokens
        self._children: list[list[int]] = [[] for _ in self.tokens]
        for index, token in enumerate(self.tokens):
            if 0 <= token.head < len(self.tokens) and token.head != index:
                self._children[token.head].append(index)

    def children(self, index: int, *deps: str) -> list[int]:
        """Which tokens hang on this one, by these arcs (any where none is named)?"""
        return [child for child in self._children[index] if not deps or self.tokens[child].dep in deps]

    def child(self, index: int, *deps: str) -> int | None:
        """Which is the first token that hangs on this one by one of these arcs?"""
        return next(iter(self.children(index, *deps)), None)

    def head(self, index: int) -> int | None:
        """On which token does this one hang? ``None`` for the root."""
        head = self.tokens[index].head
        return head if 0 <= head < len(self.tokens) and head != index else None

    def ancestors(self, index: int) -> Iterator[int]:
        """On which tokens does this one hang, nearest first?"""
        seen = {index}
        head = self.head(index)
        while head is not None and head not in seen:
            yield head
            seen.add(head)
            head = self.head(head)

    def subtree(self, index: int, without: Collection[int] = ()) -> list[int]:
        """Which tokens hang on this one, itself included, in order?

        ``without``: tokens left out with all that hangs on them.
        """
        found: list[int] = []
        seen: set[int] = set(without) - {index}
        waiting = [index]
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            found.append(at)
            waiting.extend(self._children[at])
        return sorted(found)

    def span(self, indices: Iterable[int]) -> tuple[int, int] | None:
        """From where to where do these tokens reach? Commas and stops at the ends are trimmed.

        ``None`` where nothing is left.
        """
        kept = sorted(indices)
        while kept and self.tokens[kept[-1]].text in _TRIMMED:
            kept.pop()
        while kept and self.tokens[kept[0]].text in _TRIMMED:
            kept.pop(0)
        return (self.tokens[kept[0]].start_char, self.tokens[kept[-1]].end_char) if kept else None

    def phrase(self, index: int, without: Collection[int] = ()) -> tuple[int, int] | None:
        """From where to where does the phrase of this token reach?"""
        return self.span(self.subtree(index, without))

    def words(self, span: tuple[int, int]) -> str:
        """Which words stand between these offsets?"""
        return " ".join(token.text for token in self.tokens if span[0] <= token.start_char and token.end_char <= span[1])

    def token(self, index: int) -> Token:
        """Which token is it?"""
        return self.tokens[index]
