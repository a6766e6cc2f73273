"""Finds the list of locations in a file and streams it; finds the envelope's time and the address of the next page."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final

import ijson

from stations.sources.base import SourceFile
from stations.sources.families.beginning import beginning
from stations.sources.families.json_files import open_apart, open_json
from stations.sources.families.scalars import moment

_CHUNK: Final = 1 << 20
_TAIL: Final = 4096
_TIMESTAMP: Final = re.compile(rb'"timestamp"\s*:\s*"([^"\\]{1,40})"')
_LINK: Final = re.compile(r"<([^<>]*)>([^<]*)")
_NEXT: Final = re.compile(r"""(?:^|;)\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|'[^']*\bnext\b[^']*'|next\b)""", re.I)
# By these keys an object is told to be a location. They come before the keys of anything inside it.
_MARKS: Final = frozenset({"coordinates", "evses", "charging_pool"})


def locations(file: SourceFile) -> Iterator[Any]:
    """The locations of a file in flat memory. Pages that were appended to each other read as one."""
    with open_apart(file) as stream:
        prefix = list_prefix(stream)
    with open_json(file) as stream:
        yield from ijson.items(stream, prefix, use_float=True, multiple_values=True)


def list_prefix(stream: BinaryIO) -> str:
    """Where the list of locations lies, as a prefix of ijson: "item", "data.item", "data.locations.item"…

    A file of one location has "". Without a list of locations it is the first list, which is then read as empty.
    """
    first: str | None = None
    for prefix, event, value in ijson.parse(stream, use_float=True, multiple_values=True):
        if event == "start_array" and first is None:
            first = f"{prefix}.item" if prefix else "item"
        elif event == "map_key" and value in _MARKS and (not prefix or prefix.endswith("item")):
            return str(prefix)
    return first or "item"


def envelope_time(file: SourceFile) -> datetime | None:
    """The `timestamp` of the envelope, which stands before the list or after it; None for a bare list."""
    with SourceFile(file.path).open() as stream:
        if not beginning(stream).startswith(b"{"):
            return None
        head = stream.read(_TAIL)
        before = head.partition(b"[")[0]
        found = _TIMESTAMP.search(before) or _TIMESTAMP.search(_end(head, stream))
    return moment(found[1].decode("ascii", "replace")) if found else None


def _end(head: bytes, stream: BinaryIO) -> bytes:
    """What follows the last list of the file."""
    last = deque([head], maxlen=2)
    while chunk := stream.read(_CHUNK):
        last.append(chunk)
    return b"".join(last)[-_TAIL:].rpartition(b"]")[2]


def next_link(headers: Mapping[str, str]) -> str | None:
    """The target of `Link: <…>; rel="next"`; names of headers are compared without case."""
    for name, value in headers.items():
        if name.lower() == "link":
            for target, parameters in _LINK.findall(value):
                if _NEXT.search(parameters):
                    return str(target).strip()
    return None
