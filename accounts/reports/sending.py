"""Mails each owner of keys what they were used for in the month that has ended: once, whatever dies in between."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Letter, UsageReport, User
from accounts.reports.figures import report_of
from accounts.reports.month import Month, month_of
from accounts.reports.shown import shown

logger = logging.getLogger(__name__)

Kind = UsageReport.Kind

# From the month's end until the last requests are written and added up; and how long a report is news. A site that
# stood still for longer sends none of a month long past.
SETTLED: Final = timedelta(hours=3)
NEWS: Final = timedelta(days=10)
_ATTEMPTS: Final = 8


def send_monthly(*, now: datetime | None = None) -> int:
    """Put the reports of the month that has ended on their way; how many. Nothing where all are."""
    moment = now or timezone.now()
    month = due_month(moment)
    if month is None:
        return 0
    return sum(_send(owner, month, moment) for owner in _owners(month))


def due_month(now: datetime) -> Month | None:
    """The month that is reported now."""
    month = month_of(now).before
    return month if month.ends + SETTLED <= now < month.ends + NEWS else None


def put_on_its_way(*, to: User, kind: Kind, month: Month, mail: tuple[str, str, str], now: datetime) -> bool:
    """Write that somebody is told, and the mail (subject, text, HTML), in one transaction; False: they were already."""
    subject, text, html = mail
    with transaction.atomic():
        _row, is_new = UsageReport.objects.get_or_create(
            user=to, kind=kind, month=month.first, defaults={"made_at": now}
        )
        if is_new:
            Letter.objects.enqueue(to=to.email, subject=subject, text=text, html=html, max_attempts=_ATTEMPTS)
    return is_new


def wanting(month: Month, kind: Kind) -> Any:
    """Those who may be told by mail, want to be, and were not."""
    told = UsageReport.objects.filter(kind=kind, month=month.first).values("user")
    people = User.objects.filter(is_active=True, usage_reports=True).exclude(pk__in=told)
    return people.filter(emailaddress__verified=True, emailaddress__email=F("email"))


def _owners(month: Month) -> Iterable[User]:
    # What was not used since the month began was not used in it.
    used = wanting(month, Kind.KEYS).filter(api_keys__last_used_at__gte=month.begins)
    owners: Iterable[User] = used.order_by("pk").distinct().iterator()
    return owners


def _send(owner: User, month: Month, now: datetime) -> bool:
    try:
        report = report_of(owner, month)
        if not report.total.all:
            return False
        page = f"{settings.SITE_URL}{reverse('usage')}?month={month}"
        profile = settings.SITE_URL + reverse("profile")
        with override(owner.language or settings.LANGUAGE_CODE):
            context = {"report": report, "shown": shown(report), "page": page, "profile": profile}
            subject = _("What your API keys were used for in %(month)s") % {"month": month}
            text, html = (render_to_string(f"accounts/usage_mail.{form}", context) for form in ("txt", "html"))
        return put_on_its_way(to=owner, kind=Kind.KEYS, month=month, mail=(subject, text, html), now=now)
    except ValueError:
        # One report that can't be made must not keep all others.
        logger.exception("usage_report.failed", extra={"user_id": owner.pk})
        return False
