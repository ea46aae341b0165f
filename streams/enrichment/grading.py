"""How bad, how sure, and in UCDP's terms of what kind?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from schemas.codes import EventType, SubEventType
from schemas.conflict_event import Actor, Fatalities

STATE, EXTERNAL, CIVILIANS = 1, 8, 7
_ORGANISED_NON_STATE = frozenset({2, 3, 4})

SEVERITY_STEPS = ((100, 5), (25, 4), (5, 3), (1, 2))
"""Deaths from which a severity holds: 25 is UCDP's threshold of a conflict year, 100 that of a mass killing."""
_VIOLENT = frozenset({"Battles", "Riots", "Explosions/Remote violence", "Violence against civilians"})


def severity(event_type: EventType, deaths: Fatalities) -> int:
    """How bad is it, 0 to 5? By the toll; violence without a death is 1, anything else without one 0."""
    toll = max(deaths.best or 0, deaths.low or 0, deaths.acled_value)
    for least, level in SEVERITY_STEPS:
        if toll >= least:
            return level
    return 1 if event_type in _VIOLENT else 0


def ucdp_type(actors: Sequence[Actor], deaths: Fatalities) -> Literal[1, 2, 3] | None:
    """1 state-based, 2 non-state, 3 one-sided; ``None`` without a death or an organised actor (UCDP GED codebook)."""
    if max(deaths.best or 0, deaths.low or 0, deaths.high or 0) < 1:
        return None
    side1 = {actor.inter_code for actor in actors if actor.role == "actor1"}
    side2 = {actor.inter_code for actor in actors if actor.role == "actor2"}
    both = side1 | side2
    organised = both & (_ORGANISED_NON_STATE | {STATE, EXTERNAL})
    if not organised:
        return None
    if both & {CIVILIANS, 6}:
        return 3
    if both & {STATE, EXTERNAL} and side1 and side2:
        return 1
    return 2 if side1 & _ORGANISED_NON_STATE and side2 & _ORGANISED_NON_STATE else None


def is_civilian_targeting(event_type: EventType, sub_event: SubEventType, actors: Sequence[Actor]) -> bool:
    """Were civilians the main or only target? Never where they were hit besides (ACLED codebook)."""
    if event_type == "Violence against civilians" or sub_event == "Excessive force against protesters":
        return True
    target = {actor.inter_code for actor in actors if actor.role == "actor2"}
    return (event_type == "Explosions/Remote violence" or sub_event == "Mob violence") and target == {CIVILIANS}


def overall(kind: float, actors: float, place: float, time: float) -> float:
    """How sure altogether? What kind of event it is weighs half; the other three share the rest."""
    return round(0.5 * kind + 0.2 * place + 0.15 * actors + 0.15 * time, 3)
