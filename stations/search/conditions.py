"""`StationQuery` → SQL: what must hold of a station, apart from where it lies.

Plain SQL that SQLite and PostgreSQL read alike, because the hot path is one range read of a covering index; everything
a person sends is a parameter, never text. The station's alias is `s`. A sign before a column (`+s.source_id`) keeps the
database from leaving that index for the one on the column alone, which would read all rows of an operator.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from stations.documents import catalogue, traits
from stations.documents.catalogue import CLOCK_SLACK, Catalogue
from stations.documents.fits import ALL_FITS, POWER_EDGES, SINGLE, mask_of
from stations.models import Operator
from stations.search import words
from stations.search.hours import schedules_open_at
from stations.search.query import Opening, PlugFilter, StationQuery
from voltway.lib.bulk import db_time, marks_for
from voltway.lib.problems import InvalidParameters, ParameterError


class Condition(NamedTuple):
    """A piece of SQL and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def conditions(query: StationQuery, *, now: datetime) -> list[Condition]:
    """Everything that must hold, cheapest first. Raises InvalidParameters for operators and sources nobody has."""
    known = catalogue.current()
    return [
        Condition("s.vanished_at IS NULL"),
        *_plug(query),
        *_traits(query),
        *_among("s.access", query.access),
        *_operators(query, known),
        *_sources(query, known),
        *_hours(query, known, now),
        *_exact(query, known, now),
        *([Condition(*words.condition(query.text, known.data_version))] if query.text else []),
    ]


def check_names(query: StationQuery) -> None:
    """Raises InvalidParameters for operators and sources nobody has."""
    known = catalogue.current()
    operator_ids("operator", query.operators, known)
    operator_ids("exclude_operator", query.exclude_operators, known)
    source_ids(query.sources, known)


def needs_plugs(plug: PlugFilter) -> bool:
    """Whether the `fits` word alone can't decide: a threshold off a class edge, a maximum, a rarer standard."""
    if plug.max_power is not None or (plug.min_power is not None and plug.min_power not in (0, *POWER_EDGES)):
        return True
    return bool(set(plug.standards) - SINGLE) and not _whole_families(plug.standards)


def looks_closer(query: StationQuery) -> bool:
    """Whether it takes a look at a station's EVSEs or plugs to tell that it passes."""
    if query.available or query.hide_faulty:
        return True
    if query.min_evses and (query.planned or (query.plug and query.min_evses > 1)):
        return True
    return bool(query.plug) and (query.planned or needs_plugs(query.plug))


def fits_mask(plug: PlugFilter) -> int:
    """The bits of `fits` of which a station must have one."""
    known = plug.known_power or plug.max_power is not None or plug.min_power is not None
    return mask_of(plug.standards, plug.min_power, known=known)


def traits_mask(query: StationQuery) -> int:
    """The bits of `traits` that a station must have, all of them."""
    mask = sum(traits.PAYMENT_BITS[value] for value in query.payment)
    mask |= sum(traits.FACILITY_BITS[value] for value in query.amenities)  # type: ignore[index,misc]
    mask |= traits.OPEN_24_7 if query.open == Opening.ALWAYS else 0
    mask |= traits.LIVE if query.available else 0
    return mask | (0 if query.planned else traits.ACTIVE)


def _plug(query: StationQuery) -> Iterable[Condition]:
    mask = fits_mask(query.plug)
    if mask == ALL_FITS:
        return []
    if query.planned:
        # Planned plugs are not in `fits`; the exact test below looks at them.
        return [Condition("((s.fits & %s) <> 0 OR (s.traits & %s) <> 0)", (mask, traits.PLANNED))]
    return [Condition("(s.fits & %s) <> 0", (mask,))]


def _traits(query: StationQuery) -> Iterable[Condition]:
    if mask := traits_mask(query):
        yield Condition("(s.traits & %s) = %s", (mask, mask))
    if query.planned:
        yield Condition("(s.traits & %s) <> 0", (traits.ACTIVE | traits.PLANNED,))
    if query.hide_faulty:
        yield Condition("(s.traits & %s) = 0", (traits.OUT_OF_SERVICE,))


def _among(column: str, values: Iterable[object]) -> Iterable[Condition]:
    wanted = tuple(values)
    return [Condition(f"{column} IN ({marks_for(wanted)})", wanted)] if wanted else []


def _held(column: str, keys: tuple[int, ...], data_version: int) -> Iterable[Condition]:
    """Stations of some operators or sources."""
    if not keys:
        return []
    # The sign keeps the database from gathering all stations of a large one for each range of cells that it reads; a
    # small one's are found sooner by their own index.
    sign = "" if _are_few(column, keys, data_version) else "+"
    return _among(f"{sign}s.{column}", keys)


def leaves_few(query: StationQuery) -> bool:
    """Whether words, operators or sources leave so few stations that they are best read one by one."""
    known = catalogue.current()
    if query.text and words.few(query.text, known.data_version) is not None:
        return True
    held = [
        ("operator_id", operator_ids("operator", query.operators, known)),
        ("source_id", source_ids(query.sources, known)),
    ]
    return any(keys and _are_few(column, keys, known.data_version) for column, keys in held)


@lru_cache(maxsize=256)
def _are_few(column: str, keys: tuple[int, ...], data_version: int) -> bool:
    found = f"SELECT 1 FROM stations_station WHERE {column} IN ({marks_for(keys)}) LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({found}) AS found", [*keys, words.FEW + 1])
        return bool(cursor.fetchone()[0] <= words.FEW)


def _operators(query: StationQuery, known: Catalogue) -> Iterable[Condition]:
    if query.operators:
        yield from _held("operator_id", operator_ids("operator", query.operators, known), known.data_version)
    if query.exclude_operators:
        ids = operator_ids("exclude_operator", query.exclude_operators, known)
        yield Condition(f"(s.operator_id IS NULL OR +s.operator_id NOT IN ({marks_for(ids)}))", ids)


def operator_ids(parameter: str, slugs: tuple[str, ...], known: Catalogue) -> tuple[int, ...]:
    """Ids of operators by their slugs. Raises InvalidParameters for one that nobody has."""
    return _operator_ids(parameter, slugs, known.data_version) if slugs else ()


@lru_cache(maxsize=256)
def _operator_ids(parameter: str, slugs: tuple[str, ...], data_version: int) -> tuple[int, ...]:
    found = dict(Operator.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    _check_known(parameter, slugs, found)
    return tuple(found.values())


def _check_known(parameter: str, names: Iterable[str], known: Iterable[str]) -> None:
    there = set(known)
    if unknown := [name for name in names if name not in there]:
        errors = [ParameterError(parameter, none_called(unknown))]
        raise InvalidParameters("One or more parameters can't be used.", errors=errors)


def none_called(unknown: Iterable[str]) -> str:
    """The rule that names break which nobody has."""
    return f"there is none called {', '.join(unknown)}"


def _sources(query: StationQuery, known: Catalogue) -> Iterable[Condition]:
    yield from _held("source_id", source_ids(query.sources, known), known.data_version)
    if known.hidden:
        yield Condition(f"+s.source_id NOT IN ({marks_for(known.hidden)})", known.hidden)


def source_ids(uids: tuple[str, ...], known: Catalogue) -> tuple[int, ...]:
    """Ids of sources by their uids. Raises InvalidParameters for one that nobody has."""
    by_uid = {source.uid: key for key, source in known.sources.items()}
    _check_known("source", uids, by_uid)
    return tuple(by_uid[uid] for uid in uids)


def _hours(query: StationQuery, known: Catalogue, now: datetime) -> Iterable[Condition]:
    if query.open == Opening.NOW:
        # Ids of our own rows, written out: there may be more of them than one statement may have parameters.
        ids = ", ".join(map(str, schedules_open_at(now, known.data_version))) or "NULL"
        yield Condition(f"s.schedule_id IN ({ids})")


def _exact(query: StationQuery, known: Catalogue, now: datetime) -> Iterable[Condition]:
    """Tests on the plugs themselves, where the derived words can't decide."""
    plug = _connector(query.plug) if query.plug else None
    if query.min_evses:
        yield from _enough(query, plug, query.min_evses)
    state = list(_evse_state(query, known, now))
    unsure = plug and not query.min_evses and (needs_plugs(query.plug) or query.planned)
    if state or unsure:
        matching = _evse(plug, [*state, _standing(query)])
        # Nobody says that a station whose EVSEs are not known is out of order.
        bare = "s.evse_count = 0 OR " if query.hide_faulty and not (query.available or plug) else ""
        yield Condition(f"({bare}EXISTS (SELECT 1 {matching.sql}))", matching.params)


def _enough(query: StationQuery, plug: Condition | None, at_least: int) -> Iterable[Condition]:
    """So many EVSEs that match the plug filter, whatever their state."""
    if not query.planned:
        yield Condition("s.evse_count >= %s", (at_least,))
    if query.planned or (plug and (at_least > 1 or needs_plugs(query.plug))):
        matching = _evse(plug, [_standing(query)])
        yield Condition(f"(SELECT count(*) {matching.sql}) >= %s", (*matching.params, at_least))


def _evse(plug: Condition | None, holds: list[Condition]) -> Condition:
    """FROM … WHERE of a station's EVSEs that pass."""
    tests = [Condition("e.station_id = s.id"), *holds]
    if plug:
        tests.append(
            Condition(f"EXISTS (SELECT 1 FROM stations_connector c WHERE c.evse_id = e.id AND {plug.sql})", plug.params)
        )
    joined = together(tests)
    return Condition(
        f"FROM stations_evse e LEFT JOIN stations_evsestatus v ON v.evse_id = e.id WHERE {joined.sql}", joined.params
    )


def _standing(query: StationQuery) -> Condition:
    return Condition("e.status <> 'REMOVED'" if query.planned else "e.status NOT IN ('REMOVED', 'PLANNED')")


def _connector(plug: PlugFilter) -> Condition:
    tests = list(_among("c.standard", plug.standards))
    if plug.min_power is not None:
        tests.append(Condition("c.max_electric_power >= %s", (plug.min_power,)))
    if plug.max_power is not None:
        tests.append(Condition("c.max_electric_power <= %s", (plug.max_power,)))
    if plug.known_power:
        tests.append(Condition("c.max_electric_power IS NOT NULL"))
    return together(tests) if tests else Condition("1 = 1")


def _evse_state(query: StationQuery, known: Catalogue, now: datetime) -> Iterable[Condition]:
    current = fresh(known, now)
    if query.available:
        yield Condition(f"v.status = 'AVAILABLE' AND {current.sql}", current.params)
    if query.hide_faulty:
        faulty = "IN ('INOPERATIVE', 'OUTOFORDER')"
        yield Condition(f"e.status NOT {faulty}")
        yield Condition(f"(v.status IS NULL OR NOT (v.status {faulty} AND {current.sql}))", current.params)


def fresh(known: Catalogue, now: datetime) -> Condition:
    """A live state (alias `v`) that is as old as its source lets it be. Never NULL, so that NOT works on it."""
    latest = db_time(now + CLOCK_SLACK)
    parts = [
        Condition(
            f"(v.source_id IN ({marks_for(keys)}) AND v.observed_at BETWEEN %s AND %s)",
            (*keys, db_time(now - ttl), latest),
        )
        for ttl, keys in known.live_ttls.items()
    ]
    if not parts:
        return Condition("1 = 0")
    either = " OR ".join(part.sql for part in parts)
    return Condition(
        f"(v.observed_at IS NOT NULL AND ({either}))", tuple(value for part in parts for value in part.params)
    )


def _whole_families(standards: tuple[str, ...]) -> bool:
    """Whether the standards fill the plug families that they belong to, so that the family's bits are exact."""
    tesla_europe = {"TESLA_S", "TESLA_R"}
    gbt = {"GBT_AC", "GBT_DC"}
    left = set(standards) - SINGLE
    for members in (tesla_europe, gbt):
        if members <= left:
            left -= members
    return not left


def together(tests: Iterable[Condition]) -> Condition:
    parts = list(tests)
    return Condition(" AND ".join(part.sql for part in parts), tuple(value for part in parts for value in part.params))
