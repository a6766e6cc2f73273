"""Which reports of a month were mailed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UsageReport(models.Model):
    """A report that was put on its way: the row outlives the mail, so that none is sent twice."""

    class Kind(models.TextChoices):
        """Of what."""

        KEYS = "KEYS", _("their keys")
        SERVICE = "SERVICE", _("the whole service")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    # The first day of the month, UTC.
    month = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Whoever writes the row puts the mail on its way, in one transaction: once for each, whatever dies.
            models.UniqueConstraint(fields=["user", "kind", "month"], name="accounts_usagereport_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["KEYS", "SERVICE"]), name="accounts_usagereport_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.month:%Y-%m}"
