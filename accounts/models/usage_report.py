"""Which reports of a month were mailed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.letter import Letter


class UsageReport(models.Model):
    """A report that was put on its way: the row outlives the mail that was sent, so that none is sent twice."""

    class Kind(models.TextChoices):
        """Of what."""

        KEYS = "KEYS", _("their keys")
        SERVICE = "SERVICE", _("the whole service")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    # The first day of the month, UTC.
    month = models.DateField()
    made_at = models.DateTimeField()
    # The mail, until it is sent. Whatever deletes it before that takes the row along: they were not told.
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [
            # Whoever writes the row puts the mail on its way, in one transaction: once for each, whatever dies.
            models.UniqueConstraint(fields=["user", "kind", "month"], name="accounts_usagereport_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["KEYS", "SERVICE"]), name="accounts_usagereport_kind_known"
            ),
        ]
        indexes = [
            # accounts.letters, and whatever deletes a mail: the report that it is.
            models.Index(
                fields=["letter"], condition=models.Q(letter__isnull=False), name="accounts_usagereport_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.month:%Y-%m}"
