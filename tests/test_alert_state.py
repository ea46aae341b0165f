"""The alert step's memory: only what can be written was told."""

from __future__ import annotations

from typing import Any

import pytest

from schemas import encode
from streams import alert_state
from streams.alert_state import AlertStep
from streams.alerting import AlertBook
from streams.routing import Record
from streams.settings import Settings
from tests.alerting.events import event


def record() -> Record:
    return Record("events.revisions", 0, 7, b"e1", encode(event()), None, ())


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> AlertStep:
    made = AlertStep(Settings())
    monkeypatch.setattr(made, "states", {0: AlertBook()})
    return made


def test_an_alert_that_can_not_be_written_was_told_to_nobody_and_is_raised_again(
    step: AlertStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Any) -> bytes:
        raise TypeError("no JSON")

    with monkeypatch.context() as broken:
        broken.setattr(alert_state, "encode", fails)
        with pytest.raises(TypeError):
            step.apply(record())
    assert len(list(step.apply(record()))) == 1
    assert list(step.apply(record())) == []
