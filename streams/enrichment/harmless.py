"""Is it really an event? Words of war in other senses, accidents, weather, games and markets give none."""

from __future__ import annotations

from schemas.annotations import ActorName, ArticleContext
from schemas.article_mentions import EventMention
from streams.lexicons.actors import actor_table


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OTHER_SENSES = _words("accident weather sport market")
_MEANS = _words("suicide vehicle_borne ied landmine grenade missile mortar chemical sexual drone")
"""Means that nobody uses by accident or in a game."""
_ARMED = _words(
    "military police gendarmerie police_unit peacekeepers security armed communal guards "
    "militia_org rebel_org pirates vigilante"
)
_POLITICAL = _ARMED | _words("government party_org group")
_VIOLENT = _words("kill injure die destroy arson attack shoot clash abduct riot seize_territory")
_FIGURATIVE = _words("clash attack abduct bomb seize_territory repel shell")
"""Actions whose verbs are often figures of speech: a campaign targets, scientists capture, a comedian bombs."""
_DEALS = _words("agreement ceasefire sanction_statement")


def is_harmless(mention: EventMention, context: ArticleContext) -> bool:
    """Does nothing but a word make this an event?

    An accident, the weather, sport or a market, with nobody in arms taking part; a figure of speech, with no armed side,
    no two sides, no weapon, no victim and no place; a deal in which nobody political takes part.
    """
    names = [context.actors[part.actor] for part in mention.participants if part.actor is not None]
    if any(_is_of(name, _ARMED) for name in names):
        return False
    features = set(mention.features)
    if mention.action in _VIOLENT and features & _OTHER_SENSES and not features & _MEANS:
        return True
    if mention.action in _DEALS:
        return not mention.places and not any(_is_of(name, _POLITICAL) for name in names)
    is_shown = mention.figures or mention.weapons or mention.places or len({name.quote for name in names}) > 1
    return mention.action in _FIGURATIVE and not is_shown


def _is_of(name: ActorName, groups: frozenset[str]) -> bool:
    if name.actor_ids:
        return True
    row = actor_table().descriptors.get(name.descriptor or "")
    return row is not None and row.group in groups
