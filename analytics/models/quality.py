"""How good the facts of a source were on the days on which somebody looked."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.models.rollup import ALL

# In place of an operator: those that are not named, and stations without one.
REST: Final = ""


class QualityLook(models.Model):
    """Counts over a source's stations, or over those of one operator in it; `analytics/quality` writes it.

    Looks at sources are kept (`analytics/quality/keeping.py`), of those at operators the latest.
    """

    # Uid of the source of stations.
    source = models.CharField(_("source"), max_length=40)
    # Slug, `ALL` or `REST`.
    operator = models.CharField(_("operator"), max_length=80, blank=True, default=ALL)
    # UTC.
    day = models.DateField(_("day"))
    looked_at = models.DateTimeField(_("looked at"))
    stations = models.PositiveIntegerField(_("stations"))
    # `analytics.quality.tally.Tally.figures`.
    figures = models.JSONField(default=dict)
    # Of the whole source alone: the run that was looked at, what cleaning did in it; some stations of each class of
    # fault, of the latest look only; and what is worse than of late.
    run = models.BigIntegerField(null=True)
    cleaned = models.JSONField(default=dict)
    examples = models.JSONField(default=dict)
    worse = models.JSONField(default=list)

    class Meta:
        verbose_name = _("look at quality")
        verbose_name_plural = _("looks at quality")
        constraints = [
            # A second look on a day replaces the first. Also the index of a source's looks, and of an operator's.
            models.UniqueConstraint(fields=["source", "operator", "day"], name="analytics_quality_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.operator} {self.day}"
