"""Keeps JSON that is nested absurdly away from parsers: some take memory that grows with the square of its depth.

Brackets are counted chunk by chunk without looking for quotes, which costs next to nothing. A bracket inside a text is
counted too; so what is judged is how far the depth rises within a stretch of the file, which texts can't bring about.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# No feed that we know nests deeper than a dozen levels.
MAX_RISE = 1_000
# The most that the depth may seem to be altogether, texts included.
MAX_DEPTH = 5_000
_STRETCH = 4_000_000
_BUFFER = 256 * 1024
_HEAD = 64

_OTHERS = bytes(byte for byte in range(256) if byte not in b"[]{}")
# What a bracket does to the depth.
_STEPS = np.zeros(256, dtype=np.int32)
_STEPS[list(b"[{")] = 1
_STEPS[list(b"]}")] = -1


class TooDeep(ValueError):
    """JSON that is nested deeper than any data is."""


def shallow(binary: BinaryIO) -> BinaryIO:
    """The stream itself where it holds no JSON; else one that raises TooDeep where it is nested absurdly."""
    head = cast(io.BufferedReader, binary).peek(_HEAD)[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if not head.startswith((b"[", b"{")):
        return binary
    return cast(BinaryIO, io.BufferedReader(_Guarded(binary), _BUFFER))


class _Guarded(io.RawIOBase):
    """Passes bytes on and follows the depth."""

    def __init__(self, binary: BinaryIO) -> None:
        self._binary = binary
        self._depth = self._lowest = self._recent = self._before = self._in_stretch = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._binary.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._depth = self._lowest = self._recent = self._before = self._in_stretch = 0
        return self._binary.seek(offset, whence)

    def tell(self) -> int:
        return self._binary.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = cast(io.BufferedReader, self._binary).readinto(buffer)
        if count:
            content = bytes(memoryview(buffer).cast("B")[:count])
            self._follow(content.translate(None, _OTHERS), count)
        return count

    def close(self) -> None:
        self._binary.close()
        super().close()

    def _follow(self, brackets: bytes, count: int) -> None:
        steps = _STEPS[np.frombuffer(brackets, dtype=np.uint8)]
        depths = np.cumsum(steps, dtype=np.int64) + self._depth if len(steps) else np.array([self._depth])
        self._lowest = min(self._lowest, int(depths.min()))
        self._recent = min(self._recent, int(depths.min()))
        highest = int(depths.max())
        if highest - min(self._recent, self._before) > MAX_RISE or highest - self._lowest > MAX_DEPTH:
            raise TooDeep(f"JSON nested more than {MAX_RISE:,} levels deep")
        self._depth = int(depths[-1])
        self._in_stretch += count
        if self._in_stretch > _STRETCH:
            self._before, self._recent, self._in_stretch = self._recent, self._depth, 0
