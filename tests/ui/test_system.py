"""系统: the office's profile, the lock, the audit in words, the check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk import settings
from gkdesk.accounts.model import NotAllowed
from gkdesk.desk import Desk
from gkdesk.ui.organ_asks import change_organ
from gkdesk.ui.system.log_panel import LogPanel
from gkdesk.ui.system.page import SystemPage
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import log_in
from tests.ui.conftest import QuietSay


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> SystemPage:
    log_in(desk.session, "管理员")
    window.go("system", "")
    found: Any = window._pages["system"]
    assert isinstance(found, SystemPage)
    return found


def answering(parent: MainWindow, act: Callable[[FormDialog], None]) -> QTimer:
    """Act on each form that opens while a test runs."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FormDialog):
            act(dialog)

    watch = QTimer(parent, interval=30)
    watch.timeout.connect(look)
    watch.start()
    return watch


def test_a_new_telephone_stands_on_the_next_letter(
    window: MainWindow, page: SystemPage, desk: Desk, qtbot: QtBot
) -> None:
    said: list[str] = []

    def act(dialog: FormDialog) -> None:
        if not said:
            assert dialog.form.values()["court"] == "云岭县人民法院"
            dialog.form.fill({"credit_code": "1150038278747988XX", "phone": "0000-7654321"})
            dialog.accept()
            said.append(dialog.form.input("credit_code").property("err"))
            dialog.form.fill({"credit_code": desk.session.organ.credit_code})
        else:
            dialog.accept()

    watch = answering(window, act)
    assert change_organ(page, window.context)
    watch.stop()
    assert said == ["1"]
    assert desk.session.organ.phone == "0000-7654321"
    with desk.another() as other:
        assert other.session.organ == desk.session.organ
    line = desk.audit_log.lines()[0]
    assert (line.act, line.detail) == ("改单位信息", "改了 联系电话")
    window.context.rebuild()
    qtbot.waitUntil(lambda: window._pages["system"] is not page)


def test_another_name_of_the_office_gives_its_villages_the_new_towns_name(
    window: MainWindow, page: SystemPage, desk: Desk
) -> None:
    def act(dialog: FormDialog) -> None:
        dialog.form.fill({"name": "白水镇人民政府"})
        dialog.accept()

    watch = answering(window, act)
    assert change_organ(page, window.context)
    watch.stop()
    assert (desk.session.organ.name, desk.session.organ.town) == ("白水镇人民政府", "白水镇")
    line = desk.audit_log.lines()[0]
    assert line.detail == "改了 机关名称、村名前的镇名"

    def own(dialog: FormDialog) -> None:
        dialog.form.fill({"town": "白水"})
        dialog.accept()

    for act_ in (own, act):  # a name of its own stays
        watch = answering(window, act_)
        change_organ(page, window.context)
        watch.stop()
    assert desk.session.organ.town == "白水"


def test_nothing_changed_writes_nothing(window: MainWindow, page: SystemPage, desk: Desk) -> None:
    before = len(desk.audit_log.lines())
    watch = answering(window, lambda dialog: dialog.accept())
    assert not change_organ(page, window.context)
    watch.stop()
    assert len(desk.audit_log.lines()) == before


def test_only_an_administrator_changes_the_office(desk: Desk) -> None:
    organ = desk.session.organ
    with pytest.raises(NotAllowed):
        desk.accounts.change_organ(organ)
    with pytest.raises(NotAllowed):
        desk.choices.lock(5)


def test_the_idle_minutes_are_kept(page: SystemPage, desk: Desk) -> None:
    assert page.minutes.currentData() == 10
    page.minutes.setCurrentIndex(page.minutes.findData(3))
    chosen, problems = settings.read(desk.session.folder)
    assert (chosen.lock_minutes, problems) == (3, [])
    page.reload()
    assert page.minutes.currentData() == 3
    assert desk.audit_log.lines()[0].act == "改自动锁定"


@pytest.fixture
def log(window: MainWindow, page: SystemPage, qtbot: QtBot) -> LogPanel:
    window.go("system", "log")
    qtbot.waitUntil(lambda: bool(page.log.table.shown()))
    return page.log


def test_the_log_is_searched_and_taken_out(
    window: MainWindow, log: LogPanel, quiet: QuietSay, tmp_path: Path, qtbot: QtBot
) -> None:
    everything = len(log.table.shown())
    log.search.setText("增加用户 何敏")
    qtbot.waitUntil(lambda: len(log.table.shown()) == 1)
    assert log.count.text() == "1条"
    log.table.selectRow(0)
    assert "角色 负责人" in log.detail.text()
    quiet.chosen_save = tmp_path / "日志.xlsx"
    log.export.click()
    qtbot.waitUntil(quiet.chosen_save.exists)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    sheet = openpyxl.load_workbook(quiet.chosen_save).active
    assert sheet is not None
    assert [row[3].value for row in sheet.iter_rows()].count("用户") == 1
    log.search.setText("没有这样的事")
    qtbot.waitUntil(lambda: not log.table.shown())
    log.search.clear()
    qtbot.waitUntil(lambda: len(log.table.shown()) == everything)


def test_a_damaged_archive_comes_first(
    window: MainWindow, log: LogPanel, desk: Desk, qtbot: QtBot
) -> None:
    def words() -> list[str]:
        labels: Any = log.findChildren(QLabel)
        return [each.text() for each in labels if each.text()]

    log.go.click()
    qtbot.waitUntil(lambda: "逐个核对完好" in words(), timeout=20_000)
    desk.documents.keep(b"x", name="a.pdf", subject="x")
    [path] = (desk.session.folder / "archive").rglob("*?" * 30)
    path.write_bytes(b"damaged")
    qtbot.waitUntil(log.go.isEnabled)
    log.go.click()
    qtbot.waitUntil(lambda: any("1个缺少或损坏" in each for each in words()), timeout=20_000)
    after = words()
    assert after.index("档案文件") < after.index("程序")


def test_a_new_office_sees_what_comes_first(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    def words() -> list[str]:
        buttons: Any = window.findChildren(QPushButton)
        return [each.text() for each in buttons]

    window.go("today", "")
    qtbot.waitUntil(lambda: "填写村名单" in words())
    assert "增加审核和负责人" not in words()  # the office of the tests has four users
    buttons: Any = window.findChildren(QPushButton)
    [away] = [each for each in buttons if each.text() == "收起"]
    away.click()
    qtbot.waitUntil(lambda: "填写村名单" not in words())
    assert desk.choices.starting() == []
