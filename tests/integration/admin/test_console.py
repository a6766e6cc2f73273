"""Every area of the console opens, finds what an operator looks for, and asks no more of the database for more rows."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.audit import write_entry
from accounts.models import ApiKey, AuditEntry, Letter, Plan, Usage, User, VehicleModel
from analytics.models import ChargingSession, EventDay, SessionDay
from stations.admin import moderating, source_acts
from stations.community.moderation import set_state
from stations.ingest import orders
from stations.ingest.orders import order_refresh
from stations.models import (
    Block,
    CheckIn,
    Correction,
    Edit,
    Export,
    FaultReport,
    ImportRun,
    OperatorAnswer,
    Photo,
    RejectedRow,
    Reply,
    Review,
    Source,
    Station,
    Suspicion,
    Upkeep,
)
from tests.fakes import keys, sessions
from tests.fakes.quality import looked
from tests.people import PASSWORD, add_second_factor, operator, person
from tests.world import NETWORK, NOW, REGISTER, evse, publish, station
from voltway.schedule import install

pytestmark = pytest.mark.usefixtures("stage")
OURS = [model for model in admin.site._registry if model._meta.app_label in ("stations", "accounts", "analytics")]


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator())
    return client


@pytest.fixture
def world() -> None:
    publish(
        REGISTER,
        station("a", (52.52, 13.40), evse("1", evse_id="DE*ABC*E1*1"), name="Lindenpark", operator="Strom AG"),
        station("b", (48.86, 2.35), name="Gare du Nord", operator="Courant SA", country="FRA"),
        # No place has such a position: refused.
        station("c", (95.0, 0.0), name="Nowhere"),
    )
    publish(NETWORK, station("a", (45.76, 4.83), name="Confluence", country="FRA"))
    Export.objects.enqueue(public_id="nobody-else-knows", format="csv")
    Upkeep.objects.enqueue(kind="PLACES", source=Source.objects.get(uid="xx-network"))
    keys.headers()
    VehicleModel.objects.create(uid="a", brand="Volt", name="One", search_text="volt one")
    Usage.objects.create(key=ApiKey.objects.get(), day=date(2026, 11, 23), endpoint="api-stations", answered=3)
    Block.objects.create(origin="a" * 32, reason="Invented faults.")
    told = {"kind": "CHANGE", "station": Station.objects.all()[0].public_id, "created_at": timezone.now()}
    edit = Edit.objects.create(changes={"name": {"from": None, "to": "Castle Mall"}}, **told)
    Correction.objects.create(station=edit.station, field="city", value="Norwich", accepted_at=edit.created_at)
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1"}
    CheckIn.objects.create(**plug, outcome=10, created_at=NOW)
    FaultReport.objects.create(**plug, kind="DARK", created_at=NOW)
    OperatorAnswer.objects.create(**plug, text="We look.", created_at=NOW)
    Suspicion.objects.create(**plug, since=NOW, reports=3, latest_at=NOW, until=NOW)
    about = {"licence": "CC0-1.0", "sha256": "a" * 64, "file": "a" * 32, "width": 1, "height": 1, "size": 1}
    Photo.objects.create(station="a" * 12, created_at=timezone.now(), **about)
    told = {"station": "a" * 12, "created_at": NOW, "changed_at": NOW}
    review = Review.objects.create(**told, stars=4, text="Dry.")
    Reply.objects.create(**told, review=review, text="Thank you.")
    sessions.added_up()
    looked()
    Letter.objects.enqueue(to="bob@voltway.example", subject="A new password", text="https://volt.example/a-secret/")
    write_entry(row=review, action=AuditEntry.Action.CHANGED, change="taken down", by=None)


def listed(console: Client, model: type, **query: str) -> str:
    answer = console.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"), query)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return answer.content.decode()


def opened(console: Client, row: object) -> str:
    name = row._meta.label_lower.replace(".", "_")  # type: ignore[attr-defined]
    answer = console.get(reverse(f"admin:{name}_change", args=[row.pk]))  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_area_opens_with_its_first_row(model: type, console: Client, world: None) -> None:
    listed(console, model)
    opened(console, model.objects.first())  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_more_rows_take_no_more_queries(model: type, console: Client, world: None) -> None:
    # Somebody's, as the later ones are: nobody is looked up where nobody is named.
    somebody = User.objects.earliest("pk")
    write_entry(row=somebody, action=AuditEntry.Action.CHANGED, change="changed", by=somebody)
    listed(console, model)
    with CaptureQueriesContext(connection) as before:
        listed(console, model)
    publish(REGISTER, *(station(f"n{n}", (52.0, 13 + n / 100), operator=f"Operator {n}") for n in range(20)))
    publish(REGISTER, *(station(f"r{n}", (99.0, 0.0)) for n in range(20)), station("kept"))
    for _ in range(20):
        Upkeep.objects.enqueue(kind="PLACES", source=Source.objects.get(uid="xx-register"))
    User.objects.bulk_create(User(email=f"bob{n}@voltway.example") for n in range(20))
    for by in User.objects.all():
        write_entry(row=by, action=AuditEntry.Action.CHANGED, change="changed", by=by)
    with CaptureQueriesContext(connection) as after:
        listed(console, model)
    assert len(after) == len(before)


@pytest.mark.parametrize(
    "term", ["DE*ABC*E1*1", "deabce11", "a", "linden", "strom LINDENPARK", "{public_id}", " {public_id} "]
)
def test_a_station_is_found(term: str, console: Client, world: None) -> None:
    wanted = Station.objects.get(name="Lindenpark")
    page = listed(console, Station, q=term.format(public_id=wanted.public_id))
    assert wanted.public_id in page
    assert "Gare du Nord" not in page


@pytest.mark.parametrize("term", ["nobody", "%", "'; DROP TABLE", "🔌", "*", "-"])
def test_what_is_not_there_is_not_found(term: str, console: Client, world: None) -> None:
    assert "0 stations" in listed(console, Station, q=term)


def test_a_station_stands_beside_its_raw_record(console: Client, world: None) -> None:
    page = opened(console, Station.objects.get(name="Lindenpark"))
    assert "&quot;position&quot;: 0" in page
    assert "xx-register a" in page


def test_a_refused_row_tells_why_and_what_it_was(console: Client, world: None) -> None:
    run = ImportRun.objects.get(source__uid="xx-register")
    assert str(reverse("admin:stations_rejectedrow_changelist")) in opened(console, run)
    page = listed(console, RejectedRow, run__id__exact=str(run.pk))
    row = RejectedRow.objects.get()
    assert row.rule in page
    assert "Nowhere" in opened(console, row)


def test_only_the_schedule_of_a_source_can_be_changed(console: Client, world: None) -> None:
    source = Source.objects.get(uid="xx-register")
    address = reverse("admin:stations_source_change", args=[source.pk])
    answer = console.post(address, {"every": "02:00:00", "uid": "stolen", "live": "on", "enabled": ""})
    assert answer.status_code == 302
    source.refresh_from_db()
    assert (source.uid, source.live, source.enabled, str(source.every)) == ("xx-register", False, True, "2:00:00")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_driver_sees_nothing_of_it(model: type, client: Client, world: None) -> None:
    client.force_login(User.objects.create_user("charlie@voltway.example", "a long pass phrase"))
    answer = client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"))  # type: ignore[attr-defined]
    assert answer.status_code == 302


def test_facts_can_be_neither_changed_nor_deleted(console: Client, world: None, tmp_path: Path) -> None:
    row = Station.objects.get(name="Lindenpark")
    name = "admin:stations_station"
    assert console.post(reverse(f"{name}_change", args=[row.pk]), {"name": "Mine"}).status_code == 403
    assert console.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert console.get(reverse(f"{name}_add")).status_code == 403


def act(console: Client, action: str, row: object) -> str:
    """Choose one row and an action of the list; the page after it."""
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_changelist")  # type: ignore[attr-defined]
    answer = console.post(address, {"action": action, "_selected_action": row.pk, "confirmed": "yes"}, follow=True)  # type: ignore[attr-defined]
    return answer.content.decode()


def acts() -> list[str]:
    """What the audit trail says was done."""
    return list(AuditEntry.objects.exclude(by=None).order_by("pk").values_list("words", flat=True))


def test_a_job_that_was_given_up_is_found_with_its_reason_and_tried_again(console: Client, world: None) -> None:
    job = Upkeep.objects.get()
    Upkeep.objects.update(state="DEAD", error="ValueError: poison", attempts=5, finished_at=Now())
    assert "ValueError: poison" in listed(console, Upkeep, state__exact="DEAD")
    assert "1 job waits again." in act(console, "try_again", job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("PENDING", 0)
    assert acts() == ["Try again"]


def test_a_job_is_cancelled(console: Client, world: None) -> None:
    assert "1 job was cancelled." in act(console, "cancel", Upkeep.objects.get())
    assert Upkeep.objects.get().state == "CANCELLED"
    assert "It is not in a state for that." in act(console, "cancel", Upkeep.objects.get())
    assert acts() == ["Cancel"]


def test_sums_say_what_they_are_of(console: Client, world: None) -> None:
    page = listed(console, SessionDay)
    assert "all places" in page
    assert "all operators" in page
    assert "not told" in page
    assert ">*<" not in page
    assert "all together" in listed(console, EventDay)


def test_an_entry_of_the_schedule_is_run_when_an_operator_says_so(console: Client, world: None) -> None:
    install()
    entry = PeriodicTask.objects.get(name="Caches and roll-ups")
    Upkeep.objects.all().delete()
    # Its hour's job is there already.
    order_refresh(slot="2026-11-23T12:00:00", now=NOW)
    assert "1 entry of the schedule is ordered." in act(console, "run", entry)
    assert list(Upkeep.objects.values_list("kind", "state")) == [("REFRESH", "PENDING")] * 2
    assert acts() == ["Run now"]
    PeriodicTask.objects.filter(pk=entry.pk).update(task="os.system")
    assert "VoltWay has no such entry" in act(console, "run", entry)
    assert Upkeep.objects.count() == 2


def test_the_schedule_is_told_in_words(console: Client, world: None) -> None:
    install()
    assert '<td class="field-when">every 1 day</td>' in listed(console, PeriodicTask)


def test_who_charged_is_shown_to_nobody(console: Client, world: None) -> None:
    assert "uk-dundee" in listed(console, ChargingSession)
    assert "d" * 32 not in listed(console, ChargingSession) + opened(console, ChargingSession.objects.get())


def test_who_may_only_look_at_jobs_stops_none(client: Client, world: None) -> None:
    looker = person("dana@voltway.example", is_staff=True)
    add_second_factor(looker)
    looker.user_permissions.add(Permission.objects.get(codename="view_upkeep"))
    client.force_login(looker)
    assert "import of places" in listed(client, Upkeep)
    act(client, "cancel", Upkeep.objects.get())
    assert Upkeep.objects.get().state == "PENDING"


def test_the_console_does_not_tell_the_id_by_which_an_export_is_reached(console: Client, world: None) -> None:
    assert "nobody-else-knows" not in listed(console, Export) + opened(console, Export.objects.get())


def test_the_console_does_not_tell_what_mails_say_and_to_whom(console: Client, world: None) -> None:
    told = listed(console, Letter) + opened(console, Letter.objects.get())
    assert "A new password" in told
    assert "a-secret" not in told
    assert "bob@" not in told


@pytest.mark.parametrize(("action", "shrink"), [("run", False), ("run-whatever-vanishes", True)])
def test_a_source_is_imported_when_an_operator_says_so(
    action: str, shrink: bool, console: Client, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (orders, source_acts):
        monkeypatch.setattr(module, "can_fetch", lambda feed: True)
    address = reverse("admin:stations_source_do", args=[Source.objects.get(uid="xx-register").pk, action])
    answer = console.post(address, {"reason": "A network closed."}, follow=True)
    assert "1 import waits." in answer.content.decode()
    assert Upkeep.objects.get(source__uid="xx-register").accept_shrink is shrink
    assert acts()[0].startswith("Run now")


def test_a_source_without_an_address_is_not_imported(console: Client, world: None) -> None:
    told = act(console, "run", Source.objects.get(uid="xx-register"))
    assert "Left as it is: xx-register. It has no address, or the key that it wants is not set." in told
    assert acts() == []


def test_a_source_tells_why_its_last_import_was_given_up(console: Client, world: None) -> None:
    source = Source.objects.get(uid="xx-network")
    words = "no route to the register"
    Upkeep.objects.update(state="DEAD", error=words, finished_at=timezone.now() + timedelta(minutes=1))
    assert words in listed(console, Source)
    assert "Given up since:" in opened(console, source)
    done = {"source": source, "state": "COMPLETED", "started_at": NOW}
    # One of live states says nothing of the places.
    ImportRun.objects.create(**done, kind="STATUSES", finished_at=timezone.now() + timedelta(minutes=2))
    Source.objects.update(last_success_at=timezone.now() + timedelta(minutes=2))
    assert words in listed(console, Source)
    ImportRun.objects.create(**done, kind="PLACES", finished_at=timezone.now() + timedelta(minutes=2))
    assert words not in listed(console, Source)
    assert "Given up since" not in opened(console, source)


@pytest.mark.parametrize("kind", ["RELEASE", "UNDO", "AGAIN"])
def test_what_a_person_asked_of_a_run_and_was_refused_is_no_trouble_of_its_source(
    kind: str, console: Client, world: None
) -> None:
    run = ImportRun.objects.earliest("pk")
    Upkeep.objects.all().delete()
    words = "only one that is held back can be released"
    job = {"state": "FAILED", "error": words, "finished_at": timezone.now() + timedelta(minutes=1)}
    Upkeep.objects.create(kind=kind, source=run.source, target=run, **job)
    assert words not in listed(console, Source)
    assert "Given up since" not in opened(console, run.source)


@pytest.mark.parametrize(("every", "kept"), [("30", None), ("-3", None), ("0", None), ("00:01:00", "0:01:00")])
def test_a_source_is_asked_once_a_minute_at_most(every: str, kept: str | None, console: Client, world: None) -> None:
    source = Source.objects.get(uid="xx-register")
    answer = console.post(reverse("admin:stations_source_change", args=[source.pk]), {"every": every})
    source.refresh_from_db()
    assert (source.every and str(source.every)) == kept
    assert ("From one minute (00:01:00) to a year" in answer.content.decode()) == (kept is None)


def test_areas_are_called_differently_and_columns_in_words(console: Client, world: None) -> None:
    page = console.get("/admin/").content.decode()
    headings = re.findall(r'class="section"[^>]*>([^<]*)<', page)
    assert len(headings) == len(set(headings))
    assert "PK" not in listed(console, Letter)


def test_usage_is_told_by_paths(console: Client, world: None) -> None:
    for page in (listed(console, Usage), opened(console, Usage.objects.get())):
        assert "GET /api/v2/stations/" in page


def test_car_models_are_told_in_kilowatts(console: Client) -> None:
    facts = {"inlets": ["CCS_2", "TYPE_2"], "max_ac_power": 7400, "max_dc_power": 125_500, "battery_capacity": 62_000}
    model = VehicleModel.objects.create(uid="a", brand="Volt", name="One", search_text="volt one", **facts)
    for page in (listed(console, VehicleModel), opened(console, model)):
        words = re.sub(r"<[^>]*>|\s+", " ", page)
        assert [word in words for word in ("CCS_2, TYPE_2", " 7.4 ", " 125.5 ", " 62 ")] == [True] * 4


def test_an_owner_of_a_plan_is_chosen_by_address(console: Client) -> None:
    page = console.get(reverse("admin:accounts_subscription_add")).content.decode()
    assert re.search(r'<select name="owner"[^>]*admin-autocomplete', page)


def test_an_operator_finds_the_console_from_the_account(console: Client, client: Client) -> None:
    assert 'href="/admin/"' in console.get("/accounts/").content.decode()
    client.force_login(person("bob@voltway.example"))
    assert 'href="/admin/"' not in client.get("/accounts/").content.decode()


def test_a_plan_keeps_its_short_name(console: Client) -> None:
    free = Plan.objects.get(slug="free")
    figures = ("name", "rank", "per_day", "per_minute", "page_size", "bulk_rows")
    given = {name: str(getattr(free, name)) for name in figures} | {"per_day": "200", "slug": "gratis"}
    assert console.post(reverse("admin:accounts_plan_change", args=[free.pk]), given).status_code == 302
    free.refresh_from_db()
    assert (free.slug, free.per_day) == ("free", 200)


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_an_operator_changes_is_the_one_that_logs_in(verified: bool, console: Client) -> None:
    alice = person("alice@old.example", verified=verified)
    EmailAddress.objects.create(user=alice, email="alice@new.example")
    path = reverse("admin:accounts_user_change", args=[alice.pk])
    joined = {"date_joined_0": "2026-11-23", "date_joined_1": "12:00:00", "is_active": "on"}
    assert console.post(path, {"email": "Alice@New.example", **joined}).status_code == 302
    addresses = EmailAddress.objects.filter(user=alice).values_list("email", "verified", "primary")
    assert list(addresses) == [("alice@new.example", verified, True)]
    if verified:
        answers = [
            Client().post(reverse("account_login"), {"login": email, "password": PASSWORD}).status_code
            for email in ("alice@old.example", "alice@new.example")
        ]
        assert answers == [200, 302]


def test_what_drivers_told_is_shown_whole_and_one_person_is_told_from_another(console: Client, world: None) -> None:
    at = Station.objects.get(name="Lindenpark").public_id
    for number, note in enumerate(("first", "second")):
        origin = str(number) * 32
        CheckIn.objects.create(station=at, outcome=10, note=note, created_at=NOW, origin=origin)
    row = CheckIn.objects.get(note="second")
    for path in ("", f"{row.pk}/change/"):
        shown = console.get(f"/admin/stations/checkin/{path}").content.decode()
        assert "Lindenpark" in shown
        assert "second" in shown
        assert "no account, address 111111" in shown


def told(number: int) -> FaultReport:
    plug = {"station": "abcdefgh2345", "evse_uid": "1", "connector_uid": "1"}
    return FaultReport.objects.create(**plug, kind="DARK", origin=f"{number:032}", created_at=NOW)


def moderate(console: Client, action: str, *rows: FaultReport) -> int:
    chosen = {"action": action, "reason": "no", "confirmed": "yes", "_selected_action": [row.pk for row in rows]}
    return console.post(reverse("admin:stations_faultreport_changelist"), chosen).status_code


@pytest.mark.parametrize("action", ["hide", "block"])
def test_what_goes_while_a_moderator_decides_is_passed_over_and_all_else_is_logged(
    action: str, console: Client, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = told(1), told(2)

    def deleted_behind(row: FaultReport, *args: Any, **more: Any) -> bool:
        done = set_state(row, *args, **more)
        if done:
            FaultReport.objects.exclude(pk=row.pk).delete()
        return done

    monkeypatch.setattr(moderating, "set_state", deleted_behind)
    assert moderate(console, action, one, other) == 302
    (left,) = FaultReport.objects.all()
    assert left.state == FaultReport.State.HIDDEN
    entries = AuditEntry.objects.filter(kind="stations.faultreport")
    assert set(entries.values_list("row", flat=True)) == {str(left.pk)}
    assert Block.objects.filter(origin__in=(one.origin, other.origin)).count() == (action == "block")


def test_nothing_changes_without_its_line_in_the_log(
    console: Client, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = told(1)

    def full(*_args: Any, **_more: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(admin.site._registry[FaultReport], "log_change", full)
    with pytest.raises(OSError, match="no room"):
        moderate(console, "hide", one)
    one.refresh_from_db()
    assert one.state == FaultReport.State.SHOWN


@pytest.mark.parametrize("model", [CheckIn, FaultReport, Edit, Photo, Review, Reply])
def test_what_waits_is_found_without_looking_at_what_does_not(model: type, world: None) -> None:
    told = model.objects.filter(state="WAITING").order_by("-created_at").values("pk")[:50]  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = told.explain()
    assert "_waiting" in plan
    assert "TEMP B-TREE" not in plan


def test_nobody_takes_the_console_away_from_themselves(console: Client) -> None:
    root = User.objects.get()
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "12:00:00"}
    answer = console.post(reverse("admin:accounts_user_change", args=[root.pk]), {"email": root.email, **joined})
    assert answer.status_code == 302
    root.refresh_from_db()
    assert (root.is_active, root.is_staff, root.is_superuser) == (True, True, True)
    bob = operator("bob@voltway.example")
    console.post(reverse("admin:accounts_user_change", args=[bob.pk]), {"email": bob.email, **joined})
    assert not User.objects.get(pk=bob.pk).is_superuser
