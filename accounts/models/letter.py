"""Mails on their way out: a page that sends one waits for no mail server."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from voltway.jobs.row import Job


class Letter(Job):
    """One mail, and the job that sends it. Once it is sent, neither address nor words are kept."""

    work = "accounts.letters.send"
    time_limit = timedelta(minutes=1)
    withheld: ClassVar = frozenset({"text", "html"})

    to = models.EmailField(blank=True, editable=False)
    subject = models.CharField(max_length=200, editable=False)
    text = models.TextField(blank=True, editable=False)

    # The same for those who read mails as pages; blank: text alone.
    html = models.TextField(blank=True, editable=False, db_default="", default="")

    class Meta(Job.Meta):
        verbose_name = _("mail")
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(state="COMPLETED") | models.Q(to="", text="", html=""),
                name="accounts_letter_is_forgotten",
            ),
        ]
