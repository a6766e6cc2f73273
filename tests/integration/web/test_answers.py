"""The operator of a station is told by mail that drivers suspect a plug, and answers by the link in it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import suspected
from accounts.models import AuditEntry, Letter
from stations.community import moderation
from stations.community.answering import token_of
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.models import CheckIn, Connector, FaultReport, Operator, OperatorAnswer, Source, Station, Suspicion
from tests.fakes import norwich
from tests.people import operator

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]

CASTLE = "Castle Mall"
EVSE = "GB*MFG*E1*1"


@pytest.fixture
def castle(world: None) -> str:
    norwich.reached_at("help@volts.example")
    return Station.objects.get(name=CASTLE).public_id


def plug(castle: str, evse: str = EVSE) -> Place:
    return Place(castle, evse, "1")


def report(castle: str, evse: str = EVSE, *, drivers: int = 3, first: int = 0) -> None:
    for who in range(first, first + drivers):
        report_fault(at=plug(castle, evse), kind="DARK", by=Author(None, f"{who:032}"), now=timezone.now())


def letters(*, days_later: int = 0) -> list[str]:
    """All that were written, by recipient, once the hourly refresh has run."""
    suspected.tell_operators(now=timezone.now() + timedelta(days=days_later))
    return list(Letter.objects.order_by("pk").values_list("to", flat=True))


def link() -> str:
    letters()
    found = re.search(r"https://volt\.example(/stations/answer/\S+)", Letter.objects.get().text)
    assert found
    return found[1]


def answered(castle: str) -> list[tuple[str, bool]]:
    return list(FaultReport.objects.order_by("pk").values_list("answer", "repaired"))


def test_one_mail_a_day_goes_to_the_operator(castle: str) -> None:
    report(castle, drivers=2)
    assert letters() == []
    report(castle, drivers=3, first=2)
    assert letters() == letters() == ["help@volts.example"]
    letter = Letter.objects.get()
    assert "reported by 5 drivers" in letter.text
    assert EVSE in letter.text
    assert letter.subject == "Drivers report a broken plug at Castle Mall"


def test_one_mail_names_all_plugs_of_all_stations_of_an_operator(castle: str) -> None:
    plugs = [
        Place(*names)
        for names in Connector.objects.exclude(evse__status="REMOVED").values_list(
            "evse__station__public_id", "evse__uid", "uid"
        )
    ]
    for at in plugs:
        for who in range(3):
            report_fault(at=at, kind="DARK", by=Author(None, f"{who:032}"), now=timezone.now())
    assert letters() == ["help@volts.example"]
    letter = Letter.objects.get()
    assert letter.text.count("/stations/answer/") == len(plugs) == Suspicion.objects.count()
    assert letter.subject == f"Drivers report {len(plugs)} broken plugs"


def test_a_second_plug_of_the_day_stands_in_the_next_days_mail(castle: str) -> None:
    report(castle)
    letters()
    report(castle, "GB*MFG*E1*2")
    assert len(letters()) == 1
    assert len(letters(days_later=1)) == 2
    assert "E1*2" in Letter.objects.latest("pk").text
    assert EVSE not in Letter.objects.latest("pk").text
    assert len(letters(days_later=2)) == 2


def test_a_plug_suspected_anew_is_told_anew(castle: str, client: Client) -> None:
    report(castle)
    client.post(link(), {"repaired": "1"})
    FaultReport.objects.update(created_at=timezone.now() - timedelta(hours=2))
    report(castle)
    assert len(letters(days_later=1)) == 2


def test_capitals_make_no_second_mailbox(castle: str) -> None:
    norwich.reached_at("Help@Volts.example", name="Airport Hub")
    report(castle)
    airport = Station.objects.get(name="Airport Hub").public_id
    report(airport, "GB*MFG*E3*1")
    assert letters() == ["help@volts.example"]
    assert Letter.objects.get().text.count("/stations/answer/") == 2


def test_no_address_can_be_read_from_what_stays_of_a_mail(castle: str) -> None:
    report(castle)
    letters()
    assert "volts" not in str(Letter.objects.get().key)


def test_the_mail_goes_where_the_stations_own_record_says(castle: str) -> None:
    """Not to what another source says of an operator of that name."""
    Operator.objects.update(email="anybody@else.example")
    report(castle)
    assert letters() == ["help@volts.example"]


@pytest.mark.parametrize("email", ["", "no address", "two@a.example, three@b.example", "a@b.example\nBcc: c@d.example"])
def test_no_mail_goes_where_no_address_is_known(email: str, castle: str) -> None:
    norwich.reached_at(email)
    report(castle)
    assert Suspicion.objects.exists()
    assert letters() == []


@pytest.mark.parametrize("change", [{"source": {"demo": True}}, {"station": {"vanished_at": timezone.now()}}])
def test_no_mail_goes_out_for_demo_and_vanished_stations(change: dict[str, Any], castle: str) -> None:
    report(castle)
    Source.objects.update(**change.get("source", {"demo": False}))
    Station.objects.update(**change.get("station", {"vanished_at": None}))
    assert letters() == []


def test_the_hourly_refresh_writes_them(castle: str) -> None:
    assert "accounts.suspected.tell_operators" in settings.REFRESHES


def test_an_answer_stands_beside_the_plug(castle: str, client: Client, read: Any) -> None:
    report(castle)
    page = client.post(link(), {"answer": "We are on it.\n<i>Soon</i>"}, follow=True).content.decode()
    assert "We are on it.\n&lt;i&gt;Soon&lt;/i&gt;" in page
    assert "Suspected broken" in page
    listed = client.get(f"/api/v2/stations/{castle}/reports/").json()["data"][0]
    assert listed["answer"].startswith("We are on it.")
    assert not listed["repaired"]


def test_a_repair_clears_the_plug_and_new_reports_mark_it_again(castle: str, client: Client, read: Any) -> None:
    report(castle)
    page = client.post(link(), {"answer": "", "repaired": "1"}, follow=True).content.decode()
    assert "It is repaired." in page
    assert not Suspicion.objects.exists()
    FaultReport.objects.update(created_at=timezone.now() - timedelta(hours=2))
    report(castle)
    assert "Suspected broken: 3 drivers" in read(norwich.path_of(CASTLE))


def test_a_later_answer_takes_no_repair_back(castle: str, client: Client) -> None:
    report(castle)
    address = link()
    client.post(address, {"answer": "A new cable.", "repaired": "1"})
    report(castle, drivers=1, first=9)
    client.post(address, {"answer": "We look at it."})
    assert answered(castle) == [("A new cable.", True)] * 3 + [("We look at it.", False)]
    assert not Suspicion.objects.exists()


def test_a_repair_is_of_what_was_answered_before_too(castle: str, client: Client) -> None:
    report(castle)
    address = link()
    client.post(address, {"answer": "We look at it."})
    client.post(address, {"repaired": "1"})
    assert answered(castle) == [("", True)] * 3
    assert not Suspicion.objects.exists()


def test_where_nothing_is_new_nothing_is_answered(castle: str, client: Client) -> None:
    report(castle)
    address = link()
    client.post(address, {"answer": "We look at it."})
    page = client.post(address, {"answer": "Again."}, follow=True).content.decode()
    assert "Nothing was reported of this plug since the last answer." in page
    assert OperatorAnswer.objects.count() == 1


@pytest.mark.parametrize("repaired", ["", "1"])
def test_faults_are_answered_and_nothing_else(repaired: str, castle: str, client: Client) -> None:
    for who, outcome in enumerate([25, 25, 20, 110, 10, 40]):
        check_in(at=plug(castle), outcome=outcome, note="", by=Author(None, f"{who:032}"), now=timezone.now())
    page = client.post(link(), {"repaired": repaired, "answer": "A technician comes."}, follow=True).content.decode()
    told = CheckIn.objects.filter(answer="A technician comes.")
    assert sorted(told.values_list("outcome", flat=True)) == [20, 25, 25]
    assert Suspicion.objects.exists() is not bool(repaired)
    # Said of check-ins alone, it stands on the page as that to reports does.
    assert "Your answer stands beside the plug" in page
    assert "A technician comes." in page


def test_a_moderator_takes_an_answer_down_and_leaves_what_drivers_told(castle: str, client: Client, read: Any) -> None:
    report(castle)
    client.post(link(), {"answer": "Call 0900 123.", "repaired": "1"})
    console, said = Client(), OperatorAnswer.objects.get()
    console.force_login(operator("root@voltway.example"))
    assert said.origin
    chosen = {"confirmed": "yes", "_selected_action": said.pk, "reason": "An advertisement."}
    for action, shown in (("hide", False), ("show", True), ("hide", False)):
        console.post(reverse("admin:stations_operatoranswer_changelist"), {"action": action, **chosen})
        assert ("0900" in read(norwich.path_of(CASTLE))) is shown
        assert answered(castle) == [("Call 0900 123." if shown else "", shown)] * 3
        # What was taken down counts as if it had not been said.
        assert Suspicion.objects.exists() is not shown
    assert AuditEntry.objects.filter(row=str(said.pk)).count() == 3
    listed = client.get(f"/api/v2/stations/{castle}/reports/").json()["data"]
    assert [row["answered_at"] for row in listed] == [None] * 3


def test_an_older_answer_that_comes_back_is_not_put_over_a_newer_one(castle: str, client: Client) -> None:
    report(castle)
    address = link()
    client.post(address, {"answer": "First."})
    first = OperatorAnswer.objects.get()
    moderation.set_state(first, OperatorAnswer.State.HIDDEN, reason="", now=timezone.now())
    client.post(address, {"answer": "Second."})
    moderation.set_state(first, OperatorAnswer.State.SHOWN, reason="", now=timezone.now())
    assert answered(castle) == [("Second.", False)] * 3


def test_who_is_blocked_answers_nothing(castle: str, client: Client) -> None:
    report(castle)
    address = link()
    client.post(address, {"answer": "Call 0900 123."})
    moderation.block_author(OperatorAnswer.objects.get(), reason="An advertisement.", now=timezone.now())
    report(castle, drivers=1, first=9)
    answer = client.post(address, {"answer": "Call 0900 123."})
    assert (answer.status_code, OperatorAnswer.objects.count()) == (403, 1)


def test_an_empty_answer_is_none(castle: str, client: Client) -> None:
    report(castle)
    answer = client.post(link(), {"answer": " \n "})
    assert answer.status_code == 400
    assert "is needed" in answer.content.decode()


def test_only_links_of_ours_lead_anywhere(castle: str, client: Client) -> None:
    names = [castle, EVSE, "1"]
    for token in ("x", signing.dumps(names), signing.dumps(names, salt="stations.community.answering", key="other")):
        assert client.get(f"/stations/answer/{token}/").status_code == 404
    good = token_of(Place(*names))
    assert client.get(f"/stations/answer/{good}/").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 31 * 86_400)
        assert client.get(f"/stations/answer/{good}/").status_code == 404
