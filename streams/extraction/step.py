"""The step from an article to what it says: events with their participants, figures, places and times."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from schemas.annotations import FigureMention, PlaceLink
from schemas.article_mentions import ArticleMentions, EventMention, Modality, Participant, Trigger
from schemas.clean_article import CleanArticle
from schemas.evidence import Filler, Quote, Span
from streams.extraction.arguments import Argument, agreement, arguments_of
from streams.extraction.article_reader import ReadArticle, read_article_text
from streams.extraction.coreference import resolve_references
from streams.extraction.document import ParsedSentence
from streams.extraction.fillers import HARMS, targets_of, victims_of, weapons_in
from streams.extraction.fold import SHORT_TEXT, Event, Told, fold, is_thin, leading
from streams.extraction.modality import read_modality
from streams.extraction.phrases import Arcs
from streams.extraction.refine import action_of, event_action, is_demonstration
from streams.extraction.salience import salience_of
from streams.extraction.scope import is_date, places_of, time_of
from streams.extraction.tense import story_day, tense_of
from streams.extraction.topics import is_topic
from streams.extraction.triggers import FoundTrigger
from streams.extraction.wording import wording_of
from streams.lexicons.features import features_in
from streams.lexicons.load import lexicon_version
from streams.version import PIPELINE_VERSION

LONGEST_EVIDENCE = 600


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
    size = len(reading.texts["title"]) + sum(s.end_char - s.start_char for s in reading.sentences if s.part == "body")
    events = [e for e in fold(told, reading.context, size, openings) if size <= SHORT_TEXT or not is_thin(e, reading.context)]
    seen: Counter[str] = Counter()
    drafted = [_mention(reading, event, seen, size) for event in events]
    saliences = salience_of([draft for draft in drafted], reading)
    finished = [draft.model_copy(update={"salience": salience}) for draft, salience in zip(drafted, saliences, strict=True)]
    return tuple(sorted(finished, key=lambda m: (-m.salience, m.sentence_indexes[0], m.trigger.start_char, m.anchor)))


def collected(article: CleanArticle, reading: ReadArticle | None, mentions: tuple[EventMention, ...]) -> ArticleMentions:
    focus = Counter(link.toponym for mention in mentions for link in mention.places[:2])
    kwargs = {"context": reading.context} if reading is not None else {}
    return ArticleMentions(
        header=article.header,
        **kwargs,
        mentions=mentions,
        focus=tuple(index for index, _ in sorted(focus.items(), key=lambda item: (-item[1], item[0]))[:8]),
        pipeline_version=PIPELINE_VERSION,
        lexicon_version=lexicon_version(),
    )


def _told(reading: ReadArticle) -> list[Told]:
    """Each trigger with what its own sentence says of it."""
    today = story_day(reading.context.times, reading.published_on, reading.dateline_on)
    found: list[Told] = []
    arcs_of: dict[int, Arcs] = {}
    for trigger in reading.triggers:
        sentence = reading.sentences[trigger.sentence]
        arcs = arcs_of.setdefault(trigger.sentence, Arcs(sentence))
        arguments = arguments_of(arcs, trigger, reading.context)
        if not trigger.is_supported and not any(a.actor is not None and a.role != "site" for a in arguments):
            continue
        action = action_of(trigger, arguments, arcs, reading.text(sentence))
        value, cue = read_modality(arcs, trigger.token, action)
        time = time_of(arcs, reading.context, trigger.token)
        clause, start = _clause(reading, sentence, trigger.start_char)
        when = reading.context.times[time[0]] if time is not None else None
        tense, tense_span = tense_of(when, clause, start, today)
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
                places=places_of(reading, sentence, arcs, [trigger.token]),
                is_topic=is_topic(arcs, trigger.token),
                confidence=agreement(arguments),
                action=action,
                is_rubric=_is_rubric(reading, sentence, trigger),
            )
        )
    return resolve_references(found, reading)


def _is_rubric(reading: ReadArticle, sentence: ParsedSentence, trigger: FoundTrigger) -> bool:
    text = reading.texts[sentence.part]
    return trigger.start_char - sentence.start_char <= 2 and text[trigger.end_char : trigger.end_char + 1] == ":"


def _clause(reading: ReadArticle, sentence: ParsedSentence, at: int) -> tuple[str, int]:
    """The words around a trigger up to the nearest comma-like stop, as a cheap clause."""
    text = reading.texts[sentence.part]
    start = max(text.rfind(";", sentence.start_char, at), sentence.start_char - 1) + 1
    end = text.find(";", at, sentence.end_char)
    return text[start : end if end >= 0 else sentence.end_char], start


def _token_quote(reading: ReadArticle, sentence: ParsedSentence, token: int) -> Quote:
    return reading.quote(sentence.part, sentence.tokens[token].start_char, sentence.tokens[token].end_char)


def _mention(reading: ReadArticle, event: Event, seen: Counter[str], size: int) -> EventMention:
    lead = leading(event)
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
    if is_demonstration(action, words):
        features = features | {"demonstration"}
    evidence = reading.text(sentence)[:LONGEST_EVIDENCE]
    time, scope = _time(reading, event, lead)
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
        evidence=reading.quote(sentence.part, sentence.start_char, sentence.start_char + len(evidence)),
        wording=wording_of(reading, indexes),
        modality=lead.modality,
        tense=lead.tense,
        tense_cue=lead.tense_cue,
        time=time,
        time_scope=scope,
        participants=_participants(reading, event, lead),
        places=tuple(_places(reading, event, lead, indexes, size)),
        figures=figures,
        weapons=weapons,
        targets=targets,
        victims=victims,
        attributions=_attributions(reading, lead, figures),
        control=_control(reading, event),
        salience=0.0,
        confidence=round(sum(t.confidence for t in event.told) / len(event.told), 3),
    )


def _words(reading: ReadArticle, event: Event, indexes: tuple[int, ...], size: int) -> str:
    """The lower-case words that tell of the event, without what is only its topic or did not happen. A note gives all
    of its sentences but those that tell of something else alone."""
    busy = {trigger.sentence for trigger in reading.triggers}
    wanted = set(indexes)
    if size <= SHORT_TEXT:
        wanted |= {s.index for s in reading.sentences if s.index not in busy}
    blanks = [
        (t.sentence.index, t.trigger.start_char, t.trigger.end_char)
        for t in event.told
        if (t.is_topic or not t.is_real) and len(event.told) > 1
    ]
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


def _control(reading: ReadArticle, event: Event) -> Span | None:
    for told in event.told:
        if told.action in ("seize_territory", "retake_territory", "transfer_territory") and told.is_real:
            return Span(part=told.sentence.part, start_char=told.trigger.start_char, end_char=told.trigger.end_char)
    return None


def _anchor(reading: ReadArticle, lead: Told, seen: Counter[str]) -> str:
    """`identity.md`: hash of the folded sentence and the trigger's place in it, with an ordinal for a repetition."""
    folded = re.sub(r"\W+", " ", reading.text(lead.sentence).lower()).strip()
    before = reading.texts[lead.sentence.part][lead.sentence.start_char : lead.trigger.start_char]
    position = len(re.findall(r"[^\W_]+", before))
    key = hashlib.sha256(f"{folded}\0{position}".encode()).hexdigest()[:16]
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}-{seen[key]}"


def _time(reading: ReadArticle, event: Event, lead: Told) -> tuple[int | None, str | None]:  # type: ignore[return]
    """The event's date: the leading trigger's, else another one's, else what the narrative or the opening gives."""
    for told in sorted(event.told, key=lambda t: (t is not lead, t.is_topic, not t.is_real, t.sentence.index)):
        if told.time is not None and not told.is_topic:
            return told.time, told.time_scope if told.sentence.index == lead.sentence.index else "paragraph"
    before: tuple[int, int] | None = None
    for index, time in enumerate(reading.context.times):
        if not is_date(time):
            continue
        at = next(
            (s.index for s in reading.sentences if s.part == time.part and s.start_char <= time.start_char < s.end_char), None
        )
        if at is None:
            continue
        gap = lead.sentence.index - at
        same = reading.sentences[at].paragraph_index == lead.sentence.paragraph_index
        if time.grain in ("day", "hour", "weekend", "week") and ((0 <= gap <= 3) or same or len(reading.sentences) <= 8):
            cost = abs(gap) if gap >= 0 else abs(gap) + 2
            if before is None or cost < before[0]:
                before = (cost, index)
    return (before[1], "narrative") if before else (None, None)


def _participants(reading: ReadArticle, event: Event, lead: Told) -> tuple[Participant, ...]:
    """Everyone who takes part: the leading trigger's first, then what the other triggers add."""
    found: dict[tuple[str, int, int, str], Participant] = {}
    ordered = sorted(event.told, key=lambda t: (t is not lead, t.is_topic, t.sentence.index, t.trigger.start_char))
    for told in ordered:
        if told.is_topic and told is not lead:
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


def _role(argument: Argument, told: Told):  # type: ignore[no-untyped-def]
    """Which participant is an argument? Things, pronouns without an antecedent and sites are none."""
    if argument.is_pronoun:
        return None
    if argument.role == "site":
        return "patient" if argument.actor is not None and told.action in HARMS else None
    if argument.actor is not None:
        return argument.role
    if argument.toponym is not None:
        return argument.role if argument.role in ("agent", "between") else None
    token = told.arcs.tokens[argument.phrase.head] if argument.phrase.sentence == told.sentence.index else None
    from streams.lexicons.figures import people_nouns

    if argument.head in people_nouns() or (token is not None and token.text.lower() in people_nouns()):
        return argument.role
    if token is not None and token.tag.startswith("NNP") and token.kind is None and not token.text.isupper():
        return argument.role
    return None


def _places(reading: ReadArticle, event: Event, lead: Told, indexes: tuple[int, ...], size: int) -> list[PlaceLink]:
    """The event's places: its clause, its sentence, its other sentences, then its surroundings, with falling scores."""
    best: dict[int, PlaceLink] = {}

    def offer(link: PlaceLink, scope: str, factor: float) -> None:
        scored = link.model_copy(update={"score": round(link.score * factor, 3), "scope": scope})
        if link.toponym not in best or best[link.toponym].score < scored.score:
            best[link.toponym] = scored

    for told in event.told:
        factor = 1.0 if told is lead else 0.95 if told.sentence.index == lead.sentence.index else 0.8
        if told.is_topic or not told.is_real:
            factor *= 0.6
        for link in told.places:
            offer(link, link.scope if told.sentence.index == lead.sentence.index else "paragraph", factor)
    for sentence in reading.sentences:
        near = abs(sentence.index - lead.sentence.index)
        if sentence.index in indexes or not (near <= 2 or sentence.part == "title" or size <= SHORT_TEXT):
            continue
        same = sentence.paragraph_index == lead.sentence.paragraph_index
        factor = 0.55 if sentence.part == "title" else 0.6 if same else 0.5
        for link in places_of(reading, sentence, Arcs(sentence), []):
            offer(link, "title" if sentence.part == "title" else "paragraph" if same else "focus", factor)
    return sorted(best.values(), key=lambda link: (-link.score, link.toponym))[:8]


def _figures(reading: ReadArticle, indexes: tuple[int, ...], event: Event, size: int) -> tuple[FigureMention, ...]:
    """The figures of the event's sentences. A note gives all of its; an article those of a sentence without a trigger
    of its own that follows ("Four fatalities were reported")."""
    real = {t.sentence.index for t in event.told if t.is_real}
    unreal = {t.sentence.index for t in event.told} - real
    wanted = {index for index in indexes if index not in unreal or len(indexes) == 1}
    busy = {trigger.sentence for trigger in reading.triggers}
    for sentence in reading.sentences:
        free = sentence.index not in busy
        if free and (size <= SHORT_TEXT or sentence.index - 1 in real) and sentence.index not in indexes:
            wanted.add(sentence.index)
    return tuple(figure for index in sorted(wanted) for figure in reading.figures(index) if _is_own(figure, event, reading))


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
        for filler in victims_of(reading, told.arcs, told.arguments, told.action):
            victims.setdefault(filler.raw.lower(), filler)
    return tuple(weapons.values()), tuple(targets.values()), tuple(victims.values())


def _attributions(reading: ReadArticle, lead: Told, figures: Sequence[FigureMention]) -> tuple[int, ...]:
    spots = [(lead.sentence.part, lead.trigger.start_char), *((f.part, f.start_char) for f in figures)]
    return tuple(
        index
        for index, attribution in enumerate(reading.context.attributions)
        if attribution.content is not None
        and any(
            part == attribution.content.part and attribution.content.start_char <= at < attribution.content.end_char
            for part, at in spots
        )
    )
