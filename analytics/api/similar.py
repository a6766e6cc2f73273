"""`stations/{id}/similar/` and `me/recommendations/`: where else somebody may charge who charges here."""

from typing import Final

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api.base import MineView, owner
from analytics.api import similar_schema as schema
from analytics.models import RollUp
from analytics.recommendations.alike import similar
from analytics.recommendations.mine import Recommended, recommended
from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import ReadView, check_parameters
from stations.api.written import answer
from stations.documents import splice
from stations.documents.render import moment
from stations.documents.traits import VANISHED
from stations.search import find
from voltway.lib.problems import Gone, NotFound

LIMIT: Final = 10


class Similar(ReadView):
    """Of a station that is there."""

    @extend_schema(**schema.SIMILAR)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """Stations like this one."""
        check_parameters(request)
        now, row = now_utc(), find.detail(public_id)
        if row is None:
            raise NotFound("There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.")
        if row.traits & VANISHED:
            raise Gone("Its source no longer lists this station.", station=splice.dicts([row], now=now)[0])

        def body() -> bytes:
            found = similar(splice.dicts([row], now=now)[0], now=now, limit=LIMIT)
            return orjson.dumps({"data": [{"why": one.why, "station": one.station} for one in found], "next": None})

        counted = RollUp.objects.filter(kind=RollUp.COVISITS).values_list("folded_at", flat=True).first()
        return conditional(request, tag_for(request, moment(counted), now=now), body)


class Recommendations(MineView):
    """Of whoever asks."""

    @extend_schema(**schema.RECOMMENDATIONS)
    def get(self, request: Request) -> HttpResponse:
        """Stations for somebody who charges where you do."""
        found = recommended(to=owner(request), now=now_utc(), limit=LIMIT)
        told = [{"why": one.why, "because": _named(one), "station": one.station} for one in found]
        return answer({"data": told, "next": None})


def _named(one: Recommended) -> dict[str, str | bool | None]:
    return {**{name: one.because[name] for name in ("id", "name", "url")}, "charged": one.charged}
