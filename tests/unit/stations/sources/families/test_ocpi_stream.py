"""Where the locations lie in a file, when the envelope was written, and where the next page is."""

import gzip
import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from stations.sources.base import Request, SourceFile
from stations.sources.families.ocpi import OcpiFeed
from stations.sources.families.ocpi_stream import envelope_time, list_prefix, locations, next_link

LOCATION = {"id": "1", "coordinates": {"latitude": "1", "longitude": "2"}, "evses": [{"uid": "1", "last_updated": "x"}]}
SHAPES: list[tuple[str, Any]] = [
    ("item", [LOCATION]),
    ("data.item", {"data": [LOCATION]}),
    ("data.item", {"languages": {"de": "German"}, "roles": ["x"], "data": [LOCATION], "status_code": 1000}),
    ("data.item", {"tariffs": [{"id": "1", "last_updated": "x", "elements": [{"price": 1}]}], "data": [LOCATION]}),
    ("locations.item", {"last_updated": "2025", "locations": [LOCATION]}),
    ("data.locations.item", {"data": {"locations": [LOCATION]}}),
    ("", LOCATION),
]


def written(folder: Path, content: bytes) -> SourceFile:
    path = folder / "file"
    path.write_bytes(content)
    return SourceFile(path)


@pytest.mark.parametrize(("prefix", "content"), SHAPES)
def test_the_list_is_found_under_any_key(prefix: str, content: Any, tmp_path: Path) -> None:
    assert list_prefix(BytesIO(json.dumps(content).encode())) == prefix
    assert list(locations(written(tmp_path, json.dumps(content).encode()))) == [LOCATION]


@pytest.mark.parametrize("content", ["[]", "{}", '{"data": []}', '{"data": [], "status_code": 1000}'])
def test_an_empty_answer_has_no_rows(content: str, tmp_path: Path) -> None:
    assert list(locations(written(tmp_path, content.encode()))) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_marks_and_compression_make_no_difference(mark: bytes, pack: Any, tmp_path: Path) -> None:
    file = written(
        tmp_path, pack(mark + json.dumps({"data": [LOCATION], "timestamp": "2025-01-01T00:00:00Z"}).encode())
    )
    assert list(locations(file)) == [LOCATION]
    assert envelope_time(file) == datetime(2025, 1, 1, tzinfo=UTC)


def test_pages_in_one_file_read_as_one(tmp_path: Path) -> None:
    page = json.dumps({"data": [LOCATION]})
    assert len(list(locations(written(tmp_path, f"{page}\n{page}".encode())))) == 2


def test_locations_may_stand_one_a_line(tmp_path: Path) -> None:
    line = json.dumps(LOCATION)
    assert len(list(locations(written(tmp_path, f"{line}\n{line}\n".encode())))) == 2


LONG = [LOCATION] * 200


@pytest.mark.parametrize(
    ("content", "told_at"),
    [
        ({"timestamp": "2025-01-02T03:04:05Z", "data": LONG}, datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ({"data": LONG, "timestamp": "2025-01-02T03:04:05+01:00"}, datetime(2025, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ({"data": [LOCATION | {"timestamp": "2001-01-01T00:00:00Z"}]}, None),
        ({"data": LONG, "timestamp": "now"}, None),
        (LONG, None),
        ([LOCATION | {"timestamp": "2001-01-01T00:00:00Z"}], None),
    ],
)
def test_the_envelope_time_stands_before_or_after_the_list(content: Any, told_at: Any, tmp_path: Path) -> None:
    assert envelope_time(written(tmp_path, json.dumps(content).encode())) == told_at


def test_the_progress_of_a_run_follows_the_locations(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps(LONG).encode())
    rows = locations(file)
    next(rows)
    assert 0 < file.position <= file.size
    assert len(list(rows)) == len(LONG) - 1


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a.example/l?offset=50>; rel="next"', "https://a.example/l?offset=50"),
        ("</l?offset=50>; rel=next", "/l?offset=50"),
        ('<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"', "https://a.example/3"),
        ('<https://a.example/3>; title="x"; rel="last next"', "https://a.example/3"),
        ('<https://a.example/1>; rel="prev"', None),
        ('<https://a.example/1>; rel="nextish"', None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_the_next_page_is_that_of_the_link_header(header: str, target: str | None) -> None:
    assert next_link({"Content-Type": "x", "link": header}) == target


def test_a_feed_follows_its_pages_on_the_same_host_with_its_headers() -> None:
    first = Request("https://a.example/locations", headers={"Authorization": "Token x"})
    following = OcpiFeed().next_request(first, {"Link": '</locations?offset=50>; rel="next"'})
    assert following == Request("https://a.example/locations?offset=50", headers={"Authorization": "Token x"})


@pytest.mark.parametrize("target", ["https://b.example/l", "http://a.example/l"])
def test_a_key_is_not_sent_elsewhere(target: str) -> None:
    first = Request("https://a.example/locations", headers={"Authorization": "Token x"})
    following = OcpiFeed().next_request(first, {"Link": f'<{target}>; rel="next"'})
    assert following == Request(target)


def test_the_last_page_has_no_next() -> None:
    assert OcpiFeed().next_request(Request("https://a.example"), {"X-Total-Count": "3"}) is None
