"""JSON lines: the manifest on the first line, then one station a line, as the API sends it."""

from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from stations.exports.base import Chunk, Format, Writer

# Room for the manifest, which is known last and stands first; what it does not need is filled with spaces.
_ROOM = 4096
_BLOCK = 1 << 20


class JsonLines(Format):
    """Everything that is known, a line a station."""

    name = "jsonl"
    label = "JSON lines"
    words = _("Everything that is known of a station on a line of its own, with every EVSE and plug.")
    media_type = "application/x-ndjson"
    suffix = ".jsonl"

    def writer(self, file: BinaryIO) -> Writer:
        return _LinesWriter(file)


class _LinesWriter(Writer):
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.write(b" " * _ROOM + b"\n")

    def add(self, chunk: Chunk) -> None:
        self._file.write(b"\n".join((*chunk.documents, b"")))

    def finish(self, manifest: bytes) -> None:
        line = b'{"manifest":%b}' % manifest
        if len(line) > _ROOM:
            _shift(self._file, _ROOM, len(line) - _ROOM)
        self._file.seek(0)
        self._file.write(line)


def _shift(file: BinaryIO, begin: int, by: int) -> None:
    """Move what stands behind `begin` further back, from its end on, so that nothing is overwritten unread."""
    place = file.seek(0, 2)
    while place > begin:
        size = min(_BLOCK, place - begin)
        place -= size
        file.seek(place)
        block = file.read(size)
        file.seek(place + by)
        file.write(block)
