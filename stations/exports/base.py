"""What every format is: a class of facts, and a writer that is given one chunk of stations after another."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import BinaryIO, ClassVar, NamedTuple

import msgspec
from django.utils.functional import Promise

from stations.exports.document import Evse, Origin, Point, Station, Terms

_flat = msgspec.json.Decoder(Station[Point]).decode
_nested = msgspec.json.Decoder(Station[Evse]).decode
_origin = msgspec.json.Decoder(Origin).decode


class Position(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Chunk:
    """Some stations in the order of the file: their documents as the API sends them, and as typed structs."""

    def __init__(self, documents: Sequence[bytes], ids: Sequence[str], positions: Sequence[Position]) -> None:
        self.documents, self.ids, self.positions = documents, ids, positions

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def flat(self) -> list[Station[Point]]:
        """With what a line of a table says of their EVSEs."""
        return list(map(_flat, self.documents))

    @cached_property
    def nested(self) -> list[Station[Evse]]:
        """With all that is known of their EVSEs."""
        return list(map(_nested, self.documents))

    @property
    def terms(self) -> list[Terms]:
        """Where each station's record comes from."""
        made = self.__dict__
        read = made.get("flat") or made.get("nested") or list(map(_origin, self.documents))
        return [one.sources[0] for one in read]


class Writer(ABC):
    """Writes one file. Exactly one of `finish` and `abandon` ends it; neither closes the file."""

    @abstractmethod
    def add(self, chunk: Chunk) -> None:
        """Append stations."""

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
