"""Stations that the same drivers charge at."""

from django.db import models


class Neighbour(models.Model):
    """Of a station one that many of its drivers charge at, too. Made anew by `analytics.recommendations.covisits`."""

    # Public ids.
    station = models.CharField(max_length=12)
    neighbour = models.CharField(max_length=12)
    # Who charged at both, and how alike that makes them: 1 where all drivers of the one are those of the other.
    drivers = models.PositiveIntegerField()
    score = models.FloatField()

    class Meta:
        constraints = [
            # analytics/recommendations: the neighbours of some stations.
            models.UniqueConstraint(fields=["station", "neighbour"], name="analytics_neighbour_once"),
            models.CheckConstraint(
                condition=~models.Q(station=models.F("neighbour")), name="analytics_neighbour_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.neighbour}"
