"""Scans of characters for the tests: drawn with a face of ours, saved as a scanner saves them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from gkdesk import paths


def drawn(
    character: str = "𪚥", size: int = 300, *, paper: int = 235, ink: int = 30
) -> Image.Image:
    """Draw a character as large as ``size`` pixels a bit off the middle of grey paper."""
    name = "gk-rareB.ttf" if character > "\uffff" else "gk-fang.ttf"
    face = ImageFont.truetype(str(paths.resources() / "fonts" / name), size)
    made = Image.new("L", (size + size // 2, size + size // 3), paper)
    ImageDraw.Draw(made).text((size // 3, size // 10), character, font=face, fill=ink)
    return made


def saved(folder: Path, name: str = "scan.png", made: Image.Image | None = None) -> Path:
    path = folder / name
    (made or drawn()).save(path)
    return path
