"""The sitemap: an index of shards, each a range of row ids, so that no request reads the whole table."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stations.documents.identity import page_path
from stations.models import Station

# Search engines take up to 50,000 addresses a file.
SHARD = 20_000
_PAGES = ("finder", "data", "data-quality", "insights", "pricing", "guide", "developers", "developers-guide")
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    addresses = [reverse("sitemap-pages"), *(reverse("sitemap-stations", args=[shard]) for shard in _shards())]
    entries = "".join(f"<sitemap><loc>{_absolute(address)}</loc></sitemap>" for address in addresses)
    return HttpResponse(f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">{entries}</sitemapindex>', content_type=_XML)


def _shards() -> list[int]:
    """The ranges of ids in which there is anything to show: ids of stations that went are never used again."""
    ends = Station.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["high"] is None:
        return []
    return [shard for shard in range(ends["low"] // SHARD, ends["high"] // SHARD + 1) if _shown(shard).exists()]


def _shown(shard: int) -> QuerySet[Station]:
    rows = Station.objects.filter(pk__gte=shard * SHARD, pk__lt=(shard + 1) * SHARD)
    return rows.filter(vanished_at=None, source__loaded_at__isnull=False)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    entries = "".join(_entry(reverse(name), "") for name in _PAGES)
    return HttpResponse(f'{_HEAD}<urlset xmlns="{_SCHEMA}">{entries}</urlset>', content_type=_XML)


@require_safe
def stations(request: HttpRequest, shard: int) -> StreamingHttpResponse:
    """The stations of one range of ids; 404 where there are none to show."""
    rows = _shown(shard)
    if not rows.exists():
        raise Http404
    return StreamingHttpResponse(_urls(rows.order_by("pk")), content_type=_XML)


def _urls(rows: QuerySet[Station]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SCHEMA}">'
    columns = rows.values_list("public_id", "name", "address", "changed_at")
    for public_id, name, address, changed_at in columns.iterator(chunk_size=2000):
        yield _entry(page_path(public_id, name or address), f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>")
    yield "</urlset>"


def _entry(address: str, rest: str) -> str:
    return f"<url><loc>{_absolute(address)}</loc>{rest}</url>"


def _absolute(address: str) -> str:
    return escape(settings.SITE_URL + address)
