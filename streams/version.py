"""Which pipeline is this? Raised whenever a step may answer differently for the same article."""

from __future__ import annotations

PIPELINE_VERSION = "0.1.0"
