"""How a source is: its turns, its latest runs, and what they refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from stations.admin.looking import moment, span
from stations.admin.refused import Refused, refused_rows
from stations.models import ImportRun, Source
from stations.observed import watched
from stations.sources.report import STATES, Outcome

RUNS: Final = 10


@dataclass(frozen=True, slots=True)
class Turns:
    """One kind of import that comes by itself; `next_at` is when the next one is due at the latest."""

    kind: str
    every: str
    since: str
    next_at: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One of the latest runs. A count of None is not known."""

    run: ImportRun
    address: str
    started: str
    counts: list[int | None]


@dataclass(frozen=True, slots=True)
class Health:
    """All of it. `refused` are those of the latest run that read places."""

    turns: list[Turns]
    runs: list[Run]
    refused: list[Refused]
    refused_by: Run | None


COUNTED: Final = (Outcome.NEW, Outcome.CHANGED, Outcome.VANISHED, STATES)


def health(source: Source, *, now: datetime) -> Health:
    runs = [_run(run) for run in source.runs.select_related("source").order_by("-pk")[:RUNS]]
    read = (one for one in runs if one.run.kind in ImportRun.OVER_PLACES and one.run.report.get("read"))
    latest = next(read, None)
    turns = [
        Turns(
            kind=str(one.turn.kind.label),
            every=span(one.turn.every),
            since=moment(one.since),
            next_at=moment(one.since + one.turn.every) if one.since else "-",
            is_late=one.is_late(now),
        )
        for one in watched(Source.objects.filter(pk=source.pk))
    ]
    return Health(turns, runs, refused_rows(latest.run) if latest else [], latest)


def _run(run: ImportRun) -> Run:
    outcomes = run.report.get("outcomes")
    told = [None if outcomes is None else outcomes.get(name, 0) for name in COUNTED]
    refused = sum(run.report["refused"].values()) if "refused" in run.report else None
    address = reverse("admin:stations_importrun_change", args=[run.pk])
    return Run(run, address, moment(run.started_at), [run.report.get("read"), *told, refused])
