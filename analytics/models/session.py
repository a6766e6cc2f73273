"""Charging sessions, as operators publish them: who charged is not told, only which were the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChargingSession(models.Model):
    """One vehicle at one plug: a small OCPI CDR. Watt-hours, UTC; null is "not known".

    `analytics/sessions` writes it. What a source told that can't be true is not known here, and named in `doubts`.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "OPEN", _("no end told")
        ENDED = "ENDED", _("ended")
        # OCPI takes a CDR back by another one that credits it.
        VOID = "VOID", _("taken back")

    # What the file belongs to, such as "uk-dundee"; and the id of the session there.
    feed = models.CharField(_("feed"), max_length=60)
    native_id = models.CharField(_("id in the feed"), max_length=100)
    # Public id; blank where no station of ours is known to be it. `site` is what the source calls the place.
    station = models.CharField(_("station"), max_length=12, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    evse_uid = models.CharField(_("EVSE"), max_length=100, blank=True)
    connector_uid = models.CharField(_("plug"), max_length=100, blank=True)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    energy_wh = models.PositiveIntegerField(_("energy, Wh"), null=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=4, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # Keyed digest of the token that was held to the charger; blank: not told.
    driver = models.CharField(max_length=32, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50)
    # What clock and calendar showed there when it began.
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=5, choices=State.choices)
    # Names of `analytics.sessions.record.Doubt`, with commas between.
    doubts = models.CharField(_("doubts"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("charging session")
        verbose_name_plural = _("charging sessions")
        constraints = [
            # A file that is read again, or a later one, meets its own sessions.
            models.UniqueConstraint(fields=["feed", "native_id"], name="analytics_session_once"),
            models.CheckConstraint(
                condition=~models.Q(feed="") & ~models.Q(native_id=""), name="analytics_session_has_id"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["OPEN", "ENDED", "VOID"]), name="analytics_session_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="OPEN") | models.Q(ended_at=None), name="analytics_session_open_has_no_end"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="analytics_session_ends_last",
            ),
            # Money without its currency can't be added to anything.
            models.CheckConstraint(
                condition=models.Q(cost=None) | (models.Q(cost__gte=0) & ~models.Q(currency="")),
                name="analytics_session_cost_is_money",
            ),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="analytics_session_hour_of_day"),
        ]
        indexes = [
            # analytics/rollups: all of a feed's day.
            models.Index(fields=["feed", "day"], name="analytics_session_day"),
            # Console: the sessions of a station; the few that have no end, or were taken back.
            models.Index(fields=["station"], name="analytics_session_of_station"),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state="OPEN") | models.Q(state="VOID"),
                name="analytics_session_odd",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.native_id}"
