"""From parsed records to staged ones: cleaned, fingerprinted, compressed. Refused rows are set aside with their reason."""

import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b, sha256

import msgspec
import orjson
from msgspec.structs import replace

from stations.models import ImportRun, RejectedRow
from stations.records import Parsed, Raw, Refusal, StationRecord
from stations.sources.base import Feed, NotCharging, Refused
from stations.sources.cleaning import clean
from stations.sources.report import Report
from stations.sources.spool import LiveRow, Staged

CHUNK = 1_000
# Level 1 halves the time of the default and costs an eighth more space on records of this size.
COMPRESSION = 1

_encode = msgspec.msgpack.Encoder().encode


class Stager:
    """Turns what a feed yields into chunks of staged records, counting as it goes."""

    def __init__(self, feed: Feed, report: Report) -> None:
        self.feed, self.report = feed, report
        self.refusals: list[Refusal] = []
        self.live: list[LiveRow] = []

    def staged(self, parsed: Iterable[Parsed | Refusal]) -> Iterator[list[Staged]]:
        """Chunks of staged records; look at `refusals` and `live` after each and empty them."""
        chunk: list[Staged] = []
        for item in parsed:
            self.report.read += 1
            record = self._accepted(item)
            if record is not None and isinstance(item, Parsed):
                chunk.append(self._stage(item.raw, record))
            if len(chunk) >= CHUNK or len(self.refusals) >= CHUNK:
                yield chunk
                chunk = []
        yield chunk

    def _accepted(self, item: Parsed | Refusal) -> StationRecord | None:
        if isinstance(item, Parsed):
            try:
                return clean(item.station, self.feed, self._mended)
            except NotCharging as reason:
                self.report.skipped[str(reason)] += 1
                return None
            except Refused as refused:
                native_id = item.station.native_id
                item = Refusal(item.raw, refused.rule, refused.field, refused.message, native_id)
        self.report.refused[item.rule] += 1
        self.refusals.append(item)
        return None

    def _mended(self, kind: str) -> None:
        self.report.mended[kind] += 1

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
                self.live.append((record.native_id, evse.uid, evse.status, at))
        evses = tuple(replace(e, status=standing_live_status(e.status), status_at=None) for e in record.evses)
        return replace(record, evses=evses)


def standing_live_status(status: str | None) -> str | None:
    """Of a live feed's states, those that a later message will not change by the minute."""
    return status if status in ("PLANNED", "REMOVED") else None


def keep_refused(run: ImportRun, refusals: list[Refusal]) -> None:
    """Keep refused rows for the operator."""
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            native_id=(refusal.native_id or "")[:200],
            rule=refusal.rule,
            field=refusal.field or "",
            message=refusal.message[:300],
            raw=zlib.compress(orjson.dumps(refusal.raw, default=str)[:100_000], COMPRESSION),
        )
        for refusal in refusals
    )
