"""What is done to many rows at once is shown first, done to those and no others, and taken back where it can be."""

import re
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.models import ApiKey, AuditEntry
from accounts.roles import Role
from stations.models import Correction, Edit, FaultReport, Photo, Source, Station, Upkeep
from tests.fakes import keys
from tests.people import in_role, operator, person
from tests.world import NOW, REGISTER, publish, station
from voltway.lib import acting

pytestmark = pytest.mark.usefixtures("stage")
REPORTS = "/admin/stations/faultreport/"


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


def told(number: int, **facts: Any) -> FaultReport:
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1"}
    return FaultReport.objects.create(**{**plug, "kind": "DARK", "origin": f"{number:032}", "created_at": NOW, **facts})


def choose(console: Client, address: str, action: str, *rows: Any, **more: Any) -> Any:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return console.post(address, chosen, follow=True)


def said(answer: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split()))


def confirm(console: Client, answer: Any, **more: str) -> Any:
    """Press the button of the page before: its own fields go with it, and nothing else."""
    page = answer.content.decode()
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', page, re.DOTALL)
    assert form
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[2]):
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(value)
    return console.post(form[1].replace("&amp;", "&"), {**fields, **more}, follow=True)


def way_back(answer: Any) -> str:
    found = re.search(r'href="(/admin/accounts/auditentry/undo/[^"]+)"', answer.content.decode())
    assert found, said(answer)
    return found[1]


def states(*rows: Any) -> list[str]:
    found = dict(type(rows[0]).objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]


def test_what_it_will_touch_is_shown_and_nothing_done(console: Client) -> None:
    one, two, other = told(1), told(2), told(3)
    page = choose(console, REPORTS, "hide", one, two)
    assert "This touches 2 fault reports. Nobody but its author sees it from then on." in said(page)
    for row, named in ((one, True), (two, True), (other, False)):
        assert (f'href="{REPORTS}{row.pk}/change/"' in page.content.decode()) is named
    assert "It can be taken back" in said(page)
    assert states(one, two, other) == ["SHOWN", "SHOWN", "SHOWN"]
    assert not AuditEntry.objects.exists()


def test_what_was_told_and_where_is_named(console: Client) -> None:
    publish(REGISTER, station(name="Lindenpark", city="Berlin"))
    there = Station.objects.get().public_id
    reports = [told(number, station=there) for number in range(2)]
    page = choose(console, REPORTS, "hide", *reports)
    assert "fault report “No power, dark” at Lindenpark, Berlin" in said(page)
    photos = [
        Photo.objects.create(station=there, sha256=f"{n:064}", file=f"{n:032}", width=8, height=6, size=9,
                             licence="CC0-1.0", created_at=NOW)
        for n in range(2)
    ]  # fmt: skip
    assert "photo at Lindenpark, Berlin" in said(choose(console, "/admin/stations/photo/", "hide", *photos))


def test_one_row_is_shown_or_hidden_at_once_with_the_way_back(console: Client) -> None:
    one, other = told(1), told(2)
    done = choose(console, REPORTS, "hide", one, reason="Invented.")
    assert "1 is changed." in said(done)
    assert states(one, other) == ["HIDDEN", "SHOWN"]
    assert AuditEntry.objects.get().words == "Hide: Invented."
    confirm(console, console.get(way_back(done)))
    assert states(one) == ["SHOWN"]


def test_who_is_blocked_is_looked_at_first_also_for_one_row(console: Client) -> None:
    one = told(1)
    page = choose(console, REPORTS, "block", one)
    assert "a block stays, and is lifted under Blocks" in said(page)
    assert states(one) == ["SHOWN"]
    assert "Who told it may tell nothing for a month" in said(confirm(console, page))
    assert states(one) == ["HIDDEN"]


def test_a_row_s_own_page_has_the_same_and_leads_back_to_the_queue(console: Client) -> None:
    one, queue = told(1, state="WAITING"), "_changelist_filters=state__exact%3DWAITING"
    page = console.get(f"{REPORTS}{one.pk}/change/?{queue}").content.decode()
    buttons = re.findall(r'formaction="([^"]*)">(\w+)<', page)
    assert buttons == [(f"{REPORTS}{one.pk}/do/{name}/?{queue}", words) for name, words in
                       (("show", "Show"), ("hide", "Hide"))]  # fmt: skip
    assert f'href="{REPORTS}{one.pk}/do/block/?{queue}"' in page
    answer = console.post(buttons[1][0], {"reason": "Invented."})
    assert answer.headers["Location"] == f"{REPORTS}?state__exact=WAITING"
    one.refresh_from_db()
    assert (one.state, one.reason) == ("HIDDEN", "Invented.")
    again = console.post(buttons[1][0], follow=True)
    assert "It is not in a state for that." in said(again)


@pytest.mark.parametrize(("row", "act"), [("999", "hide"), ("1", "explode")])
def test_no_such_row_or_act_is_absent(row: str, act: str, console: Client) -> None:
    told(1, pk=1)
    assert console.get(f"{REPORTS}{row}/do/{act}/").status_code == 404


def test_the_very_rows_that_were_shown_are_touched(console: Client) -> None:
    rows = [told(number) for number in range(3)]
    page = choose(console, REPORTS, "hide", rows[0], select_across="1")
    came = told(9)
    done = confirm(console, page, reason="Invented.")
    assert "3 are changed." in said(done)
    assert states(*rows, came) == ["HIDDEN", "HIDDEN", "HIDDEN", "SHOWN"]
    entries = AuditEntry.objects.all()
    assert {entry.words for entry in entries} == {"Hide: Invented."}
    assert entries[0].changes == [["state", "shown", "taken down"], ["reason", None, "Invented."]]
    assert len({entry.batch for entry in entries}) == 1


def test_a_list_that_is_too_long_is_done_from_its_beginning(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "MOST", 2)
    rows = [told(number) for number in range(3)]
    page = choose(console, REPORTS, "hide", rows[0], select_across="1")
    assert "these are the first 2 of the list" in said(page)
    confirm(console, page)
    assert states(*rows).count("HIDDEN") == 2
    assert states(*rows).count("SHOWN") == 1


def test_the_list_s_filter_holds_until_it_is_done(console: Client) -> None:
    waits, other, shown = told(1, state="WAITING"), told(2, state="WAITING"), told(3)
    page = choose(console, f"{REPORTS}?state__exact=WAITING", "show", waits, select_across="1")
    FaultReport.objects.filter(pk=waits.pk).update(state="HIDDEN")
    confirm(console, page)
    assert states(waits, other, shown) == ["HIDDEN", "SHOWN", "SHOWN"]


def test_it_is_taken_back_for_those_that_stand_as_it_left_them(console: Client) -> None:
    rows = [told(1, state="WAITING", reason="Many at once."), told(2), told(3), told(4)]
    done = confirm(console, choose(console, REPORTS, "hide", *rows), reason="Spam.")
    FaultReport.objects.filter(pk=rows[2].pk).update(reason="Looked at again.")
    rows[3].delete()
    page = console.get(way_back(done))
    assert "This touches 2 fault reports." in said(page)
    assert "Left as they are: they were changed since, or are gone" in said(page)
    after = confirm(console, page)
    assert "2 are as they were." in said(after)
    assert said(after).count("Left as it is") == 2
    assert list(FaultReport.objects.order_by("pk").values_list("state", "reason")) == [
        ("WAITING", "Many at once."), ("SHOWN", ""), ("HIDDEN", "Looked at again."),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(words="Taken back: Hide").count() == 2
    again = console.get(way_back(done))
    assert "Nothing is left to be taken back." in said(again)


def test_the_trail_has_the_way_back(console: Client) -> None:
    choose(console, REPORTS, "hide", told(1))
    assert way_back(console.get("/admin/accounts/auditentry/")) == way_back(
        console.get(f"/admin/accounts/auditentry/{AuditEntry.objects.get().pk}/change/")
    )


def test_whoever_only_looks_on_is_offered_no_way_back(console: Client) -> None:
    choose(console, REPORTS, "hide", told(1))
    viewer = Client()
    viewer.force_login(in_role(Role.VIEWER))
    for address in ("", f"{AuditEntry.objects.get().pk}/change/"):
        page = viewer.get(f"/admin/accounts/auditentry/{address}")
        assert page.status_code == 200
        assert "/undo/" not in page.content.decode()


def test_only_who_may_do_it_may_take_it_back(console: Client, client: Client) -> None:
    row = told(1)
    address = way_back(choose(console, REPORTS, "hide", row))
    for role, status in ((Role.VIEWER, 403), (Role.STEWARD, 403), (Role.MODERATOR, 200)):
        other = Client()
        other.force_login(in_role(role))
        assert other.get(address).status_code == status, role
        if status == 403:
            assert other.post(address, {"confirmed": "yes"}).status_code == 403
            assert other.post(REPORTS, {"action": "show", "_selected_action": row.pk}).status_code == 403
    assert states(row) == ["HIDDEN"]
    assert console.get(address[:-13] + "000000000000/").status_code == 404


def test_what_can_not_be_taken_back_says_so(console: Client) -> None:
    keys.headers()
    key = ApiKey.objects.get()
    page = choose(console, "/admin/accounts/apikey/", "revoke", key)
    assert "This can't be taken back: their owners make new ones." in said(page)
    done = confirm(console, page)
    assert "1 key is revoked." in said(done)
    assert "Take back" not in said(done)
    assert "It is not in a state for that." in said(confirm(console, page))
    assert AuditEntry.objects.get().changes[0][1] is None


def test_a_cancelled_job_waits_again(console: Client) -> None:
    job, _ = Upkeep.objects.enqueue(kind="REFRESH")
    done = confirm(console, choose(console, "/admin/stations/upkeep/", "cancel", job))
    assert states(job) == ["CANCELLED"]
    confirm(console, console.get(way_back(done)))
    assert states(job) == ["PENDING"]


def test_what_a_job_died_of_is_kept_in_the_trail(console: Client) -> None:
    job, _ = Upkeep.objects.enqueue(kind="REFRESH")
    Upkeep.objects.update(state="DEAD", error="ValueError: poison", attempts=5, finished_at=timezone.now())
    confirm(console, choose(console, "/admin/stations/upkeep/", "try_again", job))
    assert ["error", "ValueError: poison", None] in AuditEntry.objects.get().changes


@pytest.mark.parametrize(("action", "before"), [("disable", True), ("enable", False)])
def test_the_schedule_is_switched_with_an_entry_and_back(action: str, before: bool, console: Client) -> None:
    from voltway.schedule import install

    install()
    PeriodicTask.objects.update(enabled=before)
    task = PeriodicTask.objects.earliest("pk")
    at = "/admin/django_celery_beat/periodictask/"
    done = choose(console, at, action, task)
    assert PeriodicTask.objects.get(pk=task.pk).enabled is not before
    assert AuditEntry.objects.get().kind == "django_celery_beat.periodictask"
    confirm(console, console.get(way_back(done)))
    assert PeriodicTask.objects.get(pk=task.pk).enabled is before


def test_an_address_is_verified_with_an_entry(console: Client) -> None:
    bob = person("bob@voltway.example", verified=False)
    address = EmailAddress.objects.get(user=bob)
    confirm(console, choose(console, "/admin/account/emailaddress/", "make_verified", address))
    assert EmailAddress.objects.get(user=bob).verified
    assert AuditEntry.objects.get().changes == [["verified", "no", "yes"]]


def test_what_is_refused_keeps_no_other_from_it(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(REGISTER, station())
    answer = confirm(console, choose(console, "/admin/stations/source/", "run", Source.objects.get()))
    assert "Left as it is: xx-register. It has no address, or the key that it wants is not set." in said(answer)
    assert not AuditEntry.objects.exists()


def test_rows_that_it_does_not_concern_are_no_part_of_what_it_touches(console: Client) -> None:
    rows = [told(1), *(told(number, state="HIDDEN", reason="Spam.") for number in range(2, 5))]
    page = choose(console, REPORTS, "hide", *rows)
    assert "This touches 1 fault report." in said(page)
    assert "3 that were chosen are not in a state for that, and are left as they are." in said(page)
    done = confirm(console, page, reason="Invented.")
    assert "1 is changed." in said(done)
    assert [row.reason for row in FaultReport.objects.order_by("pk")] == ["Invented.", "Spam.", "Spam.", "Spam."]
    assert AuditEntry.objects.count() == 1
    assert "They are not in a state for that." in said(choose(console, REPORTS, "hide", *rows))


def test_rows_that_it_concerns_no_more_are_left_and_told_once(console: Client) -> None:
    rows = [told(number) for number in range(1, 5)]
    page = choose(console, REPORTS, "hide", *rows)
    FaultReport.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(state="HIDDEN")
    done = confirm(console, page)
    assert "1 is changed." in said(done)
    assert said(done).count("Left as it is") == said(done).count("It is not in a state for that.") == 1
    assert AuditEntry.objects.count() == 1


def test_a_source_of_nobody_is_not_resumed_in_a_crowd(console: Client) -> None:
    source = Source.objects.create(uid="zz-gone", enabled=False)
    choose(console, "/admin/stations/source/", "resume", source, confirmed="yes")
    assert not Source.objects.get(pk=source.pk).enabled


@pytest.fixture
def edit() -> Edit:
    publish(REGISTER, station(name="Lindenpark"))
    changes = {"name": {"from": "Lindenpark", "to": "Castle Mall"}}
    return Edit.objects.create(
        kind="CHANGE", station=Station.objects.get().public_id, changes=changes, created_at=NOW, digest="a"
    )


EDITS = "/admin/stations/edit/"


def test_an_accepted_suggestion_waits_again(edit: Edit, console: Client) -> None:
    done = choose(console, EDITS, "accept", edit)
    assert (states(edit), Correction.objects.count()) == (["SHOWN"], 1)
    confirm(console, console.get(way_back(done)))
    assert (states(edit), Correction.objects.count()) == (["WAITING"], 0)


def test_a_rejected_suggestion_waits_again_and_earlier_ones_do_not(edit: Edit, console: Client) -> None:
    facts = {"kind": "CHANGE", "station": edit.station, "changes": edit.changes, "created_at": NOW, "digest": "a"}
    earlier = Edit.objects.create(**facts, state="HIDDEN", decided_at=NOW)
    same = Edit.objects.create(**facts)
    done = choose(console, EDITS, "reject", edit)
    assert "2 suggestions are decided." in said(done)
    confirm(console, console.get(way_back(done)))
    assert states(edit, same, earlier) == ["WAITING", "WAITING", "HIDDEN"]


def test_what_was_accepted_and_taken_back_holds_again(edit: Edit, console: Client) -> None:
    choose(console, EDITS, "accept", edit, reason="Thanks")
    done = choose(console, EDITS, "reject", edit, reason="Sorry")
    assert Correction.objects.count() == 0
    confirm(console, console.get(way_back(done)))
    edit.refresh_from_db()
    assert (edit.state, edit.reason, Correction.objects.count()) == ("SHOWN", "Thanks", 1)


def test_a_longer_page_takes_no_more_queries(console: Client) -> None:
    def asked(*rows: FaultReport) -> int:
        with CaptureQueriesContext(connection) as queries:
            choose(console, REPORTS, "hide", *rows)
        return len(queries)

    rows = [told(number) for number in range(6)]
    asked(*rows[:2])
    assert asked(*rows) == asked(*rows[:2])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_action_is_an_act(model: type) -> None:
    """What an area of another package does by itself would be neither shown nor written down."""
    area = admin.site._registry[model]
    assert not set(area.actions or ()), model
    names = [act.name for act in area.acts]  # type: ignore[attr-defined]
    assert len(names) == len(set(names))
