"""Whom does an army fight where the text names nobody? The other side of its war, where the text as a whole speaks of it."""

from __future__ import annotations

import re

from schemas.article_mentions import EventMention
from streams.enrichment.actor_identity import INFERRED, Identity, Setting, force
from streams.lexicons.actors import actor_table
from streams.lexicons.gazetteer import STATE_FEATURES
from streams.lexicons.wars import foes_of


def foe_of(state: str | None, mention: EventMention, setting: Setting) -> Identity | None:
    """The army that a state's army faces in this event's country, less sure than one that is named; ``None`` where its war is
    elsewhere, or two foes are as likely."""
    if state is None or setting.on is None or setting.country is None:
        return None
    foes = [
        (foe, unnamed)
        for foe, unnamed in foes_of(state, setting.on.year)
        if setting.country in (state, foe) and (unnamed or _speaks_of(foe, mention, setting))
    ]
    return force("Military Forces", foes[0][0], setting, "", INFERRED) if len(foes) == 1 else None


def _speaks_of(country: str, mention: EventMention, setting: Setting) -> bool:
    """Does the article name the state, its forces or what is theirs, today's and not history's?"""
    context = setting.context
    if any(a.country_hint == country and a.sentence_index not in setting.history for a in context.actors):
        return True
    if any(
        t.candidates and t.candidates[0].country == country and t.candidates[0].feature in STATE_FEATURES
        for t in context.toponyms
    ):
        return True
    words = " ".join(quote.quote for quote in (mention.evidence, *mention.further))
    names = "|".join(map(re.escape, actor_table().demonyms_of(country)))
    return bool(names) and re.search(rf"\b(?:{names})\b", words) is not None
