"""WebhookState: whether an endpoint is sent alerts, and since when."""

from __future__ import annotations

from typing import Literal

from schemas.model import Instant, Message


class WebhookState(Message):
    """Is this endpoint sent alerts? Published on ``webhooks``, keyed by the endpoint's id; the last record holds."""

    endpoint_id: str
    status: Literal["active", "disabled"]
    """disabled: it answered 410 (Gone); `sitrep webhooks enable` makes it active again."""
    reason: str
    since: Instant
    """When the endpoint was first seen: it is sent what was raised from then on."""
    changed_at: Instant
