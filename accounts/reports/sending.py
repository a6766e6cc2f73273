"""Mails each owner of keys what they were used for in the month that has ended: once, whatever dies in between."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, transaction
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
from voltway.jobs.row import State

logger = logging.getLogger(__name__)

Kind = UsageReport.Kind

# From the month's end until the last requests are written and added up; and how long a report is news. A site that
# stood still for longer sends none of a month long past.
SETTLED: Final = timedelta(hours=3)
NEWS: Final = timedelta(days=10)
# The last one two days after the first, since waits grow to an hour: a mail server may be away for a night. What is
# given up then is made anew.
_ATTEMPTS: Final = 60


def send_monthly(*, now: datetime | None = None) -> int:
    """Put the reports of the month that has ended on their way; how many. Nothing where all are."""
    moment = now or timezone.now()
    month = due_month(moment)
    if month is None:
        return 0
    take_back(month)
    return tell_each(_owners(month), lambda owner: _send(owner, month, moment))


def due_month(now: datetime) -> Month | None:
    """The month that is reported now."""
    month = month_of(now).before
    return month if month.ends + SETTLED <= now < month.ends + NEWS else None


def take_back(month: Month) -> None:
    """Have those told again whose mail was given up: it goes, and that they were told with it."""
    given_up = UsageReport.objects.filter(month=month.first, letter__state=State.DEAD)
    Letter.objects.filter(pk__in=given_up.values("letter")).delete()


def wanting(month: Month, kind: Kind) -> Any:
    """Those who may be told by mail, want to be, and were not."""
    told = UsageReport.objects.filter(kind=kind, month=month.first).values("user")
    people = User.objects.filter(is_active=True, usage_reports=True).exclude(pk__in=told)
    return people.filter(emailaddress__verified=True, emailaddress__email=F("email"))


def tell_each(people: Iterable[User], tell: Callable[[User], bool]) -> int:
    """Tell one after the other; how many were told. A report that can't be made keeps no other."""
    return sum(_is_told(one, tell) for one in people)


def put_on_its_way(*, to: User, kind: Kind, month: Month, mail: tuple[str, str, str], now: datetime) -> bool:
    """Write that somebody is told, and the mail (subject, text, HTML), in one transaction; False: they were already."""
    subject, text, html = mail
    with transaction.atomic():
        report, is_new = UsageReport.objects.get_or_create(
            user=to, kind=kind, month=month.first, defaults={"made_at": now}
        )
        if is_new:
            report.letter, _is_new = Letter.objects.enqueue(
                to=to.email, subject=subject, text=text, html=html, max_attempts=_ATTEMPTS
            )
            report.save(update_fields=["letter"])
    return is_new


def _owners(month: Month) -> Iterable[User]:
    # What was not used since the month began was not used in it: that spares a look at the usage of most keys.
    used = wanting(month, Kind.KEYS).filter(
        api_keys__last_used_at__gte=month.begins, api_keys__usage__day__range=(month.first, month.last)
    )
    owners: Iterable[User] = used.order_by("pk").distinct().iterator()
    return owners


def _send(owner: User, month: Month, now: datetime) -> bool:
    report = report_of(owner, month, now=now)
    page = f"{settings.SITE_URL}{reverse('usage')}?month={month}"
    profile = settings.SITE_URL + reverse("profile")
    with override(owner.language or settings.LANGUAGE_CODE):
        context = {"report": report, "shown": shown(report), "page": page, "profile": profile}
        subject = _("What your API keys were used for in %(month)s") % {"month": month.words}
        text, html = (render_to_string(f"accounts/usage_mail.{form}", context) for form in ("txt", "html"))
    return put_on_its_way(to=owner, kind=Kind.KEYS, month=month, mail=(subject, text, html), now=now)


def _is_told(one: User, tell: Callable[[User], bool]) -> bool:
    try:
        return tell(one)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("usage_report.failed", extra={"user_id": one.pk})
        return False
