"""Who says so, read without arcs: colons, and the words of sentences that were not parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.extraction.attribution_reading import Chars, Reading
from streams.extraction.document import ParsedSentence
from streams.lexicons.cues import cue_by_form
from streams.lexicons.sources import resolve_claimant

MOST_SOURCE_WORDS = 12
_SPEAKER = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z(][\w.'’)-]*|of|the|and|de|al|el)){0,6})(?P<colon>:)\s+(?=\S)")
_CAPITALS = re.compile(r"[A-Z][A-Z.'’ -]{2,40}$")
_LAST_COLON = re.compile(r"(?P<colon>:)\s+(?P<name>[^:]{3,50}?)[.\s]*$")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Aa]s per)\s+(?P<name>[^,.;\"“”]{2,120})")
_NAME_START = re.compile(r"(?:^|[,;:]|[\"”’])\s*([^,;:\"“”]+?)\s*$")
_SUBORDINATE = re.compile(r"\b(?:that|which|who|because|when|while|where|after|before|and|but|as)\s+", re.IGNORECASE)


def read_colon(text: str, sentence: ParsedSentence) -> Iterator[Reading]:
    """Does a name before or behind a colon say the rest ("Monitor: ten of the dead were children", "Toll rises: ministry")?"""
    said = text[sentence.start_char : sentence.end_char]
    base = sentence.start_char
    if (match := _SPEAKER.match(said)) and len(said) - match.end() > 8:
        name = match["name"]
        if _CAPITALS.match(name) or _is_name(name) or said[match.end() : match.end() + 1] in '"“':
            yield _colon(base, match.span("name"), match.span("colon"), (match.end(), len(said.rstrip())))
            return
    if sentence.part == "title" and (match := _LAST_COLON.search(said)) and match.start() > 8:
        name = match["name"]
        if len(name.split()) <= 5 and resolve_claimant(name) is not None:
            yield _colon(base, match.span("name"), match.span("colon"), (0, match.start()))


def _is_name(name: str) -> bool:
    words = name.split()
    return len(words) <= 6 and resolve_claimant(name) is not None


def _colon(base: int, name: Chars, colon: Chars, content: Chars) -> Reading:
    return Reading(
        cue=(base + colon[0], base + colon[1]),
        source=(base + name[0], base + name[1]),
        content=(base + content[0], base + content[1]),
        rule="speech:colon",
        kind="speech",
        stance="asserts",
    )


def read_words(text: str, sentence: ParsedSentence) -> Iterator[Reading]:
    """Which attributions do the words of an unparsed sentence show? "According to", and verbs of speech with a source beside
    them: what is said stands behind "that" or in front of a comma."""
    said = text[sentence.start_char : sentence.end_char]
    base = sentence.start_char
    if match := _ACCORDING.search(said):
        content = (match.end(), len(said)) if match.start() < 4 else (0, match.start())
        trimmed = _trim(said, content)
        if trimmed:
            yield Reading(
                cue=(base + match.start(), base + match.start("name") - 1),
                source=(base + match.start("name"), base + match.end("name")),
                content=(base + trimmed[0], base + trimmed[1]),
                rule="speech:according_to:shallow",
                kind="speech",
                stance="asserts",
            )
    verbs = cue_by_form("verb")
    for token in sentence.tokens:
        cue = verbs.get(token.text.lower())
        if cue is None or cue.kind != "speech" or token.kind is not None:
            continue
        start, end = token.start_char - base, token.end_char - base
        source = _source_before(said, start)
        is_inverted = source is None and re.search(r"[,\"”’]\s*$", said[:start]) is not None
        if is_inverted:
            source = _source_after(said, end)
        if source is None:
            continue
        span = _content_beside(said, min(source[0], start), max(source[1], end))
        yield Reading(
            cue=(token.start_char, token.end_char),
            source=(base + source[0], base + source[1]),
            content=(base + span[0], base + span[1]) if span else None,
            rule=f"speech:verb:{cue.lemma}:shallow",
            kind="speech",
            stance=cue.stance,
            takes_quote=True,
        )
        return


def _source_before(said: str, at: int) -> Chars | None:
    match = _NAME_START.search(said[:at])
    if match is None:
        return None
    start, end = match.span(1)
    for joint in _SUBORDINATE.finditer(said, start, end):
        start = joint.end()
    words = said[start:end].split()
    if not words or len(words) > MOST_SOURCE_WORDS:
        return None
    if words[0].lower() in ("to", "been", "is", "was", "were", "are", "be", "have", "has", "had", "it"):
        return None
    return start, end


def _source_after(said: str, at: int) -> Chars | None:
    match = re.match(r"\s*([^,.;\"“”]+)", said[at:])
    if match is None or not match[1].strip():
        return None
    start = at + match.start(1)
    return start, start + len(match[1].rstrip())


def _content_beside(said: str, first: int, last: int) -> Chars | None:
    """What is said: behind the cue, else before the comma that ends in front of the source."""
    behind = re.sub(r"^\s*(?:on \w+|\w+day)?,?\s*", "", said[last:])
    if len(behind.split()) >= 3:
        return _trim(said, (len(said) - len(behind), len(said)))
    return _trim(said, (0, first)) if len(said[:first].split()) >= 3 else None


def _trim(said: str, span: Chars) -> Chars | None:
    piece = said[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip(" ,;:\n"))
    end = span[0] + len(piece.rstrip(" ,;:.\n"))
    return (start, end) if end > start else None
