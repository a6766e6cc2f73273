"""A favourite as it is told from outside (a browser, a file), read and checked value by value."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from accounts.models.favourite import MAX_NOTE
from voltway.lib.batches import RowRefused
from voltway.lib.text import clean_text

STATION_ID: Final = re.compile(r"[a-z2-7]{12}")
MAX_TITLE, MAX_ADDRESS = 200, 300
# What XML can't hold, and nobody can see: a note must survive each of the formats.
_UNPRINTABLE: Final = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FavouriteRow:
    """One favourite. Degrees; `added_at` in UTC. Title and position are None where only the id is told."""

    station: str
    title: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""
    added_at: datetime | None = None


def read_row(told: Any) -> FavouriteRow:
    """Read the members of a JSON object, or the cells of a table. Raises RowRefused."""
    if not isinstance(told, Mapping):
        raise RowRefused("row", "", "is not an object with a station")
    latitude, longitude = _degrees(told, "latitude", 90), _degrees(told, "longitude", 180)
    return FavouriteRow(
        station=_station(told.get("station")),
        title=read_line(_text(told, "title"), MAX_TITLE),
        address=read_line(_text(told, "address"), MAX_ADDRESS),
        latitude=latitude,
        longitude=longitude,
        note=read_note(_text(told, "note")),
        added_at=_moment(told.get("added_at")),
    )


def read_line(text: str, longest: int) -> str:
    """A text of one line, without what nobody can see."""
    return clean_text(_UNPRINTABLE.sub(" ", text), longest)


def read_note(text: str) -> str:
    """A note of several lines. Raises RowRefused for one that is too long or holds control characters."""
    note = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(note) > MAX_NOTE:
        raise RowRefused("too_long", "note", f"a note has {MAX_NOTE} characters at most")
    if _UNPRINTABLE.search(note):
        raise RowRefused("characters", "note", "holds characters that can't be shown")
    return note


def joined_note(ours: str, theirs: str) -> str:
    """Both notes, each once. Raises RowRefused where they are too long together."""
    if _holds(ours, theirs):
        return ours
    return theirs if _holds(theirs, ours) else read_note(f"{ours}\n{theirs}")


def _holds(note: str, other: str) -> bool:
    """Whether the whole lines of one note stand in another: "Gate 1" is not "Gate 12"."""
    return not other or f"\n{other}\n" in f"\n{note}\n"


def _station(value: Any) -> str:
    if isinstance(value, str) and STATION_ID.fullmatch(value.strip()):
        return value.strip()
    raise RowRefused("station", "station", "must be the id of a station: 12 lower-case letters and digits 2 to 7")


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RowRefused("text", name, "must be a text")
    return value


def _degrees(told: Mapping[str, Any], name: str, limit: int) -> float | None:
    value = told.get(name)
    if value is None or value == "":
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= limit:
        raise RowRefused("degrees", name, f"must be a number between -{limit} and {limit}")
    return number


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise RowRefused("moment", "added_at", "must be a moment such as 2026-11-01T06:00:00Z") from None
