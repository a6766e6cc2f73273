"""Mails each administrator the report of the month that has ended: once, whatever dies in between."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.reports.month import Month
from accounts.reports.sending import Kind, due_month, put_on_its_way, take_back, tell_each, wanting
from accounts.second_factor import has_second_factor
from analytics.reports.service import ServiceReport, service_report
from analytics.reports.shown import shown


def send_monthly(*, now: datetime | None = None) -> int:
    """Put the mails on their way; how many. Nothing where all are, or where nobody called."""
    moment = now or timezone.now()
    month = due_month(moment)
    if month is None:
        return 0
    take_back(month)
    people = _administrators(month)
    if not people:
        return 0
    report = service_report(month)
    return tell_each(people, lambda one: _send(one, month, report, moment)) if report.total.calls else 0


def _administrators(month: Month) -> list[User]:
    """As the page asks for it: with a second factor."""
    found = wanting(month, Kind.SERVICE).filter(is_superuser=True).order_by("pk")
    return [one for one in found if has_second_factor(one)]


def _send(to: User, month: Month, report: ServiceReport, now: datetime) -> bool:
    page = f"{settings.SITE_URL}{reverse('service-usage')}?month={month}"
    with override(to.language or settings.LANGUAGE_CODE):
        context = {"report": report, "shown": shown(report), "page": page}
        context["profile"] = settings.SITE_URL + reverse("profile")
        subject = _("What the service was used for in %(month)s") % {"month": month.words}
        text, html = (render_to_string(f"analytics/service_mail.{form}", context) for form in ("txt", "html"))
    return put_on_its_way(to=to, kind=Kind.SERVICE, month=month, mail=(subject, text, html), now=now)
