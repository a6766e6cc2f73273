"""`stations/{id}/edits/` and `edits/`: suggestions to change a station, and to add one."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from stations.api.answers import now_utc
from stations.api.base import check_parameters
from stations.api.community.base import PAGED, ToldView, author, check_station, paged
from stations.api.schema.community import edits as schema
from stations.api.written import answer, body_of, moment, text_of
from stations.community import edits
from stations.ingest.edits.suggest import suggest_change, suggest_station
from stations.models import Edit
from voltway.lib.problems import InvalidParameters, ParameterError

_WORDS: Final = frozenset({"comment", "link"})


class Edits(ToldView):
    """Those of one station."""

    braked = "edits"

    @extend_schema(**schema.EDITS)
    def get(self, request: Request, station: str) -> HttpResponse:
        """List the suggestions to a station."""
        check_parameters(request, PAGED)
        check_station(station)
        rows, following = paged(request, edits.of_station(station, author(request)))
        return answer({"data": [as_dict(edit, request.user) for edit in rows], "next": following})

    @extend_schema(**schema.EDIT_ADD)
    def post(self, request: Request, station: str) -> HttpResponse:
        """Suggest to change a station."""
        check_parameters(request)
        told = body_of(request, {"changes", *_WORDS})
        words = {name: text_of(told, name) for name in _WORDS}
        edit, is_new = suggest_change(
            by=author(request), station=station, told=_object(told, "changes"), now=now_utc(), **words
        )
        return _answer(edit, is_new, request)


class NewStations(ToldView):
    """One's own suggestions, wherever they are, and those of new stations."""

    braked = "edits"
    permission_classes = [*APIView.permission_classes, IsAuthenticated]

    @extend_schema(**schema.OWN_EDITS)
    def get(self, request: Request) -> HttpResponse:
        """List your suggestions."""
        check_parameters(request, PAGED)
        rows, following = paged(request, edits.of_author(request.user))
        return answer({"data": [as_dict(edit, request.user) for edit in rows], "next": following})

    @extend_schema(**schema.STATION_ADD)
    def post(self, request: Request) -> HttpResponse:
        """Suggest a station that is not here yet."""
        check_parameters(request)
        told = body_of(request, {"station", "sure", *_WORDS})
        words = {name: text_of(told, name) for name in _WORDS}
        sure = told.get("sure", False)
        if not isinstance(sure, bool):
            errors = [ParameterError("sure", "must be true or false")]
            raise InvalidParameters("A member can't be used.", errors=errors)
        edit, is_new = suggest_station(
            by=author(request), told=_object(told, "station"), sure=sure, now=now_utc(), **words
        )
        return _answer(edit, is_new, request)


def as_dict(edit: Edit, reader: Any) -> dict[str, Any]:
    """What the API says of a suggestion; how they know and what a moderator said is for its author alone."""
    mine = bool(reader and reader.pk) and edit.user_id == reader.pk
    return {
        "id": edit.public_id,
        "kind": edit.kind,
        "station": edit.station or None,
        "changes": [_change(field, told) for field, told in edit.changes.items()],
        "mine": mine,
        "comment": edit.comment if mine else None,
        "link": edit.link if mine else None,
        "state": edit.state,
        "reason": edit.reason or None if mine else None,
        "created_at": moment(edit.created_at),
        "decided_at": moment(edit.decided_at) if edit.decided_at else None,
    }


def _change(field: str, told: Mapping[str, Any]) -> dict[str, Any]:
    name, _, evse = field.partition(":")
    return {"field": name, "evse": evse or None, "from": told["from"], "to": told["to"]}


def _object(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name)
    if not isinstance(value, dict):
        raise InvalidParameters("A member can't be used.", errors=[ParameterError(name, "must be an object")])
    return value


def _answer(edit: Edit, is_new: bool, request: Request) -> HttpResponse:
    return answer(as_dict(edit, request.user), HTTPStatus.CREATED if is_new else HTTPStatus.OK)
