"""Opening input files for parsers: compressed or not, in whatever encoding, as streams that never fill memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from voltway.lib.inflate import MAX_RATIO, MEGABYTE, Inflater, TooMuchContent

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GIGABYTE = 1_000 * MEGABYTE
MAX_FILE_BYTES = 20 * GIGABYTE
MAX_LINE = 10 * MEGABYTE
ENCODINGS = ("utf-8", "cp1252")

_CHUNK = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_REPLACED = "\ufffd"
# The longer marks first: the one of UTF-32 begins with the one of UTF-16.
_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]


class _Pieces(io.RawIOBase):
    """A file to read from bytes that are made as they are asked for."""

    def __init__(self, pieces: Iterator[bytes], source: BinaryIO) -> None:
        self._pieces = pieces
        self._source = source
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        room = memoryview(buffer).cast("B")
        count = min(len(room), len(self._left))
        room[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        self._source.close()
        super().close()


def _as_file(pieces: Iterator[bytes], source: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Pieces(pieces, source), _CHUNK))


def _chunks(binary: BinaryIO) -> Iterator[bytes]:
    return iter(partial(binary.read, _CHUNK), b"")


def open_bytes(path: Path, *, max_bytes: int = MAX_FILE_BYTES, max_ratio: int = MAX_RATIO) -> BinaryIO:
    """The content of a file, unpacked if it is gzip by its first bytes, whatever its name.

    Reading raises an InflateError when a packed file is damaged, larger or packed more than allowed.
    """
    return unpacked(path.open("rb"), max_bytes=max_bytes, max_ratio=max_ratio)


def unpacked(binary: BinaryIO, *, max_bytes: int = MAX_FILE_BYTES, max_ratio: int = MAX_RATIO) -> BinaryIO:
    """`open_bytes` for a file that is open; `binary.tell()` goes on telling how much of the packed file is read."""
    head = binary.read(len(_GZIP_MAGIC))
    binary.seek(-len(head), io.SEEK_CUR)
    return _as_file(_inflated(binary, max_bytes, max_ratio), binary) if head == _GZIP_MAGIC else binary


def _inflated(binary: BinaryIO, max_bytes: int, max_ratio: int) -> Iterator[bytes]:
    inflater = Inflater(max_bytes=max_bytes, max_ratio=max_ratio)
    for chunk in _chunks(binary):
        yield from inflater.feed(chunk)
    inflater.finish()


class Decoding:
    """Reads bytes in an encoding that they show themselves, and remembers what it took them for.

    A byte order mark decides; else the first chunk that is not plain ASCII, however late it comes: the first of
    `encodings` in which more characters come out right than wrong, or the last. It then holds for the whole file, and
    bytes that mean nothing in it become U+FFFD and are counted, with those that were there already.
    """

    def __init__(self, binary: BinaryIO, encodings: Sequence[str] = ENCODINGS) -> None:
        self._binary = binary
        self._candidates = encodings
        self.encoding = "ascii"
        self.replaced = 0

    def as_utf8(self) -> BinaryIO:
        """The content as valid UTF-8 without a mark, for parsers that read bytes."""
        return _as_file((text.encode() for text in self._texts()), self._binary)

    def lines(self, max_line: int = MAX_LINE) -> Iterator[str]:
        """The lines with their ends as they are (LF, CR or both), as `csv` wants them.

        Raises TooMuchContent for a line above `max_line` characters: the file is something else than lines then.
        """
        # The wrapper reads its own UTF-8 back, which is cheap, and splits lines in C.
        reader = io.TextIOWrapper(self.as_utf8(), encoding="utf-8", newline="")
        for line in iter(partial(reader.readline, max_line + 1), ""):
            if len(line) > max_line:
                raise TooMuchContent(f"a line of more than {max_line:,} characters")
            yield line

    def _texts(self) -> Iterator[str]:
        decoder: codecs.IncrementalDecoder | None = None
        chunks = self._without_mark(_chunks(self._binary))
        for chunk in chunks:
            if decoder is None and (self.encoding != "ascii" or not chunk.isascii()):
                # The only accent may be the chunk's last byte: what follows tells what it is.
                more = next(chunks, b"")
                decoder = self._decide(chunk + more, whole=not more)
                yield self._counted(decoder.decode(chunk + more))
            else:
                yield self._counted(decoder.decode(chunk) if decoder else chunk.decode("ascii"))
        if decoder:
            yield self._counted(decoder.decode(b"", final=True))

    def _without_mark(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        head = next(chunks, b"")
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                self.encoding, head = encoding, head[len(mark) :]
                break
        yield head
        yield from chunks

    def _decide(self, sample: bytes, *, whole: bool) -> codecs.IncrementalDecoder:
        if self.encoding == "ascii":
            fitting = (name for name in self._candidates if _fits(sample, name, whole=whole))
            self.encoding = next(fitting, self._candidates[-1])
        return _decoder(self.encoding)

    def _counted(self, text: str) -> str:
        self.replaced += text.count(_REPLACED)
        return text


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(errors="replace")


def _fits(sample: bytes, encoding: str, *, whole: bool) -> bool:
    """Whether of the characters beyond ASCII more are right than wrong; one cut by the end of a part is neither."""
    text = _decoder(encoding).decode(sample, final=whole)
    wrong = text.count(_REPLACED)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return wrong == 0 or beyond - wrong > wrong


def text_lines(binary: BinaryIO, encodings: Sequence[str] = ENCODINGS) -> Iterator[str]:
    """The lines of a file in an encoding that is found out; use `Decoding` to learn which, and what was replaced."""
    return Decoding(binary, encodings).lines()
