"""What does a replay say otherwise than another, and how does it become the served one?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from schemas.article_outcome import ArticleOutcome
from schemas.codec import OPTIONS, decode, payload
from schemas.conflict_event import ConflictEvent
from streams.linking.history import History, content_of
from streams.linking.standing import standing
from streams.reading import scan, standing_events
from streams.replay import ReplayError
from streams.routing import current_state, outgoing
from streams.sending import open_sender
from streams.settings import Settings

BATCH = 500

LIVE = "live"
"""The name under which the served events are compared with a run."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one event that two runs see otherwise. ``field`` is dotted; empty where only one run has the event.
    ``rules`` are the rules that gave the field, in the one and in the other: why they differ."""

    event_id: str
    kind: Literal["only_first", "only_second", "field"]
    headline: str
    field: str = ""
    first: Any = None
    second: Any = None
    rules: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def differences(first: Mapping[str, ConflictEvent], second: Mapping[str, ConflictEvent]) -> Iterator[Difference]:
    """Which events differ, field by field, in order of id? Versions of pipeline and lexicon are no content here."""
    for name in sorted({*first, *second}):
        a, b = first.get(name), second.get(name)
        if a is None or b is None:
            known = a or b
            assert known is not None
            yield Difference(name, "only_first" if b is None else "only_second", known.headline)
            continue
        for field, one, other in _unequal("", _plain(a), _plain(b)):
            top = field.split(".")[0]
            yield Difference(name, "field", a.headline, field, one, other, (_rules(a, top), _rules(b, top)))


def _plain(event: ConflictEvent) -> dict[str, Any]:
    content = content_of(event)
    for version in ("pipeline_version", "lexicon_version"):
        content.pop(version)
    plain: dict[str, Any] = orjson.loads(orjson.dumps(content, option=OPTIONS))
    return plain


def _unequal(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() | other.keys() if one.keys() != other.keys() else one:
            yield from _unequal(f"{path}.{name}" if path else name, one.get(name), other.get(name))
    elif one != other:
        yield path, one, other


def _rules(event: ConflictEvent, field: str) -> tuple[str, ...]:
    return tuple(sorted({row.rule_id for row in event.provenance if row.field.split(".")[0] == field}))


def settings_of(settings: Settings, run: str) -> Settings:
    """The settings of a run; those of the live one for its name."""
    return settings.model_copy(update={"run_name": None if run == LIVE else run})


async def compare(settings: Settings, first: str, second: str) -> tuple[int, list[Difference]]:
    """How many events do the two runs have together, and where do they differ? Raises TopicMissingError for no such run."""
    one = await standing_events(settings_of(settings, first))
    other = await standing_events(settings_of(settings, second))
    return len({*one, *other}), list(differences(one, other))


@dataclass(frozen=True, slots=True)
class Promotion:
    """What was published to the served topics?"""

    revised: int
    retracted: int
    unchanged: int


async def promote(settings: Settings, run: str) -> Promotion:
    """Makes a run's events the served ones: a revision for each that differs, and a retraction for each served event all of
    whose articles the run has read and none of which it finds there. Records carry the run's header: nothing alerts.

    To be done once the workers run the version that the run was made with: they keep what they find themselves. Raises
    ReplayError for an empty run.
    """
    of_run = settings_of(settings, run)
    new = await standing_events(of_run)
    if not new:
        raise ReplayError(f"the run {run} holds no event")
    live_settings = settings_of(settings, LIVE)
    served = await standing_events(live_settings)
    articles = await _articles_of(of_run)
    history = History()
    async for record in scan(live_settings, "events"):
        if record.value is not None:
            history.seed([standing(payload(record.value))])
    revisions = [revised for name in sorted(new) if (revised := history.revise(new[name].model_copy(update={"revision": 1})))]
    gone = [
        closed
        for name, event in sorted(served.items())
        if name not in new and all(source.article_id in articles for source in event.sources)
        if (closed := history.close(name, event.updated_at, None))
    ]
    async with open_sender(live_settings) as sender:
        everything = [*revisions, *gone]
        for at in range(0, len(everything), BATCH):
            sent = [outgoing(event, run) for event in everything[at : at + BATCH]]
            await sender.send(sent)
            await sender.send(state for revision in sent for state in current_state(revision))
    return Promotion(len(revisions), len(gone), len(new) - len(revisions))


async def _articles_of(settings: Settings) -> set[str]:
    found: set[str] = set()
    async for record in scan(settings, "articles.outcomes"):
        if record.value is not None:
            found.add(decode(ArticleOutcome, record.value).article_id)
    return found
