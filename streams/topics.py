"""Which topics are there? All of them, in one table: key, message, partitions, retention, clean-up, sizes, and who uses them.

Names in the table are logical. `topic_name` gives the name in the cluster: behind the configured prefix, and for a replay
behind the run's name, except for the two topics that people write (`articles.raw`, `events.corrections`), which a replay reads
where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from pydantic import BaseModel

from schemas.alert import Alert
from schemas.article_mentions import ArticleMentions
from schemas.article_outcome import ArticleOutcome
from schemas.clean_article import CleanArticle
from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from schemas.webhook_state import WebhookState
from streams.settings import Settings

DAY_MS = 24 * 60 * 60 * 1000
MIB = 1024 * 1024

PartitionRule = Literal["article", "region", "one"]
"""article: the setting `article_partitions`, chosen by the key. region: one a link region, chosen explicitly. one: 1."""
RetentionRule = Literal["raw", "work", "window", "event", "forever"]
"""Which setting says how long: raw_retention_days, work_retention_days, link window + horizon, event_retention_days, no end."""
SizeRule = Literal["article", "event", "alert", "small", "deadletter"]
"""article: max_article_bytes. event: 8 MiB. alert: an event and 1 MiB. small: 1 MiB. deadletter: an article and 1 MiB for its
headers."""
Cleanup = Literal["delete", "compact", "compact,delete"]
Use = Literal["ingest", "worker", "deliverer", "reader", "analyst"]
"""Who needs a right: who publishes articles, the worker, who sends alerts to webhooks, who reads results (watch, why, the web
page), who corrects events."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is one topic, before settings?"""

    name: str
    """Logical name, without prefix."""
    key: str
    """What the key is, in words."""
    message: type[BaseModel] | None
    """What the value is; None: any bytes."""
    partitions: PartitionRule
    retention: RetentionRule
    cleanup: Cleanup
    size: SizeRule
    readers: tuple[Use, ...]
    writers: tuple[Use, ...]
    is_shared: bool = False
    """Whether replays use the live topic itself: what people wrote is the input of every run."""
    min_compaction_lag_days: int | None = None
    """Days that every version stays readable before compaction may drop it."""
    delete_retention_days: int | None = None
    """Days that a null (retraction) stays readable."""


# fmt: off
TOPICS: tuple[Topic, ...] = (
    #     name                  key                     message          partitions retention  cleanup           size
    Topic("articles.raw",       "article id or URL",    RawArticle,      "article", "raw",     "delete",         "article",
          readers=("worker",), writers=("ingest",), is_shared=True),
    Topic("articles.clean",     "article id",           CleanArticle,    "article", "work",    "delete",         "article",
          readers=("worker",), writers=("worker",)),
    Topic("mentions.extracted", "article id",           ArticleMentions, "article", "work",    "delete",         "article",
          readers=("worker",), writers=("worker",)),
    Topic("mentions.enriched",  "article id",           EnrichedArticle, "region",  "window",  "delete",         "article",
          readers=("worker",), writers=("worker",)),
    Topic("events",             "event id",             ConflictEvent,   "region",  "event",   "compact,delete", "event",
          readers=("worker", "reader"), writers=("worker",), min_compaction_lag_days=7, delete_retention_days=30),
    Topic("events.revisions",   "event id",             ConflictEvent,   "region",  "event",   "delete",         "event",
          readers=("worker", "reader"), writers=("worker",)),
    Topic("events.corrections", "event id",             Correction,      "region",  "forever", "delete",         "small",
          readers=("worker", "reader"), writers=("analyst",), is_shared=True),
    Topic("alerts",             "rule and event id",    Alert,           "region",  "event",   "compact,delete", "alert",
          readers=("worker", "deliverer", "reader"), writers=("worker",), min_compaction_lag_days=7, delete_retention_days=30),
    Topic("webhooks",           "endpoint id",          WebhookState,    "one",     "forever", "compact",        "small",
          readers=("deliverer", "reader"), writers=("deliverer",)),
    Topic("articles.outcomes",  "article id",           ArticleOutcome,  "article", "raw",     "compact,delete", "small",
          readers=("reader",), writers=("worker",)),
    Topic("deadletters",        "as it failed",         None,            "one",     "raw",     "delete",         "deadletter",
          readers=("reader",), writers=("worker", "deliverer")),
)
# fmt: on

BY_NAME: Mapping[str, Topic] = MappingProxyType({topic.name: topic for topic in TOPICS})

REGIONS: tuple[LinkRegion, ...] = get_args(LinkRegion)
REGION_PARTITION: Mapping[str, int] = MappingProxyType({region: number for number, region in enumerate(REGIONS)})
"""The partition of each link region, in every topic whose partitions are regions."""


def topic_name(name: str, settings: Settings) -> str:
    """What is the topic called in the cluster? Raises KeyError for a name that is not in the table.

    >>> topic_name("events", Settings(kafka_topic_prefix="news."))
    'news.events'
    >>> topic_name("events", Settings(kafka_topic_prefix="news.", run_name="may"))
    'news.runs.may.events'
    >>> topic_name("articles.raw", Settings(kafka_topic_prefix="news.", run_name="may"))
    'news.articles.raw'
    """
    topic = BY_NAME[name]
    run = f"runs.{settings.run_name}." if settings.run_name and not topic.is_shared else ""
    return f"{settings.kafka_topic_prefix}{run}{topic.name}"


def partition_count(topic: Topic, settings: Settings) -> int:
    """How many partitions must the topic have?"""
    match topic.partitions:
        case "article":
            return settings.article_partitions
        case "region":
            return len(REGIONS)
        case "one":
            return 1


def retention_ms(topic: Topic, settings: Settings) -> int:
    """For how many milliseconds are records kept? -1 is without end; a run of a replay keeps all of its own."""
    if settings.run_name and not topic.is_shared:
        return -1
    match topic.retention:
        case "raw":
            days = settings.raw_retention_days
        case "work":
            days = settings.work_retention_days
        case "window":
            days = settings.window_and_horizon_days + 1  # a day more, for records that are read just before they go
        case "event":
            days = settings.event_retention_days
        case "forever":
            return -1
    return days * DAY_MS


def max_message_bytes(topic: Topic, settings: Settings) -> int:
    """How large, in bytes, may a record be?

    10 MiB for whatever carries one article: a page's HTML with its inlined pictures stays under it, and what does not is
    refused at ingest, or becomes a dead letter, instead of filling every hop's memory.
    """
    match topic.size:
        case "article":
            return settings.max_article_bytes
        case "event":
            return 8 * MIB
        case "alert":
            return 9 * MIB
        case "small":
            return MIB
        case "deadletter":
            return settings.max_article_bytes + MIB


def max_request_bytes(settings: Settings) -> int:
    """What must a producer's max_request_size be, so that every topic's largest record can be sent?"""
    return max(max_message_bytes(topic, settings) for topic in TOPICS)


def topic_config(topic: Topic, settings: Settings) -> dict[str, str]:
    """Which topic-level configuration is asked for? As CreateTopics takes it."""
    config = {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(retention_ms(topic, settings)),
        "max.message.bytes": str(max_message_bytes(topic, settings)),
        "message.timestamp.type": "CreateTime",
    }
    if topic.min_compaction_lag_days is not None:
        config["min.compaction.lag.ms"] = str(topic.min_compaction_lag_days * DAY_MS)
    if topic.delete_retention_days is not None:
        config["delete.retention.ms"] = str(topic.delete_retention_days * DAY_MS)
    return config
