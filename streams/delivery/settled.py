"""What is settled behind the first alert that is not? A note beside the committed offset: a crash repeats none of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MOST_CHARS = 4_000
"""Of a note: Kafka takes 4,096 bytes (offset.metadata.max.bytes). What does not fit, beyond some 1,000 runs, is sent again
after a crash."""
_NOTE = re.compile(r"\d{1,9},\d{1,9}(?:,\d{1,9},\d{1,9})*")


def write_settled(position: int, settled: Iterable[range]) -> str:
    """Which offsets from ``position`` on are settled? Lengths of runs, not settled and settled in turn; empty where none is.

    >>> write_settled(5, [range(7, 9), range(10, 12)]), write_settled(5, [])
    ('2,2,1,2', '')
    """
    written = ""
    for run in settled:
        piece = f"{run.start - position},{len(run)}"
        if len(written) + len(piece) >= MOST_CHARS:
            break
        written += f",{piece}" if written else piece
        position = run.stop
    return written


def read_settled(position: int, note: str) -> Iterator[range]:
    """Which offsets does the note beside this committed position call settled? None where it is not a note of ours.

    >>> list(read_settled(5, "2,2,1,2")), list(read_settled(5, "by hand"))
    ([range(7, 9), range(10, 12)], [])
    """
    if not _NOTE.fullmatch(note):
        return
    lengths = [int(length) for length in note.split(",")]
    for waiting, settled in zip(lengths[::2], lengths[1::2], strict=True):
        position += waiting + settled
        yield range(position - settled, position)
