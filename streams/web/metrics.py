"""Which numbers does the page's process show? Prometheus metrics, all in one table; scraped at ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_REQUEST_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_DELAY_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 30)

REQUESTS = Counter("sitrep_page_requests", "Requests answered.", ["route", "status"])
REQUEST_SECONDS = Histogram(
    "sitrep_page_request_seconds",
    "From a request to the end of its answer; streams left out.",
    ["route"],
    buckets=_REQUEST_SECONDS,
)
LISTENERS = Gauge("sitrep_page_listeners", "Listeners of /stream.")
SENT = Counter("sitrep_page_sent_events", "Server-sent events written to listeners.", ["event"])
CUT_OFF = Counter("sitrep_page_cut_off_listeners", "Listeners that were too slow; they come back with their position.")
RESUMED = Counter("sitrep_page_resumed_listeners", "Listeners that came back, by where what they missed was read.", ["source"])
DELAY_SECONDS = Histogram(
    "sitrep_page_delay_seconds", "From a revision's Kafka timestamp to the listeners' queues.", buckets=_DELAY_SECONDS
)
RECORDS = Counter("sitrep_page_records", "Records read.", ["topic"])
UNREADABLE = Counter("sitrep_page_unreadable_records", "Records left out because they are no event.", ["topic"])
LAG = Gauge("sitrep_page_lag_records", "Records behind the end of the partition.", ["topic", "partition"])
READING = Gauge("sitrep_page_reading", "1 while the topic can be read, 0 while its cluster is lost.", ["topic"])
REBUILDS = Counter("sitrep_page_rebuilds", "Times that the table was read from the topic's beginning.", ["topic"])
REBUILD_SECONDS = Gauge("sitrep_page_rebuild_seconds", "Length of the last rebuild.", ["topic"])
EVENTS = Gauge("sitrep_page_events", "Events in the table.")
TABLE_BYTES = Gauge("sitrep_page_table_bytes", "Memory of the events in the table, with their lists of revisions.")
RING_BYTES = Gauge("sitrep_page_ring_bytes", "Memory beside the table of what is kept for listeners that come back.")
READY = Gauge("sitrep_page_ready", "1 once what the topics held at the start is read.")
