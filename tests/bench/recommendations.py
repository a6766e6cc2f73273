"""`./dev bench recommendations`: how often the next places of a driver stand on a list that was made before.

The sessions of Dundee that tell drivers apart are cut at some days. What lies before is what is known: pairs of places
are counted from it by the code that runs (`analytics.recommendations`), popularity and own habits too. What lies after
is held back: each place at which a driver charged then is a case, and is hit where it is among the first of the list.
A driver of whom nothing is known before is no case.

The file has no positions. The British register (National Chargepoint Registry) calls some of the points "SCO" and their
number, and so gives a position to some sites: lists by distance are compared there alone, among these sites.
"""

import argparse
import csv
import gzip
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from tests.bench.machine import report
from tests.bench.world import use_data_dir
from tests.surroundings import real_data
from voltway.lib.geo import distance_m

_SESSIONS: Final = "sessions/dundee/charge-sessions-june-sept.csv.gz"
_REGISTER: Final = "uk_ncr/national-charge-point-registry_2022-05.csv.gz"
_AT: Final = (1, 3, 5, 10)
Position = tuple[float, float]
# A driver's visits before the cut, and places → the list.
Lister = Callable[[Mapping[str, int]], list[str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """A driver was at a site's point."""

    driver: str
    site: str
    point: str
    day: date


Place = Callable[[Visit], str]


def main() -> None:
    """Cut, count, rank and print."""
    parser = argparse.ArgumentParser(prog="./dev bench recommendations", description=__doc__)
    cuts = [date(2018, 7, 15), date(2018, 8, 1), date(2018, 8, 15)]
    parser.add_argument("--cut", type=date.fromisoformat, nargs="+", default=cuts, help="first days that are held back")
    asked = parser.parse_args()
    if not (real_data() / _SESSIONS).exists():
        parser.exit(message="The file of Dundee's sessions is absent (VOLTWAY_REAL_DATA names its folder).\n")
    with tempfile.TemporaryDirectory() as folder:
        use_data_dir(Path(folder))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        visits = list(_visits())
        placed = _positions(visits)
        near = [visit for visit in visits if visit.site in placed]
        measured: list[tuple[str, Sequence[Visit], Place, Mapping[str, Position]]] = [
            ("By site", visits, lambda visit: visit.site, {}),
            ("By point", visits, lambda visit: visit.point, {}),
            ("By site, those with a known position alone", near, lambda visit: visit.site, placed),
        ]
        for title, some, place, where in measured:
            rows = _measured(some, asked.cut, place, where)
            places = len({place(visit) for visit in some})
            report(f"{title}: {places} places, {len(some):,} sessions", rows, json_path=None)


def _visits() -> Iterator[Visit]:
    """All sessions that tell a driver and a place."""
    from analytics.sessions.layout import Usual
    from analytics.sessions.table import Table, all_maps

    table = Table(all_maps()["dundee"], Usual("uk-dundee", "GBP", "Europe/London"))
    for _line, row in table.rows(real_data() / _SESSIONS):
        told = table.read(row)
        if told.driver_token and told.site:
            yield Visit(told.driver_token, told.site, told.evse_uid, told.started_at.date())


def _positions(visits: Iterable[Visit]) -> dict[str, Position]:
    """Of the sites of which the register knows a point."""
    with gzip.open(real_data() / _REGISTER, "rt", encoding="utf-8", errors="replace", newline="") as file:
        at = {row["reference"]: (row["latitude"], row["longitude"]) for row in csv.DictReader(file)}
    known = {visit.site: at.get(f"SCO{visit.point}") for visit in visits if at.get(f"SCO{visit.point}")}
    return {site: (float(found[0]), float(found[1])) for site, found in known.items() if found}


def _measured(
    visits: Sequence[Visit], cuts: Sequence[date], place: Place, where: Mapping[str, Position]
) -> list[dict[str, Any]]:
    hits: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    cases: Counter[str] = Counter()
    for cut in cuts:
        before, after = _sides(visits, cut, place)
        for name, lister in _listers(before, cut, where):
            for driver, later in after.items():
                own = before[driver]
                new = [one for one in lister(own) if one not in own]
                habit = sorted(own, key=lambda one, own=own: (-own[one], one))  # type: ignore[misc]
                for case, listed in (("new places", new), ("all places", [*habit, *new])):
                    _count(hits[case, name], [one for one in later if case != "new places" or one not in own], listed)
        for later_of, own_of in ((later, before[driver]) for driver, later in after.items()):
            cases["new places"] += len(later_of - set(own_of))
            cases["all places"] += len(later_of)
    return [
        {"cases": f"{cases[case]:,} {case}", "list": f"own, then {name}" if case == "all places" else name}
        | {f"hit@{n}": f"{found[n] / cases[case]:.1%}" if cases[case] else "" for n in _AT}
        for (case, name), found in sorted(hits.items(), key=lambda item: item[0][0], reverse=True)
    ]


def _count(found: Counter[int], held_back: Iterable[str], listed: Sequence[str]) -> None:
    for one in held_back:
        for n in _AT:
            found[n] += one in listed[:n]


def _sides(visits: Iterable[Visit], cut: date, place: Place) -> tuple[dict[str, Counter[str]], dict[str, set[str]]]:
    """How often each driver was where before the cut, and where those of them were from then on."""
    before: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: defaultdict[str, set[str]] = defaultdict(set)
    for visit in visits:
        if visit.day < cut:
            before[visit.driver][place(visit)] += 1
        else:
            after[visit.driver].add(place(visit))
    return dict(before), {driver: places for driver, places in after.items() if driver in before}


def _listers(
    before: Mapping[str, Counter[str]], cut: date, where: Mapping[str, Position]
) -> Iterator[tuple[str, Lister]]:
    drivers = Counter(place for places in before.values() for place in places)
    popular = [place for place, _count in drivers.most_common()]
    yield "popular", lambda own: popular
    for least in (5, 1):
        pairs = _pairs(before, cut, least)
        yield f"shared drivers, {least} at least", _by_drivers(pairs, [])
        yield f"shared drivers, {least} at least, then popular", _by_drivers(pairs, popular)
    if where:
        yield "nearest to own", lambda own: sorted(where, key=lambda one: _from_own(one, own, where))


def _by_drivers(pairs: Sequence[tuple[str, str, float]], rest: Sequence[str]) -> Lister:
    from analytics.recommendations.ranking import suggested

    def listed(own: Mapping[str, int]) -> list[str]:
        found = [one.place for one in suggested(own, [pair for pair in pairs if pair[0] in own])]
        return [*found, *(place for place in rest if place not in found)]

    return listed


def _from_own(place: str, own: Mapping[str, int], where: Mapping[str, Position]) -> float:
    """Metres to the nearest of the places that somebody was at."""
    return min((distance_m(*where[place], *where[one]) for one in own), default=0.0)


def _pairs(before: Mapping[str, Counter[str]], cut: date, least: int) -> list[tuple[str, str, float]]:
    """As the job counts them, from sessions before the cut alone; nothing stays in the database."""
    from django.db import transaction

    from analytics.models import ChargingSession, Neighbour
    from analytics.recommendations.covisits import count

    names = sorted({place for places in before.values() for place in places})
    ids = {name: f"p{number:011}" for number, name in enumerate(names)}
    moment = datetime(cut.year, cut.month, cut.day, tzinfo=UTC)
    usual = {"feed": "bench", "started_at": moment, "day": cut, "hour": 0, "time_zone": "UTC", "changed_at": moment}
    rows = (
        ChargingSession(native_id=f"{driver} {ids[place]}", station=ids[place], driver=driver, state="OPEN", **usual)
        for driver, places in before.items()
        for place in places
    )
    with transaction.atomic():
        ChargingSession.objects.bulk_create(rows, batch_size=500)
        count(now=moment, least=least)
        found = list(Neighbour.objects.values_list("station", "neighbour", "score"))
        transaction.set_rollback(True)
    back = {key: name for name, key in ids.items()}
    return [(back[station], back[neighbour], score) for station, neighbour, score in found]


if __name__ == "__main__":
    main()
