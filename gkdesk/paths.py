"""Where data, forms and resources lie: the one module that knows about the frozen program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PORTABLE_MARK = "portable.txt"


def program_root() -> Path:
    """Return the folder that holds ``forms/`` and ``resources/``."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def forms() -> Path:
    return program_root() / "forms"


def resources() -> Path:
    return program_root() / "resources"


def manual() -> Path:
    """Return the clerk's manual, Markdown."""
    return program_root() / "docs" / "manual.md"


def default_folder() -> Path:
    """Return the office's data folder when none is named on the command line.

    ``data/`` beside the program when a file ``portable.txt`` lies there; otherwise the user's
    application-data folder (``%LOCALAPPDATA%`` on Windows, the XDG data folder elsewhere).
    """
    beside = Path(sys.executable).parent if getattr(sys, "frozen", False) else program_root()
    if (beside / PORTABLE_MARK).exists():
        return beside / "data"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "gkdesk"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "gkdesk"
