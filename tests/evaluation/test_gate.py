"""Quality may not fall by accident: floors that only rise, on reports that we wrote ourselves."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from tests.evaluation.measure import HERE, calibration_error, lines_of, measured, reports

FLOORS = orjson.loads((HERE / "floors.json").read_bytes())


@pytest.mark.parametrize("figure", sorted(FLOORS["at_least"]))
def test_a_figure_stays_above_its_floor(figure: str) -> None:
    figures, misses, _ = measured()
    shown = "\n".join(miss for miss in misses if miss.startswith(figure))
    assert figures[figure] >= FLOORS["at_least"][figure], shown


def test_confidence_of_the_type_means_what_it_says() -> None:
    assert calibration_error(measured()[2]) <= FLOORS["at_most"]["calibration_error"]


def test_the_set_covers_every_sub_event_type_and_quiet_text() -> None:
    counts = Counter(row["sub_event_type"] for row in reports())
    assert len(counts) == 25
    assert min(counts.values()) >= 4
    assert sum(counts.values()) >= 120
    assert len(lines_of(HERE / "quiet.txt")) >= 300
