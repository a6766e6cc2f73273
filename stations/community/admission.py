"""What is asked before anything that somebody tells is kept: blocks, repeats, floods. How often, brakes see to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from stations.community.author import Author
from stations.community.suspicion import independent
from stations.models import Block, Contribution
from voltway.lib.problems import NotAllowed

# The same told again within this time by the same is the same: a second tap, a program that tries again.
REPEAT_WITHIN: Final = timedelta(hours=1)
# Who told so much of one kind at one station in an hour waits for a moderator with what comes next; and everybody does
# where so many who are independent of each other told something.
FLOOD: Final = 10
FLOOD_WITHIN: Final = timedelta(hours=1)
FLOODED: Final = "much was told of this station at once"
# Rows that are looked at; more of them say no more.
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Admitted:
    """How something new is kept."""

    state: Contribution.State
    reason: str = ""


def admit(kind: type[Contribution], *, station: str, by: Author, now: datetime) -> Admitted:
    """Whether it is shown at once or waits. Raises NotAllowed for whoever is blocked."""
    check_not_blocked(by, now=now)
    if not by.moderates(kind) and _is_flooded(kind, station, by, now):
        return Admitted(Contribution.State.WAITING, FLOODED)
    return Admitted(Contribution.State.SHOWN)


def check_not_blocked(by: Author, *, now: datetime) -> None:
    """Raises NotAllowed, with the reason."""
    block = Block.objects.filter(_same(by)).filter(Q(until__isnull=True) | Q(until__gt=now)).first()
    if block:
        raise NotAllowed(f"You can't tell anything here for now: {block.reason}")


def told_before(kind: type[Contribution], /, *, station: str, by: Author, now: datetime, **same: Any) -> Any:
    """What the same author told of the same a moment ago; None where that is nothing."""
    # Without an account the address is all that tells somebody from others; who has one is known by it alone.
    author = {"user": by.user} if by.user is not None else {"user": None, "origin": by.origin}
    rows = kind._default_manager.filter(station=station, created_at__gt=now - REPEAT_WITHIN, **author, **same)
    return rows.order_by("-created_at").first()


def _is_flooded(kind: type[Contribution], station: str, by: Author, now: datetime) -> bool:
    rows = kind._default_manager.filter(station=station, created_at__gt=now - FLOOD_WITHIN).order_by()
    if len(rows.filter(_same(by)).values_list("pk")[:FLOOD]) >= FLOOD:
        return True
    # What has no station yet is not one station.
    return bool(station) and independent(rows.values_list("user", "origin").distinct()[:_MOST]) >= FLOOD


def _same(by: Author) -> Q:
    """Whoever it may have been that tells: the account, and the address."""
    whom = Q(origin=by.origin) & ~Q(origin="")
    return whom if by.user is None else whom | Q(user=by.user)
