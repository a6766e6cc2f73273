"""Which stations the same drivers charge at, counted from the sessions of a year: the most alike for each station.

All of it is done by the database, whose memory is bounded; of a pair that fewer than `LEAST` drivers share nothing is
kept. A driver has another token in each feed, so that a pair has the drivers of the feed that tells of most. A token
that was held to chargers at more than `MOST_PLACES` stations is a fleet's, and says nothing of a driver.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from analytics.models import ChargingSession, Neighbour, RollUp, StaleDay
from analytics.rollups.drivers import LEAST
from voltway.lib import bulk, locks

# Neighbours of a station.
MOST: Final = 20
MOST_PLACES: Final = 50
KEPT: Final = timedelta(days=365)
# Where no session was added up they are counted again after so long: those of more than a year ago go.
_AGAIN: Final = timedelta(days=7)

_ASIDE: Final = "aside_pairs"
_COLUMNS: Final = "station, neighbour, drivers, score"
_PAIRS: Final = f"""
WITH visits AS (
SELECT DISTINCT feed, driver, station FROM {ChargingSession._meta.db_table}
WHERE driver <> '' AND station <> '' AND state <> 'VOID' AND day BETWEEN %s AND %s
), people AS (
SELECT feed, driver FROM visits GROUP BY feed, driver HAVING count(*) BETWEEN 2 AND {MOST_PLACES}
), totals AS (
SELECT feed, station, count(*) AS drivers FROM visits GROUP BY feed, station
), shared AS (
SELECT one.feed AS feed, one.station AS station, other.station AS neighbour, count(*) AS drivers
FROM people JOIN visits one USING (feed, driver) JOIN visits other USING (feed, driver)
WHERE one.station <> other.station GROUP BY one.feed, one.station, other.station HAVING count(*) >= %s
), scored AS (
SELECT shared.station, shared.neighbour, shared.drivers,
shared.drivers / sqrt(CAST(own.drivers AS double precision) * theirs.drivers) AS score,
row_number() OVER (PARTITION BY shared.station, shared.neighbour ORDER BY shared.drivers DESC, shared.feed) AS feeds
FROM shared JOIN totals own ON own.feed = shared.feed AND own.station = shared.station
JOIN totals theirs ON theirs.feed = shared.feed AND theirs.station = shared.neighbour
), ranked AS (
SELECT scored.*, row_number() OVER (PARTITION BY station ORDER BY score DESC, neighbour) AS place FROM scored
WHERE feeds = 1
)
SELECT {_COLUMNS} FROM ranked WHERE place <= {MOST}
"""


def renew(*, now: datetime, least: int = LEAST) -> int:
    """Make all pairs anew; how many there are. Where no session was added up since, they stay for a week."""
    if not _is_due(now):
        return Neighbour.objects.count()
    with locks.unhurried(), bulk.on_disk():
        count(now=now, least=least)
    return Neighbour.objects.count()


def count(*, now: datetime, least: int) -> None:
    """Count all pairs of the year up to `now`: at length and beside everybody, then written in one transaction."""
    year = [(now - KEPT).date().isoformat(), now.date().isoformat(), least]
    with bulk.aside(_ASIDE, _PAIRS, year), transaction.atomic():
        locks.hold("pairs of stations")
        Neighbour.objects.all()._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {Neighbour._meta.db_table} ({_COLUMNS}) SELECT {_COLUMNS} FROM {_ASIDE}")
        RollUp.objects.update_or_create(kind=RollUp.COVISITS, defaults={"folded_at": now})


def _is_due(now: datetime) -> bool:
    at = dict(RollUp.objects.values_list("kind", "folded_at"))
    counted, folded = at.get(RollUp.COVISITS), at.get(StaleDay.Kind.SESSIONS)
    if folded is None:
        return False
    return counted is None or counted < folded or counted < now - _AGAIN
