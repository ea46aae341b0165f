"""How many, all in all? One figure an event from all that an article says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.annotations import FigureMention
from schemas.codes import FigureKind, Side
from schemas.conflict_event import Actor, BySide, Fatalities, Figure
from streams.lexicons.figures import acled_values

_OUTCOMES = frozenset({"killed", "injured"})
_GENERIC = frozenset({None, "people"})
_SEVERAL = 3
"""ACLED codebook, fatalities: "several", "few", "many" or a plural without a number stand for 3."""
_NEAR = 0.1
"""A total and the sum of what follows count as the same where they differ by no more than this share of the total."""

_NEAR_BY = 600
"""Code points within which "another" or "more" come on top of what was told before; beyond them they are of something else."""

_ADDING = frozenset(
    ["another", "more", "also", "other", "others", "further", "additional", "separate", "second", "third", "fourth", "fifth"]
)
_PRONOUNS = frozenset(["he", "she", "him", "her"])
_ADDING_FATES = frozenset(["later", "succumbed", "succumbs"])
_HURT_BEFORE = frozenset(["wounded", "injured"])
"""Who died later, or was one of the wounded, was not among the dead told before."""
_CIVIL = frozenset({"civilians", "women", "children"})
_ARMED = frozenset({"fighters", "attackers"})
_UNARMED = frozenset({"civilians", "children"})
_ADDING_RULES = frozenset({"attackers_besides", "besides"})


@dataclass(frozen=True, slots=True)
class _Toll:
    """One statement: the figures that one expression gives together."""

    figures: tuple[FigureMention, ...]

    @property
    def value(self) -> int:
        """The statement as one number."""
        return sum(map(single_value, self.figures))

    @property
    def words(self) -> tuple[object, ...]:
        """In which words is whom counted? What is printed twice is the same."""
        return (self.value, self.classes, frozenset(figure.quote.lower() for figure in self.figures))

    @property
    def is_spoken_of(self) -> bool:
        """Is it of one person spoken of before ("he was killed along with two others")?"""
        return all(f.rule_id == "singular" and f.who is not None and f.who.quote.lower() in _PRONOUNS for f in self.figures)

    @property
    def starts_at(self) -> int:
        """Where in its text does it begin, in code points?"""
        return min(figure.start_char for figure in self.figures)

    @property
    def classes(self) -> frozenset[str | None]:
        """Whom it counts."""
        return frozenset(figure.who_class for figure in self.figures)

    @property
    def is_generic(self) -> bool:
        """Does it count people without saying which?"""
        return bool(self.classes & _GENERIC)

    @property
    def is_whole(self) -> bool:
        """Is it no part of another?"""
        return all(figure.is_total for figure in self.figures)

    @property
    def is_vague(self) -> bool:
        """Has it no real number at all?"""
        return all(figure.is_vague for figure in self.figures)

    @property
    def is_adding(self) -> bool:
        """Does it say that it comes on top of others?"""
        return any(figure.rule_id in _ADDING_RULES or _says_more(figure) for figure in self.figures)


def _says_more(figure: FigureMention) -> bool:
    words = set(figure.quote.lower().split())
    counted = set(figure.who.quote.lower().split()) if figure.who is not None else set()
    return bool(words & _ADDING) or (figure.kind == "killed" and bool(words & _ADDING_FATES or counted & _HURT_BEFORE))


def single_value(figure: FigureMention) -> int:
    """Which single number stands for a figure? The number given, else the low bound, else the high one; for vague
    numbers ACLED's (several 3, tens 10, dozens 12, hundreds 100)."""
    if figure.is_vague:
        return acled_values().get(figure.rule_id.removeprefix("vague:"), _SEVERAL)
    return next((value for value in (figure.best, figure.low, figure.high) if value is not None), 0)


def _statements(figures: Iterable[FigureMention]) -> list[_Toll]:
    groups: dict[tuple[str, int, int], list[FigureMention]] = {}
    for figure in figures:
        groups.setdefault((figure.part, figure.start_char, figure.end_char), []).append(figure)
    return [_Toll(tuple(group)) for group in groups.values()]


def _kept(figures: Sequence[FigureMention], kind: FigureKind) -> tuple[list[_Toll], str]:
    """Which statements add up to the event's figure, and by which rule?

    The total of a war is no event's. A toll or a label is the whole by itself. Parts of a total and running totals are left
    out, unless there is nothing else. A statement is another's repetition, a part of it or a conflicting report where it
    counts the same people, unless it says "another", "also" or "more". Different people are added. The title speaks where
    the body repeats its number, which is then the whole, or counts fewer, or gives none.
    """
    own = [figure for figure in figures if figure.kind == kind and figure.rule_id != "war_total"]
    body = [figure for figure in own if figure.part == "body"]
    headline = _of_the_headline([figure for figure in own if figure.part == "title"], body)
    if headline is not None:
        return [headline], "headline"
    own = body if body and (all(f.is_vague for f in own) or not all(f.is_vague for f in body)) else own
    if any(figure.kind in _OUTCOMES and figure.rule_id != "mortal" for figure in figures):
        own = [figure for figure in own if figure.rule_id != "mortal"]
    for rule_id, place in (("label", 0), ("toll", -1)):
        whole = [figure for figure in own if figure.rule_id == rule_id and not figure.is_cumulative]
        if whole:
            return [_Toll((whole[place],))], rule_id
    totals = [figure for figure in own if figure.is_total and not figure.is_cumulative]
    rule = ""
    if not totals and own:
        totals = [figure for figure in own if figure.is_total] or own
        rule = "cumulative" if any(figure.is_cumulative for figure in totals) else "parts"
    named = [figure for figure in totals if figure.rule_id != "reference"]
    if totals and not named:
        return _referred(figures, totals, kind)
    statements = _statements(named)
    if any(statement.value for statement in statements):
        statements = [statement for statement in statements if statement.value]
    kept: list[_Toll] = []
    if _is_told_again(statements):
        return statements[:1], rule
    for statement in statements:
        if not _repeats(statement, kept):
            kept.append(statement)
        elif kept[-1].is_vague and not statement.is_vague:
            kept[-1] = statement
        elif _is_whole(statement, kept):
            kept = [statement]
    return kept, rule


def _of_the_headline(title: Sequence[FigureMention], body: Sequence[FigureMention]) -> _Toll | None:
    """The body's statement of the one number that the title gives: what else the article counts is no part of its event. The
    title's own, where it is beyond all that the body counts one by one."""
    named = _statements(f for f in title if not f.is_vague and f.rule_id not in ("singular", "reference"))
    if len(named) != 1 or named[0].value < _SEVERAL or not body:
        return None
    said = named[0]
    same = [one for one in _statements(body) if one.value == said.value and not any(f.is_cumulative for f in one.figures)]
    repeated = next((one for one in same if said.classes == one.classes or said.is_generic or one.is_generic), None)
    told = [one.value for one in _statements(body) if not one.is_vague]
    is_beyond = said.is_whole and (
        said.value > (1 + _NEAR) * sum(told) or (len(told) > 1 and said.value >= (1 - _NEAR) * sum(told))
    )
    return said if repeated is None and is_beyond else repeated


def _is_told_again(statements: Sequence[_Toll]) -> bool:
    """Do all that follow the first statement add up to it ("eight were killed. Four died at once, four others later")?"""
    if not statements:
        return False
    first = statements[0]
    rest = [one for one in statements[1:] if one.words != first.words and not one.is_spoken_of]
    is_same = first.is_generic or all(first.classes & one.classes for one in rest)
    return len(rest) > 1 and is_same and abs(sum(one.value for one in rest) - first.value) <= _NEAR * first.value


def _is_whole(statement: _Toll, kept: Sequence[_Toll]) -> bool:
    """Does a statement on people take in the attacker told before it ("a bomber blew himself up, killing nine people")?"""
    is_own = all(one.classes == {"attackers"} for one in kept)
    return is_own and statement.is_generic and statement.value > sum(one.value for one in kept)


def _referred(
    figures: Sequence[FigureMention], references: Sequence[FigureMention], kind: FigureKind
) -> tuple[list[_Toll], str]:
    """ "The captives were executed": as many as were captured; else a plural without a number."""
    held = [figure for figure in figures if figure.kind in ("captured", "arrested") and figure.is_total]
    captured = held if kind == "killed" else []
    if captured:
        return _statements(captured), "the_captured"
    return [_Toll((references[0],))], "vague_number"


def _repeats(statement: _Toll, kept: Sequence[_Toll]) -> bool:
    """Are the same people counted already? Of conflicting reports the first and lower one holds (ACLED codebook)."""
    if not kept or any(statement.words == one.words for one in kept):
        return bool(kept)
    if statement.is_adding and statement.starts_at - kept[-1].starts_at <= _NEAR_BY:
        return False
    if any(one.classes & statement.classes for one in kept):
        return True
    if statement.classes <= _CIVIL and any(one.classes <= _CIVIL and one.value == statement.value for one in kept):
        return True
    told = sum(one.value for one in kept)
    is_beyond = statement.classes <= _ARMED and statement.value > told  # more fighters than "people" before: no part of them
    return not is_beyond and any(one.is_generic or statement.is_generic for one in kept)


def _shared(value: int, figures: Sequence[FigureMention]) -> int:
    """A toll over several events is split evenly, the remainder to the first (ACLED codebook, fatalities)."""
    by = max((figure.shared_by for figure in figures), default=1)
    return -(-value // by)


def _a_day(value: int, figures: Sequence[FigureMention]) -> int:
    """ACLED records each day by itself, and splits what is told of several; low, best and high stay those of the event."""
    return -(-value // max((figure.days for figure in figures), default=1))


def _bounds(figures: Sequence[FigureMention]) -> tuple[int | None, int | None, int | None]:
    lows = [figure.low if figure.low is not None else figure.best for figure in figures]
    bests = [figure.best for figure in figures]
    highs = [figure.high if figure.high is not None else figure.best for figure in figures]
    known = [value for value in lows if value is not None]
    low = _shared(sum(known), figures) if known else None
    return low, _total(bests, figures), _total(highs, figures)


def _total(values: Sequence[int | None], figures: Sequence[FigureMention]) -> int | None:
    known = [value for value in values if value is not None]
    return _shared(sum(known), figures) if len(known) == len(values) else None


def sum_figures(figures: Sequence[FigureMention], kind: FigureKind) -> Figure | None:
    """How many of one kind? ``None`` where the text says nothing of it."""
    kept, _ = _kept(figures, kind)
    if not kept:
        return None
    parts = [figure for statement in kept for figure in statement.figures]
    low, best, high = _bounds(parts)
    return Figure(low=low, best=best, high=high, expression=_expression(parts))


def _expression(parts: Sequence[FigureMention]) -> str:
    return "; ".join(dict.fromkeys(figure.quote for figure in parts))


def sum_fatalities(figures: Sequence[FigureMention], actors: Sequence[Actor] = ()) -> Fatalities:
    """How many were killed, with ACLED's single value and the sides?

    Several groups are added; a total is not added to its parts, nor a toll to its repetition; a toll over several events is
    split. ``derivation`` says how the single value came about.
    """
    kept, rule = _kept(figures, "killed")
    if not kept:
        return Fatalities()
    parts = [figure for statement in kept for figure in statement.figures]
    low, best, high = _bounds(parts)
    return Fatalities(
        low=low,
        best=best,
        high=high,
        expression=_expression(parts),
        by_side=_by_side(parts, figures, actors),
        acled_value=_a_day(_shared(sum(map(single_value, parts)), parts), parts),
        derivation=rule or _derivation(parts),
    )


def _derivation(parts: Sequence[FigureMention]) -> str:
    if any(figure.shared_by > 1 for figure in parts):
        return "split_over_events"
    if any(figure.days > 1 for figure in parts):
        return "split_over_days"
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
    "military": frozenset({1, 8}),
    "police": frozenset({1}),
    "fighters": frozenset({2, 3, 4}),
    "attackers": frozenset({2, 3, 4}),
    "protesters": frozenset({5, 6}),
}


def _side(figure: FigureMention, actors: Sequence[Actor]) -> Side:
    if figure.who_class in _UNARMED:
        return "civilian"
    codes = _CLASS_CODES.get(figure.who_class or "", frozenset())
    sides = {"a" if actor.role in ("actor1", "associated1") else "b" for actor in actors if actor.inter_code in codes}
    if sides == {"a"}:
        return "a"
    return "b" if sides == {"b"} else "unknown"


def _by_side(parts: Sequence[FigureMention], figures: Sequence[FigureMention], actors: Sequence[Actor]) -> BySide:
    """Whose dead were they? Of people without a side those who are told as parts ("including 16 children") are civilians."""
    side: dict[Side, int] = {}
    for figure in parts:
        key, value = _side(figure, actors), single_value(figure)
        unarmed = min(value, _unarmed_in(figure, figures)) if figure.who_class in _GENERIC else 0
        if unarmed:
            side["civilian"] = side.get("civilian", 0) + unarmed
        if value > unarmed or not unarmed:
            side[key] = side.get(key, 0) + value - unarmed
    shared = {key: _shared(value, parts) for key, value in side.items()}
    return BySide(a=shared.get("a"), b=shared.get("b"), civilian=shared.get("civilian"), unknown=shared.get("unknown"))


def _unarmed_in(total: FigureMention, figures: Sequence[FigureMention]) -> int:
    """How many women, children and civilians does the same expression tell of a total's people?"""
    return sum(
        single_value(part)
        for part in figures
        if part.kind == total.kind
        and not part.is_total
        and part.who_class in _UNARMED
        and (part.part, part.start_char, part.end_char) == (total.part, total.start_char, total.end_char)
    )
