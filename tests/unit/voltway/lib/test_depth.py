"""JSON that is nested absurdly is kept from parsers; everything else passes untouched."""

import gzip
import io
import random

import pytest

from voltway.lib.depth import MAX_RISE, TooDeep, shallow


def through(content: bytes, piece: int = 1 << 16) -> bytes:
    stream = shallow(io.BufferedReader(io.BytesIO(content)))
    return b"".join(iter(lambda: stream.read(piece), b""))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"a": [1, 2, {"b": []}]}',
        b"[" * 900 + b"]" * 900,
        b"id;name\n1;" + b"[" * 5_000,
        bytes(random.Random(1).randbytes(300_000)),
        gzip.compress(b"[" * 5_000, mtime=0),
    ],
)
def test_what_is_no_json_or_no_deeper_than_data_passes(content: bytes) -> None:
    assert through(content) == content


@pytest.mark.parametrize("piece", [1_000, 1 << 20])
@pytest.mark.parametrize(
    "content",
    [
        b"[" * (MAX_RISE + 1),
        b'{"a":' * (MAX_RISE + 1),
        b'\xef\xbb\xbf  [{"a":' + b"[" * (MAX_RISE + 1) + b"]" * (MAX_RISE + 1) + b"}]",
        b"[1, 2, 3, " + b"[0, " * 2_000,
        b"[" + b"".join(b'{"padding": "%s", "in": ' % (b"x" * 3_000) for _ in range(6_000)),
    ],
    ids=["lists", "objects", "closed again", "in a list", "slowly"],
)
def test_what_is_nested_absurdly_is_refused(content: bytes, piece: int) -> None:
    with pytest.raises(TooDeep, match="nested more than 1,000 levels"):
        through(content, piece)


def test_brackets_in_texts_do_no_harm_however_many_there_are() -> None:
    record = b'{"name": "Exit [A", "note": "see {below"}'
    content = b"[" + b",".join([record] * 2_000) + b"]"
    with pytest.raises(TooDeep):
        # Four thousand of them within a few kilobytes are no texts any more.
        through(content)
    sparse = b"[" + b",".join([record + b" " * 20_000] * 2_000) + b"]"
    assert len(through(sparse)) == len(sparse)


def test_the_stream_can_be_read_again_from_its_beginning() -> None:
    stream = shallow(io.BufferedReader(io.BytesIO(b"[" * 900)))
    for _ in range(3):
        assert len(stream.read()) == 900
        stream.seek(0)
    assert stream.tell() == 0


def test_closing_it_closes_what_is_behind_it() -> None:
    behind = io.BufferedReader(io.BytesIO(b"[]"))
    shallow(behind).close()
    assert behind.closed
