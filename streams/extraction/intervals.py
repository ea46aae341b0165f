"""Which words of a sentence tell what came days before its news: "..., two days after rebels had burned the town"?"""

from __future__ import annotations

import re

_INTERVAL = re.compile(
    r"\b(?:\w+ )?(?:days?|weeks?|months?|years?) after (?!being\b|having\b|\w+ing\b|(?:he|she|it|they|this|that|which)\b"
    r"|the (?:\w+ )?(?:attack|blast|explosion|bombing|incident|clash|shooting|raid|killing|ambush|assault|strike)\b)",
    re.I,
)
_DEATH = re.compile(r"\b(?:died|dies|succumbed)\b[^.;]{0,40}$", re.I)
"""Who dies days after something dies of it: one event."""
_AT_FRONT = 2
"""Words, fewer of which may stand before an interval that opens its sentence; the news begins behind the next comma."""


def interval_before(sentence: str, at: int) -> tuple[int, int] | None:
    """The span of "two days after" where the word at ``at`` belongs to what came before the news, else ``None``. Offsets in
    the sentence. Who died "days after being shot", or "days after the attack", is told with it: that is no other event."""
    for found in _INTERVAL.finditer(sentence, 0, at):
        if _DEATH.search(sentence[: found.start()]):
            continue
        news = sentence.find(", ", found.end()) if len(sentence[: found.start()].split()) < _AT_FRONT else -1
        if news < 0 or at < news:
            return found.start(), found.start() + len(found[0].rstrip())
    return None
