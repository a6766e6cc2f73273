"""Stations that share an EVSE (a group) are one place: which of them a list has shown before, how many repeat one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from stations.search import wide
from stations.search.conditions import Condition, conditions, together
from stations.search.cursor import Place
from stations.search.listing import beyond
from stations.search.query import Order, StationQuery
from stations.search.rows import fetch
from stations.search.space import exact, in_ranges, of_ranges, ranges_of
from voltway.lib.geo import distance_m

# Beyond so many stations, a few that are told twice are not looked for: it takes a look at each.
COUNTED = 1_000


def shown_before(query: StationQuery, after: Place, ids: Iterable[int], *, now: datetime) -> set[int]:
    """Those of the stations that answer the query no later than a place."""
    holds = together([*conditions(query, now=now), *exact(query)])
    if query.order is Order.DISTANCE and query.point:
        here = query.point
        near = fetch(wide.still_passing(holds, list(ids)))
        places = {row.id: (distance_m(here.latitude, here.longitude, row.latitude, row.longitude), row) for row in near}
        end = (float(after.key), after.public_id)
        return {key for key, (metres, row) in places.items() if (metres, row.public_id) <= end}
    later = together(beyond(query.order, after))
    return wide.still_passing(together([holds, Condition(f"NOT {later.sql}", later.params)]), list(ids))


def repeated(query: StationQuery, found: int, *, now: datetime) -> int:
    """How many of the `found` stations that answer a query tell of a place that another of them tells of; 0 of many."""
    if found > COUNTED:
        return 0
    grouped = Condition("""s."group" <> ''""")
    if wide.serves(query, ranges := ranges_of(query)):
        ids = ", ".join(map(str, wide.passing(query, now=now).ids.tolist())) or "NULL"
        before, members = Condition(""), Condition(f"stations_station s WHERE s.id IN ({ids}) AND {grouped.sql}")
    else:
        before, members = in_ranges(ranges), of_ranges([*conditions(query, now=now), *exact(query), grouped])
    with connection.cursor() as cursor:
        cursor.execute(f'{before.sql} SELECT count(*) - count(DISTINCT s."group") FROM {members.sql}', members.params)
        return int(cursor.fetchone()[0])
