"""An office opened by 周桂芬 (经办), its clock on Friday 2026-04-10."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gkdesk.desk import Desk
from tests.conftest import CHEAP, PASSWORD, StoppedClock


@pytest.fixture
def desk(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    with Desk.open(folder, now=clock, cost=CHEAP) as opened:
        opened.accounts.log_in("周桂芬", PASSWORD)
        yield opened
