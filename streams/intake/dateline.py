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

_FULL = re.compile(
    rf"{_PLACE}(?:\s*[,:]?\s+\(?(?P<day>{_DAY})\)?)?,?\s*(?:{_AGENCY}\s*{_DASH}?|/(?P<slash>[A-Z][\w -]{{1,30}})/\s*{_DASH}?|{_DASH}+|\|)"
    r"(?=\s|[A-Z“\"'‘\[])",
    re.IGNORECASE,
)
_BARE_AGENCY = re.compile(rf"{_AGENCY}\s*{_DASH}(?=\s)")
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


def _is_place_like(place: str, match: re.Match[str]) -> bool:
    """Is it the place of a dateline, and not the first words of a sentence or a headline's topic?"""
    letters = [char for char in place if char.isalpha()]
    first = place.split(",")[0]
    is_upper = sum(char.isupper() for char in first if char.isalpha()) >= 0.7 * sum(char.isalpha() for char in first)
    has_credit = bool(match["agency"] or match["slash"] or match["day"])
    is_titled = all(word[:1].isupper() or word.casefold() in _SMALL for word in re.split(r"[\s,/]+", place) if word)
    ends_with_colon = match.group().rstrip().endswith(":")
    return bool(letters) and (is_upper or (is_titled and (has_credit or (not ends_with_colon and "," in place))))


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
        place = match["place"]
        agency = match["agency"] or match["slash"]
        if agency and re.fullmatch(_DAY, agency, re.IGNORECASE):
            day, agency = agency, None
        else:
            day = match["day"]
        if agency is None and (known := agency_name(place.rsplit(",", 1)[-1])) and "," in place:
            place, agency = place.rsplit(",", 1)[0], known
        if agency_name(place) and agency is None:
            return _dateline(body, start, match, None, day, agency_name(place))
        if _is_place_like(place, match) and (agency is None or _is_credit(agency)):
            return _dateline(body, start, match, place, day, agency and (agency_name(agency) or agency))
    if match := _BARE_AGENCY.match(window):
        agency = match["agency"]
        if _is_credit(agency):
            return _dateline(body, start, match, None, None, agency_name(agency) or agency)
    if (match := _LEADING_AGENCY.match(window)) and (known := agency_name(match["agency"])):
        return _dateline(body, start, match, match["place"], None, known)
    return None


def _is_credit(text: str) -> bool:
    return agency_name(text) is not None or (text[:1].isupper() and len(text.split()) <= 5)


def _dateline(body: str, start: int, match: re.Match[str], place: str | None, day: str | None, agency: str | None) -> Dateline:
    end = start + match.end()
    return Dateline(part="body", start_char=start, end_char=end, quote=body[start:end], place=place, day=day, agency=agency)


def given_dateline(text: str) -> Dateline:
    """What does a dateline say that came as a field of its own? Its span is empty: it stands in no text."""
    found = _read(text if re.search(r"[-–—:]\s*$", text) else f"{text} - ", 0)
    parts = (found.place, found.day, found.agency) if found else (text, None, None)
    return Dateline(part="body", start_char=0, end_char=0, quote="", place=parts[0], day=parts[1], agency=parts[2])
