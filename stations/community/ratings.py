"""What reviews say of a station together, and which of them somebody sees."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum, Value

from stations.models import Review, Vote
from stations.models.review import PARTS

_ONE_DECIMAL: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Mean:
    """So many stars on average, one decimal; never without how many people gave them."""

    stars: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Rating:
    """Of the reviews that everybody sees. `parts` holds only what somebody rated."""

    whole: Mean
    newest_at: datetime
    parts: dict[str, Mean]


def rating_of(station: str) -> Rating | None:
    """None where nobody sees a review: that is no rating, not a low one."""
    rows = Review.objects.filter(station=station, state=Review.State.SHOWN)
    sums: dict[str, Any] = {f"{name}_sum": Sum(name) for name in ("stars", *PARTS)}
    counts = {f"{name}_count": Count(name) for name in ("stars", *PARTS)}
    told = rows.aggregate(newest_at=Max("created_at"), **sums, **counts)
    if not told["stars_count"]:
        return None
    means = {name: _mean(told[f"{name}_sum"], told[f"{name}_count"]) for name in PARTS if told[f"{name}_count"]}
    return Rating(_mean(told["stars_sum"], told["stars_count"]), told["newest_at"], means)


def of_station(station: str, user: Any) -> QuerySet[Review]:
    """Those that everybody sees, and somebody's own whatever became of it; the newest first.

    Each has `helpful`, how many it helped, and `helped`, whether the reader is one of them.
    """
    known = user if user is not None and user.is_authenticated else None
    seen = Q(state=Review.State.SHOWN) | (Q(user=known, withdrawn_at=None) if known else Q(pk=None))
    helped: Any = Value(False)
    if known:
        helped = Exists(Vote.objects.filter(review=OuterRef("pk"), user=known))
    rows = Review.objects.filter(seen, station=station).select_related("reply")
    return rows.annotate(helpful=Count("votes"), helped=helped).order_by("-created_at", "-pk")


def _mean(total: int, count: int) -> Mean:
    return Mean((Decimal(total) / count).quantize(_ONE_DECIMAL, ROUND_HALF_UP), count)
