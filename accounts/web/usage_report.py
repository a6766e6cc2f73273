"""`/accounts/usage/`: what somebody's keys were used for in a month, as a page and as CSV."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import usage
from accounts.models import User
from accounts.reports.figures import Report, report_of
from accounts.reports.month import Month, asked, offered
from accounts.reports.shown import shown
from accounts.reports.table import as_csv


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A month; without `month` the one that it is."""
    usage.flush()
    month = _month(request)
    report = _report(request, month)
    context = {"report": report, "shown": shown(report), "months": offered(timezone.now()), "month": month}
    return render(request, "accounts/usage.html", context)


@login_required
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    usage.flush()
    month = _month(request)
    name = f"voltway-usage-{month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(_report(request, month)), content_type="text/csv; charset=utf-8", headers=headers)


def _report(request: HttpRequest, month: Month) -> Report:
    return report_of(cast(User, request.user), month, now=timezone.now())


def _month(request: HttpRequest) -> Month:
    month = asked(request.GET.get("month", ""), timezone.now())
    if month is None:
        raise Http404
    return month
