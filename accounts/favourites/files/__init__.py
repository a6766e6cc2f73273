"""Favourites as files: each format writes rows and reads them back without a loss."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.favourites.files import csv_table, gpx, json_document
from accounts.favourites.rows import FavouriteRow
from accounts.models import Favourite
from voltway.lib.problems import BadRequest, TooLarge, UnsupportedMedia

# A full list of the longest notes, with every character escaped, is smaller.
MAX_BYTES: Final = 8_000_000
MAX_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `read` gives a mapping for each row and raises ValueError for what is no such file."""

    media_type: str
    words: Any
    write: Callable[[Sequence[FavouriteRow]], bytes]
    read: Callable[[bytes], list[dict[str, Any]]]


FORMATS: Final[dict[str, Format]] = {
    "json": Format("application/json", _("for VoltWay and programs"), json_document.write, json_document.read),
    "csv": Format("text/csv; charset=utf-8", _("for spreadsheets"), csv_table.write, csv_table.read),
    "gpx": Format("application/gpx+xml", _("for maps and navigation"), gpx.write, gpx.read),
}


def rows_of(favourites: Iterable[Favourite]) -> list[FavouriteRow]:
    """Favourites as files tell of them, the oldest first."""
    return [
        FavouriteRow(one.station, one.title, one.address, one.latitude, one.longitude, one.note, one.added_at)
        for one in sorted(favourites, key=lambda one: (one.added_at, one.station))
    ]


def check_size(size: int) -> None:
    """Raises TooLarge."""
    if size > MAX_BYTES:
        raise TooLarge(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")


def read_file(name: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of an uploaded file, whose format its name's end tells. Raises a Problem."""
    form = FORMATS.get(PurePath(name).suffix[1:].lower())
    if form is None:
        raise UnsupportedMedia(f"The file's name must end with one of: {', '.join(FORMATS)}.")
    check_size(len(content))
    try:
        rows = form.read(content)
    except ValueError as error:
        raise BadRequest(f"The file can't be read: {error}.") from None
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"The file has more than {MAX_ROWS:,} rows.")
    return rows
