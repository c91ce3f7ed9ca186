"""Miles between two places. Pure."""

import math

EARTH_RADIUS_IN_MILES = 3_958.8

Point = tuple[float, float]  # latitude, longitude


def miles_between(one: Point, other: Point) -> float:
    """Miles between two points (latitude, longitude in degrees), along the great circle."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_IN_MILES * math.asin(math.sqrt(half))
