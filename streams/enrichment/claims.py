"""Who says so? The claims that one article makes of one event."""

from __future__ import annotations

import hashlib

from schemas.annotations import ArticleContext, Attribution
from schemas.article_mentions import EventMention
from schemas.clean_article import ArticleHeader
from schemas.codes import Affiliation, Proposition
from schemas.conflict_event import Claim
from schemas.evidence import Quote
from streams.lexicons.sources import resolve_outlet

_CONTROL = frozenset({"seize_territory", "retake_territory", "transfer_territory", "withdraw"})


def claims_of(mention: EventMention, context: ArticleContext, header: ArticleHeader) -> tuple[Claim, ...]:
    """What is claimed of this event here, by whom?

    A mention that nobody is quoted for is the originator's own claim. A toll is a claim of its own, so that two tolls
    can stand side by side.
    """
    root = _root(header)
    attributions = [context.attributions[index] for index in mention.attributions]
    if not attributions:
        affiliation, aligned = _voice(header)
        return tuple(
            _claim(
                mention, header, proposition, value, span, root, header.originator or _publisher(header), affiliation, aligned
            )
            for proposition, value, span in _propositions(mention, None)
        )
    return tuple(
        _quoted(mention, header, proposition, value, span, attribution, root)
        for attribution in attributions
        for proposition, value, span in _propositions(mention, attribution)
    )


def _propositions(mention: EventMention, attribution: Attribution | None) -> list[tuple[Proposition, str | None, Quote]]:
    said = attribution.content if attribution else None
    found: list[tuple[Proposition, str | None, Quote]] = []
    if mention.action in _CONTROL or "territory_gained" in mention.features:
        found.append(("control", mention.action, mention.trigger))
    elif "responsibility_claim" in mention.features and attribution is not None:
        found.append(("responsibility", None, attribution.content or mention.trigger))
    else:
        found.append(("occurrence", None, said or mention.evidence))
    for figure in mention.figures:
        inside = said is None or (figure.part == said.part and said.start_char <= figure.start_char < said.end_char)
        if figure.kind in ("killed", "injured") and figure.is_total and inside:
            found.append(("casualties", f"{figure.kind}: {figure.quote}", figure))
    return found


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
