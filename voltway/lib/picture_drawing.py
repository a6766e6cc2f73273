"""Draws one picture anew, in a process of its own that ends with it: `pictures.copies` starts it for each.

What a picture costs to read is known only by reading it, so the process has a limit of processor time and one of memory
that nobody's picture gets around, and the web process never holds a picture's pixels. Bytes come on standard input;
the answer is a line of JSON, and behind it the copies in its order.
"""

import json
import re
import resource
import sys
import warnings
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image

FORMATS: Final = ("JPEG", "PNG", "WEBP")
# How often a JPEG may go over its picture. libjpeg's own progressive files do so 10 times, and 18 with four colours;
# Photoshop's 3 to 5 times, mozjpeg's up to some 20. Each costs a walk over all pixels, however few bytes it has.
MAX_SCANS: Final = 40
# Ends and beginnings of a JPEG's parts; bytes of the picture that look like one have a zero behind, or are restarts.
_MARKER: Final = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")
_SCAN: Final = b"\xda"
_END: Final = b"\xd9"
_QUALITY: Final = 80
# 0 to 6: how long the encoder thinks. More makes files a few percent smaller and takes twice as long.
_EFFORT: Final = 3
# By EXIF's number of how the camera was held.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(ValueError):
    """The rule that a picture breaks."""


def main(max_pixels: int, seconds: int, memory: int, *sides: int) -> None:
    """Seconds of processor time, bytes of memory."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds)
    answer: dict[str, Any] = {}
    made: list[bytes] = []
    try:
        copies = drawn(sys.stdin.buffer.read(), max_pixels, sides)
        answer["sizes"] = [(len(content), *size) for content, size in copies]
        made = [content for content, _size in copies]
    except Refused as refused:
        answer["refused"] = str(refused)
    except MemoryError:
        answer["refused"] = "takes too much memory to read"
    except Exception:
        # Readers of formats raise whatever comes to their mind over bytes that were made to mislead them.
        answer["refused"] = "can't be read: it is damaged or cut off"
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(made))


def _limit(kind: int, most: int) -> None:
    # Who may set none in here has tighter ones, or is ended by the clock of who started this.
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (most, most))


def drawn(content: bytes, max_pixels: int, sides: tuple[int, ...]) -> list[tuple[bytes, tuple[int, int]]]:
    """A copy for each of the longest sides, with its width and height. Raises Refused, and whatever Pillow does."""
    # Pillow looks at the header before it sets memory aside: it warns above this.
    Image.MAX_IMAGE_PIXELS = max_pixels
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    if scans_of(content) > MAX_SCANS:
        raise Refused(f"must go over its picture at most {MAX_SCANS} times: save it again, not progressive")
    try:
        plain = _plain(content, max_pixels, max(sides))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(_too_many(max_pixels)) from None
    made = []
    for side in sides:
        plain.thumbnail((side, side))
        file = BytesIO()
        plain.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
        made.append((file.getvalue(), plain.size))
    return made


def scans_of(content: bytes) -> int:
    """How often a JPEG goes over its picture, counted up to one more than it may; 0 of what is none."""
    found, at = 0, 2
    if not content.startswith(b"\xff\xd8"):
        return 0
    while found <= MAX_SCANS and (marker := _MARKER.search(content, at)) and marker[1] != _END:
        # What stands in a part, such as a camera's small picture, is none of it.
        at = marker.end() + max(2, int.from_bytes(content[marker.end() : marker.end() + 2]))
        found += marker[1] == _SCAN
    return found


def _plain(content: bytes, max_pixels: int, side: int) -> Image.Image:
    """The picture upright and at most so long, on an empty one without anything beside it."""
    with Image.open(BytesIO(content), formats=FORMATS) as sent:
        if sent.width * sent.height > max_pixels:
            raise Refused(_too_many(max_pixels))
        if sent.format != "MPO" and getattr(sent, "is_animated", False):
            raise Refused("must be a still picture: this one moves")
        # A JPEG is read at a half, a quarter or an eighth where that is enough.
        sent.draft("RGB", (side, side))
        sent.load()
        turn = _turn(sent)
        eight = _eight_bits(sent)
        eight.thumbnail((side, side), reducing_gap=2.0)
        upright = eight.transpose(turn) if turn is not None else eight
    empty = Image.new("RGB", upright.size, "white")
    empty.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    return empty


def _eight_bits(sent: Image.Image) -> Image.Image:
    """Eight bits a channel, with transparency where there is some."""
    if sent.mode in ("RGBA", "LA", "PA") or "transparency" in sent.info:
        return sent if sent.mode == "RGBA" else sent.convert("RGBA")
    if sent.mode.startswith("I"):
        # 16 bits of grey; Pillow would cut off what is above 255.
        return sent.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    # Converting makes a copy, also of what is right as it is.
    return sent if sent.mode == "RGB" else sent.convert("RGB")


def _turn(sent: Image.Image) -> Image.Transpose | None:
    """What sets it upright as its camera was held; None where it is, or nobody can tell."""
    try:
        return _TURNS.get(sent.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return None


def _too_many(max_pixels: int) -> str:
    return f"must have at most {max_pixels // 1_000_000} megapixels"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
