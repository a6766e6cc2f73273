"""From a file of a feed to staged records: parsed, cleaned, fingerprinted, compressed. Knows no database."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b, sha256

import msgspec
import orjson
from msgspec.structs import replace

from stations.records import Parsed, Raw, Refusal, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.cleaning import clean
from stations.sources.spool import LiveRow, Staged
from voltway.lib.aside import aside

CHUNK = 1_000
# Level 1 halves the time of the default and costs an eighth more space on records of this size.
COMPRESSION = 1
# Files larger than this are read in a process of their own, while this one writes.
ASIDE_BYTES = 20_000_000

_encode = msgspec.msgpack.Encoder().encode


@dataclass(slots=True)
class Batch:
    """Some rows of a file: what can be staged, what was refused or skipped, what was mended, how far the file is."""

    staged: list[Staged] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    # Live states that stood in the places' own records.
    live: list[LiveRow] = field(default_factory=list)
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    position: int = 0


def batches(feed: Feed, file: SourceFile) -> Iterator[Batch]:
    """A file in batches of about CHUNK rows."""
    if file.size > ASIDE_BYTES:
        return aside(read_batches, feed, file)
    return read_batches(feed, file)


def read_batches(feed: Feed, file: SourceFile) -> Iterator[Batch]:
    """The same, in this process."""
    stager = _Stager(feed)
    for item in feed.parse(file, skipped=stager.skip):
        stager.take(item)
        if stager.batch.read >= CHUNK:
            yield stager.hand_over(file.position)
    yield stager.hand_over(file.size)


class _Stager:
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
            self.batch.refusals.append(item)
            return
        try:
            record = clean(item.station, self.feed, self._mended)
        except NotCharging as reason:
            self.batch.skipped[str(reason)] += 1
        except Refused as refused:
            native_id = item.station.native_id
            self.batch.refusals.append(Refusal(item.raw, refused.rule, refused.field, refused.message, native_id))
        else:
            self.batch.staged.append(self._stage(item.raw, record))

    def _mended(self, kind: str) -> None:
        self.batch.mended[str(kind)] += 1

    def _stage(self, raw: Raw, record: StationRecord) -> Staged:
        content = orjson.dumps(raw, default=str)
        if self.feed.live:
            record = self._without_live(record)
        facts = _encode(record)
        # What a live feed calls its last update moves with every change of state: no reason to write a station anew.
        stable = _encode(replace(record, last_updated=None)) if self.feed.live else facts
        return Staged(
            record.native_id,
            "",
            sha256(content).digest(),
            blake2b(stable, digest_size=16).digest(),
            zlib.compress(content, COMPRESSION),
            facts,
        )

    def _without_live(self, record: StationRecord) -> StationRecord:
        """Set states aside that change by the minute; what stands for good (planned, removed) stays."""
        for evse in record.evses:
            if evse.status:
                at = evse.status_at.isoformat() if evse.status_at else None
                self.batch.live.append((record.native_id, evse.uid, evse.status, at))
        evses = tuple(replace(e, status=standing_live_status(e.status), status_at=None) for e in record.evses)
        return replace(record, evses=evses)


def standing_live_status(status: str | None) -> str | None:
    """Of a live feed's states, those that a later message will not change by the minute."""
    return status if status in ("PLANNED", "REMOVED") else None


def packed(raw: Raw | str) -> bytes:
    """A refused row for the operator: compressed JSON, cut where it is absurdly long."""
    return zlib.compress(orjson.dumps(raw, default=str)[:100_000], COMPRESSION)
