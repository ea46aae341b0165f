"""One event mention from the triggers that tell of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from schemas.annotations import FigureMention, PlaceLink
from schemas.article_mentions import EventMention, Participant, Statement, Trigger
from schemas.evidence import Filler, Quote, Span, TextPart
from streams.extraction.arguments import Argument
from streams.extraction.article_reader import ReadArticle
from streams.extraction.document import ParsedSentence
from streams.extraction.fillers import HARMS, targets_of, victims_of, weapons_in
from streams.extraction.fold import SHORT_TEXT, is_one_sided, leading
from streams.extraction.numbers import NUMBER
from streams.extraction.refine import event_action, is_demonstration
from streams.extraction.scope import SAYING, is_date, places_of
from streams.extraction.tense import is_long_past
from streams.extraction.told import Event, Told
from streams.extraction.topics import causes_of
from streams.extraction.wording import wording_of
from streams.lexicons.features import feature_test, features_in
from streams.lexicons.figures import people_nouns

LONGEST_EVIDENCE = 600
"""Code points of the trigger's sentence that the record keeps."""

TimeScope = Literal["clause", "sentence", "paragraph", "narrative", "dateline", "title"]
PlaceScope = Literal["clause", "sentence", "paragraph", "dateline", "focus", "title"]
ParticipantRole = Literal["agent", "patient", "with_agent", "with_patient", "between"]


def assemble_mention(reading: ReadArticle, event: Event, seen: Counter[str], size: int) -> EventMention:
    """What do the folded triggers say together? ``seen`` counts anchors, ``size`` the article's code points."""
    lead = leading(event)
    size = (
        SHORT_TEXT + 1 if event.is_aside or event.is_item else size
    )  # what no trigger stands in tells of today, or of other items
    indexes = tuple(dict.fromkeys([lead.sentence.index, *(t.sentence.index for t in event.told)]))
    sentence = lead.sentence
    figures = _figures(reading, indexes, event, size)
    action = event_action(event, lead, figures)
    words = _words(reading, event, indexes, size)
    own = {
        feature
        for told in event.told
        if told.is_real and not told.is_topic and told.action == told.trigger.rule.action
        for feature in told.trigger.rule.features
    }
    features = own | features_in(words)
    one_sided = is_one_sided(event, lead, reading.context)
    if one_sided:
        features = features - {"two_way"}
    if action == "arrest" and not any(t.family == "demonstration" and t.is_real and not t.is_topic for t in event.told):
        features = features - {"demonstration"}
        if feature_test("arrested_protesters").holds(reading.text(sentence).lower()):  # what it is for is told, though a topic
            features = features | {"arrested_protesters"}
    if action == "disperse" or is_demonstration(action, words):
        features = features | {"demonstration"}
    statements = _statements(reading, event, lead)
    time, scope = _time(reading, event, lead)
    is_past = time is not None and is_long_past(reading.context.times[time], reading.today)
    is_past = lead.tense == "current" and (is_past or all(_came_before(told) for told in event.told))
    weapons, targets, victims = _fillers(reading, event)
    return EventMention(
        anchor=_anchor(reading, lead, seen),
        trigger=Trigger(
            **reading.quote(sentence.part, lead.trigger.start_char, lead.trigger.end_char).model_dump(),
            lemma=lead.trigger.lemma,
            rule_id=f"trigger.{lead.trigger.rule.id}",
        ),
        action=action,
        features=tuple(sorted(features)),
        sentence_indexes=indexes,
        paragraph_index=sentence.paragraph_index,
        evidence=_as_printed(reading, sentence),
        further=_further(reading, sentence, (*statements, *figures)),
        wording=wording_of(reading, indexes),
        modality=lead.modality,
        tense="background" if is_past else lead.tense,
        tense_cue=lead.tense_cue,
        time=time,
        time_scope=scope,
        participants=_participants(reading, event, lead, one_sided),
        places=tuple(_places(reading, event, lead, indexes, size)),
        figures=figures,
        weapons=weapons,
        targets=targets,
        victims=victims,
        statements=statements,
        attributions=_attributions(reading, lead, figures),
        control=_control(reading, event),
        salience=0.0,
        confidence=round(sum(t.confidence for t in event.told) / len(event.told), 3),
    )


def _came_before(told: Told) -> bool:
    """Does it only tell, without a day, of what had been before the news ("soldiers had burned her village")? Behind a verb of
    saying that is how news is told."""
    arcs, verb = told.arcs, told.trigger.token
    is_earlier = any(arcs.tokens[child].text.lower() == "had" for child in arcs.children(verb, "aux"))
    is_said = any(arcs.tokens[above].lemma in SAYING for above in arcs.ancestors(verb))
    return is_earlier and not is_said and not told.is_dated and not told.in_opening


def _as_printed(reading: ReadArticle, sentence: ParsedSentence) -> Quote:
    end = min(sentence.end_char, sentence.start_char + LONGEST_EVIDENCE)
    return reading.quote(sentence.part, sentence.start_char, end)


def _further(reading: ReadArticle, lead: ParsedSentence, spans: Sequence[Quote]) -> tuple[Quote, ...]:
    """The other sentences, in text order, that these spans begin in."""
    starts = {(span.part, span.start_char) for span in spans}
    return tuple(
        _as_printed(reading, sentence)
        for sentence in reading.sentences
        if sentence.index != lead.index
        and any(part == sentence.part and sentence.start_char <= start < sentence.end_char for part, start in starts)
    )


def _words(reading: ReadArticle, event: Event, indexes: tuple[int, ...], size: int) -> str:
    """The lower-case words that tell of the event, without what is only its topic or did not happen. A note gives all
    of its sentences but those that tell of something else alone."""
    busy = {trigger.sentence for trigger in reading.triggers if trigger in reading.told}
    wanted = set(indexes)
    if size <= SHORT_TEXT:
        wanted |= {s.index for s in reading.sentences if s.index not in busy}
    blanks = [
        (t.sentence.index, t.trigger.start_char, t.trigger.end_char)
        for t in event.told
        if (t.is_topic or not t.is_real) and len(event.told) > 1
    ]
    blanks += _causes(event)
    found = []
    for index in sorted(wanted):
        sentence = reading.sentences[index]
        text = reading.text(sentence)
        for at, start, end in blanks:
            if at == index:
                first, last = start - sentence.start_char, end - sentence.start_char
                text = text[:first] + " " * (last - first) + text[last:]
        found.append(text.lower())
    return " ".join(found)


def _causes(event: Event) -> list[tuple[int, int, int]]:
    return [span for t in event.told if t.family == "demonstration" and not t.is_topic for span in causes_of(t)]


def _control(reading: ReadArticle, event: Event) -> Span | None:
    for told in event.told:
        if told.action in ("seize_territory", "retake_territory", "transfer_territory") and told.is_real:
            return Span(part=told.sentence.part, start_char=told.trigger.start_char, end_char=told.trigger.end_char)
    return None


_NUMBER = re.compile(rf"\b{NUMBER}")


def _anchor(reading: ReadArticle, lead: Told, seen: Counter[str]) -> str:
    """`identity.md`: hash of the folded sentence and the trigger's place in it, with an ordinal for a repetition. Folding makes
    all numbers one: they are what is corrected most, and a toll that rises is no other event."""
    folded = re.sub(r"\W+", " ", _NUMBER.sub("0", reading.text(lead.sentence).lower())).strip()
    before = reading.texts[lead.sentence.part][lead.sentence.start_char : lead.trigger.start_char]
    position = len(re.findall(r"[^\W_]+", _NUMBER.sub("0", before.lower())))
    key = hashlib.sha256(f"{folded}\0{position}".encode()).hexdigest()[:16]
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}-{seen[key]}"


def _time(reading: ReadArticle, event: Event, lead: Told) -> tuple[int | None, TimeScope | None]:
    """The event's date: the leading trigger's, else another one's, else what the narrative or the opening gives."""

    def order(told: Told) -> tuple[bool, bool, bool, bool, int]:
        return not told.is_dated, told is not lead, told.is_topic, not told.is_real, told.sentence.index

    is_topic = all(told.is_topic for told in event.told)
    for told in sorted(event.told, key=order):
        if told.time is not None and (told.is_dated if is_topic else not told.is_topic):
            scope: TimeScope | None = "sentence" if told.time_scope == "saying" else told.time_scope
            return told.time, scope if told.sentence.index == lead.sentence.index else "paragraph"
    if lead.tense == "background":
        return None, None  # the story's day is not the day of its history
    before: tuple[int, int] | None = None
    for index, time in enumerate(reading.context.times):
        if not is_date(time):
            continue
        at = reading.time_sentences[index]
        if at is None:
            continue
        gap = lead.sentence.index - at
        same = reading.sentences[at].paragraph_index == lead.sentence.paragraph_index
        if time.grain in ("day", "hour", "weekend", "week") and (
            (0 <= gap <= 3) or same or event.is_item or len(reading.sentences) <= 8
        ):
            cost = abs(gap) if gap >= 0 else abs(gap) + 2
            if before is None or cost < before[0]:
                before = (cost, index)
    return (before[1], "narrative") if before else (None, None)


def _participants(reading: ReadArticle, event: Event, lead: Told, one_sided: bool) -> tuple[Participant, ...]:
    """Everyone who takes part: the leading trigger's first, then what the other triggers add. Clashes add nobody to what one
    side did to people without arms."""
    found: dict[tuple[str, int, int, str], Participant] = {}
    ordered = sorted(event.told, key=lambda t: (t is not lead, t.is_topic, t.sentence.index, t.trigger.start_char))
    ends = {told.sentence.index for told in event.told if _ends_attackers(told)} - {lead.sentence.index}
    for told in ordered:
        beside = told is not lead and (
            told.is_topic or (told.family == "movement" and lead.family == "violence") or (one_sided and told.action == "clash")
        )
        if beside or told.sentence.index in ends:
            continue
        for argument in told.arguments:
            role = _role(argument, told)
            if role is None:
                continue
            phrase = argument.phrase
            part = reading.sentences[phrase.sentence].part
            key = (part, phrase.start_char, phrase.end_char, "")
            if key in found:
                continue
            found[key] = Participant(
                **reading.quote(part, phrase.start_char, phrase.end_char).model_dump(),
                role=role,
                actor=argument.actor,
                head=argument.head,
                toponym=argument.toponym,
                reading=argument.reading,
            )
    return tuple(found.values())


_ATTACKERS = frozenset(
    ("suspect", "attacker", "assailant", "gunman", "bomber", "perpetrator", "shooter", "assassin", "suspects", "attackers",
     "assailants", "gunmen")
)  # fmt: skip


def _ends_attackers(told: Told) -> bool:
    """Does it tell what became of those who did it: "a suspect died in a shootout with guards"? They are no other side."""
    return told.family == "violence" and any(a.role == "patient" and a.head in _ATTACKERS for a in told.arguments)


def _role(argument: Argument, told: Told) -> ParticipantRole | None:
    """Which participant is an argument? Things, pronouns without an antecedent and sites are none."""
    if argument.is_pronoun:
        return None
    if argument.role == "site":
        return "patient" if argument.actor is not None and told.action in HARMS else None
    role: ParticipantRole = argument.role
    if argument.actor is not None:
        return role
    if argument.toponym is not None:
        return role if argument.role in ("agent", "between") else None
    token = told.arcs.tokens[argument.phrase.head] if argument.phrase.sentence == told.sentence.index else None
    if argument.head in people_nouns() or (token is not None and token.text.lower() in people_nouns()):
        return role
    if token is not None and token.tag.startswith("NNP") and token.kind is None and not token.text.isupper():
        return role
    return None


def _places(reading: ReadArticle, event: Event, lead: Told, indexes: tuple[int, ...], size: int) -> list[PlaceLink]:
    """The event's places: its clause, its sentence, its other sentences, then its surroundings, with falling scores."""
    best: dict[int, PlaceLink] = {}

    def offer(link: PlaceLink, scope: PlaceScope, factor: float) -> None:
        scored = link.model_copy(update={"score": round(link.score * factor, 3), "scope": scope})
        if link.toponym not in best or best[link.toponym].score < scored.score:
            best[link.toponym] = scored

    for told in event.told:
        factor = 1.0 if told is lead else 0.95 if told.sentence.index == lead.sentence.index else 0.8
        if told.is_topic or not told.is_real:
            factor *= 0.6
        for link in told.places:
            offer(link, link.scope if told.sentence.index == lead.sentence.index else "paragraph", factor)
    if event.before is not None and not best:
        for link in event.before.places:
            offer(link, "paragraph", 0.75)
    for sentence in reading.sentences:
        near = abs(sentence.index - lead.sentence.index)
        if sentence.index in indexes or not (near <= 2 or sentence.part == "title" or size <= SHORT_TEXT):
            continue
        same = sentence.paragraph_index == lead.sentence.paragraph_index
        factor = 0.55 if sentence.part == "title" else 0.6 if same else 0.5
        scope: PlaceScope = "title" if sentence.part == "title" else "paragraph" if same else "focus"
        if event.line:
            scope, factor = ("sentence", 0.9) if sentence.index in event.line else ("focus", 0.3)
        for link in places_of(reading, sentence, reading.arcs(sentence.index), []):
            offer(link, scope, factor)
    return sorted(best.values(), key=lambda link: (-link.score, link.toponym))[:8]


def _figures(reading: ReadArticle, indexes: tuple[int, ...], event: Event, size: int) -> tuple[FigureMention, ...]:
    """The figures of the event's sentences. A note gives all of its; an article those of a sentence without a trigger
    of its own that follows what does harm ("Four fatalities were reported"): after a march or a release it tells of others."""
    real = {t.sentence.index for t in event.told if t.is_real}
    harmful = {
        t.sentence.index for t in event.told if t.is_real and (t.family in ("violence", "crowd") or t.action == "disperse")
    }
    unreal = {t.sentence.index for t in event.told} - real
    wanted = {index for index in indexes if index not in unreal or len(indexes) == 1}
    busy = {trigger.sentence for trigger in reading.triggers if trigger in reading.told}
    for sentence in reading.sentences:
        free = sentence.index not in busy
        if free and (size <= SHORT_TEXT or sentence.index - 1 in harmful) and sentence.index not in indexes:
            wanted.add(sentence.index)
    causes = _causes(event)
    return tuple(
        figure
        for index in sorted(wanted)
        for figure in reading.figures(index)
        if _is_own(figure, event, reading)
        and not any(at == index and start <= figure.start_char < end for at, start, end in causes)
    )


def _is_own(figure: FigureMention, event: Event, reading: ReadArticle) -> bool:
    """Does the figure belong to this event, and not to another trigger in its own words?"""
    inside = [
        trigger
        for trigger in reading.triggers
        if reading.sentences[trigger.sentence].part == figure.part and figure.start_char <= trigger.start_char < figure.end_char
    ]
    if not inside:
        return True
    mine = {t.trigger for t in event.told if t.is_real and not t.is_topic}
    known = {t.trigger for t in event.told}
    if not mine:
        return any(trigger in known for trigger in inside)
    return any(trigger in mine for trigger in inside) or all(trigger not in reading.told for trigger in inside)


def _fillers(reading: ReadArticle, event: Event) -> tuple[tuple[Filler, ...], tuple[Filler, ...], tuple[Filler, ...]]:
    weapons: dict[str, Filler] = {}
    targets: dict[str, Filler] = {}
    victims: dict[str, Filler] = {}
    for told in event.told:
        if not told.is_real or told.action not in HARMS:
            continue
        for filler in weapons_in(reading, told.arcs, told.trigger):
            weapons.setdefault(filler.raw.lower(), filler)
        for filler in targets_of(reading, told.arcs, told.arguments, told.action):
            targets.setdefault(filler.raw.lower(), filler)
        for filler in victims_of(reading, told.arcs, told.trigger, told.arguments, told.action):
            victims.setdefault(filler.raw.lower(), filler)
    return tuple(weapons.values()), tuple(targets.values()), tuple(victims.values())


def _statements(reading: ReadArticle, event: Event, lead: Told) -> tuple[Statement, ...]:
    ordered = sorted(event.told, key=lambda told: told is not lead)
    return tuple(
        Statement(
            **reading.quote(told.sentence.part, told.trigger.start_char, told.trigger.end_char).model_dump(),
            action=told.action,
            attributions=_covering(reading, [(told.sentence.part, told.trigger.start_char)]),
        )
        for told in ordered
        if told is lead or (told.is_real and not told.is_topic)
    )


def _attributions(reading: ReadArticle, lead: Told, figures: Sequence[FigureMention]) -> tuple[int, ...]:
    return _covering(reading, [(lead.sentence.part, lead.trigger.start_char), *((f.part, f.start_char) for f in figures)])


def _covering(reading: ReadArticle, spots: Sequence[tuple[TextPart, int]]) -> tuple[int, ...]:
    """The attributions whose content covers one of these characters."""
    return tuple(sorted({index for part, at in spots for index in reading.attributions_at(part, at)}))
