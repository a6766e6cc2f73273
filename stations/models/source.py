"""Where facts come from: sources, their runs, the records they sent, and the rows that were refused."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """State of one feed. Its facts (title, licence, address) live in its module in stations/sources/feeds."""

    uid = models.SlugField(max_length=40, unique=True)
    # Copied from the source's file at each run: what searches need to know without reading that file.
    live = models.BooleanField(default=False, editable=False)
    status_ttl = models.DurationField(default=timedelta(minutes=15), editable=False)
    demo = models.BooleanField(default=False, editable=False)
    # Name of the operator who sends its own stations; empty for a source that has a module.
    # The default is the database's own, so that a version that does not know the column goes on writing.
    owner = models.CharField(max_length=200, blank=True, editable=False, default="", db_default="")
    # Who sends them with a key; the console names another. Sources are few: nobody looks one up by it.
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("sent by"),
    )  # fmt: skip
    enabled = models.BooleanField(_("fetched on schedule"), default=True)
    every = models.DurationField(_("schedule"), null=True, blank=True, help_text=_("Empty: as the source's file says."))
    # Null until the first load is whole: what it brings stays hidden until then.
    loaded_at = models.DateTimeField(null=True, editable=False)
    # When the whole source was last seen; every station of it that has not vanished was seen then.
    whole_seen_at = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    # Number of the change that brought the source into sight or took it out: to whoever takes changes over, its
    # stations change then (stations/search/changes.py).
    shown_in = models.BigIntegerField(default=0, db_default=0, editable=False)
    # Validators of the last fetch, for a conditional request.
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        ordering = ["uid"]

    def __str__(self) -> str:
        return self.uid

    def keep_validators(self, etag: str, last_modified: str) -> None:
        """Remember what the next fetch may ask by; validators too long to be kept are none."""
        self.etag = etag if len(etag) <= 200 else ""
        self.last_modified = last_modified if len(last_modified) <= 60 else ""
        self.save(update_fields=["etag", "last_modified"])

    def forget_validators(self) -> None:
        """Make the next fetch an unconditional one."""
        self.keep_validators("", "")


class ImportRun(models.Model):
    """One pass over a feed, and its report."""

    class Kind(models.TextChoices):
        """What the run brought, or took away."""

        PLACES = "PLACES", _("places")
        STATUSES = "STATUSES", _("live states")
        UNDO = "UNDO", _("taking a run back")
        AGAIN = "AGAIN", _("refused rows again")

    class State(models.TextChoices):
        """How far the run is."""

        RUNNING = "RUNNING", _("running")
        COMPLETED = "COMPLETED", _("completed")
        HELD = "HELD", _("held back")
        FAILED = "FAILED", _("failed")
        UNDONE = "UNDONE", _("undone")
        DISCARDED = "DISCARDED", _("discarded")

    # Runs that write places: one is undone before those that came before it, and carried on by the next where it died.
    OVER_PLACES = (Kind.PLACES, Kind.AGAIN)

    # No index of its own where one of several columns begins with it.
    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLACES)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Name of the file, or the address that was fetched (without keys).
    origin = models.CharField(max_length=500, blank=True)
    # "" when absent records stay, "*" when the input is the whole source, else the scope that it is the whole of.
    complete = models.CharField(max_length=40, blank=True)
    # Set with the first record that it changes, so that whatever happens then, an undo or the next run knows of it.
    # False again when another run has taken its changes over, or when what an undo needs is no longer kept.
    wrote = models.BooleanField(default=False, editable=False)
    # Counts by outcome, mendings by kind, refusals by rule: `stations.sources.report.Report` as JSON.
    report = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="RUNNING") | models.Q(finished_at__isnull=False),
                name="stations_run_finished_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-id"], name="stations_run_of_source"),
            # Console: how the runs of each of the last days ended, of all sources and of one.
            models.Index(fields=["state", "started_at"], name="stations_run_ended"),
            models.Index(fields=["source", "state", "started_at"], name="stations_run_of_source_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.source} #{self.pk}"


class HeldInput(models.Model):
    """What a run that is held back would do, and what of its input a release needs beside the staged records.

    Those lie in `held/` of the data folder (stations/ingest/kept.py, docs/adr/0022-what-a-person-releases.md).
    """

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="held")
    # Counts and samples of what would vanish, be new and change (stations/ingest/difference.py).
    difference = models.JSONField(default=dict)
    fetched_at = models.DateTimeField(null=True)
    etag = models.TextField(blank=True)
    last_modified = models.TextField(blank=True)
    # What became of it, in words; empty while it waits.
    ended = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"what {self.run_id} read"


class SourceRecord(models.Model):
    """The raw record as received, what was read from it, and when it was seen.

    `raw` is zlib-compressed JSON; `facts` the cleaned `StationRecord` as MessagePack, from which stations, documents
    and an undone run are rebuilt without parsing the source again (docs/adr/0005-facts-per-record.md).
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="records", db_index=False)
    native_id = models.CharField(max_length=200)
    station = models.ForeignKey("stations.Station", models.CASCADE, related_name="records")
    raw_sha256 = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=16)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    vanished_at = models.DateTimeField(null=True)
    first_run = models.ForeignKey(ImportRun, models.DO_NOTHING, related_name="+", db_index=False)
    vanished_run = models.ForeignKey(ImportRun, models.DO_NOTHING, related_name="+", null=True, db_index=False)
    raw = models.BinaryField()
    facts = models.BinaryField()

    class Meta:
        constraints = [
            # A record is one row of one source, whatever runs bring it again.
            models.UniqueConstraint(fields=["source", "native_id"], name="stations_record_once"),
            models.CheckConstraint(condition=~models.Q(native_id=""), name="stations_record_has_native_id"),
        ]

    def __str__(self) -> str:
        return self.native_id


class RecordVersion(models.Model):
    """What a record was before a run changed it, so that the run can be undone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="versions", db_index=False)
    record = models.ForeignKey(SourceRecord, models.CASCADE, related_name="versions")
    raw_sha256 = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=16)
    raw = models.BinaryField()
    facts = models.BinaryField()
    vanished_at = models.DateTimeField(null=True)
    vanished_run = models.ForeignKey(ImportRun, models.DO_NOTHING, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "record"], name="stations_version_once_a_run")]

    def __str__(self) -> str:
        return f"{self.record_id} before {self.run_id}"


class RejectedRow(models.Model):
    """A row that could not be published, with the rule that refused it, kept for the operator."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejected", db_index=False)
    native_id = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=300)
    raw = models.BinaryField(help_text=_("zlib-compressed JSON"))

    class Meta:
        indexes = [
            models.Index(fields=["run", "rule"], name="stations_rejected_by_rule"),
            # Console: by rule over all runs, and which rules there are.
            models.Index(fields=["rule"], name="stations_rejected_rule"),
            # Console: whether a row of that id was refused, in any run.
            models.Index(fields=["native_id"], name="stations_rejected_native_id"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.native_id}"
