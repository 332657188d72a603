"""The page 目录: how items stand, the matrix, events noted, slips, the list of gaps."""

from __future__ import annotations

import os
import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.catalog.duemodel import DueState, OccasionKind
from gkdesk.desk import Desk
from gkdesk.records.duty import Duties
from gkdesk.records.dutystand import Standing
from gkdesk.ui import reckoning
from gkdesk.ui.catalog import event_dialog
from gkdesk.ui.catalog.audit_dialogs import AuditDialog, DoubtsDialog
from gkdesk.ui.catalog.due_tab import BUSY, NOTHING
from gkdesk.ui.catalog.page import CatalogPage
from gkdesk.ui.look import LOOK
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD
from tests.ui.conftest import QuietSay

SAMPLE = paths.resources() / "samples" / "catalog" / "青石镇目录.xlsx"

READINGS = (
    "每季度", "每月5日前", "每年1月31日前", "半年至少更新1次", "每季度的首个月20日", "批准后20日内",
)  # fmt: skip


def grab(widget: QWidget, name: str) -> None:
    folder = os.environ.get("GKDESK_PICTURES")
    if folder:
        for _each in range(4):
            QApplication.sendPostedEvents()
            QApplication.processEvents()
        widget.grab().save(f"{folder}/{name}.png")


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(made.text() for made in widget.findChildren(QLabel) if made.isVisible())


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> CatalogPage:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    desk.session.conn.execute("UPDATE item SET added_on = '2026-01-01'")
    items = desk.catalog.rows()
    for item, words in zip(items, READINGS, strict=False):
        desk.catalog.occasions.mark(item.key, "reading", words)
    record = desk.records.draft(
        {"title": "标准", "body": "正文", "item_key": items[0].key, "made_on": "2026-02-01",
         "attribute": "active"}
    )  # fmt: skip
    with desk.session.transaction():
        desk.session.conn.execute(
            "UPDATE record SET state = 'published', published_on = '2026-02-02' WHERE uid = :uid",
            {"uid": record.uid},
        )
        desk.session.audit("test.published", record.uid)
    window.go("catalog", "")
    [made] = window.findChildren(CatalogPage)
    return made


def answered(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Have the next dialog filled in and accepted."""

    def run(dialog: FormDialog) -> int:
        dialog.form.fill(values)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", run)


def test_items_show_how_they_stand(page: CatalogPage, window: MainWindow) -> None:
    grab(window, "catalog_items")
    items = page.table.shown()
    assert page._state_words(items[1]) == "缺4次"
    assert page._state_words(items[2]) == "缺1次"
    assert page._state_words(items[3]) == "6月30日前"
    assert page._state_words(items[5]) == "待事件"
    areas = {page.areas.item(at).toolTip() for at in range(page.areas.count())}
    assert any("项应公开未公开" in words for words in areas)
    said = texts(page.facts)
    assert "每季度公开一次，没有写日期，以季末为限" in said
    assert "用了1天" in said
    assert "新增" in said


def test_the_worst_items_sort_to_the_top(page: CatalogPage) -> None:
    page.table.sort([(2, False)])
    shown = [page._state_words(item) for item in page.table.shown()]
    assert shown[:3] == ["缺4次", "缺1次", "缺1次"]
    assert shown[-1] in ("待事件", "不涉及", "随时")


def test_ctrl_tab_goes_round_the_tabs(page: CatalogPage) -> None:
    page._next_tab()
    assert page._views.currentIndex() == 1
    page._next_tab()
    assert page._views.currentIndex() == 0


def test_the_matrix_is_walked_by_keys_and_copied(
    page: CatalogPage, window: MainWindow, qtbot: QtBot
) -> None:
    page._tabs[1].click()
    view = page.due.view
    assert view.rows.columnCount() == 4
    assert view.cell() == (page.due.matrix.rows[0], page.due.matrix.spans[1])
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.cell() == (page.due.matrix.rows[0], page.due.matrix.spans[0])
    assert page.due.matrix.rows[0].cell(0) is DueState.DONE
    assert "2026年一季度" in texts(page.facts)
    assert "2026年2月2日公开" in texts(page.facts)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert "缺" in str(view.rows.data(view.currentIndex()))
    grab(window, "catalog_matrix")
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().endswith("\t应公开未公开")


def test_choices_narrow_the_matrix(page: CatalogPage, window: MainWindow) -> None:
    page._tabs[1].click()
    whole = page.due.view.rows.rowCount()
    page.due.state.setCurrentIndex(1)
    missing = page.due.view.rows.rowCount()
    assert 0 < missing < whole
    page.due.unit.setCurrentIndex(1)
    assert page.due.view.rows.columnCount() == 12
    page.due.span.setCurrentIndex(3)
    assert page.due.view.rows.columnCount() == 60
    assert page.due.view.cell() is not None
    assert page.due.view.currentIndex().column() == 51  # 2026-04, which has begun
    grab(window, "catalog_matrix_five_years")
    page._search.setText("没有这个词")
    assert page.due._body.currentIndex() == 1


def test_an_event_noted_at_the_side_makes_a_day(
    page: CatalogPage, desk: Desk, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    page.table.selectRow(5)
    item = page.table.current()
    answered(monkeypatch, kind="approved", on="2026-03-02", what="批准")
    page.facts.note()
    assert page._state_words(item) == "缺1次"
    assert "2026年3月22日" in texts(page.facts)
    [noted] = desk.catalog.occasions.rows(item.key)
    grab(window, "catalog_event")
    answered(monkeypatch, reason="登记错了")
    page.facts.void(noted.occasion.uid, "批准")
    assert page._state_words(item) == "待事件"
    assert "作废：登记错了" in texts(page.facts)


def test_a_refused_event_stays_on_the_screen(page: CatalogPage, qtbot: QtBot) -> None:
    item = page.table.shown()[5]
    dialog = event_dialog.event_dialog(page, page._context, item)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.fill({"kind": "approved", "on": "2026-05-02", "what": "批准"})
    dialog.accept()
    assert "还没有到" in texts(dialog)
    assert dialog.isVisible()
    grab(dialog, "catalog_event_refused")


def test_an_item_is_marked_and_owes_nothing(
    page: CatalogPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page.table.selectRow(1)
    assert page.facts.facts is not None
    dialog = event_dialog.mark_dialog(page, page._context, page.facts.facts)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "catalog_mark")
    answered(monkeypatch, absent="镇里没有这项职责")
    page.facts.mark()
    assert page._state_words(page.table.shown()[1]) == "不涉及"
    assert "不涉及：镇里没有这项职责" in texts(page.facts)


def test_a_line_of_today_opens_the_matrix_of_its_area(
    page: CatalogPage, window: MainWindow, desk: Desk
) -> None:
    due = next(one for one in desk.agenda.items() if one.subject.startswith("due/missing/"))
    assert due.room == "catalog"
    window.go("today", "")
    grab(window, "catalog_today")
    window.go("catalog", due.subject)
    assert page._views.currentIndex() == 1
    assert page.areas.area() in due.title
    assert all(
        DueState.MISSING in [row.cell(at) for at in range(4)] for row in page.due.matrix.rows
    )


def test_slips_and_lists_are_written(
    page: CatalogPage, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    quiet.chosen_folder = tmp_path / "单"
    page.slips(DueState.MISSING)
    qtbot.waitUntil(lambda: bool(quiet.said), timeout=20000)
    assert list((tmp_path / "单").glob("*-请提供单.pdf"))
    quiet.chosen_save = tmp_path / "清单.xlsx"
    page.export_duties(DueState.MISSING)
    qtbot.waitUntil((tmp_path / "清单.xlsx").exists, timeout=20000)
    assert (tmp_path / "清单.xlsx").stat().st_size > 3000


def test_a_narrow_window_shows_the_facts_as_a_tab(
    desk: Desk, page: CatalogPage, window: MainWindow, qtbot: QtBot
) -> None:
    LOOK.scale = 1.4
    window.rebuild()
    [narrow] = [one for one in window.findChildren(CatalogPage) if one is not page]
    grab(window, "catalog_items14")
    item = narrow.table.shown()[1]
    narrow._open_item(item)
    assert narrow._views.currentIndex() == 2
    assert narrow.facts.facts is not None
    assert narrow.facts.facts.item.key == item.key
    grab(window, "catalog_facts14")
    narrow._tabs[1].click()
    QApplication.processEvents()
    grab(window, "catalog_matrix14")
    assert narrow.due.view.rows.columnCount() == 4


def test_the_dialogs_offer_every_kind_of_event(page: CatalogPage, qtbot: QtBot) -> None:
    dialog = event_dialog.event_dialog(page, page._context, page.table.shown()[0])
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, dialog.reject)
    dialog.exec()
    assert len(OccasionKind) == 13
    assert page.facts.facts is not None


def test_the_audit_tells_every_year_and_exports_the_gaps(
    page: CatalogPage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    dialog = AuditDialog(page, page._context)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "catalog_audit")
    years = dialog.table.shown()
    assert [one.year for one in years] == list(range(2026, 2016, -1))
    assert years[0].counts[DueState.DONE] == 1
    assert years[1].counts[DueState.MISSING] > 20
    quiet.chosen_save = tmp_path / "缺项.xlsx"
    dialog.save()
    qtbot.waitUntil((tmp_path / "缺项.xlsx").exists, timeout=20000)


def test_a_doubt_leads_to_its_item(page: CatalogPage, qtbot: QtBot) -> None:
    dialog = DoubtsDialog(page, page._context)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "catalog_doubts")
    doubt = dialog.table.shown()[0]
    assert doubt.code == "empty"
    dialog.chosen.connect(page.open)
    dialog.table.opened.emit(doubt)
    assert page.facts.facts is not None
    assert page.facts.facts.item.key == doubt.item.key


@pytest.fixture
def many(page: CatalogPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> CatalogPage:
    """The page as it is with a catalog too large to be reckoned while the window waits."""
    monkeypatch.setattr(reckoning, "FEW_ITEMS", 0)
    window.rebuild()
    [made] = [one for one in window.findChildren(CatalogPage) if one is not page]
    return made


def test_a_large_catalog_is_reckoned_beside_the_window(
    many: CatalogPage, window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    stand = Duties._stand

    def spy(duties: Duties, today: date) -> dict[str, Standing]:
        threads.append(threading.get_ident())
        return stand(duties, today)

    monkeypatch.setattr(Duties, "_stand", spy)
    qtbot.waitUntil(lambda: desk.duties.held.ready, timeout=20000)
    threads.clear()
    [key] = [item.key for item in desk.duties.items[3:4]]
    with desk.session.transaction():
        desk.session.audit("catalog.test", "anything written")
    window.go("catalog", key)
    window.refresh()
    many.reload()
    assert not desk.duties.held.ready
    qtbot.waitUntil(lambda: bool(many.table.shown()), timeout=20000)
    qtbot.waitUntil(lambda: desk.duties.held.ready, timeout=20000)
    assert len(threads) == 1  # three wishes, one reckoning
    assert threads != [threading.get_ident()]
    assert many._state_words(many.table.shown()[1]) == "缺4次"
    assert many.table.current().key == key
    assert many.facts.facts is not None
    assert many.facts.facts.item.key == key


def test_what_is_written_meanwhile_is_reckoned_again(
    many: CatalogPage, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desk.duties.held.ready, timeout=20000)
    item = desk.duties.items[1]
    desk.catalog.occasions.mark(item.key, "reading", "每年1月31日前")
    window.go("catalog", "")  # asks
    desk.catalog.occasions.mark(item.key, "absent", "没有这项职责")
    qtbot.waitUntil(lambda: desk.duties.held.ready, timeout=20000)
    assert many._state_words(many.table.shown()[1]) == "不涉及"


def test_a_lock_drops_the_answer_and_the_next_one_is_asked(
    many: CatalogPage, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.catalog.occasions.mark(desk.duties.items[1].key, "absent", "没有这项职责")
    many.reload()
    window.lock()
    qtbot.waitUntil(lambda: not window.context.reckoning._under_way, timeout=20000)
    desk.accounts.log_in("周桂芬", PASSWORD)
    window.rebuild()
    window.go("catalog", "")
    page = window._pages["catalog"]
    assert isinstance(page, CatalogPage)
    qtbot.waitUntil(lambda: bool(page.table.shown()), timeout=20000)
    assert page._state_words(page.table.shown()[1]) == "不涉及"


def test_only_the_matrix_wanted_last_is_shown(
    many: CatalogPage, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desk.duties.held.ready, timeout=20000)
    window.go("catalog", "")
    many._tabs[1].click()
    assert many.due._body.currentIndex() == BUSY
    grab(window, "catalog_matrix_busy")
    filled: list[int] = []
    many.due.filled.connect(lambda: filled.append(many.due.view.rows.columnCount()))
    many.due.unit.setCurrentIndex(1)
    many.due.span.setCurrentIndex(3)
    many.due.unit.setCurrentIndex(3)
    qtbot.waitUntil(lambda: bool(filled), timeout=20000)
    assert filled == [5]  # five years, by year
    assert many.facts.facts is not None
    many._search.setText("没有这个词")
    assert many.due._body.currentIndex() == NOTHING
    assert filled == [5, 5]  # narrowed at once, asked nobody


def test_the_dialogs_of_a_large_catalog_fill_when_the_answer_is_there(
    many: CatalogPage, qtbot: QtBot
) -> None:
    audit = AuditDialog(many, many._context)
    doubts = DoubtsDialog(many, many._context)
    for dialog in (audit, doubts):
        qtbot.addWidget(dialog)
    assert not audit.table.shown()
    qtbot.waitUntil(lambda: bool(audit.table.shown() and doubts.table.shown()), timeout=20000)
    assert "从来没有公开过的事项" in audit._words.text()
    assert doubts._words.text().startswith("共")


def test_a_personal_number_in_an_item_is_covered_on_the_screen(
    page: CatalogPage, desk: Desk, qtbot: QtBot
) -> None:
    number, phone = "110101199003070011", "13912340872"
    key = desk.catalog.rows()[0].key
    with desk.session.transaction():
        desk.session.conn.execute(
            "UPDATE item SET data = JSON_SET(data, '$.level2', :name, '$.content', :content)"
            " WHERE key = :key",
            {"name": f"张某{number}", "content": f"联系电话{phone}", "key": key},
        )
        desk.session.audit("catalog.test", key)
    page.reload()
    page.table.selectRow(0)
    shown = texts(page) + "".join(
        str(page.table.model().index(0, at).data(role))
        for at in range(page.table.model().columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    )
    page._tabs[1].click()
    model = page.due.view.model()
    shown += texts(page) + str(model.headerData(0, Qt.Orientation.Vertical))
    shown += str(model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)) + str(
        model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    )
    assert "张某11****" in shown
    assert number not in shown
    assert phone not in shown
    page._search.setText(f"张某{number}")  # who knows the number still finds the item
    assert page.due.matrix.rows[0].item.key == key
