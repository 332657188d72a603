"""What a photo file tells of itself: its size, when it was taken, and a hash of how it looks."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from gkdesk.base.errors import Declined

LARGEST = 40 << 20  # bytes; a phone's photo has 3 to 12 million
_MOST_PIXELS = 120_000_000
_TAKEN, _SUB, _CHANGED = 0x9003, 0x8769, 0x0132  # EXIF: DateTimeOriginal, the Exif IFD, DateTime
_SIDE = 8
_KINDS = ("JPEG", "PNG", "WEBP", "BMP")
# what Pillow raises for damaged files; its own errors are children of OSError and ValueError
_FAULTS = (OSError, ValueError, SyntaxError, EOFError)
NEAR = 5  # of 64 bits: as many may differ in copies re-compressed or resized


class BadPhoto(Declined):
    """A file is no picture anybody can look at."""

    message = "“{name}”不是能打开的照片（{reason}）。请选 JPG 或 PNG 照片，没有登记任何内容。"


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo's pixels, its likeness (16 hex digits) and the camera's time, if it has one."""

    width: int
    height: int
    likeness: str
    taken_at: datetime | None


def facts(data: bytes, name: str = "照片") -> PhotoFacts:
    """Look at a photo.

    Raises:
        BadPhoto: no JPEG, PNG, WebP or BMP, damaged, or beyond 120 million pixels or 40 MiB.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit below says it in Chinese
    if len(data) > LARGEST:
        raise BadPhoto(name=name, reason="超过40 MB")
    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise BadPhoto(name=name, reason="像素太多")
            taken, (width, height) = _taken(picture), picture.size
            picture.draft("L", (256, 256))  # a JPEG is decoded small: 10 ms instead of 200
            upright = ImageOps.exif_transpose(picture).convert("L")
            small = upright.resize((_SIDE + 1, _SIDE), Image.Resampling.BOX)
            shades = small.tobytes()
    except _FAULTS as error:
        raise BadPhoto(name=name, reason="内容不是照片或已损坏") from error
    return PhotoFacts(width, height, _likeness(shades), taken)


def distance(one: str, other: str) -> int:
    """Return in how many of 64 bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _likeness(shades: bytes) -> str:
    """Return the difference hash: one bit for each pixel brighter than its right neighbour."""
    bits = 0
    for down in range(_SIDE):
        line = shades[down * (_SIDE + 1) : (down + 1) * (_SIDE + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"


def _taken(picture: object) -> datetime | None:
    exif = picture.getexif()  # type: ignore[attr-defined]
    text = exif.get_ifd(_SUB).get(_TAKEN) or exif.get(_CHANGED)
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the camera's wall clock
    except ValueError:
        return None
