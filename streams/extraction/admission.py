"""Is a mention an event at all, and is it conflict or crime? By what it shows, one table of tests (`admission.tsv`)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.annotations import ActorName, Toponym
from schemas.article_mentions import EventMention, Participant
from streams.extraction.article_reader import ReadArticle
from streams.extraction.fillers import head_words
from streams.extraction.fold import SHORT_TEXT, leading
from streams.extraction.refine import TAKING, is_place_like
from streams.extraction.told import Event, Told
from streams.lexicons.actors import actor_table
from streams.lexicons.admission import admission_rows
from streams.lexicons.features import feature_test
from streams.lexicons.figures import people_nouns
from streams.lexicons.wars import is_at_peace
from streams.lexicons.wordlist import word_set

_OWN_PLACE = 0.7
"""Score from which a place is the mention's own and not only near it (as in `fold`)."""


def admit(draft: EventMention, event: Event, reading: ReadArticle, is_civil: bool) -> EventMention | None:
    """The mention, with the feature ``crime`` where it is crime without politics; ``None`` where it is no event: an accident,
    a game, a market, a figure of speech, talk of violence that names nobody and nothing. What is told in memory is background.
    """
    signs = signs_of(draft, event, reading) | ({"civil"} if is_civil else set(_seats(draft)))
    verdicts = {row.verdict for row in admission_rows() if row.holds(draft.action, signs)}
    if "none" in verdicts and "rubric" not in signs:
        return None
    if "history" in verdicts and draft.tense == "current":
        draft = draft.model_copy(update={"tense": "background"})
    if "crime" not in verdicts:
        return draft
    return draft.model_copy(update={"features": tuple(sorted({*draft.features, "crime"}))})


def is_civil(reading: ReadArticle) -> bool:
    """Does the article speak nowhere of conflict, but of crime and the law, or of a country that knows no war?"""
    text = "\n".join(reading.texts.values()).lower()
    return not feature_test("conflict").holds(text) and (feature_test("law").holds(text) or _is_at_peace(reading))


def _is_at_peace(reading: ReadArticle) -> bool:
    """Do most of the article's places lie in countries without an armed conflict?"""
    countries = [name.candidates[0].country for name in reading.context.toponyms if name.use != "person" and name.candidates]
    year = reading.today.year if reading.today is not None else 0
    return 2 * sum(country is not None and is_at_peace(country, year) for country in countries) > len(countries)


OPENING = 3
"""Sentences of the body in which news tells what it is about."""


def beside_the_point(drafts: list[EventMention], reading: ReadArticle, size: int) -> list[EventMention]:
    """The mentions, those that an article on something else only touches on as its background: where the opening tells of no
    event, or of a film on one, what stands later without a date is history or comment; so it is in all of an opinion piece."""
    opening = _opening(reading)
    is_about_events = not _tells_a_story(reading) and any(
        opening & set(d.sentence_indexes) and d.modality.value == "actual" for d in drafts
    )
    if not feature_test("opinion").holds(_opening_words(reading)) and (size <= SHORT_TEXT or is_about_events):
        return drafts
    return [d if "dated" in _facts(d) or d.tense != "current" else d.model_copy(update={"tense": "background"}) for d in drafts]


def _opening(reading: ReadArticle) -> set[int]:
    body = [s.index for s in reading.sentences if s.part == "body"][:OPENING]
    return {s.index for s in reading.sentences if s.part == "title"} | set(body)


def _tells_a_story(reading: ReadArticle) -> bool:
    """Is a film or a book what the opening is about?"""
    return feature_test("fiction").holds(_opening_words(reading))


def _opening_words(reading: ReadArticle) -> str:
    return " ".join(reading.text(reading.sentences[index]) for index in sorted(_opening(reading))).lower()


def signs_of(draft: EventMention, event: Event, reading: ReadArticle) -> frozenset[str]:
    """What does the mention show? Its features, and:

    who takes part: ``fighting``, ``assailants`` (such as fight, and do not only suffer), ``attackers`` (unnamed, and armed),
    ``officers``, ``criminals``, ``political``, ``officials``, ``clergy``, ``crowd``, ``people`` (anybody), ``sides`` (more than
    one), ``thing`` (who acts is no person and no weapon);
    what it tells of them: ``harmed`` (somebody is acted on), ``toll``, ``shot`` (a toll beside guns), ``weapon``, ``target``;
    ``things_hit`` (what is acted on is neither a person nor a place, a weapon or a target);
    where it stands: ``of_conflict`` (told with a protest or a bomb), ``place`` and ``dated`` (its own), ``rubric``
    (before the text), ``in_story`` (a film or book is spoken of, and the mention has no date or stands in the present),
    ``of_a_story`` (the opening speaks of one).
    """
    names = [reading.context.actors[part.actor] for part in draft.participants if part.actor is not None]
    signs = set(draft.features) | {side for name in names for side in _sides_of(name)} | set(_facts(draft))
    acting = [reading.context.actors[p.actor] for p in draft.participants if p.actor is not None and p.role != "patient"]
    if any("fighting" in _sides_of(name) for name in acting):
        signs.add("assailants")
    lead = leading(event)
    if _is_thing(lead):
        signs.add("thing")
    if _hits_things(lead):
        signs.add("things_hit")
    if lead.is_rubric:
        signs.add("rubric")
    if any(told.family == "demonstration" or told.action in _OF_CONFLICT for told in event.told):
        signs.add("of_conflict")
    head = lead.arcs.tokens[lead.trigger.token]
    is_present = head.tag in ("VBZ", "VBP", "VB") or any(
        lead.arcs.tokens[child].tag in ("VBZ", "VBP") for child in lead.arcs.children(lead.trigger.token, "auxpass")
    )
    if any(is_state(reading.context.toponyms[part.toponym]) for part in draft.participants if part.toponym is not None):
        signs.add("political")
    if "fiction" in signs and (is_present or draft.time_scope != "clause" or not _is_dated_by_itself(lead)):
        signs.add("in_story")
    if _tells_a_story(reading):
        signs.add("of_a_story")
    if {"firearm", "toll"} <= signs:
        signs.add("shot")
    return frozenset(signs)


def _is_dated_by_itself(told: Told) -> bool:
    """Does the date hang on the verb of the deed, and not on that which tells of it ("a book out on Monday describes how")?"""
    arcs, verb = told.arcs, told.trigger.token
    for above in arcs.ancestors(verb):
        if arcs.tokens[verb].dep != "conj":
            break
        verb = above
    return told.trigger.is_noun or any(arcs.tokens[index].kind == "time" for index in arcs.subtree(verb))


def _seats(draft: EventMention) -> Iterator[str]:
    """What stands for a state or a faith is hit for it, where conflict is spoken of at all."""
    if any(target.kind in ("office", "worship") for target in draft.targets):
        yield "political"


def is_state(name: Toponym) -> bool:
    """Does the name of a place that takes part stand for a state: a government, a country or its capital, and no other town?"""
    return name.use == "government" or any(place.feature.startswith(_SEATS) for place in name.candidates[:1])


_OF_CONFLICT = frozenset(("suicide_bomb", "bomb", "ied", "grenade", "airstrike", "drone_strike", "shell", "missile"))
_SEATS = ("PCL", "PPLC")
"""GeoNames' features of countries and their capitals."""


def _facts(draft: EventMention) -> Iterator[str]:
    if draft.participants:
        yield "people"
    if any(_is_harmed(part) for part in draft.participants) or draft.victims:
        yield "harmed"
    if any((f.best or f.low or f.high or 0) > 0 for f in draft.figures if f.kind in ("killed", "injured")):
        yield "toll"
    if draft.time_scope in ("clause", "sentence"):
        yield "dated"
    if draft.weapons:
        yield "weapon"
    if draft.targets:
        yield "target"
    if any(link.score >= _OWN_PLACE for link in draft.places):
        yield "place"
    if len({part.quote.lower() for part in draft.participants}) > 1:
        yield "sides"


def _is_harmed(part: Participant) -> bool:
    return part.role in ("patient", "between")


_CLASSES = {
    "fighting": word_set(
        """
        military gendarmerie peacekeepers armed communal vigilante pirates militia_org rebel_org rebel militia military_branch
        military_unit coalition state company
        """
    ),
    "officers": word_set("police police_unit police_branch security guards"),
    "criminals": word_set("gang"),
    "political": word_set("government party_org civil_org party movement protest supporters"),
    "crowd": word_set("protest riot"),
}
_FORCES = {"military": "fighting", "gendarmerie": "fighting", "police": "officers"}
_OF_THEIR_OWN = {
    "activists": "political",
    "journalists": "political",
    "officials": "officials",
    "clergy": "clergy",
    "muslims": "political",
    "christians": "political",
    "hindus": "political",
    "criminals": "criminals",
    "attackers": "attackers",
}
"""Descriptions that say more than their class."""


def _sides_of(name: ActorName) -> Iterator[str]:
    kinds: set[str] = set()
    row = actor_table().descriptors.get(name.descriptor or "")
    if row is not None:
        kinds.add(row.group)
    for actor_id in name.actor_ids:
        known = actor_table().rows.get(actor_id)
        if known is not None:
            kinds.add(known.kind)
        elif (side := _FORCES.get(actor_id.split("-")[0])) is not None:
            yield side
        elif actor_id.startswith("people-"):
            yield "political"
    if name.descriptor in _OF_THEIR_OWN:
        yield _OF_THEIR_OWN[name.descriptor]
        return
    yield from (side for side, classes in _CLASSES.items() if classes & kinds)


def _is_thing(told: Told) -> bool:
    """Is what acts a thing that harms nobody by itself ("the campaign targeted", "the study hit")?"""
    agents = [a for a in told.arguments if a.role == "agent" and a.phrase.sentence == told.sentence.index]
    if any(a.actor is not None or a.is_pronoun for a in agents):
        return False
    return bool(agents) and not any(_can_harm(told, a.phrase.head, a.head) for a in agents)


def _hits_things(told: Told) -> bool:
    """Is what the verb acts on something that nobody harms in earnest ("they are killing journalism")?"""
    tokens = told.arcs.tokens
    own = range(told.trigger.start_char, told.trigger.end_char)  # "open fire": the fire is no object
    here = [
        a for a in told.arguments if a.phrase.sentence == told.sentence.index and tokens[a.phrase.head].start_char not in own
    ]
    objects = [a for a in here if a.role == "between" and tokens[a.phrase.head].dep == "dobj"]
    patients = objects or [a for a in here if a.role == "patient"]
    if told.trigger.is_noun or any(a.actor is not None or a.toponym is not None or a.is_pronoun for a in patients):
        return False
    if told.action in TAKING and any(is_place_like(a.head) for a in patients):
        return False
    return bool(patients) and not any(_can_harm(told, a.phrase.head, a.head) for a in patients)


def _can_harm(told: Told, at: int, head: str) -> bool:
    token = told.arcs.tokens[at]
    word = token.text.lower()
    if token.kind is not None or token.tag.startswith("NNP") or not token.tag.startswith("N"):
        return True
    if word in ("self", "himself", "herself", "themselves") or word.endswith("-year-old"):
        return True
    return head in people_nouns() or word in people_nouns() or word in head_words("weapons") or word in head_words("targets")
