"""What was found at a station, for whoever looks at it."""

from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from stations.models import CheckIn, Contribution, Finding, OperatorAnswer

F = TypeVar("F", bound=Finding)


def shown(kind: type[F], station: str) -> QuerySet[F]:
    """What everybody sees of one kind, the newest first."""
    rows: QuerySet[F] = kind._default_manager.filter(station=station, state=Contribution.State.SHOWN)
    return rows.order_by("-created_at", "-pk")


def latest_check_ins(station: str, *, since: datetime, most: int) -> list[CheckIn]:
    """Those that are not too old to say anything."""
    rows = CheckIn.objects.filter(station=station, state=Contribution.State.SHOWN, created_at__gt=since)
    return list(rows.order_by("-created_at", "-pk")[:most])


def answers_of(station: str, *, since: datetime) -> list[OperatorAnswer]:
    """The latest answer of the operator for each plug."""
    rows = OperatorAnswer.objects.filter(station=station, state=Contribution.State.SHOWN, created_at__gt=since)
    latest_of = {(row.evse_uid, row.connector_uid): row for row in rows.order_by("created_at", "pk")}
    return list(latest_of.values())
