"""Which numbers does a worker show? Prometheus metrics, all in one table; scraped at ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
_LATENCY_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

RECORDS = Counter("sitrep_records", "Records that a step has finished, dead letters included.", ["step"])
SENT = Counter("sitrep_sent_records", "Records confirmed by the broker.", ["topic"])
STEP_SECONDS = Histogram(
    "sitrep_step_seconds", "From a record's turn to its results confirmed and acknowledged.", ["step"], buckets=_SECONDS
)
IN_FLIGHT = Gauge("sitrep_in_flight_records", "Records read and not yet acknowledged.", ["step"])
DEAD_LETTERS = Counter("sitrep_dead_letters", "Records that could not be processed.", ["step", "error"])
OUTCOMES = Counter("sitrep_article_outcomes", "What became of articles.", ["outcome"])
EVENTS = Counter("sitrep_event_revisions", "Revisions of events published.", ["record_status"])
ALERTS = Counter("sitrep_alerts", "Alerts published, without those held back.", ["rule", "reason"])
ALERTS_HELD_BACK = Counter("sitrep_alerts_held_back", "Alerts that a rule's rate limit held back.", ["rule"])
ALERT_RULES = Gauge("sitrep_alert_rules", "Alert rules in force.")
ALERT_RULES_SOUND = Gauge("sitrep_alert_rules_sound", "1 while the file of alert rules is in force, 0 while older rules stay.")
ALERT_RULES_RELOADS = Counter("sitrep_alert_rules_reloads", "Changed files of alert rules, taken or refused.", ["result"])
EVENT_LATENCY_SECONDS = Histogram(
    "sitrep_article_to_event_seconds",
    "From an article's Kafka timestamp to its event's revision confirmed; articles older than an hour are left out.",
    buckets=_LATENCY_SECONDS,
)
LAG = Gauge("sitrep_lag_records", "Records behind the end of the partition.", ["topic", "partition"])
PARTITIONS = Gauge("sitrep_assigned_partitions", "Partitions that this worker holds.")
REBALANCES = Counter("sitrep_rebalances", "Times that partitions were assigned.")
CHILD_DEATHS = Gauge("sitrep_step_process_deaths", "Worker processes that ended by themselves.")
REBUILDS = Counter("sitrep_state_rebuilds", "Times that a partition's state was rebuilt.", ["step"])
REBUILD_SECONDS = Gauge("sitrep_state_rebuild_seconds", "Length of the last rebuild.", ["step", "partition"])
STATE_ENTRIES = Gauge("sitrep_state_entries", "Articles (link) or alerts (alert) that the state holds.", ["step", "partition"])
WEBHOOK_DELIVERED = Counter("sitrep_webhook_delivered", "Alerts that an endpoint accepted.", ["endpoint"])
WEBHOOK_FAILED = Counter("sitrep_webhook_failed_attempts", "Attempts that an endpoint did not accept.", ["endpoint", "reason"])
WEBHOOK_RETRIED = Counter("sitrep_webhook_retries", "Attempts that were not an alert's first.", ["endpoint"])
WEBHOOK_GIVEN_UP = Counter("sitrep_webhook_given_up", "Alerts that were given up, each a dead letter.", ["endpoint", "reason"])
WEBHOOK_DISABLED = Gauge("sitrep_webhook_disabled", "1 while the endpoint is sent nothing: it answered 410.", ["endpoint"])
WEBHOOK_LAG = Gauge("sitrep_webhook_lag_records", "Records on alerts that are not settled for the endpoint.", ["endpoint"])
WEBHOOK_SECONDS = Histogram("sitrep_webhook_attempt_seconds", "Length of an attempt.", ["endpoint"], buckets=_SECONDS)
WEBHOOK_LATENCY_SECONDS = Histogram(
    "sitrep_alert_to_webhook_seconds", "From an alert's publication to its acceptance.", ["endpoint"], buckets=_LATENCY_SECONDS
)
READY = Gauge(
    "sitrep_ready",
    "1 while a worker holds its partitions and its state is built, or a deliverer holds those of every endpoint.",
    ["role"],
)
