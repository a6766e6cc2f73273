"""Lists, counts and tiles give the same answer as a plain look at every record, for any search over random worlds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import mapbox_vector_tile
import pytest

from stations.hours.model import ExceptionalPeriod, OpeningHours, Period
from stations.models import DataVersion, Operator, Source
from stations.ocpi import Access
from stations.records import EvseRecord, OperatorRecord, StationRecord
from stations.search import counts, find, wide, words
from stations.search.params import ALIASES, PAYMENTS, parse, to_pairs
from stations.search.query import Box, Opening, Order, PlugFilter, Point, StationQuery
from stations.sources import staging
from stations.tiles.render import MAX_ZOOM, of_tiles, tile
from tests.oracle import Fact, answer, facts_of
from tests.world import CLOSED, NETWORK, NOW, REGISTER, evse, plug, publish, stage, station
from voltway.lib.cells import MAX_LATITUDE, cell_of, tile_of

__all__ = ["stage"]

STATIONS, QUERIES = 180, 120
SPOTS = [(52.52, 13.4), (-17.8, 179.98), (-17.8, -179.98), (0.3, 9.4), (78.2, 15.6), (42.36, -71.06), (89.6, 30.0)]
STANDARDS = [
    "IEC_62196_T2_COMBO", "IEC_62196_T1_COMBO", "CHADEMO", "IEC_62196_T2", "IEC_62196_T1", "SAE_J3400", "TESLA_S",
    "TESLA_R", "GBT_DC", "GBT_AC", "DOMESTIC_F", "MCS", "x_NEMA_5_15",
]  # fmt: skip
POWERS = [None, 3.7, 10.999, 11, 22, 43, 49.999, 50, 120, 149.999, 150, 299.999, 300, 350]
OPERATORS = [None, None, "Volta Nord", "Ámper & Söhne", "Stromwerk"]
TIMES = [None, 1, 14.9, 15.1, 90, -3, -20]
HOURS = [
    None,
    OpeningHours(twentyfourseven=True),
    OpeningHours(regular=tuple(Period(day, 8 * 60, 18 * 60) for day in range(1, 6))),
    OpeningHours(regular=(Period(7, 0, 1440),)),
    OpeningHours(
        twentyfourseven=True,
        exceptional_closings=(ExceptionalPeriod(int(NOW.timestamp()) - 60, int(NOW.timestamp()) + 3600),),
    ),
    OpeningHours(text="ask at the desk"),
]
WORDS = ["Aldi", "Südhafen", "Œuvre 7", "Ring-Road", "Åkeri", "दिल्ली", "東京", "Café"]


def random_evse(dice: Random, uid: str, *, live: bool) -> EvseRecord:
    standing = dice.choice(["PLANNED", "REMOVED", "INOPERATIVE", "OUTOFORDER"])
    told = dice.choice(["AVAILABLE", "AVAILABLE", "CHARGING", "OUTOFORDER", "INOPERATIVE", "UNKNOWN"])
    status = standing if dice.random() < 0.25 else told if live else None
    plugs = [plug(dice.choice(STANDARDS), dice.choice(POWERS), str(n)) for n in range(dice.choice([1, 1, 2, 3]))]
    abilities = ["CONTACTLESS_CARD_SUPPORT", "CREDIT_CARD_PAYABLE", "PED_TERMINAL", "RFID_READER"]
    return evse(
        uid,
        *plugs,
        minutes_ago=dice.choice(TIMES),
        status=status,
        evse_id=f"DE*ABC*E{uid}" if dice.random() < 0.3 else None,
        capabilities=tuple(dice.sample(abilities, dice.randrange(3))),
    )


def random_station(dice: Random, name: str, *, live: bool) -> StationRecord:
    latitude, longitude = dice.choice(SPOTS)
    if dice.random() < 0.7:
        latitude = max(-90.0, min(90.0, latitude + dice.gauss(0, 0.2)))
        longitude = (longitude + dice.gauss(0, 0.2) + 180) % 360 - 180
    operator = dice.choice(OPERATORS)
    return station(
        name,
        (latitude, longitude),
        evses=tuple(random_evse(dice, f"{name}{n}", live=live) for n in range(dice.choice([0, 1, 1, 2, 4]))),
        country=None,
        name=" ".join(dice.sample(WORDS, dice.randrange(3))) or None,
        address=dice.choice([None, "Kai 5", "Rue de l'Œuvre 12"]),
        access=dice.choice([*Access, "PUBLIC", "PUBLIC"]),
        operator=OperatorRecord(operator) if operator else None,
        hours=dice.choice(HOURS),
        facilities=tuple(dice.sample(["HOTEL", "WIFI", "CAFE"], dice.randrange(4))),
        no_registration=dice.choice([None, True, False]),
        operational=dice.choice([None, None, True, False]),
        time_zone=dice.choice([None, "Europe/Berlin", "Pacific/Fiji"]),
    )


def build(seed: int) -> list[Fact]:
    """A world of three sources, of which some stations have vanished; what is there of it."""
    dice = Random(seed)
    states: dict[str, dict[str, tuple[str, datetime | None]]] = {}
    for feed in (REGISTER, CLOSED, NETWORK):
        records = [random_station(dice, f"{feed.uid[3]}{n}", live=feed.live) for n in range(STATIONS // 3)]
        publish(feed, *records)
        publish(feed, *records[:-5], complete="*", now=NOW + timedelta(minutes=1))
        for record in records if feed.live else []:
            told = {e.uid: (e.status, e.status_at) for e in record.evses if e.status}
            states[Fact(feed.uid, record).id] = told
    facts = facts_of({feed.uid: feed.live for feed in (REGISTER, CLOSED, NETWORK)}, states)
    assert len(facts) > STATIONS * 0.7
    return facts


def random_plug(dice: Random) -> PlugFilter:
    low = dice.choice([None, None, 0, 3700, 11_000, 20_000, 22_000, 50_000, 100_000, 150_000, 300_000, 320_000])
    high = dice.choice([None, None, None, 11_000, 50_000, 150_000, 1_000_000])
    aliases = dice.sample(sorted(ALIASES), dice.choice([0, 0, 1, 2]))
    named = {str(standard) for alias in aliases for standard in ALIASES[alias]}
    named |= set(dice.sample(STANDARDS, dice.choice([0, 0, 1])))
    return PlugFilter(tuple(sorted(named)), low, max(high, low or 0) if high else None, dice.random() < 0.15)


def random_area(dice: Random) -> dict[str, Any]:
    latitude, longitude = dice.choice(SPOTS)
    point = Point(round(latitude + dice.uniform(-0.1, 0.1), 6), round(min(180, longitude + dice.uniform(-0.1, 0.0)), 6))
    radius = dice.choice([None, 1_000.0, 20_000.0, 150_000.0, 500_000.0])
    west = dice.choice([-180.0, -100.0, 13.3, 179.9, 0.0])
    box = Box(west, dice.choice([-90.0, -17.9, 0.0]), dice.choice([180.0, 13.5, -179.9, 20.0]), 90.0)
    kind = dice.randrange(6)
    return {
        "point": Point(point.latitude, max(-180.0, point.longitude)) if kind in (1, 2, 3, 5) else None,
        "radius_m": radius if kind in (1, 2) else None,
        "box": box if kind in (4, 5) else None,
    }


def random_query(dice: Random) -> StationQuery:
    """A few filters at a time, so that not every answer is empty."""
    names = ["volta-nord", "amper-sohne", "stromwerk"]
    filters: dict[str, Any] = {
        "plug": random_plug(dice),
        "operators": tuple(sorted(dice.sample(names, dice.randrange(1, 3)))),
        "exclude_operators": tuple(sorted(dice.sample(names, dice.randrange(1, 3)))),
        "sources": (dice.choice(["xx-network", "xx-closed", "xx-register"]),),
        "access": tuple(value.value for value in Access if dice.random() < 0.5) or ("PUBLIC",),
        "open": dice.choice([*Opening]),
        "payment": tuple(name for name in PAYMENTS if dice.random() < 0.5),
        "amenities": tuple(name for name in ("HOTEL", "CAFE", "WIFI") if dice.random() < 0.4),
        "available": True,
        "hide_faulty": True,
        "planned": True,
        "min_evses": dice.choice([1, 2, 3]),
        "text": dice.choice(["aldi", "ald", "oeuvre", "Œ", "ring road", "DE*ABC*En1", "दिल", "東", "ak", "5 kai"]),
    }
    chosen = {name: filters[name] for name in dice.sample(sorted(filters), dice.choice([0, 1, 1, 2, 3]))}
    area = random_area(dice)
    orders = [Order.PLACE, Order.POWER, Order.NAME, *([Order.DISTANCE] * 3 if area["point"] else [])]
    return StationQuery(**chosen, **area, order=dice.choice(orders), limit=dice.choice([1, 5, 30, 30, 80]))


def walked(query: StationQuery) -> list[str]:
    """Ids along all pages."""
    found: list[str] = []
    for _ in range(STATIONS + 2):
        page = find.page(query, now=NOW)
        assert len(page.rows) <= query.limit
        found += [row.public_id for row in page.rows]
        if page.next_cursor is None:
            return found
        query = replace(query, cursor=page.next_cursor)
    raise AssertionError(f"no end: {query}")


def shown(query: StationQuery, z: int, x: int, y: int) -> tuple[int, list[str]]:
    """How many stations a tile shows, and the ids of those that stand alone."""
    layers = mapbox_vector_tile.decode(tile(of_tiles(query), z, x, y, now=NOW))
    alone = [feature["properties"]["id"] for feature in layers.get("stations", {"features": []})["features"]]
    clusters = [feature["properties"]["n"] for feature in layers.get("clusters", {"features": []})["features"]]
    return sum(clusters) + len(alone), alone


@pytest.fixture
def uncleaned(monkeypatch: pytest.MonkeyPatch, stage: None) -> None:
    """Nothing is refused or mended, so that stations lie at the poles and plugs have any power."""
    monkeypatch.setattr(staging, "clean", lambda record, feed, mended: record)


@pytest.mark.parametrize(("seed", "few", "looked_at"), [(1, words.FEW, wide.LOOKED_AT), (2, 3, 20), (3, 3, 0)])
def test_every_reader_agrees_with_a_look_at_every_record(
    seed: int, few: int, looked_at: int, stage: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few stations are read by their ids, many by their area, too many from the snapshot: all these ways are walked.
    monkeypatch.setattr(words, "FEW", few)
    monkeypatch.setattr(wide, "LOOKED_AT", looked_at)
    facts, dice = build(seed), Random(seed)
    nonempty = 0
    for _ in range(QUERIES):
        query = random_query(dice)
        expected = answer(facts, query, NOW)
        nonempty += bool(expected)
        assert walked(query) == expected, query
        assert counts.total(query, now=NOW) == len(expected), query
        assert shown(query, 0, 0, 0)[0] == len(expected), query
    assert nonempty > QUERIES / 3


def test_every_reader_agrees_about_stations_beyond_the_square_of_the_map(uncleaned: None) -> None:
    facts, dice = build(7), Random(7)
    assert any(fact.record.latitude > MAX_LATITUDE for fact in facts)
    for query in random_queries(dice, QUERIES):
        near_the_pole = replace(query, point=Point(89.5, 20.0), box=None, radius_m=400_000.0, order=Order.DISTANCE)
        for asked in (query, near_the_pole):
            expected = answer(facts, asked, NOW)
            assert walked(asked) == expected, asked
            assert counts.total(asked, now=NOW) == shown(asked, 0, 0, 0)[0] == len(expected), asked


@pytest.mark.parametrize("seed", [4])
def test_tiles_of_any_zoom_hold_the_stations_that_lie_in_them(seed: int, stage: None) -> None:
    facts, dice = build(seed), Random(seed)
    for _ in range(60):
        query, z = random_query(dice), dice.choice([3, 6, 10, MAX_ZOOM])
        expected = [fact for fact in facts if fact.id in answer(facts, query, NOW)]
        x, y = tile_of(cell_of(*dice.choice(SPOTS)), z)
        inside = {
            fact.id for fact in expected if tile_of(cell_of(fact.record.latitude, fact.record.longitude), z) == (x, y)
        }
        total, alone = shown(query, z, x, y)
        assert total == len(inside), (query, z, x, y)
        assert set(alone) <= inside


@pytest.mark.parametrize("seed", range(5))
def test_a_link_asks_the_same_question(seed: int) -> None:
    dice = Random(seed)
    for query in random_queries(dice, 200):
        values: dict[str, list[str]] = {}
        for name, value in to_pairs(query):
            values.setdefault(name, []).append(value)
        assert parse(values) == query


def random_queries(dice: Random, number: int) -> Iterator[StationQuery]:
    return (random_query(dice) for _ in range(number))


def test_a_source_is_hidden_until_its_first_load_is_whole(stage: None) -> None:
    publish(REGISTER, station("seen"))
    publish(CLOSED, station("unseen"))
    Source.objects.filter(uid=CLOSED.uid).update(loaded_at=None)
    DataVersion.bump(data=True)
    visible = Fact(REGISTER.uid, REGISTER.records[0]).id
    hidden = Fact(CLOSED.uid, CLOSED.records[0]).id
    assert walked(StationQuery()) == [visible]
    assert counts.total(StationQuery(), now=NOW) == 1
    assert shown(StationQuery(), 0, 0, 0) == (1, [visible])
    assert find.detail(hidden) is None
    assert Operator.objects.count() == 0
