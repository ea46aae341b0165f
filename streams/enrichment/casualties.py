"""How many, all in all? One figure an event from all that an article says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.annotations import FigureMention
from schemas.codes import FigureKind, Side
from schemas.conflict_event import Actor, BySide, Fatalities, Figure

_GENERIC = frozenset({None, "people"})
_ACLED_VAGUE = {
    "vague:dozens": 12, "vague:tens": 10, "vague:hundreds": 100, "vague:thousands": 1000, "vague:scores": 40,
    "vague:tens of thousands": 10000, "vague:hundreds of thousands": 100000, "vague:millions": 1000000,
    "vague:several dozen": 36, "vague:several hundred": 300, "vague:a few dozen": 36, "vague:a large number of": 10,
    "vague:large numbers of": 10,
}  # fmt: skip
"""ACLED codebook, fatalities: tens 10, dozens 12, hundreds 100; every other plural without a number 3."""
_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class _Toll:
    """One statement: the figures that one phrase gives together."""

    figures: tuple[FigureMention, ...]

    @property
    def value(self) -> int:
        """The statement as one number."""
        return sum(map(single_value, self.figures))

    @property
    def classes(self) -> frozenset[str | None]:
        """Whom it counts."""
        return frozenset(figure.who_class for figure in self.figures)

    @property
    def is_generic(self) -> bool:
        """Does it count people without saying which?"""
        return self.classes <= _GENERIC

    @property
    def is_vague(self) -> bool:
        """Does it hold a number that is none?"""
        return all(figure.is_vague for figure in self.figures)


def single_value(figure: FigureMention) -> int:
    """Which single number stands for a figure? The number given, else the low bound, else the high one; for vague
    numbers ACLED's (several 3, tens 10, dozens 12, hundreds 100)."""
    if figure.is_vague:
        return _ACLED_VAGUE.get(figure.rule_id, _SEVERAL)
    return next((value for value in (figure.best, figure.low, figure.high) if value is not None), 0)


def _statements(figures: Iterable[FigureMention]) -> list[_Toll]:
    groups: dict[tuple[str, int, int], list[FigureMention]] = {}
    for figure in figures:
        groups.setdefault((figure.part, figure.start_char, figure.end_char), []).append(figure)
    return [_Toll(tuple(group)) for group in groups.values()]


def _kept(figures: Sequence[FigureMention], kind: FigureKind) -> tuple[list[_Toll], str]:
    """Which statements add up to the event's figure, and by which rule?

    Parts of a total and running totals are left out, unless there is nothing else. A statement is another's repetition, or
    a part of it, where it counts the same people and no more of them, unless it says "another", "also" or "more".
    Different people are added.
    """
    own = [figure for figure in figures if figure.kind == kind]
    totals = [figure for figure in own if figure.is_total and not figure.is_cumulative]
    rule = ""
    if not totals:
        totals = [figure for figure in own if figure.is_total] or own
        rule = "cumulative" if any(figure.is_cumulative for figure in totals) else "parts"
    in_body = [figure for figure in totals if figure.part == "body"]
    statements = _statements(in_body or totals)
    if any(statement.value for statement in statements):
        statements = [statement for statement in statements if statement.value]
    kept: list[_Toll] = []
    for statement in statements:
        if _repeats(statement, kept):
            if kept and not _is_additional(statement):
                _conflict(kept, statement)
            continue
        kept.append(statement)
    return kept, rule


def _is_additional(statement: _Toll) -> bool:
    words = " ".join(figure.quote.lower() for figure in statement.figures).split()
    return any(word in ("another", "more", "also", "others", "other", "further", "additional") for word in words)


def _repeats(statement: _Toll, kept: Sequence[_Toll]) -> bool:
    if not kept or _is_additional(statement):
        return False
    total = sum(one.value for one in kept)
    same = [one for one in kept if one.classes & statement.classes or one.is_generic or statement.is_generic]
    if not same:
        return False
    if statement.is_generic:
        return True
    return statement.value <= max(total, max(one.value for one in same))


def _conflict(kept: list[_Toll], statement: _Toll) -> None:
    """A more exact repetition takes the place of a vague one."""
    for index, one in enumerate(kept):
        if one.is_vague and not statement.is_vague:
            kept[index] = statement
            return


def _bounds(kept: Sequence[_Toll]) -> tuple[int | None, int | None, int | None]:
    figures = [figure for statement in kept for figure in statement.figures]
    lows = [figure.low if figure.low is not None else figure.best for figure in figures]
    bests = [figure.best for figure in figures]
    highs = [figure.high if figure.high is not None else figure.best for figure in figures]

    def total(values: Sequence[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known and len(known) == len(values) else None

    low = total(lows)
    if low is None and any(value is not None for value in lows) and len(figures) > 1:
        low = sum(value for value in lows if value is not None)
    return low, total(bests), total(highs)


def sum_figures(figures: Sequence[FigureMention], kind: FigureKind) -> Figure | None:
    """How many of one kind? ``None`` where the text says nothing of it."""
    kept, _ = _kept(figures, kind)
    if not kept:
        return None
    low, best, high = _bounds(kept)
    return Figure(low=low, best=best, high=high, expression=_expression(kept))


def _expression(kept: Sequence[_Toll]) -> str:
    return "; ".join(dict.fromkeys(figure.quote for statement in kept for figure in statement.figures))


def sum_fatalities(figures: Sequence[FigureMention], actors: Sequence[Actor] = ()) -> Fatalities:
    """How many were killed, with ACLED's single value and the sides?

    Several groups are added; a total is not added to its parts, nor a toll to its repetition. "derivation" says how the
    single value came about.
    """
    kept, rule = _kept(figures, "killed")
    if not kept:
        return Fatalities()
    low, best, high = _bounds(kept)
    parts = [figure for statement in kept for figure in statement.figures]
    value = sum(map(single_value, parts))
    if not rule:
        rule = _derivation(parts)
    return Fatalities(
        low=low, best=best, high=high, expression=_expression(kept), by_side=_by_side(parts, actors), acled_value=value,
        derivation=rule,
    )  # fmt: skip


def _derivation(parts: Sequence[FigureMention]) -> str:
    if all(figure.best == 0 for figure in parts):
        return "none_killed"
    if any(figure.is_vague for figure in parts):
        return "vague_number"
    if any(figure.best is None and figure.low is None for figure in parts):
        return "upper_bound"
    if any(figure.best is None for figure in parts):
        return "lower_bound"
    return "sum_of_groups" if len(parts) > 1 else "stated"


_CLASS_CODES: dict[str, frozenset[int]] = {
    "military": frozenset({1, 8}), "police": frozenset({1}), "fighters": frozenset({2, 3, 4}),
    "attackers": frozenset({2, 3, 4}), "protesters": frozenset({5, 6}),
}  # fmt: skip


def _side(figure: FigureMention, actors: Sequence[Actor]) -> Side:
    if figure.who_class in ("civilians", "children"):
        return "civilian"
    codes = _CLASS_CODES.get(figure.who_class or "")
    sides = {"a" if actor.role in ("actor1", "associated1") else "b" for actor in actors if codes and actor.inter_code in codes}
    if sides == {"a"}:
        return "a"
    return "b" if sides == {"b"} else "unknown"


def _by_side(parts: Sequence[FigureMention], actors: Sequence[Actor]) -> BySide:
    side: dict[Side, int] = {}
    for figure in parts:
        key = _side(figure, actors)
        side[key] = side.get(key, 0) + single_value(figure)
    return BySide(a=side.get("a"), b=side.get("b"), civilian=side.get("civilian"), unknown=side.get("unknown"))
