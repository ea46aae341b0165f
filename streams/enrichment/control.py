"""Who says who holds the place? What an article's parties say of one place on the same days belongs side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from schemas.conflict_event import Claim
from schemas.enriched_article import EnrichedMention
from streams.enrichment.claims import FOUGHT_FOR


def share_control(mentions: Sequence[EnrichedMention]) -> tuple[EnrichedMention, ...]:
    """The mentions, each battle with all that the article's parties say of who holds its place.

    An article tells of the fight and of who holds the town apart, as different parties do; the claim that the town was
    taken and the claim that the attack was repelled are about the same thing.
    """
    return tuple(_with_claims(mention, mentions) for mention in mentions)


def _with_claims(mention: EnrichedMention, mentions: Sequence[EnrichedMention]) -> EnrichedMention:
    if mention.event_type != "Battles":
        return mention
    group = [other for other in mentions if other is mention or _is_same_fight(mention, other)]
    if not any(claim.proposition == "control" for other in group for claim in other.claims):
        return mention
    found = {claim.claim_id: claim for claim in mention.claims}
    for other in group:
        for claim in other.claims:
            if claim.proposition == "control":
                found.setdefault(claim.claim_id, claim)
            elif claim.proposition == "occurrence" and claim.value in FOUGHT_FOR:
                held = _as_control(claim)
                found.setdefault(held.claim_id, held)
    return mention.model_copy(update={"claims": tuple(found.values())})


def _is_same_fight(one: EnrichedMention, other: EnrichedMention) -> bool:
    """One place, days that do not exclude each other, both told as facts of now."""
    if other.event_type != "Battles" or one.place is None or other.place is None:
        return False
    a, b = one.occurred, other.occurred
    apart = a.start and a.end and b.start and b.end and (a.end < b.start or b.end < a.start)
    is_same = (one.place.country, one.place.name) == (other.place.country, other.place.name)
    now = all(m.occurred.tense == "current" and m.modality.value == "actual" for m in (one, other))
    return is_same and now and not apart


def _as_control(claim: Claim) -> Claim:
    name = hashlib.sha256(f"{claim.claim_id}\0control".encode()).hexdigest()[:16]
    return claim.model_copy(update={"claim_id": name, "proposition": "control"})
