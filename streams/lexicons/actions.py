"""What kind of thing is an action, and which of several names the event?"""

from __future__ import annotations

from functools import cache
from typing import Literal

from streams.lexicons.load import Row, read_table

Family = Literal["demonstration", "crowd", "violence", "property", "law", "deal", "movement"]


class ActionRow(Row):
    """An action of the trigger table. ``precedence`` decides which trigger names a folded event; ``adds`` makes none alone."""

    action: str
    family: Family
    precedence: float
    role: Literal["own", "adds"]
    example: str


@cache
def actions() -> dict[str, ActionRow]:
    """The table by action."""
    return {row.action: row for row in read_table("actions", ActionRow)}
