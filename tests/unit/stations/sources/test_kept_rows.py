"""A raw record, as it is kept, reads as it did in its file: that is what reading refused rows again rests on."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import Feed, SourceFile
from stations.sources.registry import all_feeds
from stations.sources.staging import as_json

FIXTURES = Path(__file__).parents[3] / "fixtures"


def files() -> Iterator[tuple[Feed, Path]]:
    for folder in sorted(FIXTURES.iterdir()):
        for path in sorted(folder.iterdir()):
            if folder.name in all_feeds() and list(read(all_feeds()[folder.name], path)):
                yield all_feeds()[folder.name], path


def read(feed: Feed, path: Path) -> Iterator[Parsed | Refusal]:
    """Nothing of a file that is no list of places: states, tables of ids."""
    try:
        yield from feed.parse(SourceFile(path), skipped=lambda _: None)
    except Exception:
        return


def said(found: Parsed | Refusal) -> object:
    """Without states: those of a file without times of their own have the file's."""
    if isinstance(found, Refusal):
        return (found.rule, found.field, found.native_id)
    record: StationRecord = found.station
    return replace(record, evses=tuple(replace(evse, status_at=None) for evse in record.evses))


@pytest.mark.parametrize(("feed", "path"), list(files()), ids=lambda value: getattr(value, "name", ""))
def test_a_kept_row_reads_as_it_did(feed: Feed, path: Path) -> None:
    for found in read(feed, path):
        kept = orjson.loads(as_json(found.raw) or b"")
        assert [said(again) for again in feed.read([kept], skipped=lambda _: None)] == [said(found)]


def test_every_source_has_a_row_here() -> None:
    assert {feed.uid for feed, _path in files()} == {uid for uid, feed in all_feeds().items() if not feed.demo}
