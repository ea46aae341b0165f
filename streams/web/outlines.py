"""Makes `page/world.geojson` from Natural Earth's 1:50m countries as npm's world-atlas packs them (TopoJSON).

npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
python -m streams.web.outlines package/countries-50m.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.web.pages import PAGE

DECIMALS = 2
"""About a kilometre: what 1:50m shows."""

Ring = list[list[float]]


def _arcs(topology: dict[str, Any]) -> list[Ring]:
    """The shared lines, as degrees: each is a chain of steps on a grid."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            line.append([round(x * scale_x + shift_x, DECIMALS), round(y * scale_y + shift_y, DECIMALS)])
        arcs.append(line)
    return arcs


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring is made of arcs that share their ends; a negative number is an arc in reverse."""
    points: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += line[1:] if points else line
    return _unrolled([point for number, point in enumerate(points) if not number or point != points[number - 1]])


def _unrolled(ring: Ring) -> Ring:
    """A ring that crosses the antimeridian goes on beyond 180 degrees, instead of back around the world. One that goes around
    a pole (Antarctica) is closed along it."""
    unrolled: Ring = []
    shift = 0.0
    for lon, lat in ring:
        if unrolled and abs(lon + shift - unrolled[-1][0]) > 180:
            shift += 360.0 if lon + shift < unrolled[-1][0] else -360.0
        unrolled.append([round(lon + shift, DECIMALS), lat])
    if unrolled and abs(unrolled[-1][0] - unrolled[0][0]) > 180:
        pole = -90.0 if unrolled[0][1] < 0 else 90.0
        unrolled += [[unrolled[-1][0], pole], [unrolled[0][0], pole], unrolled[0]]
    return unrolled


def _polygons(geometry: dict[str, Any], arcs: list[Ring]) -> Iterator[list[Ring]]:
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for part in parts:
        rings = [
            ring
            for ring in (_ring(numbers, arcs) for numbers in part)
            if len(ring) >= 4 and any(abs(lat) < 89.9 for _, lat in ring)
        ]
        if rings:
            yield rings


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """Which features are the countries? Name and rings only; islands that vanish at this precision are dropped."""
    arcs = _arcs(topology)
    features = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = list(_polygons(geometry, arcs))
        if polygons:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": geometry["properties"]["name"]},
                    "geometry": {"type": "MultiPolygon", "coordinates": polygons},
                }
            )
    return {"type": "FeatureCollection", "features": sorted(features, key=lambda found: str(found["properties"]["name"]))}


def main(source: str) -> None:
    """Writes the file that the page draws."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    text = json.dumps(outlines(topology), separators=(",", ":"), ensure_ascii=False)
    (PAGE / "world.geojson").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
