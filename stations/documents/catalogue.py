"""What reading needs to know of the sources and the data's version: kept in the process, renewed when it moves on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from stations.documents.render import moment
from stations.models import Source, Suspicion
from stations.signals import version_moved

# How far a source's clock may be ahead of ours: a state from later than that is no news from now.
CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as readers see it."""

    uid: str
    live: bool
    demo: bool
    status_ttl: timedelta
    loaded: bool
    # When the whole source was last seen, as the API writes it; "" when it never was.
    whole_seen: str
    # Number of the change that brought it into sight, or took it out.
    shown_in: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sources at one version of the data."""

    data_version: int
    status_version: int
    sources: dict[int, SourceState] = field(default_factory=dict)
    # Public ids of stations that drivers found broken plugs at; some may be too old by now.
    suspected: frozenset[str] = frozenset()

    @property
    def hidden(self) -> tuple[int, ...]:
        """Sources whose first load is not whole yet."""
        return tuple(key for key, source in self.sources.items() if not source.loaded)

    @property
    def live_ttls(self) -> dict[timedelta, list[int]]:
        """Live sources by how long their states may be shown as current."""
        ttls: dict[timedelta, list[int]] = {}
        for key, source in self.sources.items():
            if source.live:
                ttls.setdefault(source.status_ttl, []).append(key)
        return ttls


_latest = Catalogue(-1, -1)
# What a request has been told: nothing yet, or (data version, status version, latest change). None outside of requests.
_told: ContextVar[list[tuple[int, int, int]] | None] = ContextVar("told", default=None)


def current() -> Catalogue:
    """The sources as they are now; one tiny query when nothing has changed."""
    global _latest
    data, status = versions()
    if (data, status) != (_latest.data_version, _latest.status_version):
        sources = {source.pk: _state(source) for source in Source.objects.all()}
        suspected = frozenset(Suspicion.objects.values_list("station", flat=True))
        _latest = Catalogue(data, status, sources, suspected)
    return _latest


@contextmanager
def of_one_moment() -> Iterator[None]:
    """Within it the version is asked for once: all parts of an answer are of the same one."""
    token = _told.set([])
    try:
        yield
    finally:
        _told.reset(token)


def versions() -> tuple[int, int]:
    """(data version, status version)."""
    return _now()[:2]


def latest_change() -> int:
    """The number of the latest change. The catalogue of the same answer is never older than it."""
    return _now()[2]


def _now() -> tuple[int, int, int]:
    told = _told.get()
    if told:
        return told[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, status, change FROM stations_dataversion WHERE id = 1")
        found: tuple[int, int, int] = cursor.fetchone() or (0, 0, 0)
    if told is not None:
        told.append(found)
    return found


def _forget_told(**_: object) -> None:
    """The request itself has moved the version on."""
    if told := _told.get():
        told.clear()


version_moved.connect(_forget_told, dispatch_uid="stations.documents.catalogue")


def tag_versions() -> dict[str, int]:
    """The tags of `voltway.lib.caching`: what an import run moves on when it ends."""
    data, status = versions()
    return {"data": data, "status": status}


def _state(source: Source) -> SourceState:
    return SourceState(
        source.uid,
        source.live,
        source.demo,
        source.status_ttl,
        source.loaded_at is not None,
        moment(source.whole_seen_at) or "",
        source.shown_in,
    )


def seen_text(value: str) -> str:
    """A moment as the database writes it, in UTC, as the API writes it."""
    return f"{value[:10]}T{value[11:19]}Z"
