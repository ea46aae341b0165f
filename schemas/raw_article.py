"""RawArticle: an article as existing infrastructure puts it on Kafka."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.codes import PubStatus
from schemas.model import Instant


def _version_number(value: Any) -> Any:
    """ninjs writes versions as text: "3" is 3, and what is no whole number sorts lowest."""
    if isinstance(value, str):
        return int(value) if value.strip().isdigit() else 0
    return 0 if value is None else value


Version = Annotated[int, BeforeValidator(_version_number), Field(ge=0)]


class Publisher(BaseModel):
    """Which site ran the story? ``domain`` is a registered host name in lower case, without ``www.``."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    name: str | None = None
    domain: str | None = None


class RawArticle(BaseModel):
    """What did a crawler find?

    The one message that others write, so unknown fields are passed over and explicit nulls mean absence. It needs a
    text (``body_text`` or ``body_html``, unless ``pub_status`` is ``canceled`` or ``withheld``) and an instant
    (``published_at`` or ``fetched_at``). Without an ``id`` the article is named by a hash of its canonical URL, else
    of its content.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    id: Annotated[str, Field(min_length=1, max_length=512)] | None = None
    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    body_text: str | None = None
    """Plain text; offsets in our records count its code points as received."""
    body_html: str | None = None
    """Used where ``body_text`` is absent; offsets then count the code points of the text derived from it."""
    language: str | None = None
    """BCP 47, as in ``en`` or ``en-GB``. Checked against the text, not believed."""
    source: Publisher | None = None
    byline: str | None = None
    dateline: str | None = None
    published_at: Instant | None = None
    fetched_at: Instant | None = None
    modified_at: Instant | None = None
    version: Version = 0
    pub_status: PubStatus | None = None
    """Absence means ``usable``."""
    republished_from: str | None = None
    tags: tuple[str, ...] | None = None
    is_summary: bool | None = None
    """True where the body is only a feed's abstract."""

    @model_validator(mode="after")
    def _has_text_and_instant(self) -> Self:
        if self.pub_status in ("canceled", "withheld"):
            return self
        if not (self.body_text or self.body_html):
            raise ValueError("body_text or body_html is required; send pub_status=canceled to retract an article")
        if self.published_at is None and self.fetched_at is None:
            raise ValueError("published_at or fetched_at is required, an ISO 8601 instant with an offset")
        return self
