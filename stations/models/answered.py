"""What was answered to a request that changes something, so that the same request may be sent again."""

from django.conf import settings
from django.db import models

from stations.models.source import Source


class AnsweredRequest(models.Model):
    """The answer to one Idempotency-Key of a user, kept for a day."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    # Of the request's body: the same key with another one is a mistake.
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A key stands for one request.
            models.UniqueConstraint(fields=["source", "by", "key"], name="stations_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"
