"""Adds up what reviews give stations. They are few, change and go, so all of it is made anew each time."""

from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from analytics.models import RatingDay, RollUp
from stations.models import Review, Station
from voltway.lib import batches, bulk, locks

# Columns of `RatingDay`, by how many stars they count.
STARS: Final = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
_COLUMNS: Final = ("day", "station", "operator", *STARS.values())


def refresh(*, now: datetime | None = None) -> None:
    """Make all sums of ratings anew. Whoever asks meanwhile sees the ones before."""
    run_by = Station.objects.filter(public_id=OuterRef("station")).values("operator__name")[:1]
    counts = {name: Count("pk", filter=Q(stars=stars)) for stars, name in STARS.items()}
    told = (
        Review.objects.filter(state=Review.State.SHOWN)
        .order_by()
        .annotate(day=TruncDate("created_at", tzinfo=UTC), operator=Coalesce(Subquery(run_by), Value("")))
        .values_list("day", "station", "operator")
        .annotate(**counts)
    )
    with locks.unhurried(), transaction.atomic():
        locks.hold("sums of ratings")
        RatingDay.objects.all()._raw_delete("default")
        for chunk in bulk.chunks(told.iterator(), batches.CHUNK):
            bulk.insert(RatingDay, _COLUMNS, [(day.isoformat(), *rest) for day, *rest in chunk])
        RollUp.objects.update_or_create(kind=RollUp.RATINGS, defaults={"folded_at": now or timezone.now()})
