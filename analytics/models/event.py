"""What people did on the site and programs asked of it: as rows for a while, of nobody in particular."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

# Characters of what an event is about.
MAX_SUBJECT: Final = 80


class Kind(models.TextChoices):
    """What happened, and what its subject is."""

    # The station's public id.
    VIEWED = "VIEWED", _("station viewed")
    STARRED = "STARRED", _("station starred")
    # The tenth of a degree that was searched around, such as "51.5,-0.1"; "-" without a place.
    SEARCHED = "SEARCHED", _("search")
    # A filter of a search, by the name of its parameter.
    FILTERED = "FILTERED", _("filter used")
    # The format.
    EXPORTED = "EXPORTED", _("export")
    # The name of the route.
    API = "API", _("API call")


class Figures(models.Model):
    """How often something happened: what raw rows and roll-ups share. Days and hours are UTC."""

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=MAX_SUBJECT)
    # Of searches "found" or "nothing", of API calls the class of the status ("2xx"); else blank.
    outcome = models.CharField(_("outcome"), max_length=8, blank=True)
    # Of API calls how long they took (`analytics.durations`); else 0.
    bucket = models.PositiveSmallIntegerField(_("duration"), default=0)
    times = models.PositiveBigIntegerField(_("times"))

    class Meta:
        abstract = True


class Event(Figures):
    """What happened in one process within seconds; alike things are one row. Kept for EVENT_RETENTION_DAYS."""

    hour = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(condition=models.Q(times__gt=0), name="analytics_event_happened"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="analytics_event_hour_of_day"),
        ]
        indexes = [
            # analytics/rollups: all of a day; analytics/events/retention: days that are old enough.
            models.Index(fields=["day"], name="analytics_event_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
