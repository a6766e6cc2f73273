"""What metrics and console tell of the quality of sources."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from analytics.models import ALL, QualityLook
from stations.models import Source
from voltway.observability import metrics
from voltway.observability.metrics import Sample


def latest() -> list[QualityLook]:
    """The latest look at each source that there is one of."""
    looks = QualityLook.objects.filter(source=OuterRef("uid"), operator=ALL).order_by("-day")
    keys = Source.objects.annotate(look=Subquery(looks.values("pk")[:1])).values_list("look", flat=True)
    return list(QualityLook.objects.filter(pk__in=[key for key in keys if key]).order_by("source"))


def samples() -> Iterator[Sample]:
    """How many shares of each source are worse than of late; 0 where all is as it was."""
    for look in latest():
        yield metrics.SOURCE_WORSE.sample(len(look.worse), source=look.source)
