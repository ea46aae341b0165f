"""Starts a worker with the environment's settings: python -m streams.start_worker

What takes longest is begun first, and this module imports little: the step processes import it again.
"""

from __future__ import annotations

import sys

from streams.errors import SitrepError
from streams.lexicons import LexiconError, use_overlays
from streams.settings import load_settings
from streams.template import begin_template


def main() -> int:
    """Runs a worker until it is told to end; an error of ours is one line and status 1."""
    try:
        settings = load_settings()
        begin_template()
        if settings.overlays_dir is not None:
            use_overlays([settings.overlays_dir])
        from streams.worker import run_worker

        run_worker(settings)
    except (SitrepError, LexiconError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 (before or after the log)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
