"""Who says what, and where do they disagree? Claims of all reports side by side; nothing is adjudicated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.conflict_event import Claim
from streams.lexicons.figures import number_bounds, vague_numbers
from streams.linking.report import Report
from streams.linking.tolls import Toll

MAX_CLAIMS = 200
"""Claims on one record, the earliest first: enough for any comparison, few enough for a message."""

_AGAINST = frozenset({"denies", "retracts"})
_FOR = frozenset({"asserts", "confirms"})
_GAIN = frozenset({"Government regains territory", "Non-state actor overtakes territory"})


def merge_claims(reports: Sequence[Report]) -> tuple[Claim, ...]:
    """Which claims are made of the event? Those of originals, in order of the reports; a copy claims nothing of its own. What
    one claimant says in several articles, or twice in one, is one claim: the first, which names the other articles."""
    found: dict[tuple[str, ...], Claim] = {}
    also: dict[tuple[str, ...], dict[str, None]] = {}
    for report in reports:
        if report.copy_of is None:
            for claim in report.mention.claims:
                said = (_who(claim).casefold(), claim.proposition, claim.stance, _content(claim))
                if found.setdefault(said, claim).article_id != claim.article_id:
                    also.setdefault(said, {})[claim.article_id] = None
    first = list(found.items())[:MAX_CLAIMS]
    return tuple(claim.model_copy(update={"also_in": tuple(also[said])}) if said in also else claim for said, claim in first)


_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def _content(claim: Claim) -> str:
    """What is said, however it is put? Of a toll its first number, with its bound; of what happened that it did, and whether it
    is told as fighting for a place."""
    value = (claim.value or "").casefold()
    if claim.proposition == "casualties":
        kind, _, words = value.partition(": ")
        counted = [*_NUMBER.findall(words), *(word for word in words.split() if word in vague_numbers())]
        bounds = sorted({bound for wording, bound in number_bounds().items() if f" {wording} " in f" {words} "})
        return " ".join((kind, *bounds, counted[0])) if counted else value
    return value if claim.proposition == "control" or value in _FOUGHT else ""


@dataclass(frozen=True, slots=True)
class Contest:
    """Which field is contested, and by what test?"""

    field: str
    rule_id: str


def contests(reports: Sequence[Report], claims: Sequence[Claim], deaths: Sequence[Toll]) -> Iterator[Contest]:
    """On which fields do claims exclude one another? In the order occurrence, control, responsibility, toll. ``reports``
    without copies, ``deaths`` the counts of the dead that stand."""
    if _is_denied(claims, "occurrence") or _is_told_and_denied(reports):
        yield Contest("occurrence", "contested.denied")
    if _is_denied(claims, "control"):
        yield Contest("control", "contested.denied")
    elif len(_holders(reports)) > 1:
        yield Contest("control", "contested.two_holders")
    elif _is_gain_disputed(claims):
        yield Contest("control", "contested.taken_or_held")
    if _is_denied(claims, "responsibility"):
        yield Contest("responsibility", "contested.denied")
    elif len(_responsible(claims)) > 1:
        yield Contest("responsibility", "contested.two_claims")
    if _tolls_exclude(deaths):
        yield Contest("toll", "contested.tolls_apart")


def _is_denied(claims: Sequence[Claim], proposition: str) -> bool:
    """One party says it, another denies it."""
    about = [claim for claim in claims if claim.proposition == proposition]
    against = [claim for claim in about if claim.stance in _AGAINST]
    return any(_who(claim) != _who(denial) for denial in against for claim in about if claim.stance in _FOR)


_TAKEN = frozenset({"seize_territory", "retake_territory", "transfer_territory", "withdraw"})
_FOUGHT = frozenset({"repel", "offensive_start", "clash"})
_HELD = _FOUGHT | {"attack"}


def _is_gain_disputed(claims: Sequence[Claim]) -> bool:
    """One party says that the place was taken, another speaks of fighting for it."""
    control = [claim for claim in claims if claim.proposition == "control" and claim.stance in _FOR]
    taken = {_who(claim) for claim in control if claim.value in _TAKEN}
    held = {_who(claim) for claim in control if claim.value in _HELD and claim.claimant is not None}
    return bool(taken) and bool(held - taken)


def _is_told_and_denied(reports: Sequence[Report]) -> bool:
    values = {report.mention.modality.value for report in reports}
    return "actual" in values and "denied" in values


def _who(claim: Claim) -> str:
    return claim.claimant_id or claim.claimant or claim.independent_root or claim.article_id


def _holders(reports: Sequence[Report]) -> set[str]:
    """Who is said to hold the place after it? Only named actors contradict each other."""
    return {
        actor.actor_id
        for report in reports
        if report.mention.sub_event_type in _GAIN and report.mention.modality.value == "actual"
        for actor in report.mention.actors
        if actor.role == "actor1" and not actor.is_generic
    }


def _responsible(claims: Sequence[Claim]) -> set[str]:
    """Which groups claim it for themselves?"""
    return {
        claim.aligned_actor_id
        for claim in claims
        if claim.proposition == "responsibility" and claim.stance in _FOR and claim.aligned_actor_id
    }


_APART_SHARE = 0.25
_APART_PEOPLE = 2
"""Tolls that differ by up to 2 people or a quarter are the count of different hours, not a dispute."""


def _tolls_exclude(tolls: Sequence[Toll]) -> bool:
    if len(tolls) < 2:
        return False
    lowest_most = min(toll.most for toll in tolls)
    greatest_least = max(toll.least for toll in tolls)
    gap = greatest_least - lowest_most
    return gap > _APART_PEOPLE and gap > _APART_SHARE * greatest_least
