"""What drivers found at plugs: check-ins, fault reports, and the plugs that these make suspected of being broken."""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.contribution import Contribution


class Outcome(models.IntegerChoices):
    """How a visit ended, in Open Charge Map's numbers: of them those that a person can mean."""

    CHARGED = 10, _("I could charge")
    NOT_OPERATIONAL = 20, _("It is out of order")
    EQUIPMENT_PROBLEM = 25, _("Something on it is broken")
    NOT_COMPATIBLE = 30, _("It doesn't fit my car")
    OTHER_CARD = 40, _("It wants another card or app")
    BLOCKED_BY_EV = 100, _("Blocked by an electric car")
    BLOCKED_BY_CAR = 110, _("Blocked by another car")
    NOT_ACCESSIBLE = 120, _("I couldn't get to it")
    NOT_FOUND = 130, _("I didn't find it")
    DECOMMISSIONED = 160, _("It was taken away")
    OTHER = 200, _("Something else went wrong")


# What says that a plug works, and what that it is broken. All others say neither: whoever is kept from charging by a
# car, a card or a gate knows nothing of the plug.
SUCCESSES: Final = frozenset({Outcome.CHARGED})
FAULTS: Final = frozenset({Outcome.NOT_OPERATIONAL, Outcome.EQUIPMENT_PROBLEM})


class OperatorAnswer(Contribution):
    """What the operator of a station said to what was found at a plug, by the link in a mail: one row each time."""

    evse_uid = models.CharField(_("EVSE"), max_length=100, editable=False)
    connector_uid = models.CharField(_("plug"), max_length=100, editable=False)
    text = models.CharField(_("answer of the operator"), max_length=500, blank=True, editable=False)
    repaired = models.BooleanField(_("repaired"), default=False, editable=False)

    class Meta:
        verbose_name = _("answer of an operator")
        verbose_name_plural = _("answers of operators")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(repaired=True), name="stations_answer_says_something"
            ),
        ]
        indexes = [
            # stations/community/read: the answers of a station.
            models.Index(fields=["station", "created_at"], name="stations_answer_station"),
        ]

    def state_changed(self, *, now: Any) -> None:
        """Beside what was found it stands while it is shown; what is taken down counts as if it had not been said."""
        shown = self.state == self.State.SHOWN
        said = {
            "answer": self.text if shown else "",
            "answered_at": self.created_at if shown else None,
            "repaired": self.repaired and shown,
        }
        for kind in (FaultReport, CheckIn):
            kind._default_manager.filter(station=self.station, answered_by=self).update(**said)


class Finding(Contribution):
    """What somebody found at a plug, and what its operator says to it. The plug is named as its source names it."""

    evse_uid = models.CharField(_("EVSE"), max_length=100, blank=True, editable=False)
    connector_uid = models.CharField(_("plug"), max_length=100, blank=True, editable=False)
    # The latest one; what it says stands here too, while it is shown.
    answered_by = models.ForeignKey(
        OperatorAnswer, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    answer = models.CharField(_("answer of the operator"), max_length=500, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    # The operator says that what was found is mended: it counts no more.
    repaired = models.BooleanField(_("repaired"), default=False, editable=False)

    class Meta:
        abstract = True


class CheckIn(Finding):
    """How a visit ended. Blank EVSE and plug: somewhere at the station."""

    outcome = models.PositiveSmallIntegerField(_("outcome"), choices=Outcome.choices, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("check-in")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[int(value) for value in Outcome]), name="stations_checkin_outcome_known"
            ),
            # A plug is one of an EVSE.
            models.CheckConstraint(
                condition=models.Q(connector_uid="") | ~models.Q(evse_uid=""), name="stations_checkin_plug_of_evse"
            ),
        ]
        indexes = [
            # stations/community: the latest of a station, what was told of a plug lately, repeats and floods.
            models.Index(fields=["station", "created_at"], name="stations_checkin_station"),
            # Console: a span of days, and the chart of its home.
            models.Index(fields=["created_at"], name="stations_checkin_told"),
            # admin/findings: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=models.Q(state="WAITING"), name="stations_checkin_waiting"),
            # stations/community/suspicions: what was found broken lately, anywhere.
            models.Index(
                fields=["created_at"],
                condition=models.Q(state="SHOWN", repaired=False),
                name="stations_checkin_lately",
            ),
        ]


class FaultReport(Finding):
    """A plug that somebody found broken, told in two taps."""

    class Kind(models.TextChoices):
        """What is wrong with it."""

        NO_START = "NO_START", _("Does not start")
        STOPS = "STOPS", _("Stops charging")
        DAMAGED = "DAMAGED", _("Cable or plug damaged")
        SCREEN = "SCREEN", _("Screen or payment fails")
        DARK = "DARK", _("No power, dark")
        OTHER = "OTHER", _("Something else")

    kind = models.CharField(_("fault"), max_length=8, choices=Kind.choices, editable=False)

    class Meta:
        verbose_name = _("fault report")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["NO_START", "STOPS", "DAMAGED", "SCREEN", "DARK", "OTHER"]),
                name="stations_fault_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(evse_uid="") & ~models.Q(connector_uid=""), name="stations_fault_of_a_plug"
            ),
        ]
        indexes = [
            # stations/community: as of check-ins.
            models.Index(fields=["station", "created_at"], name="stations_fault_station"),
            # Console: a span of days, and the chart of its home.
            models.Index(fields=["created_at"], name="stations_fault_told"),
            # admin/findings: what waits for a moderator, the newest first.
            models.Index(fields=["-created_at"], condition=models.Q(state="WAITING"), name="stations_fault_waiting"),
            # stations/community/suspicions: as of check-ins.
            models.Index(
                fields=["created_at"],
                condition=models.Q(state="SHOWN", repaired=False),
                name="stations_fault_lately",
            ),
        ]


class Suspicion(models.Model):
    """A plug that several drivers found broken lately, and nobody since found mended.

    Made anew from what was told whenever that changes (stations/community/suspicions.py); good before `until`.
    """

    station = models.CharField(max_length=12)
    evse_uid = models.CharField(max_length=100)
    connector_uid = models.CharField(max_length=100)
    # When it was first suspected.
    since = models.DateTimeField()
    # Independent ones.
    reports = models.PositiveSmallIntegerField()
    latest_at = models.DateTimeField()
    until = models.DateTimeField()
    # When a mail to its operator was written; null: not yet.
    operator_told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("suspected plug")
        constraints = [
            # Also the index of a station's suspicions.
            models.UniqueConstraint(fields=["station", "evse_uid", "connector_uid"], name="stations_suspicion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.evse_uid} {self.connector_uid}"
