"""What every read of the API shares: open to all, no serializer, formats by `Accept` or `format`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from stations.search.params import fault_of
from voltway.lib.access import Bound, Scope, allowance, charge
from voltway.lib.problems import InvalidParameters, NotAcceptable, NotInPlan, ParameterError

JSON = "application/json"
GEOJSON = "application/geo+json"
_LONGEST_TIME = 40
CSV = "text/csv; charset=utf-8"
FORMATS = {"json": JSON, "geojson": GEOJSON}
# Of lists of stations.
LIST_FORMATS = {**FORMATS, "csv": CSV}


class _Anything(BaseContentNegotiation):
    """Views choose their format themselves: answers are bytes that no renderer touches."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSON


class ReadView(APIView):
    """A resource that anyone may read, unless it says otherwise: who may and how often is checked by the settings'
    classes.
    """

    content_negotiation_class = _Anything
    scope = Scope.READ
    # Also to whoever sends no key.
    open_to_all = True
    bound = Bound.API
    # Name of a brake in settings.BRAKES.
    brake: str | None = None

    def check_permissions(self, request: Request) -> None:
        # Who may not is counted as well.
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Done already, before the permissions."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        # Errors cost what answers cost.
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            try:
                charge(request._request)
            except Exception as error:
                response = self.handle_exception(error)
        return super().finalize_response(request, response, *args, **kwargs)


def wanted_format(request: Request, formats: Mapping[str, str] = FORMATS) -> str:
    """One of the media types, as `format` or else `Accept` asks. Raises InvalidParameters or NotAcceptable."""
    asked = request.query_params.getlist("format")
    if asked and asked != [""]:
        if len(asked) > 1 or asked[0] not in formats:
            raise faulty("format", f"must be one of {', '.join(formats)}")
        return formats[asked[0]]
    by_type = {media.partition(";")[0]: media for media in formats.values()}
    preferred = request._request.get_preferred_type(list(by_type))
    if preferred is None:
        raise NotAcceptable(f"This resource is sent as {' or '.join(by_type)}.")
    return by_type[preferred]


def check_parameters(request: Request, known: Collection[str] = (), *, repeatable: Collection[str] = ()) -> None:
    """Raises InvalidParameters for parameters that are not known here, or given twice."""
    faults = [
        ParameterError(name[:80], "may be given once" if name in known else "no such parameter")
        for name, values in request.query_params.lists()
        if name not in known or (len(values) > 1 and name not in repeatable)
    ]
    if faults:
        raise InvalidParameters("One or more parameters can't be used.", errors=faults)


def check_page(request: Request, limit: int) -> None:
    """Raises NotInPlan for a page that is larger than the asker's plan gives."""
    most = allowance(request).page_size
    if limit > most:
        raise NotInPlan(f"Pages of {most} stations at most; /pricing/ has plans with larger ones.", most=most)


def pairs_of(request: Request, *names: str) -> list[tuple[str, str]]:
    """Those of the parameters that were given, for the address of another page."""
    return [(name, request.query_params[name]) for name in names if name in request.query_params]


def text(request: Request, name: str, longest: int) -> str:
    """A parameter of one line; "" when it is not given. Raises InvalidParameters."""
    value = request.query_params.get(name, "").strip()
    if rule := fault_of(value, longest):
        raise faulty(name, rule)
    return value


def moment_of(request: Request, name: str) -> datetime | None:
    """A parameter that is a time (RFC 3339), or a day: its beginning in UTC. None when not given.

    Raises InvalidParameters.
    """
    # A plus that was not encoded arrives as a space.
    written = text(request, name, _LONGEST_TIME).replace(" ", "+")
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    # So far from the ends of the calendar that another zone or a minute leads to no other year.
    if found is None or not 1970 < found.year < 9999:
        raise faulty(name, "must be a time such as 2026-11-23T12:00:00Z")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def whole(request: Request, name: str, largest: int, default: int, *, least: int = 1) -> int:
    """A parameter that is a whole number from 0 or 1 on. Raises InvalidParameters."""
    value = request.query_params.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= largest):
        raise faulty(name, f"must be a whole number from {least} to {largest}")
    return int(value)


def faulty(parameter: str, rule: str) -> InvalidParameters:
    """The answer to one parameter that can't be used."""
    return InvalidParameters("One or more parameters can't be used.", errors=[ParameterError(parameter, rule)])
