"""Pictures are made anew: seen as they were, with nothing beside them; what is no picture, or a bomb, is refused."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.fakes import pictures as fakes
from voltway.lib import pictures
from voltway.lib.picture_drawing import MAX_SCANS, scans_of
from voltway.lib.pictures import MAX_BYTES, copies
from voltway.lib.problems import InvalidParameters, Problem, TooLarge, Unavailable

SIDES = (320, 1600)


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def refusal(content: bytes) -> str:
    with pytest.raises(Problem) as refused:
        copies(content, SIDES, field="photo")
    (error,) = refused.value.errors
    assert error.parameter == "photo"
    return error.rule


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_copies_are_seen_as_the_picture_was(form: str) -> None:
    large, small = copies(fakes.saved(fakes.drawn(2400, 1800), form), SIDES, field="photo")
    assert [(copy.width, copy.height) for copy in (large, small)] == [(1600, 1200), (320, 240)]
    for copy in (large, small):
        image = seen(copy.content).convert("RGB")
        assert (seen(copy.content).format, image.size) == ("WEBP", (copy.width, copy.height))
        top, bottom = image.getpixel((5, 5)), image.getpixel((5, copy.height - 5))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert (top[0] > 200, top[2] < 60, bottom[0] < 60, bottom[2] > 200) == (True,) * 4


def test_a_small_picture_is_not_blown_up() -> None:
    large, small = copies(fakes.saved(fakes.drawn(40, 30)), SIDES, field="photo")
    assert (large.width, large.height, small.width, small.height) == (40, 30, 40, 30)


@pytest.mark.parametrize("content", [fakes.from_camera(), fakes.png_with_words()], ids=["JPEG", "PNG"])
def test_nothing_of_a_camera_is_in_a_copy(content: bytes) -> None:
    assert any(secret in content for secret in fakes.SECRETS)
    for copy in copies(content, SIDES, field="photo"):
        assert [secret for secret in fakes.SECRETS if secret in copy.content] == []
        image = seen(copy.content)
        assert (dict(image.getexif()), image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}) == ({}, set())
        # One chunk of picture, and no other.
        assert copy.content[12:16] == b"VP8 "
        assert len(copy.content) == 8 + int.from_bytes(copy.content[4:8], "little")


@pytest.mark.parametrize("turn", range(1, 9))
def test_it_stands_as_the_camera_was_held(turn: int) -> None:
    upright = fakes.drawn(400, 300)
    # How a camera that was held so writes down what it sees.
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    lying = upright.transpose(Image.Transpose(back[turn])) if turn > 1 else upright
    large = copies(fakes.saved(lying, exif=fakes.exif(turn)), SIDES, field="photo")[0]
    image = seen(large.content).convert("RGB")
    assert image.size == (400, 300)
    top, bottom = image.getpixel((200, 20)), image.getpixel((200, 280))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)


def test_what_shines_through_is_white_and_16_bits_are_8() -> None:
    clear = fakes.saved(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG")
    assert seen(copies(clear, SIDES, field="photo")[0].content).convert("RGB").getpixel((10, 10)) == (255, 255, 255)
    grey = fakes.saved(Image.new("I;16", (20, 20), 257 * 128), "PNG")
    assert seen(copies(grey, SIDES, field="photo")[0].content).convert("L").getpixel((10, 10)) in range(126, 131)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "JPEG, PNG or WebP"),
        (b"hello", "JPEG, PNG or WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><svg/>', "SVG"),
        (fakes.saved(fakes.drawn(), "GIF"), "GIF"),
        (fakes.saved(fakes.drawn(), "TIFF"), "TIFF"),
        (fakes.saved(fakes.drawn(), "BMP"), "BMP"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 99, "HEIC"),
        (fakes.saved(fakes.drawn(20, 20), "AVIF"), "AVIF"),
        (b"PK\x03\x04" + fakes.saved(fakes.drawn()), "ZIP"),
        (b"GIF89a/*" + fakes.saved(fakes.drawn()), "GIF"),
        (b"<html><script>alert(1)</script>" + fakes.saved(fakes.drawn()), "text"),
        (b"%PDF-1.4\n" + fakes.saved(fakes.drawn()), "PDF"),
        (fakes.saved(fakes.drawn(), "JPEG")[:900], "damaged"),
        (fakes.saved(fakes.drawn(), "PNG")[:-200], "damaged"),
        (fakes.saved(fakes.drawn(), "WEBP")[:200], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 500, "damaged"),
        (fakes.png_of_size(30_000, 30_000), "25 megapixels"),
        (fakes.png_of_size(5_001, 5_000), "25 megapixels"),
        (fakes.moving("PNG"), "moves"),
        (fakes.moving("WEBP"), "moves"),
    ],
    ids=lambda value: repr(value[:16]) if isinstance(value, bytes) else value,
)
def test_what_is_no_such_picture_is_refused_with_its_rule(content: bytes, word: str) -> None:
    assert word in refusal(content)


def test_a_picture_of_exactly_25_megapixels_is_taken() -> None:
    large = copies(fakes.saved(Image.new("L", (5_000, 5_000)), "PNG"), SIDES, field="photo")[0]
    assert (large.width, large.height) == (1600, 1600)


def test_a_text_bomb_in_a_png_is_refused() -> None:
    packed = PngInfo()
    packed.add_itxt("Comment", "a" * 50_000_000, zip=True)
    assert "damaged" in refusal(fakes.saved(fakes.drawn(), "PNG", pnginfo=packed))


def test_a_jpeg_that_goes_over_its_picture_again_and_again_is_refused_before_it_is_read() -> None:
    bomb = fakes.of_many_scans(600)
    assert "40 times" in refusal(bomb)
    assert "40 times" in refusal(bomb[:-2])
    assert copies(fakes.of_many_scans(MAX_SCANS), SIDES, field="photo")


def test_scans_are_those_of_the_picture_alone() -> None:
    progressive = fakes.saved(fakes.drawn(), progressive=True)
    assert scans_of(fakes.saved(fakes.drawn())) == 1
    # As libjpeg writes them, and most others with it.
    assert scans_of(progressive) == 10
    assert scans_of(fakes.saved(fakes.drawn().convert("CMYK"), progressive=True)) == 18
    # A camera's own notes, and what phones put behind a picture.
    noted = progressive[:2] + b"\xff\xef\x00\xca" + b"\xff\xda" * 100 + progressive[2:] + b"\xff\xda" * 100
    assert scans_of(noted) == 10
    assert copies(noted, SIDES, field="photo")


def test_what_takes_too_long_or_too_much_memory_ends_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_CPU_S", 1)
        with pytest.raises(InvalidParameters) as refused:
            copies(fakes.saved(fakes.drawn(1600, 1600)), (1600,) * 400, field="photo")
    assert "too long" in refused.value.errors[0].rule
    large = fakes.saved(Image.new("RGBA", (4_000, 4_000), (1, 2, 3, 128)), "PNG")
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_MEMORY", 150_000_000)
        assert "too much memory" in refusal(large)
    assert copies(large, SIDES, field="photo")


def test_a_picture_is_read_outside_of_the_process_that_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_args, **_more: pytest.fail("it was opened"))
    assert copies(fakes.saved(fakes.drawn()), SIDES, field="photo")


def test_a_machine_without_time_says_so_and_one_that_cannot_draw_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_PATIENCE_S", 0.001)
        with pytest.raises(Unavailable):
            copies(fakes.saved(fakes.drawn()), SIDES, field="photo")
    monkeypatch.setattr(pictures, "_DRAWING", tmp_path / "absent.py")
    with pytest.raises(subprocess.CalledProcessError):
        copies(fakes.saved(fakes.drawn()), SIDES, field="photo")


def test_more_than_5_mb_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: pytest.fail("it was read"))
    with pytest.raises(TooLarge):
        copies(b"\xff\xd8\xff" + b"\0" * MAX_BYTES, SIDES, field="photo")


def test_two_at_a_time_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_WAIT_S", 0.01)
    for _ in range(2):
        assert pictures._slots.acquire(blocking=False)
    try:
        with pytest.raises(Unavailable):
            copies(fakes.saved(fakes.drawn()), SIDES, field="photo")
    finally:
        for _ in range(2):
            pictures._slots.release()
    assert copies(fakes.saved(fakes.drawn()), SIDES, field="photo")


def test_a_refusal_gives_its_slot_back() -> None:
    for _ in range(5):
        with pytest.raises(InvalidParameters):
            copies(b"hello", SIDES, field="photo")
    assert copies(fakes.saved(fakes.drawn()), SIDES, field="photo")
