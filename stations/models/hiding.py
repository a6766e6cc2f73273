"""Stations that staff took out of sight, whatever their source says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hiding(models.Model):
    """One such station: shown as one that has vanished, through every import, until somebody shows it again.

    Applied by `stations.sources.corrections.overlay`. Who hid it stands in the console's log.
    """

    # Public id, as in corrections: it holds when the source is removed and loaded again. The index by which those of
    # written stations are found.
    station = models.CharField(_("station"), max_length=12, unique=True)
    reason = models.CharField(_("reason"), max_length=200)
    hidden_at = models.DateTimeField(_("hidden"))

    class Meta:
        verbose_name = _("hidden station")
        verbose_name_plural = _("hidden stations")

    def __str__(self) -> str:
        return self.station
