"""How far apart are places, and which may lie inside which?"""

from __future__ import annotations

import math

from streams.lexicons.gazetteer import PlaceRecord, gazetteer

_PROVINCE_KM = 150.0
_DISTRICT_KM = 80.0
"""Farther than this from the container's point, a place can not lie inside it; gazetteers differ on borders."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """How far apart are two points, on a sphere?

    >>> round(distance_km(36.2, 37.16, 33.51, 36.29))
    310
    """
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))


def closeness(one: PlaceRecord, two: PlaceRecord) -> float:
    """1 at the same point, 0 from 150 km on."""
    if one.lat_deg is None or two.lat_deg is None or one.lon_deg is None or two.lon_deg is None:
        return 0.0
    return max(0.0, 1.0 - distance_km(one.lat_deg, one.lon_deg, two.lat_deg, two.lon_deg) / 150.0)


def reaches(area: PlaceRecord, record: PlaceRecord) -> bool:
    """May the record lie in an area of its own country? In the province of its code, or not too far from the area's town."""
    if area.admin1_code == record.admin1_code and area.feature == "ADM1":
        return True
    is_wide = area.feature in ("ADM1", "RGN")
    has_province = gazetteer().province(record.admin1_code) is not None  # new provinces have codes that no row knows
    if record.lat_deg is None or area.lat_deg is None or area.lon_deg is None or record.lon_deg is None:
        return area.admin1_code == record.admin1_code or not has_province
    apart = distance_km(area.lat_deg, area.lon_deg, record.lat_deg, record.lon_deg)
    return apart <= (_PROVINCE_KM if is_wide else _DISTRICT_KM) or (is_wide and not has_province)
