"""What everything that drivers tell has in common: of which station, by whom, and whether it is shown."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_public_id() -> str:
    """22 characters that nobody guesses."""
    return secrets.token_urlsafe(16)


class Contribution(models.Model):
    """One thing that somebody told, as it is kept.

    The station is known by its public id, which is for good: rows of stations come and go with their sources.
    """

    class State(models.TextChoices):
        """Whether others see it."""

        SHOWN = "SHOWN", _("shown")
        WAITING = "WAITING", _("waits for a moderator")
        HIDDEN = "HIDDEN", _("taken down")

    # What even its author is not shown.
    withheld: ClassVar = frozenset({"origin"})

    public_id = models.CharField(max_length=22, unique=True, editable=False, default=new_public_id)
    station = models.CharField(_("station"), max_length=12, editable=False)
    # Null: told without an account. What somebody told goes with them, but for stations that they added (Edit).
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+", verbose_name=_("author")
    )
    # Keyed digest of the address it came from, to tell who is independent of whom; emptied after ORIGIN_KEPT.
    origin = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("told"), editable=False)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.SHOWN)
    # Why a moderator took it down, or why it waits; its author sees it.
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id[:6]}"

    def state_changed(self, *, now: Any) -> None:
        """Called in the transaction in which a moderator shows or hides it; kinds on which others count say more."""


class Rewritable(Contribution):
    """What its author may say in other words later."""

    # When it was told as it is now.
    changed_at = models.DateTimeField(_("changed"), editable=False)
    # When a moderator took it down last: from then on others see no change of it before a moderator has.
    taken_down_at = models.DateTimeField(_("taken down"), null=True, editable=False)

    class Meta:
        abstract = True

    def state_changed(self, *, now: Any) -> None:
        if self.state == self.State.HIDDEN:
            self.taken_down_at = now
            self.save(update_fields=["taken_down_at"])


def leave_address(collector: Any, field: Any, blocks: Any, using: str) -> None:
    """Of a deleted account's blocks those of an address stay: nobody is rid of a block by a new account."""
    models.CASCADE(collector, field, blocks.filter(origin=""), using)
    models.SET_NULL(collector, field, blocks.exclude(origin=""), using)


class Block(models.Model):
    """Somebody who may tell nothing for a while: an account, or an address by its digest.

    An account is blocked with the addresses that it used lately: a row of its own, and one with each of these.
    """

    withheld: ClassVar = frozenset({"origin"})

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, leave_address, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    origin = models.CharField(_("digest of the address"), max_length=32, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: for good."))
    reason = models.CharField(_("reason"), max_length=200, help_text=_("Who is blocked is told this."))
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(origin=""), name="stations_block_of_somebody"
            ),
        ]
        indexes = [
            # stations/community/admission: is this address blocked?
            models.Index(fields=["origin"], condition=~models.Q(origin=""), name="stations_block_origin"),
        ]

    def __str__(self) -> str:
        return self.reason
