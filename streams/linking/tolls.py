"""How many, as far as all reports together say? One stated rule for every count of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from schemas.conflict_event import Fatalities, Figure
from streams.linking.report import Report

FigureField = Literal["fatalities", "injured", "captured", "displaced", "arrested", "force_size"]

SUPERSEDED_AFTER = timedelta(hours=24)
"""A lower count is out of date once a higher one was published this much later: tolls rise as the wounded die and the
missing are found. Shorter would call a first hour's rivals settled, longer would keep a first hour's count as a dispute."""

OTHER_SCOPE = 20
"""A count this many times the one that most give is a total of the war or the year that stands beside the event's own."""

OTHER_SCOPE_LEAST = 100

RULE_ID = "toll.latest_of_each_originator"


@dataclass(frozen=True, slots=True)
class Toll:
    """One originator's latest count. ``least`` is the least number that it allows, ``most`` the greatest that it names:
    "at least 12" names 12."""

    root: str
    at: datetime
    figure: Figure
    report: Report
    least: int
    most: int


def _toll(root: str, at: datetime, figure: Figure, report: Report) -> Toll:
    low, best, high = figure.low, figure.best, figure.high
    least = low if low is not None else best or 0
    most = high if high is not None else best if best is not None else low or 0
    return Toll(root, at, figure, report, least, most)


def _is_stated(figure: Figure | None) -> bool:
    return figure is not None and not (figure.low is None and figure.best is None and figure.high is None)


def standing_tolls(reports: Sequence[Report], field: FigureField) -> tuple[Toll, ...]:
    """Which counts stand? Each originator's latest, of one article the greatest, unless a higher one came a day later; copies
    and running totals over several events do not count."""
    latest: dict[str, Toll] = {}
    for report in reports:
        figure: Figure | None = getattr(report.mention, field)
        if figure is None or not _is_stated(figure) or report.copy_of is not None:
            continue
        if field == "fatalities" and report.mention.figure_scope == "cumulative":
            continue
        at = report.header.modified_at or report.header.published_at or report.key.received_at
        known = latest.get(report.root)
        toll = _toll(report.root, at, figure, report)
        is_of_one_article = known is not None and known.report.header.article_id == report.header.article_id
        if known is None or at > known.at or (is_of_one_article and _value(toll) > _value(known)):
            latest[report.root] = toll
    tolls = tuple(latest.values())
    if len(tolls) < 2:
        return tolls
    return tuple(toll for toll in tolls if not any(o.least > toll.most and o.at - toll.at >= SUPERSEDED_AFTER for o in tolls))


def merge_figure(tolls: Sequence[Toll]) -> Figure | None:
    """How many, as far as these counts say? best: the count most originators give, of equals the lowest; low and high: the
    ends of all that stand. ``None`` where there is none."""
    if not tolls:
        return None
    chosen = _chosen(tolls)
    if len(tolls) == 1:
        return chosen.figure
    lows = [n for toll in tolls for n in (toll.figure.low, toll.figure.best) if n is not None]
    highs = [n for toll in tolls for n in (toll.figure.high, toll.figure.best, toll.figure.low) if n is not None]
    values = [n for toll in tolls if (n := toll.figure.best) is not None]
    apart = len(set(values)) > 1 or any(toll.figure.low is not None or toll.figure.high is not None for toll in tolls)
    low, high = (min(lows) if apart and lows else None), (max(highs) if apart and highs else None)
    if (low, high) == (chosen.figure.low, chosen.figure.high):
        return chosen.figure
    return chosen.figure.model_copy(update={"low": low, "high": high})


def _chosen(tolls: Sequence[Toll]) -> Toll:
    """The count most originators give; of equals the lowest ("conflicting reports = the lowest", ACLED codebook)."""
    votes = Counter(_value(toll) for toll in tolls)
    best = min(votes, key=lambda value: (-votes[value], value))
    return next(toll for toll in tolls if _value(toll) == best)


def _value(toll: Toll) -> int:
    best, low, high = toll.figure.best, toll.figure.low, toll.figure.high
    return best if best is not None else low if low is not None else high or 0


def merge_fatalities(reports: Sequence[Report], tolls: Sequence[Toll]) -> tuple[Fatalities, Report | None]:
    """How many were killed, and whose report gave the count? As `merge_figure`; sides and wording are that report's.

    Where only a mention without a number speaks of deaths, the first report's value stands with its derivation.
    """
    if tolls:
        merged = merge_figure(tolls)
        assert isinstance(merged, Fatalities)
        chosen = _chosen(tolls)
        if len(tolls) > 1 and (merged.low, merged.high) != (chosen.figure.low, chosen.figure.high):
            merged = merged.model_copy(update={"derivation": f"{merged.derivation}; {RULE_ID}"})
        return merged, chosen.report
    for report in reports:
        if report.mention.fatalities.acled_value or _is_stated(report.mention.fatalities):
            return report.mention.fatalities, report
    return Fatalities(), None
