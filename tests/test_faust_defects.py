"""Which defects of Faust do we work around, and are they still there?

Each test shows one defect in the release that is pinned. Where a test fails after an update, Faust has mended the defect, and
the work-around that the test names can go.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faust
import pytest
from faust.agents.agent import Agent
from faust.streams import Stream
from faust.transport.consumer import Consumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from intervaltree import IntervalTree

from streams.app import build_app
from streams.settings import load_settings

HERE = TP("topic", 0)


def test_the_release_that_the_others_speak_of_is_the_one_that_is_pinned() -> None:
    assert version("faust-streaming") == "0.15.3"


def offsets_committed(acked: list[int], committed: int | None) -> int | None:
    known: Any = SimpleNamespace(
        _acked={HERE: list(acked)},
        _gap=defaultdict(IntervalTree),
        _committed_offset={HERE: committed},
        _acked_index={HERE: set(acked)},
    )
    return Consumer._new_offset(known, HERE)


@pytest.mark.parametrize(("acked", "committed"), [([11, 12], 10), ([40, 41], None)])
def test_a_record_missing_at_the_head_is_committed_past(acked: list[int], committed: int | None) -> None:
    """Work-around: `relay.AckWindow` acknowledges strictly in order of the offsets."""
    lost = acked[0] - 1  # 10, or 39: read, not acknowledged
    assert (offsets_committed(acked, committed) or 0) > lost


async def test_a_batch_whose_body_raised_is_acknowledged() -> None:
    """Work-around: no `stream.take()`; `relay` keeps its own window on `stream.noack()`."""
    source = inspect.getsource(Stream.take)
    finish = source[source.index("yield list(buffer)") :]
    assert finish.index("finally:") < finish.index("await self.ack(event)")


def test_an_agents_error_commits_what_was_not_finished() -> None:
    """Work-around: `SitrepApp._on_agent_error` says what happened and commits nothing."""
    assert "await self.commit()" in inspect.getsource(Consumer.on_task_error)
    assert "on_task_error" in inspect.getsource(faust.App._on_agent_error)


def test_the_setting_that_should_keep_failed_messages_is_read_nowhere() -> None:
    """Work-around: `relay.attempt`, the one catch-all, and a dead letter."""
    sources = [path for path in Path(faust.__file__).parent.rglob("*.py") if "stream_ack_exceptions" in path.read_text()]
    assert {path.name for path in sources} == {"settings.py"}


def test_a_sink_drops_the_key() -> None:
    """Work-around: `relay` sends by itself, with the key."""
    assert "sink.send(value=value)" in inspect.getsource(Agent._delegate_to_sinks)


def test_the_producer_is_idempotent_in_transactions_only(tmp_path: Path) -> None:
    """Work-around: `app._Producer`."""
    plain: Any = SimpleNamespace(app=SimpleNamespace(in_transaction=False))
    assert driver.Producer._settings_extra(plain) == {}
    app = build_app(load_settings(kafka_bootstrap="127.0.0.1:1", state_dir=tmp_path))
    assert app._new_producer_transport().create_producer()._settings_extra() == {"acks": "all", "enable_idempotence": True}


def test_the_assignor_of_partitions_can_not_be_chosen() -> None:
    """Work-around: `app._ConsumerThread`, so that partitions of one number lie on one worker."""
    assert "partition_assignment_strategy=[self._assignor]" in inspect.getsource(driver.AIOKafkaConsumerThread)
