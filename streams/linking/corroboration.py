"""How many independent voices tell it, and how far is the report to be trusted?"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.codes import Affiliation, Corroboration
from schemas.conflict_event import Claim
from streams.linking.report import Report

LETTER: dict[Affiliation, str] = {
    "wire": "B",
    "independent": "B",
    "igo_ngo": "B",
    "activist_monitor": "C",
    "government_or_military": "C",
    "state_media": "C",
    "armed_group_media": "D",
    "aggregator": "E",
    "unknown": "F",
}
"""NATO STANAG 2511, reliability of the source: A needs a history that no single report has; unknown can not be judged (F)."""


def independent_roots(reports: Sequence[Report]) -> tuple[str, ...]:
    """Which originators tell of it on their own? Copies add none; two that serve one actor's interest are one voice."""
    roots: list[str] = []
    sides: set[str] = set()
    for report in reports:
        side = _alignment(report)
        if report.copy_of is None and report.root not in roots and side not in sides:
            roots.append(report.root)
            if side is not None:
                sides.add(side)
    return tuple(roots)


def _alignment(report: Report) -> str | None:
    """Whose interest does the report serve? Only where all that it says comes from one side."""
    sides = {claim.aligned_actor_id for claim in report.mention.claims}
    return next(iter(sides)) if len(sides) == 1 else None


def corroboration_of(roots: Sequence[str], contested: Sequence[str]) -> Corroboration:
    """Contested where claims exclude one another, else corroborated by two independent originators, else one source."""
    if contested:
        return "contested"
    return "corroborated" if len(roots) > 1 else "single_source"


def admiralty(claims: Sequence[Claim], roots: Sequence[str], contested: Sequence[str], is_confirmed: bool) -> str:
    """Which Admiralty code? The letter is the best claimant's, the digit the information's, kept apart; unknown is F6.

    1 confirmed by an analyst or three independent originators, 2 by two, 3 one known source, 4 its occurrence contested or
    only hedged, 6 nobody known says so.
    """
    letter = min((LETTER[claim.affiliation] for claim in claims), default="F")
    is_hedged = bool(claims) and all(claim.evidentiality in ("unattributed_hedge", "inferred") for claim in claims)
    if is_confirmed:
        return f"{letter}1"
    if "occurrence" in contested or is_hedged:
        return f"{letter}4"
    if len(roots) > 2:
        return f"{letter}1"
    if len(roots) == 2:
        return f"{letter}2"
    return "F6" if letter == "F" else f"{letter}3"
