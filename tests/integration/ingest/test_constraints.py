"""What must hold in the database holds: each constraint refuses the row that breaks it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from stations.models import (
    AnsweredRequest,
    Block,
    CheckIn,
    Connector,
    Correction,
    DataVersion,
    Edit,
    Evse,
    EvseStatus,
    Export,
    FaultReport,
    Hiding,
    ImportRun,
    Operator,
    OperatorAnswer,
    Photo,
    RecordVersion,
    RemovedStation,
    Reply,
    Review,
    Schedule,
    Source,
    SourceRecord,
    Station,
    Suspicion,
    Upkeep,
    Vote,
)
from tests.fakes.feeds import row
from tests.fakes.imports import Imports


def change(model: type[models.Model], **values: Any) -> Callable[[], object]:
    return lambda: model._base_manager.update(**values)


def again(model: type[models.Model], **values: Any) -> Callable[[], object]:
    """Insert the first row a second time."""

    def insert() -> None:
        copy = model._base_manager.first()
        assert copy is not None
        copy.pk = None
        copy._state.adding = True
        for name, value in values.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)

    return insert


def version_twice() -> None:
    run, record = ImportRun.objects.first(), SourceRecord.objects.first()
    assert run and record
    for _ in range(2):
        RecordVersion.objects.create(run=run, record=record, raw_sha256=b"", fingerprint=b"", raw=b"", facts=b"")


def removed_twice() -> None:
    for change in (1, 2):
        RemovedStation.objects.create(public_id="aaaaaaaaaaaa", change=change)


def answered_twice() -> None:
    by = get_user_model().objects.create_user("alice@volt.example")
    for digest in (b"1", b"2"):
        AnsweredRequest.objects.create(
            source=Source.objects.earliest("pk"),
            by=by,
            key="k",
            digest=digest,
            status=200,
            answer=b"",
            answered_at=timezone.now(),
        )


def state_of(status: str) -> None:
    run, evse = ImportRun.objects.first(), Evse.objects.first()
    assert run and evse
    EvseStatus.objects.create(evse=evse, status=status, source=run.source, run=run)


def job(**values: Any) -> Callable[[], object]:
    return lambda: Upkeep.objects.create(**{"kind": "REFRESH", **values})


def job_twice() -> None:
    for _ in range(2):
        Upkeep.objects.create(kind="REFRESH", key="once")


def export(**values: Any) -> Callable[[], object]:
    return lambda: Export.objects.create(**{"format": "csv", "public_id": "one", **values})


def export_twice(**values: Any) -> Callable[[], object]:
    def insert() -> None:
        for number in range(2):
            Export.objects.create(**{"format": "csv", "public_id": str(number), **values})

    return insert


def told(model: type[models.Model], **wrong: Any) -> Callable[[], object]:
    """Keep what a driver told, with something in it that is wrong."""
    return lambda: model._base_manager.create(**{**TOLD[model], **wrong})


def told_twice(model: type[models.Model], **same: Any) -> Callable[[], object]:
    def insert() -> None:
        for number in "12":
            own = {"public_id": number, "file": number, "sha256": number} if model is Photo else {}
            model._base_manager.create(**{**TOLD[model], **own, **same})

    return insert


def reviewed_twice() -> None:
    by = get_user_model().objects.create_user("alice@volt.example")
    for _ in range(2):
        Review.objects.create(**TOLD[Review], user=by)


def voted_twice() -> None:
    by, review = get_user_model().objects.create_user("alice@volt.example"), Review.objects.create(**TOLD[Review])
    for _ in range(2):
        Vote.objects.create(review=review, user=by, created_at=NOW)


def replied(*texts: str, **values: Any) -> Callable[[], object]:
    """Reply to one review, once for each text."""

    def insert() -> None:
        review = Review.objects.create(**TOLD[Review])
        for text in texts:
            told = {"station": review.station, "created_at": NOW, "changed_at": NOW, **values}
            Reply.objects.create(review=review, text=text, **told)

    return insert


def replied_elsewhere() -> None:
    for _ in range(2):
        replied("Thank you.", public_id="one")()


NOW = timezone.now()
# Good rows of what drivers tell.
TOLD: dict[type[models.Model], dict[str, Any]] = {
    CheckIn: {"station": "a" * 12, "outcome": 20, "created_at": NOW},
    FaultReport: {
        "station": "a" * 12, "evse_uid": "1", "connector_uid": "1", "kind": "DARK", "created_at": NOW,
    },
    OperatorAnswer: {
        "station": "a" * 12, "evse_uid": "1", "connector_uid": "1", "text": "We look.", "created_at": NOW,
    },
    Suspicion: {
        "station": "a" * 12, "evse_uid": "1", "connector_uid": "1", "since": NOW, "latest_at": NOW, "until": NOW,
        "reports": 3,
    },
    Edit: {"station": "a" * 12, "kind": "CHANGE", "changes": {}, "state": "WAITING", "created_at": NOW},
    Correction: {"station": "a" * 12, "field": "city", "value": "Norwich", "accepted_at": NOW},
    Photo: {
        "station": "a" * 12, "sha256": "1", "licence": "CC0-1.0", "width": 1, "height": 1, "size": 1, "created_at": NOW,
    },
    Block: {"reason": "Invented faults.", "origin": "a" * 32},
    Review: {"station": "a" * 12, "stars": 4, "safety": 1, "created_at": NOW, "changed_at": NOW},
}  # fmt: skip
BREAKS: dict[str, Callable[[], object]] = {
    "stations_run_finished_has_time": change(ImportRun, finished_at=None),
    "stations_record_once": again(SourceRecord),
    "stations_record_has_native_id": change(SourceRecord, native_id=""),
    "stations_version_once_a_run": version_twice,
    "stations_station_on_earth": change(Station, latitude=90.1),
    "stations_station_power_positive": change(Station, max_electric_power=0),
    "stations_station_cell_positive": change(Station, cell=-1),
    "stations_station_access_known": change(Station, access="ANYONE"),
    "stations_evse_once": again(Evse),
    "stations_evse_status_known": change(Evse, status="ASLEEP"),
    "stations_connector_once": again(Connector),
    "stations_connector_power_positive": change(Connector, max_electric_power=0),
    "stations_live_status_known": lambda: state_of("ASLEEP"),
    "stations_one_version": lambda: DataVersion.objects.create(pk=2),
    "stations_answered_once": answered_twice,
    "stations_upkeep_once": job_twice,
    "stations_upkeep_has_lease": job(state="RUNNING"),
    "stations_upkeep_has_end": job(state="DEAD"),
    "stations_upkeep_of_what": job(kind="PLACES"),
    "stations_export_once": export_twice(key="once"),
    "stations_export_has_lease": export(state="RUNNING"),
    "stations_export_has_end": export(state="DEAD"),
    "stations_export_file_is_whole": export(file="half.csv"),
    "stations_block_of_somebody": told(Block, origin=""),
    "stations_checkin_outcome_known": told(CheckIn, outcome=1),
    "stations_checkin_plug_of_evse": told(CheckIn, connector_uid="1"),
    "stations_fault_kind_known": told(FaultReport, kind="BORED"),
    "stations_fault_of_a_plug": told(FaultReport, connector_uid=""),
    "stations_answer_says_something": told(OperatorAnswer, text=""),
    "stations_suspicion_once": told_twice(Suspicion),
    "stations_edit_kind_known": told(Edit, kind="REMOVE"),
    "stations_edit_decided_has_time": told(Edit, state="SHOWN"),
    "stations_correction_once": told_twice(Correction),
    "stations_photo_once": told_twice(Photo, sha256="one"),
    "stations_photo_has_licence": told(Photo, licence="mine"),
    "stations_photo_has_size": told(Photo, size=0),
    "stations_review_once": reviewed_twice,
    "stations_review_has_stars": told(Review, stars=6),
    "stations_review_parts_in_range": told(Review, cleanliness=0),
    "stations_review_withdrawn_is_unseen": told(Review, withdrawn_at=NOW),
    "stations_vote_once": voted_twice,
    "stations_reply_says_something": replied(""),
}
UNIQUE: dict[str, Callable[[], object]] = {
    "Source.uid": again(Source),
    "Station.public_id": again(Station),
    "RemovedStation.public_id": removed_twice,
    "Operator.slug": again(Operator, key="another"),
    "Operator.key": again(Operator, slug="another"),
    "Schedule.key": again(Schedule),
    "Export.public_id": export_twice(public_id="one"),
    "CheckIn.public_id": told_twice(CheckIn, public_id="one"),
    "FaultReport.public_id": told_twice(FaultReport, public_id="one"),
    "OperatorAnswer.public_id": told_twice(OperatorAnswer, public_id="one"),
    "Edit.public_id": told_twice(Edit, public_id="one"),
    "Photo.public_id": told_twice(Photo, public_id="one"),
    "Review.public_id": told_twice(Review, public_id="one"),
    "Reply.public_id": replied_elsewhere,
    "Reply.review": replied("Thank you.", "And again."),
    "Photo.file": told_twice(Photo, file="one"),
    "Hiding.station": lambda: [Hiding.objects.create(station="a" * 12, hidden_at=timezone.now()) for _ in range(2)],
}


@pytest.fixture
def stocked(imports: Imports) -> Imports:
    """One of everything."""
    imports([row("a", always=True)])
    return imports


@pytest.mark.parametrize("name", BREAKS)
def test_a_constraint_refuses_what_breaks_it(stocked: Imports, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name]()
    # SQLite names the CHECK; of a UNIQUE it names the columns.
    assert name in str(caught.value) or "UNIQUE constraint failed" in str(caught.value)


@pytest.mark.parametrize("longitude", [-180.5, 181.0])
def test_longitudes_end_at_180_degrees(stocked: Imports, longitude: float) -> None:
    with pytest.raises(IntegrityError, match="stations_station_on_earth"), transaction.atomic():
        Station.objects.update(longitude=longitude)


@pytest.mark.parametrize("name", UNIQUE)
def test_what_names_a_thing_names_one(stocked: Imports, name: str) -> None:
    with (
        pytest.raises(IntegrityError, match=r"UNIQUE constraint failed|violates unique constraint"),
        transaction.atomic(),
    ):
        UNIQUE[name]()


def test_every_constraint_has_a_test() -> None:
    tables = apps.get_app_config("stations").get_models()
    assert {constraint.name for table in tables for constraint in table._meta.constraints} == set(BREAKS)


def test_every_unique_column_has_a_test() -> None:
    unique = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("stations").get_models()
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert unique == set(UNIQUE)


def test_what_holds_lets_good_rows_pass(stocked: Imports) -> None:
    state_of("AVAILABLE")
    Station.objects.update(latitude=-90.0, longitude=180.0, max_electric_power=None)
    ImportRun.objects.update(state=ImportRun.State.FAILED, finished_at=timezone.now())
    assert EvseStatus.objects.count() == 1
    for model, good in TOLD.items():
        model._base_manager.create(**good)
