"""What Alice owns, a row of all that the console shows, and the variable parts of addresses that lead to it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from accounts.audit import write_entry
from accounts.favourites.keep import keep_favourite
from accounts.models import ApiKey, AuditEntry, Letter, Usage, User, VehicleModel
from accounts.searches.keep import keep_search
from accounts.vehicles.facts import VehicleFacts
from accounts.vehicles.inlets import Inlet
from accounts.vehicles.keep import keep_vehicle
from stations.community import photos
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.community.reviews import write_review
from stations.models import (
    Block,
    Connector,
    Correction,
    Edit,
    Export,
    FaultReport,
    OperatorAnswer,
    Photo,
    Reply,
    Review,
    Source,
    Station,
    Suspicion,
    Upkeep,
)
from tests.fakes import keys, pictures, sessions
from tests.fakes.actors import ALICE
from tests.fakes.quality import looked
from tests.fakes.routes import Route
from voltway.lib.console import Change, Undo

EXPORT = "a" * 22
UID = UUID("6f1d3c1e-8d7e-4c55-9a3b-0f2a51c0ffee")
_ANY = {
    "slug": "lindenpark",
    "z": "5",
    "x": "17",
    "y": "10",
    "shard": "0",
    "rest": "nothing",
    "url": "nothing",
    "app_label": "stations",
    "key": "no-such-key",
    "uidb36": "1",
    "form": "json",
    "evse_uid": "1",
    "connector_id": "1",
    "batch": str(UID),
}


def make_objects(place: Station | None = None) -> None:
    """A row of every kind, of the only station where none is given."""
    place = place or Station.objects.get()
    keys.headers(ALICE, "professional")
    Usage.objects.create(key=ApiKey.objects.get(), day=date(2026, 11, 23), endpoint="api-stations", answered=3)
    alice, now, station = User.objects.get(email=ALICE), timezone.now(), place.public_id
    keep_favourite(by=alice, station=station, note="", now=now)
    keep_vehicle(by=alice, uid=UID, facts=VehicleFacts("Car", (Inlet.CCS_2,)), now=now)
    keep_search(by=alice, uid=UID, name="Fast ones", query="connector=ccs", now=now)
    VehicleModel.objects.create(uid="a", brand="Volt", name="One", search_text="volt one")
    Export.objects.enqueue(public_id=EXPORT, format="csv")
    Upkeep.objects.enqueue(kind="PLACES", source=place.source)
    Letter.objects.enqueue(to=ALICE, subject="Hello", text="Hello")
    change = {"name": {"from": None, "to": "Castle Mall"}}
    edit = Edit.objects.create(kind="CHANGE", station=station, changes=change, user=alice, created_at=now)
    Correction.objects.create(station=station, field="city", value="Norwich", accepted_at=now, edit=edit)
    Block.objects.create(origin="a" * 32, reason="Invented faults.")
    evse, plug = Connector.objects.filter(evse__station=place).values_list("evse__uid", "uid")[0]
    by, at = Author(alice, "b" * 32), Place(station, evse, plug)
    check_in(at=at, outcome=10, note="", by=by, now=now)
    report_fault(at=at, kind="DARK", by=by, now=now)
    hidden = Change(
        "Hide", act="hide", undo=Undo(UID, {"state": "WAITING", "reason": ""}, {"state": "SHOWN", "reason": ""})
    )
    write_entry(row=FaultReport.objects.get(), action=AuditEntry.Action.CHANGED, change=hidden, by=alice)
    OperatorAnswer.objects.create(station=station, evse_uid=evse, connector_uid=plug, text="We look.", created_at=now)
    Suspicion.objects.create(
        station=station, evse_uid=evse, connector_uid=plug, since=now, reports=3, latest_at=now, until=now
    )
    _tell(Author(alice, ""), station, now)
    _review(Author(alice, ""), station, now)
    sessions.added_up()
    looked(place.source.uid)
    Group.objects.create(name="Operators")
    every = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.DAYS)
    PeriodicTask.objects.create(name="Daily", interval=every)
    CrontabSchedule.objects.create()
    SolarSchedule.objects.create(event="sunrise", latitude=52, longitude=13)
    ClockedSchedule.objects.create(clocked_time=timezone.now())


def _tell(by: Author, station: str, now: datetime) -> None:
    """What Alice told of the station; her photo waits for a moderator."""
    about = photos.About(licence="CC0-1.0", mine=True)
    content = pictures.saved(pictures.drawn(40, 30))
    photos.add_photo(station=station, content=content, about=about, by=by, now=now)


def _review(by: Author, station: str, now: datetime) -> None:
    """Alice's review, to which an operator has replied."""
    review, _ = write_review(station=station, told={"stars": 4, "text": "Dry."}, by=by, now=now)
    eve = User.objects.get(email="eve@voltway.example")
    Reply.objects.create(review=review, station=station, user=eve, text="Thank you.", created_at=now, changed_at=now)


def parts_of(route: Route) -> Mapping[str, str]:
    """The variable parts of a route's address, so that it leads to something of Alice's."""
    station = Station.objects.get().public_id
    parts = {**_ANY, "public_id": station, "station": station, "job_id": EXPORT, "uid": str(UID)}
    if "export" in (route.name or ""):
        parts["public_id"] = EXPORT
    if "photo" in (route.name or ""):
        parts |= {"public_id": Photo.objects.get().public_id, "size": "small"}
    if "review-" in (route.name or "") or route.name == "api-review":
        parts["public_id"] = Review.objects.get().public_id
    if route.name == "data-quality-source":
        parts["uid"] = Source.objects.get().uid
    if route.name == "problem":
        parts["slug"] = "not-found"
    parts["prefix"] = ApiKey.objects.get(owner__email=ALICE).prefix
    parts["content_type_id"] = str(ContentType.objects.get_for_model(User).pk)
    parts["object_id"] = parts["id"] = _row_of(route)
    parts["act"] = _act_of(route)
    return parts


def _act_of(route: Route) -> str:
    """What may be done to rows that the console shows at this route: the first of their acts."""
    _, label, model, *_ = f"{route.pattern}////".split("/")
    area = admin.site._registry.get(apps.all_models.get(label, {}).get(model))  # type: ignore[arg-type]
    return next((act.name for act in getattr(area, "acts", ())), "none")


def _row_of(route: Route) -> str:
    """The key of a row that the console shows at this route: the first of its model."""
    _, label, model, *_ = f"{route.pattern}////".split("/")
    if label not in apps.app_configs or not route.pattern.startswith("admin/"):
        return "1"
    row = apps.get_model(label, model).objects.order_by("pk").first()
    return str(row.pk) if row else "1"
