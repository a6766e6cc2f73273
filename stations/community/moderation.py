"""A moderator shows or hides what somebody told; the audit row is written by whoever calls."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from stations.community import suspicions
from stations.community.retention import ORIGIN_KEPT, kinds
from stations.models import Block, Contribution, Finding, OperatorAnswer
from voltway.lib.locks import hold

# How long who told something that was taken down may be kept from telling more, unless a moderator says otherwise.
_BLOCKED_FOR: Final = timedelta(days=30)


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


def block_author(row: Contribution, *, reason: str, now: datetime) -> Block | None:
    """Keep who told it from telling more; None where nobody knows any more who that was."""
    until = now + _BLOCKED_FOR
    if row.user:
        return block_account(user=row.user, reason=reason, until=until, now=now)
    return _block(user=None, origin=row.origin, reason=reason, until=until) if row.origin else None


def block_account(*, user: Any, reason: str, until: datetime | None, now: datetime) -> Block:
    """Keep somebody from telling more, also without the account, or with a new one, from where they told things lately.

    An address is blocked as long as the account, but not longer than it would have been kept: it may become others'.
    """
    end = min(until or now + ORIGIN_KEPT, now + ORIGIN_KEPT)
    for origin in sorted(_origins_of(user)):
        _block(user=user, origin=origin, reason=reason, until=end)
    return _block(user=user, origin="", reason=reason, until=until)


def lift_block(block: Block) -> None:
    """End a block; that of an account with those of its addresses."""
    (Block.objects.filter(user=block.user) if block.user else Block.objects.filter(pk=block.pk)).delete()


def _block(*, user: Any, origin: str, reason: str, until: datetime | None) -> Block:
    """One row for each, also where the console made more of them."""
    there = Block.objects.filter(user=user, origin=origin).first() or Block(user=user, origin=origin)
    there.reason, there.until = reason[:200], until
    there.save()
    return there


def _origins_of(user: Any) -> set[str]:
    """Where somebody told things lately, as far as that is kept."""
    return {
        origin
        for kind in kinds()
        for origin in kind._default_manager.filter(user=user).exclude(origin="").values_list("origin", flat=True)
    }
