"""Who says so, read from the arcs of a parsed sentence: every kind of cue in turn."""

from __future__ import annotations

from collections.abc import Iterator

from streams.extraction.arcs import Arcs
from streams.extraction.attribution_citing import as_saying, read_according_to, read_citing
from streams.extraction.attribution_reading import CONTENT_PREPOSITIONS, Chars, Reading
from streams.extraction.attribution_speakers import subject_of
from streams.extraction.attribution_verbs import read_verb
from streams.lexicons.cues import Cue, cue_by_form

_CITING = ("citing", "quoting")
_QUOTED = ("cited", "cites", "quoted", "quotes")
_LIGHT_VERBS = frozenset(
    {
        "made",
        "make",
        "makes",
        "making",
        "issued",
        "issue",
        "expressed",
        "have",
        "has",
        "had",
        "voiced",
        "repeated",
        "gave",
        "give",
    }
    | {"released", "raised", "denied", "rejected", "repeats", "issuing", "making", "reiterated", "posted"}
)
_COPULAS = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re", "'m", "’m"}
) | frozenset(
    {"seem", "seems", "seemed", "remain", "remains", "remained", "became", "become", "felt", "sounded", "appeared", "appears"}
)


def read_arcs(arcs: Arcs) -> Iterator[Reading]:
    """Which attributions do the arcs of a sentence show, in order of their cues?"""
    for index, token in enumerate(arcs.tokens):
        if token.kind is not None:
            continue
        lower, tag = token.text.lower(), token.tag
        if lower in ("according", "accordance") or (lower == "per" and tag == "IN"):
            yield from read_according_to(arcs, index)
        elif tag.startswith("VB"):
            is_citing = lower in _CITING or (lower in _QUOTED and as_saying(arcs, index) is not None)
            yield from (read_citing if is_citing else read_verb)(arcs, index)
        elif tag in ("NN", "NNS") and (cue := cue_by_form("noun").get(lower)):
            yield from _noun(arcs, index, cue)
        elif tag.startswith("JJ") and (cue := cue_by_form("adjective").get(lower)):
            yield from _adjective(arcs, index, cue)
        elif tag.startswith("RB") and (cue := cue_by_form("adverb").get(lower)):
            yield from _hedge(arcs, index, cue)


# ---- nouns, adjectives, adverbs


def _noun(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "the army's claim that it had won", "their opposition to the deal" """
    content = None
    frame = ""
    for child in arcs.children(index, "acl", "ccomp", "relcl"):
        if child < index:
            continue
        to = any(arcs.token(mark).tag == "TO" for mark in arcs.children(child, "aux"))
        if (to and "inf" in cue.frames) or (not to and "that" in cue.frames and _marked(arcs, child, "that", "whether")):
            content, frame = arcs.phrase(child), "inf" if to else "that"
            break
    source = _noun_source(arcs, index)
    if content is None and "prep" in cue.frames and source is not None:
        for child in arcs.children(index, "prep"):
            if arcs.token(child).text.lower() in CONTENT_PREPOSITIONS and arcs.child(child, "pobj", "pcomp") is not None:
                content, frame = arcs.phrase(child), "prep"
                break
    if content is None:
        return
    yield Reading(
        cue=(arcs.token(index).start_char, arcs.token(index).end_char),
        source=source,
        content=content,
        rule=f"{cue.kind}:noun:{cue.lemma}:{frame}",
        kind=cue.kind,
        stance=cue.stance,
    )


def _noun_source(arcs: Arcs, index: int) -> Chars | None:
    owner = arcs.child(index, "poss")
    if owner is not None:
        return arcs.phrase(owner)
    for child in arcs.children(index, "prep"):
        if arcs.token(child).text.lower() in ("by", "from", "among") and (named := arcs.child(child, "pobj")) is not None:
            return arcs.phrase(named)
    head = arcs.head(index)
    if head is not None and arcs.token(index).dep == "dobj" and arcs.token(head).text.lower() in _LIGHT_VERBS:
        return subject_of(arcs, head)
    return None


def _adjective(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "officials were confident that ..." """
    head = arcs.head(index)
    if head is None or arcs.token(index).dep not in ("acomp", "attr", "oprd", "conj"):
        return
    if arcs.token(index).dep == "conj":
        head = arcs.head(head)
    if head is None or arcs.token(head).text.lower() not in _COPULAS:
        return
    source = subject_of(arcs, head)
    if source is None:
        return
    for child in arcs.children(index, "ccomp", "xcomp", "prep", "advcl"):
        if child < index:
            continue
        content = arcs.phrase(child)
        yield Reading(
            cue=(
                arcs.token(head).start_char if head == index - 1 else arcs.token(index).start_char,
                arcs.token(index).end_char,
            ),
            source=source,
            content=content,
            rule=f"{cue.kind}:adjective:{cue.lemma}",
            kind=cue.kind,
            stance=cue.stance,
        )
        return


def _hedge(arcs: Arcs, index: int, cue: Cue) -> Iterator[Reading]:
    """ "reportedly": nobody is named, the clause is the content."""
    head = arcs.head(index)
    if head is None:
        return
    while not arcs.token(head).tag.startswith("VB"):
        above = arcs.head(head)
        if above is None or above == head:
            break
        head = above
    content = arcs.phrase(head, without=[index])
    yield Reading(
        cue=(arcs.token(index).start_char, arcs.token(index).end_char),
        source=None,
        content=content,
        rule=f"hedge:adverb:{cue.lemma}",
        kind="hedge",
        stance=cue.stance,
    )


def _marked(arcs: Arcs, index: int, *words: str) -> bool:
    return any(arcs.token(mark).text.lower() in words for mark in arcs.children(index, "mark"))
