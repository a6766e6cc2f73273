"""A station that somebody keeps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_NOTE = 1_000


class Favourite(models.Model):
    """Known by the station's public id, which is for good: rows of stations come and go with their sources.

    Title, address and position (degrees) are what was last known of it, for when its source no longer lists it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", db_index=False)
    station = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    note = models.CharField(_("note"), max_length=MAX_NOTE, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [
            # Also the index of somebody's favourites.
            models.UniqueConstraint(fields=["user", "station"], name="accounts_favourite_once"),
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="accounts_favourite_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.title
