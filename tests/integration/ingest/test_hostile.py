"""Hostile input on its way through the pipeline: the row is refused or the run fails in words; what was there stays."""

import gzip
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from stations.ingest.runs import RunFailed
from stations.models import ImportRun, RejectedRow, Station
from stations.sources import staging
from stations.sources.base import SourceFile
from stations.sources.registry import get_feed
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import World, world

GOOD = row("good")


def one(**facts: Any) -> str:
    return json.dumps([GOOD, row("bad", **facts)])


def deep(levels: int) -> str:
    return f'[{json.dumps(GOOD)}, {{"id": {"[" * levels}{"]" * levels}}}]'


@pytest.fixture
def loaded(imports: Imports) -> tuple[Imports, World]:
    imports([row("old"), GOOD], complete="*")
    return imports, world()


def file_of(imports: Imports, content: str | bytes, name: str = "feed.json") -> Path:
    path = imports.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"id": "x", "lat": NaN}]', "can't be read: lexical error"),
        ('[{"id": "x", "lat": Infinity}]', "can't be read: lexical error"),
        ('[{"id": "x", "lat": 1e999}]', "can't be read: parse error: numeric"),
        ('[{"id": "x", "lat": 123456789012345678901234567890}]', "can't be read: parse error: integer overflow"),
        (json.dumps([GOOD])[:-20], "can't be read: parse error: premature EOF"),
        ("", "can't be read: parse error: premature EOF"),
        ("[]", r"no charging place that can be published \(0 rows read\)"),
        ("null", r"no charging place that can be published \(0 rows read\)"),
        ("[1, null, [], \"text\"]", r"no charging place that can be published \(4 rows read\)"),
        ("\n <!DOCTYPE html><html><title>Down for maintenance</title>", "feed.json is a web page, not data"),
        ("<html>", "feed.json is a web page, not data"),
        ('[{"name": "\udc80"}]', "can't be read"),
        (deep(3_000), "JSON nested more than 1,000 levels deep"),
        (deep(200_000), "JSON nested more than 1,000 levels deep"),
        (gzip.compress(json.dumps([GOOD] * 5_000).encode())[:-300], "can't be read: compressed content ends too early"),
        (gzip.compress(b"[" + b" " * 3_000_000 + b"]"), "can't be read: compressed more than 100:1"),
        (b"\x1f\x8b\x08\x00broken", "can't be read: compressed content ends too early"),
        (b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 99, "can't be read: compressed content is damaged"),
        (b"\xff\xfe\x00\x00", "can't be read"),
    ],
    ids=lambda value: None if isinstance(value, str) and len(value) < 60 else "large",
)  # fmt: skip
def test_a_broken_file_fails_the_run_in_words_and_leaves_what_was_there(
    loaded: tuple[Imports, World], content: str | bytes, message: str
) -> None:
    imports, before = loaded
    with pytest.raises(RunFailed, match=message):
        imports.files(file_of(imports, content), complete="*")
    run = ImportRun.objects.first()
    assert run and run.state == ImportRun.State.FAILED and run.error
    assert world() == before


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (one(lat=None), "coordinates_missing"),
        (one(lat=0, lon=0), "null_island"),
        (one(lat=95.0), "coordinates_out_of_range"),
        (one(lat="42.36"), "unreadable"),
        (one(evses="all of them"), "unreadable"),
        (one(evses=[None]), "unreadable"),
        (one(id=["a", "list"]), "unreadable"),
        (one(id=""), "native_id_missing"),
        (one(id="i" * 1_000_000), "native_id_unusable"),
        (one(id="with\0nul"), "native_id_unusable"),
        (deep(700), "coordinates_missing"),
    ],
    ids=lambda value: value if len(value) < 40 else "row",
)
def test_a_bad_row_is_refused_with_a_rule_and_the_others_arrive(
    loaded: tuple[Imports, World], content: str, rule: str
) -> None:
    imports, _ = loaded
    run = imports.files(file_of(imports, content))
    refused = RejectedRow.objects.get()
    assert (refused.rule, run.state) == (rule, ImportRun.State.COMPLETED)
    assert len(refused.native_id) <= 200 and "\0" not in refused.native_id
    assert run.report["outcomes"] == {"unchanged": 1}


def test_a_row_that_is_too_deep_to_be_kept_is_refused(loaded: tuple[Imports, World]) -> None:
    imports, _ = loaded
    levels = 900
    nested = f"{'[' * levels}{']' * levels}"
    content = json.dumps([GOOD, row("bad", note="@")]).replace('"@"', nested)
    run = imports.files(file_of(imports, content))
    assert run.report["outcomes"]["unchanged"] == 1
    # Python's own writer keeps some hundred levels; what it can't keep is refused.
    assert run.report["refused"] in ({}, {"nested_too_deeply": 1})


def test_of_a_key_that_is_there_twice_the_last_counts(loaded: tuple[Imports, World]) -> None:
    imports, _ = loaded
    imports.files(file_of(imports, json.dumps([GOOD]).replace('"name"', '"name": "First", "name"')))
    assert Station.objects.get(records__native_id="good").name == "Place good"


@pytest.mark.parametrize("name", ["n" * 1_000_000, "nul\0inside", "bidi\u202eerutaerc", "half \ud800 a character"])
def test_odd_texts_are_cut_and_cleaned(loaded: tuple[Imports, World], name: str) -> None:
    imports, _ = loaded
    imports.files(file_of(imports, json.dumps([GOOD, row("odd", name=name)])))
    station = Station.objects.get(records__native_id="odd")
    assert 0 < len(station.name) <= 200
    assert station.name.isprintable()
    assert orjson.loads(bytes(station.document))["name"] == station.name


def test_a_row_that_cleaning_did_not_foresee_stops_nothing(
    loaded: tuple[Imports, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    imports, _ = loaded
    monkeypatch.setattr(staging, "clean", _unforeseen)
    run = imports([row("a"), row("b")])
    assert run.report["refused"] == {"unreadable": 1}
    assert RejectedRow.objects.get().message == "ZeroDivisionError: nobody saw this coming"


def _unforeseen(record: Any, feed: Any, mended: Any) -> Any:
    if record.native_id == "a":
        raise ZeroDivisionError("nobody saw this coming")
    return record


def test_the_states_of_a_row_that_is_refused_are_not_kept(imports: Imports) -> None:
    imports([row("a", evses=[evse("1", status="AVAILABLE")]), row("b")], source="xx-live")
    run = imports([row("a", id="i" * 300, evses=[evse("1", status="CHARGING")]), row("b")], source="xx-live")
    assert run.report["refused"] == {"native_id_unusable": 1}
    assert "states" not in run.report["outcomes"]


def test_a_file_that_is_read_in_another_process_fails_in_the_same_words(
    loaded: tuple[Imports, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    imports, before = loaded
    monkeypatch.setattr(staging, "ASIDE_BYTES", 0)
    assert imports([GOOD, row("b")]).report["outcomes"] == {"unchanged": 1, "new": 1}
    after = world()
    with pytest.raises(RunFailed, match=r"feed\.json can't be read: parse error: premature EOF"):
        imports.files(file_of(imports, json.dumps([GOOD])[:-20]))
    assert (world(), before["stations"] != after["stations"]) == (after, True)


def test_batches_of_large_rows_are_small(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BATCH_BYTES", 3_000)
    path = file_of(imports, json.dumps([row(str(n), note=[n * i for i in range(900)]) for n in range(9)]))
    sizes = [len(batch.staged) for batch in staging.read_batches(get_feed("xx-rows"), SourceFile(path))]
    assert sum(sizes) == 9 and max(sizes) < 9
