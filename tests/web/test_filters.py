from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.article_mentions import Modality
from schemas.conflict_event import Occurred, Place
from streams.web.filters import EventFilter, facets, matcher
from tests.web.builders import event


def meets(changes: dict[str, Any], **wanted: Any) -> bool:
    return matcher(EventFilter(**wanted))(facets(event(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"occurred": Occurred(tense="background")},
        {"record_status": "retracted"},
        {"modality": Modality(value="denied")},
        {"tags": ("crime",)},
    ],
)
def test_what_is_no_current_event_is_left_out_unless_it_is_asked_for(changes: dict[str, Any]) -> None:
    everything = {
        "tense": ("current", "background"),
        "status": ("active", "retracted"),
        "modality": ("actual", "denied"),
        "crime": True,
    }
    assert meets({})
    assert not meets(changes)
    assert meets(changes, **everything)


@pytest.mark.parametrize(
    ("wanted", "is_met"),
    [
        ({"country": ("SD", "UA")}, True),
        ({"country": ("UA",)}, False),
        ({"type": ("Battles",)}, False),
        ({"sub_type": ("Shelling/artillery/missile attack",)}, True),
        ({"min_deaths": 14}, True),
        ({"min_deaths": 15}, False),
        ({"since": date(2024, 5, 2), "until": date(2024, 5, 2)}, True),
        ({"since": date(2024, 5, 3)}, False),
        ({"until": date(2024, 5, 1)}, False),
        ({"bbox": "20,10,30,20"}, True),
        ({"bbox": "170,-90,-170,90"}, False),
        ({"text": "TAMRA desert"}, True),
        ({"text": "tamra khartoum"}, False),
        ({"corroboration": ("contested",)}, False),
        ({"min_confidence": 0.8}, False),
    ],
)
def test_every_filter_must_be_met(wanted: dict[str, Any], is_met: bool) -> None:
    assert meets({}, **wanted) is is_met


def test_a_box_may_cross_the_antimeridian() -> None:
    fiji = {"place": Place(name="Suva", raw="Suva", country="FJ", lat_deg=-18.1, lon_deg=178.4)}
    assert meets(fiji, bbox="170,-30,-170,0")
    assert not meets(fiji, bbox="-170,-30,170,0")


def test_an_event_without_day_or_point_is_left_out_where_one_is_asked_for() -> None:
    unknown = {"occurred": Occurred(), "place": None}
    assert meets(unknown)
    assert not meets(unknown, since=date(2000, 1, 1))
    assert meets(unknown, since=date(2000, 1, 1), undated=True)
    assert not meets(unknown, bbox="-180,-90,180,90")


def test_a_long_event_meets_days_that_overlap_with_it() -> None:
    may = {"occurred": Occurred(start=date(2024, 5, 1), end=date(2024, 5, 31), best_date=date(2024, 5, 16))}
    assert meets(may, since=date(2024, 5, 30))
    assert meets(may, until=date(2024, 5, 1))
    assert not meets(may, since=date(2024, 6, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bbox": "1,2,3"},
        {"bbox": "0,50,10,40"},
        {"since": "2024-05-02", "until": "2024-05-01"},
        {"country": ("sudan",)},
        {"unknown": 1},
        {"text": "x" * 101},
    ],
)
def test_a_filter_that_says_nothing_sensible_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EventFilter(**wrong)
