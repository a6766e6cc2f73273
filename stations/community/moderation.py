"""A moderator shows or hides what somebody told; the audit row is written by whoever calls."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from stations.community import suspicions
from stations.models import Block, Contribution, Finding

# How long who told something that was taken down may be kept from telling more, unless a moderator says otherwise.
_BLOCKED_FOR: Final = timedelta(days=30)


def set_state(row: Contribution, state: Contribution.State, *, reason: str, now: datetime) -> bool:
    """Show, hide or put back to waiting; whether that changed anything: not what its author has deleted meanwhile."""
    with transaction.atomic():
        there = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        if there is None or (there.state, there.reason) == (state, reason):
            return False
        there.state, there.reason = state, reason
        there.save(update_fields=["state", "reason"])
        there.state_changed(now=now)
        if isinstance(there, Finding):
            suspicions.weigh(there.station, there.evse_uid, there.connector_uid, now=now)
    return True


def block_author(row: Contribution, *, reason: str, now: datetime) -> Block | None:
    """Keep who told it from telling more; None where nobody knows any more who that was."""
    whom = {"user": row.user} if row.user else {"origin": row.origin}
    if not any(whom.values()):
        return None
    block, _made = Block.objects.update_or_create(
        **whom, defaults={"reason": reason[:200], "until": now + _BLOCKED_FOR}
    )
    return block
