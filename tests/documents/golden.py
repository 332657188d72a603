"""Golden pictures: pages as they should look, kept beside the tests and compared dot by dot.

Run the tests with the environment variable ``GKDESK_GOLDEN=renew`` to write the pictures anew,
then look at each changed one before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops

from gkdesk.documents.raster import Pdf

FOLDER = Path(__file__).parent.parent / "golden"
DOCUMENTS = FOLDER / "documents"
DPI = 100
_LEVELS = 8  # greys kept in a picture: enough to see with, small enough to keep
_FAR = 96  # a pixel is another one when its grey differs by more
_MOST = 0.0005  # share of a page's pixels that may be other ones


def renewing() -> bool:
    return os.environ.get("GKDESK_GOLDEN") == "renew"


def pictures(data: bytes, dpi: float = DPI) -> list[Image.Image]:
    """Raster a PDF's pages to grey pictures."""
    found = []
    with Pdf(data) as opened:
        for number in range(len(opened)):
            seen = opened.pixels(number, scale=dpi / 72, grey=True)
            size = (seen.width, seen.height)
            found.append(Image.frombytes("L", size, seen.data, "raw", "L", seen.stride))
    return found


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that clearly differ, 1 for pictures of unlike size."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[_FAR:]) / (one.width * one.height)


def alike(page: Image.Image, path: Path) -> str:
    """Compare a page with its golden picture, or write that when renewing.

    Returns:
        What is wrong, empty for nothing.
    """
    if renewing():
        path.parent.mkdir(parents=True, exist_ok=True)
        page.quantize(_LEVELS).save(path, optimize=True)
    with Image.open(path) as kept:
        share = differing(page, kept.convert("L"))
    return f"{path.name}: {share:.2%} of the pixels differ" if share > _MOST else ""


def matches(name: str, data: bytes) -> list[str]:
    """Compare a document with its golden pictures, or write them when renewing.

    Returns:
        A line for every page that is missing, too many or looks different.
    """
    pages = pictures(data)
    stored = sorted(DOCUMENTS.glob(f"{name}-[0-9].png"))
    if renewing():
        for path in stored[len(pages) :]:
            path.unlink()
        stored = [DOCUMENTS / f"{name}-{number}.png" for number in range(1, len(pages) + 1)]
    wrong = [] if len(pages) == len(stored) else [f"{len(pages)} pages, {len(stored)} pictures"]
    wrong += [alike(page, path) for page, path in zip(pages, stored, strict=False)]
    return [line for line in wrong if line]
