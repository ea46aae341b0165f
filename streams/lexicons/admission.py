"""What must a mention show to count as an event, and as conflict rather than crime? One table."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from streams.lexicons.load import Row, read_table


def _words(cell: object) -> object:
    return frozenset(cell.split()) if isinstance(cell, str) else cell


Words = Annotated[frozenset[str], BeforeValidator(_words)]


class AdmissionRow(Row):
    """A test of mentions of some actions. It holds where one of ``where`` is among the mention's signs (always, if empty) and
    none of ``unless``. ``verdict`` is what the mention then is: ``none`` (no event), ``crime`` or
    ``history`` (no news)."""

    rule: str
    verdict: Literal["none", "crime", "history"]
    actions: Words
    where: Words = frozenset()
    unless: Words = frozenset()
    example: str
    counterexample: str

    def holds(self, action: str, signs: frozenset[str]) -> bool:
        """Does a mention of this action with these signs fall under the row?"""
        return action in self.actions and (not self.where or bool(self.where & signs)) and not self.unless & signs


@cache
def admission_rows() -> tuple[AdmissionRow, ...]:
    """The table in its order."""
    return read_table("admission", AdmissionRow)
