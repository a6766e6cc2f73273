"""Pictures that people send, made anew: what is seen stays, and nothing of what a camera or a sender put beside it.

A picture is read only where its first bytes, its size and its number of pixels allow it, by a process of its own with
limits (`picture_drawing`); Pillow knows no other format there. What is kept is drawn on an empty picture, so that no
EXIF, XMP, IPTC, colour profile, comment, thumbnail or second file behind it comes along.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from voltway.lib.problems import InvalidParameters, ParameterError, TooLarge, Unavailable

MAX_BYTES: Final = 5_000_000
MAX_PIXELS: Final = 25_000_000
MEDIA_TYPES: Final = ("image/jpeg", "image/png", "image/webp")
# What the copies are.
SUFFIX: Final = "webp"
MEDIA_TYPE: Final = "image/webp"

# Bytes that a format begins with, for whoever sends one that is not read here: it gets its name.
_OTHERS: Final = (
    (b"GIF8", 0, "GIF"),
    (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
    (b"%PDF", 0, "PDF"),
    (b"PK", 0, "ZIP"),
    (b"BM", 0, "BMP"),
    (b"ftyphei", 4, "HEIC"),
    (b"ftyphev", 4, "HEIC"),
    (b"ftypmif1", 4, "HEIC"),
    (b"ftypavif", 4, "AVIF"),
)
# The process that draws one picture; what one of 25 megapixels costs stands in docs/operations.md.
_DRAWING: Final = Path(__file__).with_name("picture_drawing.py")
# Seconds of a processor, and bytes: some times what the largest picture of a camera takes.
_CPU_S: Final = 8
_MEMORY: Final = 1_000_000_000
# Seconds by the clock: on a machine that has much else to do.
_PATIENCE_S: Final = 25
# So many at a time in a web process; others wait for a moment.
_AT_ONCE: Final = 2
_WAIT_S: Final = 8
_slots = BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture as it is served."""

    content: bytes
    width: int
    height: int


def check_size(size: int, *, field: str) -> None:
    """Raises TooLarge."""
    if size > MAX_BYTES:
        words = f"The picture is larger than {MAX_BYTES // 1_000_000} MB."
        raise TooLarge(words, errors=[ParameterError(field, f"must have at most {MAX_BYTES // 1_000_000} MB")])


def copies(content: bytes, sides: tuple[int, ...], *, field: str) -> list[Copy]:
    """A copy for each of the longest sides, in pixels, from the largest down; none is larger than the picture itself.

    Raises TooLarge or InvalidParameters that names `field`, or Unavailable while too many are read at once.
    """
    check_size(len(content), field=field)
    try:
        _check_format(content)
    except _Refused as refused:
        raise _refusal(field, str(refused)) from None
    if not _slots.acquire(timeout=_WAIT_S):
        raise _busy()
    try:
        return _drawn(content, sorted(sides, reverse=True))
    except _Refused as refused:
        raise _refusal(field, str(refused)) from None
    finally:
        _slots.release()


class _Refused(ValueError):
    """The rule that a picture breaks."""


def _drawn(content: bytes, sides: Sequence[int]) -> list[Copy]:
    """Raises _Refused, or Unavailable where the machine has no time for it."""
    # Isolated: it finds its own folder and the environment of whoever started it nowhere.
    command = [sys.executable, "-I", str(_DRAWING), *map(str, (MAX_PIXELS, _CPU_S, _MEMORY, *sides))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE_S, env={}, check=False)  # noqa: S603
    except (subprocess.TimeoutExpired, OSError):
        raise _busy() from None
    if done.returncode < 0:
        # By a signal: its limits, or a reader that fell over it.
        raise _Refused("takes too long or too much memory to read")
    done.check_returncode()
    head, _, packed = done.stdout.partition(b"\n")
    answer, rest = json.loads(head), BytesIO(packed)
    if "refused" in answer:
        raise _Refused(answer["refused"])
    return [Copy(rest.read(length), width, height) for length, width, height in answer["sizes"]]


def _busy() -> Unavailable:
    return Unavailable("Many pictures are read just now.", retry_after=_WAIT_S)


def _check_format(content: bytes) -> None:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise _Refused("must be a JPEG, PNG or WebP picture, and this is SVG or another kind of text")
    for magic, place, name in _OTHERS:
        if content[place : place + len(magic)] == magic:
            raise _Refused(f"must be a JPEG, PNG or WebP picture, and this is {name}")
    known = content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )
    if not known:
        raise _Refused("must be a JPEG, PNG or WebP picture")


def _refusal(field: str, rule: str) -> InvalidParameters:
    return InvalidParameters("The picture can't be used.", errors=[ParameterError(field, rule)])
