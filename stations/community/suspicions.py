"""Keeps which plugs are suspected in step with what was told of them (docs/adr/0018-suspected-plugs.md)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from stations.community.suspicion import USUAL, Evidence, judge
from stations.models import FAULTS, SUCCESSES, CheckIn, Contribution, DataVersion, FaultReport, Suspicion
from voltway.lib.locks import hold

# More evidence of one plug than that says no more.
_MOST = 200
_PLUG: Final = ("station", "evse_uid", "connector_uid")


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
    # Suspected anew, its operator is told anew.
    anew = {} if was else {"operator_told_at": None}
    Suspicion.objects.update_or_create(**plug, defaults=facts | anew)
    DataVersion.bump(status=True)


def refresh(*, now: datetime | None = None) -> None:
    """Judge anew all plugs that are suspected or may be: what is too old goes, what is deleted counts no more."""
    moment = now or timezone.now()
    suspected = set(Suspicion.objects.values_list(*_PLUG))
    for plug in sorted(suspected | _reported(moment)):
        with transaction.atomic():
            weigh(*plug, now=moment)


def _reported(now: datetime) -> set[tuple[str, str, str]]:
    """Plugs of which so much was reported that they may be suspected, whoever told it."""
    reports: Counter[tuple[str, str, str]] = Counter()
    for kind, faults in ((FaultReport, Q()), (CheckIn, Q(outcome__in=FAULTS))):
        rows = kind._default_manager.filter(
            faults, created_at__gt=now - USUAL.within, state=Contribution.State.SHOWN, repaired=False
        )
        for *plug, number in rows.exclude(connector_uid="").values_list(*_PLUG).annotate(Count("pk")).order_by():
            reports[tuple(plug)] += number
    return {plug for plug, number in reports.items() if number >= USUAL.reports}


def _evidence(plug: dict[str, Any], now: datetime) -> Iterator[Evidence]:
    """What others can see and no operator has answered by a repair; the latest of each kind."""
    lately = {**plug, "created_at__gt": now - USUAL.within, "state": Contribution.State.SHOWN, "repaired": False}
    reports = FaultReport.objects.filter(**lately).order_by("-created_at")
    for at, account, origin in reports.values_list("created_at", "user", "origin")[:_MOST]:
        yield Evidence(at, account, origin, works=False)
    check_ins = CheckIn.objects.filter(**lately, outcome__in=SUCCESSES | FAULTS).order_by("-created_at")
    for at, account, origin, outcome in check_ins.values_list("created_at", "user", "origin", "outcome")[:_MOST]:
        yield Evidence(at, account, origin, works=outcome in SUCCESSES)
