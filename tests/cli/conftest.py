"""The command line on a real office: ``run(...)`` gives exit code, stdout and stderr."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gkdesk.accounts.session import DEMO_MARK
from gkdesk.cli.main import main
from tests.conftest import NOW, PASSWORD


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def office_folder(founded: Path, tmp_path: Path) -> Path:
    """A founded office whose clock stands at the tests' moment."""
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    (folder / DEMO_MARK).write_text(NOW.isoformat(), "ascii")
    return folder


@pytest.fixture
def run(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command as 周桂芬 (经办) on the office."""
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)

    def go(*arguments: object) -> Outcome:
        code = main(["--folder", str(office_folder), *map(str, arguments)])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return go
