"""A moderator shows or hides what somebody told; the audit row is written by whoever calls."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction

from stations.community import suspicions
from stations.community.retention import ORIGIN_KEPT, kinds
from stations.models import Block, Contribution, Finding, OperatorAnswer
from voltway.lib.locks import hold

# How long who told something that was taken down may be kept from telling more, unless a moderator says otherwise.
_BLOCKED_FOR: Final = timedelta(days=30)


class Held(NamedTuple):
    """How long a block held, and why."""

    until: datetime | None
    reason: str


class Blocked(NamedTuple):
    """A block that was made or changed, and what it was before; None for a new one."""

    block: Block
    before: Held | None


def set_state(row: Contribution, state: Contribution.State, *, reason: str, now: datetime) -> bool:
    """Show, hide or put back to waiting; whether that changed anything: not what its author has deleted meanwhile."""
    with transaction.atomic():
        # Before any row, as everybody does who tells something: else two could wait for each other.
        hold(f"told of {row.station}")
        there = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        if there is None or (there.state, there.reason) == (state, reason):
            return False
        there.state, there.reason = state, reason
        there.save(update_fields=["state", "reason"])
        there.state_changed(now=now)
        if isinstance(there, Finding | OperatorAnswer):
            suspicions.weigh(there.station, there.evse_uid, there.connector_uid, now=now)
    return True


def block_author(row: Contribution, *, reason: str, now: datetime) -> list[Blocked]:
    """Keep who told it from telling more; nothing where nobody knows any more who that was."""
    until = now + _BLOCKED_FOR
    if row.user:
        return block_account(user=row.user, reason=reason, until=until, now=now)
    with transaction.atomic():
        return _block(user=None, origin=row.origin, reason=reason, until=until) if row.origin else []


def block_account(*, user: Any, reason: str, until: datetime | None, now: datetime) -> list[Blocked]:
    """Keep somebody from telling more, also without the account, or with a new one, from where they told things lately.

    What holds as long already, or longer, stays as it is, with its reason.
    """
    with transaction.atomic():
        of_addresses = block_addresses(user=user, reason=reason, until=until, now=now)
        return [*of_addresses, *_block(user=user, origin="", reason=reason, until=until)]


def block_addresses(
    *, user: Any, reason: str, until: datetime | None, now: datetime, shorten: bool = False
) -> list[Blocked]:
    """Block from where somebody told things lately, as their account is; `shorten` ends what holds longer, too.

    An address is blocked as long as the account, but not longer than it would have been kept: it may become others'.
    """
    end = min(until or now + ORIGIN_KEPT, now + ORIGIN_KEPT)
    with transaction.atomic():
        return [
            blocked
            for origin in sorted(_origins_of(user))
            for blocked in _block(user=user, origin=origin, reason=reason, until=end, shorten=shorten)
        ]


def lift_block(block: Block) -> list[Block]:
    """End a block; that of an account with those of its addresses. All that ended."""
    rows = Block.objects.filter(user=block.user) if block.user else Block.objects.filter(pk=block.pk)
    with transaction.atomic():
        ended = list(rows.select_for_update())
        Block.objects.filter(pk__in=[one.pk for one in ended]).delete()
    return ended


def _block(*, user: Any, origin: str, reason: str, until: datetime | None, shorten: bool = False) -> list[Blocked]:
    """One row for each, also where the console made more of them; of those the strictest counts."""
    rows = sorted(Block.objects.select_for_update().filter(user=user, origin=origin), key=_strictness)
    there = rows[-1] if rows else Block(user=user, origin=origin, until=until)
    was = Held(there.until, there.reason) if rows else None
    if (was and not shorten and _strictness(there) >= _end(until)) or was == Held(until, reason[:200]):
        return []
    there.reason, there.until = reason[:200], until
    there.save()
    return [Blocked(there, was)]


def _strictness(block: Block) -> datetime:
    return _end(block.until)


def _end(until: datetime | None) -> datetime:
    """For good is later than any end."""
    return until or datetime.max.replace(tzinfo=UTC)


def _origins_of(user: Any) -> set[str]:
    """Where somebody told things lately, as far as that is kept."""
    return {
        origin
        for kind in kinds()
        for origin in kind._default_manager.filter(user=user).exclude(origin="").values_list("origin", flat=True)
    }
