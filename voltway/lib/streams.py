"""Opens input files for parsers: decompressed by what they are, never by their name."""

import gzip
from io import FileIO
from typing import BinaryIO, cast

GZIP_MAGIC = b"\x1f\x8b"


def open_bytes(file: BinaryIO) -> BinaryIO:
    """The content of a file, decompressed where it is gzipped. The file must be seekable."""
    magic = file.read(2)
    file.seek(0)
    if magic != GZIP_MAGIC:
        return file
    content = gzip.GzipFile(fileobj=file)
    # Closing the content closes the file too, as it does for a file that is not compressed.
    content.myfileobj = cast(FileIO, file)
    return cast(BinaryIO, content)
