"""办事指南 in the window: written, merged, printed; and a month of duty shared out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from gkdesk.ui.look import LOOK
from gkdesk.ui.records.guides_dialog import GuidesDialog
from gkdesk.ui.records.registers_dialog import RegistersDialog
from gkdesk.ui.window import MainWindow
from tests.records.regs import BIRTH, HUKOU, MOBILE

from .conftest import QuietSay
from .test_registers import grab
from .test_transfer import answer


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> GuidesDialog:
    book = window.context.desk.registers.book
    for values in (BIRTH, HUKOU):
        made = book.add("guides", values)
        book.act(made.uid, "use", {"reviewed_on": "2026-04-10"})
    book.add(
        "guides", {"name": "老年优待证", "office": "便民服务中心", "reviewed_on": "2026-04-10"}
    )
    shown = GuidesDialog(window, window.context)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def names(dialog: GuidesDialog) -> list[str]:
    return [line.title for line in dialog.table.shown()]


def test_missing_merge_and_papers(
    dialog: GuidesDialog, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch,
    quiet: QuietSay, tmp_path: Path,
) -> None:  # fmt: skip
    assert names(dialog) == ["老年优待证", "出生医学证明签发", "新生儿落户"]
    dialog.table.selectRow(0)
    grab(dialog, "guides_missing")
    dialog.search.setText("落户")
    assert names(dialog) == ["新生儿落户"]
    dialog.search.setText("")
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    dialog.table.selectionModel().clearSelection()
    for at in (1, 2):
        dialog.table.selectionModel().select(dialog.table.model().index(at, 0), select)
    seen = answer(monkeypatch, name="新生儿出生一件事")
    dialog.join.click()
    assert "出生医学证明签发、新生儿落户" in seen[0]._hint.text()
    assert "新生儿出生一件事" in names(dialog)
    dialog.table.selectRow(names(dialog).index("新生儿出生一件事"))
    assert [words for words, _do in dialog.steps()] == ["启用", "停用", "作废"]
    grab(dialog, "guides")
    for ending, at in ((".pdf", 2), (".docx", 3)):
        quiet.chosen_save = tmp_path / f"book{ending}"
        dialog.papers()[at][1]()
        qtbot.waitUntil(quiet.chosen_save.exists, timeout=20000)
    quiet.chosen_save = tmp_path / "materials.pdf"
    dialog.papers()[1][1]()
    qtbot.waitUntil(quiet.chosen_save.exists, timeout=20000)
    entry = dialog.table.current().entry
    book = window.context.desk.registers.book
    book.change(entry.uid, {"query": f"找李某{MOBILE}"})
    quiet.chosen_save = tmp_path / "no.pdf"
    dialog.papers()[0][1]()
    qtbot.waitUntil(lambda: bool(quiet.said), timeout=20000)
    assert "没有写出" in quiet.said[-1]
    assert MOBILE not in quiet.said[-1]
    assert not (tmp_path / "no.pdf").exists()


def test_a_month_of_duty(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, quiet: QuietSay
) -> None:
    dialog = RegistersDialog(window, window.context, "duty")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.roster.isVisible()
    answer(monkeypatch, month="2026-05", people="甲某\n乙某", leaders="丙某")
    dialog.roster.click()
    assert len(dialog.table.shown()) == 31
    grab(dialog, "duty")
    dialog.go_to("rectify")
    assert not dialog.roster.isVisible()


def test_large_type_fits(window: MainWindow, qtbot: QtBot, dialog: GuidesDialog) -> None:
    LOOK.scale = 1.4
    uid = dialog.table.shown()[1].entry.uid
    large = GuidesDialog(window, window.context, uid)
    qtbot.addWidget(large)
    large.show()
    qtbot.waitExposed(large)
    assert large.table.current().entry.uid == uid
    assert (large.width() <= 1366, large.height() <= 768) == (True, True)
    grab(large, "guides14")
