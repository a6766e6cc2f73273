"""Input files: packed or not, in any of the encodings that feeds come in, whole and with little memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voltway.lib.inflate import MEGABYTE, BrokenContent, TooMuchContent
from voltway.lib.streams import Decoding, open_bytes, text_lines, unpacked

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd\ufeff"), max_size=300)


def read(content: bytes) -> tuple[str, Decoding]:
    decoding = Decoding(io.BytesIO(content))
    return "".join(decoding.lines()), decoding


class Endless(io.RawIOBase):
    """Repeats its content for a given number of megabytes without holding them."""

    def __init__(self, content: bytes, megabytes: int) -> None:
        self._content = content * (MEGABYTE // len(content))
        self._left = megabytes

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        return self._content if self._left >= 0 else b""


@pytest.mark.parametrize("name", ["feed.csv", "feed.csv.gz", "feed"])
def test_a_packed_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for content in (gzip.compress(b"a;b\n"), b"a;b\n"):
        path.write_bytes(content)
        with open_bytes(path) as opened:
            assert opened.read() == b"a;b\n"


@pytest.mark.parametrize("content", [b"", b"\x1f", b"a"])
def test_files_shorter_than_a_mark_are_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)
    with open_bytes(path) as opened:
        assert opened.read() == content


def test_closing_closes_the_file_below(tmp_path: Path) -> None:
    path = tmp_path / "feed.gz"
    path.write_bytes(gzip.compress(b"x"))
    below = path.open("rb")
    with unpacked(below) as opened:
        assert opened.read(1) == b"x"
    assert below.closed


def test_a_file_is_unpacked_from_where_it_stands() -> None:
    file = io.BytesIO(b"head" + gzip.compress(b"content"))
    file.seek(4)
    assert unpacked(file).read() == b"content"


def test_progress_can_be_read_from_the_packed_file() -> None:
    content = b"".join(b"%d\n" % (number * 7919) for number in range(500_000))
    file = io.BytesIO(gzip.compress(content, 1))
    opened = unpacked(file)
    opened.read(1_000)
    assert 0 < file.tell() < len(file.getvalue())
    assert len(opened.read()) == len(content) - 1_000


def test_a_packed_file_cut_short_is_broken_not_short() -> None:
    file = io.BytesIO(gzip.compress(b"content" * 100)[:-10])
    with pytest.raises(BrokenContent):
        unpacked(file).read()


def test_a_bomb_is_stopped() -> None:
    with pytest.raises(TooMuchContent, match="100:1"):
        unpacked(io.BytesIO(gzip.compress(b"\0" * 20 * MEGABYTE))).read()
    with pytest.raises(TooMuchContent, match="10 bytes"):
        unpacked(io.BytesIO(gzip.compress(b"abcdefghijkl")), max_bytes=10).read()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"plain", "ascii"),
        ("Café".encode(), "utf-8"),
        (codecs.BOM_UTF8 + b"plain", "utf-8"),
        (codecs.BOM_UTF8 + "Café".encode(), "utf-8"),
        ("Café €".encode("cp1252"), "cp1252"),
        (b"Caf\xe9", "cp1252"),
        (codecs.BOM_UTF16_LE + "Café 💡".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "Café 💡".encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + "Café 💡".encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_the_encoding_is_found_out(content: bytes, encoding: str) -> None:
    text, decoding = read(content)
    assert decoding.encoding == encoding
    assert decoding.replaced == 0
    assert text == {"plain": "plain"}.get(text, content.decode(encoding).removeprefix("\ufeff"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("ascii_before", [0, 1, 262_143, 262_144, 1_000_000])
def test_the_first_accent_decides_however_late_it_comes(encoding: str, ascii_before: int) -> None:
    expected = "x" * ascii_before + "é à ü\n"
    text, decoding = read(expected.encode(encoding))
    assert (text, decoding.encoding, decoding.replaced) == (expected, encoding, 0)


def test_a_character_across_two_chunks_is_whole() -> None:
    expected = "é" + "x" * 262_140 + "💡" * 10
    text, decoding = read(expected.encode())
    assert (text, decoding.replaced) == (expected, 0)


def test_single_wrong_bytes_are_replaced_and_counted_and_spoil_nothing_else() -> None:
    text, decoding = read("Café Zürich ".encode() + b"G\xe9n\xe8ve" + " Łódź\n".encode())
    assert text == "Café Zürich G\ufffdn\ufffdve Łódź\n"
    assert (decoding.encoding, decoding.replaced) == ("utf-8", 2)


def test_a_file_that_ends_within_a_character_is_read_to_its_end() -> None:
    text, decoding = read("Café Zürich €".encode()[:-1])
    assert (text, decoding.replaced) == ("Café Zürich \ufffd", 1)


def test_bytes_without_meaning_in_the_last_encoding_are_replaced() -> None:
    text, decoding = read(b"\xe9\xe8\x81\x8d")
    assert (text, decoding.encoding, decoding.replaced) == ("éè\ufffd\ufffd", "cp1252", 2)


def test_other_encodings_can_be_expected() -> None:
    decoding = Decoding(io.BytesIO("Київ".encode("cp1251")), ("utf-8", "cp1251"))
    assert list(decoding.lines()) == ["Київ"]


@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    text, decoding = read(content)
    assert text.encode() == Decoding(io.BytesIO(content)).as_utf8().read()
    assert decoding.replaced == text.count("\ufffd")


@given(storable, st.sampled_from([(b"", "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8")]))
def test_what_was_written_is_read(text: str, form: tuple[bytes, str]) -> None:
    mark, encoding = form
    # Before a NUL the mark of UTF-16 is, byte for byte, the mark of UTF-32.
    assume(encoding != "utf-16-le" or not text.startswith("\0"))
    assert read(mark + text.encode(encoding))[0] == text


def test_lines_keep_their_ends_and_split_only_there() -> None:
    lines = ["a\r\n", "b\r", "c\n", "\x0bd\x1ce\x85f\u2028g\n", "\n", "last"]
    assert list(text_lines(io.BytesIO("".join(lines).encode()))) == lines


def test_csv_reads_cells_with_line_ends() -> None:
    content = 'id;name\r\n1;"two\r\nlines"\r\n2;"ü;"\r\n'.encode("cp1252")
    rows = list(csv.reader(text_lines(io.BytesIO(content)), delimiter=";"))
    assert rows == [["id", "name"], ["1", "two\r\nlines"], ["2", "ü;"]]


def test_a_file_without_lines_is_refused_instead_of_kept_in_memory() -> None:
    lines = Decoding(io.BytesIO(b"short\n" + b"x" * 101)).lines(max_line=100)
    assert next(lines) == "short\n"
    with pytest.raises(TooMuchContent, match="100 characters"):
        next(lines)
    assert list(Decoding(io.BytesIO(b"x" * 100)).lines(max_line=100)) == ["x" * 100]


@pytest.fixture
def peak() -> Iterator[list[int]]:
    found: list[int] = []
    tracemalloc.start()
    yield found
    tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(peak: list[int]) -> None:
    for megabytes in (5, 25):
        tracemalloc.reset_peak()
        feed = cast(BinaryIO, Endless("Zürich;47.37;8.54\n".encode("cp1252") * 10, megabytes))
        assert sum(len(line) for line in text_lines(feed)) > megabytes * 990_000
        peak.append(tracemalloc.get_traced_memory()[1])
    assert peak[1] < peak[0] * 1.2
