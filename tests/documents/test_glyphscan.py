"""A scan becomes the picture of a character, or one sentence says why it cannot."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.base.files import TooLarge
from gkdesk.documents import glyphscan
from gkdesk.documents.model import GLYPH_SIDE

from .scans import drawn, saved


def box(grey: bytes) -> tuple[int, int, int, int]:
    image = Image.frombytes("L", (GLYPH_SIDE, GLYPH_SIDE), grey)
    found = image.point([255 if value < 128 else 0 for value in range(256)]).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("size", [70, 150, 1600])
@pytest.mark.parametrize("name", ["a.png", "b.jpg"])
def test_ink_is_cut_out_and_set_as_large_as_a_hanzi(tmp_path: Path, size: int, name: str) -> None:
    grey = glyphscan.read(saved(tmp_path, name, drawn(size=size)))
    assert len(grey) == GLYPH_SIDE**2
    left, top, right, foot = box(grey)
    assert max(right - left, foot - top) / GLYPH_SIDE == pytest.approx(0.94, abs=0.02)
    assert abs((left + right) - GLYPH_SIDE) <= 12
    assert abs((top + foot) - GLYPH_SIDE) <= 12
    assert grey[0] == 255  # the grey of the paper is gone
    assert min(grey) < 40


def test_every_way_of_saving_black_on_white_gives_the_same_ink(tmp_path: Path) -> None:
    plain = drawn("国", paper=255, ink=0)
    clear = Image.new("RGBA", plain.size, (0, 0, 0, 0))
    clear.putalpha(plain.point([255 - value for value in range(256)]))
    deep = Image.new("I;16", plain.size)
    deep.putdata([value * 257 for value in plain.get_flattened_data()])
    turned = plain.rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    turned.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    for name, made in (
        ("l.png", plain), ("rgb.png", plain.convert("RGB")), ("one.png", plain.convert("1")),
        ("p.png", plain.convert("P")), ("alpha.png", clear), ("deep.png", deep),
        ("cmyk.jpg", plain.convert("RGB").convert("CMYK")),
    ):  # fmt: skip
        saved(tmp_path, name, made)
    expected = box(glyphscan.read(tmp_path / "l.png"))
    for path in sorted(tmp_path.iterdir()):
        assert box(glyphscan.read(path)) == pytest.approx(expected, abs=4), path.name


def test_dust_and_noise_do_not_shrink_the_character(tmp_path: Path) -> None:
    made = drawn(paper=225, ink=45).filter(ImageFilter.GaussianBlur(1))
    pixels, rng = made.load(), random.Random(7)  # noqa: S311 - repeatable
    assert pixels is not None
    for _ in range(60_000):
        at = rng.randrange(made.width), rng.randrange(made.height)
        pixels[at] = max(0, min(255, pixels[at] + rng.randint(-14, 14)))
    for at in ((3, 3), (made.width - 4, 8), (9, made.height - 5)):
        pixels[at] = 20
    left, _, right, _ = box(glyphscan.read(saved(tmp_path, made=made)))
    assert right - left > GLYPH_SIDE * 0.85


def claiming(side: int) -> bytes:
    """Return a PNG that claims to be so many pixels wide and high, and holds none."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
        + struct.pack(">I", zlib.crc32(chunk)) + struct.pack(">I", 9) + b"IDATnot zlib!"
    )  # fmt: skip


@pytest.mark.parametrize("side", [6000, 20_000, 2_000_000])
def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(claiming(side))
    with pytest.raises(glyphscan.PictureTooLarge):
        glyphscan.read(path)


def _photo() -> Image.Image:
    return Image.effect_mandelbrot((600, 600), (-2, -1.5, 1, 1.5), 100)


def _red() -> Image.Image:
    made = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(made).rectangle((60, 60, 240, 240), fill="red")
    return made


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (lambda: Image.new("L", (300, 300), 255), glyphscan.PictureEmpty),
        (lambda: Image.new("RGB", (300, 300), (250, 248, 235)), glyphscan.PictureEmpty),
        (lambda: Image.new("L", (300, 300), 0), glyphscan.PictureEmpty),
        (lambda: drawn(size=30), glyphscan.PictureTooSmall),
        (lambda: Image.new("L", (63, 400), 255), glyphscan.PictureTooSmall),
        (lambda: drawn("国", 24).resize((600, 600)).crop((0, 0, 60, 600)),
         glyphscan.PictureTooSmall),
        (_red, glyphscan.PictureColoured),
        (lambda: Image.effect_noise((300, 300), 80).convert("L"), glyphscan.PictureNotInk),
        (lambda: Image.linear_gradient("L"), glyphscan.PictureNotInk),
        (_photo, glyphscan.PictureNotInk),
        (lambda: drawn("国", paper=0, ink=255), glyphscan.PictureNotInk),
        (lambda: Image.new("1", (6000, 6000), 1), glyphscan.PictureTooLarge),
    ],
)  # fmt: skip
def test_what_cannot_serve_is_refused(tmp_path: Path, made: object, error: type[Declined]) -> None:
    path = saved(tmp_path, made=made())  # type: ignore[operator]
    with pytest.raises(error, match=r"scan\.png"):
        glyphscan.read(path)


def test_a_speck_on_a_large_page_is_too_small(tmp_path: Path) -> None:
    made = Image.new("L", (1500, 1500), 240)
    made.paste(drawn("国", 40, paper=240), (700, 700))
    with pytest.raises(glyphscan.PictureTooSmall):
        glyphscan.read(saved(tmp_path, made=made))


def test_more_than_5_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * (5 << 20))
    with pytest.raises(TooLarge, match="5 MB"):
        glyphscan.read(path)


def test_other_and_damaged_files_are_refused(tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    drawn().save(tmp_path / "x.bmp")
    lying = claiming(300)
    for data in (b"", b"GIF89a", (tmp_path / "x.bmp").read_bytes(), whole[:60], whole[:900], lying):
        path = tmp_path / "scan.png"
        path.write_bytes(data)
        with pytest.raises(glyphscan.NotAPicture):
            glyphscan.read(path)


def test_no_byte_of_a_picture_can_do_more_than_be_refused(tmp_path: Path) -> None:
    rng, path = random.Random(20260410), tmp_path / "scan"  # noqa: S311 - repeatable
    outcomes = set()
    for kind in ("png", "jpg"):
        whole = saved(tmp_path, f"whole.{kind}", drawn(size=80)).read_bytes()
        for _ in range(80):
            data = bytearray(whole)
            for _ in range(rng.choice((1, 2, 10))):
                data[rng.randrange(rng.choice((60, len(data))))] = rng.randrange(256)
            path.write_bytes(data)
            try:
                outcomes.add(len(glyphscan.read(path)))
            except GkdeskError as error:
                outcomes.add(type(error))
    assert glyphscan.NotAPicture in outcomes
    assert GLYPH_SIDE**2 in outcomes
