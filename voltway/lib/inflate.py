"""Decompression that can't be made to fill memory or disk: gzip and deflate, bounded in size and in ratio.

gzip turns a megabyte of nothing into a gigabyte (1028:1); honest feeds stay below 30:1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

MAX_RATIO = 100
MEGABYTE = 1_000_000
# Up to here even a bomb is harmless, and short honest texts may repeat themselves a lot.
_FREE_BYTES = MEGABYTE
_STEP = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
# Some servers call this "deflate" where the standard means zlib.
_BARE_DEFLATE = -zlib.MAX_WBITS


class InflateError(Exception):
    """Compressed content that can't be used."""


class TooMuchContent(InflateError):
    """The content is larger, or was compressed more, than is allowed."""


class BrokenContent(InflateError):
    """The content is damaged or ends too early."""


class ByteLimit:
    """Counts bytes and raises TooMuchContent above `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.count = 0

    def add(self, number: int) -> None:
        self.count += number
        if self.count > self.max_bytes:
            raise TooMuchContent(f"more than {self.max_bytes:,} bytes")


class Inflater:
    """Takes gzip (of several members too), zlib or bare deflate in chunks and gives the content in small pieces."""

    def __init__(self, *, max_bytes: int, max_ratio: int = MAX_RATIO) -> None:
        self._limit = ByteLimit(max_bytes)
        self._max_ratio = max_ratio
        self._taken = 0
        self._decoder = zlib.decompressobj(_GZIP)
        self._members = 0
        self._at_start = True
        self._ended = False
        self._held = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The content of the next compressed bytes; TooMuchContent or BrokenContent ends it."""
        self._taken += len(chunk)
        rest = self._held + chunk
        self._held = b""
        while rest and not self._ended:
            if self._at_start and not self._begin(rest):
                return
            yield from self._inflate(rest)
            rest = self._decoder.unused_data
            self._at_start = self._decoder.eof

    def finish(self) -> None:
        """Call at the end of the compressed bytes; raises BrokenContent if the content stops short."""
        if self._taken and not (self._ended or (self._at_start and self._members)):
            raise BrokenContent("compressed content ends too early")

    def _begin(self, data: bytes) -> bool:
        """Choose the decoder by the first two bytes of a member; False if there is none, or not yet two bytes."""
        if len(data) < len(_GZIP_MAGIC):
            self._held = data
            return False
        is_gzip = data.startswith(_GZIP_MAGIC)
        if self._members and not is_gzip:
            self._ended = True  # padding after the last member, which gzip itself drops too
            return False
        is_zlib = data[0] & 0x0F == zlib.DEFLATED and (data[0] << 8 | data[1]) % 31 == 0
        self._decoder = zlib.decompressobj(_GZIP if is_gzip else _ZLIB if is_zlib else _BARE_DEFLATE)
        self._members += 1
        return True

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        while True:
            try:
                piece = self._decoder.decompress(data, _STEP)
            except zlib.error as error:
                raise BrokenContent(f"compressed content is damaged: {error}") from None
            data = self._decoder.unconsumed_tail
            self._count(len(piece))
            if piece:
                yield piece
            # A full piece may leave more inside of the decoder though all of the input is taken.
            if self._decoder.eof or (len(piece) < _STEP and not data):
                return

    def _count(self, number: int) -> None:
        self._limit.add(number)
        if self._limit.count > max(_FREE_BYTES, self._max_ratio * self._taken):
            raise TooMuchContent(f"compressed more than {self._max_ratio}:1")
