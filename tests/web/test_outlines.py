from __future__ import annotations

import json
from itertools import pairwise

from streams.web.outlines import outlines
from streams.web.pages import PAGE


def test_an_outline_that_crosses_the_antimeridian_does_not_go_around_the_world() -> None:
    world = json.loads((PAGE / "world.geojson").read_text(encoding="utf-8"))
    assert len(world["features"]) > 230
    for found in world["features"]:
        for polygon in found["geometry"]["coordinates"]:
            for ring in polygon:
                steps = [abs(a[0] - b[0]) for a, b in pairwise(ring) if abs(a[1]) < 89.9]
                assert max(steps) < 180, found["properties"]["name"]


def test_outlines_are_made_from_shared_arcs_and_a_reversed_one() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [10, 0], [0, 10]], [[0, 0], [0, 10], [10, 0]]],
        "objects": {"countries": {"geometries": [{"type": "Polygon", "arcs": [[0, -2]], "properties": {"name": "Square"}}]}},
    }
    (square,) = outlines(topology)["features"]
    assert square["geometry"]["coordinates"] == [[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]]
