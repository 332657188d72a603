"""What is loaded when: a fresh process shows the log-in page without what it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gkdesk.base.datafile import _parsed
from gkdesk.base.errors import BadFile
from gkdesk.desk import Desk
from gkdesk.ui import login
from gkdesk.ui.app import SWITCH_S
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, PASSWORD, StoppedClock

CODE = """
import sys
from pathlib import Path
from gkdesk.desk import Desk
from gkdesk.ui import app as face
desk = Desk.open(Path(sys.argv[1]))
app, window = face.open_window(desk, Path(sys.argv[1]))
window.show()
print("unlocked" if desk.session.unlocked else "locked", *sys.modules)
desk.close()
"""


OPENED = CODE.replace(
    'print("unlocked"',
    '''from gkdesk.ui import window as windows
windows.preload()
for _ in range(20):
    app.processEvents()
before = set(sys.modules)
for section in (*windows.SECTIONS, *windows.BOTTOM):
    window.go(section.key, "")
    app.processEvents()
print(*[one for one in sys.modules if one not in before])
print("unlocked"''',
)


def loaded(folder: Path, code: str = CODE, **said: str) -> list[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("GKDESK_USER", "GKDESK_PASSWORD")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env=env | said, check=True, capture_output=True, text=True, encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return done.stdout.split()


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Path:
    (tmp_path / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    return tmp_path


def test_the_log_in_page_waits_for_no_room_and_no_library(office: Path) -> None:
    state, *modules = loaded(office)
    assert state == "locked"
    rooms = {"catalog", "village", "requests", "records", "documents", "printing", "search"}
    assert [
        one for one in modules if one.startswith("gkdesk.") and one.split(".")[1] in rooms
    ] == []
    heavy = {"cryptography", "hashlib", "tomllib", "PySide6.QtSvg", "gkdesk.sync.model"}
    assert heavy & set(modules) == set()


def test_the_first_page_waits_for_nothing_that_prints_scans_or_packs(office: Path) -> None:
    state, *modules = loaded(office, GKDESK_USER="周桂芬", GKDESK_PASSWORD=PASSWORD)
    assert state == "unlocked"
    later = {
        "reportlab", "openpyxl", "gkdesk.sync.service", "gkdesk.records.scanfile",
        "gkdesk.village.reader", "gkdesk.village.page", "gkdesk.requests.acting",
        "gkdesk.documents.layout",
    }  # fmt: skip
    assert later & set(modules) == set()


def test_no_page_loads_a_module_when_it_is_opened_after_the_preload(office: Path) -> None:
    new = loaded(office, OPENED, GKDESK_USER="周桂芬", GKDESK_PASSWORD=PASSWORD)
    assert "gkdesk.ui.village.page" in new[new.index("unlocked") :]
    assert [one for one in new[: new.index("unlocked")] if one.startswith("gkdesk")] == []


def test_long_work_gives_the_window_its_turn_at_once(window: MainWindow) -> None:
    assert window.isVisible()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_S)
    assert SWITCH_S <= 0.0002  # seconds; at 5 ms opening a page took 7 s beside an import


def test_what_is_loaded_ahead_is_there_and_leaves_no_form_to_parse(
    office: Path, clock: StoppedClock
) -> None:
    with Desk.open(office, now=clock, cost=CHEAP) as desk:
        _parsed.cache_clear()
        login.load_ahead(desk)
        assert set(login.AHEAD) <= sys.modules.keys()
        read = _parsed.cache_info().misses
        desk.accounts.log_in("管理员", PASSWORD)
        desk.agenda.items()
        assert _parsed.cache_info().misses == read > 0


def test_a_form_with_mistakes_is_told_when_it_is_used_not_ahead(
    office: Path, clock: StoppedClock
) -> None:
    own = office / "forms" / "rules"
    own.mkdir(parents=True)
    (own / "village.toml").write_text("keep = = 1", "utf-8")
    (office / "calendar").mkdir()
    (office / "calendar" / "2027.json").write_text("{", "utf-8")
    with Desk.open(office, now=clock, cost=CHEAP) as desk:
        login.load_ahead(desk)
        with pytest.raises(BadFile):
            _ = desk.village.deadlines
        with pytest.raises(BadFile):
            _ = desk.requests.calendar
