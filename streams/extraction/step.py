"""The step from an article to what it says: events with their participants, figures, places and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schemas.annotations import ActorName, ArticleContext, PlaceLink, TimeExpression
from schemas.article_mentions import ArticleMentions, EventMention, Modality
from schemas.clean_article import CleanArticle
from schemas.evidence import Quote
from streams.extraction.admission import admit, beside_the_point, is_civil, is_state
from streams.extraction.arguments import Argument, agreement, arguments_of
from streams.extraction.article_reader import ReadArticle, read_article_text
from streams.extraction.assembling import assemble_mention
from streams.extraction.blame import find_blamed, with_blamed
from streams.extraction.coreference import resolve_references
from streams.extraction.document import ParsedSentence
from streams.extraction.fold import SHORT_TEXT, fold, is_thin, leading, stands
from streams.extraction.intervals import interval_before, with_the_deed
from streams.extraction.listed import items_of
from streams.extraction.modality import read_modality
from streams.extraction.parsing import pipeline_version
from streams.extraction.refine import action_of, is_at_a_target
from streams.extraction.salience import salience_of
from streams.extraction.scope import places_of, time_of
from streams.extraction.tense import tense_of
from streams.extraction.told import Event, Told
from streams.extraction.topics import is_remembered, is_since, is_topic, names_talk, recall_topics
from streams.extraction.triggers import FoundTrigger
from streams.extraction.weapon_objects import ON_WEAPONS, disrupted
from streams.extraction.wording import names_of
from streams.lexicons.actions import actions
from streams.lexicons.actors import actor_table
from streams.lexicons.load import lexicon_version
from streams.lexicons.triggers import RUBRIC


def extract_mentions(article: CleanArticle) -> ArticleMentions:
    """What does the article say happened, in its own words? An article without text has no mention."""
    if not (article.title or article.body):
        return collected(article, None, ())
    reading = read_article_text(article)
    return collected(article, reading, mentions_of(reading))


def mentions_of(reading: ReadArticle) -> tuple[EventMention, ...]:
    """Which events does a read article tell of, the headline event first?"""
    told = _told(reading)
    reading.told.update(t.trigger for t in told)
    openings = {s.index: reading.text(s) for s in reading.sentences}
    size = _size_of(reading)
    folded = fold(told, reading.context, size, openings, items_of(reading))
    events = [e for e in folded if size <= SHORT_TEXT or e.is_item or not is_thin(e, reading.context)]
    seen: Counter[str] = Counter()
    civil = bool(events) and is_civil(reading)
    admitted = [found for event in events if (found := _admitted(reading, event, seen, size, civil)) is not None]
    blamed = find_blamed(reading, [event for event, _ in admitted])
    admitted = [(event, with_blamed(draft, blamed.get(at, ()))) for at, (event, draft) in enumerate(admitted)]
    drafted = beside_the_point([draft for _, draft in admitted], reading, size)
    asides = {draft.anchor for event, draft in admitted if all(told.is_topic for told in event.told)}
    saliences = salience_of(drafted, reading, asides)
    finished = [draft.model_copy(update={"salience": salience}) for draft, salience in zip(drafted, saliences, strict=True)]
    finished.sort(key=lambda m: (-m.salience, m.sentence_indexes[0], m.trigger.start_char, m.anchor))
    for headline in finished[:1]:
        finished[0] = headline.model_copy(update={"wording": tuple(sorted({*headline.wording, *names_of(reading)}))})
    return tuple(finished)


_NOTE_PARAGRAPHS = 3


def _size_of(reading: ReadArticle) -> int:
    """Code points of title and story; of what has paragraphs as an article has, no fewer than an article's."""
    body = [s for s in reading.sentences if s.part == "body"]
    size = len(reading.texts["title"]) + sum(s.end_char - s.start_char for s in body)
    return size if len({s.paragraph_index for s in body}) <= _NOTE_PARAGRAPHS else max(size, SHORT_TEXT + 1)


def _admitted(
    reading: ReadArticle, event: Event, seen: Counter[str], size: int, civil: bool
) -> tuple[Event, EventMention] | None:
    """The event as a mention; without the action that leads it where that is none ("took a village" from nobody) and another
    one stands ("executed 24 men")."""
    anchors = seen.copy()
    draft = admit(assemble_mention(reading, event, seen, size), event, reading, civil)
    if draft is not None:
        return event, draft
    lead = leading(event)
    rest = Event([told for told in event.told if told.action != lead.action])
    if not (lead.is_real and rest.told and stands(rest)):
        return None
    seen.clear()
    seen.update(anchors)
    return _admitted(reading, rest, seen, size, civil)


def collected(article: CleanArticle, reading: ReadArticle | None, mentions: tuple[EventMention, ...]) -> ArticleMentions:
    """The record of an article: its context, its mentions and what they are about."""
    focus = Counter(link.toponym for mention in mentions for link in mention.places[:2])
    return ArticleMentions(
        header=article.header,
        context=reading.context if reading is not None else ArticleContext(),
        mentions=mentions,
        focus=tuple(index for index, _ in sorted(focus.items(), key=lambda item: (-item[1], item[0]))[:8]),
        pipeline_version=pipeline_version(),
        lexicon_version=lexicon_version(),
    )


def _told(reading: ReadArticle) -> list[Told]:
    """Each trigger with what its own sentence says of it."""
    today = reading.today
    found: list[Told] = []
    for trigger in reading.triggers:
        sentence = reading.sentences[trigger.sentence]
        arcs = reading.arcs(trigger.sentence)
        if names_talk(arcs, trigger.token):
            continue
        handled = disrupted(arcs, trigger.token, True) if trigger.is_noun and trigger.rule.action in ON_WEAPONS else None
        carrier = trigger if handled is None else replace(trigger, token=handled[1], is_noun=False)
        arguments = _without_sayers(arguments_of(arcs, carrier, reading.context), trigger, reading)
        is_supported = trigger.is_supported or handled is not None
        known = _known(arguments, reading, trigger.sentence)
        is_saved = any(a.actor is not None and a.role != "site" for a in arguments)
        is_saved = is_saved or ("country" in known and trigger.rule.action == "attack" and is_at_a_target(arguments, arcs))
        if not (is_supported or is_saved):
            continue
        action = action_of(trigger, arguments, arcs, reading.text(sentence), known)
        if action is None:
            continue
        value, cue = read_modality(arcs, trigger.token, action)
        time = time_of(reading, arcs, trigger.token)
        clause, start = _clause(reading, sentence, trigger.start_char)
        when = reading.context.times[time[0]] if time is not None else None
        tense, tense_span = tense_of(when, clause, start, today)
        is_undated = time is None or time[1] != "clause"
        if tense == "current" and (is_remembered(arcs, trigger.token) or (is_undated and is_since(arcs, trigger.token))):
            tense = "background"
        is_of_somebody = any(a.is_pronoun and a.role == "patient" for a in arguments)
        before = interval_before(reading.text(sentence), trigger.start_char - sentence.start_char, is_of_somebody)
        if before is not None:
            tense, tense_span = "background", (sentence.start_char + before[0], sentence.start_char + before[1])
            time = time if time is not None and time[1] == "clause" and not _overlap(when, tense_span) else None
        found.append(
            Told(
                trigger=trigger,
                sentence=sentence,
                arcs=arcs,
                arguments=arguments,
                modality=Modality(value=value, cue=_token_quote(reading, sentence, cue) if cue is not None else None),
                tense=tense,
                tense_cue=reading.quote(sentence.part, *tense_span) if tense_span else None,
                time=time[0] if time else None,
                time_scope=time[1] if time else None,
                places=_reached(places_of(reading, sentence, arcs, [trigger.token]), action),
                is_topic=is_topic(arcs, trigger.token),
                confidence=agreement(arguments),
                action=action,
                is_rubric=trigger.rule.id == RUBRIC,
            )
        )
    return resolve_references(recall_topics(with_the_deed(found, reading)), reading)


def _overlap(time: TimeExpression | None, span: tuple[int, int]) -> bool:
    """Is it "a day after" that was read as a date? It dates the news, not what came before it."""
    return time is not None and time.start_char < span[1] and span[0] < time.end_char


def _known(arguments: Sequence[Argument], reading: ReadArticle, sentence: int) -> frozenset[str]:
    """What does the table of actors say of the sides? ``armed`` where they are peoples, whose fights are those of militias
    whatever they are called, or an armed organisation is named; ``state`` where a state's force acts, ``country`` where a state
    does by its name."""
    actors = reading.context.actors
    sides = [actors[a.actor] for a in arguments if a.actor is not None]
    near = [actor for actor in actors if actor.sentence_index == sentence]
    found = set()
    if (
        any(_has_kind(actor, _ARMED_KINDS) for actor in near)
        or any(actor.descriptor in ("muslims", "christians", "hindus") for actor in sides)
        or any(actor_id.startswith("people-") for actor in sides for actor_id in actor.actor_ids)
    ):
        found.add("armed")
    if any(_has_kind(actors[a.actor], _STATE_KINDS) for a in arguments if a.actor is not None and a.role == "agent"):
        found.add("state")
    if any(a.role == "agent" and a.toponym is not None and is_state(reading.context.toponyms[a.toponym]) for a in arguments):
        found.add("country")
    return frozenset(found)


_STATE_KINDS = frozenset(("military_branch", "military_unit", "police_branch", "police_unit"))
_ARMED_KINDS = frozenset(("rebel", "militia", "gang", "coalition", "military_branch", "military_unit"))


def _has_kind(actor: ActorName, kinds: frozenset[str]) -> bool:
    rows = (actor_table().rows.get(actor_id) for actor_id in actor.actor_ids)
    return any(row is not None and row.kind in kinds for row in rows)


def _without_sayers(arguments: tuple[Argument, ...], trigger: FoundTrigger, reading: ReadArticle) -> tuple[Argument, ...]:
    """Who only says it takes no part in it, unless the parse says so: "the ministry notes that the army is fighting"."""
    saying = reading.attributions_at(reading.sentences[trigger.sentence].part, trigger.start_char)
    sayers = [source for index in saying if (source := reading.context.attributions[index].source) is not None]
    return tuple(
        argument
        for argument in arguments
        if argument.reading != "shallow"
        or not any(s.start_char <= argument.phrase.start_char and argument.phrase.end_char <= s.end_char for s in sayers)
    )


_REACHED = 0.4
"""What a place that forces move to gains in score over one that a sentence only names after "to"."""


def _reached(places: list[PlaceLink], action: str) -> list[PlaceLink]:
    """Forces that move are told of where they go."""
    if actions()[action].family != "movement":
        return places
    raised = [
        link.model_copy(update={"score": round(min(1.0, link.score + _REACHED), 3)}) if link.relation == "toward" else link
        for link in places
    ]
    return sorted(raised, key=lambda link: (-link.score, link.toponym))


def _clause(reading: ReadArticle, sentence: ParsedSentence, at: int) -> tuple[str, int]:
    """The words around a trigger up to the nearest comma-like stop, as a cheap clause."""
    text = reading.texts[sentence.part]
    start = max(text.rfind(";", sentence.start_char, at), sentence.start_char - 1) + 1
    end = text.find(";", at, sentence.end_char)
    return text[start : end if end >= 0 else sentence.end_char], start


def _token_quote(reading: ReadArticle, sentence: ParsedSentence, token: int) -> Quote:
    return reading.quote(sentence.part, sentence.tokens[token].start_char, sentence.tokens[token].end_char)
