"""Tells the formats of one source apart by what their files begin with."""

from typing import BinaryIO

_BOM = b"\xef\xbb\xbf"


def first_byte(stream: BinaryIO) -> bytes:
    """The first byte that is no white space; the stream is left at its start, behind a byte-order mark."""
    start = stream.read(256)
    stream.seek(len(_BOM) if start.startswith(_BOM) else 0)
    return start.removeprefix(_BOM).lstrip()[:1]
