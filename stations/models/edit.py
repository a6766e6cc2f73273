"""What drivers suggest to change of a station or to add, and what of it holds: corrections of single fields."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.contribution import Contribution


def keep_added(collector: Any, field: Any, rows: Any, using: str) -> None:
    """A station that somebody added is there when they are gone; what it can be withdrawn by stays, without them."""
    added = models.Q(kind="ADD", state="SHOWN")
    kept = list(rows.filter(added))
    for name, value in (("user", None), ("origin", ""), ("comment", ""), ("link", "")):
        collector.add_field_update(field.model._meta.get_field(name), value, kept)
    models.CASCADE(collector, field, rows.exclude(added), using)


class Edit(Contribution):
    """A suggestion. SHOWN is accepted, HIDDEN rejected.

    `changes` is {field: {"from": what was shown, "to": what is suggested}}. The station of one to be added is empty
    until it is accepted.
    """

    class Kind(models.TextChoices):
        """What is suggested."""

        CHANGE = "CHANGE", _("change")
        ADD = "ADD", _("new station")

    class Field(models.TextChoices):
        """What a driver can know. `plugs` stands with the uid of its EVSE: `plugs:1`."""

        NAME = "name", _("name")
        OPERATOR = "operator", _("operator")
        ADDRESS = "address", _("address")
        POSTAL_CODE = "postal_code", _("postal code")
        CITY = "city", _("town")
        COORDINATES = "coordinates", _("position")
        ACCESS = "access", _("who may charge")
        OPENING_HOURS = "opening_hours", _("opening hours")
        PRICE_TEXT = "price_text", _("price")
        HELP_PHONE = "help_phone", _("help line")
        WEBSITE = "website", _("website")
        DIRECTIONS = "directions", _("directions")
        NOTES = "notes", _("notes")
        CHARGING_POINTS = "charging_points", _("number of charging points")
        PLUGS = "plugs", _("plugs")
        GONE = "gone", _("gone for good")

    withheld: ClassVar = frozenset({"origin", "digest", "decided_by"})

    # As of all contributions, but for the stations that somebody added.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, keep_added, null=True, editable=False, related_name="+", verbose_name=_("author")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, editable=False)
    state = models.CharField(
        _("state"), max_length=7, choices=Contribution.State.choices, default=Contribution.State.WAITING
    )
    changes = models.JSONField(_("changes"), editable=False)
    comment = models.CharField(_("how they know"), max_length=500, blank=True, editable=False)
    link = models.CharField(_("link"), max_length=500, blank=True, editable=False)
    # The same for the same suggestion, whoever makes it.
    digest = models.CharField(max_length=32, editable=False)
    # Id of the moderator; no key: what others suggested is none of a moderator's own data.
    decided_by = models.PositiveBigIntegerField(null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["CHANGE", "ADD"]), name="stations_edit_kind_known"),
            # What was decided has its time, and nothing else has.
            models.CheckConstraint(
                condition=models.Q(state="WAITING", decided_at__isnull=True)
                | (~models.Q(state="WAITING") & models.Q(decided_at__isnull=False)),
                name="stations_edit_decided_has_time",
            ),
        ]
        indexes = [
            # Page, API: what is suggested of a station; admission.
            models.Index(fields=["station", "-created_at"], name="stations_edit_of_station"),
            # Console, repeats: the same suggestion of several people.
            models.Index(fields=["digest", "state"], name="stations_edit_same"),
            # Page, API: somebody's own.
            models.Index(fields=["user", "-created_at"], name="stations_edit_of_author"),
            # Console: a span of days, and the chart of its home.
            models.Index(fields=["created_at"], name="stations_edit_told"),
            # admin/edits: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=models.Q(state="WAITING"), name="stations_edit_waiting"),
        ]


class Correction(models.Model):
    """One field of a station as drivers know it: holds while its source says what it said when this was accepted.

    Nothing in it is of a person: it outlives the suggestion and its author. Applied by
    `stations.sources.corrections.overlay` (docs/adr/0019-drivers-edits.md).
    """

    # Public id, as in contributions: it holds when the source is removed and loaded again.
    station = models.CharField(_("station"), max_length=12)
    field = models.CharField(_("field"), max_length=120)
    # What the source said of it.
    base = models.JSONField(_("what the source says"), null=True)
    value = models.JSONField(_("what drivers say"), null=True)
    accepted_at = models.DateTimeField(_("accepted"))
    # A note for readers, when its source was first seen to say something else; the comparison alone decides.
    superseded_at = models.DateTimeField(_("superseded"), null=True)
    # Empty where its author is deleted.
    edit = models.ForeignKey(Edit, models.SET_NULL, null=True, related_name="corrections", verbose_name=_("suggestion"))

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            # Also the index by which the corrections of written stations are found. A later one takes its place.
            models.UniqueConstraint(fields=["station", "field"], name="stations_correction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.field}"
