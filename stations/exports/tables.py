"""What writers of tables share: one chunk is written while the next is parsed and the one after it is read."""

from abc import abstractmethod
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from stations.exports.base import Chunk, Writer
from voltway.lib.behind import Behind


class TableWriter(Writer):
    """Reading rows needs the interpreter, parsing and writing them hardly: a thread for each keeps two cores busy."""

    def __init__(self) -> None:
        self._parsing = ThreadPoolExecutor(1)
        self._writing: Behind[Future[Any]] = Behind(lambda parsed: self._write(parsed.result()))

    def add(self, chunk: Chunk) -> None:
        self._writing.put(self._parsing.submit(self._read, chunk.documents))

    def finish(self, manifest: bytes) -> None:
        self._writing.finish()
        self._parsing.shutdown()
        self._end(manifest)

    def abandon(self) -> None:
        self._writing.abandon()
        self._parsing.shutdown(cancel_futures=True)
        self._let_go()

    @abstractmethod
    def _read(self, documents: Sequence[bytes]) -> Any:
        """Parse documents into rows."""

    @abstractmethod
    def _write(self, rows: Any) -> None:
        """Append what `_read` gave, in the order of the stations."""

    @abstractmethod
    def _end(self, manifest: bytes) -> None:
        """Write the end of the file."""

    @abstractmethod
    def _let_go(self) -> None:
        """Let go of what is held."""
