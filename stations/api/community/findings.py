"""`stations/{id}/checkins/` and `stations/{id}/reports/`: what drivers found; told with or without an account."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import now_utc
from stations.api.base import check_parameters
from stations.api.community.base import PAGED, ToldView, author, check_station, paged
from stations.api.written import answer, body_of, text_of
from stations.community.finding import Place, check_in, report_fault
from stations.community.read import shown
from stations.documents.render import moment
from stations.models import CheckIn, FaultReport, Finding, Outcome
from voltway.lib.problems import InvalidParameters, ParameterError

_PLACE = frozenset({"evse_uid", "connector_id"})


class _Findings(ToldView):
    """Anyone may tell: without a key or a session the address is all that is known of them."""

    permission_classes = ToldView.permission_classes[:-1]


class CheckIns(_Findings):
    """How visits ended."""

    braked = "checkins"

    @extend_schema(**schema.CHECK_INS)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The latest check-ins."""
        check_parameters(request, PAGED)
        check_station(public_id)
        rows, following = paged(request, shown(CheckIn, public_id))
        return answer({"data": [_check_in(row) for row in rows], "next": following})

    @extend_schema(**schema.CHECK_IN)
    def post(self, request: Request, public_id: str) -> HttpResponse:
        """Tell how a visit ended."""
        check_parameters(request)
        told = body_of(request, _PLACE | {"outcome", "note"})
        row, is_new = check_in(
            at=_place(public_id, told),
            outcome=_outcome(told),
            note=text_of(told, "note"),
            by=author(request),
            now=now_utc(),
        )
        return answer(_check_in(row), _status(is_new))


class FaultReports(_Findings):
    """Plugs that are broken."""

    braked = "reports"

    @extend_schema(**schema.FAULT_REPORTS)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The latest fault reports."""
        check_parameters(request, PAGED)
        check_station(public_id)
        rows, following = paged(request, shown(FaultReport, public_id))
        return answer({"data": [_report(row) for row in rows], "next": following})

    @extend_schema(**schema.FAULT_REPORT)
    def post(self, request: Request, public_id: str) -> HttpResponse:
        """Tell that a plug is broken."""
        check_parameters(request)
        told = body_of(request, _PLACE | {"kind"})
        row, is_new = report_fault(
            at=_place(public_id, told), kind=text_of(told, "kind"), by=author(request), now=now_utc()
        )
        return answer(_report(row), _status(is_new))


def _place(public_id: str, told: Mapping[str, Any]) -> Place:
    return Place(public_id, text_of(told, "evse_uid"), text_of(told, "connector_id"))


def _outcome(told: Mapping[str, Any]) -> int:
    value = told.get("outcome")
    if isinstance(value, bool) or not isinstance(value, int):
        errors = [ParameterError("outcome", f"must be one of {', '.join(map(str, Outcome.values))}")]
        raise InvalidParameters("This can't be kept.", errors=errors)
    return value


def _status(is_new: bool) -> HTTPStatus:
    return HTTPStatus.CREATED if is_new else HTTPStatus.OK


def _check_in(row: CheckIn) -> dict[str, Any]:
    outcome = {"outcome": row.outcome, "words": str(Outcome(row.outcome).label), "note": row.note or None}
    return {**_finding(row), **outcome, **_answered(row)}


def _report(row: FaultReport) -> dict[str, Any]:
    return {**_finding(row), "kind": row.kind, **_answered(row)}


def _finding(row: Finding) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "evse_uid": row.evse_uid or None,
        "connector_id": row.connector_uid or None,
        "told_at": moment(row.created_at),
        "shown": row.state == Finding.State.SHOWN,
    }


def _answered(row: Finding) -> dict[str, Any]:
    return {"answer": row.answer or None, "answered_at": moment(row.answered_at), "repaired": row.repaired}
