"""Which letters are capitals by meaning? A text in one case says nothing by them."""

from __future__ import annotations

import re

FEW_CAPITALS = 0.004
"""Share of capitals among the letters under which a text has none by meaning; news in mixed case has over 0.02."""

SHORTEST = 20
"""Letters that a text needs for its case to be judged."""

_SEEN = 2_000
"""Code points that are looked at."""

_CAPITAL, _LETTER = re.compile(r"[A-Z]"), re.compile(r"[^\W\d_]")


def with_capitals(text: str) -> str:
    """How is a text read? A transcript without capitals as if it were all in capitals, where names are told by the tables and
    by what stands around them; any other as it is. Each code point keeps its place.

    >>> with_capitals("fighters of m23 killed two soldiers near goma on monday")
    'FIGHTERS OF M23 KILLED TWO SOLDIERS NEAR GOMA ON MONDAY'
    >>> with_capitals("The rebels killed two soldiers near Goma on Monday")
    'The rebels killed two soldiers near Goma on Monday'
    """
    begin = text[:_SEEN]
    capitals = len(_CAPITAL.findall(begin))
    if capitals > FEW_CAPITALS * len(begin):
        return text
    letters = len(_LETTER.findall(begin))
    if letters < SHORTEST or capitals >= FEW_CAPITALS * letters:
        return text
    return "".join(upper if len(upper := mark.upper()) == 1 else mark for mark in text)
