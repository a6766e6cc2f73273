"""The parameters of version 1, in the words that the one parser of searches reads."""

from collections.abc import Mapping

from django.http import QueryDict
from rest_framework.request import Request

from stations.api.base import check_parameters, faulty, text, whole
from stations.api.v1.rows import Status
from stations.search.params import ALIASES
from stations.search.query import StationQuery
from stations.search.request import asked
from voltway.lib.problems import InvalidParameters, ParameterError

MAX_LIMIT = 100
MAX_SKIP = 1_000
_FILTERS: Mapping[str, str] = {
    "latitude": "lat",
    "longitude": "lon",
    "radius": "radius_km",
    "connector_type": "connector",
    "min_power_kw": "min_power_kw",
}
_BACK = {new: old for old, new in _FILTERS.items()}
PAGING = ("skip", "limit")
_REPEATABLE = "connector_type"


def search(request: Request) -> StationQuery:
    """What a list asks for. Raises InvalidParameters in the names of version 1."""
    check_parameters(request, {*_FILTERS, *PAGING, "status"}, repeatable={_REPEATABLE})
    parameters = QueryDict(mutable=True)
    for old, new in _FILTERS.items():
        values = request.query_params.getlist(old)
        parameters.setlist(new, [_word(value) for value in values] if old == _REPEATABLE else values)
    if status(request) is Status.AVAILABLE:
        parameters["available"] = "1"
    return _read(parameters)


def words(request: Request) -> StationQuery:
    """What a search by words asks for. Raises InvalidParameters."""
    check_parameters(request, {"q", *PAGING})
    if not request.query_params.get("q", "").strip():
        raise faulty("q", "must hold a letter or a digit")
    parameters = QueryDict(mutable=True)
    parameters["q"] = request.query_params["q"]
    return _read(parameters)


def page(request: Request) -> tuple[int, int]:
    """(skip, limit). Raises InvalidParameters."""
    return whole(request, "skip", MAX_SKIP, 0, least=0), whole(request, "limit", MAX_LIMIT, MAX_LIMIT)


def status(request: Request) -> Status | None:
    """The state that is asked for; None for any. Raises InvalidParameters."""
    value = text(request, "status", 20).lower()
    if value and value not in list(Status):
        raise faulty("status", f"must be one of {', '.join(Status)}")
    return Status(value) if value else None


def _read(parameters: QueryDict) -> StationQuery:
    try:
        return asked(parameters).query
    except InvalidParameters as error:
        errors = [ParameterError(_BACK.get(fault.parameter, fault.parameter), fault.rule) for fault in error.errors]
        raise InvalidParameters(error.detail, errors=errors) from None


def _word(value: str) -> str:
    """Types as the first VoltWay wrote them ("Type 2") beside those of OCPI."""
    parts = [part.strip() for part in value.split(",")]
    return ",".join(short if (short := part.replace(" ", "").lower()) in ALIASES else part for part in parts)
