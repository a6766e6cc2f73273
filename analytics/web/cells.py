"""Figures of insights as a visitor reads them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.insights.insight import OTHERS, Column, Form, Insight, Row
from stations.documents.identity import page_path

# Of a table's words that stand for others in the API.
_CHOICES: Final = {
    "sessions": gettext_lazy("Sessions"),
    "energy_wh": gettext_lazy("Energy, Wh"),
    "mean_wh": gettext_lazy("Wh a session"),
    "mean_minutes": gettext_lazy("Minutes a session"),
    "MORE": gettext_lazy("more"),
    "LESS": gettext_lazy("less"),
    "SAME": gettext_lazy("about the same"),
    "TOO_FEW": gettext_lazy("too few sessions to say"),
    "NOTHING_BEFORE": gettext_lazy("not all of the time before is known"),
    "ENDED": gettext_lazy("a source ended within these days"),
    "station": gettext_lazy("station"),
    "site": gettext_lazy("site"),
    "operator": gettext_lazy("operator"),
}
_FIGURES: Final = frozenset({Form.WHOLE, Form.NUMBER, Form.MONEY, Form.STARS, Form.PERCENT, Form.ENERGY, Form.DEGREES})


@dataclass(frozen=True, slots=True)
class Cell:
    """`address` is where its words lead to; `figure`: it stands to the right."""

    words: str
    address: str = ""
    figure: bool = False


def table(insight: Insight, rows: Sequence[Row]) -> tuple[list[Cell], list[list[Cell]]]:
    """The page's headings and lines; ids are in the address of what stands beside them."""
    shown = [
        number
        for number, column in enumerate(insight.columns)
        if not column.optional or any(row[number] is not None for row in rows)
    ]
    columns = [insight.columns[number] for number in shown]
    headings = [
        Cell(str(column.words), figure=column.form in _FIGURES) for column in columns if column.form is not Form.STATION
    ]
    return headings, [_line(columns, [row[number] for number in shown]) for row in rows]


def _line(columns: Sequence[Column], values: Sequence[Any]) -> list[Cell]:
    found, station = [], None
    for value, column in zip(values, columns, strict=True):
        if column.form is Form.STATION:
            station = value
            continue
        words = written(value, column)
        if station and column.form is Form.TEXT:
            found.append(Cell(str(value or station), page_path(station, value)))
            station = None
        else:
            found.append(Cell(words, figure=column.form in _FIGURES))
    return found


def written(value: Any, column: Column) -> str:
    """A figure with its grouping, a day as dates are written; "not known" or what the column says for None."""
    if value is None:
        return str(column.none or _("not known"))
    if column.choices:
        return choice_words(value)
    write = _WRITTEN.get(column.form)
    return write(value) if write else named(value)


def named(value: Any) -> str:
    """A name; what stands for all that are not named, in words."""
    return _("all others") if value == OTHERS else str(value or "")


def choice_words(choice: str) -> str:
    """What a word of the API that stands for others says on a page."""
    return str(_CHOICES[choice])


def kilowatt_hours(watt_hours: int) -> str:
    """Watt-hours as kWh: one digit behind the point below 100."""
    value = watt_hours / 1000
    return number_format(round(value, 1), 1) if value < 100 else number_format(round(value), 0, force_grouping=True)


_WRITTEN: Final[Mapping[Form, Callable[[Any], str]]] = {
    Form.DAY: lambda day: date_format(day, "DATE_FORMAT"),
    Form.WEEKDAY: lambda number: str(WEEKDAYS[number - 1]),
    Form.ENERGY: kilowatt_hours,
    Form.MONEY: lambda amount: number_format(amount, 2, force_grouping=True),
    Form.STARS: lambda stars: number_format(stars, 2),
    Form.PERCENT: lambda share: _("%(n)s %%") % {"n": number_format(share, 1)},
    Form.WHOLE: lambda number: number_format(number, 0, force_grouping=True),
    Form.NUMBER: lambda number: number_format(number, 1, force_grouping=True),
    Form.DEGREES: lambda degrees: number_format(degrees, 1),
}
