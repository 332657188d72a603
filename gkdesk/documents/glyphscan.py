"""A scanned character (补字) becomes the square picture every page draws it from.

The scan is black ink on white paper. Its paper becomes white and its ink black, what surrounds the
ink is cut off, and the ink is set in the middle of a square as large as other hanzi set theirs.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

from gkdesk.base import files
from gkdesk.base.errors import Declined

from .model import GLYPH_SIDE

LARGEST = 5 << 20  # bytes of a file
MOST_PIXELS = 25_000_000  # an A4 page at 300 dots an inch has 9 million
LEAST_SIDE = 64  # pixels: at 16 pt this is 290 dots an inch
# the longer side of a hanzi's ink, as part of the em: medians of our faces are 0.92 to 0.95
INK_PART = 0.94
_WORKING = 2048  # pixels a large scan is reduced to before it is looked at
_WHITE, _MIDDLE = 255, 128
_PAPER_PART = 0.5  # at least so much of a scan is paper
_LIGHT = 150  # grey of the darkest paper: newsprint under a poor lamp
_LEAST_CONTRAST = 80  # grey steps between paper and ink
_INK_PIXELS = 40  # the darkest so many are ink: more than dust, less than a dot of a character
_COLOURED, _COLOURED_PART = 64, 0.03  # grey steps between a pixel's channels, part of all pixels
_HALF_TONES = (64, 192)
_HALF_TONE_PART = 0.24  # edges of the smallest scans reach 0.2


class NotAPicture(Declined):
    """Not a PNG or JPEG file, or a damaged one."""

    message = "“{name}”不是能读懂的 PNG 或 JPEG 图片。请重新扫描或另存后再选，没有改动任何内容。"


class PictureTooLarge(Declined):
    """More pixels than a scanned page has."""

    message = "“{name}”的点数超过2500万，太大了。请只截取这个字再选，没有改动任何内容。"


class PictureTooSmall(Declined):
    """Too few pixels to print sharply."""

    message = (
        "“{name}”里的字只有{width}×{height}点，印出来会模糊。"
        "请用300 dpi以上重新扫描，字的高或宽至少64点，没有改动任何内容。"
    )


class PictureColoured(Declined):
    """A photograph or a coloured picture."""

    message = "“{name}”是彩色的。请用黑白或灰度扫描白纸黑字，没有改动任何内容。"


class PictureNotInk(Declined):
    """Grey throughout, or dark paper."""

    message = "“{name}”不是白底黑字。请把字写或印在白纸上扫描，只截取这个字，没有改动任何内容。"


class PictureEmpty(Declined):
    """Nothing is drawn on it."""

    message = "“{name}”上看不到字。请核对是不是选错了图片，没有改动任何内容。"


def read(path: Path) -> bytes:
    """Turn a scan into ``GLYPH_SIDE`` × ``GLYPH_SIDE`` grey bytes, 0 black to 255 white.

    Raises:
        TooLarge: the file has more than 5 MB.
        Blocked: the file cannot be read.
        NotAPicture, PictureTooLarge, PictureTooSmall, PictureColoured, PictureNotInk,
        PictureEmpty: it cannot serve.
    """
    name = path.name
    scan = _decode(files.read(path, largest=LARGEST), name)
    if min(scan.size) < LEAST_SIDE:
        raise PictureTooSmall(name=name, width=scan.width, height=scan.height)
    shrink = max(scan.size) / _WORKING
    scan.thumbnail((_WORKING, _WORKING), Image.Resampling.LANCZOS)
    _refuse_colour(scan, name)
    grey = _levelled(scan.convert("L"), name)
    box = _ink(grey, name)
    width, height = box[2] - box[0], box[3] - box[1]
    if max(width, height) * max(shrink, 1) < LEAST_SIDE * 0.75:
        raise PictureTooSmall(name=name, width=width, height=height)
    return _squared(grey.crop(box)).tobytes()


def _decode(data: bytes, name: str) -> Image.Image:
    """Decode to RGB, transparent parts white, turned as the camera says.

    Raises:
        NotAPicture, PictureTooLarge: nothing of it was decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size and of odd metadata: both are checked
            opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureTooLarge(name=name)
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            if upright.mode.startswith("I"):  # 16 bits a pixel
                upright = upright.point(lambda value: value / 256).convert("L")
            clear = upright.convert("RGBA")
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(name=name) from error
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError) as error:
        raise NotAPicture(name=name) from error
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")


def _refuse_colour(scan: Image.Image, name: str) -> None:
    red, green, blue = scan.split()
    high = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    low = ImageChops.darker(ImageChops.darker(red, green), blue)
    counts = ImageChops.subtract(high, low).histogram()
    if sum(counts[_COLOURED:]) > _COLOURED_PART * sum(counts):
        raise PictureColoured(name=name)


def _levelled(grey: Image.Image, name: str) -> Image.Image:
    """Stretch the greys so that paper is white and ink black.

    Raises:
        PictureEmpty: paper and ink hardly differ.
        PictureNotInk: the paper is dark, or the picture is full of half-tones.
    """
    count = grey.width * grey.height
    paper, ink = _level(grey, count * (1 - _PAPER_PART)), _level(grey, _INK_PIXELS)
    if abs(paper - ink) < _LEAST_CONTRAST:
        lightest = _level(grey, count - _INK_PIXELS)
        raise (PictureNotInk if lightest - paper >= _LEAST_CONTRAST else PictureEmpty)(name=name)
    if paper < _LIGHT:
        raise PictureNotInk(name=name)
    # the paper's own unevenness ends below its usual grey
    top = paper - (paper - ink) * 0.15
    made = grey.point(
        [min(_WHITE, max(0, round((value - ink) * _WHITE / (top - ink)))) for value in range(256)]
    )
    low, high = _HALF_TONES
    counts = made.histogram()
    if sum(counts[low:high]) > _HALF_TONE_PART * sum(counts):
        raise PictureNotInk(name=name)
    return made


def _level(grey: Image.Image, pixels: float) -> int:
    """Return the grey that so many pixels do not exceed."""
    for value, count in enumerate(grey.histogram()):
        pixels -= count
        if pixels <= 0:
            return value
    return _WHITE


def _ink(grey: Image.Image, name: str) -> tuple[int, int, int, int]:
    """Return the box the ink fills; single specks of dust do not count."""
    clean = grey.filter(ImageFilter.MedianFilter(3))
    box = clean.point([_WHITE if value < _MIDDLE else 0 for value in range(256)]).getbbox()
    if box is None:
        raise PictureEmpty(name=name)
    return box


def _squared(ink: Image.Image) -> Image.Image:
    scale = GLYPH_SIDE * INK_PART / max(ink.size)
    size = (max(1, round(ink.width * scale)), max(1, round(ink.height * scale)))
    square = Image.new("L", (GLYPH_SIDE, GLYPH_SIDE), _WHITE)
    place = ((GLYPH_SIDE - size[0]) // 2, (GLYPH_SIDE - size[1]) // 2)
    square.paste(ink.resize(size, Image.Resampling.LANCZOS), place)
    return square
