"""Is a bare number a year?"""

from __future__ import annotations

import re

from streams.extraction.narrative import Frame
from streams.extraction.time_parts import Match, Reading

_COUNTED = re.compile(
    r"\s+(?:(?!events|elections?|coups|attacks|riots|protests|was|is|has|as|uprisings|wars?|strikes|talks|bombings|clashes|plus\b)"
    r"[a-z]+(?:s|people|men|women|children)\b(?!['’])|(?:km|kilomet|met|mile|dollar|percent|per\s+cent|dead|people|killed|wounded|troops)\w*)",
    re.IGNORECASE,
)
_YEAR_LEFT = re.compile(
    r"(?:\b(?:in|since|of|until|till|by|from|during|through|for|to|and|before|after|between|early|late|mid|year|fiscal|the|around|"
    r"about|spring|summer|fall|autumn|winter|back\s+to|a|mid-|early-|late-|or|late-?)\s*|[(\[,]\s*|^\s*)$",
    re.IGNORECASE,
)
_COUNT_LEFT = re.compile(
    r"(?:\b(?:killed|over|than|least|nearly|almost|some|no\.?|number|approximately|of|about|around|to|from|km|up\s+to)|[$£€#])\s*$",
    re.IGNORECASE,
)

_BLOCK = re.compile(r"[\s-]+(?:and \d+ )?blocks?\b", re.IGNORECASE)
_STREET = re.compile(
    r"\s+(?-i:[A-Z0-9][\w.']*\s+){1,4}(?:street|avenue|road|boulevard|drive|lane|court|place|way|highway|parkway|terrace|circle|trail|"
    r"square|(?:st|ave|rd|blvd|dr|ln|ct|hwy|pkwy)\b\.?)",
    re.IGNORECASE,
)
"""Words behind the number of a house."""


def read_year(found: Match, frame: Frame) -> Reading | None:
    """Is a number of four digits a year? Not where it counts something, as in "2000 people", or numbers a house."""
    text = frame.text
    year = int(found["year"])
    left = text[max(0, found.start("year") - 12) : found.start("year")]
    if not 1700 <= year <= 2099 and not re.search(r"\bin\s+$", left):
        return None
    right = text[found.end() : found.end() + 48]
    if _BLOCK.match(right) or (_STREET.match(right) and not _YEAR_LEFT.search(left)):
        return None
    if _COUNTED.match(right) and (_COUNT_LEFT.search(left) or not _YEAR_LEFT.search(left)):
        return None
    if not found["mod"] and not _YEAR_LEFT.search(left) and re.match(r"\s+\w+s\b", right):
        return None
    return Reading("DATE", f"{year:04}")
