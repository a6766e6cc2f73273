"""A part of a file, as a Range asks for it."""

import io

import pytest

from voltway.lib import ranges
from voltway.lib.problems import NotInFile


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-4", range(5)),
        ("bytes=5-", range(5, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("bytes=8-99", range(8, 10)),
        ("Bytes = 9-9", range(9, 10)),
        # All of it: nothing that is read as one part.
        ("", None),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-4", None),
        ("bytes=" + "9" * 40 + "-", None),
        ("bytes=a-b", None),
    ],
)
def test_a_part_is_read_as_the_standard_says(header: str, wanted: range | None) -> None:
    assert ranges.part(header, 10) == wanted


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(NotInFile) as caught:
        ranges.part(header, 10)
    assert caught.value.headers["Content-Range"] == "bytes */10"


def test_nothing_of_an_empty_file_can_be_asked_for() -> None:
    with pytest.raises(NotInFile):
        ranges.part("bytes=0-", 0)


def test_exactly_the_part_is_read_in_blocks() -> None:
    content = bytes(range(256)) * 1_000
    blocks = list(ranges.read(io.BytesIO(content), range(100, 200_000)))
    assert len(blocks) > 1
    assert b"".join(blocks) == content[100:200_000]
