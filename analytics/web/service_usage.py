"""`/analytics/service-usage/`: what the whole API was used for in a month, for staff; as a page and as CSV."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.reports.month import asked, offered
from analytics.insights.performance import INSIGHT as PERFORMANCE
from analytics.insights.rights import may_see
from analytics.reports.service import ServiceReport, service_report
from analytics.reports.shown import as_csv, shown


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A month; without `month` the one that it is."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    report = _report(request)
    context = {"report": report, "shown": shown(report), "months": offered(timezone.now()), "month": report.month}
    answer = render(request, "analytics/service_usage.html", context)
    patch_cache_control(answer, private=True)
    return answer


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    report = _report(request)
    headers = {"Content-Disposition": f'attachment; filename="voltway-service-{report.month}.csv"'}
    answer = HttpResponse(as_csv(report), content_type="text/csv; charset=utf-8", headers=headers)
    patch_cache_control(answer, private=True)
    return answer


def _report(request: HttpRequest) -> ServiceReport:
    """For whoever may see the performance of the API: it comes from the same sums."""
    if not may_see(request.user, PERFORMANCE):
        raise PermissionDenied
    month = asked(request.GET.get("month", ""), timezone.now())
    if month is None:
        raise Http404
    return service_report(month)
