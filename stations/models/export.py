"""Exports: the stations of a search as one file, asked for by anybody and made by a worker."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from voltway.jobs.row import Job


class Export(Job):
    """One such file, and the job that makes it."""

    work = "stations.exports.work.write"
    # They read all of the disk: two at a time leave it to the others.
    at_once = 2

    # Random: whoever knows it may see, cancel and download the export.
    public_id = models.CharField(max_length=22, unique=True, editable=False)
    format = models.CharField(max_length=20)
    # [[name, value], …] as `stations.search.params` writes them.
    parameters = models.JSONField(default=list)
    # Keyed digest of the address that asked, for bounds; emptied with the file.
    visitor = models.CharField(max_length=32, blank=True, editable=False)
    # What was asked for, to tell a repeated request from another one with the same key.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    # Name in the folder of exports; empty before the file is there, and once it is deleted.
    file = models.CharField(max_length=100, blank=True, editable=False)
    rows = models.BigIntegerField(null=True, editable=False)
    # Stations whose licence is closed or unknown.
    left_out = models.BigIntegerField(null=True, editable=False)
    # Bytes.
    size = models.BigIntegerField(null=True, editable=False)

    class Meta(Job.Meta):
        verbose_name = _("export")
        constraints = [
            *Job.Meta.constraints,
            # A file that is told of is a file that was finished.
            models.CheckConstraint(
                condition=models.Q(file="") | models.Q(state="COMPLETED", rows__isnull=False, size__isnull=False),
                name="stations_export_file_is_whole",
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            # exports/requests: how many has this visitor waiting or running?
            models.Index(
                fields=["visitor"],
                condition=models.Q(state__in=["PENDING", "RUNNING"]),
                name="stations_export_of_visitor",
            ),
        ]
