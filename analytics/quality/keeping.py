"""Forgets looks after a year and a bit; the latest at a source stays, however old it is."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Max

from analytics.models import QualityLook
from stations.models import Source

KEPT: Final = timedelta(days=400)


def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete them, and all at sources that are gone; how many."""
    ends = now.astimezone(UTC).date() - KEPT
    latest = list(QualityLook.objects.order_by().values_list("source").annotate(Max("day")))
    there = set(Source.objects.values_list("uid", flat=True))
    old = (QualityLook.objects.filter(source=uid, day__lt=min(day, ends)) for uid, day in latest if uid in there)
    gone = QualityLook.objects.exclude(source__in=there)
    return {"looks at quality": sum(looks.delete()[0] for looks in (*old, gone))}
