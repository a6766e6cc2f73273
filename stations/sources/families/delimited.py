"""Reads CSV as authorities publish it: with a preamble or none, any delimiter, a BOM or none, encodings mixed.

A byte that is no UTF-8 is read as Windows-1252, one at a time, because consolidated files join editions of both.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, Final

_PREAMBLE_LINES: Final = 60
_DELIMITERS: Final = ",;\t|"
_FALLBACK: Final = "voltway_windows_1252"


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_FALLBACK, _windows_1252)


def read_table(
    content: BinaryIO, is_header: Callable[[Sequence[str]], bool]
) -> tuple[list[str], Iterator[list[str] | None]]:
    """The header, which is the first line that `is_header` knows, and the records after it, None for a broken one.

    Raises ValueError where the first 60 lines hold no header.
    """
    text = TextIOWrapper(content, encoding="utf-8-sig", errors=_FALLBACK, newline="")
    head = list(islice(text, _PREAMBLE_LINES))
    for delimiter in _DELIMITERS:
        if any(cells and is_header(cells) for cells in _records(head, delimiter)):
            records = _records(_again(head, text), delimiter)
            return next(cells for cells in records if cells and is_header(cells)), records
    raise ValueError("the file has no header of this format")


def _again(head: list[str], text: TextIOWrapper) -> Iterator[str]:
    try:
        yield from head
        yield from text
    finally:
        # The file is its opener's to close; a wrapper that is merely forgotten closes it, with a warning.
        text.detach()


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | None]:
    """Records without empty ones. A quote that never closes costs the lines up to the csv module's limit."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if any(cells):
            yield cells
