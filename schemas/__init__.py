"""What flows: the messages of Sitrep as frozen models, one file each, and their codec."""

from schemas.alert import Alert
from schemas.article_mentions import ArticleMentions, EventMention
from schemas.article_outcome import ArticleOutcome
from schemas.clean_article import CleanArticle
from schemas.codec import DecodeError, decode, encode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from schemas.raw_article import RawArticle
from schemas.webhook_state import WebhookState

__all__ = [
    "Alert",
    "ArticleMentions",
    "ArticleOutcome",
    "CleanArticle",
    "ConflictEvent",
    "Correction",
    "DecodeError",
    "EnrichedArticle",
    "EnrichedMention",
    "EventMention",
    "RawArticle",
    "WebhookState",
    "decode",
    "encode",
]
