"""With what, on what, to whom? Weapons, things harmed and people harmed, as the text names them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from schemas.evidence import Filler
from streams.extraction.arguments import Argument
from streams.extraction.article_reader import ReadArticle
from streams.extraction.document import ParsedSentence
from streams.extraction.phrases import Arcs
from streams.extraction.triggers import FoundTrigger
from streams.lexicons.figures import people_nouns
from streams.lexicons.load import Row, read_table
from streams.lexicons.place_cues import person_names
from streams.lexicons.wordlist import common_words, word_set

HARMS = word_set(
    """
    attack kill bomb suicide_bomb ied mine grenade airstrike drone_strike shell missile chemical shoot abduct
    sexual_violence  torture mob die injure loot arson destroy clash riot
    """
)
"""Actions that have victims and targets."""

_SITES = frozenset(("at", "on", "against", "in", "near", "outside", "inside", "into"))


class HeadWordRow(Row):
    """Head words of one kind."""

    words: str
    kind: str
    example: str


@cache
def head_words(table: str) -> dict[str, str]:
    """Kind by head word or phrase, lower case, of the table ``weapons`` or ``targets``."""
    return {word: row.kind for row in read_table(table, HeadWordRow) for word in row.words.split("|")}


@cache
def _last_words(table: str) -> frozenset[str]:
    return frozenset(phrase.split(" ")[-1] for phrase in head_words(table))


_WIELDED = word_set(
    """
    throw hurl fire use plant place detonate launch carry explode set lob toss drop shoot hit strike kill destroy
    damage wound injure go  blow land fall rip tear arm wield trigger activate contain load attack bomb target
    blast leave put find discover employ deactivate
    """
)
"""Verbs that a weapon is the subject, the object or the means of."""


def weapons_in(article: ReadArticle, arcs: Arcs, trigger: FoundTrigger) -> list[Filler]:
    """Which weapons does the trigger's clause name, the longest phrase at each place? Those in the trigger itself, and
    those that the arcs tie to a verb of harm."""
    table, last_words = head_words("weapons"), _last_words("weapons")
    sentence = arcs.sentence
    tokens = sentence.tokens
    plain = [token.text.lower() for token in tokens]
    found: list[Filler] = []
    for end, last in enumerate(plain):
        if last.split(" ")[-1] not in last_words or tokens[end].kind in ("time", "place", "quantity"):
            continue
        for width in (3, 2, 1):
            first = end - width + 1
            if first < 0:
                continue
            words = " ".join(plain[first : end + 1])
            kind = table.get(words)
            follows = plain[end + 1] if end + 1 < len(tokens) else ""
            if kind is None or tokens[end].tag.startswith("V") or f"{words} {follows}" in table or follows in _NOT_BEFORE:
                continue
            inside = trigger.start_char <= tokens[end].start_char < trigger.end_char
            if inside or _is_wielded(arcs, end):
                first = _name_start(sentence, first)
                found.append(_filler(article, sentence, tokens[first].start_char, tokens[end].end_char, kind))
            break
    return found


def _is_wielded(arcs: Arcs, index: int) -> bool:
    above = [index, *arcs.ancestors(index)][:5]
    for step in above[1:]:
        token = arcs.tokens[step]
        if token.lemma in _WIELDED or token.text.lower() in (
            "armed",
            "attack",
            "explosion",
            "blast",
            "bombing",
            "using",
            "with",
        ):
            return True
        if token.tag.startswith("V"):
            return False
    return arcs.tokens[index].dep == "ROOT"


_NOT_BEFORE = frozenset(
    (
        "squad",
        "disposal",
        "wounds",
        "wound",
        "expert",
        "experts",
        "battle",
        "shop",
        "owner",
        "control",
    )
)
_MODIFIERS = word_set(
    """
    high-powered powerful homemade home-made automatic heavy small light caliber fragmentation remote-controlled
    hand improvised  kilogram kilo plastic incendiary suicide car truck roadside time anti-tank anti-personnel
    assault hunting dynamite galil
    """
)


def _name_start(sentence: ParsedSentence, first: int) -> int:
    while first > 0 and (
        sentence.tokens[first - 1].text.lower() in _MODIFIERS
        or (
            sentence.tokens[first - 1].dep == "compound"
            and sentence.tokens[first - 1].kind is None
            and sentence.tokens[first - 1].text.isalnum()
        )
    ):
        first -= 1
    return first


def targets_of(article: ReadArticle, arcs: Arcs, arguments: tuple[Argument, ...], action: str) -> list[Filler]:
    """Which things were harmed or aimed at?"""
    table = head_words("targets")
    found = []
    for argument in arguments:
        if argument.role not in ("patient", "site") and not (argument.role == "between" and action != "clash"):
            continue
        if argument.phrase.sentence != arcs.sentence.index:  # who a pronoun stands for, named in another sentence
            continue
        token = arcs.tokens[argument.phrase.head]
        kind = table.get(token.text.lower()) or table.get(token.lemma)
        if token.kind == "actor":
            kind = table.get(token.text.lower().split()[-1])
        if kind is None:
            continue
        found.append(_filler(article, arcs.sentence, argument.phrase.start_char, argument.phrase.end_char, kind))
    return found


def victims_of(
    article: ReadArticle, arcs: Arcs, trigger: FoundTrigger, arguments: tuple[Argument, ...], action: str
) -> list[Filler]:
    """Which people were harmed, taken or aimed at, by name? Those described and counted are figures (MUC-4: the name
    of a human target and its description are two fillers). Whose house is attacked is aimed at, too."""
    if action not in HARMS or action in ("clash", "riot"):
        return []
    harmed = [
        a.phrase.head
        for a in arguments
        if a.role == "patient" and not a.is_pronoun and a.phrase.sentence == arcs.sentence.index
    ]
    heads = [name for head in (*harmed, *arcs.objects(trigger.token, "including")) for name in _named_with(arcs, head)]
    spans = [span for head in dict.fromkeys(heads) if (span := person_name(arcs, head)) is not None]
    return [_filler(article, arcs.sentence, *span, "person") for span in spans]


def _named_with(arcs: Arcs, head: int) -> Iterator[int]:
    """The head, what stands beside it ("the bishop, Juan Paz"), whom it includes, and whose house it is."""
    yield head
    for other in arcs.children(head, "appos", "conj"):
        yield from _named_with(arcs, other)
    word = arcs.tokens[head].text.lower()
    if word in people_nouns():
        yield from arcs.objects(head, "including", "like", "of")
    if head_words("targets").get(word) == "residence":
        yield from arcs.objects(head, "of")
        yield from arcs.children(head, "poss")


_TITLES = frozenset(
    ("mr", "mrs", "miss", "ms", "dr", "msgr", "rev", "fr", "gen", "col", "maj", "capt", "lt", "sgt", "sen", "gov")
)


def person_name(arcs: Arcs, head: int) -> tuple[int, int] | None:
    """Where does a person's name stand with its title, if the head is one and neither a place nor an organisation? In a text
    in capitals two rare words, a known name or a title make a name, since no case does."""
    token = arcs.tokens[head]
    word = token.text.lower()
    if not token.tag.startswith("NNP") or not token.text[:1].isupper():
        return None
    if word in common_words() or word in people_nouns() or any(word in head_words(t) for t in ("targets", "weapons")):
        return None
    phrase = arcs.phrase(head)
    before = [t.text.lower().strip(".") for t in arcs.tokens[phrase.first : head]]
    if token.kind is not None and not (token.kind == "place" and any(other in person_names("first") for other in before)):
        return None
    if token.text.isupper() and not (word in _names() or any(_makes_a_name(other) for other in before)):
        return None
    return phrase.start_char, phrase.end_char


def _makes_a_name(before: str) -> bool:
    return before in _TITLES or before in people_nouns() or before in _names() or before not in common_words()


@cache
def _names() -> frozenset[str]:
    return person_names("first") | person_names("last")


def _filler(article: ReadArticle, sentence: ParsedSentence, start: int, end: int, kind: str) -> Filler:
    quote = article.texts[sentence.part][start:end]
    return Filler(part=sentence.part, start_char=start, end_char=end, quote=quote, raw=" ".join(quote.split()), kind=kind)
