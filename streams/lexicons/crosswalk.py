"""The crosswalk: from a sub-event type to its type, disorder, PLOVER and CAMEO."""

from __future__ import annotations

from functools import cache, cached_property

from schemas.codes import DisorderType, EventType, SubEventType
from schemas.conflict_event import Plover
from streams.lexicons.load import Cells, Row, read_table


class CrosswalkRow(Row):
    """One sub-event type in the other schemes' terms. ``rank`` 1 wins over 6 where one report supports both."""

    sub_event_type: SubEventType
    event_type: EventType
    plover_type: str | None = None
    plover_modes: Cells = ()
    plover_contexts: Cells = ()
    cameo: str | None = None
    rank: int

    @cached_property
    def plover(self) -> Plover:
        """What is it in PLOVER's terms?"""
        return Plover(type=self.plover_type, modes=self.plover_modes, contexts=self.plover_contexts)


@cache
def crosswalk() -> dict[SubEventType, CrosswalkRow]:
    """Which row belongs to each of the 25 sub-event types?"""
    return {row.sub_event_type: row for row in read_table("crosswalk", CrosswalkRow)}


_POLITICAL_VIOLENCE = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
_DEMONSTRATIONS = frozenset({"Protests", "Riots"})


def disorder_types(sub_event: SubEventType) -> tuple[DisorderType, ...]:
    """Which kinds of disorder is it? Excessive force against protesters is two (ACLED codebook, disorder types).

    >>> disorder_types("Excessive force against protesters")
    ('Political violence', 'Demonstrations')
    >>> disorder_types("Mob violence")
    ('Political violence',)
    """
    if sub_event == "Excessive force against protesters":
        return ("Political violence", "Demonstrations")
    event_type = crosswalk()[sub_event].event_type
    if event_type in _POLITICAL_VIOLENCE or sub_event == "Mob violence":
        return ("Political violence",)
    if event_type in _DEMONSTRATIONS:
        return ("Demonstrations",)
    return ("Strategic developments",)
