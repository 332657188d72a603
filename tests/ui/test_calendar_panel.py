"""工作日历 in 系统, the day sheet's buttons, and what the case page tells after a reply."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gkdesk import paths
from gkdesk.desk import Desk
from gkdesk.requests.model import State
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.day_dialog import DayDialog
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.system.calendar_panel import CalendarPanel
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD, StoppedClock
from tests.ui.conftest import QuietSay, applicant


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def late(clock: StoppedClock, desk: Desk) -> str:
    """A case of December 2026: its day is only estimated."""
    clock.value = datetime(2026, 12, 14, 9, 30)  # noqa: DTZ001 - the office's wall clock
    return desk.requests.register(applicant()).uid


@pytest.fixture
def panel(window: MainWindow, late: str) -> CalendarPanel:
    window.go("system", "calendar")
    [found] = window.findChildren(CalendarPanel)
    assert isinstance(found, CalendarPanel)
    return found


def notice(folder: Path, **more: object) -> Path:
    off = [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}]
    path = folder / "2027.json"
    data = {"year": 2027, "source": ["测试"], "off": off, "work": []} | more
    path.write_text(json.dumps(data), "utf-8")
    return path


def cells(panel: CalendarPanel) -> list[list[str]]:
    model = panel.moved.model()
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_missing_year_is_said_then_taken_in_after_a_preview(
    panel: CalendarPanel, desk: Desk, quiet: QuietSay, late: str, tmp_path: Path
) -> None:
    assert "2027年的放假安排没有导入" in texts(panel)
    assert not panel.take.isEnabled()
    quiet.chosen_files = [notice(tmp_path)]
    panel.choose_notice()
    assert "2027年放假安排：1件申请的期限有变化，0件不变" in texts(panel)
    [row] = cells(panel)
    assert row[2:5] == ["2027年1月11日 周一（暂估）", "2027年1月12日 周二", "转为确定"]
    assert desk.requests.get(late).provisional
    panel.take.click()
    assert desk.requests.get(late).due_on == date(2027, 1, 12)
    assert "年份齐全" in texts(panel)
    assert not panel.take.isEnabled()
    model = panel.years.model()
    assert [model.data(model.index(0, column)) for column in (0, 3)] == ["2027年", "本单位导入"]


def test_a_wrong_notice_is_told_with_its_places(
    panel: CalendarPanel, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    quiet.chosen_files = [notice(tmp_path, work=["2027-01-04", "明天"])]
    panel.choose_notice()
    assert "有2处问题，没有导入任何内容" in texts(panel)
    assert panel.problems.table.model().rowCount() == 2
    assert not panel.take.isEnabled()
    assert not (desk.session.folder / "calendar").exists()
    quiet.chosen_files = []
    panel.choose_notice()
    assert panel.problems.isVisible()


def test_figures_are_for_the_head_of_the_office(
    panel: CalendarPanel, desk: Desk, quiet: QuietSay, late: str, tmp_path: Path
) -> None:
    button = next(
        each for each in panel.findChildren(QPushButton) if each.text().strip() == "导入期限数值"
    )
    assert not button.isEnabled()
    assert "负责人" in button.toolTip()
    desk.accounts.log_in("何敏", PASSWORD)
    panel.reload()
    assert button.isEnabled()
    text = (paths.forms() / "rules" / "request_clock.toml").read_text("utf-8")
    path = tmp_path / "request_clock.toml"
    path.write_text(text.replace("days = 20", "days = 10", 1), "utf-8")
    quiet.chosen_files = [path]
    button.click()
    assert "答复期限（2019年5月15日起）：20个工作日改为10个工作日" in texts(panel)
    panel.take.click()
    assert desk.requests.get(late).due_on == date(2026, 12, 28)


def test_the_day_sheet_is_saved_and_printed(
    window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    request = desk.requests.register(applicant())
    case = case_of(window, request.uid)
    dialog = DayDialog(case, case._context, request.uid)
    quiet.chosen_save = tmp_path / "逐日.pdf"
    dialog.save()
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF")
    assert len(desk.documents.of(f"request:{request.uid}")) == 1
    dialog.print_()
    assert desk.documents.of(f"request:{request.uid}")[-1].form == "request_days"
    assert dialog.result() == dialog.DialogCode.Accepted
    quiet.chosen_save = None
    DayDialog(case, case._context, request.uid).save()
    assert quiet.said == []


def case_of(window: MainWindow, uid: str) -> CasePage:
    window.go("requests", uid)
    [page] = window.findChildren(RequestsPage)
    [case] = page.findChildren(CasePage)
    assert isinstance(case, CasePage)
    return case


def test_the_case_page_tells_last_days_and_disputes(
    window: MainWindow, desk: Desk, clock: StoppedClock
) -> None:
    uid = desk.requests.register(applicant()).uid
    case = case_of(window, uid)
    assert "复议期限" not in texts(case)
    reply = {"found_facts": "经检索，找到1份材料。", "provided_items": ["清单"], "confirmed": "yes"}
    reply |= {"secrecy_by": "王建军", "signed_by": "刘长顺"}
    desk.requests.act(uid, "reply", reply)
    desk.requests.act(uid, "deliver", {"method": "direct", "receiver": "本人"})
    case.reload()
    assert "2026年6月9日为止。自2026年4月10日次日起60天" in texts(case)
    assert "起诉期限" in texts(case)
    clock.value = datetime(2026, 5, 11, 9, 30)  # noqa: DTZ001 - the office's wall clock
    dispute = {"dispute_kind": "review", "dispute_organ": "县政府", "case_no": "复1号"}
    assert desk.requests.act(uid, "dispute", dispute).state is State.DISPUTE
    case.reload()
    shown = texts(case)
    assert "1 行政复议复1号，2026年5月11日收到，还没有提交答复或者证据" in shown
    assert "2026年5月25日为止" in shown
    defend = next(move for move in case.moves if move.primary)
    assert defend.label == "登记提交答复"


def test_a_bad_file_in_the_office_s_folder_is_named(panel: CalendarPanel, desk: Desk) -> None:
    folder = desk.session.folder / "calendar"
    folder.mkdir()
    (folder / "CN-2027.json").write_text("{}", "utf-8")
    panel.reload()
    assert "文件“CN-2027.json”有1处问题" in texts(panel)
    assert panel.problems.table.model().rowCount() == 1
