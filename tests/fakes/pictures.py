"""Pictures as people send them: with all that a camera writes beside them, and such as are made to mislead."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

# What nobody may find in anything that is served.
SECRETS = (
    b"48.858",
    b"Leica-Serial-4711",
    b"Ada Private",
    b"a note in XMP",
    b"hidden.txt",
    b"Exif",
    b"http://ns.adobe",
)
_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">a note in XMP by http://ns.adobe.com/xap/1.0/ at 48.858</x:xmpmeta>'


def drawn(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Red at the top, blue at the bottom: so it is seen how it lies."""
    image = Image.new(mode, (width, height), "blue" if mode != "L" else 40)
    image.paste("red" if mode != "L" else 200, (0, 0, width, height // 2))
    return image


def saved(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def exif(turn: int = 1) -> Image.Exif:
    """Position, serial number, owner, and how the camera was held."""
    told = Image.Exif()
    told[0x0112], told[0x010F], told[0xA431], told[0x013B] = turn, "Leica", "Leica-Serial-4711", "Ada Private"
    place = told.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(48), IFDRational(51), IFDRational(2976, 100))
    place[3], place[4] = "E", (IFDRational(2), IFDRational(17), IFDRational(40))
    place[27] = b"ASCII\0\0\0at 48.858"
    return told


def from_camera(turn: int = 1) -> bytes:
    """A JPEG with GPS, owner, XMP, comment and colour profile, and a ZIP file behind its end."""
    picture = saved(
        drawn(), exif=exif(turn), xmp=_XMP, comment=b"Ada Private", icc_profile=b"a profile of Ada Private" * 9
    )
    archive = BytesIO()
    with ZipFile(archive, "w") as packed:
        packed.writestr(ZipInfo("hidden.txt"), "Ada Private")
    return picture + archive.getvalue()


def png_with_words() -> bytes:
    words = PngInfo()
    words.add_text("Author", "Ada Private")
    words.add_itxt("XML:com.adobe.xmp", _XMP.decode(), zip=True)
    return saved(drawn(), "PNG", pnginfo=words, exif=exif())


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that say that they are a picture of this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (60, 60), (shade, 0, 0)) for shade in range(0, 200, 20)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:])


def of_many_scans(scans: int, side: int = 800) -> bytes:
    """A grey JPEG that goes over its picture so often, for 42 bytes each time."""

    def part(marker: int, content: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content

    blocks = (side // 8) ** 2
    size = struct.pack(">BHHB", 8, side, side, 1) + bytes([1, 0x11, 0])
    # One symbol each: the mean stays as it is; so many blocks have nothing more.
    tables = part(0xC4, bytes([0x00, 1, *[0] * 15, 0])) + part(0xC4, bytes([0x10, 1, *[0] * 15, 0xE0]))
    first = part(0xDA, bytes([1, 1, 0x00, 0, 0, 0x00])) + b"\0" * ((blocks + 7) // 8)
    again = part(0xDA, bytes([1, 1, 0x00, 1, 63, 0x10])) + b"\0\0" * (blocks // 16_384 + 1)
    head = b"\xff\xd8" + part(0xDB, b"\0" + b"\x01" * 64) + part(0xC2, size)
    return head + tables + first + again * (scans - 1) + b"\xff\xd9"
