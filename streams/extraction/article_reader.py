"""An article read: its texts, its sentences parsed where they can hold an event, and everything they name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

from schemas.annotations import ActorName, ArticleContext, FigureMention, Quantity, Sentence, TimeExpression, Toponym
from schemas.clean_article import CleanArticle
from schemas.evidence import Quote, Span, TextPart
from streams.extraction.actor_names import find_actor_names
from streams.extraction.attribution import find_attributions
from streams.extraction.capitals import with_capitals
from streams.extraction.document import ParsedSentence, Token
from streams.extraction.figures import find_figures
from streams.extraction.hashtags import without_hashtags
from streams.extraction.parsing import parse
from streams.extraction.phrases import Arcs
from streams.extraction.quantities import find_quantities
from streams.extraction.sentences import split_sentences
from streams.extraction.stamps import Stamp, stamps_of
from streams.extraction.tense import story_day
from streams.extraction.times import find_times
from streams.extraction.tokens import Mask, masks_of, tokens_of
from streams.extraction.toponyms import find_toponyms
from streams.extraction.triggers import Candidate, FoundTrigger, NameSpan, find_candidates, find_triggers
from streams.lexicons.actors import actor_table

MOST_CHARS = 400_000
"""Code points of a text that are read; some 65,000 words, six times a 20-page report. The rest is left out."""

MOST_PARSED = 900
"""Sentences of an article that are parsed (work budget); a 20-page report has some 500."""

PARTS: tuple[TextPart, ...] = ("title", "body")

Spans = list[tuple[int, int]]
Q = TypeVar("Q", bound=Quote)


_STRETCH = 500
"""Characters that share an entry in an index of the text: a few sentences."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """What the steps of extraction share."""

    texts: dict[TextPart, str]
    context: ArticleContext
    sentences: tuple[ParsedSentence, ...]
    triggers: tuple[FoundTrigger, ...]
    published_on: date | None
    dateline_on: date | None
    dateline: Span | None = None
    told: set[FoundTrigger] = field(default_factory=set)
    """The triggers that stood every test; the others count as plain words."""
    _arcs: dict[int, Arcs] = field(default_factory=dict)
    _figures: dict[int, tuple[FigureMention, ...]] = field(default_factory=dict)
    _toponyms: dict[int, list[int]] = field(default_factory=dict)
    _said: dict[tuple[TextPart, int], list[int]] = field(default_factory=dict)
    """The attributions whose content reaches into each stretch of the text."""
    time_sentences: list[int | None] = field(default_factory=list)
    """The sentence of each time expression; ``None`` where it stands in none."""

    def __post_init__(self) -> None:
        starts = [(sentence.part != "title", sentence.start_char) for sentence in self.sentences]
        for time in self.context.times:
            at = bisect_right(starts, (time.part != "title", time.start_char)) - 1
            inside = at >= 0 and self.sentences[at].part == time.part and time.start_char < self.sentences[at].end_char
            self.time_sentences.append(at if inside else None)
        for index, toponym in enumerate(self.context.toponyms):
            self._toponyms.setdefault(toponym.sentence_index, []).append(index)
        for index, attribution in enumerate(self.context.attributions):
            if (said := attribution.content) is not None:
                for stretch in range(said.start_char // _STRETCH, said.end_char // _STRETCH + 1):
                    self._said.setdefault((said.part, stretch), []).append(index)

    @property
    def today(self) -> date | None:
        """The day on which the story stands."""
        return story_day(self.context.times, self.published_on, self.dateline_on)

    def is_in_dateline(self, part: TextPart, at: int) -> bool:
        """Does this character stand in the dateline?"""
        return self.dateline is not None and part == self.dateline.part and at < self.dateline.end_char

    def text(self, span: Span | ParsedSentence) -> str:
        """The characters of a span."""
        return self.texts[span.part][span.start_char : span.end_char]

    def quote(self, part: TextPart, start: int, end: int) -> Quote:
        """A span with its words."""
        return Quote(part=part, start_char=start, end_char=end, quote=self.texts[part][start:end])

    def arcs(self, index: int) -> Arcs:
        """The arcs of one sentence."""
        if index not in self._arcs:
            self._arcs[index] = Arcs(self.sentences[index])
        return self._arcs[index]

    def toponyms(self, index: int) -> Sequence[int]:
        """The toponyms of one sentence, as numbers in the context's list."""
        return self._toponyms.get(index, ())

    def attributions_at(self, part: TextPart, at: int) -> Iterator[int]:
        """The attributions whose content covers this character, as numbers in the context's list."""
        for index in self._said.get((part, at // _STRETCH), ()):
            said = self.context.attributions[index].content
            if said is not None and said.start_char <= at < said.end_char:
                yield index

    def figures(self, index: int) -> tuple[FigureMention, ...]:
        """The figures of one sentence."""
        if index not in self._figures:
            sentence = self.sentences[index]
            near = [q for q in self.context.quantities if q.part == sentence.part and q.start_char < sentence.end_char]
            text = self.texts[sentence.part]
            self._figures[index] = find_figures(sentence, text, near, self.context.actors)
        return self._figures[index]


def read_article_text(article: CleanArticle, *, everything: bool = False) -> ReadArticle:
    """What does the article name, and how are its sentences built? Only sentences that can hold an event are parsed,
    unless ``everything`` is asked for."""
    texts: dict[TextPart, str] = {"title": article.title[:MOST_CHARS], "body": article.body[:MOST_CHARS]}
    skip: dict[TextPart, Spans] = {
        part: [(b.start_char, b.end_char) for b in article.boilerplate if b.part == part] for part in PARTS
    }
    published = article.header.published_at
    published_on = published.date() if published else None
    read = {part: with_capitals(without_hashtags(text)) for part, text in texts.items()}
    sentences = _sentences(read, skip)
    dateline_on = _dateline_day(article, published_on)
    stamps = () if dateline_on else stamps_of(texts["body"], published_on, lambda words: _day_of(words, published_on))
    times = _times(read, skip, published_on, dateline_on, stamps)
    context = _context(read, sentences, times, skip)
    if read != texts:
        context = _in_own_letters(context, texts)
    masks = {part: masks_of(texts[part], part, context) for part in PARTS}
    tokens: list[tuple[Sentence, tuple[Token, ...]]] = []
    candidates: dict[int, tuple[Candidate, ...]] = {}
    for index, sentence in enumerate(sentences):
        text, start, end = texts[sentence.part], sentence.start_char, sentence.end_char
        own = masks[sentence.part].over(start, end)
        opens = index == 0 or sentences[index - 1].paragraph_index != sentence.paragraph_index
        begin = _story_begins(text, sentence, opens, article.header.dateline)
        own_tokens = tokens_of(text, sentence, own)
        tokens.append((sentence, tuple(t for t in own_tokens if t.start_char >= begin) or own_tokens))
        brackets = [(mask.start_char, mask.end_char) for mask in own if mask.kind == "bracket"]
        dates = [(mask.start_char, mask.end_char) for mask in own if mask.kind == "time"]
        found = find_candidates(text, start, end, brackets, _name_spans(own, context), dates)
        if found:
            candidates[index] = found
    wanted = range(len(sentences)) if everything else _with_neighbours(candidates, len(sentences))
    parsed = parse(tokens, context, wanted[:MOST_PARSED])
    triggers = tuple(
        trigger
        for index, found in candidates.items()
        if parsed[index].is_parsed
        for trigger in find_triggers(parsed[index], found)
    )
    attributions = tuple(
        chain.from_iterable(
            find_attributions(texts[part], part, [s for s in parsed if s.part == part], context.actors, context.toponyms)
            for part in PARTS
            if texts[part]
        )
    )
    context = context.model_copy(
        update={
            "sentences": tuple(
                s.model_copy(update={"is_parsed": True}) if parsed[i].is_parsed else s for i, s in enumerate(sentences)
            ),
            "attributions": attributions,
        }
    )
    return ReadArticle(texts, context, parsed, triggers, published_on, dateline_on, article.header.dateline)


_SLUG = re.compile(r"[A-Z][A-Z'’. -]{2,40}(?:, [A-Z]\w+)? ?[-–—]+ (?=[A-Z])")
"""A town before a paragraph of a roundup: "MOSUL - Gunmen shot ..."."""


def _story_begins(text: str, sentence: Sentence, opens_paragraph: bool, dateline: Span | None) -> int:
    """From which character on does a sentence tell? Behind the dateline or slug, which a parser would take for its subject."""
    begin = sentence.start_char
    if dateline is not None and dateline.part == sentence.part and begin < dateline.end_char:
        return dateline.end_char
    slug = _SLUG.match(text, begin, sentence.end_char) if opens_paragraph else None
    return slug.end() if slug else begin


def _sentences(texts: dict[TextPart, str], skip: dict[TextPart, Spans]) -> list[Sentence]:
    found: list[Sentence] = []
    for part in PARTS:
        paragraph = found[-1].paragraph_index + 1 if found else 0
        found.extend(split_sentences(texts[part], part, len(found), paragraph, skip[part]))
    return found


def _times(
    texts: dict[TextPart, str],
    skip: dict[TextPart, Spans],
    published_on: date | None,
    dateline_on: date | None,
    stamps: Sequence[Stamp],
) -> tuple[TimeExpression, ...]:
    """The times of title and body: what is relative is counted from the dateline, else from the day that the post bears."""
    base = {"title": stamps[0].day if stamps else dateline_on, "body": dateline_on}
    return tuple(
        time
        for part in PARTS
        if texts[part]
        for time in find_times(texts[part], part, published_on, base[part], stamps if part == "body" else ())
        if not _in(time, skip[part])
    )


def _dateline_day(article: CleanArticle, published_on: date | None) -> date | None:
    """The day that the dateline names, read by the interval grammar."""
    dateline = article.header.dateline
    if dateline is None or dateline.day is None:
        return None
    day = _SHORT_YEAR.sub(lambda found: f"{found[1]}{_century(int(found[2]), published_on)}", dateline.day)
    return _day_of(day, published_on)


def _day_of(words: str, published_on: date | None) -> date | None:
    """Which single day do the words name?"""
    named = find_times(words, "body", published_on, None)
    return next((time.start for time in named if time.start is not None and time.start == time.end), None)


_SHORT_YEAR = re.compile(r"([a-z]\.?,?\s+)(\d\d)$", re.I)


def _century(short: int, published_on: date | None) -> int:
    """Which year is "90" in a dateline? The last one up to the publication's."""
    latest = published_on.year if published_on else 1999
    return latest - (latest - short) % 100


def _context(
    texts: dict[TextPart, str], sentences: list[Sentence], times: tuple[TimeExpression, ...], skip: dict[TextPart, Spans]
) -> ArticleContext:
    actors: list[ActorName] = []
    toponyms: list[Toponym] = []
    quantities: list[Quantity] = []
    for part in PARTS:
        text = texts[part]
        if not text:
            continue
        dated = [(t.start_char, t.end_char) for t in times if t.part == part]
        taken = dated + skip[part]
        found = [a for a in find_actor_names(text, part, sentences, taken) if not _in(a, skip[part])]
        actors += found
        taken = taken + [(a.start_char, a.end_char) for a in found]
        toponyms += _renumbered(find_toponyms(text, part, sentences, taken), len(toponyms), skip[part])
        quantities += [q for q in find_quantities(text, part, dated) if not _in(q, skip[part])]
    return ArticleContext(
        sentences=tuple(sentences),
        times=times,
        toponyms=tuple(toponyms),
        actors=tuple(actors),
        quantities=tuple(quantities),
    )


def _in_own_letters(context: ArticleContext, texts: dict[TextPart, str]) -> ArticleContext:
    """The context with each quotation in the text's own letters."""

    def own(quotes: Sequence[Q]) -> tuple[Q, ...]:
        return tuple(one.model_copy(update={"quote": texts[one.part][one.start_char : one.end_char]}) for one in quotes)

    return context.model_copy(
        update={
            "times": own(context.times),
            "toponyms": own(context.toponyms),
            "actors": own(context.actors),
            "quantities": own(context.quantities),
        }
    )


def _renumbered(found: Sequence[Toponym], before: int, skip: Spans) -> list[Toponym]:
    """The toponyms outside boilerplate, their ``within`` pointing into the list that they are added to."""
    kept = [number for number, toponym in enumerate(found) if not _in(toponym, skip)]
    place = {number: before + position for position, number in enumerate(kept)}
    return [
        found[number].model_copy(update={"within": place.get(within)})
        if (within := found[number].within) is not None
        else found[number]
        for number in kept
    ]


def _in(span: Span, spans: Spans) -> bool:
    return any(start <= span.start_char < end for start, end in spans)


def _with_neighbours(chosen: Iterable[int], count: int) -> Sequence[int]:
    """Sentences with a trigger and those beside them, where its speaker, its toll or its place may stand."""
    return sorted({near for index in chosen for near in (index - 1, index, index + 1) if 0 <= near < count})


def _name_spans(masks: Sequence[Mask], context: ArticleContext) -> list[NameSpan]:
    """Names in which no trigger counts: places, and actors that are names and no descriptions. Sense tests read an armed
    organisation's name as the word for such people, so that "M23 left the town" is what rebels do."""
    found = []
    for mask in masks:
        actor = context.actors[mask.ref] if mask.kind == "actor" and mask.ref is not None else None
        if mask.kind == "place" or (actor is not None and _is_name(actor)):
            found.append((mask.start_char, mask.end_char, _common_word(actor)))
    return found


_COMMON_WORDS = {
    "rebel": "rebels",
    "militia": "militiamen",
    "gang": "gang",
    "coalition": "forces",
    "military_branch": "soldiers",
    "military_unit": "soldiers",
    "police_branch": "police",
    "police_unit": "police",
    "peacekeepers": "peacekeepers",
}
"""What a name of that kind stands for."""


def _common_word(actor: ActorName | None) -> str:
    rows = (actor_table().rows.get(actor_id) for actor_id in (actor.actor_ids if actor is not None else ()))
    return next((_COMMON_WORDS[row.kind] for row in rows if row is not None and row.kind in _COMMON_WORDS), "$place")


def _is_name(actor: ActorName) -> bool:
    return bool(actor.actor_ids) and not actor.descriptor
