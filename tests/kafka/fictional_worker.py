"""A worker with fictional steps, as a process of its own: `python -m tests.kafka.fictional_worker`."""

from __future__ import annotations

import os
import sys

from streams import broker_watch, relay
from streams.errors import SitrepError
from streams.settings import load_settings
from streams.worker import PureSteps, run_worker
from tests import fictional

STEPS = PureSteps(fictional.intake, fictional.extract, fictional.enrich, fictional.load_nothing)

if __name__ == "__main__":
    relay.CONFIRM_TIMEOUT_S = float(os.environ.get("TEST_CONFIRM_TIMEOUT_S", relay.CONFIRM_TIMEOUT_S))
    broker_watch.GIVE_UP_S = float(os.environ.get("TEST_GIVE_UP_S", broker_watch.GIVE_UP_S))
    try:
        run_worker(load_settings(), STEPS)
    except SitrepError as error:
        sys.exit(f"error: {error}")
