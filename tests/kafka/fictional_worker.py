"""A worker with fictional steps, as a process of its own: `python -m tests.kafka.fictional_worker`."""

from __future__ import annotations

from streams.settings import load_settings
from streams.worker import PureSteps, run_worker
from tests import fictional

STEPS = PureSteps(fictional.intake, fictional.extract, fictional.enrich, fictional.load_nothing)

if __name__ == "__main__":
    run_worker(load_settings(), STEPS)
