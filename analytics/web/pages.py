"""`/analytics/` and a page below it for each insight."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from analytics.insights import parameters
from analytics.insights.performance import INSIGHT as PERFORMANCE
from analytics.insights.registry import INSIGHTS
from analytics.insights.rights import may_see
from analytics.web.cells import table
from analytics.web.charts import pictures
from analytics.web.form import form_of
from stations.web import preferences
from stations.web.finder import map_settings
from voltway.lib.problems import InvalidParameters


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
    if not may_see(request.user, insight):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
    values = {key: given for key, given in request.GET.lists() if any(given)}
    today, refused = timezone.now().date(), None
    try:
        asked = parameters.read(insight, values, today=today)
    except InvalidParameters as error:
        asked, refused = parameters.read(insight, {}, today=today), error
    rows = insight.rows(asked)
    headings, lines = table(insight, rows)
    drawn = pictures(name, rows)
    context = {
        "insight": insight,
        "refused": refused,
        "asked": asked,
        "form": form_of(insight, asked, request.GET),
        "pictures": drawn,
        "map_settings": map_settings(preferences.of(request).units) if any(one.cells for one in drawn) else None,
        "headings": headings,
        "table": lines,
        "api": reverse(f"api-analytics-{name}"),
        "query": "" if refused else request.GET.urlencode(),
    }
    answer = render(request, "analytics/insight.html", context, status=400 if refused else 200)
    if insight.right:
        patch_cache_control(answer, private=True)
    return answer
