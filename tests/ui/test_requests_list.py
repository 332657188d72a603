"""The list of requests in the window: sorted, filtered, ticked, exported; the annual figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.requests.annual_page import AnnualPage, CasesDialog
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.list_page import ListPage
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.requests.manycases import fill

from .conftest import QuietSay, applicant


def _page(window: MainWindow) -> RequestsPage:
    window.go("requests", "")
    [page] = window.findChildren(RequestsPage)
    return page


@pytest.fixture
def many(window: MainWindow, desk: Desk, qtbot: QtBot) -> ListPage:
    """The list of an office with 350 cases, 40 of them open; everything opened."""
    fill(desk.session, 350, 40)
    page = _page(window).list
    assert page.table.rows.rowCount() == 40  # at once
    qtbot.waitUntil(lambda: desk.requests.roster.whole, timeout=5000)
    return page


def _shown(page: ListPage, column: int) -> list[str]:
    model = page.table.rows
    return [str(model.data(model.index(at, column))) for at in range(model.rowCount())]


def _click(page: ListPage, heading: str) -> None:
    head = page.table.horizontalHeader()
    names = [page.table.heading(at) for at in range(head.count())]
    head.sectionClicked.emit(names.index(heading))


def test_chips_count_and_filter(many: ListPage, qtbot: QtBot) -> None:
    assert many._chips["open"].text() == "办理中 40"
    assert many._chips["done"].text() == "已办结 310"
    many._chips["done"].click()
    assert many.table.rows.rowCount() == 310
    year = many.year.itemData(3)
    many.year.setCurrentIndex(3)
    assert {row.received_on.year for row in many.table._given} == {year}
    many.year.setCurrentIndex(0)
    many.outcome.setCurrentIndex(many.outcome.findData("PARTIAL"))
    partial = many.table.rows.rowCount()
    assert 0 < partial < 310
    assert f"共{partial}行，已筛掉{310 - partial}行" in many.foot._counted.text()
    many.outcome.setCurrentIndex(0)
    for words, count in (("已归档", 310), ("待补正", 0)):
        many._search.setText(words)
        assert many.table.rows.rowCount() == count
    many._search.setText("没有这样的字")
    assert many._body.currentIndex() == 1


def test_a_heading_sorts_up_down_and_as_before(many: ListPage, qtbot: QtBot) -> None:
    many._chips["done"].click()
    before = _shown(many, 1)
    _click(many, "编号")
    numbers = [int(one.split("〕")[1][:-1]) for one in _shown(many, 1) if "〔2024〕" in one]
    assert numbers == sorted(numbers)
    _click(many, "申请人")
    names = _shown(many, 2)
    assert names == sorted(names, key=lambda name: name.encode("gb18030"))
    assert "按申请人" in many.foot._counted.text()
    _click(many, "申请人")
    assert _shown(many, 2)[0] == names[-1]
    _click(many, "申请人")
    assert _shown(many, 1) == before


def test_shift_and_click_adds_a_second_key(many: ListPage, monkeypatch: pytest.MonkeyPatch) -> None:
    _click(many, "环节")
    shift = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr(QApplication, "keyboardModifiers", staticmethod(lambda: shift))
    _click(many, "申请人")
    assert [at for at, _down in many.table.order] == [7, 2]
    rows = [many.table.rows.row(at) for at in range(40)]
    keys = [(row.state.label, row.name.encode("gb18030")) for row in rows]
    first = [key[1] for key in keys if key[0] == keys[0][0]]
    assert first == sorted(first)


def test_the_ticked_are_copied_and_exported(
    many: ListPage, quiet: QuietSay, tmp_path: Path, qtbot: QtBot, window: MainWindow
) -> None:
    for at in (2, 0):
        many.table.toggle(many.table.rows.row(at))
    assert many.foot.currentIndex() == 1
    assert many.foot._chosen.text() == "已选 2 件"
    many.foot._copy()
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == [_shown(many, 1)[0], _shown(many, 1)[2]]
    quiet.chosen_save = tmp_path / "台账.xlsx"
    many.foot._ledger()
    qtbot.waitUntil(lambda: "台账已导出，2件" in window._status.text(), timeout=10000)
    assert quiet.chosen_save.read_bytes().startswith(b"PK")
    quiet.chosen_save = tmp_path / "登记表.pdf"
    many.foot._forms()
    qtbot.waitUntil(lambda: "打开 登记表.pdf" in quiet.said, timeout=20000)
    many._search.setText(_shown(many, 1)[0])
    assert many.foot._chosen.text() == "已选 2 件，其中1件被筛掉"
    many.table.set_ticks(set())
    assert many.foot.currentIndex() == 0


def test_the_ticked_change_hands(
    many: ListPage, desk: Desk, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [many.table.rows.row(at) for at in (0, 1)]
    for row in rows:
        many.table.toggle(row)

    def fill_and_take(dialog: FormDialog) -> int:
        dialog.form.fill({"officer": "刘建民"})
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", fill_and_take)
    many.foot._officer()
    assert quiet.said == ["2件已改经办人。"]
    assert {desk.requests.get(row.uid).officer for row in rows} == {"刘建民"}
    assert _shown(many, 8).count("刘建民") == 2


def test_the_ledger_of_a_period(
    window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk.requests.register(applicant())
    page = _page(window).list
    quiet.chosen_save = tmp_path / "台账.pdf"

    def take(dialog: FormDialog) -> int:
        dialog.form.fill({"first": "2026.4.1"})
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", take)
    [button] = [one for one in page.findChildren(QPushButton) if one.text().strip() == "导出台账"][
        :1
    ]
    button.click()
    qtbot.waitUntil(lambda: "台账已导出，1件" in window._status.text(), timeout=10000)
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF")


def test_the_lock_forgets_the_list(many: ListPage, window: MainWindow, desk: Desk) -> None:
    window.lock()
    assert not desk.requests.roster._opened.lines


def test_a_case_opened_first_tells_later_who_else_asked(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    uid = desk.requests.register(applicant()).uid
    desk.requests.register(applicant(102, name="王德明"))
    desk.requests.roster.forget()
    window.go("requests", uid)
    [page] = window.findChildren(RequestsPage)
    case = page.present
    assert isinstance(case, CasePage)

    def told() -> bool:
        return any("类似的信息" in one.text() for one in case.findChildren(QLabel))

    qtbot.waitUntil(told, timeout=3000)


def test_the_annual_figures_open_into_their_cases(
    window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    uid = desk.requests.register(applicant()).uid
    window.go("requests", "annual")
    [page] = window.findChildren(RequestsPage)
    annual = page.present
    assert isinstance(annual, AnnualPage)
    annual.year.setCurrentIndex(0)
    model = annual.table.rows
    assert [model.data(model.index(0, at)) for at in (1, 2, 7)] == ["1", "0", "1"]
    said = "\n".join(one.text() for one in annual.findChildren(QLabel))
    assert "E1　一加二等于三（七）加四" in said
    assert "2025年的数字还没有留存" in said
    quiet.chosen_save = tmp_path / "表三.xlsx"
    annual._export()
    assert quiet.chosen_save.exists()
    annual._keep()
    assert "还没有结束" in quiet.said[-1]

    def open_first(dialog: CasesDialog) -> int:
        dialog.table.selectRow(0)
        dialog.table.opened.emit(dialog.table.current())
        return dialog.result()

    monkeypatch.setattr(CasesDialog, "exec", open_first)
    annual._show_cases(model.index(0, 2))
    assert page.present is annual  # nothing behind a nought
    annual._show_cases(model.index(0, 1))
    case = page.present
    assert isinstance(case, CasePage)
    assert case._uid == uid
