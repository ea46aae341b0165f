"""The dateline: "ALEPPO, Syria, Dec. 10 (Reuters) -"."""

from __future__ import annotations

import re
from functools import cache

from schemas.clean_article import Dateline
from streams.lexicons.load import Row, read_table

SEARCH_CHARS = 600
"""How far into the body a dateline may begin, in code points: behind a repeated headline and a byline."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:Mon|Tues?|Wed|Weds|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?"
_DAY = (
    rf"(?:(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{2,4}})?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}})|{_WEEKDAY})"
)
_NAME = r"[^\W\d_][\w'’.-]*"
_PLACE = rf"(?P<place>{_NAME}(?:[ /]{_NAME}){{0,3}}(?:,\s*{_NAME}(?:[ ]{_NAME}){{0,3}}){{0,2}})"
_DASH = r"(?:--+|[-–—_―]|:)"
_AGENCY = r"\(\s*(?P<agency>[^()\n]{2,60}?)\s*\)"

_CREDIT = r"[^\W\d_][\w.&'’/ -]{1,40}?"
_AGENCY = rf"\(\s*(?P<agency>{_CREDIT}|{_DAY})\s*\)"

_FULL = re.compile(
    rf"{_PLACE}(?:\s*\([^\W\d_][^()\n]{{1,30}}\)(?=,\s+{_DAY}))?(?:\s*[,:]?\s+\(?(?P<day>{_DAY})\)?)?,?\s*"
    rf"(?:{_AGENCY}\s*(?P<dash>{_DASH})?|/(?P<slash>{_CREDIT})/\s*{_DASH}?|{_DASH}+|\|)(?=\s|[A-Z“\"'‘\[])",
    re.IGNORECASE,
)
_BARE_AGENCY = re.compile(rf"{_AGENCY}\s*{_DASH}(?=\s)", re.IGNORECASE)
_LEADING_AGENCY = re.compile(
    rf"(?P<agency>{_NAME}(?: {_NAME}){{0,2}})\s*(?:,\s*(?P<place>{_NAME}(?: {_NAME}){{0,2}}))?\s*{_DASH}+(?=\s)"
)


class Agency(Row):
    """A name that stands in datelines and credits for who wrote the story."""

    pattern: str
    """As printed, compared without case and dots."""
    name: str
    example: str | None = None


@cache
def agencies() -> dict[str, str]:
    """Which outlet does a credit name? Folded pattern to name."""
    return {_fold(row.pattern): row.name for row in read_table("agencies", Agency)}


def _fold(text: str) -> str:
    return re.sub(r"[\s.]+", " ", text.casefold().replace(".", "")).strip()


def agency_name(raw: str) -> str | None:
    """Which agency or outlet is meant by a credit? ``None`` where no row knows it.

    >>> agency_name("A.F.P"), agency_name("Thomson Reuters Foundation"), agency_name("the mayor")
    ('AFP', 'Reuters', None)
    """
    return agencies().get(_fold(raw))


class NoPlace(Row):
    """A word that newspapers print where a dateline stands and that is no place."""

    word: str


@cache
def _no_places() -> frozenset[str]:
    return frozenset(row.word.casefold() for row in read_table("dateline_stops", NoPlace))


def _is_place_like(place: str, ending: str, *, has_credit: bool) -> bool:
    """Is it the place of a dateline, and not the first words of a sentence or a headline's topic?"""
    words = [word for word in re.split(r"[\s,/]+", place) if word]
    if any(word.casefold().strip(".") in _no_places() for word in words) or len(words[0].strip(".")) < 2:
        return False
    first = re.split(r",\s*", place)[0].split()
    is_upper = all(word.isupper() or word.casefold() in _SMALL for word in first) and len(place.replace(".", "")) > 2
    is_titled = all(word[:1].isupper() or word.casefold() in _SMALL for word in words)
    return is_upper or (is_titled and (has_credit or (not ending.endswith(":") and "," in place)))


_SMALL = frozenset({"of", "the", "de", "del", "la", "el", "al", "and", "du", "des", "near", "in", "a"})


def find_dateline(body: str, starts: tuple[int, ...]) -> Dateline | None:
    """Where, when and for whom was the story filed, as its first line says?

    ``starts`` are the offsets at which the story may begin (the lines of its head), in order. The first dateline counts.

    >>> found = find_dateline("KADUGLI, Sudan, March 3 (Reuters) - Two people died.", (0,))
    >>> found.place, found.day, found.agency
    ('KADUGLI, Sudan', 'March 3', 'Reuters')
    >>> find_dateline("Officials: two people died.", (0,)) is None
    True
    """
    for start in starts:
        if start > SEARCH_CHARS:
            return None
        found = _read(body, start)
        if found:
            return found
    return None


def _read(body: str, start: int) -> Dateline | None:
    window = body[start : start + 160].split("\n", 1)[0]
    if match := _FULL.match(window):
        place: str | None = match["place"]
        agency, day = match["agency"] or match["slash"], match["day"]
        has_dash = bool(match["dash"] or not match["agency"])
        if agency and re.fullmatch(_DAY, agency, re.IGNORECASE):
            day, agency = agency, None
        head, _, last = match["place"].rpartition(",")
        if agency is None and agency_name(last):
            place, agency = head or None, last
        known = agency_name(agency) if agency else None
        is_credited = agency is None or known is not None or (has_dash and agency[:1].isupper())
        if place is None and known:
            return _dateline(body, start, match, None, day, known)
        if (
            place
            and is_credited
            and _is_place_like(place, match.group().rstrip(), has_credit=bool((agency and has_dash) or day))
        ):
            return _dateline(body, start, match, place, day, known or agency)
        if known and place and place.casefold() in _no_places():
            return _dateline(body, start, match, None, day, known)
    if match := _BARE_AGENCY.match(window):
        agency = match["agency"]
        if agency_name(agency) or agency[:1].isupper():
            return _dateline(body, start, match, None, None, agency_name(agency) or agency)
    if (match := _LEADING_AGENCY.match(window)) and (known := agency_name(match["agency"])):
        return _dateline(body, start, match, match["place"], None, known)
    return None


def _dateline(body: str, start: int, match: re.Match[str], place: str | None, day: str | None, agency: str | None) -> Dateline:
    end = start + match.end()
    return Dateline(part="body", start_char=start, end_char=end, quote=body[start:end], place=place, day=day, agency=agency)


def given_dateline(text: str) -> Dateline:
    """What does a dateline say that came as a field of its own? Its span is empty: it stands in no text."""
    found = _read(text if re.search(r"[-–—:]\s*$", text) else f"{text} - ", 0)
    parts = (found.place, found.day, found.agency) if found else (text, None, None)
    return Dateline(part="body", start_char=0, end_char=0, quote="", place=parts[0], day=parts[1], agency=parts[2])
