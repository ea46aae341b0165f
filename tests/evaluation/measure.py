"""Measures the steps on our own annotated reports. `python -m tests.evaluation.measure` prints the figures and the misses."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import orjson

from schemas import ConflictEvent
from streams.batch import Refusal, enrich_one
from streams.lexicons.crosswalk import crosswalk
from streams.linking import single_article_events

HERE = Path(__file__).parent
REPORTS = HERE / "reports.tsv"
QUIET = HERE / "quiet.txt"
BINS = 10
"""Bins of equal width in the calibration table."""


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def reports() -> list[dict[str, str]]:
    return list(csv.DictReader(lines_of(REPORTS), delimiter="\t", quoting=csv.QUOTE_NONE))


def events_of(text: str, published: str, number: int) -> list[ConflictEvent]:
    article = {"id": f"gate-{number}", "body_text": text, "published_at": f"{published}T12:00:00Z"}
    result = enrich_one(orjson.dumps(article))
    if isinstance(result, Refusal):
        raise AssertionError(f"refused: {result.reason}: {text}")
    return [event for event in single_article_events(result) if event.modality.value == "actual"]


def event_type_of(sub_event: str) -> str:
    """Which event type does a sub-event type belong to?"""
    return next(row.event_type for name, row in crosswalk().items() if name == sub_event)


def words(name: str) -> set[str]:
    return set(name.lower().replace("-", " ").split("(")[0].split()) - {"of", "the", "forces", "and"}


def names_actor(wanted: str, event: ConflictEvent) -> bool:
    """Is the actor among the event's, by six tenths of the words of its name, its short name or its other name?"""
    gold = words(wanted)
    names = [part for actor in event.actors for part in (actor.name, *re.split(r": | - |/", actor.name))]
    return any(len(gold & words(name)) >= 0.6 * max(len(gold), len(words(name))) for name in names)


def judge(row: dict[str, str], event: ConflictEvent | None) -> Iterator[tuple[str, bool]]:
    """Which figures does this report count for, and was each right?"""
    yield "sub_event_type", event is not None and event.sub_event_type == row["sub_event_type"]
    if event is None:
        return
    yield "date", str(event.occurred.best_date) == row["date"]
    yield "deaths", event.fatalities.acled_value == int(row["deaths"] or 0)
    yield "country", event.place is not None and event.place.country == row["country"]
    for role in ("actor1", "actor2"):
        if row[role] != "none":
            yield "actors", names_actor(row[role], event)


@cache
def measured() -> tuple[dict[str, float], list[str], list[tuple[float, bool]]]:
    """The figures, the misses in words, and (confidence.type, was the event type right) for each report with an event."""
    hits: dict[str, list[bool]] = {}
    misses: list[str] = []
    calibration: list[tuple[float, bool]] = []
    for number, row in enumerate(reports()):
        event = next(iter(events_of(row["text"], row["published"], number)), None)
        for figure, right in judge(row, event):
            hits.setdefault(figure, []).append(right)
            if not right:
                got = event and (
                    event.sub_event_type,
                    str(event.occurred.best_date),
                    event.fatalities.acled_value,
                    event.place and event.place.country,
                    [actor.name for actor in event.actors],
                )
                misses.append(f"{figure}: {got} | {row['sub_event_type']} {row['actor1']} / {row['actor2']} | {row['text']}")
        if event is not None:
            calibration.append((event.confidence.type, event.event_type == event_type_of(row["sub_event_type"])))
    false = 0
    quiet = lines_of(QUIET)
    for number, text in enumerate(quiet):
        current = [
            event
            for event in events_of(text, "2024-03-06", 1000 + number)
            if event.occurred.tense == "current" and "crime" not in event.tags
        ]
        if current:
            false += 1
            misses.append(f"quiet: {current[0].sub_event_type} | {text}")
    figures = {figure: sum(found) / len(found) for figure, found in hits.items()}
    figures["quiet"] = 1 - false / len(quiet)
    return figures, misses, calibration


def calibration_table(pairs: list[tuple[float, bool]]) -> list[tuple[float, int, float, float]]:
    """How often was the type right where the confidence said so? For each bin that holds a report: its lower end, the number
    of reports, the mean confidence and the share right."""
    table = []
    for low in range(BINS):
        inside = [(score, right) for score, right in pairs if min(int(score * BINS), BINS - 1) == low]
        if inside:
            said = sum(score for score, _ in inside) / len(inside)
            table.append((low / BINS, len(inside), said, sum(right for _, right in inside) / len(inside)))
    return table


def calibration_error(pairs: list[tuple[float, bool]]) -> float:
    """Expected calibration error: the mean distance of confidence and share right over the bins, weighted by their size."""
    return sum(count * abs(said - right) for _, count, said, right in calibration_table(pairs)) / len(pairs)


if __name__ == "__main__":
    found, missed, pairs = measured()
    for line in missed:
        sys.stdout.write(f"{line}\n")
    for figure, value in found.items():
        sys.stdout.write(f"{figure} {value:.3f}\n")
    sys.stdout.write("confidence.type  reports  mean   right\n")
    for low, count, said, right in calibration_table(pairs):
        sys.stdout.write(f"{low:.1f} to {low + 1 / BINS:.1f} {count:>12}  {said:.3f}  {right:.3f}\n")
    sys.stdout.write(f"calibration_error {calibration_error(pairs):.3f}\n")
