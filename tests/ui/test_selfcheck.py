"""自查 in the window: measured, answered, handed over, printed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest
from pytestqt.qtbot import QtBot

from gkdesk.ui.look import LOOK
from gkdesk.ui.records.selfcheck_dialog import SelfCheckDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import StoppedClock
from tests.records.regs import MOBILE, published

from .conftest import QuietSay
from .test_registers import grab
from .test_transfer import answer


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, clock: StoppedClock) -> SelfCheckDialog:
    session = window.context.desk.session
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    published(session, "没有对应事项的通知")
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    made = SelfCheckDialog(window, window.context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    choose(made, qtbot, "2026Q1")
    return made


def choose(dialog: SelfCheckDialog, qtbot: QtBot, period: str) -> None:
    dialog.period.setCurrentIndex(dialog.period.findData(period))
    settled(dialog, qtbot, period)


def settled(dialog: SelfCheckDialog, qtbot: QtBot, period: str = "2026Q1") -> None:
    qtbot.waitUntil(
        lambda: (
            dialog.score.text() != "正在统计……"
            and dialog._checked is not None
            and str(dialog._checked.span) == period
        ),
        timeout=15000,
    )


def at(dialog: SelfCheckDialog, code: str) -> None:
    codes = [one.indicator.code for one in dialog.results.shown()]
    dialog.results.selectRow(codes.index(code))


def test_measure_answer_and_hand_over(
    dialog: SelfCheckDialog, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch,
    quiet: QuietSay, tmp_path: Path,
) -> None:  # fmt: skip
    at(dialog, "A2")
    assert [case.subject for case in dialog.cases.shown()] == ["2026-00001 没有对应事项的通知"]
    grab(dialog, "selfcheck")
    seen = answer(monkeypatch, cases="0", note="")
    dialog.answer.click()
    assert "写明理由" in seen[0].form._messages["note"].text()
    answer(monkeypatch, cases="0", note=f"目录调整中，已报县里{MOBILE}")
    dialog.answer.click()
    settled(dialog, qtbot)
    assert dialog.results.current().score == 5
    assert "目录调整中" in dialog.note.text()
    assert MOBILE not in dialog.note.text()
    assert not dialog.issue.isEnabled()
    at(dialog, "E3")
    answer(monkeypatch, owner="周桂芬", due_on="2026-04-20")
    dialog.issue.click()
    settled(dialog, qtbot)
    [entry] = window.context.desk.registers.book.entries("rectify")
    assert entry.values["check"] == "2026Q1/E3"
    assert dialog.results.current().issues == 1
    quiet.chosen_save = tmp_path / "sheet.pdf"
    dialog._save(".pdf")
    qtbot.waitUntil((tmp_path / "sheet.pdf").exists, timeout=15000)
    with pdfplumber.open(tmp_path / "sheet.pdf") as pdf:
        assert "目录调整中" in "".join(page.extract_text() for page in pdf.pages)


def test_large_type_fits(window: MainWindow, qtbot: QtBot, dialog: SelfCheckDialog) -> None:
    LOOK.scale = 1.4
    large = SelfCheckDialog(window, window.context)
    qtbot.addWidget(large)
    large.show()
    qtbot.waitExposed(large)
    choose(large, qtbot, "2026Q1")
    at(large, "A2")
    assert (large.width() <= 1366, large.height() <= 768) == (True, True)
    grab(large, "selfcheck14")
