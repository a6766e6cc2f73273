"""Days of which something was written since they were added up."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaleDay(models.Model):
    """A mark: the sessions of a feed on a local day, or the events of a UTC day, have to be added up again."""

    class Kind(models.TextChoices):
        """Of what."""

        SESSIONS = "SESSIONS", _("sessions")
        EVENTS = "EVENTS", _("events")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Blank for events.
    feed = models.CharField(max_length=60, blank=True)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(kind="SESSIONS") & ~models.Q(feed="")) | models.Q(kind="EVENTS", feed=""),
                name="analytics_stale_of_a_feed",
            ),
        ]
        indexes = [
            # analytics/rollups: the oldest of a kind, and all marks of that day.
            models.Index(fields=["kind", "day", "feed"], name="analytics_stale_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.feed} {self.day}"


class StaleMonth(models.Model):
    """A mark: the drivers of a feed's month have to be counted again, of which a day was added up."""

    feed = models.CharField(max_length=60)
    # The first day.
    month = models.DateField()

    class Meta:
        indexes = [
            # analytics/rollups: all marks of a month.
            models.Index(fields=["feed", "month"], name="analytics_stale_month"),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.month:%Y-%m}"
