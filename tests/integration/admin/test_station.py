"""A station's page in the console: who says what, how it came to be, where else it stands, and hiding it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from stations.ingest.undo import undo
from stations.models import Hiding, ImportRun, Station
from tests.fakes.edits import corrected
from tests.people import in_role
from tests.world import NETWORK, NOW, REGISTER, evse, plug, publish, station

pytestmark = pytest.mark.usefixtures("stage")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place() -> Station:
    publish(REGISTER, station("a", (52.52, 13.4), evse("1", evse_id="DE*ABC*E1*1"), name="Lindenpark", city="Berlin"))
    publish(NETWORK, station("z", (52.52, 13.4), evse("9", minutes_ago=5, evse_id="DE*ABC*E1*1", status="CHARGING")))
    changed = evse("1", plug(kw=300), evse_id="DE*ABC*E1*1")
    publish(REGISTER, station("a", (52.52, 13.4), changed, name="Linden & Park", city="Berlin"), now=LATER)
    return Station.objects.get(name="Linden & Park")


@pytest.fixture(params=[Role.STEWARD])
def steward(client: Client) -> Iterator[Client]:
    client.force_login(in_role(Role.STEWARD))
    yield client


def page(of: Station, what: str = "change") -> str:
    if what == "change":
        return reverse("admin:stations_station_change", args=[of.pk])
    return reverse("admin:stations_station_do", args=[of.pk, what])


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def part(told: str, begin: str, end: str) -> str:
    return told.partition(begin)[2].partition(end)[0]


def test_each_fact_has_who_says_it_and_when(place: Station, steward: Client) -> None:
    corrected(place.public_id, city="Potsdam", price_text="0.50 € per kWh")
    told = part(words(steward, page(place)), "Who says what", "Where it is")
    assert "name Linden &amp; Park xx-register seen 2026-01-14 13:00:00 UTC" in told
    assert "city Potsdam The source says: Berlin drivers accepted 2026-01-14 12:00:00 UTC" in told
    assert "price_text 0.50 € per kWh The source says: nothing drivers" in told
    assert "EVSE DE*ABC*E1*1 IEC_62196_T2_COMBO CABLE 300 kW xx-register" in told


def test_what_the_source_does_not_say_is_not_said_by_it(place: Station, steward: Client) -> None:
    told = part(words(steward, page(place)), "Who says what", "Where it is")
    assert "time_zone Europe/Berlin VoltWay concluded" in told
    assert "city Berlin xx-register" in told


def test_an_undo_that_brought_it_back_is_told(place: Station, steward: Client) -> None:
    run = publish(REGISTER, station("b"), complete="*", now=LATER)
    Station.objects.get(pk=place.pk, vanished_at__isnull=False)
    undoing = undo(run=run, now=LATER + timedelta(hours=1))
    told = part(words(steward, page(place)), "How it came to be", "The same place in other sources")
    assert f"2026-01-14 14:00:00 UTC made as before by run {undoing.pk}, which took back run {run.pk}" in told


def test_how_it_came_to_be_stands_with_run_and_facts(place: Station, steward: Client) -> None:
    first, _other, second = ImportRun.objects.order_by("pk")
    told = part(words(steward, page(place)), "How it came to be", "The same place in other sources")
    assert f"2026-01-14 13:00:00 UTC changed by run {second.pk}" in told
    assert "name Lindenpark Linden &amp; Park" in told
    assert "IEC_62196_T2_COMBO CABLE 150 kW IEC_62196_T2_COMBO CABLE 300 kW" in told
    assert f"2026-01-14 12:00:00 UTC brought by run {first.pk}" in told
    assert told.index("changed by") < told.index("brought by")
    assert reverse("admin:stations_importrun_change", args=[second.pk]) in steward.get(page(place)).content.decode()


def test_a_run_that_was_undone_says_so(place: Station, steward: Client) -> None:
    undo(run=ImportRun.objects.latest("pk"), now=LATER)
    assert "which was undone" in words(steward, page(place))


def test_what_drivers_corrected_and_what_ended_it(place: Station, steward: Client) -> None:
    corrected(place.public_id, city="Potsdam")
    publish(REGISTER, station("a", name="Linden & Park", city="Spandau"), now=LATER + timedelta(hours=1))
    told = words(steward, page(place))
    assert "correction of drivers accepted" in told
    assert "correction ended: its source says something else" in told
    assert "A correction of city (Potsdam) holds no longer" in told


def test_live_states_have_their_times_and_what_is_not_kept_is_said(place: Station, steward: Client) -> None:
    live = Station.objects.get(source__uid="xx-network")
    told = part(words(steward, page(live)), "Live states", "How it came to be")
    assert "DE*ABC*E1*1 CHARGING 2026-01-14 11:55:00 UTC 2026-01-14 11:55:00 UTC" in told
    assert "those before are not" in told
    assert "No source tells a live state of it." in words(steward, page(place))


def test_the_same_place_in_other_sources_is_a_click_away(place: Station, steward: Client) -> None:
    other = Station.objects.get(source__uid="xx-network")
    html = steward.get(page(place)).content.decode()
    assert f'href="{page(other)}"' in html
    assert f'href="{reverse("admin:stations_source_change", args=[place.source_id])}"' in html
    for kind in ("edit", "faultreport", "checkin", "review", "photo"):
        address = f"{reverse(f'admin:stations_{kind}_changelist')}?q={place.public_id}"
        assert address in html
        assert steward.get(address).status_code == 200
    assert "position" in html


def test_it_is_hidden_with_a_reason_and_shown_again(place: Station, steward: Client) -> None:
    assert steward.post(page(place, "hide"), {"reason": " "}).status_code == 400
    assert not Hiding.objects.exists()
    steward.post(page(place, "hide"), {"reason": "It is invented."})
    assert Station.objects.get(pk=place.pk).vanished_at is not None
    told = words(steward, page(place))
    assert "It is invented." in part(told, "Hidden since", "Who says what")
    assert "Hide: It is invented. (steward@voltway.example)" in told
    steward.post(page(place, "show"), {"reason": "It is not."})
    assert Station.objects.get(pk=place.pk).vanished_at is None
    notes = list(AuditEntry.objects.order_by("pk").values_list("words", flat=True))
    assert notes == ["Hide: It is invented.", "Show again: It is not."]


def test_who_only_looks_sees_all_of_it_and_hides_nothing(place: Station) -> None:
    viewer = Client()
    viewer.force_login(in_role(Role.VIEWER))
    html = viewer.get(page(place)).content.decode()
    assert "Who says what" in html
    assert page(place, "hide") not in html
    assert viewer.get(page(place, "hide")).status_code == 200
    assert viewer.post(page(place, "hide"), {"reason": "no"}).status_code == 403
    assert not Hiding.objects.exists()


def test_more_history_takes_no_more_queries(place: Station, steward: Client) -> None:
    with CaptureQueriesContext(connection) as before:
        steward.get(page(place))
    for number in range(5):
        facts = station("a", (52.52, 13.4), evse("1", evse_id="DE*ABC*E1*1"), name=f"Park {number}", city="Berlin")
        publish(REGISTER, facts, now=LATER + timedelta(hours=number + 1))
    with CaptureQueriesContext(connection) as after:
        steward.get(page(place))
    assert len(after) == len(before)


def test_what_vanished_was_not_seen_on_the_day_it_was_missed(steward: Client) -> None:
    kept = [station(name) for name in "bcdef"]
    publish(REGISTER, station("a", name="Gone"), *kept, complete="*")
    publish(REGISTER, *kept, complete="*", now=NOW + timedelta(days=30))
    gone = Station.objects.get(name="Gone")
    assert gone.vanished_at == NOW + timedelta(days=30)
    told = words(steward, page(gone))
    assert "Last seen in its source: 2026-01-14 12:00:00 UTC" in told
    assert "name Gone xx-register seen 2026-01-14 12:00:00 UTC" in told
    there = words(steward, page(Station.objects.exclude(pk=gone.pk).earliest("pk")))
    assert "Last seen in its source: 2026-02-13 12:00:00 UTC" in there
    assert "seen 2026-02-13 12:00:00 UTC" in there
