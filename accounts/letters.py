"""Sends mails that wait, as jobs: again after a failure, and never twice after a success."""

from datetime import datetime, timedelta
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.models import Letter, UsageReport
from voltway.jobs.attempt import Attempt, Refused

# What a mail that could not be sent says is good no more by then.
_KEPT: Final = timedelta(days=3)


def send(attempt: Attempt[Letter]) -> None:
    """Hand one over to the mail server. Raises OSError, and is tried again."""
    letter = attempt.job
    if not letter.to:
        raise Refused("it was forgotten")
    mail = EmailMultiAlternatives(subject=letter.subject, body=letter.text, to=[letter.to])
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    mail.send()
    with transaction.atomic():
        attempt.complete(to="", text="", html="")
        UsageReport.objects.filter(letter=letter).update(letter=None)


def forget(to: str) -> int:
    """Delete what is on its way to an address; how many."""
    return Letter.objects.filter(to=to).delete()[0]


def clean_up(*, now: datetime) -> int:
    """Delete what could not be sent in time; how many."""
    return Letter.objects.filter(created_at__lt=now - _KEPT).exclude(to="").delete()[0]
