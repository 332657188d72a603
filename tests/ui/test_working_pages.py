"""目录, 村务公开, 同步包, 系统, 今日: the clerk's work in the window on the sample data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.desk import Desk
from gkdesk.ui.catalog.import_dialog import ImportDialog as CatalogImport
from gkdesk.ui.catalog.page import CatalogPage
from gkdesk.ui.system.page import SystemPage
from gkdesk.ui.today.page import TodayPage
from gkdesk.ui.village.import_dialog import ImportDialog as VillageImport
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.window import MainWindow
from gkdesk.village.model import SheetState
from tests.conftest import StoppedClock
from tests.ui.conftest import QuietSay, applicant

SAMPLES = paths.resources() / "samples"
WORKBOOK = SAMPLES / "catalog" / "青石镇目录.xlsx"
SHEETS = sorted((SAMPLES / "village" / "2026Q1").glob("*.xlsx"))


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def answer(qtbot: QtBot, kind: type[QDialog], ready: str, press: str) -> list[QDialog]:
    """When a dialog of this kind has what is needed, press its button."""
    seen: list[QDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(20, look)
            return
        button = getattr(dialog, press)
        if getattr(dialog, ready) and button.isEnabled():
            seen.append(dialog)
            button.click()
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)
    return seen


@pytest.fixture
def catalog(window: MainWindow, qtbot: QtBot, quiet: QuietSay) -> CatalogPage:
    quiet.chosen_files = [WORKBOOK]
    answer(qtbot, CatalogImport, "reading", "adopt")
    window.go("catalog", "import")
    [page] = window.findChildren(CatalogPage)
    return page


def test_a_workbook_becomes_the_catalog(
    catalog: CatalogPage, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    items = desk.catalog.rows()
    assert len(items) > 40
    assert catalog.table.model().rowCount() == len(items)
    catalog.areas.setCurrentRow(1)
    assert catalog.table.model().rowCount() < len(items)
    assert "青石镇目录.xlsx" in texts(catalog)
    quiet.chosen_save = tmp_path / "out.xlsx"
    catalog.export()
    assert (tmp_path / "out.xlsx").stat().st_size > 5000


def test_what_is_not_a_workbook_changes_nothing(
    window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    path = tmp_path / "假的.xlsx"
    path.write_bytes(b"not a workbook")
    window.go("catalog", "")
    [page] = window.findChildren(CatalogPage)
    dialog = CatalogImport(page, window.context, path)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "假的.xlsx" in quiet.said[0]
    assert not dialog.adopt.isEnabled()
    assert desk.catalog.rows() == []


def test_cells_pasted_from_a_spreadsheet(
    window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    window.go("catalog", "")
    [page] = window.findChildren(CatalogPage)
    QApplication.clipboard().setText("  ")
    page.paste()
    assert "剪贴板里没有文字" in quiet.said[-1]
    head = "序号\t一级事项\t二级事项\t公开内容\t公开依据\t公开时限\t公开主体\t公开渠道和载体"
    row = '1\t最低生活保障\t政策法规\t"文件\n及说明"\t《办法》\t长期公开\t镇政府\t■公告栏'
    QApplication.clipboard().setText(f"{head}\n{row}")
    answer(qtbot, CatalogImport, "reading", "adopt")
    page.paste()
    [item] = desk.catalog.rows()
    assert (item.level2, item.source.file) == ("政策法规", "粘贴的表格")


@pytest.fixture
def village(window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay) -> VillagePage:
    for name in ("东河村", "西河村", "石门村"):
        desk.village.add_board(desk.village.add_village({"name": name}), "村务公开栏", place="院墙")
    quiet.chosen_files = [path for path in SHEETS if path.name[:2] in ("东河", "石门")]
    answer(qtbot, VillageImport, "readings", "go")
    window.go("village", "import")
    [page] = window.findChildren(VillagePage)
    return page


def test_sheets_come_in_and_faults_stand_at_their_cell(village: VillagePage, qtbot: QtBot) -> None:
    states = {row.village.name: village.state_of(row) for row in village._rows}
    assert states == {
        "东河村": SheetState.CHECKED,
        "西河村": SheetState.MISSING,
        "石门村": SheetState.PROBLEM,
    }
    assert "西河村1个村还没有交数据" in texts(village)
    village.table.selectRow([row.village.name for row in village._rows].index("石门村"))
    table = village.problems.table.model()
    assert table.data(table.index(0, 1)) == "E13"
    assert "差 100.00 元" in table.data(table.index(0, 2))
    village.table.selectRow([row.village.name for row in village._rows].index("东河村"))
    assert village.view.pages == 1


def test_printing_writes_one_file_a_village(
    village: VillagePage, desk: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    row = next(row for row in village._rows if row.village.name == "东河村")
    desk.village.review(row.sheets["F01"], "王监督", desk.session.today)
    folder = tmp_path / "纸"
    folder.mkdir()
    quiet.chosen_folder = folder
    village.reload()
    village._print.click()
    qtbot.waitUntil(lambda: "打开 纸" in quiet.said, timeout=10000)
    [made] = folder.glob("*.pdf")
    assert made.read_bytes().startswith(b"%PDF-")
    assert (
        village.state_of(next(r for r in village._rows if r.village.name == "东河村")) == "printed"
    )


def test_todays_list_is_in_order_of_danger(
    window: MainWindow, desk: Desk, clock: StoppedClock
) -> None:
    for at, day in enumerate((2, 12, 31)):
        clock.value = datetime(2026, 3, day, 9, 30)  # noqa: DTZ001 - the office's wall clock
        desk.requests.register(applicant(101 + at, name=f"第{at + 1}人"))
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001 - the office's wall clock
    window.go("today", "")
    [page] = window.findChildren(TodayPage)
    shown = texts(page)
    order = [shown.index(words) for words in ("第1人", "第2人", "第3人")]
    assert order == sorted(order)
    assert "逾期 8 个工作日" in " ".join(
        each.accessibleName() for each in page.findChildren(QWidget) if each.accessibleName()
    )


def test_the_audit_can_be_checked_by_anyone(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.go("system", "")
    [page] = window.findChildren(SystemPage)
    assert not page._add.isEnabled()
    window.go("system", "log")
    page.log.examine()
    qtbot.waitUntil(lambda: "逐条核对无误" in texts(page), timeout=20_000)
    desk.session.conn.execute("DROP TRIGGER audit_keep_update")
    desk.session.conn.execute("UPDATE audit SET subject = '别人' WHERE id = 2")
    qtbot.waitUntil(page.log.go.isEnabled)
    page.log.examine()
    told = "有1处对不上，请保留现场并联系技术人员"
    qtbot.waitUntil(lambda: told in texts(page), timeout=20_000)


def test_a_record_goes_from_draft_to_publication_by_three_people(
    window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    from gkdesk.records.model import Act, State
    from gkdesk.ui.records.draft_dialog import DraftDialog
    from gkdesk.ui.records.page import RecordsPage
    from gkdesk.ui.records.step_dialogs import StepDialog
    from tests.conftest import PASSWORD

    window.go("records", "")
    [page] = window.findChildren(RecordsPage)
    draft = DraftDialog(page, window.context)
    draft.form.fill({"title": "2025年度部门决算", "body": "收支情况说明。", "made_on": "4.1"})
    draft.accept()
    [record] = desk.records.rows()
    for user, act, values in (
        ("周桂芬", Act.SUBMIT, {}),
        ("刘建民", Act.SECRECY, {"result": "clear"}),
        ("刘建民", Act.PASS, {"opinion": "同意"}),
        ("刘建民", Act.PASS, {"opinion": "同意"}),
        ("何敏", Act.PUBLISH, {"opinion": "同意公开"}),
    ):
        desk.accounts.log_in(user, PASSWORD)
        page.reload()
        assert act in desk.records.acts(record.uid)
        step = StepDialog(page, window.context, record, act)
        step.form.fill(values)
        for tick in step.ticks.values():
            tick.setChecked(True)
        step.accept()
        assert step.result() == step.DialogCode.Accepted
    assert desk.records.get(record.uid).state is State.PUBLISHED
    page.reload()
    assert "2025年度部门决算" in texts(page)


def test_a_refused_step_of_a_record_says_why(window: MainWindow, desk: Desk) -> None:
    from gkdesk.records.model import Act, State
    from gkdesk.ui.records.draft_dialog import DraftDialog
    from gkdesk.ui.records.page import RecordsPage
    from gkdesk.ui.records.step_dialogs import StepDialog

    window.go("records", "")
    [page] = window.findChildren(RecordsPage)
    draft = DraftDialog(page, window.context)
    draft.form.fill({"title": "名单", "made_on": "明年"})
    draft.accept()
    assert draft.result() != draft.DialogCode.Accepted
    draft.form.fill({"body": "某某某", "made_on": "今天"})
    draft.accept()
    [record] = desk.records.rows()
    desk.records.act(record.uid, Act.SUBMIT)
    step = StepDialog(page, window.context, record, Act.PASS)
    step.accept()
    assert step.result() != step.DialogCode.Accepted
    assert desk.records.get(record.uid).state is State.IN_REVIEW


def test_an_agenda_row_opens_where_its_button_says(
    village: VillagePage, window: MainWindow, desk: Desk
) -> None:
    for item in desk.agenda.items():
        window.go(item.room, item.subject)
    [row] = [each for each in desk.agenda.items() if "有问题" in each.title]
    window.go("village", row.subject)
    assert village.table.current().village.name == "石门村"
