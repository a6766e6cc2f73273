"""Bounded decompression: the content comes out whole, and nothing larger than allowed does."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltway.lib.inflate import MEGABYTE, BrokenContent, Inflater, TooMuchContent


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def inflate(packed: bytes, chunk: int = 65_536, max_bytes: int = 50 * MEGABYTE) -> bytes:
    inflater = Inflater(max_bytes=max_bytes)
    content = b"".join(
        piece for start in range(0, len(packed), chunk) for piece in inflater.feed(packed[start : start + chunk])
    )
    inflater.finish()
    return content


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare_deflate])
@given(content=st.binary(max_size=3_000), chunk=st.integers(1, 400))
def test_content_comes_out_whole_however_it_is_cut(pack: Callable[[bytes], bytes], content: bytes, chunk: int) -> None:
    assert inflate(pack(content), chunk) == content


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.integers(1, 50))
def test_members_of_a_gzip_follow_each_other(contents: list[bytes], chunk: int) -> None:
    assert inflate(b"".join(map(gzip.compress, contents)), chunk) == b"".join(contents)


@pytest.mark.parametrize("padding", [b"\0", b"\0" * 1_000, b"garbage", b"\x1f"])
@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_padding_after_a_gzip_is_dropped(padding: bytes, chunk: int) -> None:
    assert inflate(gzip.compress(b"content") + padding, chunk) == b"content"


def test_nothing_is_empty_content() -> None:
    assert inflate(b"") == b""


@pytest.mark.parametrize("length", [1, 2, 9, -1, -8])
def test_content_that_stops_short_is_broken(length: int) -> None:
    packed = gzip.compress(b"some content that is long enough" * 3)
    with pytest.raises(BrokenContent):
        inflate(packed[:length])


@pytest.mark.parametrize("place", [12, 20, -6])
def test_damaged_content_is_broken(place: int) -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 4))
    packed[place] ^= 0xFF
    with pytest.raises(BrokenContent):
        inflate(bytes(packed))


@pytest.mark.parametrize("content", [b"<!doctype html><p>not compressed</p>", b"\xff\xff\xff\xff"])
def test_content_that_is_not_compressed_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenContent):
        inflate(content)


def test_a_large_content_comes_in_pieces_and_whole() -> None:
    content = b"".join(b"%d;station %d\n" % (number, number * 7) for number in range(100_000))
    pieces = list(Inflater(max_bytes=10 * MEGABYTE).feed(gzip.compress(content)))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 256 * 1024


def test_a_bomb_is_stopped_long_before_it_is_whole() -> None:
    bomb = gzip.compress(b"\0" * 50 * MEGABYTE)
    given_out = 0
    with pytest.raises(TooMuchContent, match="100:1"):
        for piece in Inflater(max_bytes=200 * MEGABYTE).feed(bomb):
            given_out += len(piece)
    assert given_out <= 100 * len(bomb)


def test_a_bomb_of_many_members_is_stopped() -> None:
    with pytest.raises(TooMuchContent, match="100:1"):
        inflate(gzip.compress(b"\0" * MEGABYTE) * 5)


def test_content_above_the_size_allowed_is_stopped() -> None:
    with pytest.raises(TooMuchContent, match="1,000 bytes"):
        inflate(gzip.compress(bytes(range(250)) * 5), max_bytes=1_000)
    assert len(inflate(gzip.compress(bytes(range(250)) * 4), max_bytes=1_000)) == 1_000
