"""Golden pictures: pages at 100 dpi as they should look; see ``matches`` for renewing them.

Run the tests with the environment variable ``GKDESK_GOLDEN=renew`` to write the pictures anew,
then look at each changed one before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops

from gkdesk.documents.raster import Pdf

FOLDER = Path(__file__).parent.parent / "golden" / "documents"
DPI = 100
_LEVELS = 8  # greys kept in a picture: enough to see with, small enough to keep
_FAR = 96  # a pixel is another one when its grey differs by more
_MOST = 0.0005  # share of a page's pixels that may be other ones


def renewing() -> bool:
    return os.environ.get("GKDESK_GOLDEN") == "renew"


def pictures(data: bytes) -> list[Image.Image]:
    """Raster a PDF's pages to grey pictures."""
    found = []
    with Pdf(data) as opened:
        for number in range(len(opened)):
            seen = opened.pixels(number, scale=DPI / 72, grey=True)
            size = (seen.width, seen.height)
            found.append(Image.frombytes("L", size, seen.data, "raw", "L", seen.stride))
    return found


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that clearly differ, 1 for pictures of unlike size."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[_FAR:]) / (one.width * one.height)


def matches(name: str, data: bytes) -> list[str]:
    """Compare a PDF with its golden pictures, or write them when renewing.

    Returns:
        A line for every page that is missing, too many or looks different.
    """
    pages = pictures(data)
    stored = sorted(FOLDER.glob(f"{name}-[0-9].png"))
    if renewing():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path in stored:
            path.unlink()
        for number, page in enumerate(pages, start=1):
            small = page.quantize(_LEVELS)
            small.save(FOLDER / f"{name}-{number}.png", optimize=True)
        return []
    wrong = [] if len(pages) == len(stored) else [f"{len(pages)} pages, {len(stored)} pictures"]
    for page, path in zip(pages, stored, strict=False):
        with Image.open(path) as picture:
            share = differing(page, picture.convert("L"))
        if share > _MOST:
            wrong.append(f"{path.name}: {share:.2%} of the pixels differ")
    return wrong
