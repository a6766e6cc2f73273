"""Rows for the console's bench, of every kind that has a list and that no import makes by the thousand."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_DAY = date(2026, 11, 23)
_BATCH = 5_000
# Bytes of a refused row, as they are in the mean of real registers.
_RAW = 845
_LETTERS = str.maketrans("0189", "ghij")
_ROUTES = ("api-stations", "api-tile", "api-station", "api-nearby", "api-suggestions")

# A model, how many of its rows are wanted, and what makes the n-th.
Kind = tuple[Any, int, Callable[[int], Any]]


def fill(count: int) -> None:
    """Make what is missing of each kind. A fiftieth as many people, each with a key."""
    from django.db import connection

    made = False
    for model, number, row in _kinds(count):
        # What an import made of a kind is no reason to make none; where a fill was ended, the next one goes on.
        there = model._default_manager.count()
        if there * 2 < number:
            print(f"making {number:,} rows of {model._meta.verbose_name_plural} …", flush=True)
            made = True
            _insert(model, (row(n) for n in range(there, number)))
    if made:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _kinds(count: int) -> Iterator[Kind]:
    """Each kind with the number of its rows and what makes the n-th of them; those before it are there by then."""
    from accounts.models import User

    yield User, count // 50, _person
    people = list(User.objects.order_by("pk"))
    yield from _of_people(count, people)
    yield from _told(count, people)
    yield from _checked(count, people)
    yield from _jobs(count)
    yield from _runs(count)
    yield from _of_programs(count, people)
    yield from _sums(count)
    yield from _entries(count, people)


def _insert(model: Any, rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, _BATCH)):
        model._default_manager.bulk_create(batch)


def _person(n: int) -> Any:
    from accounts.models import User

    return User(email=f"driver{n}@bench.example", first_name=f"Name {n}", is_staff=n < 5, password="!", date_joined=NOW)


def _of_people(count: int, people: list[Any]) -> Iterator[Kind]:
    from allauth.account.models import EmailAddress

    from accounts.models import Plan, PlanChange, Subscription, VehicleModel

    def address(n: int) -> Any:
        user, again = people[n % len(people)], n // len(people)
        return EmailAddress(user=user, email=f"{again}-{user.email}", verified=n % 10 > 0)

    plans = list(Plan.objects.order_by("rank"))
    free, other = plans[:2]
    yield EmailAddress, count // 10, address
    yield Subscription, len(people), lambda n: Subscription(owner=people[n], plan=plans[n % 3], since=_at(n))
    yield (
        PlanChange,
        count,
        lambda n: PlanChange(owner=people[n % len(people)], before=free, after=other, at=_at(n), note=f"Order {n}"),
    )
    yield (
        VehicleModel,
        count // 100,
        lambda n: VehicleModel(uid=f"bench-{n}", brand=f"Brand {n % 90}", name=f"Model {n}", search_text=f"model {n}"),
    )


def _station(n: int) -> str:
    """An id of the form of public ones."""
    return f"{n:012x}".translate(_LETTERS)


def _at(n: int) -> datetime:
    return NOW - timedelta(seconds=37 * n % 31_000_000)


def _state(n: int) -> str:
    return "WAITING" if n % 100 == 0 else "HIDDEN" if n % 10 == 0 else "SHOWN"


def _told(count: int, people: list[Any]) -> Iterator[Kind]:
    from stations.models import CheckIn, Edit, FaultReport, OperatorAnswer, Photo, Reply, Review

    def by(n: int) -> dict[str, Any]:
        station = _station(n * 7919 % 1_500_000)
        return {"station": station, "user": people[n % len(people)], "created_at": _at(n), "state": _state(n)}

    plug = {"evse_uid": "1", "connector_uid": "1"}
    yield CheckIn, count, lambda n: CheckIn(**by(n), **plug, outcome=10, origin=f"{n:032x}")
    yield FaultReport, count, lambda n: FaultReport(**by(n), **plug, kind="DARK", origin=f"{n:032x}")
    yield OperatorAnswer, count // 10, lambda n: OperatorAnswer(**by(n), **plug, text="Mended.", repaired=True)
    words = "It stands behind the house, and is dark at night. "

    def review(n: int) -> Any:
        return Review(**{**by(n), "station": _station(n)}, stars=1 + n % 5, text=words, changed_at=_at(n))

    yield Review, count, review
    first = Review.objects.earliest("pk").pk
    yield Reply, count // 10, lambda n: Reply(**by(n), review_id=first + n, text="Thank you.", changed_at=_at(n))
    picture = {"licence": "CC0-1.0", "width": 800, "height": 600, "size": 90_000}
    yield Photo, count // 10, lambda n: Photo(**by(n), sha256=f"{n:064x}", file=f"{n:032x}", **picture)
    changes = {"name": {"from": None, "to": "Castle Mall"}}

    def edit(n: int) -> Any:
        decided_at = None if _state(n) == "WAITING" else NOW
        return Edit(**by(n), kind="CHANGE", changes=changes, digest=f"{n // 2:032x}", decided_at=decided_at)

    yield Edit, count // 10, edit


def _checked(count: int, people: list[Any]) -> Iterator[Kind]:
    """What followed from what drivers told."""
    from stations.models import Block, Correction, Suspicion

    def correction(n: int) -> Any:
        superseded_at = NOW if n % 50 == 0 else None
        return Correction(
            station=_station(n), field="name", value=f"Castle {n}", accepted_at=_at(n), superseded_at=superseded_at
        )

    def suspicion(n: int) -> Any:
        since, plug = _at(n), {"evse_uid": "1", "connector_uid": "1"}
        until = NOW + timedelta(days=n % 60 - 30)
        return Suspicion(station=_station(n), **plug, since=since, latest_at=since, until=until, reports=3)

    def block(n: int) -> Any:
        whose = {"user": people[n % len(people)]} if n % 2 else {"origin": f"{n:032x}"}
        return Block(**whose, reason=f"Advertises, case {n}", until=NOW)

    yield Correction, count, correction
    yield Suspicion, count // 10, suspicion
    yield Block, count // 10, block


def _jobs(count: int) -> Iterator[Kind]:
    from accounts.models import Letter
    from stations.models import Export, Source, Upkeep

    source = Source.objects.earliest("pk")

    def job(n: int) -> dict[str, Any]:
        state = "DEAD" if n % 500 == 0 else "COMPLETED"
        return {"state": state, "attempts": 1, "finished_at": _at(n), "error": "It answered 500." * (state == "DEAD")}

    yield Upkeep, count, lambda n: Upkeep(**job(n), kind="PLACES", source=source)
    yield Letter, count, lambda n: Letter(**job(n), subject="A new password")
    yield Export, count // 10, lambda n: Export(**job(n), public_id=uuid4().hex[:22], format="csv")


def _runs(count: int) -> Iterator[Kind]:
    from stations.models import ImportRun, RejectedRow, Source

    source = Source.objects.earliest("pk")
    ended = {"state": "COMPLETED", "finished_at": NOW, "report": {"read": 9, "refused": {"position": 1}}}
    yield ImportRun, count // 10, lambda n: ImportRun(source=source, kind="PLACES", started_at=_at(n), **ended)
    first = ImportRun.objects.earliest("pk").pk
    rules, raw = ("position", "no_plugs", "country"), bytes(_RAW)

    def refused(n: int) -> Any:
        told = {"rule": rules[n % 3], "message": "No such place.", "raw": raw}
        return RejectedRow(run_id=first + n % (count // 10), native_id=str(n), **told)

    yield RejectedRow, count, refused


def _of_programs(count: int, people: list[Any]) -> Iterator[Kind]:
    from accounts.models import ApiKey, Usage

    def key(n: int) -> Any:
        digest = f"{n:032}".encode()
        return ApiKey(owner=people[n], name="Bench", prefix=f"vw_{n:08x}", digest=digest, scope="read", created_at=NOW)

    yield ApiKey, len(people), key
    keys = list(ApiKey.objects.values_list("pk", flat=True))

    def usage(n: int) -> Any:
        """All routes of all keys on a day, then those of the day before."""
        (days, of_day), routes = divmod(n, len(keys) * len(_ROUTES)), len(_ROUTES)
        day = _DAY - timedelta(days=days)
        line = {"key_id": keys[of_day // routes], "endpoint": _ROUTES[of_day % routes]}
        return Usage(**line, day=day, answered=n % 97, refused=2000 * (n % 5000 == 0))

    yield Usage, count, usage


def _sums(count: int) -> Iterator[Kind]:
    """Charging sessions, what is added up of them and of events, and looks at quality."""
    from analytics.models import ChargingSession, EventDay, EventHour, QualityLook, SessionDay, SessionHour

    def place(n: int) -> dict[str, Any]:
        """Thirty days of a place, then those of another."""
        return {"feed": "bench-feed", "station": _station(n // 30), "day": _DAY - timedelta(days=n % 30)}

    def session(n: int) -> Any:
        state = "VOID" if n % 5000 == 0 else "OPEN" if n % 5000 == 1 else "ENDED"
        times = {"started_at": _at(n), "ended_at": None if state == "OPEN" else _at(n), "changed_at": NOW}
        return ChargingSession(
            **place(n), **times, native_id=f"S{n:07}", site="Castle Mall", hour=n % 24, state=state, energy_wh=9_000,
            time_zone="Europe/London",
        )  # fmt: skip

    counts = {"sessions": 3, "open": 0, "timed": 3, "seconds": 9_000, "metered": 3, "energy_wh": 27_000, "priced": 0,
              "cost": 0}  # fmt: skip

    def event(n: int) -> dict[str, Any]:
        """Most are of stations that were viewed."""
        kind = "EXPORTED" if n % 5000 == 0 else "VIEWED"
        return {"day": _DAY - timedelta(days=n % 30), "kind": kind, "subject": _station(n // 30), "times": 1 + n % 9}

    def look(n: int) -> Any:
        of = {"source": f"bench-{n % 20}", "operator": f"operator-{n // 20 % 500}"}
        return QualityLook(**of, day=_DAY - timedelta(days=n // 10_000), looked_at=_at(n), stations=n % 900)

    yield ChargingSession, count, session
    yield SessionDay, count, lambda n: SessionDay(**place(n), **counts)
    yield SessionHour, count, lambda n: SessionHour(**place(n), **counts, hour=n % 24)
    yield EventDay, count, lambda n: EventDay(**event(n))
    yield EventHour, count, lambda n: EventHour(**event(n), hour=n % 24)
    yield QualityLook, count, look


def _entries(count: int, people: list[Any]) -> Iterator[Kind]:
    from accounts.models import AuditEntry

    kinds = ("stations.faultreport", "stations.review", "stations.source", "accounts.user")

    def entry(n: int) -> Any:
        return AuditEntry(
            at=_at(count - n), by=people[n % 5], kind=kinds[n % 4], row=str(n), named=f"fault report {n:06x}",
            action="CHANGED", words="Hide", changes=[["state", "shown", "taken down"]],
        )  # fmt: skip

    yield AuditEntry, count, entry
