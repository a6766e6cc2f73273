"""Quality of sources: what looks at them counted, a row for each figure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.insights.insight import OTHERS, Asked, Column, Form, Insight, Row
from analytics.insights.period import MAX_DAYS
from analytics.insights.place import Place
from analytics.models import ALL, REST, QualityLook
from analytics.quality.fields import FIELDS, Level
from stations.models import Source


def rows(asked: Asked) -> list[Row]:
    """The first `limit` figures of the looks that are asked for."""
    found: list[Row] = []
    for look in _looks(asked).order_by("source", "day", "operator").iterator():
        if len(found) >= asked.limit:
            break
        found += _figures(look)
    return found[: asked.limit]


def _looks(asked: Asked) -> QuerySet[QualityLook]:
    # The index of looks begins with the source.
    sources = Source.objects.filter(uid__in=asked.place.feeds) if asked.place.feeds else Source.objects.all()
    uids = list(sources.values_list("uid", flat=True))
    looks = QualityLook.objects.filter(source__in=uids, day__range=(asked.period.first, asked.period.last))
    if asked.place.operators:
        return looks.filter(operator__in=[one.slug for one in asked.place.operators])
    if asked.by == "operator":
        return looks.exclude(operator=ALL)
    whole = looks.filter(operator=ALL)
    if asked.by == "day":
        return whole
    latest = whole.order_by().values_list("source").annotate(Max("day"))
    keys = [whole.filter(source=source, day=day).values_list("pk", flat=True)[0] for source, day in latest]
    return whole.filter(pk__in=keys)


def _figures(look: QualityLook) -> Iterator[Row]:
    operator = {ALL: None, REST: OTHERS}.get(look.operator, look.operator)
    for measure, name, count, of in _measures(look.figures, look.cleaned):
        percent = round(100 * count / of, 2) if of else None
        yield (look.day, look.source, operator, measure, name, count, of, percent)


def _measures(figures: Mapping[str, Any], cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str, int, int | None]]:
    stations = figures[Level.STATION]
    yield from (("parts", level, figures[level], None) for level in Level)
    yield "faults", "any", figures["faulty"], stations
    yield from _sorted("fault", figures["faults"], stations)
    told, derived = figures["told"], figures["derived"]
    yield from (("told", name, told.get(name, 0), figures[one.level]) for name, one in FIELDS.items())
    yield from (("derived", name, derived[name], figures[one.level]) for name, one in FIELDS.items() if name in derived)
    yield from _sorted("age", figures["ages"], stations)
    yield from _sorted("licence", figures["licences"], stations)
    # A row may be mended at several places.
    yield from _sorted("mended", cleaned.get("mended", {}), None)
    for measure in ("refused", "skipped"):
        yield from _sorted(measure, cleaned.get(measure, {}), cleaned.get("read"))


def _sorted(measure: str, counts: Mapping[str, int], of: int | None) -> Iterable[tuple[str, str, int, int | None]]:
    return ((measure, name, counts[name], of) for name in sorted(counts))


def _latest(place: Place) -> date | None:
    day: date | None = QualityLook.objects.filter(operator=ALL).aggregate(latest=Max("day"))["latest"]
    return day


def _changed() -> datetime | None:
    moment: datetime | None = QualityLook.objects.filter(operator=ALL).aggregate(latest=Max("looked_at"))["latest"]
    return moment


INSIGHT = Insight(
    name="quality",
    operation="listQuality",
    title=_("Quality of the data"),
    about=_("How complete and how old the facts of each source are, and what in them can't be true."),
    says=(
        "What the looks at the sources of stations counted, a row for each figure: the latest look at each source, "
        "the latest at its operators (`by=operator`, or `operator`), or every look (`by=day`)."
    ),
    columns=(
        Column("day", _("Day"), Form.DAY, "UTC day of the look."),
        Column("source", _("Source"), Form.TEXT, "Uid of the source."),
        Column(
            "operator", _("Operator"), Form.TEXT,
            "Slug; `(others)` for operators that are not named and stations without one, null for the whole source.",
        ),
        Column(
            "measure", _("Measure"), Form.TEXT,
            "`parts`: stations, EVSEs, connectors. `told`, `derived`: fields. `faults`: stations with any; `fault`: by "
            "class. `age`, `licence`: of stations. `mended`: values, by kind. `refused`, `skipped`: rows of the run.",
        ),
        Column("name", _("Name"), Form.TEXT, "Of the part, field, class or kind."),
        Column("count", _("Count"), Form.WHOLE, "So many have it."),
        Column("of", _("Of"), Form.WHOLE, "Of so many; null for parts and mendings."),
        Column("percent", _("Share"), Form.PERCENT, "The share of these."),
    ),
    rows=rows,
    example=("2026-11-23", "de-bnetza", None, "told", "operator", 9_120, 9_131, 99.88),
    takes=frozenset({"source", "operator", "by", "limit"}),
    by=("source", "operator", "day"),
    limits=(5_000, 50_000),
    latest=_latest,
    changed=_changed,
    days=MAX_DAYS,
)  # fmt: skip
