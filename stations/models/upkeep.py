"""The jobs that keep the data in order: imports, what is derived from them, and forgetting what is old."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.source import ImportRun, Source
from voltway.jobs.row import Job


class Upkeep(Job):
    """One such job."""

    class Kind(models.TextChoices):
        """What is done."""

        PLACES = "PLACES", _("import of places")
        STATUSES = "STATUSES", _("import of live states")
        REFRESH = "REFRESH", _("refresh of caches and roll-ups")
        REBUILD = "REBUILD", _("rebuilding of documents")
        CLEAN_UP = "CLEAN_UP", _("cleaning up")
        RELEASE = "RELEASE", _("publishing what was held back")
        UNDO = "UNDO", _("taking a run back")
        AGAIN = "AGAIN", _("refused rows again")

    work = "stations.ingest.tasks.perform"
    # Imports share the database and the memory of small machines: one after the other.
    at_once = 1
    time_limit = timedelta(minutes=110)

    kind = models.CharField(max_length=10, choices=Kind)
    source = models.ForeignKey(Source, models.CASCADE, related_name="jobs", null=True, blank=True)
    accept_shrink = models.BooleanField(_("publish although many stations vanish"), default=False)
    # The run that is released, taken back or read again. Without an index: its source's jobs are few.
    target = models.ForeignKey(
        ImportRun, models.CASCADE, related_name="+", null=True, db_index=False, editable=False, verbose_name=_("of run")
    )
    # The run that an import's last attempt ended with.
    run = models.ForeignKey(ImportRun, models.SET_NULL, related_name="+", null=True, editable=False)

    class Meta(Job.Meta):
        verbose_name = _("upkeep job")
        constraints = [
            *Job.Meta.constraints,
            # An import is of a source; what is done to a run is of a run and its source; nothing else is of either.
            models.CheckConstraint(
                condition=models.Q(kind__in=["PLACES", "STATUSES"], source__isnull=False, target__isnull=True)
                | models.Q(kind__in=["RELEASE", "UNDO", "AGAIN"], source__isnull=False, target__isnull=False)
                | models.Q(kind__in=["REFRESH", "REBUILD", "CLEAN_UP"], source__isnull=True, target__isnull=True),
                name="stations_upkeep_of_what",
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            # admin/sources: why the latest import of a source was given up.
            models.Index(
                fields=["source", "kind", "finished_at"],
                condition=models.Q(state="DEAD") | models.Q(state="FAILED"),
                name="stations_upkeep_of_source",
            ),
        ]

    def __str__(self) -> str:
        what = f"{self.get_kind_display()}: {self.source}" if self.source else self.get_kind_display()
        return f"{what} #{self.pk} ({self.get_state_display()})"
