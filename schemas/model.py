"""The base of every message: a frozen pydantic model that refuses unknown fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Message(BaseModel):
    """What do all of our messages have in common?

    They are immutable, hashable where their fields are, and refuse a field that the contract does not name. Unknown
    is ``None`` and never a guess; a list that found nothing is empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null", use_attribute_docstrings=True)


def _to_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs an offset from UTC, as in 2024-05-01T09:30:00Z")
    return value.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_to_utc)]
"""An aware instant, kept in UTC. Every field that ends in ``_at`` is one."""

Score = Annotated[float, Field(ge=0.0, le=1.0)]
"""A number from 0 (no support) to 1 (certain)."""

Count = Annotated[int, Field(ge=0)]
"""A number of people or things: a whole number, 0 or more."""

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2. Kosovo is XK, as in GeoNames."""
