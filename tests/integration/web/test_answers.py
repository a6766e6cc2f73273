"""The operator of a station is told by mail that drivers suspect a plug, and answers by the link in it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import Letter
from stations.community.answering import token_of
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.models import FaultReport, Operator, Source, Station, Suspicion
from tests.fakes import norwich

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]

CASTLE = "Castle Mall"


@pytest.fixture
def castle(world: None) -> str:
    Operator.objects.update(email="help@volts.example")
    return Station.objects.get(name=CASTLE).public_id


def report(castle: str, evse: str = "GB*MFG*E1*1", *, drivers: int = 3, first: int = 0) -> None:
    for who in range(first, first + drivers):
        by = Author(None, f"{who:032}")
        report_fault(at=Place(castle, evse, "1"), kind="DARK", by=by, now=timezone.now())


def link() -> str:
    found = re.search(r"https://volt\.example(/stations/answer/\S+)", Letter.objects.get().text)
    assert found
    return found[1]


def test_one_mail_a_day_goes_to_the_operator(castle: str) -> None:
    report(castle, drivers=2)
    assert not Letter.objects.exists()
    report(castle, drivers=3, first=2)
    report(castle, "GB*MFG*E1*2")
    letter = Letter.objects.get()
    assert letter.to == "help@volts.example"
    assert "3 drivers who are independent" in letter.text
    assert "GB*MFG*E1*1" in letter.text
    assert Suspicion.objects.count() == 2


@pytest.mark.parametrize("email", ["", "no address", "two@a.example, three@b.example", "a@b.example\nBcc: c@d.example"])
def test_no_mail_goes_where_no_address_is_known(email: str, castle: str) -> None:
    Operator.objects.update(email=email)
    report(castle)
    assert Suspicion.objects.exists()
    assert not Letter.objects.exists()


def test_no_mail_goes_out_for_demo_stations(castle: str) -> None:
    Source.objects.update(demo=True)
    report(castle)
    assert not Letter.objects.exists()


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


def test_check_ins_are_answered_as_well(castle: str, client: Client) -> None:
    for who in range(3):
        at = Place(castle, "GB*MFG*E1*1", "1")
        check_in(at=at, outcome=25, note="", by=Author(None, f"{who:032}"), now=timezone.now())
    client.post(link(), {"repaired": "1"})
    assert not Suspicion.objects.exists()


def test_an_empty_answer_is_none(castle: str, client: Client) -> None:
    report(castle)
    answer = client.post(link(), {"answer": " \n "})
    assert answer.status_code == 400
    assert "is needed" in answer.content.decode()


def test_only_links_of_ours_lead_anywhere(castle: str, client: Client) -> None:
    plug = [castle, "GB*MFG*E1*1", "1"]
    for token in ("x", signing.dumps(plug), signing.dumps(plug, salt="stations.community.answering", key="other")):
        assert client.get(f"/stations/answer/{token}/").status_code == 404
    good = token_of(Place(*plug))
    assert client.get(f"/stations/answer/{good}/").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 31 * 86_400)
        assert client.get(f"/stations/answer/{good}/").status_code == 404
