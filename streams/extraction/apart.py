"""What keeps two events apart? Other dates, other places, other means, and who holds a place beside the fight for it."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.annotations import ArticleContext, PlaceLink
from streams.extraction.told import Event, EventPlaces, Told

CONTROL = frozenset(("seize_territory", "retake_territory", "transfer_territory"))


def control_apart(event: Event, item: Told) -> bool:
    """Who holds a place is another story than the fight for it, told by others (`domain.md`, section 5)."""
    is_move = item.family == "movement" and item.action not in CONTROL
    return item.is_real and not is_move and (item.action in CONTROL) != is_of_control(event)


def is_another_deed(event: Event, item: Told) -> bool:
    """Is it told as a fact, and unlike all that the event tells: a shelling after a capture?"""
    return item.is_real and not item.is_topic and item.action in _MEANS and all(t.action not in _MEANS for t in event.told)


_MEANS = frozenset(("airstrike", "drone_strike", "shell", "missile", "ied", "mine", "suicide_bomb", "grenade", "chemical"))


def means_apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Is another place hit by other means: jets bombed one town, artillery shelled another?"""
    means = {told.action for told in event.told if told.is_real and not told.is_topic} & _MEANS
    if item.action not in _MEANS or not means or item.action in means:
        return False
    theirs = {name_of(link, context) for told in event.told for link in bound_places(told)}
    return bool(theirs) and any(name_of(link, context) not in theirs for link in bound_places(item))


def is_of_control(event: Event) -> bool:
    """Is it told as a fact that somebody holds a place?"""
    return any(told.action in CONTROL and told.is_real for told in event.told)


def is_elsewhere(event: Event, item: Told, context: ArticleContext) -> bool:
    """Does a trigger name another day and another town than the story stood at when this event began, which names neither?"""
    if event.before is None or event.days(context) is not None or any(bound_places(t) for t in event.told):
        return False
    story = Event([event.before])
    return dates_apart(story, item, context) and places_apart(story, item, context)


def dates_apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Do two dates exclude each other? What was said on a day may have happened before."""
    if item.time is None or not item.is_dated:
        return False
    mine, theirs = context.times[item.time], event.days(context)
    if theirs is None or mine.start is None or mine.end is None or theirs.start is None or theirs.end is None:
        return False
    return mine.end < theirs.start or mine.start > theirs.end


def bound_places(item: Told) -> list[PlaceLink]:
    """Where does the trigger's own clause say that it was?"""
    return [
        link
        for link in item.places
        if link.scope == "clause" and link.relation in ("at", "near", "toward") and link.score >= 0.7
    ]


def places_apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Do two places exclude each other? Towns do, and what lies in two provinces; a province may hold either town."""
    mine, theirs = bound_places(item), places_of(event, context)
    towns = {name_of(link, context) for link in mine if is_point(link, context)}
    if towns and theirs.towns and not towns & theirs.towns:
        return True
    provinces = _provinces(mine, context)
    return bool(provinces and theirs.provinces) and not provinces & theirs.provinces


def places_of(event: Event, context: ArticleContext) -> EventPlaces:
    """Which places do the event's triggers name as their own? Each trigger is looked at once."""
    places = event.places
    for told in event.told[places.looked_at :]:
        links = [link for link in told.places if link.score >= _NAMED]
        places.names |= {name_of(link, context) for link in links}
        places.towns |= {name_of(link, context) for link in links if is_point(link, context)}
        places.provinces |= _provinces(links, context)
    places.looked_at = len(event.told)
    return places


_NAMED = 0.6
"""Score from which an event's trigger names a place as its own."""


def _provinces(links: Sequence[PlaceLink], context: ArticleContext) -> frozenset[tuple[str, str]]:
    """All provinces in which the places may lie; countries and regions, which hold several, are left out."""
    found = set()
    for link in links:
        candidates = context.toponyms[link.toponym].candidates
        provinces = {
            (candidate.country, candidate.admin1) for candidate in candidates if candidate.country and candidate.admin1
        }
        if not any(candidate.feature.startswith(("PCL", "RGN")) for candidate in candidates):
            found |= provinces
    return frozenset(found)


def name_of(link: PlaceLink, context: ArticleContext) -> str:
    """The name of a linked place, in small letters."""
    return context.toponyms[link.toponym].quote.lower()


def is_point(link: PlaceLink, context: ArticleContext) -> bool:
    """Is a linked place a town, or where forces go, and nothing that holds towns?"""
    if link.relation == "toward":
        return True
    kinds = [candidate.feature for candidate in context.toponyms[link.toponym].candidates[:3]]
    return any(kind.startswith("PPL") for kind in kinds) and not any(
        kind.startswith(("PCL", "ADM1", "RGN", "CONT", "TERR")) for kind in kinds
    )
