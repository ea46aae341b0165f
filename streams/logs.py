"""How does a worker log? Lines for people, or one JSON object a line; to standard error."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

NOISY = ("aiokafka", "faust", "mode", "kafka", "aiohttp", "httpcore")
"""Libraries that narrate: one level quieter than we are, so that our own lines are seen."""
REPEAT_AFTER_S = 10.0
_FIELDS = ("step", "topic", "partition", "offset", "endpoint", "alert_id")


class JsonFormatter(logging.Formatter):
    """Which JSON object is this line? Time, level, logger, message; step, topic, partition and offset where they are known."""

    def format(self, record: logging.LogRecord) -> str:
        """Writes one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in _FIELDS if hasattr(record, name)},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class Calm(logging.Filter):
    """Says the same of a library once in a while: a client whose broker is gone writes thousands of lines a second."""

    def __init__(self) -> None:
        super().__init__()
        self._said_at: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Is this line to be written? Of ours every one, of a library's the first of its kind in `REPEAT_AFTER_S`."""
        if record.name.partition(".")[0] not in NOISY:
            return True
        kind = (record.name, str(record.msg))
        last = self._said_at.get(kind)
        if last is not None and record.created - last < REPEAT_AFTER_S:
            return False
        self._said_at[kind] = record.created
        return True


def set_up_logging(level_name: str, form: str) -> None:
    """Sends the log to standard error: from this level on, as "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else text)
    handler.addFilter(Calm())
    level = logging.getLevelNamesMapping()[level_name.upper()]
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING) if level > logging.DEBUG else level)
