"""What every read of the API shares: open to all, no serializer, formats by `Accept` or `format`."""

from collections.abc import Iterable
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
FORMATS = {"json": JSON, "geojson": GEOJSON}


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


def wanted_format(request: Request) -> str:
    """JSON or GEOJSON, as `format` or else `Accept` asks. Raises InvalidParameters or NotAcceptable."""
    asked = request.query_params.getlist("format")
    if asked and asked != [""]:
        if len(asked) > 1 or asked[0] not in FORMATS:
            raise faulty("format", f"must be one of {', '.join(FORMATS)}")
        return FORMATS[asked[0]]
    preferred = request._request.get_preferred_type(list(FORMATS.values()))
    if preferred is None:
        raise NotAcceptable(f"This resource is sent as {' or '.join(FORMATS.values())}.")
    return preferred


def check_parameters(request: Request, known: Iterable[str] = ()) -> None:
    """Raises InvalidParameters for parameters that are not known here, or given twice."""
    faults = [
        ParameterError(name[:80], "may be given once" if name in known else "no such parameter")
        for name, values in request.query_params.lists()
        if name not in known or len(values) > 1
    ]
    if faults:
        raise InvalidParameters("One or more parameters can't be used.", errors=faults)


def check_page(request: Request, limit: int) -> None:
    """Raises NotInPlan for a page that is larger than the asker's plan gives."""
    most = allowance(request).page_size
    if limit > most:
        raise NotInPlan(f"Pages of {most} stations at most; /pricing/ has plans with larger ones.", most=most)


def text(request: Request, name: str, longest: int) -> str:
    """A parameter of one line; "" when it is not given. Raises InvalidParameters."""
    value = request.query_params.get(name, "").strip()
    if rule := fault_of(value, longest):
        raise faulty(name, rule)
    return value


def whole(request: Request, name: str, largest: int, default: int) -> int:
    """A parameter that is a whole number from 1. Raises InvalidParameters."""
    value = request.query_params.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= largest):
        raise faulty(name, f"must be a whole number from 1 to {largest}")
    return int(value)


def faulty(parameter: str, rule: str) -> InvalidParameters:
    """The answer to one parameter that can't be used."""
    return InvalidParameters("One or more parameters can't be used.", errors=[ParameterError(parameter, rule)])
