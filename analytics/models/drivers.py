"""Drivers of a month, added up so that none of them is left: no token and no digest stands here.

Distinct drivers of two days, or of two places, can't be added up. So each month is counted from its sessions, and so
are all places of an operator together, and all places of a feed (docs/adr/0023-drivers-in-aggregate.md). Of what fewer
than five drivers did there is no row, and it is part of no other one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DriversOf(models.Model):
    """Who is counted: drivers that a feed tells apart, by the local month in which their sessions began."""

    # The first day of the month.
    month = models.DateField(_("month"))
    feed = models.CharField(_("feed"), max_length=60)
    # As in sums of sessions: `ALL` in `station` is all places of the operator, and in both all of the feed.
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    station = models.CharField(_("station"), max_length=12, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    drivers = models.PositiveIntegerField(_("drivers"))

    class Meta:
        abstract = True


class DriverMonth(DriversOf):
    """All of a month."""

    # Those of them who came on two days or more.
    came_again = models.PositiveIntegerField(_("came again"))
    # Of the driver in the middle: sessions in the month, and seconds at the plug in each; null: fewer than five known.
    sessions = models.FloatField(_("sessions of a driver"))
    seconds = models.PositiveIntegerField(_("seconds"), null=True)
    # In which most of them came; null: in none five.
    hour = models.PositiveSmallIntegerField(_("hour"), null=True)

    class Meta:
        verbose_name = _("drivers of a month")
        verbose_name_plural = _("drivers by month")
        constraints = [
            # analytics/insights: all together, an operator or a place in some months.
            models.UniqueConstraint(
                fields=["station", "operator", "site", "month", "feed"], name="analytics_drivermonth_once"
            ),
            models.CheckConstraint(condition=models.Q(drivers__gte=5), name="analytics_drivermonth_of_five"),
        ]
        indexes = [
            # analytics/rollups: what is taken away before a month is counted again; and all places of a month.
            models.Index(fields=["feed", "month"], name="analytics_drivermonth_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.station or self.site}"


class DriverHour(DriversOf):
    """By the local hour in which their sessions began; who came in two hours counts in both."""

    hour = models.PositiveSmallIntegerField(_("hour"))

    class Meta:
        verbose_name = _("drivers of an hour")
        verbose_name_plural = _("drivers by hour")
        constraints = [
            # analytics/insights: as of months.
            models.UniqueConstraint(
                fields=["station", "operator", "site", "month", "feed", "hour"], name="analytics_driverhour_once"
            ),
            models.CheckConstraint(condition=models.Q(drivers__gte=5), name="analytics_driverhour_of_five"),
        ]
        indexes = [
            # analytics/rollups: as of months.
            models.Index(fields=["feed", "month"], name="analytics_driverhour_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.hour} {self.station or self.site}"
