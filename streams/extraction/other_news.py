"""Is it an accident, a disaster, a match or a market, told in the words of violence?"""

from __future__ import annotations

from schemas.annotations import ArticleContext
from schemas.article_mentions import EventMention

_OTHER = frozenset(("accident", "weather", "sport", "market"))
_WEAPONS = frozenset(
    (
        "suicide", "vehicle_borne", "drone", "artillery", "missile", "rocket", "mortar", "ied", "landmine", "grenade",
        "petrol_bomb", "chemical", "tear_gas", "blade", "firearm", "demonstration", "violent_crowd", "two_way",
    )
)  # fmt: skip
_WORDS_OF_SPORT = frozenset(("firearm", "two_way", "aircraft"))
"""Features whose words sports use too ("shot", "clash"): beside sport they prove nothing."""
_UNARMED = frozenset(
    (
        "residents", "youths", "women", "farmers", "students", "teachers", "health_workers", "journalists", "lawyers", "judges",
        "aid_workers", "workers", "refugees", "prisoners", "clergy", "officials", "activists", "members", "government",
    )
)  # fmt: skip


_AMBIGUOUS = frozenset(
    (
        "attack",
        "kill",
        "die",
        "injure",
        "clash",
        "shoot",
        "destroy",
        "ied",
        "displace",
        "arson",
        "seize_territory",
        "mass_grave",
    )
)
"""Actions whose words accidents, storms, matches and markets use too."""


def is_other_news(mention: EventMention, context: ArticleContext) -> bool:
    """Do its words tell of an accident, the weather, sport or markets, with neither a weapon nor somebody armed?"""
    features = set(mention.features)
    others = features & _OTHER
    if not others or mention.action not in _AMBIGUOUS:
        return False
    weapons = features & _WEAPONS
    if "sport" in others:
        weapons -= _WORDS_OF_SPORT
    armed = any(
        (actor := context.actors[p.actor]).actor_ids or actor.descriptor not in _UNARMED
        for p in mention.participants
        if p.actor is not None and p.role in ("agent", "between")
    )
    return not weapons and not armed
