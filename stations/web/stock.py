"""How many stations of each source are shown."""

from django.core.cache import cache
from django.db.models import Count

from stations.models import DataVersion, Station

_KEPT_S = 24 * 3600


def by_source() -> dict[int, int]:
    """Source's key → stations. Counted once for each version of the data: on millions of rows it takes a moment."""
    key = f"stock:{DataVersion.current()[0]}"
    counts: dict[int, int] | None = cache.get(key)
    if counts is None:
        shown = Station.objects.filter(vanished_at=None, source__loaded_at__isnull=False)
        counts = dict(shown.values_list("source").annotate(n=Count("pk")).order_by())
        cache.set(key, counts, _KEPT_S)
    return counts
