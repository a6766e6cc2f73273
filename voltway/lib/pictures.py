"""Pictures that people send, made anew: what is seen stays, and nothing of what a camera or a sender put beside it.

A picture is read only where its first bytes, its size and its number of pixels allow it; Pillow knows no other format
here. What is kept is drawn on an empty picture, so that no EXIF, XMP, IPTC, colour profile, comment, thumbnail or
second file behind it comes along.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import Final

from PIL import ExifTags, Image

from voltway.lib.problems import InvalidParameters, ParameterError, TooLarge, Unavailable

MAX_BYTES: Final = 5_000_000
MAX_PIXELS: Final = 25_000_000
MEDIA_TYPES: Final = ("image/jpeg", "image/png", "image/webp")
# What the copies are.
SUFFIX: Final = "webp"
MEDIA_TYPE: Final = "image/webp"

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
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
_QUALITY: Final = 80
# 0 to 6: how long the encoder thinks. More makes files a few percent smaller and takes twice as long.
_EFFORT: Final = 3
# A picture of 25 megapixels takes up to a second and 400 MB: two at a time in a process, others wait for a moment.
_AT_ONCE: Final = 2
_WAIT_S: Final = 8
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
_slots = BoundedSemaphore(_AT_ONCE)

# Pillow looks at the header before it sets memory aside: it warns above this, and a warning is refused as an error is.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


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
    if not _slots.acquire(timeout=_WAIT_S):
        raise Unavailable("Many pictures are read just now.", retry_after=_WAIT_S)
    try:
        drawn = _drawn(content, max(sides))
        made = []
        for side in sorted(sides, reverse=True):
            drawn.thumbnail((side, side))
            made.append(_packed(drawn))
        return made
    except _Refused as refused:
        raise _refusal(field, str(refused)) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _refusal(field, _TOO_MANY_PIXELS) from None
    except Exception:
        # Readers of formats raise whatever comes to their mind over bytes that were made to mislead them.
        raise _refusal(field, "can't be read: it is damaged or cut off") from None
    finally:
        _slots.release()


_TOO_MANY_PIXELS: Final = f"must have at most {MAX_PIXELS // 1_000_000} megapixels"


class _Refused(ValueError):
    """The rule that a picture breaks."""


def _drawn(content: bytes, side: int) -> Image.Image:
    """The picture upright and at most so long, on an empty one without anything beside it."""
    _check_format(content)
    with Image.open(BytesIO(content), formats=_FORMATS) as sent:
        if sent.width * sent.height > MAX_PIXELS:
            raise _Refused(_TOO_MANY_PIXELS)
        if sent.format != "MPO" and getattr(sent, "is_animated", False):
            raise _Refused("must be a still picture: this one moves")
        # A JPEG is read at a half, a quarter or an eighth where that is enough.
        sent.draft("RGB", (side, side))
        sent.load()
        turn = _turn(sent)
        plain = _plain(sent)
        plain.thumbnail((side, side), reducing_gap=2.0)
        upright = plain.transpose(turn) if turn is not None else plain
    empty = Image.new("RGB", upright.size, "white")
    empty.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    return empty


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


def _plain(sent: Image.Image) -> Image.Image:
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


def _packed(drawn: Image.Image) -> Copy:
    file = BytesIO()
    drawn.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
    return Copy(file.getvalue(), *drawn.size)


def _refusal(field: str, rule: str) -> InvalidParameters:
    return InvalidParameters("The picture can't be used.", errors=[ParameterError(field, rule)])
