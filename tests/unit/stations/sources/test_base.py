"""What every source does: a row that fails is set aside with its reason, and a run can tell how far it is."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Raw, Refusal, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from tests.fakes.feeds import RowFeed, SilentFeed


class Raising(RowFeed):
    """Raises whatever its rows are."""

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        yield from self.raised  # type: ignore[misc]

    def __init__(self, *raised: Exception) -> None:
        self.raised = raised

    def native_id(self, raw: Raw) -> str | None:
        if "named" not in str(raw):
            raise KeyError("id")
        return "a"

    def station(self, raw: Raw) -> StationRecord:
        assert isinstance(raw, Exception)
        raise raw


def parsed(*raised: Exception) -> tuple[list[Parsed | Refusal], list[str]]:
    skipped: list[str] = []
    return list(Raising(*raised).parse(SourceFile(Path("any")), skipped=skipped.append)), skipped


@pytest.mark.parametrize(
    "error",
    [KeyError("evses"), ValueError("no number"), TypeError("a list"), RecursionError("deep"), OverflowError("large"),
     ZeroDivisionError("none"), AttributeError("x"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_a_row_makes_its_reader_raise_is_a_refusal(error: Exception) -> None:
    (refusal,), _ = parsed(error)
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.native_id, refusal.field) == ("unreadable", None, None)
    assert refusal.message == f"{type(error).__name__}: {error}"


def test_a_refusal_keeps_its_rule_its_field_and_the_rows_id() -> None:
    (refusal,), _ = parsed(Refused("coordinates_missing", "coordinates", "named, but nowhere"))
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.field, refusal.native_id) == ("coordinates_missing", "coordinates", "a")


def test_what_is_no_charging_place_is_told_and_left_out() -> None:
    assert parsed(NotCharging("a bicycle stand"), NotCharging("closed")) == ([], ["a bicycle stand", "closed"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_tells_how_far_it_is_read(tmp_path: Path, packed: bool) -> None:
    content = b"[" + b"1," * 400_000 + b"1]"
    path = tmp_path / "feed"
    path.write_bytes(gzip.compress(content, 0) if packed else content)
    file = SourceFile(path)
    assert file.position == 0
    with file.open() as stream:
        stream.read(100)
        assert 0 < file.position < file.size
        assert len(stream.read()) == len(content) - 100
        assert file.position == file.size
    assert file.position == 0


def test_a_source_knows_whether_it_has_a_status_file() -> None:
    assert RowFeed().has_statuses
    assert not SilentFeed().has_statuses
    with pytest.raises(NotImplementedError):
        SilentFeed().statuses(SourceFile(Path("any")))


def test_a_source_without_an_address_has_no_request() -> None:
    feed: Any = Feed()
    assert (feed.request(None), feed.status_request(None)) == (None, None)
