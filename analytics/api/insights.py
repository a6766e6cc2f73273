"""`analytics/…`: a resource for each insight, as JSON or CSV."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from analytics.api import schema
from analytics.api.permissions import StaffWithRight
from analytics.api.table import as_csv, as_json
from analytics.insights import parameters
from analytics.insights.insight import Asked, Insight
from analytics.insights.registry import INSIGHTS, REPORTS
from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import CSV, JSON, ReadView, wanted_format
from stations.documents.render import moment

FORMATS: Final = {"json": JSON, "csv": CSV}
_OF_FORM: Final = frozenset({"format"})


class InsightView(ReadView):
    """Reads the insight that its class names."""

    insight: Insight

    def get(self, request: Request) -> HttpResponse:
        media = wanted_format(request, FORMATS)
        values = dict(request.query_params.lists())
        asked = parameters.read(self.insight, values, today=now_utc().date(), extra=_OF_FORM)

        def body() -> bytes:
            rows = self.insight.rows(asked)
            return as_csv(self.insight, rows) if media == CSV else as_json(self.insight, asked, rows)

        # Sums change when they are added up; the days that are meant, when there are new ones.
        tag = tag_for(request, media, moment(self.insight.changed()), asked.period.first, asked.period.last)
        kept = "private, no-cache" if self.insight.right else "public, max-age=60"
        answer = conditional(request, tag, body, content_type=media, cache_control=kept)
        if media == CSV and answer.content:
            answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(self.insight, asked)}"'
        return answer


def _file_name(insight: Insight, asked: Asked) -> str:
    """Such as voltway-usage-2026-11-01-to-2026-11-30.csv."""
    return f"voltway-{insight.name}-{asked.period.first}-to-{asked.period.last}.csv"


class StaffInsightView(InsightView):
    """By session alone: a key is given to programs, and staff have a second factor."""

    authentication_classes = [SessionAuthentication]
    permission_classes = [StaffWithRight]
    open_to_all = False


def view_of(insight: Insight) -> type[InsightView]:
    """The class that answers for an insight."""
    base = StaffInsightView if insight.right else InsightView
    made: type[InsightView] = type(schema.shape_name(insight), (base,), {"insight": insight, "__doc__": insight.says})
    return extend_schema_view(get=extend_schema(**schema.operation(insight)))(made)


VIEWS: Final[Mapping[str, type[InsightView]]] = {
    name: view_of(insight) for name, insight in {**INSIGHTS, **REPORTS}.items()
}
