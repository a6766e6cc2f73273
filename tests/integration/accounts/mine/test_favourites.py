"""Keeping stations: once each, with notes, up to a limit, and when they are gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.favourites import keep, listing
from accounts.favourites.files import FORMATS, read_file, rows_of
from accounts.favourites.keep import drop_favourite, join_favourites, keep_favourite
from accounts.models import Favourite, User
from stations.models import Station
from stations.web import cards
from stations.web.units import Units
from tests.integration.accounts.mine.conftest import NOWHERE, PARK, QUAY, vanish
from tests.world import NOW
from voltway.lib.problems import Conflict, NotFound

pytestmark = pytest.mark.usefixtures("world")

READER = cards.Reader(units=Units.KM, now=NOW)


def told(station: str, **more: Any) -> dict[str, Any]:
    return {"station": station, "title": "Old Park", "latitude": 1.5, "longitude": 2.5, **more}


def test_a_station_is_kept_once_with_what_is_known_of_it(alice: User) -> None:
    first, is_new = keep_favourite(by=alice, station=PARK, note="by the door", now=NOW)
    again, is_new_again = keep_favourite(by=alice, station=PARK, note=None, now=NOW + timedelta(days=1))
    assert (is_new, is_new_again, first.pk) == (True, False, again.pk)
    assert (again.title, again.address, again.latitude, again.longitude) == ("Park park", "1 Way", 52.52, 13.4)
    assert (again.note, again.added_at) == ("by the door", NOW)


def test_a_note_can_be_changed_and_emptied(alice: User) -> None:
    for note in ("one", "two", ""):
        keep_favourite(by=alice, station=PARK, note=note, now=NOW)
        assert Favourite.objects.get(user=alice).note == note


def test_a_station_that_never_was_is_not_kept(alice: User) -> None:
    with pytest.raises(NotFound):
        keep_favourite(by=alice, station=NOWHERE, note=None, now=NOW)


def test_a_station_is_dropped_from_ones_own_alone(alice: User, bob: User) -> None:
    for person in (alice, bob):
        keep_favourite(by=person, station=PARK, note=None, now=NOW)
    drop_favourite(by=alice, station=PARK)
    assert list(Favourite.objects.values_list("user__email", flat=True)) == [bob.email]
    with pytest.raises(NotFound):
        drop_favourite(by=alice, station=PARK)


def test_no_more_are_kept_than_the_limit(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "MAX_FAVOURITES", 1)
    keep_favourite(by=alice, station=PARK, note=None, now=NOW)
    with pytest.raises(Conflict):
        keep_favourite(by=alice, station=QUAY, note=None, now=NOW)
    joined = join_favourites(by=alice, told=[told(PARK, note="more"), told(QUAY)], now=NOW)
    assert (joined.noted, [(error.row, error.rule) for error in joined.refused]) == (1, [(1, "limit")])


def test_joining_adds_keeps_notes_and_names_what_it_refuses(alice: User) -> None:
    keep_favourite(by=alice, station=PARK, note="ours", now=NOW)
    rows = [told(PARK, note="theirs"), told(QUAY, added_at="2025-05-01T00:00:00Z"), told(QUAY), {"station": NOWHERE}, 5]
    joined = join_favourites(by=alice, told=rows, now=NOW)
    assert (joined.added, joined.noted, joined.unchanged) == (1, 1, 1)
    assert [(error.row, error.rule) for error in joined.refused] == [(3, "not_found"), (4, "row")]
    assert Favourite.objects.get(user=alice, station=PARK).note == "ours\ntheirs"
    assert Favourite.objects.get(user=alice, station=QUAY).added_at.year == 2025


def test_joining_twice_is_joining_once(alice: User) -> None:
    rows = [told(PARK, note="theirs"), told(NOWHERE, note="far")]
    join_favourites(by=alice, told=rows, now=NOW)
    before = list(Favourite.objects.values())
    again = join_favourites(by=alice, told=rows, now=NOW)
    assert (again.added, again.noted, again.unchanged, again.refused) == (0, 0, 2, [])
    assert list(Favourite.objects.values()) == before


def test_facts_of_a_station_that_is_here_are_ours(alice: User) -> None:
    join_favourites(by=alice, told=[told(PARK), told(NOWHERE)], now=NOW)
    assert dict(Favourite.objects.values_list("station", "title")) == {PARK: "Park park", NOWHERE: "Old Park"}


def test_a_moment_to_come_is_taken_for_now(alice: User) -> None:
    join_favourites(by=alice, told=[told(PARK, added_at="2999-01-01T00:00:00Z")], now=NOW)
    assert Favourite.objects.get().added_at == NOW


@pytest.mark.parametrize("form", FORMATS)
def test_favourites_go_from_one_account_to_another_whole(form: str, alice: User, bob: User) -> None:
    keep_favourite(by=alice, station=PARK, note="=SUM(1)\n'quoted'", now=NOW)
    join_favourites(
        by=alice, told=[told(NOWHERE, title="-Old", note="<&>", added_at="2025-05-01T01:02:03.5Z")], now=NOW
    )
    content = FORMATS[form].write(rows_of(Favourite.objects.filter(user=alice)))
    joined = join_favourites(by=bob, told=read_file(f"x.{form}", content), now=NOW)
    assert (joined.added, joined.refused) == (2, [])
    kept = [
        list(Favourite.objects.filter(user=person).order_by("station").values_list("station", "title", "address",
             "latitude", "longitude", "note", "added_at"))
        for person in (alice, bob)
    ]  # fmt: skip
    assert kept[0] == kept[1]


def test_the_list_is_in_the_order_of_distance_or_of_time(alice: User) -> None:
    keep_favourite(by=alice, station=PARK, note=None, now=NOW)
    keep_favourite(by=alice, station=QUAY, note=None, now=NOW + timedelta(minutes=1))
    kept = Favourite.objects.filter(user=alice)
    assert [line.favourite.station for line in listing.listed(kept, READER, None).lines] == [QUAY, PARK]
    near = listing.listed(kept, READER, (52.52, 13.4)).lines
    assert [line.favourite.station for line in near] == [PARK, QUAY]
    assert near[1].known
    assert near[1].known.card.distance == "1.3 km"


def test_a_vanished_station_stays_with_what_was_last_known(alice: User) -> None:
    keep_favourite(by=alice, station=PARK, note="dear", now=NOW)
    vanish()
    line = listing.listed(Favourite.objects.all(), READER, None).lines[0]
    assert (line.gone, line.gone_at) == (True, NOW)
    assert line.known
    assert line.known.card.title == "Park park"


def test_a_station_whose_source_was_removed_stays_too(alice: User) -> None:
    keep_favourite(by=alice, station=PARK, note="dear", now=NOW)
    Station.objects.all().delete()
    line = listing.listed(Favourite.objects.all(), READER, None).lines[0]
    assert (line.gone, line.gone_at, line.known, line.favourite.title) == (True, None, None, "Park park")


def test_long_lists_have_pages(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    for station in (PARK, QUAY):
        keep_favourite(by=alice, station=station, note=None, now=NOW)
    page = listing.listed(Favourite.objects.all(), READER, (52.52, 13.4), 9)
    assert (page.page, page.pages, page.total, len(page.lines)) == (2, 2, 2, 1)


@pytest.mark.parametrize("wrong", [{"latitude": 91}, {"longitude": -181}, {"station": PARK}])
def test_the_database_holds_what_must_hold(wrong: dict[str, Any], alice: User) -> None:
    keep_favourite(by=alice, station=PARK, note=None, now=NOW)
    good = {"station": QUAY, "title": "x", "latitude": 1, "longitude": 1, "added_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Favourite.objects.create(user=alice, **{**good, **wrong})
