"""What drivers think of stations, added up by day: the reviews that everybody sees."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RatingDay(models.Model):
    """The stars that a station got on a UTC day. Made anew from the reviews (analytics/rollups/ratings.py)."""

    day = models.DateField(_("day"))
    # Public id; the operator is the one that the station has now.
    station = models.CharField(_("station"), max_length=12)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    # Reviews that gave so many stars.
    one = models.PositiveIntegerField(default=0)
    two = models.PositiveIntegerField(default=0)
    three = models.PositiveIntegerField(default=0)
    four = models.PositiveIntegerField(default=0)
    five = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("ratings of a day")
        verbose_name_plural = _("ratings by day")
        constraints = [
            # analytics/insights: a station's days.
            models.UniqueConstraint(fields=["station", "day"], name="analytics_ratingday_once"),
        ]
        indexes = [
            # analytics/insights: all stations of a period.
            models.Index(fields=["day", "operator"], name="analytics_ratingday_period"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.station}"
