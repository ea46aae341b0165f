"""What has the process loaded that step processes are forked from? Models and tables, by the import of this module alone: that
is what multiprocessing's fork server offers (`template.py`)."""

from __future__ import annotations

import contextlib
import gc

from streams.errors import SitrepError
from streams.lexicons import LexiconError, use_overlays
from streams.settings import load_settings
from streams.steps import load_knowledge

with contextlib.suppress(SitrepError, LexiconError, OSError):  # each child loads what is missing, and says why it can not
    folder = load_settings().overlays_dir
    use_overlays([folder] if folder else [])
    load_knowledge()
gc.collect()
gc.freeze()  # children share these pages: a search for garbage would write to each of them
