"""What every read of the API shares: open to all, no serializer, formats by `Accept` or `format`."""

from collections.abc import Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from voltway.lib.problems import InvalidParameters, NotAcceptable, ParameterError

JSON = "application/json"
GEOJSON = "application/geo+json"
FORMATS = {"json": JSON, "geojson": GEOJSON}


class _Anything(BaseContentNegotiation):
    """Views choose their format themselves: answers are bytes that no renderer touches."""

    def select_parser(self, request: Request, parsers: Sequence[Any]) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSON


class ReadView(APIView):
    """A resource that anyone may read."""

    content_negotiation_class = _Anything


def wanted_format(request: Request) -> str:
    """JSON or GEOJSON, as `format` or else `Accept` asks. Raises InvalidParameters or NotAcceptable."""
    asked = request.query_params.get("format", "")
    if asked:
        if asked not in FORMATS:
            errors = [ParameterError("format", f"must be one of {', '.join(FORMATS)}")]
            raise InvalidParameters("One or more parameters can't be used.", errors=errors)
        return FORMATS[asked]
    accepted = [part.split(";")[0].strip().lower() for part in request.headers.get("Accept", "*/*").split(",")]
    for media in accepted:
        if media in ("*/*", "application/*", JSON, ""):
            return JSON
        if media == GEOJSON:
            return GEOJSON
    raise NotAcceptable(f"This resource is sent as {' or '.join(FORMATS.values())}.")
