"""What every kind of file has in common for whoever imports it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from analytics.sessions.record import Doubt, SessionRecord
from stations.hours.clock import zone as zone_of


class UnreadableFile(Exception):
    """A file that holds no sessions of its layout, or breaks off; its words say why."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds where a file doesn't say: the currency of its money, the time zone of its clocks."""

    feed: str
    currency: str = ""
    time_zone: str = ""

    def zone(self) -> tuple[ZoneInfo, Doubt | None]:
        """The zone of its clocks, and the doubt where nobody said one."""
        known = zone_of(self.time_zone)
        return (known, None) if known else (ZoneInfo("UTC"), Doubt.ZONE_ASSUMED)


class Layout(Protocol):
    """A way to write sessions into a file."""

    @property
    def usual(self) -> Usual:
        """What holds where the file doesn't say."""

    def rows(self, file: Path) -> Iterator[tuple[int, Any]]:
        """Each row with its number, from 1, as a stream. Raises UnreadableFile."""

    def read(self, row: Any) -> SessionRecord:
        """One session. Raises RowRefused."""
