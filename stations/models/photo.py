"""Photos of stations, each with its licence; the pictures themselves are files (stations/community/photo_files.py)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.models.contribution import Contribution


class Photo(Contribution):
    """One photo. Width, height and size are those of its large copy."""

    class Licence(models.TextChoices):
        """SPDX's names; the words are what people know them by."""

        CC0 = "CC0-1.0", _("CC0: anyone may use it, without naming anyone")
        BY = "CC-BY-4.0", _("CC BY 4.0: anyone may use it who names me")
        BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0: the same, and what is made of it is as free")

    licence = models.CharField(_("licence"), max_length=12, choices=Licence, editable=False)
    # As whoever uses the photo is to name them; empty: nobody.
    author = models.CharField(_("author as shown"), max_length=80, blank=True, editable=False)
    caption = models.CharField(_("caption"), max_length=200, blank=True, editable=False)
    # Of what was sent, in hexadecimal digits.
    sha256 = models.CharField(max_length=64, editable=False)
    # Its files begin with this; nobody guesses it.
    file = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    # Bytes.
    size = models.PositiveIntegerField(_("size"), editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            # The same sent again is the one that is there, also to two requests at once.
            models.UniqueConstraint(fields=["station", "sha256"], name="stations_photo_once"),
            models.CheckConstraint(
                condition=models.Q(licence__in=["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"]),
                name="stations_photo_has_licence",
            ),
            models.CheckConstraint(
                condition=models.Q(width__gte=1, height__gte=1, size__gte=1), name="stations_photo_has_size"
            ),
        ]
        indexes = [
            # community/photos: the photos of a station, the newest first.
            models.Index(fields=["station", "-created_at"], name="stations_photo_of_station"),
            # Console: a span of days, and the chart of its home.
            models.Index(fields=["created_at"], name="stations_photo_told"),
            # admin/photos: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=models.Q(state="WAITING"), name="stations_photo_waiting"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("photo", args=[self.public_id])

    @property
    def licence_url(self) -> str:
        """Where the licence can be read."""
        return LICENCE_URLS[self.licence]

    @property
    def licence_name(self) -> str:
        """As it is known, such as CC BY 4.0."""
        return str(self.Licence(self.licence).label).partition(":")[0]


LICENCE_URLS: dict[str, str] = {
    Photo.Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Photo.Licence.BY: "https://creativecommons.org/licenses/by/4.0/",
    Photo.Licence.BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}
