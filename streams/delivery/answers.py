"""What does a receiver's answer mean, and when is it asked again?"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Verdict = Literal["accepted", "failed", "gone"]
"""accepted: done. failed: try again. gone: the receiver wants nothing more (410), and its endpoint is disabled."""

FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 60.0
"""An alert that failed is tried again at least so often: longer, and it comes too late to be one."""
LONGEST_PROBE_S = 15.0
"""An endpoint that is down is asked at least so often, whether it is back: longer, and alerts wait for nothing."""
LONGEST_RETRY_AFTER_S = 3600.0
"""What a receiver may ask for; more counts as this, lest one header silence an endpoint for a day."""


def verdict(status: int) -> Verdict:
    """What does this HTTP status mean? A redirect is a failure: where a signed alert goes is decided here.

    >>> verdict(204), verdict(302), verdict(410), verdict(503)
    ('accepted', 'failed', 'gone', 'failed')
    """
    if 200 <= status < 300:
        return "accepted"
    return "gone" if status == 410 else "failed"


def failure_class(status: int) -> str:
    """Under which name is a failed status counted?

    >>> failure_class(307), failure_class(429), failure_class(404), failure_class(502)
    ('redirect', 'throttled', 'http_4xx', 'http_5xx')
    """
    if 300 <= status < 400:
        return "redirect"
    return "throttled" if status == 429 else f"http_{status // 100}xx"


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """For how many seconds does the receiver want to be left alone? Seconds or a date (RFC 9110); ``None`` where it says
    nothing that can be read.

    >>> noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    >>> retry_after_s("30", noon), retry_after_s("Wed, 01 May 2024 12:01:00 GMT", noon), retry_after_s("soon", noon)
    (30.0, 60.0, None)
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER_S)


def backoff_s(failures: int, chance: float, longest_s: float = LONGEST_DELAY_S) -> float:
    """How many seconds after this many failures in a row is it tried again? It doubles each time; ``chance`` (0 to 1) takes
    up to half off, so that what failed together does not come back together.

    >>> backoff_s(1, 0.0), backoff_s(4, 0.5), backoff_s(40, 0.0)
    (1.0, 6.0, 60.0)
    """
    whole = min(longest_s, FIRST_DELAY_S * 2.0 ** min(failures - 1, 30))
    return whole * (1 - chance / 2)
