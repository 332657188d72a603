"""清单 in a real window: lists edited and saved, duties linked by hand, names listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from gkdesk.catalog.dutyrows import DutyList
from gkdesk.catalog.listrows import ListKind
from gkdesk.desk import Desk
from gkdesk.ui.catalog.duty_panel import DutyPanel
from gkdesk.ui.catalog.list_panel import ListPanel
from gkdesk.ui.catalog.lists_dialog import ListsDialog, NamesPanel
from gkdesk.ui.catalog.pick_items import PickItems
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import SAMPLE
from tests.catalog.test_lists import ROWS, workbook

from .conftest import QuietSay

NEGATIVE = ListKind.NEGATIVE


def fill(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    def run(self: FormDialog) -> int:
        self.form.fill(values)
        self.go.click()
        return self.result()

    monkeypatch.setattr(FormDialog, "exec", run)


@pytest.fixture
def dialog(window: MainWindow, desk: Desk, qtbot: QtBot) -> ListsDialog:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    made = ListsDialog(window, window.context)
    qtbot.addWidget(made)
    return made


def panel(dialog: ListsDialog, at: int) -> ListPanel:
    dialog.show_tab(at)
    found = dialog.panels[at]
    assert isinstance(found, ListPanel)
    return found


def test_a_list_is_typed_read_saved_and_exported(
    dialog: ListsDialog, desk: Desk, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    found = panel(dialog, 0)
    fill(monkeypatch, **ROWS[0])
    found.add.click()
    assert desk.catalog.lists.current(NEGATIVE) is None  # nothing before 保存
    assert found.unsaved
    fill(monkeypatch, note="初次编制")
    found.keep.click()
    saved = desk.catalog.lists.get(NEGATIVE)
    assert (saved.number, saved.note, saved.rows) == (1, "初次编制", (ROWS[0],))
    assert not found.unsaved
    table = [["类别", "信息事项内容", "依据"], *[list(row.values()) for row in ROWS]]
    quiet.chosen_files = [workbook(tmp_path / "n.xlsx", table)]
    found.read.click()
    assert len(found.table.shown()) == 2
    found.table.selectRow(1)
    fill(monkeypatch, words="考勤、值班")
    found.change.click()
    fill(monkeypatch, note="")
    found.keep.click()
    saved = desk.catalog.lists.get(NEGATIVE)
    assert (saved.number, saved.file, saved.rows[1]["words"]) == (2, "n.xlsx", "考勤、值班")
    entries = dict(found._rarer())
    fill(monkeypatch, title="镇机关值班表")
    entries["试查一个标题"]()
    assert quiet.said[-1] == "碰到1条"
    entries["和上一版对照"]()
    assert quiet.said[-1] == "第2版和第1版对照"
    quiet.chosen_save = tmp_path / "o.xlsx"
    entries["导出这一版"]()
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert sheet is not None
    assert sheet["C4"].value == ROWS[1]["content"]


def test_unsaved_rows_are_asked_about(
    dialog: ListsDialog, desk: Desk, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.catalog.lists.edit(NEGATIVE, ROWS[:1])
    desk.catalog.lists.edit(NEGATIVE, ROWS)
    found = panel(dialog, 0)
    found.reload()
    found.table.selectRow(0)
    found.drop.click()
    assert (found.unsaved, len(found.rows)) == (True, 1)
    quiet.yes = False
    found.versions.setCurrentIndex(1)
    assert found.versions.currentData() == 2  # stays
    dialog.show()
    dialog.accept()
    assert dialog.isVisible()
    quiet.yes = True
    found.versions.setCurrentIndex(1)
    assert (found.rows, found.unsaved) == ([dict(ROWS[0])], False)
    dialog.reject()
    assert not dialog.isVisible()


def test_the_basic_directory_has_a_head(
    dialog: ListsDialog, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = panel(dialog, 1)
    fill(monkeypatch, level1="机构信息", content="姓名、职务")
    found.add.click()
    fill(monkeypatch, organ="青石镇人民政府", supervision="0000-0000123")
    dict(found._rarer())["填责任主体、公开时限等"]()
    fill(monkeypatch)
    found.keep.click()
    saved = desk.catalog.lists.get(ListKind.BASIC)
    assert dict(saved.head) == {"organ": "青石镇人民政府", "supervision": "0000-0000123"}
    assert "责任主体：青石镇人民政府" in found.top.accessibleName()


def test_duties_are_read_and_linked_by_hand(
    dialog: ListsDialog, desk: Desk, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dialog.show_tab(2)
    found = dialog.panels[2]
    assert isinstance(found, DutyPanel)
    path = workbook(
        tmp_path / "d.xlsx",
        [
            ["编码", "职权名称", "职权类别"],
            ["a", "最低生活保障审核", "给付"],
            ["b", "公路养护", "其他"],
        ],
    )
    quiet.chosen_files = [path]
    quiet.yes = False
    found.read.click()
    assert desk.catalog.duties.rows(DutyList.POWER) == []
    quiet.yes = True
    found.read.click()
    assert [one.name for one in found.table.shown()] == ["最低生活保障审核", "公路养护"]
    offered: list[int] = []

    def pick(self: PickItems) -> int:
        offered.append(len(self.table.shown()))
        assert not self.table.chosen  # nothing is ticked for the clerk
        self.table.set_ticks({self.table.shown()[0].key})
        return 1

    monkeypatch.setattr(PickItems, "exec", pick)
    found.table.selectRow(0)
    found.suggested.click()
    assert 0 < offered[0] <= 5
    assert len(desk.catalog.duties.get(1).keys) == 1
    assert len(found.linked.shown()) == 1
    found.untie.click()
    found.tie.click()
    assert offered[1] == 54
    assert "1条没有对应的事项" in found.told.text()
    dict(found._rarer())["没有对应的事项"]()
    assert quiet.said[-1] == "53项没有对应"
    dict(found._rarer())["没有对应事项的各条"]()
    assert [one.name for one in found.table.shown()] == ["公路养护"]
    found.suggested.click()
    assert quiet.said[-1] == "没有名称相近的事项"
    fill(monkeypatch, name="新职责")
    found.add.click()
    assert len(desk.catalog.duties.rows(DutyList.POWER)) == 3


def test_names_are_only_listed(dialog: ListsDialog) -> None:
    for at in range(len(dialog.tabs)):
        dialog.tabs[at].click()
    found = dialog.panels[5]
    assert isinstance(found, NamesPanel)
    assert [one.keys for one in found.table.shown()] == [("24-06-001",)]
    assert dialog.tabs[5].isChecked()
