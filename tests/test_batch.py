"""Steps without a broker: input order, refusals, and a fault on one article that stops no other."""

from __future__ import annotations

import pytest

from streams.batch import Refusal, run_steps


def _halved(value: bytes) -> int:
    number = int(value)
    if number % 2:
        raise ZeroDivisionError(f"{number} is odd")
    return number // 2


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_on_one_article_stops_no_other(workers: int) -> None:
    found = list(run_steps(_halved, [b"2", b"3", b"4"], workers))
    assert [found[0], found[2]] == [1, 2]
    assert isinstance(found[1], Refusal)
    assert found[1].article == "3"
    assert found[1].reason.startswith("ZeroDivisionError: 3 is odd (in _halved:")
