"""Which number do these digits or words stand for? Shared by times and quantities."""

from __future__ import annotations

import re

_ONES_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_TEEN_WORDS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIRST_WORDS = "first second third fourth fifth sixth seventh eighth ninth"
_TENTH_WORDS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"

UNITS = {word: value for value, word in enumerate(f"{_ONES_WORDS} {_TEEN_WORDS}".split())}
TENS = {word: 20 + 10 * index for index, word in enumerate(_TENS_WORDS.split())}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "m": 1_000_000, "k": 1_000}
ORDINALS = (
    {word: value for value, word in enumerate(f"{_FIRST_WORDS} {_TENTH_WORDS}".split(), 1)}
    | {f"twenty-{word}": 20 + value for value, word in enumerate(_FIRST_WORDS.split(), 1)}
    | {"thirtieth": 30, "thirty-first": 31}
)

_ONES = "|".join(sorted((word for word in UNITS if word != "zero"), key=len, reverse=True))
_TENS = "|".join(TENS)
_DIGIT = r"(?:one|two|three|four|five|six|seven|eight|nine)(?![a-z])"
_SMALL = rf"(?:(?:{_TENS})(?:[\s-]+{_DIGIT}|(?![a-z]|[\s-]+{_DIGIT}))|(?:{_ONES})(?![a-z]))"
_SCALE = r"(?:hundred|thousand|million|billion)"
WORDS = (
    rf"(?:(?:a|{_SMALL})\s+{_SCALE}(?:\s+{_SCALE})?(?:(?:\s+and)?\s+{_SMALL}(?:\s+{_SCALE})?)*"
    rf"|{_SMALL})(?![a-z])"
)
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s+(?:hundred|thousand|million|billion)\b)?"
NUMBER = rf"(?:{DIGITS}|{WORDS})"
"""A number in digits or words; match it with re.IGNORECASE."""

_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")


def parse_number(text: str) -> int | None:
    """Which whole number is written here? ``None`` where a word is no number.

    >>> parse_number("twenty-three"), parse_number("1.5 million"), parse_number("a hundred and five"), parse_number("4,000")
    (23, 1500000, 105, 4000)
    """
    total = 0.0
    current = 0.0
    seen = False
    for word in _WORD.findall(text.lower().replace(",", "")):
        if word[0].isdigit():
            current += float(word)
        elif word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in SCALES:
            total += (current or 1) * SCALES[word]
            current = 0
        elif word in ("a", "an"):
            current += 0
            continue
        elif word == "and":
            continue
        else:
            return None
        seen = True
    return round(total + current) if seen else None
