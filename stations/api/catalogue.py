"""Operators, sources and suggestions: the small lists beside the stations."""

from typing import Any

import orjson
from django.db.models import Count, Q
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import conditional, tag_for
from stations.api.base import ReadView
from stations.documents.render import moment
from stations.models import Operator, Source
from stations.search.suggestions import Suggestion, suggest
from stations.sources.registry import all_feeds
from voltway.lib.problems import InvalidParameters, ParameterError

OPERATORS_A_PAGE = 500
MAX_SUGGESTIONS = 20
MAX_PREFIX = 100


class Operators(ReadView):
    """`operators/`: who runs stations, by slug."""

    @extend_schema(**schema.OPERATORS)
    def get(self, request: Request) -> HttpResponse:
        """List operators."""
        _check(request, {"cursor"})
        return conditional(request, tag_for(request), lambda: _operators(request))


class Sources(ReadView):
    """`sources/`: where the facts come from."""

    @extend_schema(**schema.SOURCES)
    def get(self, request: Request) -> HttpResponse:
        """List sources."""
        _check(request, set())
        return conditional(request, tag_for(request), lambda: orjson.dumps({"data": _sources(), "next": None}))


class Suggestions(ReadView):
    """`stations/suggestions/`: what a search box offers."""

    @extend_schema(**schema.SUGGESTIONS)
    def get(self, request: Request) -> HttpResponse:
        """Complete what somebody types."""
        _check(request, {"q", "limit"})
        prefix, limit = _prefix(request), _limit(request)
        return conditional(
            request,
            tag_for(request),
            lambda: orjson.dumps({"data": [_as_dict(found) for found in suggest(prefix, limit=limit)], "next": None}),
        )


def _operators(request: Request) -> bytes:
    after = request.query_params.get("cursor", "")
    rows = list(
        Operator.objects.filter(slug__gt=after)
        .annotate(n=Count("stations", filter=Q(stations__vanished_at__isnull=True)))
        .order_by("slug")[: OPERATORS_A_PAGE + 1]
    )
    following = None
    if len(rows) > OPERATORS_A_PAGE:
        rows = rows[:OPERATORS_A_PAGE]
        following = request.build_absolute_uri(f"{request.path}?cursor={rows[-1].slug}")
    data = [
        {
            "slug": row.slug,
            "name": row.name,
            "website": row.website or None,
            "phone": row.phone or None,
            "party_id": row.party_id or None,
            "stations": row.n,
        }
        for row in rows
    ]
    return orjson.dumps({"data": data, "next": following})


def _sources() -> list[dict[str, Any]]:
    counted = Source.objects.filter(loaded_at__isnull=False).annotate(
        n=Count("stations", filter=Q(stations__vanished_at__isnull=True))
    )
    return [_source(row, row.n) for row in counted if row.uid in all_feeds()]


def _source(row: Source, count: int) -> dict[str, Any]:
    feed = all_feeds()[row.uid]
    return {
        "uid": feed.uid,
        "name": feed.title,
        "publisher": feed.publisher,
        "url": feed.homepage,
        "licence": feed.licence.name,
        "licence_url": feed.licence.url,
        "open": feed.licence.open,
        "attribution": feed.attribution,
        "countries": feed.countries,
        "live_data": feed.live,
        "demo": feed.demo,
        "stations": count,
        "last_success": moment(row.last_success_at),
    }


def _as_dict(found: Suggestion) -> dict[str, Any]:
    facts = {name: getattr(found, name) for name in found.__slots__}
    return facts | {"kind": found.kind.value}


def _prefix(request: Request) -> str:
    prefix = request.query_params.get("q", "").strip()
    if not prefix or len(prefix) > MAX_PREFIX or not prefix.isprintable():
        raise _fault("q", f"must hold 1 to {MAX_PREFIX} printable characters")
    return prefix


def _limit(request: Request) -> int:
    value = request.query_params.get("limit", "10")
    if not (value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= MAX_SUGGESTIONS):
        raise _fault("limit", f"must be a whole number from 1 to {MAX_SUGGESTIONS}")
    return int(value)


def _check(request: Request, known: set[str]) -> None:
    if unknown := [name for name in request.query_params if name not in known]:
        raise _fault(unknown[0][:80], "no such parameter")


def _fault(parameter: str, rule: str) -> InvalidParameters:
    return InvalidParameters("One or more parameters can't be used.", errors=[ParameterError(parameter, rule)])
