"""移送: a month handed over, called back and counted, in the window."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest
from pytestqt.qtbot import QtBot

from gkdesk.ui.look import LOOK
from gkdesk.ui.records import transfer_dialog
from gkdesk.ui.records.transfer_dialog import TransferDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import PILL
from gkdesk.ui.window import MainWindow
from tests.conftest import StoppedClock
from tests.records.regs import MOBILE, published, withdraw
from tests.records.steps import publish_released

from .conftest import QuietSay
from .test_registers import grab


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, clock: StoppedClock) -> TransferDialog:
    session = window.context.desk.session
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    for number in range(3):
        published(
            session,
            f"春季森林防火工作方案之{number + 1}",
            doc_number=f"青政发〔2026〕{number + 7}号",
        )
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    made = TransferDialog(window, window.context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def answer(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[FormDialog]:
    """Fill every dialog that opens and take its act."""
    seen: list[FormDialog] = []

    def go(self: FormDialog) -> int:
        seen.append(self)
        self.form.fill(values)
        self.accept()
        return int(self.result())

    monkeypatch.setattr(FormDialog, "exec", go)
    return seen


def test_hand_over_recall_and_count(
    dialog: TransferDialog, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch,
    quiet: QuietSay, tmp_path: Path,
) -> None:  # fmt: skip
    assert [one.label for one in dialog.months.shown()] == ["待移送", "待移送"]
    assert len(dialog.records.shown()) == 3
    tone = dialog.months.model().index(0, 3).data(PILL)[1]
    assert tone == "red"  # due on 7 April, and it is the 10th
    grab(dialog, "transfer")
    quiet.chosen_folder = tmp_path
    dialog.papers.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == 4, timeout=15000)
    answer(monkeypatch, taken_by="王管理员")
    dialog.hand.click()
    one = dialog.months.current()
    assert (one.label, one.handed[0].taken_by) == ("已移送", "王管理员")
    assert not dialog.hand.isEnabled()
    withdraw(window.context.desk.session, one.rows[0].uid)
    dialog.reload()
    grab(dialog, "transfer_recall")
    words = [words for words, _do in dialog.entries()]
    assert words[:2] == ["出具撤回函…", "登记撤回函已送交…"]
    quiet.chosen_save = tmp_path / "letter.pdf"
    dialog.print_letter()
    qtbot.waitUntil((tmp_path / "letter.pdf").exists, timeout=15000)
    with pdfplumber.open(tmp_path / "letter.pdf") as pdf:
        assert "春季森林防火工作方案之1" in pdf.pages[0].extract_text()
    dialog.ask_recall()
    assert dialog.months.current().label == "已移送"
    seen = answer(monkeypatch, archive="1")
    span = transfer_dialog.Span.parse("2026Q1")
    dialog.ask_count(span)
    assert "云岭县图书馆公开2件，移送后应有0件" in seen[0]._hint.text()
    [archive, _library] = window.context.desk.registers.transfer.counts("2026Q1")
    assert archive.words == "接收单位有1件，应有2件"


def test_no_number_is_shown(
    dialog: TransferDialog, window: MainWindow, clock: StoppedClock
) -> None:
    desk = window.context.desk
    clock.value = datetime(2026, 3, 6, 9, 0)  # noqa: DTZ001
    values = {"title": f"丁某{MOBILE}", "doc_number": MOBILE, "body": "正文"}
    made = desk.records.draft(values | {"made_on": "2026-03-06", "attribute": "active"})
    publish_released(desk.records, desk.session, made.uid)
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    took = f"王管理员{MOBILE}"
    desk.registers.transfer.hand("2026-03", "archive", desk.session.today, taken_by=took)
    dialog.reload()
    assert "王管理员139****1234接收" in dialog._told.accessibleName()
    rows = dialog.records.shown()
    assert [row.doc_number for row, _went in rows if "丁某" in row.title] == ["139****1234"]
    assert MOBILE not in dialog.records.tsv_of(rows)


def test_large_type_fits(window: MainWindow, qtbot: QtBot, dialog: TransferDialog) -> None:
    LOOK.scale = 1.4
    large = TransferDialog(window, window.context, "2026-03", "library")
    qtbot.addWidget(large)
    large.show()
    qtbot.waitExposed(large)
    assert large.months.current().receiver.code == "library"
    assert (large.width() <= 1366, large.height() <= 768) == (True, True)
    grab(large, "transfer14")
