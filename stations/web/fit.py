"""What the map should show for a list: "west,south,east,north", and the point that distances are measured from."""

from stations.search.query import Box, Point, StationQuery
from stations.search.rows import Row
from voltway.lib.geo import box_around, wrap_longitude

# How many rows the map is fitted to, as far as they are near; three where none is.
_FITTED = 12
_NEAR_M = 12_000
_AT_LEAST = 3
_LEAST_SPAN_DEGREES = 0.02


def point(query: StationQuery) -> str:
    """ "latitude,longitude", or nothing."""
    return f"{query.point.latitude:.5f},{query.point.longitude:.5f}" if query.point else ""


def fit(query: StationQuery, rows: list[Row]) -> str:
    """The box that was asked for; else one around the point and the rows nearest to it."""
    if query.box:
        return _text(query.box)
    if query.point and query.radius_m and not rows:
        around = box_around(query.point.latitude, query.point.longitude, query.radius_m)
        return _text(Box(*around))
    near = [row for row in rows[:_FITTED] if row.distance_m is None or row.distance_m <= _NEAR_M]
    spots = [Point(row.latitude, row.longitude) for row in near or rows[:_AT_LEAST]]
    spots += [query.point] if query.point else []
    return _text(_around(spots)) if spots else ""


def _around(spots: list[Point]) -> Box:
    """The smallest box that holds the spots, which lie near the last of them, maybe beyond 180°."""
    middle = spots[-1].longitude
    east_of = [wrap_longitude(spot.longitude - middle) for spot in spots]
    latitudes = [spot.latitude for spot in spots]
    slack = max(0.0, _LEAST_SPAN_DEGREES - (max(latitudes) - min(latitudes))) / 2
    return Box(
        wrap_longitude(middle + min(east_of) - slack),
        max(-90.0, min(latitudes) - slack),
        wrap_longitude(middle + max(east_of) + slack),
        min(90.0, max(latitudes) + slack),
    )


def _text(box: Box) -> str:
    return ",".join(f"{side:.5f}" for side in (box.west, box.south, box.east, box.north))
