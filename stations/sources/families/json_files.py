"""Opens JSON files for streaming: decompressed, and in UTF-8 whatever they were written in."""

from typing import BinaryIO

from stations.sources.base import SourceFile
from voltway.lib.streams import Decoding


def open_json(file: SourceFile) -> BinaryIO:
    """The content for a parser; the run's progress follows it."""
    return Decoding(file.open()).as_utf8()


def open_apart(file: SourceFile) -> BinaryIO:
    """The same for a pass beside the run's own, which is no progress."""
    return open_json(SourceFile(file.path))
