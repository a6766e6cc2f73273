"""Part of a file, for a download that goes on where it was cut off (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from voltway.lib.problems import NotInFile

_ONE: Final = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)
_BLOCK: Final = 65_536


def part(header: str, size: int) -> range | None:
    """The bytes of a file of `size` bytes that a `Range` asks for; None where all of it is to be sent.

    Several parts at once, other units and what can't be read are passed over, as the standard allows. Raises NotInFile.
    """
    found = _ONE.fullmatch(header)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        wanted = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        wanted = range(int(first), min(size, int(last) + 1) if last else size)
    if not wanted:
        raise NotInFile(size=size)
    return wanted


def read(file: BinaryIO, wanted: range) -> Iterator[bytes]:
    """Those bytes in blocks."""
    file.seek(wanted.start)
    left = len(wanted)
    while left and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        yield block
