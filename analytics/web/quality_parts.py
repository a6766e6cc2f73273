"""What a page of quality reads beside its look: names of the stations that are examples, looks before, operators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.insights.place import names
from analytics.models import REST, QualityLook
from analytics.quality.twins import ELSEWHERE, TWIN
from analytics.quality.worse import young_share
from analytics.web.quality_figures import operator_name, percent, sound_share, told_share
from stations.documents.identity import page_path
from stations.models import Operator
from voltway.lib.charts import Chart, Day, Series, Tone, chart

# Looks that are drawn.
_LOOKS: Final = 30


@dataclass(frozen=True, slots=True)
class Example:
    """A station with a fault: where it is, and the value at fault; of twins where the other one is."""

    name: str
    address: str
    value: str
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The looks of late: how many stations had a fault, and the shares behind it."""

    chart: Chart
    rows: list[tuple[str, ...]]


def examples(look: QualityLook) -> dict[str, list[Example]]:
    """By class of fault."""
    found: Mapping[str, Sequence[tuple[str, str]]] = look.examples
    called = names(key for named in found.values() for one in named for key in one)
    return {
        name: [_example(name, station, value, called) for station, value in named if station in called]
        for name, named in found.items()
    }


def _example(name: str, station: str, value: str, called: Mapping[str, str]) -> Example:
    words = called[station] or station
    address = page_path(station, words)
    if name not in (TWIN, ELSEWHERE):
        return Example(words, address, value)
    twin = page_path(value, called[value]) if value in called else ""
    return Example(words, address, called.get(value) or value, twin)


def trend(looks: QuerySet[QualityLook]) -> Trend | None:
    """The last looks, the oldest first; None where there is only one."""
    late = list(looks.order_by("-day")[:_LOOKS])[::-1]
    if len(late) < 2:
        return None
    series = (Series(Tone.MAIN, _("without a fault")), Series(Tone.BAD, _("with a fault")))
    days = [Day(look.day, (look.stations - look.figures["faulty"], look.figures["faulty"])) for look in late]
    return Trend(chart(_("Stations"), series, days), [_row(look) for look in late])


def operators(looks: QuerySet[QualityLook]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Slug, name and figures of each operator, the largest first, and at the end all others."""
    found = sorted(looks, key=lambda look: (look.operator == REST, -look.stations, look.operator))
    known = dict(Operator.objects.filter(slug__in=[look.operator for look in found]).values_list("slug", "name"))
    return [
        (look.operator, known.get(look.operator, look.operator) or operator_name(REST), _row(look)[1:])
        for look in found
    ]


def _row(look: QualityLook) -> tuple[str, ...]:
    shares = (sound_share(look.figures), told_share(look.figures), young_share(look.figures))
    return (date_format(look.day, "DATE_FORMAT"), f"{look.stations:,}", *map(percent, shares))
