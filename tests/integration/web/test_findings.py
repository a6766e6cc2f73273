"""What drivers found: told in two taps or by the API, what it makes suspected, and where that shows."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from stations.api.schema import findings as shapes
from stations.api.schema.shapes import SHAPES
from stations.community import moderation, suspicions
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.models import Block, CheckIn, DataVersion, FaultReport, Outcome, Station, Suspicion
from tests.fakes import keys, norwich
from tests.people import person
from voltway.lib.access import Scope
from voltway.lib.problems import InvalidParameters, NotSignedIn

pytestmark = pytest.mark.usefixtures("world")

CASTLE = "Castle Mall"
PLUG = {"evse_uid": "GB*MFG*E1*1", "connector_id": "1"}
REPORT = {**PLUG, "kind": "DARK"}


@pytest.fixture
def castle(world: None) -> str:
    return Station.objects.get(name=CASTLE).public_id


def at(castle: str) -> Place:
    return Place(castle, PLUG["evse_uid"], "1")


def tell(castle: str, *, who: int, hours_ago: float = 1, kind: str = "DARK") -> FaultReport:
    """Somebody without an account, from an address of their own."""
    moment = timezone.now() - timedelta(hours=hours_ago)
    return report_fault(at=at(castle), kind=kind, by=Author(None, f"{who:032}"), now=moment)[0]


@pytest.mark.parametrize("kind", ["reports", "checkins"])
def test_lists_go_on_where_a_page_ended(kind: str, castle: str, client: Client) -> None:
    now = timezone.now()
    for who in range(5):
        by = Author(None, f"{who:032}")
        report_fault(at=at(castle), kind="DARK", by=by, now=now)
        check_in(at=at(castle), outcome=Outcome.CHARGED, note="", by=by, now=now)
    address, pages = f"/api/v2/stations/{castle}/{kind}/?limit=2", []
    while address:
        page = client.get(address).json()
        pages.append([row["id"] for row in page["data"]])
        address = page["next"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({each for page in pages for each in page}) == 5
    assert client.get(f"/api/v2/stations/{castle}/{kind}/?cursor={'a' * 22}").status_code == 400


def test_nothing_is_kept_of_whoever_is_deleted_meanwhile(castle: str) -> None:
    gone = person()
    type(gone).objects.filter(pk=gone.pk).delete()
    by, now = Author(gone, "x"), timezone.now()
    with pytest.raises(NotSignedIn):
        report_fault(at=at(castle), kind="DARK", by=by, now=now)
    with pytest.raises(NotSignedIn):
        check_in(at=at(castle), outcome=Outcome.CHARGED, note="", by=by, now=now)
    assert not (FaultReport.objects.exists() or CheckIn.objects.exists())


def three(castle: str) -> list[FaultReport]:
    return [tell(castle, who=n, hours_ago=5 - n) for n in (1, 2, 3)]


def post(client: Client, path: str, body: Any, *, address: str = "192.0.2.1", **headers: Any) -> Any:
    return client.post(
        f"/api/v2/stations/{path}/", body, "application/json", REMOTE_ADDR=address, headers=headers or None
    )


def suspected(client: Client, castle: str) -> Any:
    document = client.get(f"/api/v2/stations/{castle}/").json()
    return {evse["uid"]: [plug["suspected"] for plug in evse["connectors"]] for evse in document["evses"]}


def test_three_reports_mark_the_plug_everywhere(castle: str, client: Client, read: Any) -> None:
    three(castle)
    assert "Suspected broken: 3 drivers reported it, last 2 h ago" in read(norwich.path_of(CASTLE))
    assert "1 plug suspected broken" in read("/?place=Norwich")
    found = suspected(client, castle)
    assert found.pop(PLUG["evse_uid"])[0]["reports"] == 3
    assert all(each == [None] for each in found.values())
    # What the source says of it stays what it says.
    assert client.get(f"/api/v2/stations/{castle}/").json()["evses"][0]["status"] == "AVAILABLE"


def test_two_reports_mark_nothing(castle: str, client: Client, read: Any) -> None:
    tell(castle, who=1)
    tell(castle, who=2)
    assert "Suspected" not in read(norwich.path_of(CASTLE))
    assert suspected(client, castle)[PLUG["evse_uid"]] == [None]


def test_a_list_with_a_suspicion_takes_one_query_more_and_else_none(
    castle: str, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def questions() -> int:
        client.get("/api/v2/stations/?place=Norwich&limit=50")
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/v2/stations/?place=Norwich&limit=49")
        return len([query for query in asked if "suspicion" in query["sql"]])

    assert questions() == 0
    three(castle)
    assert questions() == 1


def test_what_was_kept_of_an_answer_is_good_no_more_when_a_plug_is_suspected(castle: str, client: Client) -> None:
    before = client.get(f"/api/v2/stations/{castle}/")
    three(castle)
    after = client.get(f"/api/v2/stations/{castle}/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_a_report_that_changes_nothing_for_readers_leaves_what_they_kept(castle: str) -> None:
    version = DataVersion.current()
    tell(castle, who=1)
    assert DataVersion.current() == version


def test_a_suspicion_ends_by_itself(castle: str, client: Client) -> None:
    three(castle)
    ends = timezone.now() - timedelta(seconds=1)
    Suspicion.objects.update(until=ends)
    DataVersion.bump(status=True)
    assert suspected(client, castle)[PLUG["evse_uid"]] == [None]
    version = DataVersion.current()
    FaultReport.objects.all().delete()
    suspicions.refresh()
    assert not Suspicion.objects.exists()
    assert DataVersion.current() > version


def test_reports_of_who_is_deleted_count_no_more(castle: str) -> None:
    drivers = [person(f"driver{n}@voltway.example") for n in range(3)]
    for number, driver in enumerate(drivers):
        report_fault(at=at(castle), kind="DARK", by=Author(driver, f"{number:032}"), now=timezone.now())
    assert Suspicion.objects.exists()
    drivers[0].delete()
    suspicions.refresh()
    assert not Suspicion.objects.exists()


def test_a_moderator_hides_and_shows(castle: str, client: Client) -> None:
    first, *_ = three(castle)
    hidden, shown = FaultReport.State.HIDDEN, FaultReport.State.SHOWN
    assert moderation.set_state(first, hidden, reason="Invented.", now=timezone.now())
    assert suspected(client, castle)[PLUG["evse_uid"]] == [None]
    assert moderation.set_state(first, shown, reason="", now=timezone.now())
    assert suspected(client, castle)[PLUG["evse_uid"]] != [None]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_faults_of_the_equipment_count(outcome: Outcome, castle: str) -> None:
    for who in range(3):
        check_in(at=at(castle), outcome=outcome, note="", by=Author(None, f"{who:032}"), now=timezone.now())
    assert Suspicion.objects.exists() is (outcome in (Outcome.NOT_OPERATIONAL, Outcome.EQUIPMENT_PROBLEM))


def test_a_success_clears(castle: str, client: Client) -> None:
    three(castle)
    check_in(at=at(castle), outcome=10, note="", by=Author(person(), "elsewhere"), now=timezone.now())
    assert suspected(client, castle)[PLUG["evse_uid"]] == [None]


def test_where_nobody_knows_the_plug_nothing_is_suspected(castle: str) -> None:
    for who in range(3):
        check_in(at=Place(castle), outcome=20, note="", by=Author(None, f"{who:032}"), now=timezone.now())
    assert not Suspicion.objects.exists()


def test_the_only_plug_is_meant_where_none_is_named(castle: str) -> None:
    told, _ = check_in(at=Place(castle, "GB*MFG*E1*1"), outcome=10, note="", by=Author(None, "a"), now=timezone.now())
    assert told.connector_uid == "1"


def test_a_report_needs_its_plug(castle: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        report_fault(at=Place(castle), kind="DARK", by=Author(None, "a"), now=timezone.now())
    assert refused.value.errors[0].parameter == "evse_uid"


def test_the_words_count_the_latest_and_say_how_old(castle: str, read: Any) -> None:
    page = read(norwich.path_of(CASTLE))
    assert "Nobody has told yet how a visit ended." in page
    assert "0 of the last" not in page
    for hours, outcome in ((30, 20), (20, 10), (3, 10)):
        moment = timezone.now() - timedelta(hours=hours)
        check_in(at=at(castle), outcome=outcome, note="", by=Author(None, f"{hours:032}"), now=moment)
    words = "Of the last 3 who told: 2 could charge, 1 found it out of order; last 3 h ago"
    assert words in read(norwich.path_of(CASTLE))


def test_each_who_told_counts_once_by_the_latest_and_a_car_in_the_way_is_no_fault(castle: str, read: Any) -> None:
    for hours, who, outcome in ((9, 1, 20), (8, 1, 10), (7, 2, 110), (6, 3, 10)):
        moment = timezone.now() - timedelta(hours=hours)
        check_in(at=at(castle), outcome=outcome, note="", by=Author(None, f"{who:032}"), now=moment)
    words = "Of the last 3 who told: 2 could charge, 1 was kept by something else; last 6 h ago"
    assert words in read(norwich.path_of(CASTLE))


def test_whoever_charged_at_a_suspected_plug_says_so_beside_it(castle: str, client: Client, read: Any) -> None:
    for who in range(3):
        tell(castle, who=who, hours_ago=1)
    page = client.get(norwich.path_of(CASTLE)).content.decode()
    link = re.search(r'href="([^"]+tell/check-in/[^"]+)"', page)
    assert link
    form = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert re.search(r'<option value="0"\s+selected', form)
    said = client.post(f"/stations/{castle}/tell/check-in/", {"outcome": "10"}, follow=True).content.decode()
    assert "If you charged there, say so beside it." in said


def test_a_note_is_shown_as_it_was_written(castle: str, client: Client) -> None:
    note = "<script>alert(1)</script>\nsecond\u202e line\x07"
    check_in(at=at(castle), outcome=10, note=note, by=Author(None, "a"), now=timezone.now())
    page = client.get(norwich.path_of(CASTLE)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nsecond line<" in page
    assert "<script>alert" not in page


# Two taps


def first_tap(client: Client) -> str:
    page = client.get(norwich.path_of(CASTLE)).content.decode()
    links = re.findall(r'href="([^"]*/tell/broken/[^"]*)"', page)
    assert len(links) == page.count('data-offer="')
    return str(links[0].replace("&amp;", "&"))


def second_tap(client: Client, address: str, **fields: str) -> Any:
    hidden = re.findall(
        r'<input type="hidden" name="(evse|plug)" value="([^"]*)"', client.get(address).content.decode()
    )
    return client.post(address, {**dict(hidden), "kind": "STOPS", **fields}, follow=True)


def test_two_taps_report_a_plug_and_a_double_tap_is_one_report(castle: str, client: Client) -> None:
    address = first_tap(client)
    page = second_tap(client, address).content.decode()
    assert "Thank you. It is counted: the plug is marked once more drivers report it." in page
    assert "counted once" in second_tap(client, address).content.decode()
    report = FaultReport.objects.get()
    assert (report.evse_uid, report.connector_uid, report.kind) == ("GB*MFG*E1*1", "1", "STOPS")
    assert report.user is None


def test_a_form_from_another_site_is_refused(castle: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(f"/stations/{castle}/tell/broken/", {"evse": "GB*MFG*E1*1", "plug": "1", "kind": "DARK"})
    assert answer.status_code == 403
    assert not FaultReport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"kind": "NONSENSE"}, "must be one of"), ({"plug": "9"}, "is no plug"), ({"evse": "nothing"}, "is no EVSE")],
)
def test_what_no_form_of_ours_sends_is_named(fields: dict[str, str], words: str, castle: str, client: Client) -> None:
    answer = second_tap(client, first_tap(client), **fields)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_who_is_blocked_reads_why(castle: str, client: Client) -> None:
    alice = person()
    Block.objects.create(user=alice, reason="Invented faults.")
    client.force_login(alice)
    answer = second_tap(client, first_tap(client))
    assert answer.status_code == 403
    assert "Invented faults." in answer.content.decode()
    assert not FaultReport.objects.exists()


def test_after_a_flood_the_next_report_waits(castle: str, client: Client) -> None:
    for who in range(10):
        tell(castle, who=who, hours_ago=0.1)
    page = second_tap(client, first_tap(client)).content.decode()
    assert "once a moderator has looked at it" in page
    assert FaultReport.objects.get(state="WAITING").reason


def test_a_check_in_takes_the_plug_by_its_number(castle: str, client: Client) -> None:
    address = f"/stations/{castle}/tell/check-in/"
    assert "Blocked by an electric car" in client.get(address).content.decode()
    page = client.post(address, {"at": "2", "outcome": "10", "note": "fine"}, follow=True).content.decode()
    assert "The last one who told could charge" in page
    told = CheckIn.objects.get()
    assert (told.evse_uid, told.connector_uid, told.note) == ("GB*MFG*E1*3", "1", "fine")
    assert client.post(address, {"at": "99", "outcome": "10"}).status_code == 400
    assert client.post(address, {"outcome": "x"}).status_code == 400


def test_nothing_is_told_of_what_is_not_there(castle: str, client: Client) -> None:
    for form in ("broken", "check-in"):
        assert client.get(f"/stations/aaaaaaaaaaaa/tell/{form}/").status_code == 404
    Station.objects.update(vanished_at=timezone.now())
    assert post(client, f"{castle}/reports", REPORT).status_code == 410


# The API


def holds(shape: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": {**SHAPES, **shapes.SHAPES}}}
    Draft202012Validator(schema).validate(answer)


def test_anyone_may_tell_by_the_api(castle: str, client: Client) -> None:
    sent = [("reports", "FaultReport", REPORT), ("checkins", "CheckIn", {"outcome": 100, "note": None})]
    for path, shape, body in sent:
        first, again = (post(client, f"{castle}/{path}", body) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        listed = client.get(f"/api/v2/stations/{castle}/{path}/").json()
        assert listed == {"data": [first.json()], "next": None}
        holds(shape, first.json())
        holds(f"{shape}List", listed)


def test_a_key_needs_the_scope_and_names_its_owner(castle: str, client: Client) -> None:
    assert post(client, f"{castle}/reports", REPORT, **keys.headers(scopes=[Scope.READ])).status_code == 403
    assert post(client, f"{castle}/reports", REPORT, **keys.headers(scopes=[Scope.WRITE])).status_code == 201
    assert FaultReport.objects.get().user == keys.owner()


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        ("reports", {**REPORT, "kind": "nonsense"}, "kind"),
        ("reports", {**REPORT, "kind": 5}, "kind"),
        ("reports", {**REPORT, "evse_uid": "nothing"}, "evse_uid"),
        ("reports", {**REPORT, "connector_id": "nothing"}, "connector_id"),
        ("reports", {"connector_id": "1", "kind": "DARK"}, "evse_uid"),
        ("reports", {**REPORT, "user": 1}, "user"),
        ("checkins", {"outcome": 15}, "outcome"),
        ("checkins", {"outcome": "10"}, "outcome"),
        ("checkins", {"outcome": True}, "outcome"),
        ("checkins", {"outcome": 10**30}, "outcome"),
        ("checkins", {"outcome": 10, "note": "x" * 501}, "note"),
        ("checkins", {"outcome": 10, "note": "\n" * 40_000}, "note"),
    ],
)
def test_what_cannot_be_used_is_named(path: str, body: Any, name: str, castle: str, client: Client) -> None:
    answer = post(client, f"{castle}/{path}", body)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


def test_what_waits_or_is_hidden_is_in_no_list(castle: str, client: Client) -> None:
    report = tell(castle, who=1)
    moderation.set_state(report, FaultReport.State.HIDDEN, reason="", now=timezone.now())
    assert client.get(f"/api/v2/stations/{castle}/reports/").json() == {"data": [], "next": None}


def test_nobody_is_named(castle: str, client: Client) -> None:
    post(client, f"{castle}/reports", REPORT, **keys.headers())
    report = FaultReport.objects.get()
    listed = client.get(f"/api/v2/stations/{castle}/reports/").content.decode()
    assert report.origin not in listed
    assert keys.ALICE not in listed
    assert datetime.fromisoformat(client.get(f"/api/v2/stations/{castle}/reports/").json()["data"][0]["told_at"])


def test_a_form_that_is_too_old_says_how_to_go_on(castle: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/stations/{castle}/tell/check-in/", {"outcome": "10"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Send it once more" in page
    assert f'href="/stations/{castle}/tell/check-in/"' in page
    assert not CheckIn.objects.exists()
