"""Is an event in an area? Its place is a circle, in which the truth lies; it is inside where at least half of the circle is."""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, asin, cos, pi, radians, sin, sqrt

from shapely import Point as Spot
from shapely import Polygon
from shapely.validation import explain_validity

EARTH_KM = 6371.0
SHARE = 0.5
"""Share of the event's circle that must lie in the area: more likely inside than not. Lower, and an attack somewhere in a
province alerts for a village of it; higher, and one at the edge of an area alerts for neither side."""

Point = tuple[float, float]
"""Latitude and longitude, degrees."""
Corners = Sequence[tuple[float, float]]
"""Longitude and latitude, degrees, as GeoJSON has them."""


def distance_km(one: Point, other: Point) -> float:
    """How far apart, over the ground?

    >>> round(distance_km((0, 0), (0, 1)))
    111
    """
    lat_a, lat_b = radians(one[0]), radians(other[0])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def share_in_circle(place: Point, place_km: float, centre: Point, radius_km: float) -> float:
    """Which share of the event's circle lies in the circle asked for? 0 to 1; a point is in or out.

    >>> share_in_circle((0, 0), 0, (0, 1), 112), share_in_circle((0, 0), 120, (0, 0), 12)
    (1.0, 0.01)
    """
    apart = distance_km(place, centre)
    if place_km <= 0:
        return float(apart <= radius_km)
    if apart >= place_km + radius_km:
        return 0.0
    if apart <= abs(radius_km - place_km):
        return min(1.0, (radius_km / place_km) ** 2)
    # the lens that two circles share
    a = (apart**2 + place_km**2 - radius_km**2) / (2 * apart)
    b = apart - a
    lens = place_km**2 * acos(a / place_km) - a * sqrt(max(0.0, place_km**2 - a**2))
    lens += radius_km**2 * acos(b / radius_km) - b * sqrt(max(0.0, radius_km**2 - b**2))
    return lens / (pi * place_km**2)


def share_in_polygon(place: Point, place_km: float, corners: Corners) -> float:
    """Which share of the event's circle lies in the polygon? 0 to 1; a point is in or out.

    >>> square = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    >>> share_in_polygon((0, 0), 5, square), share_in_polygon((0, 5), 5, square), share_in_polygon((0, 0), 0, square)
    (1.0, 0.0, 1.0)
    """
    lat, lon = place
    km = radians(1) * EARTH_KM
    middle = sum(x for x, _ in corners) / len(corners)
    lon -= 360 * round((lon - middle) / 360)  # the polygon's side of the antimeridian
    # A plane around the event, in kilometres: near the event, where it matters, it is true.
    plane = Polygon([((x - lon) * km * cos(radians(lat)), (y - lat) * km) for x, y in corners])
    if place_km <= 0:
        return float(plane.covers(Spot(0, 0)))
    circle = Spot(0, 0).buffer(place_km)
    return min(1.0, float(plane.intersection(circle).area / circle.area))


def polygon_fault(corners: Corners) -> str | None:
    """What is wrong with these corners? ``None`` where they make an area."""
    if len(corners) < 3:
        return "a polygon has three corners or more"
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in corners):
        return "corners are [longitude, latitude], within ±180 and ±90"
    longitudes = [lon for lon, _ in corners]
    if max(longitudes) - min(longitudes) > 180:
        return "a polygon is less than 180 degrees wide: part one that crosses the antimeridian into two"
    polygon = Polygon(corners)
    if not polygon.is_valid or polygon.area == 0:
        return f"the sides of the polygon cross or touch: {explain_validity(polygon)}"
    return None
