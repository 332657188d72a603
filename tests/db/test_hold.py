"""One program at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.db.connection import DatabaseBusy, DatabaseReadOnly
from gkdesk.db.hold import hold


def test_a_held_file_is_refused_and_free_again(tmp_path: Path) -> None:
    first = hold(tmp_path / "lock")
    with pytest.raises(DatabaseBusy):
        hold(tmp_path / "lock")
    first.close()
    hold(tmp_path / "lock").close()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(DatabaseReadOnly):
        hold(tmp_path / "none" / "lock")
