"""How much of a circle lies in another, or in a polygon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.alerting.areas import distance_km, polygon_fault, share_in_circle, share_in_polygon

LAT, LON = st.floats(-60, 60), st.floats(-170, 170)
FIJI = [(177.0, -19.0), (180.0, -19.0), (180.0, -16.0), (177.0, -16.0)]


@given(LAT, LON, st.floats(0.1, 100), st.floats(0, 200), st.floats(0.1, 100))
def test_a_share_lies_between_none_and_all(lat: float, lon: float, place_km: float, north_km: float, radius_km: float) -> None:
    share = share_in_circle((lat, lon), place_km, (lat + north_km / 111.2, lon), radius_km)
    assert 0 <= share <= 1
    if north_km > (place_km + radius_km) * 1.01:
        assert share == 0
    if north_km + place_km < radius_km * 0.99:
        assert share == pytest.approx(1)


@given(LAT, LON, st.floats(1, 50))
def test_a_polygon_around_a_point_holds_half_of_the_circle_around_its_side(lat: float, lon: float, radius_km: float) -> None:
    box = [(lon - 5, lat), (lon + 5, lat), (lon + 5, lat + 5), (lon - 5, lat + 5)]
    assert share_in_polygon((lat, lon), radius_km, box) == pytest.approx(0.5, abs=0.01)


def test_a_polygon_beside_the_antimeridian_holds_what_is_beside_it_and_nothing_on_the_other_side_of_the_world() -> None:
    assert share_in_polygon((-18.0, 178.0), 5, FIJI) == pytest.approx(1)
    assert share_in_polygon((-18.0, -179.9), 50, FIJI) > 0
    wide = [(100.0, -10.0), (179.0, -10.0), (179.0, 10.0), (100.0, 10.0)]
    assert share_in_polygon((0.0, -60.0), 5, wide) == 0


def test_a_distance_is_over_the_ground() -> None:
    assert distance_km((36.2, 37.16), (33.51, 36.29)) == pytest.approx(309, abs=3)  # Aleppo, Damascus


@pytest.mark.parametrize(
    ("corners", "fault"),
    [
        ([(0, 0), (1, 1)], "three corners"),
        ([(0, 0), (1, 1), (0, 1), (1, 0)], "cross"),
        ([(0, 0), (1, 1), (2, 2)], "cross or touch"),
        ([(0, 95), (1, 0), (1, 1)], "within"),
        ([(-170, 0), (170, 0), (170, 5)], "antimeridian"),
        (FIJI, None),
    ],
)
def test_what_is_no_area_is_said(corners: list[tuple[float, float]], fault: str | None) -> None:
    found = polygon_fault(corners)
    assert (fault is None and found is None) or (fault is not None and fault in (found or ""))
