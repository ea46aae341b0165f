"""Where on `alerts` does an endpoint begin? Settled before its group has a member, so that no crash leaves it to chance."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from schemas import WebhookState
from streams.errors import BrokerUnreachableError
from streams.kafka.admin import commit_offsets, committed_offsets, end_offsets, offsets_at
from streams.settings import Settings
from streams.topics import topic_name

log = logging.getLogger(__name__)


async def settle_beginning(settings: Settings, endpoint_id: str, state: WebhookState | None) -> None:
    """Commits where the endpoint begins, for each partition where its group has no place.

    A new one (``state`` None) begins with the next alert: nobody is woken for history. For one that is known, Kafka has
    forgotten the place of a group that nobody used for a week (offsets.retention.minutes): it goes on with what is not too old
    to be sent. Where another deliverer runs for the endpoint, that one has settled it.
    """
    topic, group = topic_name("alerts", settings), settings.webhook_group(endpoint_id)
    committed = await committed_offsets(settings, (topic,), group)
    missing = [partition for partition, offset in committed.items() if offset is None]
    if not missing:
        return
    if state is None:
        begin = await end_offsets(settings, (topic,))
    else:
        oldest = datetime.now(UTC) - timedelta(hours=settings.webhook_give_up_h)
        begin = await offsets_at(settings, (topic,), max(state.since, oldest))
        log.warning(
            "%s: its group has no place on %d partitions of alerts; it goes on with what was raised since %s",
            endpoint_id,
            len(missing),
            max(state.since, oldest).isoformat(timespec="seconds"),
            extra={"endpoint": endpoint_id},
        )
    try:
        await commit_offsets(settings, {partition: begin[partition] for partition in missing}, group)
    except BrokerUnreachableError as error:
        log.info("%s: another deliverer runs for it: %s", endpoint_id, error, extra={"endpoint": endpoint_id})
