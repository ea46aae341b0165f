"""Who says so, by "according to", "citing" and "quoted as saying"."""

from __future__ import annotations

from collections.abc import Iterator

from streams.extraction.arcs import Arcs
from streams.extraction.attribution_reading import Chars, Reading
from streams.extraction.attribution_speakers import cue_span, passive_source, subject_of

_LEAD_TOKENS = 8


def read_citing(arcs: Arcs, index: int) -> Iterator[Reading]:
    """ "..., citing activists": who is cited is the source; who cites stands in between."""
    named = arcs.child(index, "dobj", "nsubjpass")
    lead = [token.text.lower() for token in arcs.tokens[max(0, index - _LEAD_TOKENS) : index]]
    if named is None or ("according" in lead and ("," in lead or "which" in lead)):
        return
    head = arcs.head(index)
    is_passive = arcs.token(named).dep == "nsubjpass"
    via = passive_source(arcs, index) if is_passive else subject_of(arcs, index)
    clause = None
    saying = as_saying(arcs, index)
    if saying is not None:
        said = arcs.child(saying, "ccomp", "dobj", "prep")
        clause = arcs.phrase(said if said is not None else saying)
        head = None
    if arcs.token(index).tag == "VBG" and head is not None:
        said = next((c for c in arcs.children(head, "ccomp", "xcomp", "dobj") if c != index), None)
        clause = arcs.phrase(said, without=[index]) if said is not None else arcs.phrase(_root(arcs, head), without=[index])
    yield Reading(
        cue=cue_span(arcs, index, None),
        source=arcs.phrase(named),
        content=clause,
        rule="speech:citing",
        kind="speech",
        stance="asserts",
        via=via,
    )


def as_saying(arcs: Arcs, index: int) -> int | None:
    """Which token says "as saying" behind "quoted" and "cited"?"""
    for child in arcs.children(index, "prep"):
        if arcs.token(child).text.lower() == "as" and (saying := arcs.child(child, "pcomp")) is not None:
            return saying
    return None


def _root(arcs: Arcs, index: int) -> int:
    return [index, *arcs.ancestors(index)][-1]


def read_according_to(arcs: Arcs, index: int) -> Iterator[Reading]:
    """Who is named behind "according to", whom does that one cite, and what do they say? The rest of the sentence."""
    tokens = arcs.tokens
    is_per = tokens[index].text.lower() == "per"
    link = index if is_per else index + 1
    if link >= len(tokens) or (not is_per and tokens[link].text.lower() != "to"):
        return
    named = arcs.child(link, "pobj") or arcs.child(index, "pobj")
    if named is None or (is_per and not tokens[named].tag.startswith("NNP")):
        return
    inside = [i for i in arcs.subtree(named) if i > link]
    source = arcs.span(_until_clause(arcs, inside))
    before = [i for i in range(index) if tokens[i].text not in ('"',)]
    last = max(inside, default=link)
    cited = _cited_behind(arcs, link, source)
    if cited:
        inside, last = cited, cited[-1]
    after = list(range(last + 1, len(tokens)))
    is_front = sum(tokens[i].tag != "" and tokens[i].text.isalnum() for i in before) < 4 or len(before) * 3 < len(after)
    content = arcs.span(after if is_front and len(after) > 2 else before)
    yield Reading(
        cue=(tokens[index].start_char, tokens[link].end_char),
        source=source,
        content=content,
        rule="speech:according_to",
        kind="speech",
        stance="asserts",
    )
    if cited:
        yield Reading(
            cue=(tokens[cited[0] - 1].start_char, tokens[cited[0] - 1].end_char),
            source=arcs.span(cited),
            content=content,
            rule="speech:citing",
            kind="speech",
            stance="asserts",
            via=source,
        )


def _cited_behind(arcs: Arcs, link: int, source: Chars | None) -> list[int]:
    """ "According to AP, citing activists, ...": which tokens name who is cited? They end at the next comma."""
    tokens = arcs.tokens
    at = next((i for i in range(link + 1, len(tokens)) if source and tokens[i].start_char >= source[1]), len(tokens))
    while at < len(tokens) and tokens[at].text in (",", "-", "–", "—", "which", "who"):
        at += 1
    if at >= len(tokens) or tokens[at].text.lower() not in _CITING:
        return []
    end = next((i for i in range(at + 1, len(tokens)) if tokens[i].text in (",", ".", ";")), len(tokens))
    return list(range(at + 1, end))


_CITING = ("citing", "quoting", "cited", "quoted")


def _until_clause(arcs: Arcs, indices: list[int]) -> list[int]:
    """The named phrase without a participle that the parser hung on it ("AP, citing activists, ...")."""
    kept: list[int] = []
    for i in indices:
        if arcs.token(i).text.lower() in ("citing", "quoting", "quoted") and kept:
            break
        kept.append(i)
    return kept
