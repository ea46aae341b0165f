"""Whose words are they, and which words say so: subjects, agents and the span of a cue."""

from __future__ import annotations

from streams.extraction.arcs import PASSIVE_SUBJECTS, Arcs
from streams.extraction.attribution_reading import Chars
from streams.lexicons.cues import cue_by_form


def subject_of(arcs: Arcs, index: int) -> Chars | None:
    """Who does it? The verb's own subject, else that of the verb it is joined to or hangs on."""
    own = arcs.child(index, "nsubj", "csubj")
    if own is not None:
        return (
            arcs.phrase(own)
            if arcs.token(own).text.lower() not in ("it", "there", "that", "which", "what")
            else _odd_subject(arcs, own)
        )
    token = arcs.token(index)
    head = arcs.head(index)
    if head is None or arcs.children(index, *PASSIVE_SUBJECTS):
        return None
    if token.dep in ("acl", "relcl") and token.tag == "VBG":
        claims = _claim_above(arcs, head)  # "claimed responsibility for the attack saying": the attack says nothing
        return arcs.phrase(head, without=[index]) if claims is None else subject_of(arcs, claims)
    if token.dep in ("conj", "advcl", "xcomp", "pcomp", "prep", "dep", "parataxis"):
        chain = [head, *arcs.ancestors(head)]
        if token.tag == "VBG" and token.dep == "advcl":
            chain.sort(key=lambda at: not _is_speech(arcs, at))
        for ancestor in chain:
            found = arcs.child(ancestor, "nsubj", *PASSIVE_SUBJECTS)
            if found is not None and arcs.token(found).text.lower() not in ("it", "there"):
                return arcs.phrase(found)
            if arcs.token(ancestor).dep in ("ROOT", "ccomp", "relcl") and not _is_speech(arcs, ancestor):
                return None
    return None


_CLAIMING = frozenset({"claim", "condemn", "deny", "confirm", "accept", "admit", "acknowledge"})
_TEXTS = frozenset({"statement", "communique", "message", "post", "letter", "video", "report"})


def _claim_above(arcs: Arcs, noun: int) -> int | None:
    """The verb whose subject speaks, where the noun is what it claims or condemns, or hangs on what it says it in."""
    token, is_text = arcs.token(noun), False
    while token.dep in ("pobj", "prep", "dobj") and (above := arcs.head(noun)) is not None:
        is_text = is_text or token.lemma in _TEXTS
        noun, token = above, arcs.token(above)
    return noun if token.tag.startswith("VB") and (is_text or token.lemma in _CLAIMING) else None


def _is_speech(arcs: Arcs, index: int) -> bool:
    cue = cue_by_form("verb").get(arcs.token(index).text.lower())
    return cue is not None and cue.kind == "speech" and arcs.token(index).tag.startswith("VB")


def _odd_subject(arcs: Arcs, subject: int) -> Chars | None:
    lower = arcs.token(subject).text.lower()
    return arcs.phrase(subject) if lower in ("it", "which", "that") else None


def passive_source(arcs: Arcs, index: int) -> Chars | None:
    """Who does it, where a passive names its agent ("was told by residents")?"""
    for agent in arcs.children(index, "agent", "prep"):
        if arcs.token(agent).text.lower() == "by" and (named := arcs.child(agent, "pobj")) is not None:
            return arcs.phrase(named)
    return None


def cue_span(arcs: Arcs, index: int, particle: int | None) -> Chars:
    """Which words are the cue? The verb with the auxiliaries, negations and adverbs that lead to it, and its particle."""
    first = index
    while first > 0:
        token = arcs.token(first - 1)
        if token.dep in ("aux", "auxpass", "neg", "advmod") and token.head == index and token.tag != "TO":
            first -= 1
        else:
            break
    last = particle if particle is not None and particle == index + 1 else index
    return arcs.token(first).start_char, arcs.token(last).end_char
