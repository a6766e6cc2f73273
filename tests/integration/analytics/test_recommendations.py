"""Similar stations and suggestions: from where drivers charge and what fits, never what is gone, hidden or of few."""

from collections import Counter
from datetime import timedelta
from itertools import permutations
from math import sqrt
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.favourites.keep import keep_favourite
from accounts.models import User
from accounts.vehicles.facts import VehicleFacts
from accounts.vehicles.keep import keep_vehicle
from analytics.api.similar_schema import SHAPES
from analytics.models import ChargingSession, Neighbour, RollUp
from analytics.recommendations import covisits
from analytics.recommendations.mine import recommended
from analytics.rollups import fold
from analytics.rollups.drivers import LEAST
from stations.community.author import Author
from stations.community.finding import Place, check_in
from stations.documents.identity import public_id
from stations.models import Source, Station
from tests.fakes.sessions import NOW, session
from tests.integration.api.test_openapi import check
from tests.people import person
from tests.world import CHADEMO, NETWORK, REGISTER, evse, plug, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

QUAY, MALL, GYM, FARM = IDS = [public_id("xx-register", name) for name in ("quay", "mall", "gym", "farm")]


@pytest.fixture
def places() -> None:
    """Four places within some kilometres; the farm has no CCS."""
    publish(
        REGISTER,
        station("quay", (52.50, 13.40), name="Quay"),
        station("mall", (52.52, 13.42), name="Mall"),
        station("gym", (52.60, 13.50), name="Gym", operator="Strom AG"),
        station("farm", (52.51, 13.41), evse("1", plug(CHADEMO, 50)), name="Farm"),
    )


def charge(drivers: range, *stations: str, **facts: Any) -> None:
    """Each of some drivers at each of some stations."""
    for number in drivers:
        for one in stations:
            key = ChargingSession.objects.count()
            session(**{"native_id": str(key), "station": one, "driver": f"d{number}", **facts})


def counted() -> dict[tuple[str, str], int]:
    covisits.count(now=NOW, least=LEAST)
    return {
        (one, other): drivers
        for one, other, drivers in Neighbour.objects.values_list("station", "neighbour", "drivers")
    }


def similar(client: Client, station: str = QUAY) -> list[tuple[str, str]]:
    answer = client.get(reverse("api-similar", args=[station]))
    assert answer.status_code == 200
    check("SimilarStations", answer.json())
    return [(one["why"], one["station"]["name"]) for one in answer.json()["data"]]


def test_a_pair_is_told_of_five_drivers_and_not_of_four() -> None:
    charge(range(4), QUAY, MALL)
    assert counted() == {}
    charge(range(4, 5), QUAY, MALL)
    assert counted() == {(QUAY, MALL): 5, (MALL, QUAY): 5}
    assert Neighbour.objects.get(station=QUAY).score == 1.0


def test_pairs_are_what_a_plain_count_gives() -> None:
    dice = Random(6)
    ids = [f"p{number:011}" for number in range(8)]
    visits = {number: set(dice.sample(ids, dice.randrange(1, 6))) for number in range(60)}
    for number, where in visits.items():
        charge(range(number, number + 1), *where, *list(where)[:1])
    totals = Counter(one for where in visits.values() for one in where)
    shared = Counter(pair for where in visits.values() for pair in permutations(where, 2))
    assert counted() == {pair: count for pair, count in shared.items() if count >= 5}
    for one in Neighbour.objects.all():
        assert one.score == pytest.approx(one.drivers / sqrt(totals[one.station] * totals[one.neighbour]))


def test_who_tells_nothing_of_a_driver_counts_in_no_pair() -> None:
    charge(range(6), QUAY, MALL, state="VOID")
    charge(range(6), QUAY)
    # The same token of another feed is somebody else; a year ago is too long ago; a fleet's is nobody's.
    charge(range(6), MALL, feed="de-abc")
    charge(range(6), GYM, day=NOW.date() - timedelta(days=400))
    assert counted() == {}
    many = [f"p{number:011}" for number in range(60)]
    charge(range(6, 12), *many, QUAY)
    assert counted() == {}


def test_pairs_are_counted_anew_once_sessions_were_added_up() -> None:
    charge(range(5), QUAY, MALL)
    assert covisits.renew(now=NOW) == 0
    fold.rebuild(now=NOW)
    assert covisits.renew(now=NOW + timedelta(seconds=1)) == 2
    charge(range(5), GYM)
    covisits.renew(now=NOW + timedelta(days=1))
    assert Neighbour.objects.count() == 2
    fold.rebuild(now=NOW + timedelta(days=1))
    covisits.renew(now=NOW + timedelta(days=1, seconds=1))
    assert Neighbour.objects.count() == 6
    assert RollUp.objects.get(kind="COVISITS").folded_at == NOW + timedelta(days=1, seconds=1)


def test_pairs_of_more_than_a_year_ago_go_though_no_session_comes() -> None:
    charge(range(5), QUAY, MALL, day=NOW.date() - timedelta(days=363))
    fold.rebuild(now=NOW)
    assert covisits.renew(now=NOW) == 2
    assert covisits.renew(now=NOW + timedelta(days=3)) == 2
    assert covisits.renew(now=NOW + timedelta(days=8)) == 0


def test_drivers_of_two_feeds_are_never_added_up() -> None:
    """Three people with a token in each are six tokens."""
    for feed in ("uk-dundee", "de-abc"):
        charge(range(3), QUAY, MALL, feed=feed)
    assert counted() == {}
    charge(range(3, 7), QUAY, MALL, feed="de-abc")
    charge(range(3, 5), QUAY, MALL)
    assert counted() == {(QUAY, MALL): 7, (MALL, QUAY): 7}
    assert Neighbour.objects.get(station=QUAY).score == 1.0


def test_similar_is_where_its_drivers_charge_and_then_what_has_its_plug(places: None, client: Client) -> None:
    assert similar(client) == [("PLUGS", "Mall"), ("PLUGS", "Gym")]
    charge(range(5), QUAY, GYM)
    charge(range(3), QUAY, FARM)
    counted()
    assert similar(client) == [("SHARED_DRIVERS", "Gym"), ("PLUGS", "Mall")]


def test_what_has_vanished_is_never_similar(places: None, client: Client) -> None:
    charge(range(5), *IDS)
    counted()
    assert {name for _why, name in similar(client)} == {"Mall", "Gym", "Farm"}
    publish(REGISTER, station("quay", (52.50, 13.40), name="Quay"), station("gym", (52.60, 13.50)), complete="*")
    assert {name for _why, name in similar(client)} == {"Park gym"}
    assert client.get(reverse("api-similar", args=[MALL])).status_code == 410
    assert client.get(reverse("api-similar", args=["a" * 12])).status_code == 404


def test_stations_of_a_source_that_is_not_loaded_yet_are_never_similar(places: None, client: Client) -> None:
    publish(NETWORK, station("port", (52.50, 13.40), name="Port"))
    port = public_id("xx-network", "port")
    charge(range(5), QUAY, port)
    counted()
    Source.objects.filter(uid="xx-network").update(loaded_at=None)
    assert "Port" not in {name for _why, name in similar(client)}
    assert client.get(reverse("api-similar", args=[port])).status_code == 404


def test_a_station_says_where_its_drivers_charge_too(places: None, client: Client) -> None:
    page = client.get(f"/stations/{QUAY}/quay/").content.decode()
    assert "also charge at" not in page
    charge(range(5), QUAY, GYM)
    counted()
    page = client.get(f"/stations/{QUAY}/quay/").content.decode()
    assert 'aria-labelledby="also-charge-at"' in page
    also = page[page.index("also-charge-at") :]
    # Its row is among the same plugs nearby.
    assert f"/stations/{GYM}/gym/" in also
    assert 'class="row"' not in also
    assert page.count(f'data-id="{GYM}"') == 1


def test_a_station_far_away_has_its_row_where_drivers_charge_there_too(places: None, client: Client) -> None:
    publish(NETWORK, station("far", (53.55, 10.0), name="Far"))
    far = Station.objects.get(name="Far").public_id
    charge(range(5), QUAY, far)
    counted()
    page = client.get(f"/stations/{QUAY}/quay/").content.decode()
    assert f'data-id="{far}"' in page[page.index("also-charge-at") :]


def test_more_neighbours_take_no_more_queries(places: None, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/stations/{QUAY}/quay/")
        return len(asked)

    nothing = queries()
    charge(range(5), QUAY, GYM)
    counted()
    one = queries()
    charge(range(5), MALL, FARM)
    counted()
    assert queries() == one
    assert one - nothing <= 4


@pytest.fixture
def alice() -> User:
    return person()


def names(user: User) -> list[tuple[str, str, str]]:
    found = recommended(to=user, now=NOW, limit=10)
    return [(one.why, one.because["name"], one.station["name"]) for one in found]


def charged_at(user: User, station: str, outcome: int = 10) -> None:
    check_in(by=Author(user, ""), at=Place(station), outcome=outcome, note="", now=NOW)


def test_nothing_is_suggested_to_somebody_of_whom_nothing_is_known(places: None, alice: User) -> None:
    charge(range(5), QUAY, GYM)
    counted()
    assert names(alice) == []


def test_a_favourite_is_a_reason_and_none_of_them_is_suggested(places: None, alice: User) -> None:
    charge(range(9), QUAY, GYM)
    charge(range(9), MALL)
    counted()
    for one in (QUAY, MALL):
        keep_favourite(by=alice, station=one, note=None, now=NOW)
    assert names(alice) == [("SHARED_DRIVERS", "Mall", "Gym")]


def test_what_has_no_plug_for_the_car_is_never_suggested(places: None, alice: User) -> None:
    charge(range(5), QUAY, GYM, FARM)
    counted()
    keep_favourite(by=alice, station=QUAY, note=None, now=NOW)
    assert {name for _why, _because, name in names(alice)} == {"Gym", "Farm", "Mall"}
    keep_vehicle(by=alice, uid=uuid4(), facts=VehicleFacts("Blue", ("CCS_2",), chosen=True), now=NOW)
    assert {name for _why, _because, name in names(alice)} == {"Gym", "Mall"}
    keep_vehicle(by=alice, uid=uuid4(), facts=VehicleFacts("Leaf", ("CHADEMO",), chosen=True), now=NOW)
    assert names(alice) == [("SHARED_DRIVERS", "Quay", "Farm")]


def test_suggestions_are_its_owners_alone(places: None, alice: User, client: Client) -> None:
    charge(range(5), QUAY, GYM)
    counted()
    keep_favourite(by=alice, station=QUAY, note=None, now=NOW)
    path = reverse("api-recommendations")
    assert client.get(path).status_code == 401
    assert client.get(reverse("recommendations")).status_code == 302
    client.force_login(person("bob@voltway.example"))
    assert client.get(path).json() == {"data": [], "next": None}
    assert "Nothing yet." in client.get(reverse("recommendations")).content.decode()
    client.force_login(alice)
    answer = client.get(path)
    check("Recommendations", answer.json())
    first = answer.json()["data"][0]
    assert (first["why"], first["because"]["name"], first["station"]["name"]) == ("SHARED_DRIVERS", "Quay", "Gym")
    assert first["because"]["charged"] is False
    assert "private" in answer["Cache-Control"]
    page = client.get(reverse("recommendations")).content.decode()
    assert f'Because you keep <a href="/stations/{QUAY}/quay/">Quay</a>' in page
    assert set(SHAPES) == {"SimilarStations", "Recommendations"}


def test_only_a_check_in_after_charging_is_a_reason(places: None, alice: User) -> None:
    charge(range(5), QUAY, GYM)
    counted()
    charged_at(alice, QUAY, outcome=130)
    assert names(alice) == []
    charged_at(alice, QUAY)
    assert names(alice)[0] == ("SHARED_DRIVERS", "Quay", "Gym")
    assert recommended(to=alice, now=NOW, limit=1)[0].charged


def test_what_is_not_for_everybody_is_never_similar(places: None, client: Client) -> None:
    publish(
        NETWORK, station("club", (52.5, 13.4), access="PRIVATE"), station("plan", (52.5, 13.4), evse(status="PLANNED"))
    )
    charge(range(5), QUAY, *(public_id("xx-network", name) for name in ("club", "plan")))
    counted()
    assert {why for why, _name in similar(client)} == {"PLUGS"}
    assert "also charge at" not in client.get(f"/stations/{QUAY}/quay/").content.decode()
