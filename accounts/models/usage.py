"""What keys were used for, and how much of a day's quota is used."""

from django.conf import settings
from django.db import models

from accounts.models.api_key import ApiKey


class Usage(models.Model):
    """Requests with a key to a route on a UTC day. `answered` were charged; the others cost nothing of the quota."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="usage", db_index=False)
    day = models.DateField()
    # Name of the route.
    endpoint = models.CharField(max_length=60)
    answered = models.PositiveIntegerField(default=0)
    not_modified = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # What is counted is added to this row.
            models.UniqueConstraint(fields=["key", "day", "endpoint"], name="accounts_usage_once"),
        ]
        indexes = [
            # Console: a span of days, its chart, and who was refused often today.
            models.Index(fields=["day"], name="accounts_usage_day"),
            # Console: whoever asks on although refused (`accounts.admin.matters.MANY`).
            models.Index(fields=["refused"], condition=models.Q(refused__gte=1000), name="accounts_usage_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day} {self.endpoint}"


class QuotaDay(models.Model):
    """How many requests of a UTC day were let through, where no Redis counts them (docs/adr/0016-api-keys.md)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quota_days", db_index=False)
    day = models.DateField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # One row is counted up by everyone.
            models.UniqueConstraint(fields=["owner", "day"], name="accounts_quota_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.day}"
