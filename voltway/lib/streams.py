"""Opens input files for parsers: decompressed by what they are, never by their name."""

import gzip
from typing import BinaryIO, cast

GZIP_MAGIC = b"\x1f\x8b"


def open_bytes(file: BinaryIO) -> BinaryIO:
    """The content of a file, decompressed where it is gzipped. The file must be seekable."""
    magic = file.read(2)
    file.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if magic == GZIP_MAGIC else file
