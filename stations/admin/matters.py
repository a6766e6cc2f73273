"""What the facts about chargers need somebody for: imports, what drivers told, suspected plugs, room for files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Min, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.models import CheckIn, Contribution, Edit, FaultReport, ImportRun, Photo, Reply, Review, Source, Suspicion
from stations.observed import watched
from voltway.lib.console import Level, Matter
from voltway.observability.health import State, disk

# Queues are counted so far: nobody reads the difference between a thousand and more.
COUNTED: Final = 1_000
_TOLD: Final[tuple[type[Contribution], ...]] = (CheckIn, FaultReport, Review, Reply, Photo, Edit)


def imports(now: datetime) -> Iterator[Matter]:
    """Sources whose latest import of places failed or was held back, and those that are late without a reason."""
    words = {
        ImportRun.State.FAILED: _("Import of %s failed"),
        ImportRun.State.HELD: _("Import of %s is held back"),
    }
    told = set()
    for source in _with_latest_run():
        if source.latest_state not in words:
            continue
        told.add(source.uid)
        address = reverse("admin:stations_importrun_change", args=[source.latest])
        named = words[source.latest_state] % source.uid
        yield Matter(Level.NOW, named, address, "stations.view_importrun", source.latest_error, source.latest_at)
    keys = dict(Source.objects.values_list("uid", "pk"))
    for late in {one.source: one for one in watched() if one.is_late(now)}.values():
        if late.source not in told:
            # With its health, and "Run now".
            address = reverse("admin:stations_source_change", args=[keys[late.source]])
            named = _("%s is late") % late.source
            yield Matter(Level.SOON, named, address, "stations.view_source", since=late.since)


def paused(now: datetime) -> Iterator[Matter]:
    """Sources that somebody paused: nothing of them comes until somebody resumes them."""
    found = list(Source.objects.filter(enabled=False, demo=False).order_by("uid").values_list("uid", flat=True))
    if found:
        words = ngettext("%d source is paused", "%d sources are paused", len(found)) % len(found)
        address = f"{reverse('admin:stations_source_changelist')}?enabled__exact=0"
        yield Matter(Level.WHEN_THERE_IS_TIME, words, address, "stations.view_source", ", ".join(found))


def moderation(now: datetime) -> Iterator[Matter]:
    """What drivers told and nobody has looked at."""
    for kind in _TOLD:
        waiting = kind._default_manager.filter(state=Contribution.State.WAITING).order_by()
        if not (count := waiting[:COUNTED].count()):
            continue
        since = waiting.aggregate(since=Min("created_at"))["since"]
        more = "+" if count == COUNTED else ""
        words = _("%(count)s waiting: %(kind)s") % {"count": f"{count}{more}", "kind": kind._meta.verbose_name_plural}
        name = f"{kind._meta.app_label}.view_{kind._meta.model_name}"
        address = reverse(f"admin:{kind._meta.label_lower.replace('.', '_')}_changelist")
        yield Matter(Level.SOON, words, f"{address}?state__exact=WAITING", name, since=since)


def suspected(now: datetime) -> Iterator[Matter]:
    """Plugs that several drivers found broken."""
    found = Suspicion.objects.filter(until__gt=now)
    if count := found[:COUNTED].count():
        words = ngettext("%d plug is suspected to be broken", "%d plugs are suspected to be broken", count) % count
        address = reverse("admin:stations_suspicion_changelist")
        since = found.aggregate(since=Min("since"))["since"]
        yield Matter(Level.WHEN_THERE_IS_TIME, words, address, "stations.view_suspicion", since=since)


def space(now: datetime) -> Iterator[Matter]:
    """A disk that is nearly full: exports and imports stop there first."""
    found = disk()
    if found.state != State.OK:
        words = _("The disk is nearly full: %s MB are free") % f"{found.facts['free_mb']:,}"
        yield Matter(Level.NOW, words, reverse("admin:stations_export_changelist"), "stations.view_export")


def _with_latest_run() -> list[Any]:
    """Sources with the latest of their runs that ended."""
    runs = ImportRun.objects.filter(source=OuterRef("pk"), kind=ImportRun.Kind.PLACES, finished_at__isnull=False)
    latest = runs.order_by("-pk")
    columns = {"latest": "pk", "latest_state": "state", "latest_error": "error", "latest_at": "finished_at"}
    return list(Source.objects.annotate(**{name: Subquery(latest.values(of)[:1]) for name, of in columns.items()}))
