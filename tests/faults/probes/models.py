"""A job whose work is a word, and what it brings about: the rows by which work done twice would be seen."""

from datetime import timedelta

from django.db import models

from voltway.jobs.row import Job


class Probe(Job):
    """One job of a test."""

    work = "tests.faults.probes.work.perform"
    first_delay = timedelta(seconds=0.2)
    time_limit = timedelta(seconds=20)

    script = models.CharField(max_length=20)
    steps = models.IntegerField(default=0)

    class Meta(Job.Meta):
        app_label = "probes"


class Hasty(Job):
    """One that may take two seconds."""

    work = "tests.faults.probes.work.hang"
    first_delay = timedelta(seconds=0.2)
    time_limit = timedelta(seconds=2)

    class Meta(Job.Meta):
        app_label = "probes"


class Effect(models.Model):
    """What a probe has brought about. Nothing keeps it from being there twice."""

    probe = models.ForeignKey(Probe, models.CASCADE)

    class Meta:
        app_label = "probes"

    def __str__(self) -> str:
        return str(self.probe)
