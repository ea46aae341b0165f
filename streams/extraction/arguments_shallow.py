"""Who did it to whom, by the order of the words alone? The second reading, which needs tags and no arcs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.extraction.arguments_dependency import Role
from streams.extraction.document import Token

_BE = frozenset(("be", "is", "are", "was", "were", "been", "being", "get", "got"))
_SUBJECT_SUFFERS = frozenset(("die", "displace"))
_STOPS = frozenset((";", ":", "—", "–"))


def chunk_heads(tokens: Sequence[Token]) -> list[int]:
    """Which tokens end a noun phrase?"""
    heads = []
    for index, token in enumerate(tokens):
        nominal = token.tag.startswith("N") or token.tag in ("PRP", "CD") or token.kind in ("actor", "quantity")
        follows = tokens[index + 1] if index + 1 < len(tokens) else None
        goes_on = follows is not None and (follows.tag.startswith("N") or follows.kind == "actor" or follows.tag == "POS")
        if nominal and not goes_on and token.kind not in ("time", "place"):
            heads.append(index)
    return heads


def read_shallow(tokens: Sequence[Token], trigger: int, action: str, is_noun: bool) -> Iterator[tuple[Role, int]]:
    """Which noun phrases beside the trigger fill which role?"""
    heads = chunk_heads(tokens)
    before = [h for h in heads if h < trigger and not _is_barred(tokens, h, trigger)]
    after = [h for h in heads if h > trigger and not _is_barred(tokens, trigger, h)]
    by = next((h for h in after if _preposition(tokens, h) == "by" and not _is_of_another(tokens, trigger, h)), None)
    if is_noun:
        yield from _noun(tokens, trigger, action, before, after, by)
        return
    passive = tokens[trigger].tag in ("VBN", "VBD") and any(
        t.lemma in _BE or t.text.lower() in _BE for t in tokens[max(0, trigger - 4) : trigger]
    )
    subject = next((h for h in reversed(before) if _preposition(tokens, h) is None), None)
    if subject is not None:
        role: Role = "patient" if passive or action in _SUBJECT_SUFFERS else "agent"
        yield ("between" if action == "clash" else role), subject
    if by is not None and passive:
        yield ("between" if action == "clash" else "agent"), by
    if not passive and after:
        first = after[0]
        if _preposition(tokens, first) is None:
            yield ("between" if action == "clash" else "patient"), first
        elif action == "clash" and _preposition(tokens, first) in ("with", "against", "between"):
            yield "between", first


def _noun(
    tokens: Sequence[Token], trigger: int, action: str, before: list[int], after: list[int], by: int | None
) -> Iterator[tuple[Role, int]]:
    two_sided = action == "clash"
    if by is not None:
        yield ("between" if two_sided else "agent"), by
    for head in after:
        preposition = _preposition(tokens, head)
        if two_sided and preposition in ("between", "and", "with", "among"):
            yield "between", head
        elif preposition in ("on", "against", "of") and not two_sided:
            yield "patient", head
    if trigger > 0 and tokens[trigger - 1].kind == "actor":
        yield ("between" if two_sided else "agent"), trigger - 1


def _preposition(tokens: Sequence[Token], head: int) -> str | None:
    """The preposition that governs a phrase, or ``None``; "and" where the phrase is joined to the one before."""
    for index in range(head - 1, max(-1, head - 7), -1):
        token = tokens[index]
        if token.tag in ("IN", "TO", "CC") or token.text.lower() == "including":
            return token.text.lower()
        if token.tag.startswith("W"):
            return None
        if (token.tag.startswith(("V", "M")) and token.tag not in ("VBN", "VBG")) or token.text in _STOPS or token.text == ",":
            return None
    return None


_SAYING = frozenset(
    ("say", "report", "tell", "announce", "confirm", "state", "add", "quote", "claim", "inform", "release", "issue")
)
_OTHER_TIMES = frozenset(("after", "before", "following", "since", "despite", "amid"))


def _is_of_another(tokens: Sequence[Token], trigger: int, head: int) -> bool:
    """Is it who reports the deed, or did another one, and not who did it ("was killed, it was reported by the police", "was
    freed after its occupation by the rebels")?"""
    return any(token.lemma in _SAYING or token.text.lower() in _OTHER_TIMES for token in tokens[trigger + 1 : head])


def _is_barred(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Does a clause end between two tokens?"""
    return any(token.text in _STOPS for token in tokens[start + 1 : end])
