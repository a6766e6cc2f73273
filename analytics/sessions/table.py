"""Reads sessions from CSV by a map of columns: a file in `analytics/sessions/maps/` for each known layout."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from analytics.sessions.clock import Moment, moment
from analytics.sessions.layout import UnreadableFile, Usual
from analytics.sessions.record import SessionRecord, figure, name_of, watt_hours
from voltway.lib.batches import RowRefused
from voltway.lib.inflate import InflateError
from voltway.lib.streams import open_bytes, text_lines

_FOLDER: Final = Path(__file__).parent / "maps"
# Those without which no row can be read; others may be missing from a file.
_NEEDED: Final = ("native_id", "start_date")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Map:
    """A layout, as its file in the folder says it. `columns`: by our names, as the file's header has them."""

    title: str
    licence: str
    feed: str
    date: str
    columns: Mapping[str, str]
    time: str = ""
    operator: str = ""
    currency: str = ""
    time_zone: str = ""
    max_power_kw: float | None = None


@cache
def all_maps() -> dict[str, Map]:
    """Every known layout by the name of its file."""
    return {path.stem: Map(**tomllib.loads(path.read_text("utf-8"))) for path in sorted(_FOLDER.glob("*.toml"))}


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file of a known layout; `usual` has the time zone of its clocks."""

    map: Map
    usual: Usual

    def rows(self, file: Path) -> Iterator[tuple[int, Cells]]:
        """Each row by our names of columns, with the number of its line. Raises UnreadableFile."""
        try:
            with open_bytes(file) as stream:
                yield from self._rows(csv.reader(text_lines(stream)))
        except (OSError, EOFError, InflateError, csv.Error) as error:
            raise UnreadableFile(str(error)) from error

    def _rows(self, reader: Any) -> Iterator[tuple[int, Cells]]:
        header = [name.strip() for name in next(reader, [])]
        places = {ours: header.index(theirs) for ours, theirs in self.map.columns.items() if theirs in header}
        if missing := [self.map.columns[name] for name in _NEEDED if name not in places]:
            raise UnreadableFile(f"its first line lacks the columns {', '.join(missing)}")
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, {name: row[at].strip() for name, at in places.items() if at < len(row)}

    def read(self, row: Cells) -> SessionRecord:
        """One row as a session. Raises RowRefused."""
        start = self._moment(row, "start")
        if start is None:
            raise RowRefused("missing", "started_at", "a session needs its beginning")
        end = self._moment(row, "end", not_before=start.at)
        power = self.map.max_power_kw
        return SessionRecord(
            native_id=_id(row),
            started_at=start.at,
            ended_at=end.at if end else None,
            ended=end is not None,
            energy_wh=watt_hours(figure(row.get("energy_kwh"), "energy_wh")),
            cost=figure(row.get("cost"), "cost"),
            currency=row.get("currency", "").upper() or self.usual.currency,
            station=name_of(row.get("station"), "station", 12),
            site=name_of(row.get("site"), "site", 200),
            evse_uid=name_of(row.get("evse_uid"), "evse_uid", 100),
            connector_uid=name_of(row.get("connector_uid"), "connector_uid", 100),
            operator=name_of(row.get("operator") or self.map.operator, "operator", 200),
            driver_token=name_of(row.get("driver_token"), "driver", 200),
            time_zone=self.usual.zone()[0].key,
            max_power=round(power * 1000) if power else None,
            doubts=frozenset(doubt for doubt in (start.doubt, end.doubt if end else None) if doubt),
        )

    def _moment(self, row: Cells, which: str, *, not_before: datetime | None = None) -> Moment | None:
        told, form = row.get(f"{which}_date", ""), self.map.date
        if not told:
            return None
        if f"{which}_time" in self.map.columns:
            told, form = f"{told} {row.get(f'{which}_time', '')}", f"{form} {self.map.time}"
        try:
            return moment(datetime.strptime(told, form), self.usual.zone()[0], not_before=not_before)
        except (ValueError, OverflowError):
            raise RowRefused("time", f"{which}ed_at", f"{told[:40]!r} is no time like {form}") from None


def _id(row: Cells) -> str:
    found = name_of(row.get("native_id"), "native_id", 100)
    if not found:
        raise RowRefused("missing", "native_id", "a session needs an id")
    return found
