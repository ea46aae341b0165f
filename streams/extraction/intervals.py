"""Which words of a sentence tell what came days before its news: "..., two days after rebels had burned the town"?"""

from __future__ import annotations

import re

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
