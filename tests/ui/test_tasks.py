"""Work in a thread: what it reports, and what is made of an error there."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gkdesk.base.progress import Report
from gkdesk.ui import crash
from gkdesk.ui.tasks import Tasks
from tests.conftest import NOW


def test_bytes_of_a_large_package_are_told_too(qtbot: QtBot) -> None:
    """Qt counts in 32 bits; four gigabytes do not fit."""
    size, told, ended = (4 << 30) - 7, [], []

    def work(report: Report) -> int:
        for step in (0, size // 2, size):
            report(step, size, "读回核对")
        report(3, 7, "写入")
        return 1

    tasks = Tasks()
    tasks.start(
        work, done=ended.append, failed=ended.append,
        progressed=lambda *words: told.append(words),
    )  # fmt: skip
    qtbot.waitUntil(lambda: ended == [1])
    assert [round(step / total, 3) for step, total, _what in told] == [0.0, 0.5, 1.0, 0.429]
    assert all(0 <= step <= total < 1 << 31 for step, total, _what in told)
    assert told[-1] == (3, 7, "写入")


def test_an_error_in_a_thread_opens_no_window_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert qtbot
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("a window in a thread"))
    before = sys.excepthook
    hook = crash.install(tmp_path, lambda: NOW)
    sys.excepthook = before

    def work() -> None:
        try:
            raise OverflowError("4294967289")
        except OverflowError as error:
            hook(type(error), error, error.__traceback__)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    [kept] = (tmp_path / "log").iterdir()
    assert "OverflowError" in kept.read_text("utf-8")
