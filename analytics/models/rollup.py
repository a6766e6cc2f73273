"""Roll-ups: what happened, added up by hour and by day. All of it can be made anew from the rows beneath.

`manage.py rebuild_rollups` does (docs/analytics.md). Pages ask these tables and never the rows.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.models.event import Figures
from analytics.models.stale import StaleDay

# In place of a station or a subject: all of them together.
ALL: Final = "*"


class SessionSums(models.Model):
    """Sums over charging sessions by the local day on which they began."""

    day = models.DateField(_("day"))
    feed = models.CharField(_("feed"), max_length=60)
    # Public id, or `ALL`; where it is blank, `site` is the place. `ALL` in both is all operators together, too.
    station = models.CharField(_("station"), max_length=12, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    sessions = models.PositiveIntegerField(_("sessions"))
    # Of these: without an end so far; with a length, an energy, a cost that is known; and the sums of those.
    open = models.PositiveIntegerField(_("open"))
    timed = models.PositiveIntegerField()
    seconds = models.PositiveBigIntegerField(_("seconds"))
    metered = models.PositiveIntegerField()
    energy_wh = models.PositiveBigIntegerField(_("energy, Wh"))
    priced = models.PositiveIntegerField()
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=4)

    class Meta:
        abstract = True


class SessionHour(SessionSums):
    """By local hour of the day, too."""

    hour = models.PositiveSmallIntegerField(_("hour"))

    class Meta:
        verbose_name = _("sessions of an hour")
        verbose_name_plural = _("sessions by hour")
        constraints = [
            # analytics/insights: a place's hours in a period; all places together come first by "*".
            models.UniqueConstraint(
                fields=["station", "site", "day", "hour", "feed", "operator", "currency"],
                name="analytics_sessionhour_once",
            ),
        ]
        indexes = [
            # analytics/rollups: what is taken away before a day is added up again.
            models.Index(fields=["feed", "day"], name="analytics_sessionhour_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.station or self.site}"


class SessionDay(SessionSums):
    """By day alone."""

    class Meta:
        verbose_name = _("sessions of a day")
        verbose_name_plural = _("sessions by day")
        constraints = [
            # analytics/insights: a place's days in a period.
            models.UniqueConstraint(
                fields=["station", "site", "day", "feed", "operator", "currency"], name="analytics_sessionday_once"
            ),
        ]
        indexes = [
            # analytics/rollups: as of hours; and all places of a period.
            models.Index(fields=["feed", "day"], name="analytics_sessionday_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.station or self.site}"


class EventHour(Figures):
    """Events by UTC hour: of kinds with few subjects by subject, of the others all together."""

    hour = models.PositiveSmallIntegerField(_("hour"))

    class Meta:
        verbose_name = _("events of an hour")
        verbose_name_plural = _("events by hour")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "hour", "kind", "subject", "outcome", "bucket"], name="analytics_eventhour_once"
            ),
        ]
        indexes = [
            # analytics/insights: a kind, or one subject of it, in a period; the index alone answers.
            models.Index(
                fields=["kind", "subject", "day", "hour", "outcome", "bucket", "times"], name="analytics_eventhour_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.kind} {self.subject}"


class EventDay(Figures):
    """Events by UTC day and subject, and all subjects together."""

    class Meta:
        verbose_name = _("events of a day")
        verbose_name_plural = _("events by day")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "subject", "outcome", "bucket"], name="analytics_eventday_once"
            ),
        ]
        indexes = [
            # analytics/insights: all subjects of a kind and outcome in a period; the index alone answers.
            models.Index(fields=["kind", "outcome", "day", "subject", "times"], name="analytics_eventday_period"),
            # analytics/insights: one subject in a period. It begins with the subject, or SQLite would walk along it
            # through all days to spare itself the sorting of the above.
            models.Index(fields=["subject", "kind", "day"], name="analytics_eventday_one"),
            # analytics/rollups: what is taken away before a day is added up again.
            models.Index(fields=["day"], name="analytics_eventday_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.subject}"


class RollUp(models.Model):
    """How far roll-ups of a kind are."""

    RATINGS: Final = "RATINGS"
    COVISITS: Final = "COVISITS"
    KINDS: Final = [*StaleDay.Kind.choices, (RATINGS, _("ratings")), (COVISITS, _("shared drivers"))]

    kind = models.CharField(max_length=8, choices=KINDS, unique=True)
    # When a day was last added up.
    folded_at = models.DateTimeField(null=True)
    # Rows of earlier days are deleted: their sums are all that is left, and stay as they are.
    rows_since = models.DateField(null=True)

    def __str__(self) -> str:
        return self.kind
