"""Keeps which plugs are suspected in step with what was told of them (docs/adr/0018-suspected-plugs.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from stations.community.suspicion import USUAL, Evidence, judge
from stations.models import FAULTS, SUCCESSES, CheckIn, Contribution, DataVersion, FaultReport, Suspicion
from stations.signals import plug_suspected
from voltway.lib.locks import hold

# More evidence of one plug than that says no more.
_MOST = 200


def weigh(station: str, evse_uid: str, connector_uid: str, *, now: datetime) -> None:
    """Judge a plug anew; call it in the transaction that changes what was told of it."""
    if not connector_uid:
        # Nobody knows which plug it was.
        return
    # Whoever else tells something of this station waits, so that nothing told is left out.
    hold(f"told of {station}")
    plug: dict[str, Any] = {"station": station, "evse_uid": evse_uid, "connector_uid": connector_uid}
    before = Suspicion.objects.filter(**plug).first()
    verdict = judge(_evidence(plug, now), now=now)
    if verdict is None:
        if before:
            before.delete()
            DataVersion.bump(status=True)
        return
    was = before is not None and before.until > now
    since = before.since if before and was else verdict.since
    facts = {"since": since, "reports": verdict.reports, "latest_at": verdict.latest_at, "until": verdict.until}
    if before and all(getattr(before, name) == value for name, value in facts.items()):
        return
    suspicion, _made = Suspicion.objects.update_or_create(**plug, defaults=facts)
    DataVersion.bump(status=True)
    if not was:
        transaction.on_commit(lambda: _tell(suspicion, now))


def refresh(*, now: datetime | None = None) -> None:
    """Judge all suspected plugs anew: what is too old goes, and what somebody told who is deleted."""
    for suspicion in Suspicion.objects.order_by("pk"):
        with transaction.atomic():
            weigh(suspicion.station, suspicion.evse_uid, suspicion.connector_uid, now=now or timezone.now())


def _tell(suspicion: Suspicion, now: datetime) -> None:
    plug_suspected.send_robust(sender=Suspicion, suspicion=suspicion, now=now)


def _evidence(plug: dict[str, Any], now: datetime) -> Iterator[Evidence]:
    """What others can see and no operator has answered by a repair; the latest of each kind."""
    lately = {**plug, "created_at__gt": now - USUAL.within, "state": Contribution.State.SHOWN, "repaired": False}
    reports = FaultReport.objects.filter(**lately).order_by("-created_at")
    for at, account, origin in reports.values_list("created_at", "user", "origin")[:_MOST]:
        yield Evidence(at, account, origin, works=False)
    check_ins = CheckIn.objects.filter(**lately, outcome__in=SUCCESSES | FAULTS).order_by("-created_at")
    for at, account, origin, outcome in check_ins.values_list("created_at", "user", "origin", "outcome")[:_MOST]:
        yield Evidence(at, account, origin, works=outcome in SUCCESSES)
