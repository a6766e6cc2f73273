"""From rows to staged records: what is fingerprinted, what is set aside, what can't be kept."""

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed
from stations.sources import staging
from stations.sources.base import SourceFile
from stations.sources.staging import Batch, as_json, packed, read_batches, read_statuses
from tests.fakes.feeds import LiveFeed, RowFeed, evse, row, written


def batch(tmp_path: Path, *rows: Any, feed: RowFeed | None = None) -> Batch:
    (read,) = read_batches(feed or RowFeed(), SourceFile(written(tmp_path, list(rows))))
    return read


def test_a_record_is_staged_with_its_raw_row_and_its_facts(tmp_path: Path) -> None:
    given = row("a")
    (staged,) = batch(tmp_path, given).staged
    assert json.loads(zlib.decompress(staged.raw)) == json.loads(json.dumps(given))
    assert (staged.native_id, len(staged.raw_sha256), len(staged.fingerprint)) == ("a", 32, 16)


@pytest.mark.parametrize(
    ("change", "raw_differs", "facts_differ"),
    [({}, False, False), ({"exported": "today"}, True, False), ({"name": "Other"}, True, True)],
)
def test_only_what_is_read_changes_the_fingerprint(
    tmp_path: Path, change: dict[str, Any], raw_differs: bool, facts_differ: bool
) -> None:
    (one,), (two,) = batch(tmp_path, row("a")).staged, batch(tmp_path, row("a", **change)).staged
    assert (one.raw_sha256 != two.raw_sha256, one.fingerprint != two.fingerprint) == (raw_differs, facts_differ)


def test_live_states_stand_apart_and_change_no_fingerprint(tmp_path: Path) -> None:
    def told(status: str) -> Batch:
        return batch(tmp_path, row("a", evses=[evse("1", status=status)]), feed=LiveFeed())

    free, busy = told("AVAILABLE"), told("CHARGING")
    assert free.live == [("a", "1", "AVAILABLE", None)]
    assert free.staged[0].fingerprint == busy.staged[0].fingerprint
    assert told("PLANNED").staged[0].fingerprint != free.staged[0].fingerprint


def test_a_register_keeps_what_it_says_of_an_evse_as_a_fact(tmp_path: Path) -> None:
    read = batch(tmp_path, row("a", evses=[evse("1", status="OUTOFORDER")]))
    assert read.live == []
    assert read.staged[0].fingerprint != batch(tmp_path, row("a")).staged[0].fingerprint


def test_rows_are_handed_over_in_batches_that_tell_how_far_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK", 2)
    file = SourceFile(written(tmp_path, [row("b", fuel="LPG"), row("a"), row("c", lat=None)]))
    first, last = read_batches(RowFeed(), file)
    assert (first.read, len(first.staged), dict(first.skipped)) == (2, 1, {"another fuel": 1})
    assert (last.read, len(last.refusals), last.position) == (1, 1, file.size)


def test_states_that_can_not_be_read_say_why(tmp_path: Path) -> None:
    path = tmp_path / "states.json"
    path.write_text('[{"evse": "1", "status": "AVAILABLE"}, {')
    states = read_statuses(RowFeed(), SourceFile(path))
    assert next(states).key == "1"
    with pytest.raises(staging.Unreadable, match=r"states\.json can't be read: parse error"):
        next(states)


@pytest.mark.parametrize(
    ("raw", "written_as"),
    [
        ({"b": 1, "a": "é"}, '{"b":1,"a":"é"}'),
        ({"a": "half \ud800"}, '{"a": "half \\ud800"}'),
        ({"a": 10**30}, '{"a": 1000000000000000000000000000000}'),
        ({1: 2}, '{"1": 2}'),
    ],
)
def test_any_raw_row_can_be_kept(raw: Any, written_as: str) -> None:
    assert as_json(raw) == written_as.encode()


def test_a_row_that_is_nested_without_end_can_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert as_json(deep) is None
    assert zlib.decompress(packed(deep)) == b'"nested too deeply to be kept"'
    parsed = Parsed(deep, RowFeed().station(row("a")))
    monkeypatch.setattr(RowFeed, "parse", lambda *_, **__: iter([parsed]))
    read = batch(tmp_path)
    assert [refused.rule for refused in read.refusals] == ["nested_too_deeply"]


def test_a_refused_row_is_cut_where_it_is_absurdly_long() -> None:
    assert len(zlib.decompress(packed({"a": "x" * 10_000_000}))) == staging.MAX_REFUSED_BYTES
