"""What a person may do to rows of the console: asked first, then done row by row, and taken back where it can be.

An area names its acts; `voltway.lib.acting` makes of them actions of its list, and buttons and pages of each row.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voltway.lib.locks import hold
from voltway.lib.turns import Turn

# As far as a reason is kept, in characters.
REASON: Final = 200
TAKEN_BACK: Final = _(
    "It can be taken back, from the message after it, from the row's History and from the audit trail."
)


class Reason(Enum):
    """Whom the reason is for, in the words that ask for it."""

    LOG = _("Reason (for the audit trail, may be empty):")
    NEEDED = _("Reason (for the audit trail):")
    AUTHOR = _("Reason, which its author is shown:")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, why, and when."""

    by: Any
    reason: str
    now: datetime
    # For an act with a transaction of its own, which calls it there. For all others that was done, and will be.
    turn: Turn


def _always(_row: Any) -> bool:
    return True


def _never(_row: Any) -> str:
    return ""


def switch(_asked: Asked, row: Any, *, enabled: bool) -> bool:
    """Switch a row on or off; False where it is so already. It is saved: that is what a scheduler looks out for."""
    if row.enabled == enabled:
        return False
    row.enabled = enabled
    row.save()
    return True


def switch_back(asked: Asked, row: Any, before: Mapping[str, Any]) -> bool:
    """As it was before."""
    return switch(asked, row, enabled=before["enabled"])


def _nothing(_row: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done to rows. `do` answers how many things it changed, or raises a Problem.

    `do` and `undo` are given the row as it is in the transaction that they are in.
    """

    # Also the last part of its address.
    name: str
    words: Promise | str
    # What will happen, in a sentence or two.
    tells: Promise | str
    do: Callable[[Asked, Any], Any]
    # What is said after it, with the number of what it changed.
    told: Callable[[int], str]
    # Columns that it changes, which are noted before and after.
    keeps: tuple[str, ...] = ()
    # Brings a row back to the columns before; None where that can't be, and `lasting` says why, or what stays.
    undo: Callable[[Asked, Any, Mapping[str, Any]], Any] | None = None
    lasting: Promise | str = TAKEN_BACK
    reason: Reason = Reason.LOG
    # Done to one row without a page before it: only what is seen at a glance and taken back as fast.
    at_once: bool = False
    # Whether it takes something away from drivers or programs: its button is red.
    takes_away: bool = False
    # False for a use-case with transactions of its own, which are given `Asked.turn`.
    whole: bool = True
    # The name that whoever changes such a row holds before it (`voltway.lib.locks.hold`): else two wait for each other.
    holds: Callable[[Any], str] | None = None
    # The permission that it needs beside that to change such rows, such as "stations.add_block".
    needs: str = ""
    # Whether it is offered in the list too.
    of_many: bool = True
    # Whether it is offered on such a row's page at all.
    concerns: Callable[[Any], bool] = _always
    # Why it can't be done now; "" when it can.
    refused: Callable[[Any], str] = _never
    # What it will do to one row: a template, and what that shows.
    template: str = ""
    preview: Callable[[Any], Mapping[str, Any]] = _nothing

    @contextmanager
    def turn(self, row: Any) -> Iterator[None]:
        """Nothing is done without its entry in the audit trail."""
        if not self.whole:
            yield
            return
        with transaction.atomic():
            if self.holds:
                hold(self.holds(row))
            yield

    def said(self, reason: str) -> str:
        """Itself, and why, for the audit trail."""
        return f"{self.words}: {reason}" if reason else str(self.words)


def locked(row: models.Model) -> Any:
    """The row as it is now, until the transaction ends; None where it is gone."""
    # Rows of other tables that name it may come meanwhile: no act changes its key.
    return type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first()


def kept(row: models.Model, act: Act) -> dict[str, Any]:
    """The columns that an act changes, as they are now; none where the row is gone."""
    return type(row)._default_manager.filter(pk=row.pk).values(*act.keeps).first() or {} if act.keeps else {}


def differences(row: models.Model, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[Any, Any, Any]]:
    """Columns that are others now, in words."""
    return [
        (row._meta.get_field(name).verbose_name, _in_words(row, name, was), _in_words(row, name, now.get(name)))  # type: ignore[union-attr]
        for name, was in before.items()
        if was != now.get(name)
    ]


def _in_words(row: models.Model, name: str, value: Any) -> Any:
    choices = dict(row._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices[value]) if value in choices else value
