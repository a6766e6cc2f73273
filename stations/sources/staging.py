"""From a file of a feed to staged records: parsed, cleaned, fingerprinted, compressed. Knows no database."""

import json
import logging
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import Any, NamedTuple

import msgspec
import orjson
from msgspec.structs import replace

from stations.ocpi import STANDING
from stations.records import Parsed, Raw, Refusal, StationRecord, StatusRecord
from stations.sources.base import Feed, NotCharging, Refused, Removed, SourceFile
from stations.sources.cleaning import clean
from stations.sources.spool import LiveRow, Staged
from voltway.lib import aside

CHUNK = 1_000
# Level 1 halves the time of the default and costs an eighth more space on records of this size.
COMPRESSION = 1
# A batch ends early when its records are this large: a thousand of them may be hostile.
BATCH_BYTES = 16_000_000
# Files larger than this are read in a process of their own, while this one writes.
ASIDE_BYTES = 20_000_000
MAX_MESSAGE = 300
MAX_REFUSED_BYTES = 100_000

logger = logging.getLogger(__name__)
_encode = msgspec.msgpack.Encoder().encode


class Unreadable(Exception):
    """The input can't be read to its end; the message says why."""


class Rejected(NamedTuple):
    """A row that can't be published, as it is kept: the rule that refused it, the field at fault, packed raw JSON."""

    native_id: str
    rule: str
    field: str
    message: str
    raw: bytes


@dataclass(slots=True)
class Batch:
    """Some rows of a file: what can be staged, what was refused or skipped, what was mended, how far the file is."""

    staged: list[Staged] = field(default_factory=list)
    refusals: list[Rejected] = field(default_factory=list)
    # Live states that stood in the places' own records.
    live: list[LiveRow] = field(default_factory=list)
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    # Ids of places that the source itself calls removed: they vanish, also in a run that is not the whole source.
    removed: list[str] = field(default_factory=list)
    position: int = 0
    size: int = 0

    @property
    def is_full(self) -> bool:
        return self.read >= CHUNK or self.size >= BATCH_BYTES


def batches(feed: Feed, file: SourceFile) -> Iterator[Batch]:
    """A file in batches of about CHUNK rows. Raises Unreadable; DiedAside when the reading process was killed."""
    if file.size > ASIDE_BYTES and aside.possible():
        return aside.aside(read_batches, feed, file)
    return read_batches(feed, file)


def read_batches(feed: Feed, file: SourceFile) -> Iterator[Batch]:
    """The same, in this process."""
    stager = Stager(feed)
    try:
        for item in feed.parse(file, skipped=stager.skip):
            stager.take(item)
            if stager.batch.is_full:
                yield stager.hand_over(file.position)
        yield stager.hand_over(file.size)
    except Exception as error:
        # A broken file may make its parser raise anything. What is raised here has to travel between processes.
        logger.debug("input.unreadable", exc_info=True)
        raise Unreadable(_why(error, file)) from error


def read_statuses(feed: Feed, file: SourceFile) -> Iterator[StatusRecord]:
    """The live states of a status file. Raises Unreadable."""
    try:
        yield from feed.statuses(file)
    except Exception as error:
        logger.debug("input.unreadable", exc_info=True)
        raise Unreadable(_why(error, file)) from error


def _why(error: Exception, file: SourceFile) -> str:
    if isinstance(error, OSError):
        return str(error)
    if _is_web_page(file):
        return f"{file.path.name} is a web page, not data"
    lines = str(error).strip().splitlines()
    return f"{file.path.name} can't be read: {lines[0] if lines else type(error).__name__}"[:MAX_MESSAGE]


def _is_web_page(file: SourceFile) -> bool:
    with file.path.open("rb") as content:
        return content.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


class Stager:
    """Fills one batch after another."""

    def __init__(self, feed: Feed) -> None:
        self.feed, self.batch = feed, Batch()

    def hand_over(self, position: int) -> Batch:
        batch, self.batch = self.batch, Batch()
        batch.position = position
        return batch

    def skip(self, reason: str) -> None:
        """Count a row that is no charging place."""
        self.batch.read += 1
        self.batch.skipped[reason] += 1

    def take(self, item: Parsed | Refusal) -> None:
        """Clean and stage a row, or set it aside with its reason."""
        self.batch.read += 1
        if isinstance(item, Refusal):
            self._refuse(item.raw, item.native_id, item.rule, item.field, item.message)
            return
        try:
            staged = self._stage(item.raw, clean(item.station, self.feed, self._mended))
        except NotCharging as reason:
            self.batch.skipped[str(reason)] += 1
            if isinstance(reason, Removed):
                self.batch.removed.append(item.station.native_id)
        except Refused as refused:
            self._refuse(item.raw, item.station.native_id, refused.rule, refused.field, refused.message)
        except Exception as error:
            # One row that we did not foresee must not stop a country's import.
            logger.debug("row.unreadable", exc_info=True)
            self._refuse(item.raw, item.station.native_id, "unreadable", None, f"{type(error).__name__}: {error}")
        else:
            self.batch.staged.append(staged)
            self.batch.size += len(staged.raw) + len(staged.facts)

    def _refuse(self, raw: Raw | str, native_id: object, rule: str, field: str | None, message: str) -> None:
        # A hostile row's id may be anything.
        known_as = native_id if isinstance(native_id, str) else ""
        rejected = Rejected(known_as, rule, field or "", message[:MAX_MESSAGE], packed(raw))
        self.batch.refusals.append(rejected)
        self.batch.size += len(rejected.raw)

    def _mended(self, kind: str) -> None:
        self.batch.mended[str(kind)] += 1

    def _stage(self, raw: Raw, record: StationRecord) -> Staged:
        content = as_json(raw)
        if content is None:
            raise Refused("nested_too_deeply", None, "the row is nested too deeply to be kept")
        told = record
        if self.feed.live:
            record = _standing(told)
        facts = _encode(record)
        # What a live feed calls its last update moves with every change of state: no reason to write a station anew.
        stable = _encode(replace(record, last_updated=None)) if self.feed.live else facts
        # From here on nothing fails: the states of a row that is refused must not be kept.
        if self.feed.live:
            self.batch.live.extend(_live_rows(told))
        return Staged(
            record.native_id,
            "",
            sha256(content).digest(),
            blake2b(stable, digest_size=16).digest(),
            zlib.compress(content, COMPRESSION),
            facts,
        )


def _standing(record: StationRecord) -> StationRecord:
    """The record without states that change by the minute; what stands for good (planned, removed) stays."""
    evses = tuple(replace(e, status=standing_live_status(e.status), status_at=None) for e in record.evses)
    return replace(record, evses=evses)


def _live_rows(record: StationRecord) -> Iterator[LiveRow]:
    for evse in record.evses:
        if evse.status:
            at = evse.status_at.isoformat() if evse.status_at else None
            yield (record.native_id, evse.uid, evse.status, at)


def standing_live_status(status: str | None) -> str | None:
    """Of a live feed's states, those that a later message will not change by the minute."""
    return status if status in STANDING else None


def packed(raw: Raw | str) -> bytes:
    """A refused row for the operator: compressed JSON, cut where it is absurdly long."""
    return zlib.compress((as_json(raw) or b'"nested too deeply to be kept"')[:MAX_REFUSED_BYTES], COMPRESSION)


def unpacked(raw: bytes) -> Any:
    """A refused row as it was read. Raises orjson.JSONDecodeError where it was cut."""
    return orjson.loads(zlib.decompress(raw))


def as_json(raw: Raw | str) -> bytes | None:
    """A raw record as JSON, always the same for the same record; None where it is nested too deeply."""
    try:
        return orjson.dumps(raw, default=str)
    except TypeError:
        # Halves of characters, numbers beyond 64 bits, keys that are no text: rare, and Python's own writer takes them.
        return _as_odd_json(raw)


def _as_odd_json(raw: Raw | str) -> bytes | None:
    try:
        return json.dumps(raw, default=str).encode()
    except (RecursionError, TypeError, ValueError):
        return None
