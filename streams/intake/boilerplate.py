"""What in the text is not the story: disclaimers, copyright, prompts, contacts, credits. Spans, never deletions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from schemas.clean_article import Boilerplate, BoilerplateKind
from streams.intake.normalise import folded_words
from streams.intake.stamp import Stamp
from streams.lexicons.load import RegexText, Row, read_table

Scope = Literal["line", "rest", "sentence", "words"]

REST_FROM = 0.25
"""Where a ``rest`` row may begin to end the story, as a share of the text: a page may begin with a disclaimer, and then
only that line goes."""


LONGEST_LINE = 300
"""Longest line, in code points, that a ``line`` row takes whole: in a text whose lines were lost, it takes a sentence."""

_SENTENCE_END = re.compile(r"[.!?](?=\s)")


class BoilerplateRow(Row):
    """A pattern of words that are not the story, and how far they reach.

    ``line``: the line that begins with it. ``rest``: from there to the end of the text. ``sentence``: from there to the
    end of the sentence, in running text. ``words``: the matched words alone. A pattern stands at the beginning of a
    line (``line``), of a line or a sentence (``rest``, ``sentence``) or anywhere (``words``).
    """

    id: str
    kind: BoilerplateKind
    scope: Scope
    pattern: RegexText
    example: str
    counterexample: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    row: BoilerplateRow
    regex: re.Pattern[str]


_STARTS = {
    "line": r"(?m:^)[ >*•|_–—-]{0,4}",
    "rest": r"(?:(?m:^)[ >*•|_–—-]{0,4}|(?<=[.!?”\"')\]] ))",
    "sentence": r"(?:(?m:^)[ >*•|_–—-]{0,4}|(?<=[.!?”\"')\]] ))",
    "words": "",
}
_REACH = {
    "line": r"[^\n]*",
    "rest": r"",
    "sentence": r"[^\n]*?(?:[.!?](?=\s|$)|(?=\n)|\Z)",
    "words": r"",
}


@cache
def rules() -> tuple[BoilerplateRow, ...]:
    """Which patterns are known?"""
    return read_table("boilerplate", BoilerplateRow)


@cache
def _compiled() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(row, re.compile(f"{_STARTS[row.scope]}(?:{row.pattern}){_REACH[row.scope]}", re.IGNORECASE)) for row in rules()
    )


def find_boilerplate(body: str, title: str = "", stamp: Stamp | None = None) -> tuple[Boilerplate, ...]:
    """Which characters of the body are not the story, the page's ``stamp`` among them? In order of the text, without
    overlaps.

    >>> [found.kind for found in find_boilerplate("Two people died.\\n\\nCopyright 2020 The Daily. All rights reserved.")]
    ['copyright', 'copyright']
    """
    found: list[tuple[int, int, str, str]] = []
    end_of_story = len(body)
    for rule in _compiled():
        for match in rule.regex.finditer(body):
            start, end = match.span()
            start += len(match.group()) - len(match.group().lstrip())
            if rule.row.scope == "rest" and start >= REST_FROM * len(body):
                end_of_story = min(end_of_story, start)
                end = len(body)
            elif rule.row.scope == "rest":
                line_end = body.find("\n", start)
                end = len(body) if line_end < 0 else line_end
            elif rule.row.scope == "line" and end - start > LONGEST_LINE:
                sentence = _SENTENCE_END.search(body, start, end)
                end = sentence.end() if sentence else end
            found.append((start, end, rule.row.kind, rule.row.id))
    if stamp is not None:
        found.append((stamp.start_char, stamp.end_char, "other", "date_stamp"))
    if repeat := _repeated_title(body, title, stamp):
        found.append((*repeat, "other", "title_repeated"))
    return _without_overlaps(body, found)


def _without_overlaps(body: str, found: list[tuple[int, int, str, str]]) -> tuple[Boilerplate, ...]:
    """Earlier spans win, longer ones among those that start together; a later one keeps what sticks out."""
    kept: list[Boilerplate] = []
    reached = 0
    for start, end, kind, rule_id in sorted(found, key=lambda item: (item[0], -item[1], item[3])):
        start = max(start, reached)
        piece = body[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if end <= start:
            continue
        kept.append(Boilerplate(part="body", start_char=start, end_char=end, kind=cast(BoilerplateKind, kind), rule_id=rule_id))
        reached = end
    return tuple(kept)


_WORD = re.compile(r"[^\W_]+")
_NEW_START = re.compile(r"\s*[.:!|–—-]|[^\S\n]*\n|[\"”']?\s+[A-Z“\"0-9]")
_LEAST_TITLE_WORDS = 4


def _repeated_title(body: str, title: str, stamp: Stamp | None) -> tuple[int, int] | None:
    """Where does the body begin by saying the title again, perhaps behind the page's date stamp?

    Not where it is all that the body says, nor where the title's words run on into a sentence.
    """
    wanted = folded_words(title)
    if len(wanted) < _LEAST_TITLE_WORDS:
        return None
    start = len(body) - len(body.lstrip())
    for at in (start, stamp.end_char if stamp else start):
        end = _words_end(body, at + len(body[at:]) - len(body[at:].lstrip()), wanted)
        rest = body[end or len(body) :]
        if (
            end
            and rest.strip(" .\n")
            and (re.match(r"\s*[.:!|–—-]|[^\S\n]*\n", rest) or re.match(r"[\"”']?\s+[A-Z“\"0-9]", rest))
        ):
            return start, end
    return None


def _words_end(body: str, at: int, wanted: list[str]) -> int | None:
    """Where do these words end, if the text begins with them at this offset?"""
    said: list[str] = []
    for match in _WORD.finditer(body, at, at + 600):
        said += folded_words(match.group())
        if said != wanted[: len(said)]:
            return None
        if len(said) == len(wanted):
            return match.end()
    return None


def story_of(body: str, boilerplate: tuple[Boilerplate, ...]) -> str:
    """What is left as the story? The body without its boilerplate."""
    pieces: list[str] = []
    at = 0
    for span in boilerplate:
        pieces.append(body[at : span.start_char])
        at = span.end_char
    pieces.append(body[at:])
    return "\n".join(pieces)


def story_starts(body: str, boilerplate: tuple[Boilerplate, ...]) -> tuple[int, ...]:
    """At which offsets may the story begin? The first lines that are not boilerplate, and what follows a span in them."""
    starts: list[int] = []
    at = 0
    ends = {span.start_char: span.end_char for span in boilerplate}
    while at < len(body) and len(starts) < 6:
        if at in ends:
            at = ends[at]
        elif body[at].isspace():
            at += 1
        else:
            starts.append(at)
            line_end = body.find("\n", at)
            at = len(body) if line_end < 0 else line_end
    return tuple(starts)
