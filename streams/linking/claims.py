"""Who says what, and where do they disagree? Claims of all reports side by side; nothing is adjudicated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.conflict_event import Claim
from streams.linking.report import Report
from streams.linking.tolls import Toll

MAX_CLAIMS = 200
"""Claims on one record, the earliest first: enough for any comparison, few enough for a message."""

_AGAINST = frozenset({"denies", "retracts"})
_FOR = frozenset({"asserts", "confirms"})
_GAIN = frozenset({"Government regains territory", "Non-state actor overtakes territory"})


def merge_claims(reports: Sequence[Report]) -> tuple[Claim, ...]:
    """Which claims are made of the event? Those of originals, in order of the reports; a copy claims nothing of its own."""
    seen: dict[str, Claim] = {}
    for report in reports:
        if report.copy_of is None:
            for claim in report.mention.claims:
                seen.setdefault(claim.claim_id, claim)
    return tuple(seen.values())[:MAX_CLAIMS]


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
_HELD = frozenset({"repel", "offensive_start", "clash", "attack"})


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
