"""Operators, sources and suggestions: the small lists beside the stations."""

from itertools import islice
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db.models import Max
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import basis_of, conditional, tag_for
from stations.api.base import ReadView, check_parameters, faulty, text, whole
from stations.documents import catalogue
from stations.documents.render import moment
from stations.models import Operator, Source
from stations.search import tallies
from stations.search.cursor import MAX_LENGTH, decode_name, encode_name
from stations.search.suggestions import Suggestion, suggest
from stations.sources.base import Feed
from stations.sources.registry import known_feeds
from voltway.lib.access import Bound
from voltway.lib.text import tokens

MAX_OPERATORS = 500
MAX_SUGGESTIONS = 20
DEFAULT_SUGGESTIONS = 10
MAX_PREFIX = 100


class Operators(ReadView):
    """`operators/`: who runs stations, by slug."""

    @extend_schema(**schema.OPERATORS)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, {"limit", "cursor"})
        limit = whole(request, "limit", MAX_OPERATORS, MAX_OPERATORS)
        after = decode_name(text(request, "cursor", MAX_LENGTH), "operators")
        basis = basis_of()
        return conditional(request, tag_for(request), lambda: _operators(request, after, limit), basis=basis)


class Sources(ReadView):
    """`sources/`: where the facts come from."""

    @extend_schema(**schema.SOURCES)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        # A run that found nothing new is told here, and moves no version on.
        runs = Source.objects.aggregate(latest=Max("last_success_at"))
        tag = tag_for(request, moment(runs["latest"]))
        return conditional(request, tag, lambda: orjson.dumps({"data": _sources(), "next": None}))


class Suggestions(ReadView):
    """`stations/suggestions/`: what a search box offers, the site's own first of all. No key is looked at."""

    authentication_classes = ()
    bound = Bound.SITE
    brake = "suggestions"

    @extend_schema(**schema.SUGGESTIONS)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, {"q", "limit"})
        prefix, limit = text(request, "q", MAX_PREFIX), whole(request, "limit", MAX_SUGGESTIONS, DEFAULT_SUGGESTIONS)
        if not tokens(prefix):
            raise faulty("q", "must hold a letter or a digit")
        return conditional(request, tag_for(request), lambda: _suggestions(prefix, limit))


def _suggestions(prefix: str, limit: int) -> bytes:
    return orjson.dumps({"data": [_suggestion(found) for found in suggest(prefix, limit=limit)], "next": None})


def _suggestion(found: Suggestion) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "label": found.label,
        "detail": found.detail or None,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "slug": found.slug,
        "id": found.id,
        "url": found.url,
    }


def _operators(request: Request, after: str, limit: int) -> bytes:
    counts = tallies.by_operator(catalogue.current().data_version)
    # Those of a first load are hidden with its stations until it is whole.
    those_after = Operator.objects.filter(slug__gt=after).order_by("slug").iterator()
    rows = list(islice((row for row in those_after if row.pk in counts), limit + 1))
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        pairs = {"limit": str(limit), "cursor": encode_name("operators", rows[-1].slug)}
        following = request.build_absolute_uri(f"{request.path}?{urlencode(pairs)}")
    return orjson.dumps({"data": [_operator(row, counts[row.pk]) for row in rows], "next": following})


def _operator(row: Operator, count: int) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "website": row.website or None,
        "phone": row.phone or None,
        "party_id": row.party_id or None,
        "stations": count,
    }


def _sources() -> list[dict[str, Any]]:
    counts = tallies.by_source(catalogue.current().data_version)
    feeds = known_feeds()
    shown = Source.objects.filter(loaded_at__isnull=False, uid__in=feeds)
    return [_source(row, feeds[row.uid], counts.get(row.pk, 0)) for row in shown]


def _source(row: Source, feed: Feed, count: int) -> dict[str, Any]:
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
