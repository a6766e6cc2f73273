"""What was done is taken back where it still is what was made of the row, and nothing that was decided since."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from accounts.models import AuditEntry
from accounts.roles import Role
from stations.ingest import rewriting
from stations.ingest.edits.decide import accept_edit
from stations.ingest.runs import alone, patiently_alone
from stations.models import Block, Correction, FaultReport, Source, Station
from tests.fakes.edits import corrected, moderator, suggest, suggest_new
from tests.integration.admin.test_acts import EDITS, REPORTS, choose, confirm, said, states, told, way_back
from tests.people import in_role, operator
from tests.world import NOW, REGISTER, publish, station
from voltway.lib import acting
from voltway.lib.acts import locked
from voltway.lib.problems import Conflict
from voltway.lib.turns import Turn
from voltway.schedule import install

pytestmark = pytest.mark.usefixtures("stage")
SOURCES = "/admin/stations/source/"


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


@pytest.fixture
def listed(stage: None) -> None:
    publish(REGISTER, station("a"), station("b"), complete="*")


def of_role(role: Role) -> Client:
    client = Client()
    client.force_login(in_role(role))
    return client


def pressed(console: Client, address: str) -> Any:
    """Take back by an address, whatever its page shows."""
    return console.post(address, {"confirmed": "yes"}, follow=True)


def value() -> Any:
    return Correction.objects.get(field="name").value


def test_a_way_back_undoes_no_later_decision_that_is_the_same(console: Client) -> None:
    row = told(1)
    first = way_back(choose(console, REPORTS, "hide", row))
    choose(console, REPORTS, "show", row)
    second = way_back(choose(console, REPORTS, "hide", row))
    assert "Nothing is left to be taken back." in said(console.get(first))
    assert "Left as it is: fault report" in said(pressed(console, first))
    assert states(row) == ["HIDDEN"]
    pressed(console, second)
    assert states(row) == ["SHOWN"]
    choose(console, REPORTS, "hide", row)
    pressed(console, second)
    assert states(row) == ["HIDDEN"]


def test_what_is_decided_while_it_is_taken_back_stays(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = told(1)
    back, asked = way_back(choose(console, REPORTS, "hide", row)), acting._asked

    def after_somebody_else(request: Any) -> Any:
        FaultReport.objects.update(reason="Looked at again.")
        return asked(request)

    monkeypatch.setattr(acting, "_asked", after_somebody_else)
    done = pressed(console, back)
    assert "It was changed meanwhile." in said(done)
    assert (states(row), FaultReport.objects.get().reason) == (["HIDDEN"], "Looked at again.")


def test_what_was_done_to_other_columns_since_is_no_newer_decision(console: Client) -> None:
    publish(REGISTER, station())
    source = Source.objects.get()
    paused = confirm(console, choose(console, SOURCES, "pause", source), reason="Wrong.")
    entry = AuditEntry.objects.get()
    AuditEntry.objects.create(at=NOW, kind=entry.kind, row=entry.row, action="CHANGED", act="run")
    pressed(console, way_back(paused))
    assert Source.objects.get().enabled
    AuditEntry.objects.filter(act="run").update(act="")
    Source.objects.update(enabled=False)
    pressed(console, way_back(paused))
    assert not Source.objects.get().enabled


@pytest.mark.usefixtures("listed")
def test_a_correction_that_was_accepted_since_stays(console: Client) -> None:
    first, second = suggest(name="Castle Mall"), suggest(by="carol@voltway.example", name="Castle Hall")
    choose(console, EDITS, "accept", first)
    back = way_back(choose(console, EDITS, "reject", first))
    choose(console, EDITS, "accept", second)
    done = pressed(console, back)
    assert "Another suggestion was accepted for the same since" in said(done)
    assert (value(), states(first, second)) == ("Castle Hall", ["HIDDEN", "SHOWN"])
    choose(console, EDITS, "reject", second)
    pressed(console, back)
    assert (value(), states(first, second)) == ("Castle Mall", ["SHOWN", "HIDDEN"])


@pytest.mark.usefixtures("listed")
def test_what_held_before_is_no_hindrance(console: Client) -> None:
    """The earlier correction that the rejection let hold again was accepted before it."""
    corrected(name="Castle Mall")
    newer = suggest(name="Castle Hall")
    choose(console, EDITS, "accept", newer)
    back = way_back(choose(console, EDITS, "reject", newer))
    assert value() == "Castle Mall"
    pressed(console, back)
    assert value() == "Castle Hall"


@pytest.mark.usefixtures("listed")
def test_what_can_not_be_restored_is_left_as_it_is(console: Client) -> None:
    edit = suggest(name="Castle Mall")
    choose(console, EDITS, "accept", edit)
    back = way_back(choose(console, EDITS, "reject", edit, reason="No."))
    entries = AuditEntry.objects.count()
    publish(REGISTER, station("b"), complete="*")
    done = pressed(console, back)
    assert "The station is no longer there." in said(done)
    edit.refresh_from_db()
    assert (edit.state, edit.reason, AuditEntry.objects.count()) == ("HIDDEN", "No.", entries)


@pytest.mark.usefixtures("listed")
def test_an_added_station_is_there_again(console: Client) -> None:
    edit = suggest_new()
    choose(console, EDITS, "accept", edit)
    back = way_back(choose(console, EDITS, "reject", edit))
    there = Station.objects.filter(source__uid="drivers", vanished_at=None)
    assert not there.exists()
    pressed(console, back)
    assert (states(edit), there.count()) == (["SHOWN"], 1)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("act", ["accept", "reject", "block", "drop", "restore"])
def test_a_decision_and_its_entry_are_one(act: str, console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = suggest(name="Castle Mall")
    done = None
    if act in ("drop", "restore"):
        choose(console, EDITS, "accept", edit)
    if act == "restore":
        done = choose(console, EDITS, "reject", edit)
    before, entries = states(edit), AuditEntry.objects.count()

    def full(**_facts: Any) -> None:
        raise OperationalError("disk is full")

    monkeypatch.setattr(AuditEntry.objects, "create", full)
    if done:
        pressed(console, way_back(done))
    elif act == "drop":
        confirm(console, choose(console, "/admin/stations/correction/", "drop", Correction.objects.get()))
        assert Correction.objects.exists()
    else:
        choose(console, EDITS, act, edit, confirmed="yes")
    assert (states(edit), AuditEntry.objects.count()) == (before, entries)
    assert not Block.objects.exists()


@pytest.mark.usefixtures("listed")
def test_who_told_what_was_rejected_before_can_still_be_blocked(console: Client) -> None:
    edit = suggest(name="Castle Mall")
    choose(console, EDITS, "reject", edit)
    done = confirm(console, choose(console, EDITS, "block", edit))
    assert Block.objects.filter(user=edit.user).exists()
    pressed(console, way_back(done))
    assert states(edit) == ["HIDDEN"]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("role", Role)
def test_who_may_block_is_who_may_make_blocks(role: Role, console: Client) -> None:
    edit, asks, may = suggest(name="Castle Mall"), of_role(role), role is Role.MODERATOR
    other, status = suggest(by="carol@voltway.example", name="Castle Hall"), 200 if may else 403
    assert ("/do/block/" in asks.get(f"{EDITS}{edit.pk}/change/").content.decode()) is may
    assert ('value="block"' in asks.get(EDITS).content.decode()) is may
    assert choose(asks, EDITS, "block", edit, confirmed="yes").status_code == status
    assert asks.post(f"{EDITS}{edit.pk}/do/block/", follow=True).status_code == status
    assert Block.objects.exists() is may
    back = way_back(choose(console, EDITS, "block", other, confirmed="yes"))
    assert asks.get(back).status_code == pressed(asks, back).status_code == status
    assert states(other) == ["WAITING" if may else "HIDDEN"]


def test_the_way_back_stands_where_whoever_did_it_looks(console: Client) -> None:
    row, moderator = told(1), of_role(Role.MODERATOR)
    address = way_back(choose(moderator, REPORTS, "hide", row))
    history = f"{REPORTS}{row.pk}/history/"
    for page in (history, "/admin/"):
        assert way_back(moderator.get(page)) == address, page
    steward = of_role(Role.STEWARD).get(history)
    assert (steward.status_code, address in steward.content.decode()) == (200, False)
    pressed(moderator, address)
    assert states(row) == ["SHOWN"]


def test_a_database_that_is_busy_leaves_the_rest_and_says_so(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [told(number) for number in range(3)]
    page, tried = choose(console, REPORTS, "hide", *rows), list[int]()

    def busy(row: Any) -> Any:
        tried.append(row.pk)
        if len(tried) == 2:
            raise OperationalError("database is locked")
        return locked(row)

    monkeypatch.setattr("voltway.lib.rounds.locked", busy)
    done = confirm(console, page)
    assert "1 is changed." in said(done)
    assert re.search(r"Left as it is: [^.]*, [^.]*\. The database was busy", said(done))
    assert (len(tried), states(*rows).count("HIDDEN")) == (2, 1)
    monkeypatch.undo()
    pressed(console, way_back(done))
    assert states(*rows) == ["SHOWN"] * 3


@pytest.mark.usefixtures("listed")
def test_a_source_that_is_imported_is_waited_for_once(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = [suggest(by=f"driver{n}@voltway.example", name=f"Castle {n}") for n in range(3)]
    waited = list[float]()

    def patient(uid: str, seconds: float) -> Any:
        waited.append(seconds)
        return patiently_alone(uid, 0)

    monkeypatch.setattr(rewriting, "patiently_alone", patient)
    with alone(REGISTER.uid):
        done = confirm(console, choose(console, EDITS, "accept", *edits))
    assert waited == [rewriting.PATIENCE_S, 0, 0]
    assert said(done).count("An import of this source is under way") == 1
    assert states(*edits) == ["WAITING"] * 3


@pytest.mark.usefixtures("listed")
def test_a_row_s_own_page_keeps_the_reason_of_what_is_refused(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = suggest(name="Castle Mall")
    monkeypatch.setattr(rewriting, "PATIENCE_S", 0)
    with alone(REGISTER.uid):
        answer = console.post(f"{EDITS}{edit.pk}/do/accept/", {"reason": "I was there, too."})
    assert answer.status_code == 409
    assert "An import of this source is under way" in said(answer)
    assert 'value="I was there, too."' in answer.content.decode()
    confirm(console, answer)
    edit.refresh_from_db()
    assert edit.state == "SHOWN"


def test_switching_the_schedule_is_heard_by_the_scheduler(console: Client) -> None:
    install()
    heard = PeriodicTasks.last_change()
    choose(console, "/admin/django_celery_beat/periodictask/", "disable", PeriodicTask.objects.earliest("pk"))
    assert PeriodicTasks.last_change() != heard


@pytest.mark.usefixtures("listed")
def test_a_row_that_is_another_once_its_turn_has_begun_is_left() -> None:
    edit = suggest(name="Castle Mall")

    def changed() -> None:
        raise Conflict("It was changed meanwhile.")

    with pytest.raises(Conflict, match="changed meanwhile"):
        accept_edit(edit=edit, by=moderator(), now=NOW, turn=Turn(check=changed))
    assert (states(edit), Correction.objects.count()) == (["WAITING"], 0)
