"""Who says so? The claims that one article makes of one event."""

from __future__ import annotations

import hashlib
import re

from schemas.annotations import ArticleContext, Attribution
from schemas.article_mentions import EventMention, Statement
from schemas.clean_article import ArticleHeader
from schemas.codes import Affiliation, Proposition
from schemas.conflict_event import Claim
from schemas.evidence import Quote
from streams.lexicons.sources import home_country, resolve_claimant, resolve_outlet

FOUGHT_FOR = frozenset({"repel", "clash", "offensive_start"})
"""Actions by which a party says that a place is fought for, and so not taken."""
_CONTROL = frozenset({"seize_territory", "retake_territory", "transfer_territory", "withdraw"})


def claims_of(mention: EventMention, context: ArticleContext, header: ArticleHeader) -> tuple[Claim, ...]:
    """What is claimed of this event here, by whom? Who holds the place and what happened, by each party that is quoted for it,
    then the tolls, each a claim of its own, so that two can stand side by side.

    A mention that nobody is quoted for is the originator's own claim.
    """
    root = _root(header)
    found: dict[tuple[Proposition, str | None, str | None, int], Claim] = {}

    home = home_country(context.actors, context.toponyms)

    def claim(proposition: Proposition, value: str | None, span: Quote, attribution: Attribution | None) -> None:
        for voice in voices_of(attribution, home) if attribution else (None,):
            made = (
                _quoted(mention, header, proposition, value, span, voice, root)
                if voice
                else _claim(mention, header, proposition, value, span, root, root, *_voice(header))
            )
            told = value if proposition != "occurrence" or value in FOUGHT_FOR else None
            found.setdefault((proposition, told, made.claimant, 0 if proposition == "occurrence" else span.start_char), made)

    heard: set[int] = set()
    for statement in mention.statements:
        heard.update(statement.attributions)
        for said_by in [context.attributions[index] for index in statement.attributions]:
            claim(*_proposition(mention, statement), said_by.content or statement, said_by)
    lead = mention.statements[0]
    for index in mention.attributions or (None,):
        attribution = None if index is None else context.attributions[index]
        said = attribution.content if attribution else None
        if index not in heard:
            proposition, value = _proposition(mention, lead)
            claim(proposition, value, said or (mention.evidence if proposition == "occurrence" else lead), attribution)
        for figure in mention.figures:
            inside = said is None or (figure.part == said.part and said.start_char <= figure.start_char < said.end_char)
            if figure.kind in ("killed", "injured") and figure.is_total and inside:
                claim("casualties", f"{figure.kind}: {figure.quote}", figure, attribution)
    return tuple(found.values())


_AND = re.compile(r",?\s+and\s+(?=\S)")


def voices_of(attribution: Attribution, home: str | None) -> tuple[Attribution, ...]:
    """Who are the sources, each by itself ("police and a UN official said")? Both must be claimants that the tables know,
    else the words are one name ("the Ministry of Defence and Security")."""
    source = attribution.source
    joint = _AND.search(source.quote) if source else None
    if source is None or joint is None:
        return (attribution,)
    spans = (source.start_char, source.start_char + joint.start()), (source.start_char + joint.end(), source.end_char)
    quotes = source.quote[: joint.start()], source.quote[joint.end() :]
    known = [resolve_claimant(quote, home) for quote in quotes]
    if any(one is None for one in known) or len({one.name for one in known if one}) < len(known):
        return (attribution,)
    return tuple(
        attribution.model_copy(
            update={
                "source": Quote(part=source.part, start_char=start, end_char=end, quote=quote),
                "claimant": one.name,
                "claimant_id": one.claimant_id,
                "affiliation": one.affiliation,
                "aligned_actor_id": one.aligned_actor_id,
            }
        )
        for one, quote, (start, end) in zip(known, quotes, spans, strict=True)
        if one is not None
    )


def _proposition(mention: EventMention, statement: Statement) -> tuple[Proposition, str | None]:
    """What does a statement claim? Its action says how: "repel" against "seize_territory"."""
    if statement.action in _CONTROL:
        return "control", statement.action
    if "responsibility_claim" in mention.features and statement.attributions:
        return "responsibility", None
    return "occurrence", statement.action


def _quoted(
    mention: EventMention,
    header: ArticleHeader,
    proposition: Proposition,
    value: str | None,
    span: Quote,
    attribution: Attribution,
    root: str | None,
) -> Claim:
    claim = _claim(
        mention,
        header,
        proposition,
        value,
        span,
        attribution.via or root,
        attribution.claimant or (attribution.source.quote if attribution.source else None),
        attribution.affiliation,
        attribution.aligned_actor_id,
    )
    return claim.model_copy(
        update={
            "claimant_id": attribution.claimant_id,
            "stance": attribution.stance,
            "evidentiality": attribution.evidentiality,
        }
    )


def _claim(
    mention: EventMention,
    header: ArticleHeader,
    proposition: Proposition,
    value: str | None,
    span: Quote,
    root: str | None,
    claimant: str | None,
    affiliation: Affiliation,
    aligned: str | None,
) -> Claim:
    quote = Quote(part=span.part, start_char=span.start_char, end_char=span.end_char, quote=span.quote)
    key = f"{header.article_id}\0{mention.anchor}\0{proposition}\0{claimant}\0{quote.part}\0{quote.start_char}"
    return Claim(
        claim_id=hashlib.sha256(key.encode()).hexdigest()[:16],
        proposition=proposition,
        value=value,
        claimant=claimant,
        affiliation=affiliation,
        aligned_actor_id=aligned,
        article_id=header.article_id,
        span=quote,
        independent_root=root,
    )


def _publisher(header: ArticleHeader) -> str | None:
    return (header.publisher.name or header.publisher.domain) if header.publisher else None


def _root(header: ArticleHeader) -> str | None:
    """Whose work is it? The originator where the article names one, else the publisher; a repost adds nobody."""
    return header.originator or _publisher(header)


def _voice(header: ArticleHeader) -> tuple[Affiliation, str | None]:
    domain = header.publisher.domain if header.publisher and not header.originator else None
    outlet = resolve_outlet(name=header.originator or _publisher(header), domain=domain)
    return (outlet.affiliation, outlet.aligned_actor_id) if outlet else ("unknown", None)
