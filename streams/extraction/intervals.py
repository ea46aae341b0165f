"""What came on another day than its sentence's news: "..., two days after rebels had burned the town", "died a week later"?"""

from __future__ import annotations

import re
from dataclasses import replace

from streams.extraction.article_reader import ReadArticle
from streams.extraction.told import Told

_INTERVAL = re.compile(
    r"\b(?:(?:more|less|fewer) than |over |about |almost |nearly |some )?(?:\w+ )?"
    r"(?:days?|weeks?|months?|years?|decades?) after "
    r"(?!being\b|having\b|\w+ing\b|(?:he|she|it|they|this|that|which)\b"
    r"|the (?:\w+ )?(?:attack|blast|explosion|bombing|incident|clash|shooting|raid|killing|ambush|assault|strike)\b)",
    re.I,
)
_DEATH = re.compile(r"\b(?:died|dies|succumbed)\b[^.;]{0,40}$", re.I)
"""Who dies days after something dies of it: one event."""
_AT_FRONT = 2
"""Words, fewer of which may stand before an interval that opens its sentence; the news begins behind the next comma."""


_YEARS = re.compile(r"\b(?:years?|decades?)\b", re.I)


def interval_before(sentence: str, at: int, is_of_somebody: bool = False) -> tuple[int, int] | None:
    """The span of "two days after" where the word at ``at`` belongs to what came before the news, else ``None``. Offsets in
    the sentence. Who died "days after being shot", or "days after the attack", is told with it: that is no other event, and
    neither is what befell somebody spoken of (``is_of_somebody``) but years ago."""
    for found in _INTERVAL.finditer(sentence, 0, at):
        if _DEATH.search(sentence[: found.start()]) or (is_of_somebody and not _YEARS.search(found[0])):
            continue
        news = sentence.find(", ", found.end()) if len(sentence[: found.start()].split()) < _AT_FRONT else -1
        if news < 0 or at < news:
            return found.start(), found.start() + len(found[0].rstrip())
    return None


_WOUNDS = re.compile(r"\b(?:of|from|to|succumb\w* to)\b[^.;]{0,30}\b(?:wounds?|injur(?:y|ies)|burns)\b", re.I)
_DYING = frozenset(("die", "injure"))


def with_the_deed(told: list[Told], reading: ReadArticle) -> list[Told]:
    """Each trigger, but a death with the day of the deed that its sentence tells of: "a man shot on 3 June died on 8 June",
    "died on 8 June of wounds from an attack on 3 June". ACLED counts the dead of a deed on the deed's day."""
    by_sentence: dict[int, list[Told]] = {}
    for item in told:
        by_sentence.setdefault(item.sentence.index, []).append(item)
    out = []
    for item in told:
        beside = by_sentence[item.sentence.index] if item.action in _DYING else ()
        deed = next((one for one in beside if _is_died_of(item, one, reading)), None)
        out.append(item if deed is None else replace(item, time=deed.time, time_scope=deed.time_scope))
    return out


def _is_died_of(death: Told, deed: Told, reading: ReadArticle) -> bool:
    if death.time is None or deed.time is None or not (death.is_dated and deed.is_dated and deed.is_real):
        return False
    days = reading.context.times
    day, before = days[death.time].start, days[deed.time].end
    if day is None or before is None or before >= day or deed.action == "die":
        return False
    is_same = bool(_suffering(death) & _suffering(deed))
    return is_same or _WOUNDS.search(reading.text(death.sentence)) is not None


def _suffering(told: Told) -> set[int]:
    return {argument.phrase.head for argument in told.arguments if argument.role == "patient"}
