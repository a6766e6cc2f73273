"""`/analytics/` and a page below it for each insight."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from analytics.insights import parameters
from analytics.insights.insight import Asked, Insight
from analytics.insights.known import Known
from analytics.insights.performance import INSIGHT as PERFORMANCE
from analytics.insights.registry import INSIGHTS
from analytics.insights.rights import may_see
from analytics.web.cells import table
from analytics.web.charts import pictures
from analytics.web.doors import closed
from analytics.web.form import form_of, named_faults
from stations.web import preferences
from stations.web.finder import map_settings
from voltway.lib.problems import InvalidParameters, ParameterError


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All insights that somebody may see."""
    shown = [insight for insight in INSIGHTS.values() if may_see(request.user, insight)]
    lines = [(insight, reverse(f"insights-{insight.name}")) for insight in shown]
    context = {"lines": lines, "service": may_see(request.user, PERFORMANCE)}
    return render(request, "analytics/index.html", context)


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One insight: its form, its drawings and its table."""
    insight = INSIGHTS[name]
    if elsewhere := closed(request, insight):
        return elsewhere
    values = {key: given for key, given in request.GET.lists() if any(given)}
    today, known = timezone.now().date(), Known()
    asked: Asked | None = None
    faults: Sequence[ParameterError] = ()
    try:
        asked = parameters.read(insight, values, today=today, known=known)
    except InvalidParameters as error:
        faults = error.errors
    at_fault = {fault.parameter for fault in faults}
    figures = _figures(insight, asked) if asked else None
    on_a_map = figures is not None and any(one.cells for one in figures["pictures"])
    context = {
        "insight": insight,
        "refused": named_faults(faults),
        "form": form_of(insight, asked, request.GET, known=known, today=today, at_fault=at_fault),
        "query": request.GET.urlencode(),
        "figures": figures,
        "map_settings": map_settings(preferences.of(request).units) if on_a_map else None,
        "last_days": _without_days(request.GET),
    }
    answer = render(request, "analytics/insight.html", context, status=200 if asked else 400)
    if insight.right:
        patch_cache_control(answer, private=True)
    return answer


def _figures(insight: Insight, asked: Asked) -> dict[str, Any]:
    """What the part below the form shows: a drawing, the table and the way to the files."""
    rows = insight.rows(asked)
    nothing = insight.says_nothing(rows)
    headings, lines = table(insight, rows)
    return {
        "period": asked.period,
        "headings": headings,
        "table": [] if nothing else lines,
        "pictures": [] if nothing else pictures(insight.name, rows),
        "api": reverse(f"api-analytics-{insight.name}"),
    }


def _without_days(given: QueryDict) -> str:
    """Where the last days that are known are shown, whichever were asked for; "" where none were."""
    if not {"from", "to"} & given.keys():
        return ""
    kept = [(name, value) for name, values in given.lists() for value in values if value and name not in ("from", "to")]
    return f"?{urlencode(kept)}"
