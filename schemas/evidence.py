"""Where in an article something stands: spans and quotations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.model import Message

TextPart = Literal["title", "body"]
"""The two named texts of an article. Offsets never run across them."""

Offset = Annotated[int, Field(ge=0)]


class Span(Message):
    """Which characters? Half-open code-point offsets into one named text: ``text[start_char:end_char]``."""

    part: TextPart
    start_char: Offset
    end_char: Offset


class Quote(Span):
    """Which characters, and what do they say? ``quote`` equals ``text[start_char:end_char]``, always."""

    quote: str


class Filler(Quote):
    """What filled a slot (a weapon, a target, a victim)? ``raw`` is the phrase as printed, ``kind`` its class in our
    tables, ``None`` where no row knows it."""

    raw: str
    kind: str | None = None
    article_id: str | None = None
