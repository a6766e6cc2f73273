"""What every source is: a class of facts with the two methods that its format family fills in.

A feed module holds one subclass of a family; the family is a subclass of `Feed` that can read the format:

    class Swiss(OicpFeed):
        uid = "ch-bfe"
        title = "ich-tanke-strom"
        ...
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, ClassVar

from stations.records import Parsed, Raw, Refusal, StationRecord, StatusRecord
from voltway.lib.depth import shallow
from voltway.lib.streams import unpacked


class Refused(Exception):
    """A row that can't be published. `rule` is a constant such as "coordinates_missing", `field` an OCPI name."""

    def __init__(self, rule: str, field: str | None, message: str) -> None:
        super().__init__(message)
        self.rule, self.field, self.message = rule, field, message


class NotCharging(Exception):
    """A row that is no electric charging place (another fuel, a bicycle stand, a test device): counted, not kept."""


class Removed(NotCharging):
    """A place that its source calls removed: if it is there, it vanishes."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms of a source. `open` says whether records may be passed on: None where nobody says."""

    name: str
    url: str | None = None
    open: bool | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request that fetches a feed (or its statuses)."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(slots=True)
class SourceFile:
    """A file of a feed on disk, opened through here so that a run can tell how far it is.

    `reference` is a second file that some formats need (the id tables of Open Charge Map's compact form).
    """

    path: Path
    reference: Path | None = None
    _raw: BinaryIO | None = None

    def open(self) -> BinaryIO:
        """The content, decompressed where it is gzipped (by its first bytes, never by its name).

        Opening and reading raise an InflateError for damaged content, TooDeep for JSON that is nested absurdly.
        """
        self._raw = self.path.open("rb")
        try:
            return shallow(unpacked(self._raw))
        except BaseException:
            self._raw.close()
            raise

    @property
    def position(self) -> int:
        """Bytes of the file on disk read so far."""
        return 0 if self._raw is None or self._raw.closed else self._raw.tell()

    @property
    def size(self) -> int:
        return self.path.stat().st_size


class Feed:
    """Facts of one source as class attributes; the code of its family as methods."""

    uid: ClassVar[str]
    title: ClassVar[str]
    publisher: ClassVar[str]
    homepage: ClassVar[str]
    licence: ClassVar[Licence]
    attribution: ClassVar[str]
    # Where the feed itself lies; None when it can only be given as a file.
    url: ClassVar[str | None] = None
    status_url: ClassVar[str | None] = None
    # ISO 3166-1 alpha-3 codes of the countries that the source covers; empty for the whole world.
    countries: ClassVar[tuple[str, ...]] = ()
    # Whether the source tells live states, and for how long one of them may be shown as current.
    live: ClassVar[bool] = False
    status_ttl: ClassVar[timedelta] = timedelta(minutes=15)
    every: ClassVar[timedelta] = timedelta(days=1)
    # Whether one fetch brings the whole source, so that what is absent from it has vanished.
    whole: ClassVar[bool] = True
    # Name of the setting that holds the API key, where the source wants one.
    key_setting: ClassVar[str | None] = None
    # Invented data, labelled as such on every page.
    demo: ClassVar[bool] = False

    def request(self, key: str | None) -> Request | None:
        """How to fetch the feed; None when it has no address."""
        return Request(self.url) if self.url else None

    def status_request(self, key: str | None) -> Request | None:
        """How to fetch the live states where they lie apart from the places."""
        return Request(self.status_url) if self.status_url else None

    def next_request(self, request: Request, headers: Mapping[str, str]) -> Request | None:
        """The next page of a paged feed, from the answer's headers; None at the end."""
        return None

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """The raw records of a file, one for each place, in flat memory."""
        raise NotImplementedError

    def station(self, raw: Raw) -> StationRecord:
        """One raw record read into a station. Raises `Refused` or `NotCharging`."""
        raise NotImplementedError

    @property
    def has_statuses(self) -> bool:
        """Whether live states can be read apart from the places."""
        return type(self).statuses is not Feed.statuses

    def statuses(self, file: SourceFile) -> Iterator[StatusRecord]:
        raise NotImplementedError

    def native_id(self, raw: Raw) -> str | None:
        """The source's own id of a raw record, for the list of refused rows; None when it can't be told."""
        return None

    def parse(self, file: SourceFile, *, skipped: Callable[[str], None]) -> Iterator[Parsed | Refusal]:
        """Read a file. A row that fails becomes a `Refusal`; one that is no charging place is told to `skipped`."""
        return self.read(self.rows(file), skipped=skipped)

    @property
    def reads_rows(self) -> bool:
        """Whether a raw record, as it was kept, can be read without what it came with."""
        return type(self).station is not Feed.station

    def read(self, rows: Iterable[Raw], *, skipped: Callable[[str], None]) -> Iterator[Parsed | Refusal]:
        """Read raw records, as `parse` does those of a file."""
        for raw in rows:
            try:
                yield Parsed(raw, self.station(raw))
            except NotCharging as reason:
                skipped(str(reason))
            except Refused as refused:
                yield Refusal(raw, refused.rule, refused.field, refused.message, self._native_id(raw))
            except Exception as error:
                # A source may send anything, and one row must not stop a country's import.
                yield Refusal(raw, "unreadable", None, f"{type(error).__name__}: {error}"[:300], self._native_id(raw))

    def _native_id(self, raw: Raw) -> str | None:
        try:
            found: object = self.native_id(raw)
        except Exception:
            return None
        return found if isinstance(found, str) else None
