"""ArticleMentions: one record an article version, with the event mentions read in it."""

from __future__ import annotations

from typing import Literal

from schemas.annotations import ArticleContext, FigureMention, PlaceLink
from schemas.clean_article import ArticleHeader
from schemas.codes import ModalityValue, Tense
from schemas.evidence import Filler, Offset, Quote, Span
from schemas.model import Message, Score


class Modality(Message):
    """Did it happen, and which words say so? ``cue`` is ``None`` where the text simply asserts it."""

    value: ModalityValue = "actual"
    cue: Quote | None = None


class Participant(Quote):
    """Who took part, as which argument of the trigger?

    ``agent`` acts, ``patient`` is acted on; ``with_agent`` and ``with_patient`` stand beside them ("backed by",
    "alongside"). ``between`` marks both sides of a clash that names no attacker, in the order of the text.
    """

    role: Literal["agent", "patient", "with_agent", "with_patient", "between"]
    actor: Offset | None = None
    """Index into ``context.actors``; ``None`` for a noun phrase that no row knows."""
    head: str
    """Lemma of the head word, lower case."""
    toponym: Offset | None = None
    """Index into ``context.toponyms`` where a place name stands for its people or its government."""
    reading: Literal["both", "dependency", "shallow", "coreference", "inferred"]
    """Which reading found it; agreement of the two is the better evidence."""


class Trigger(Quote):
    """Which word evokes the event, and which row of the lexicon says so?"""

    lemma: str
    rule_id: str


class Statement(Quote):
    """Which words assert a part of the event, as which action, and who is quoted for it? ``attributions`` are indexes into
    ``context.attributions``; none where the article says it itself."""

    action: str
    attributions: tuple[Offset, ...] = ()


class EventMention(Message):
    """What does one article say of one event?

    Several sentences on one event are already one mention (folded); ``sentence_indexes`` names them all, the trigger's
    first. ``action`` is the trigger's class in the lexicon and ``features`` the tests that the text passed; enrich
    decides the ACLED type from them, once the actors are known.
    """

    anchor: str
    """Hash of the folded trigger sentence and the trigger's place in it, with an ordinal where an article repeats both."""
    trigger: Trigger
    action: str
    features: tuple[str, ...] = ()
    sentence_indexes: tuple[Offset, ...]
    paragraph_index: Offset
    evidence: Quote
    """The trigger's sentence as printed, at most 600 code points."""
    further: tuple[Quote, ...] = ()
    """The other sentences that hold a statement or a figure, as printed, in text order."""
    wording: tuple[str, ...] = ()
    """Folded content lemmas of the event's sentences, sorted, for the headline event with the names, ages and street numbers of
    the whole article: the linker compares them."""
    modality: Modality = Modality()
    tense: Tense = "current"
    tense_cue: Quote | None = None
    time: Offset | None = None
    """Index into ``context.times``; ``None`` where the text dates it not at all."""
    time_scope: Literal["clause", "sentence", "paragraph", "narrative", "dateline", "title"] | None = None
    participants: tuple[Participant, ...] = ()
    places: tuple[PlaceLink, ...] = ()
    """Best first."""
    figures: tuple[FigureMention, ...] = ()
    weapons: tuple[Filler, ...] = ()
    targets: tuple[Filler, ...] = ()
    victims: tuple[Filler, ...] = ()
    statements: tuple[Statement, ...] = ()
    """What is asserted of it, the leading trigger's first: who holds a town is told by one party after the other."""
    attributions: tuple[Offset, ...] = ()
    """Indexes into ``context.attributions``: those whose content covers the trigger or one of its figures."""
    control: Span | None = None
    """The words that say who holds the place after the event, where the text says it."""
    salience: Score = 0.0
    """How central the event is to the article: 1 for its headline event."""
    confidence: Score = 0.0
    """How sure the reading is, from the agreement of the two readings."""


class ArticleMentions(Message):
    """What does one article version say, in its own words? Published on ``mentions.extracted``, keyed by article id."""

    header: ArticleHeader
    context: ArticleContext = ArticleContext()
    mentions: tuple[EventMention, ...] = ()
    """In order of salience, the headline event first."""
    focus: tuple[Offset, ...] = ()
    """Indexes into ``context.toponyms`` of what the article is about, best first."""
    pipeline_version: str
    lexicon_version: str
