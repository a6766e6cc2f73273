"""Tells the formats of one source apart by what their files begin with."""

from io import BufferedReader
from typing import BinaryIO, cast

_BOM = b"\xef\xbb\xbf"


def beginning(stream: BinaryIO) -> bytes:
    """Some first bytes behind a byte-order mark and white space; the stream goes on with them, and without the mark."""
    buffered = cast(BufferedReader, stream)
    if buffered.peek(len(_BOM)).startswith(_BOM):
        buffered.read(len(_BOM))
    return buffered.peek().lstrip()
