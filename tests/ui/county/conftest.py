"""A county's window on a real inbox; a town that writes packages on a drive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.accounts.session import Session
from gkdesk.ui.app import make_application
from gkdesk.ui.county.password import PasswordDialog
from gkdesk.ui.county.window import CountyWindow
from gkdesk.ui.look import LOOK
from gkdesk.ui.widgets.form_dialog import FormDialog
from tests.conftest import StoppedClock
from tests.sync.conftest import county, documents, kept, rows, stick, sync  # noqa: F401
from tests.sync.exchange import PASSWORD, Exchange
from tests.ui.conftest import QuietSay


def texts(widget: QWidget) -> str:
    """Everything that can be read on a widget now."""
    QApplication.processEvents()  # what was just added is shown by its layout
    found = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return "\n".join(one.text() for one in found if one.isVisibleTo(widget))


def look(widget: QWidget, name: str) -> None:
    """Keep a picture when somebody wants to see it."""
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"county_{name}.png"))


@pytest.fixture
def exchange(
    request: pytest.FixtureRequest, tmp_path: Path, clock: StoppedClock, session: Session
) -> Exchange:
    """An office and a county that know each other's keys."""
    inbox, room = (request.getfixturevalue(name) for name in ("county", "sync"))
    made = Exchange(tmp_path, clock, session, inbox, room)
    made.meet()
    return made


@pytest.fixture
def open_window(
    qtbot: QtBot, quiet: QuietSay, qapp: QApplication, clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., CountyWindow]]:  # fmt: skip
    """Open a county's window at the size of a 1366×768 screen less its bars."""
    opened: list[CountyWindow] = []

    def open_it(exchange: Exchange, scale: float = 1.0) -> CountyWindow:
        make_application(exchange.inbox)
        monkeypatch.setattr("sys.excepthook", sys.__excepthook__)
        LOOK.scale = scale
        made = CountyWindow(exchange.inbox, clock, exchange.own)
        opened.append(made)
        qtbot.addWidget(made)
        made.resize(1366, 696)
        made.show()
        qtbot.waitExposed(made)
        settle(qtbot, made)
        return made

    yield open_it
    for one in opened:
        one.close()
    LOOK.scale = 1.0


def settle(qtbot: QtBot, window: CountyWindow) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=10000)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], list[str]]:
    """Have the next small dialog filled in and accepted; a refusal leaves it, told."""

    def answered(values: dict[str, str]) -> list[str]:
        told: list[str] = []

        def run(dialog: FormDialog) -> int:
            dialog.form.fill(values)
            dialog.show()
            dialog.accept()
            look(dialog, "ask")
            done = dialog.result()
            told.append(texts(dialog))
            dialog.close()
            return done

        monkeypatch.setattr(FormDialog, "exec", run)
        return told

    return answered


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[str]:
    """Have the password typed; take the words from the list, the last one again and again."""
    words = [PASSWORD]
    real = QDialog.exec

    def run(dialog: PasswordDialog) -> int:
        dialog.show()
        while True:
            dialog.password.setText(words.pop(0) if len(words) > 1 else words[0])
            dialog.go.click()
            qtbot.waitUntil(dialog.go.isEnabled, timeout=10000)
            look(dialog, "password")
            if dialog.result():
                return dialog.result()

    assert real is not run
    monkeypatch.setattr(PasswordDialog, "exec", run)
    return words
