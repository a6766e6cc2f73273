"""Keeps what somebody found at a plug: how a visit ended, or that it is broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction

from stations.community import admission, suspicions
from stations.community.author import Author, hold_account
from stations.community.listed import listed
from stations.models import CheckIn, Connector, FaultReport, Finding, Outcome
from voltway.lib.locks import hold
from voltway.lib.problems import InvalidParameters, ParameterError
from voltway.lib.text import clean_text

LONGEST: Final = 500

F = TypeVar("F", bound=Finding)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. Blank: not known."""

    station: str
    evse_uid: str = ""
    connector_uid: str = ""


def check_in(*, at: Place, outcome: int, note: str, by: Author, now: datetime) -> tuple[CheckIn, bool]:
    """Keep how a visit ended; False with what is there already where the same was told a moment ago.

    Raises NotFound, Gone, InvalidParameters, NotAllowed for whoever is blocked, NotSignedIn for whoever is deleted.
    """
    if outcome not in Outcome.values:
        raise _faulty("outcome", f"must be one of {', '.join(map(str, Outcome.values))}")
    return _keep(CheckIn, at, by, now, same={"outcome": outcome}, rest={"note": plain_text(note, "note")})


def report_fault(*, at: Place, kind: str, by: Author, now: datetime) -> tuple[FaultReport, bool]:
    """Keep that a plug is broken; False with what is there already where the same was told a moment ago.

    Raises NotFound, Gone, InvalidParameters, NotAllowed for whoever is blocked, NotSignedIn for whoever is deleted.
    """
    if kind not in FaultReport.Kind.values:
        raise _faulty("kind", f"must be one of {', '.join(FaultReport.Kind.values)}")
    return _keep(FaultReport, at, by, now, same={"kind": kind}, rest={})


def _keep(
    model: type[F], at: Place, by: Author, now: datetime, *, same: dict[str, Any], rest: dict[str, Any]
) -> tuple[F, bool]:
    with transaction.atomic():
        # A double tap sees its first one.
        hold(f"told of {at.station}")
        hold_account(by)
        place = _known(at, needed=model is FaultReport)
        plug = {"evse_uid": place.evse_uid, "connector_uid": place.connector_uid}
        admission.check_not_blocked(by, now=now)
        before: F | None = admission.told_before(model, station=place.station, by=by, now=now, **plug, **same)
        if before is not None:
            return before, False
        admitted = admission.admit(model, station=place.station, by=by, now=now)
        row = model._default_manager.create(
            station=place.station,
            user=by.user,
            origin=by.origin,
            created_at=now,
            state=admitted.state,
            reason=admitted.reason,
            **plug,
            **same,
            **rest,
        )
        suspicions.weigh(place.station, place.evse_uid, place.connector_uid, now=now)
        return row, True


def _known(at: Place, *, needed: bool) -> Place:
    """The place as its source names it. Where there is but one plug to be meant, it is that one."""
    station = listed(at.station)
    if at.connector_uid and not at.evse_uid:
        raise _faulty("evse_uid", "is needed with connector_id")
    plugs = list(
        Connector.objects.filter(evse__station=station)
        .exclude(evse__status="REMOVED")
        .order_by("pk")
        .values_list("evse__uid", "uid")
    )
    meant = _meant(at, plugs)
    if len(meant) == 1:
        return Place(at.station, *meant[0])
    if needed:
        raise _faulty("connector_id" if at.evse_uid else "evse_uid", "is needed: which plug is it?")
    return at


def _meant(at: Place, plugs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The plugs of a station that a place may mean."""
    of_evse = [plug for plug in plugs if at.evse_uid in ("", plug[0])]
    if at.evse_uid and not of_evse:
        raise _faulty("evse_uid", "is no EVSE of this station")
    meant = [plug for plug in of_evse if at.connector_uid in ("", plug[1])]
    if at.connector_uid and not meant:
        raise _faulty("connector_id", "is no plug of this EVSE")
    return meant


def plain_text(text: str, name: str, longest: int = LONGEST) -> str:
    """What somebody wrote, line by line, without what can't be seen. Raises InvalidParameters."""
    lines = (clean_text(line, longest + 1) for line in text[: 4 * longest].splitlines())
    told = "\n".join(lines).strip()
    if len(text) > 4 * longest or len(told) > longest:
        raise _faulty(name, f"must have {longest} characters at most")
    return told


def _faulty(name: str, rule: str) -> InvalidParameters:
    return InvalidParameters("This can't be kept.", errors=[ParameterError(name, rule)])
