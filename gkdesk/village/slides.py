"""A sheet's slides as files in a folder, for the screen of a village hall."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gkdesk.base import files

_DRAFT = "-审核稿"


def write_slides(folder: Path, stem: str, slides: Sequence[bytes], *, draft: bool) -> list[str]:
    """Write slides as ``stem-屏01.png`` and so on; those of an older sheet or its draft go.

    A screen shows every picture of a folder: one slide too many would be last month's, and a
    draft's would stand beside the sheet it became.

    Raises:
        Blocked: the folder cannot be written.
    """
    written = []
    name = stem + _DRAFT if draft else stem
    digits = max(
        2, len(str(len(slides)))
    )  # a screen shows the pictures in the order of their names
    for number, slide in enumerate(slides, start=1):
        path = folder / f"{name}-屏{number:0{digits}d}.png"
        files.write(path, slide)
        written.append(str(path))
    names = re.escape(name) if draft else rf"{re.escape(stem)}(?:{_DRAFT})?"
    own = re.compile(rf"{names}-屏\d{{2,}}\.png")
    for path in sorted(folder.iterdir()):
        if own.fullmatch(path.name) and str(path) not in written:
            with files.file_trouble(path):
                path.unlink()
    return written
