"""Fixtures: a real office in a temporary folder, its clock stopped on Friday 2026-04-10 09:30."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from gkdesk import paths
from gkdesk.accounts import organ, store
from gkdesk.accounts.model import Role
from gkdesk.accounts.organ import Organ, OrganKind
from gkdesk.accounts.sealedkey import Cost
from gkdesk.accounts.service import Accounts
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.db.connection import connect
from gkdesk.db.migrations import migrate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# one guess costs nothing here: the tests check what is sealed, not how long guessing takes
CHEAP = Cost(time=1, memory_kib=8, lanes=1)
PASSWORD = "test-password"
NOW = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001 - the office's wall clock

ORGAN = Organ(
    name="青石镇人民政府",
    kind=OrganKind.TOWN,
    county="云岭县",
    credit_code="11500382787479886T",
    prefix="青政",
    address="云岭县青石镇人民路1号",
    postcode="100000",
    phone="0000-0000123",
    review_authority="云岭县人民政府",
    court="云岭县人民法院",
    town="青石镇",
    office="党政办公室",
    contact="周桂芬",
)


class StoppedClock:
    """The office's clock; tests move it by setting ``value``."""

    def __init__(self, value: datetime = NOW) -> None:
        self.value = value

    def __call__(self) -> datetime:
        return self.value


class _Rubbish:
    """Python collects between the tests, on the main thread, as the window's program does.

    See ``gkdesk.ui.collecting``: what a test left of a window must not go in a later test's thread.
    """

    kept = 0  # memory blocks at the last whole look

    @classmethod
    def throw_away(cls) -> None:
        gc.collect(1)
        if sys.getallocatedblocks() > cls.kept * 1.25:
            gc.collect()
            cls.kept = sys.getallocatedblocks()


def pytest_runtest_setup() -> None:
    gc.disable()


def pytest_runtest_logfinish() -> None:
    _Rubbish.throw_away()


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QtBot]:
    """A bot that holds its widgets until the test's last events have run.

    Its own references are weak. A window that only the lambdas of its buttons hold goes with the
    last of them; when that button is deleted late (``clear``), the window would be destroyed
    inside the destructor of its own child, which Qt does not survive. The program itself holds its
    windows (``app``), as these tests do here.
    """
    held: list[QWidget] = []
    add = qtbot.addWidget

    def hold(widget: QWidget, **named: Any) -> None:
        if widget.parentWidget() is None:  # nobody else's child
            held.append(widget)
        add(widget, **named)

    monkeypatch.setattr(qtbot, "addWidget", hold)
    yield qtbot
    held.clear()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(autouse=bool(os.environ.get("GKDESK_TOLD")))
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Watch that every change the county is told of is noted; see ``tests.told``."""
    from tests.told import watch

    return watch(monkeypatch)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office founded once; each test copies its file (users: one of every role)."""
    folder = tmp_path_factory.mktemp("founded")
    conn = connect(folder / "gkdesk.db")
    migrate(conn, backup_to=None)
    session = _session(conn, folder, StoppedClock())
    organ.save(conn, ORGAN)
    accounts = Accounts(session, CHEAP)
    (folder / "recovery.txt").write_text(accounts.found("管理员", PASSWORD), "utf-8")
    for name, role in (
        ("周桂芬", Role.OFFICER),
        ("刘建民", Role.REVIEWER),
        ("何敏", Role.LEADER),
    ):
        accounts.add(name, PASSWORD, role)
    conn.close()
    return folder


def _session(conn: object, folder: Path, now: StoppedClock) -> Session:
    return Session(
        conn=conn,  # type: ignore[arg-type]
        folder=folder,
        organ=ORGAN,
        forms=FormFolders(paths.forms(), folder / "forms"),
        resources=paths.resources(),
        now=now,
    )


@pytest.fixture
def locked_session(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Session]:
    """A session nobody has logged in to."""
    shutil.copy(founded / "gkdesk.db", tmp_path / "gkdesk.db")
    conn = connect(tmp_path / "gkdesk.db")
    yield _session(conn, tmp_path, clock)
    conn.close()


@pytest.fixture
def session(locked_session: Session) -> Session:
    """A session of 周桂芬 (经办)."""
    log_in(locked_session, "周桂芬")
    return locked_session


def log_in(session: Session, name: str) -> None:
    """Switch to another user of the founded office: 管理员, 周桂芬, 刘建民 or 何敏."""
    user = store.user_by_name(session.conn, name)
    assert user is not None
    Accounts(session, CHEAP).log_in(name, PASSWORD)
