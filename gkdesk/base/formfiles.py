"""Where forms (data the office may read and change) are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FormFolders:
    """The shipped ``forms/`` and the office's own, which wins file by file.

    A form's id is its file name without the ending, so a copy with the same name overrides.
    """

    shipped: Path
    own: Path | None = None

    def paths(self, kind: str) -> dict[str, Path]:
        """Return id → file of one kind (``documents``, ``village``, ``catalog``, ``rules``…)."""
        found: dict[str, Path] = {}
        for root in (self.shipped, self.own):
            if root is not None:
                found.update({path.stem: path for path in sorted((root / kind).glob("*.toml"))})
        return found
