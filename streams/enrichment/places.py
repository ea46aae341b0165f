"""Where did it happen? The event's place from its own clause outwards, never more precise than the text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.annotations import ArticleContext, PlaceCandidate, PlaceLink, Toponym
from schemas.article_mentions import ArticleMentions, EventMention
from schemas.conflict_event import Place
from streams.enrichment.place_geometry import distance_km
from streams.enrichment.place_ranking import ALONE, rank_places
from streams.lexicons.actors import only_country
from streams.lexicons.gazetteer import gazetteer

Scope = Literal["clause", "sentence", "paragraph", "dateline", "focus", "title"]

_SCOPE_CONFIDENCE: dict[Scope, float] = {
    "clause": 0.95,
    "sentence": 0.8,
    "title": 0.65,
    "paragraph": 0.6,
    "dateline": 0.45,
    "focus": 0.35,
}
"""How sure is a place that stands this far from the trigger? Falls with the distance."""

_AREA = {"PCLI": 0.25, "RGN": 0.55, "ADM1": 0.6, "ADM2": 0.8}
"""Preference for a place by its size; a town is 1. A town further out does not beat a province in the clause itself
unless it lies inside it."""

_USE_WORTH = {"place": 0.8, "dateline": 0.55}
"""Worth of a name by its use, where no trigger's words hold it: reporters write from the next city, so that a dateline yields
to a province that the event's paragraph names."""

_UNSURE = 0.4
"""Share below which a choice is a guess: such a place gives way to a surer one of half its closeness."""

_STRAY = 0.3
"""Share below which a small place alone in its country is taken for a namesake: higher loses an attack abroad that is told
in passing, lower puts a village of the war a thousand kilometres away."""

_MOVES = frozenset({"troop_move", "reinforce"})
"""Actions that are told of the place that they lead to."""

_BEARINGS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}

_RADIUS_KM = {"ADM2": 40.0, "ADM1": 120.0, "RGN": 200.0}
_TOWN_RADIUS_KM = 5.0
_CITY_RADIUS_KM = 15.0
_NEAR_RADIUS_KM = 25.0
_CITY_PEOPLE = 1_000_000


def resolve_toponyms(mentions: ArticleMentions) -> tuple[PlaceCandidate | None, ...]:
    """Which place does each toponym of the article mean? In the order of ``context.toponyms``; ``score`` is the share of
    the evidence that the choice holds, 0..1. ``None`` for people, newspapers and names that no row knows."""
    return rank_places(mentions)


def label_point(place: PlaceCandidate) -> tuple[float, float] | None:
    """Where would a map print the name? A country's too, which has no point as an event's place; for annotations only."""
    return gazetteer().label_point(place)


def focus_country(mentions: ArticleMentions, resolved: Sequence[PlaceCandidate | None]) -> str | None:
    """Which country is the article about? The one that most of its places lie in; earlier places weigh more."""
    weights: Counter[str] = Counter()
    for number, (toponym, place) in enumerate(zip(mentions.context.toponyms, resolved, strict=True)):
        if place is None or place.country is None:
            continue
        weight = 1.0 if toponym.use == "place" else 0.4
        weight *= 2.0 if toponym.part == "title" else 1.0
        weights[place.country] += weight * place.score / (1.0 + 0.1 * number)  # type: ignore[assignment]
    for actor in mentions.context.actors:
        if country := actor.country_hint or only_country(actor.actor_ids):
            weights[country] += 0.2  # type: ignore[assignment]
    return min(weights, key=lambda country: (-weights[country], country)) if weights else None


@dataclass(frozen=True, slots=True)
class _Option:
    """One toponym as the event's place."""

    number: int
    scope: Scope
    link: PlaceLink | None
    worth: float


def place_of(
    mention: EventMention,
    context: ArticleContext,
    resolved: Sequence[PlaceCandidate | None],
    history: frozenset[int] = frozenset(),
) -> tuple[Place | None, float]:
    """Where did the event happen, and how sure is that? ``(None, 0.0)`` where the article names no place.

    From the trigger's clause, then its sentence, the event's other sentences, the paragraph, the dateline, the article's focus,
    with falling confidence. A province or country in the clause yields to a town inside it that stands further out. A country
    alone gives no point. What ``history`` holds, the sentences on other events long before, does not place it.
    """
    resolved = [None if place is not None and _is_stray(place) else place for place in resolved]
    here = (o for o in _options(mention, context, resolved) if context.toponyms[o.number].sentence_index not in history)
    options = sorted(here, key=lambda option: (-option.worth, option.number))
    if not options:
        return None, 0.0
    best = options[0]
    best = _town_inside(best, options, context, resolved)
    place = _place(best, context, resolved)
    if place is None:
        return None, 0.0
    found = resolved[best.number]
    sure = found.score if found else 0.4
    return place, round(_SCOPE_CONFIDENCE[best.scope] * (0.4 + 0.6 * sure), 3)


def _is_stray(place: PlaceCandidate) -> bool:
    """Is it a doubtful namesake in a country that the article is not about? Its own village no row knows."""
    return place.score < _STRAY and ALONE in place.reasons


def _options(mention: EventMention, context: ArticleContext, resolved: Sequence[PlaceCandidate | None]) -> Iterator[_Option]:
    linked: set[int] = set()
    for link in mention.places:
        if link.toponym < len(context.toponyms) and _is_place(context.toponyms[link.toponym]):
            linked.add(link.toponym)
            worth = _SCOPE_CONFIDENCE[link.scope] * (0.55 + 0.45 * link.score) * _size(link.toponym, context, resolved)
            is_end = link.relation == "toward" and mention.action in _MOVES
            worth *= 0.6 if link.relation in ("toward", "from") and not is_end else 1.0
            yield _Option(link.toponym, link.scope, link, worth)
    sentences = mention.sentence_indexes
    for number, toponym in enumerate(context.toponyms):
        if number in linked or not _is_place(toponym):
            continue
        place = resolved[number]
        if toponym.use == "dateline" and place is not None and _most_named(context, resolved) not in (None, place.country):
            continue  # written in Moscow, of Syria
        scope = _scope(toponym, mention, sentences)
        apart = abs(toponym.start_char - mention.trigger.start_char)
        nearness = 1.0 / (1.0 + apart / 400.0) if toponym.part == mention.trigger.part else 0.5
        base = _SCOPE_CONFIDENCE[scope] * _USE_WORTH.get(toponym.use, 0.4)
        yield _Option(number, scope, None, base * (0.6 + 0.4 * nearness) * _size(number, context, resolved))


def _is_place(toponym: Toponym) -> bool:
    return toponym.use in ("place", "dateline", "organisation", "demonym")


def _most_named(context: ArticleContext, resolved: Sequence[PlaceCandidate | None]) -> str | None:
    """Which country do most of the article's names lie in, datelines left out? Of equals the first."""
    named = [
        place.country
        for toponym, place in zip(context.toponyms, resolved, strict=True)
        if place is not None and place.country and toponym.use in ("place", "demonym")
    ]
    return Counter(named).most_common(1)[0][0] if named else None


def _scope(toponym: Toponym, mention: EventMention, sentences: Sequence[int]) -> Scope:
    if toponym.use == "dateline":
        return "dateline"
    if sentences and toponym.sentence_index == sentences[0]:
        return "sentence"
    if toponym.part == "title":
        return "title"
    if toponym.sentence_index in sentences or toponym.paragraph_index == mention.paragraph_index:
        return "paragraph"
    return "focus"


def _size(number: int, context: ArticleContext, resolved: Sequence[PlaceCandidate | None]) -> float:
    """How much is a place worth for its size? A name that no row knows still says more than its province."""
    toponym, place = context.toponyms[number], resolved[number]
    if place is None:
        other = _lean_on(number, context, resolved)
        if other is not None and other == toponym.within:
            return 1.05 * _size(other, context, resolved)
        return 0.75 if other is not None else 0.2
    size = _AREA.get(place.feature, 1.0)
    if place.score < _UNSURE:
        size *= 0.5
    if toponym.use == "demonym":
        size *= 0.5
    return size


def _lean_on(number: int, context: ArticleContext, resolved: Sequence[PlaceCandidate | None]) -> int | None:
    """Which resolved name serves a name that no row knows? What contains it, else the nearest in its sentence."""
    toponym = context.toponyms[number]
    if toponym.within is not None and resolved[toponym.within] is not None:
        return toponym.within
    same = [
        other
        for other, candidate in enumerate(context.toponyms)
        if resolved[other] is not None and candidate.sentence_index == toponym.sentence_index and candidate.use == "place"
    ]
    return min(same, key=lambda other: abs(context.toponyms[other].start_char - toponym.start_char), default=None)


def _town_inside(
    best: _Option, options: Sequence[_Option], context: ArticleContext, resolved: Sequence[PlaceCandidate | None]
) -> _Option:
    """Is there a town inside what won, named with it or near the event? It is the better answer."""
    area = resolved[best.number]
    for option in options:  # "Tabqa, western Raqqa"
        place, toponym = resolved[option.number], context.toponyms[option.number]
        if toponym.within == best.number and toponym.use == "place" and place is not None and place.feature not in _AREA:
            return option
    if area is None or area.feature not in ("PCLI", "ADM1", "RGN"):
        return best
    for option in options:
        place = resolved[option.number]
        toponym = context.toponyms[option.number]
        is_own = toponym.use == "place" or (toponym.use == "dateline" and toponym.within == best.number)
        if place is None or place.feature in _AREA or not is_own:
            continue
        inside = place.country == area.country and (area.feature == "PCLI" or place.admin1 == area.admin1)
        if area.feature == "RGN" and area.lat_deg is not None and place.lat_deg is not None:
            inside = distance_km(area.lat_deg, area.lon_deg or 0.0, place.lat_deg, place.lon_deg or 0.0) < _RADIUS_KM["RGN"]
        if inside and (option.scope != "focus" or area.feature == "PCLI"):
            return option
    return best


def _place(option: _Option, context: ArticleContext, resolved: Sequence[PlaceCandidate | None]) -> Place | None:
    toponym, found = context.toponyms[option.number], resolved[option.number]
    is_unknown = found is None
    if found is None:
        other = _lean_on(option.number, context, resolved)
        found = resolved[other] if other is not None else None
        if found is None:
            return Place(name=toponym.quote, raw=toponym.quote)
    lat, lon, radius, acled, ucdp = _precision(found)
    if is_unknown and lat is not None and acled == 1:
        radius, acled, ucdp = _NEAR_RADIUS_KM, 2, 2
    link = option.link
    is_beside = link is not None and link.relation in ("near", "toward", "between") and acled == 1
    if is_beside and link is not None and lat is not None and lon is not None:
        radius, acled, ucdp = max(_NEAR_RADIUS_KM, (link.distance_km or 0.0) / 2), 2, 2
        if link.distance_km and link.bearing:
            lat, lon = _moved(lat, lon, link.distance_km, _BEARINGS[link.bearing])
            radius = max(5.0, link.distance_km / 3)
    return Place(
        name=found.name,
        raw=toponym.quote,
        geonameid=found.geonameid,
        country=found.country,
        admin1=found.admin1,
        admin2=found.admin2,
        lat_deg=lat,
        lon_deg=lon,
        radius_km=radius,
        precision_acled=acled,
        where_prec=ucdp,
        feature=found.feature,
        candidates=(found, *(other for other in toponym.candidates if not _same(other, found)))[:5],
    )


def _same(one: PlaceCandidate, two: PlaceCandidate) -> bool:
    return (one.geonameid, one.lat_deg, one.feature) == (two.geonameid, two.lat_deg, two.feature)


_Precision = tuple[float | None, float | None, float | None, Literal[1, 2, 3] | None, Literal[1, 2, 3, 4, 5, 6, 7] | None]


def _precision(place: PlaceCandidate) -> _Precision:
    """Point, radius, ACLED's precision and UCDP's for a place taken as it is (domain guide, section 4)."""
    lat, lon = place.lat_deg, place.lon_deg
    if place.feature == "PCLI":
        return None, None, None, None, 6
    if place.feature in ("SEA", "GULF", "STRT", "OCN"):
        return lat, lon, 150.0 if lat is not None else None, 3 if lat is not None else None, 7
    if place.feature == "ADM2":
        if lat is None:
            province = _capital(place)
            return (*province, _RADIUS_KM["ADM1"], 3, 3) if province else (None, None, None, None, 3)
        return lat, lon, _RADIUS_KM["ADM2"], 2, 3
    if place.feature in ("ADM1", "RGN"):
        prec: Literal[4, 5] = 4 if place.feature == "ADM1" else 5
        return lat, lon, _RADIUS_KM[place.feature] if lat is not None else None, 3 if lat is not None else None, prec
    is_city = (place.population or 0) >= _CITY_PEOPLE
    return lat, lon, _CITY_RADIUS_KM if is_city else _TOWN_RADIUS_KM, 1, 1


def _capital(district: PlaceCandidate) -> tuple[float, float] | None:
    """Where is the capital of the district's province?"""
    if district.admin1 is None:
        return None
    for province in gazetteer().lookup(district.admin1):
        if province.feature == "ADM1" and province.country == district.country and province.lat_deg is not None:
            return province.lat_deg, province.lon_deg or 0.0
    return None


def _moved(lat: float, lon: float, distance_km: float, bearing_deg: float) -> tuple[float, float]:
    """Which point lies so far in this direction? Flat, which serves below 100 km."""
    north = distance_km * math.cos(math.radians(bearing_deg)) / 111.2
    east = distance_km * math.sin(math.radians(bearing_deg)) / (111.2 * max(0.1, math.cos(math.radians(lat))))
    return round(lat + north, 4), round(lon + east, 4)
