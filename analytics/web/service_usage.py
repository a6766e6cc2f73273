"""`/analytics/service-usage/`: what the whole API was used for in a month, as a page and as CSV.

For whoever may see the performance of the API: it comes from the same sums.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.reports.month import asked, offered
from analytics.insights.performance import INSIGHT as PERFORMANCE
from analytics.reports.service import ServiceReport, service_report
from analytics.reports.shown import as_csv, shown
from analytics.web.doors import closed


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A month; without `month` the one that it is."""
    if elsewhere := closed(request, PERFORMANCE):
        return elsewhere
    report = _report(request)
    context = {"report": report, "shown": shown(report), "months": offered(timezone.now()), "month": report.month}
    answer = render(request, "analytics/service_usage.html", context)
    patch_cache_control(answer, private=True)
    return answer


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    if elsewhere := closed(request, PERFORMANCE):
        return elsewhere
    report = _report(request)
    headers = {"Content-Disposition": f'attachment; filename="voltway-service-{report.month}.csv"'}
    answer = HttpResponse(as_csv(report), content_type="text/csv; charset=utf-8", headers=headers)
    patch_cache_control(answer, private=True)
    return answer


def _report(request: HttpRequest) -> ServiceReport:
    month = asked(request.GET.get("month", ""), timezone.now())
    if month is None:
        raise Http404
    return service_report(month)
