"""The audit trail: whatever is done in the console stands in it, field by field, and nobody changes it there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Audited, kept_of, write_entry
from accounts.models import AuditEntry, Plan, User
from stations.models import Block, FaultReport, Source
from tests.people import operator, person
from tests.world import REGISTER, publish, station
from voltway.lib.console import Change

pytestmark = pytest.mark.usefixtures("stage")
LIST = "/admin/accounts/auditentry/"


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator("root@voltway.example"))
    return client


def shown(console: Client, **query: str) -> str:
    answer = console.get(LIST, query)
    assert answer.status_code == 200
    found = re.search(r'<table id="result_list">.*</table>', answer.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


def entry(**facts: Any) -> AuditEntry:
    row, by = facts.pop("row", None) or Plan.objects.get(slug="free"), facts.pop("by", None)
    made = write_entry(row=row, action=AuditEntry.Action.CHANGED, change=facts.pop("change", "raised"), by=by)
    AuditEntry.objects.filter(pk=made.pk).update(**facts)
    return made


def test_a_form_is_told_field_by_field(console: Client) -> None:
    publish(REGISTER, station())
    source = Source.objects.get()
    Source.objects.update(every=timedelta(hours=1))
    console.post(reverse("admin:stations_source_change", args=[source.pk]), {"every": "02:00:00"})
    made = AuditEntry.objects.get()
    assert (made.kind, made.row, made.action) == ("stations.source", str(source.pk), "CHANGED")
    assert made.by.email == "root@voltway.example"  # type: ignore[union-attr]
    assert made.changes[-1][1:] == ["1:00:00", "2:00:00"]
    told = shown(console)
    assert "1:00:00 → 2:00:00" in told
    assert "root@voltway.example" in told


def test_rows_that_a_field_leads_to_are_told_by_their_names(console: Client) -> None:
    bob = person("bob@voltway.example", first_name="Bob")
    readers = Group.objects.create(name="Readers")
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00"}
    given = {"email": bob.email, "first_name": "Bob", "is_active": "on", "groups": readers.pk, **joined}
    assert console.post(reverse("admin:accounts_user_change", args=[bob.pk]), given).status_code == 302
    changes = {name: sides for name, *sides in AuditEntry.objects.get().changes}
    assert changes["Groups"] == [None, "Readers"]


def test_secrets_and_addresses_of_mail_are_not_told(console: Client) -> None:
    bob = person("bob@voltway.example")
    words = {
        "password1": "another long pass phrase",
        "password2": "another long pass phrase",
        "usable_password": "true",
    }
    console.post(reverse("admin:auth_user_password_change", args=[bob.pk]), words)
    Block.objects.create(origin="f" * 32, reason="ask bob@voltway.example")
    block = Block.objects.get()
    console.post(reverse("admin:stations_block_delete", args=[block.pk]), {"post": "yes"})
    said = repr(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.count() == 2
    assert [word for word in ("pass phrase", "bob@", "f" * 32, bob.password) if word in said] == []
    assert "ask [e-mail]" in said


def test_secrets_stand_nowhere_in_an_entry_that_can_be_taken_back(console: Client) -> None:
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1", "kind": "DARK"}
    row = FaultReport.objects.create(**plug, created_at=timezone.now())
    reason = "Ask bob@private.example, token=abcdef123456"
    console.post(f"/admin/stations/faultreport/{row.pk}/do/hide/", {"reason": reason})
    made = AuditEntry.objects.get()
    assert [word for word in ("private.example", "abcdef123456") if word in repr(vars(made))] == []
    assert made.words == "Hide: Ask [e-mail], token=[secret]"
    assert made.after is not None
    assert made.after["state"] == "HIDDEN"
    undo = reverse("admin:accounts_auditentry_undo", args=[made.batch])
    FaultReport.objects.update(reason=f"{reason}.")
    assert "Left as they are" in console.get(undo).content.decode()
    FaultReport.objects.update(reason=reason)
    console.post(undo, {"confirmed": "yes"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("SHOWN", "")


def test_a_deletion_tells_what_was_there(console: Client) -> None:
    Block.objects.create(origin="f" * 32, reason="Invented faults.")
    chosen = {"action": "delete_selected", "_selected_action": Block.objects.get().pk, "post": "yes"}
    console.post(reverse("admin:stations_block_changelist"), chosen)
    made = AuditEntry.objects.get()
    assert made.action == "DELETED"
    assert ["reason", "Invented faults.", None] in [[name.lower(), *sides] for name, *sides in made.changes]


def blocks_told() -> list[tuple[str, str]]:
    """What the trail says of blocks since it was asked last: what was done, and the reason before and after."""
    entries = AuditEntry.objects.filter(kind="stations.block")
    told = [(one.action, sides) for one in entries for name, *sides in one.changes if name.lower() == "reason"]
    entries.delete()
    return sorted((action, f"{was} → {now}") for action, (was, now) in told)


def test_each_row_of_a_block_is_told(console: Client) -> None:
    bob, now = person("bob@voltway.example"), timezone.now()
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1", "kind": "DARK", "created_at": now}
    home, _work = (FaultReport.objects.create(**plug, user=bob, origin=where) for where in ("home", "work"))
    blocking = f"/admin/stations/faultreport/{home.pk}/do/block/"
    console.post(blocking, {"confirmed": "yes", "reason": "Invented."})
    assert blocks_told() == [("ADDED", "None → Invented.")] * 3
    Block.objects.filter(origin="home").update(until=now)
    FaultReport.objects.update(state="SHOWN")
    console.post(blocking, {"confirmed": "yes", "reason": "Again."})
    assert ("CHANGED", "Invented. → Again.") in blocks_told()
    account = Block.objects.get(origin="")
    at = reverse("admin:stations_block_change", args=[account.pk])
    console.post(at, {"reason": "A last word.", "until_0": "", "until_1": ""})
    assert [action for action, sides in blocks_told() if sides.endswith(" → A last word.")] == ["CHANGED"] * 3
    console.post(at.replace("change", "delete"), {"post": "yes"})
    assert blocks_told() == [("DELETED", "A last word. → None")] * 3
    assert not Block.objects.exists()


def test_a_block_for_good_stays_so_when_what_was_told_is_taken_down(console: Client) -> None:
    bob = person("bob@voltway.example")
    Block.objects.create(user=bob, reason="For good: threats.")
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1", "kind": "DARK"}
    row = FaultReport.objects.create(**plug, user=bob, created_at=timezone.now())
    console.post(f"/admin/stations/faultreport/{row.pk}/do/block/", {"confirmed": "yes"})
    assert Block.objects.values_list("reason", "until").get() == ("For good: threats.", None)
    assert blocks_told() == []


def test_an_addition_tells_what_it_holds(console: Client) -> None:
    console.post(reverse("admin:auth_group_add"), {"name": "Readers"})
    made = AuditEntry.objects.get()
    assert (made.action, made.changes) == ("ADDED", [["Name", None, "Readers"]])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_list_is_changed_past_the_trail(model: type) -> None:
    assert type(admin.site._registry[model]).log_change is Audited.log_change


def test_django_s_log_is_written_no_more(console: Client) -> None:
    console.post(reverse("admin:auth_group_add"), {"name": "Readers"})
    assert not LogEntry.objects.exists()


def test_nobody_changes_an_entry(console: Client) -> None:
    made = entry()
    at = f"{LIST}{made.pk}/"
    assert console.get(f"{at}change/").status_code == 200
    assert console.post(f"{at}change/", {"words": "nothing"}).status_code == 403
    assert console.post(f"{at}delete/", {"post": "yes"}).status_code == 403
    assert console.get(f"{LIST}add/").status_code == 403
    console.post(LIST, {"action": "delete_selected", "_selected_action": made.pk, "post": "yes"})
    made.refresh_from_db()
    assert made.words == "raised"


def test_entries_are_found_by_person_kind_date_and_row(console: Client) -> None:
    eve, now = person("eve@voltway.example", is_staff=True), timezone.now()
    entry(by=eve, words="by eve")
    entry(words="by nobody")
    entry(row=Group.objects.create(name="Readers"), words="of a group", at=now - timedelta(days=40), by=eve)

    def words(**query: str) -> list[str]:
        told = shown(console, **query)
        return [one for one in ("by eve", "by nobody", "of a group") if one in told]

    assert words() == ["by eve", "by nobody", "of a group"]
    assert words(by=str(eve.pk)) == ["by eve", "of a group"]
    assert words(by="former") == ["by nobody"]
    assert words(by="; DROP") == ["by eve", "by nobody", "of a group"]
    assert words(kind="auth.group") == ["of a group"]
    assert words(at__gte=(now - timedelta(days=1)).isoformat()) == ["by eve", "by nobody"]
    assert words(q="Reade") == ["of a group"]
    assert words(q=str(Plan.objects.get(slug="free").pk), kind="accounts.plan") == ["by eve", "by nobody"]
    assert words(q="Nothing") == []


def test_whoever_is_gone_is_former_staff(console: Client) -> None:
    entry()
    assert "former staff" in shown(console)


def test_a_row_has_its_history(console: Client) -> None:
    plan = Plan.objects.get(slug="free")
    entry(row=plan, change=Change("raised", [("a minute", 60, 120)]))
    entry(row=Plan.objects.get(slug="standard"), change="another one")
    told = " ".join(console.get(reverse("admin:accounts_plan_history", args=[plan.pk])).content.decode().split())
    assert "raised" in told
    assert "<del>60</del> → <ins>120</ins>" in told
    assert "another one" not in told


def test_what_one_did_last_stands_at_home(console: Client) -> None:
    assert "Nothing yet." in console.get("/admin/").content.decode()
    entry(by=User.objects.get(), words="raised it")
    entry(words="by another")
    home = console.get("/admin/").content.decode()
    assert "raised it" in home
    assert "by another" not in home


def test_more_entries_take_no_more_queries(console: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(console)
        return len(queries)

    entry(by=User.objects.get())
    asked()
    few = asked()
    for number in range(5):
        entry(by=person(f"eve{number}@voltway.example", is_staff=True))
    assert asked() == few


def test_what_the_former_log_said_goes_over(console: Client) -> None:
    from importlib import import_module

    from django.contrib.contenttypes.models import ContentType

    plan, eve = Plan.objects.get(slug="free"), User.objects.get()
    about = {"content_type": ContentType.objects.get_for_model(plan), "object_id": str(plan.pk), "user": eve}
    for message in ("revoked", '[{"changed": {"fields": ["requests a day"]}}]', ""):
        LogEntry.objects.create(**about, object_repr="of bob@voltway.example", action_flag=2, change_message=message)
    import_module("accounts.migrations.0010_former_log").move(apps, type("Editor", (), {"connection": connection}))
    told = AuditEntry.objects.order_by("pk").values_list("kind", "row", "by", "named", "words")
    facts = ("accounts.plan", str(plan.pk), eve.pk, "of [e-mail]")
    assert list(told) == [(*facts, "revoked"), (*facts, "requests a day"), (*facts, "")]
    assert not LogEntry.objects.exists()


def test_reasons_of_earlier_entries_become_digests() -> None:
    from importlib import import_module

    after = {"state": "HIDDEN", "reason": "Ask bob@private.example"}
    made = entry()
    AuditEntry.objects.filter(pk=made.pk).update(after=after)
    import_module("accounts.migrations.0012_audit_about").digest(apps, type("Editor", (), {"connection": connection}))
    made.refresh_from_db()
    assert made.after == kept_of(FaultReport(), after)
    assert "private.example" not in repr(made.after)
