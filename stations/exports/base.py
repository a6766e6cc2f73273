"""What every format is: a class of facts, and a writer that is given one chunk of stations after another."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import BinaryIO, ClassVar, NamedTuple

from django.utils.functional import Promise

from stations.search.rows import Row


class Chunk(NamedTuple):
    """Some stations in the order of the file, and their documents as the API sends them."""

    rows: Sequence[Row]
    documents: Sequence[bytes]


class Writer(ABC):
    """Writes one file. Exactly one of `finish` and `abandon` ends it; neither closes the file."""

    @abstractmethod
    def add(self, chunk: Chunk) -> None:
        """Append stations, one at least."""

    @abstractmethod
    def finish(self, manifest: bytes) -> None:
        """Write what is still to be written, and the manifest (JSON) into its place."""

    def abandon(self) -> None:  # noqa: B027 — most writers hold nothing
        """Let go of what the writer holds: the file is going to be deleted."""


class Format(ABC):
    """One format of exports."""

    name: ClassVar[str]
    label: ClassVar[str]
    # What it is good for, in a line, for whoever chooses.
    words: ClassVar[Promise]
    media_type: ClassVar[str]
    # Of the file's name, with its dot.
    suffix: ClassVar[str]

    @abstractmethod
    def writer(self, file: BinaryIO) -> Writer:
        """A writer into an empty file, which can be read and sought in."""
