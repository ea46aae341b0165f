"""How it flows: Faust agents around pure steps, from raw articles to conflict events."""

import os

# Read when numpy is first imported. A process reads on one core; more cores are used by more processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
