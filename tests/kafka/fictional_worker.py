"""A worker with fictional steps, as a process of its own: `python -m tests.kafka.fictional_worker`."""

from __future__ import annotations

import os

from streams import relay
from streams.settings import load_settings
from streams.worker import PureSteps, run_worker
from tests import fictional

STEPS = PureSteps(fictional.intake, fictional.extract, fictional.enrich, fictional.load_nothing)

if __name__ == "__main__":
    relay.CONFIRM_TIMEOUT_S = float(os.environ.get("TEST_CONFIRM_TIMEOUT_S", relay.CONFIRM_TIMEOUT_S))
    run_worker(load_settings(), STEPS)
