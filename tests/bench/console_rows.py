"""Rows for the console's bench: what drivers told, jobs, mails, keys and usage, the audit trail."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from typing import Any
from uuid import uuid4

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_BATCH = 5_000
_LETTERS = str.maketrans("0189", "ghij")
_ROUTES = ("api-stations", "api-tile", "api-station", "api-nearby", "api-suggestions")


def fill(count: int) -> None:
    """Make what is missing of each kind. A fiftieth as many people, each with a key."""
    from django.db import connection

    from accounts.models import AuditEntry, User

    if AuditEntry.objects.count() >= count:
        return
    print(f"making {count:,} rows of each kind …", flush=True)
    _insert(_people(count // 50))
    people = list(User.objects.order_by("pk"))
    for made in chain(_told(count, people), _jobs(count), _of_programs(count, people), [_entries(count, people)]):
        _insert(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, _BATCH)):
        type(batch[0])._default_manager.bulk_create(batch)


def _people(count: int) -> Iterator[Any]:
    from accounts.models import User

    return (
        User(email=f"driver{n}@bench.example", first_name=f"Name {n}", is_staff=n < 5, password="!", date_joined=NOW)
        for n in range(count)
    )


def _station(n: int) -> str:
    """An id of the form of public ones."""
    return f"{n:012x}".translate(_LETTERS)


def _at(n: int) -> datetime:
    return NOW - timedelta(seconds=37 * n % 31_000_000)


def _state(n: int) -> str:
    return "WAITING" if n % 100 == 0 else "HIDDEN" if n % 10 == 0 else "SHOWN"


def _told(count: int, people: list[Any]) -> Iterator[Iterator[Any]]:
    from stations.models import CheckIn, Edit, FaultReport, Photo, Reply, Review

    def by(n: int) -> dict[str, Any]:
        station = _station(n * 7919 % 1_500_000)
        return {"station": station, "user": people[n % len(people)], "created_at": _at(n), "state": _state(n)}

    plug = {"evse_uid": "1", "connector_uid": "1"}
    yield (CheckIn(**by(n), **plug, outcome=10, origin=f"{n:032x}") for n in range(count))
    yield (FaultReport(**by(n), **plug, kind="DARK", origin=f"{n:032x}") for n in range(count))
    reviews = range(count)
    words = "It stands behind the house, and is dark at night. "
    yield (Review(**{**by(n), "station": _station(n)}, stars=1 + n % 5, text=words, changed_at=_at(n)) for n in reviews)
    first = Review.objects.earliest("pk").pk
    yield (Reply(**by(n), review_id=first + n, text="Thank you.", changed_at=_at(n)) for n in range(count // 10))
    picture = {"licence": "CC0-1.0", "width": 800, "height": 600, "size": 90_000}
    yield (Photo(**by(n), sha256=f"{n:064x}", file=f"{n:032x}", **picture) for n in range(count // 10))
    changes = {"name": {"from": None, "to": "Castle Mall"}}
    yield (
        Edit(**by(n), kind="CHANGE", changes=changes, digest=f"{n // 2:032x}",
             decided_at=None if _state(n) == "WAITING" else NOW)
        for n in range(count // 10)
    )  # fmt: skip


def _jobs(count: int) -> Iterator[Iterator[Any]]:
    from accounts.models import Letter
    from stations.models import Export, ImportRun, RejectedRow, Source, Upkeep

    source = Source.objects.earliest("pk")

    def job(n: int) -> dict[str, Any]:
        state = "DEAD" if n % 500 == 0 else "COMPLETED"
        return {"state": state, "attempts": 1, "finished_at": _at(n), "error": "It answered 500." * (state == "DEAD")}

    yield (Upkeep(**job(n), kind="PLACES", source=source) for n in range(count))
    yield (Letter(**job(n), subject="A new password") for n in range(count))
    yield (Export(**job(n), public_id=uuid4().hex[:22], format="csv") for n in range(count // 10))
    ended = {"state": "COMPLETED", "finished_at": NOW, "report": {"read": 9, "refused": {"position": 1}}}
    yield (ImportRun(source=source, kind="PLACES", started_at=_at(n), **ended) for n in range(count // 10))
    run = ImportRun.objects.earliest("pk").pk
    rules = ("position", "no_plugs", "country")
    yield (
        RejectedRow(
            run_id=run + n % (count // 10), native_id=str(n), rule=rules[n % 3], message="No such place.", raw=b"x"
        )
        for n in range(count)
    )


def _of_programs(count: int, people: list[Any]) -> Iterator[Iterator[Any]]:
    from accounts.models import ApiKey, Usage

    yield (
        ApiKey(owner=one, name="Bench", prefix=f"vw_{n:08x}", digest=f"{n:032}".encode(), scope="read", created_at=NOW)
        for n, one in enumerate(people)
    )
    keys = list(ApiKey.objects.values_list("pk", flat=True))
    days = [date(2026, 11, 23) - timedelta(days=n) for n in range(90)]
    lines = ((key, day, route) for day in days for key in keys for route in _ROUTES)
    yield (
        Usage(key_id=key, day=day, endpoint=route, answered=n % 97, refused=2000 * (n % 5000 == 0))
        for n, (key, day, route) in enumerate(islice(lines, count))
    )


def _entries(count: int, people: list[Any]) -> Iterator[Any]:
    from accounts.models import AuditEntry

    kinds = ("stations.faultreport", "stations.review", "stations.source", "accounts.user")
    return (
        AuditEntry(
            at=_at(count - n), by=people[n % 5], kind=kinds[n % 4], row=str(n), named=f"fault report {n:06x}",
            action="CHANGED", words="Hide", changes=[["state", "shown", "taken down"]],
        )
        for n in range(count)
    )  # fmt: skip
