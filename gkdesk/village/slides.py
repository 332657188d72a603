"""A sheet's slides as files in a folder, for the screen of a village hall."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gkdesk.base import files


def write_slides(folder: Path, stem: str, slides: Sequence[bytes]) -> list[str]:
    """Write slides as ``stem-屏01.png`` and so on; later ones of an older sheet go.

    A screen shows every picture of a folder: one slide too many would be last month's.

    Raises:
        Blocked: the folder cannot be written.
    """
    written = []
    digits = max(2, len(str(len(slides))))  # a screen shows the pictures in the order of their names
    for number, slide in enumerate(slides, start=1):
        path = folder / f"{stem}-屏{number:0{digits}d}.png"
        files.write(path, slide)
        written.append(str(path))
    own = re.compile(rf"{re.escape(stem)}-屏\d{{2,}}\.png")
    for path in sorted(folder.iterdir()):
        if own.fullmatch(path.name) and str(path) not in written:
            with files.file_trouble(path):
                path.unlink()
    return written
