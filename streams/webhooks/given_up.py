"""What becomes of an alert that an endpoint will not get? A dead letter that is for this endpoint alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal

from streams import metrics
from streams.deadletters import Failure, dead_letter
from streams.routing import WEBHOOK_HEADER, Record
from streams.sending import Sender
from streams.settings import Settings

log = logging.getLogger(__name__)

GivenUp = Literal["Expired", "Refused", "Unreadable", "TooLarge"]


@dataclass(frozen=True, slots=True)
class Graves:
    """Where does one endpoint bury?"""

    endpoint_id: str
    settings: Settings
    sender: Sender
    version: str

    async def bury(self, record: Record, error: GivenUp, reason: str) -> None:
        """Returns when the dead letter is confirmed. Sent again from there (`sitrep deadletters retry`), the alert goes to this
        endpoint only, and under a key of its own it takes no other alert's place in the compacted topic."""
        name = self.endpoint_id
        log.error(
            "%s: given up: alert at %s/%d@%d: %s: %s", name, record.topic, record.partition, record.offset, error, reason[:300],
            extra={
                "step": "deliver", "endpoint": name,
                "topic": record.topic, "partition": record.partition, "offset": record.offset,
            },
        )  # fmt: skip
        mark, key = f":{name}".encode(), record.key or b""
        others = tuple(header for header in record.headers if header[0] != WEBHOOK_HEADER)
        own = record._replace(key=key if key.endswith(mark) else key + mark, headers=(*others, (WEBHOOK_HEADER, name.encode())))
        letter = dead_letter(own, "alerts", Failure("deliver", error, f"{name}: {reason}"), self.version, self.settings)
        await self.sender.send((letter,))
        metrics.WEBHOOK_GIVEN_UP.labels(name, error).inc()
        metrics.DEAD_LETTERS.labels("deliver", error).inc()
