"""The dialogs of the village pages: each reached, used and refused as a clerk would."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.look import LOOK
from gkdesk.ui.village import more_dialogs, register_acts
from gkdesk.ui.village.board_dialog import BoardDialog
from gkdesk.ui.village.catalogue_dialog import CatalogueDialog
from gkdesk.ui.village.cross_dialog import FILE, SHEETS, STORED, CrossDialog
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.village.post_dialog import PostDialog
from gkdesk.ui.village.register_dialog import RegisterDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from gkdesk.village.model import BoardRow, PhotoKind, Posting, SheetState
from gkdesk.village.period import Period
from tests.conftest import StoppedClock
from tests.ui.conftest import QuietSay
from tests.village.test_crossstored import HEAD, csv
from tests.village.test_ledger import printed
from tests.village.test_life import jpeg

from .test_village_board import filled, grab, page, uid_of

__all__ = ["filled", "page"]  # fixtures
NUMBERS = ("11010519491231002X", "13000000000", "6222021234567890123", "7" * 40)
D = TypeVar("D", bound=QDialog)
PERIOD = Period.parse("2026Q1")


def row_of(page: VillagePage, name: str = "东河村") -> BoardRow:
    return next(item for item in page._rows if item.village.name == name)


def posting_of(desk: Desk, name: str = "东河村") -> Posting:
    return desk.village.postings(uid_of(desk, name))[-1]


@pytest.fixture
def register(page: VillagePage, qtbot: QtBot) -> RegisterDialog:
    return shown(qtbot, RegisterDialog(page, page._context, row_of(page), "F01"))


def shown(qtbot: QtBot, dialog: D) -> D:
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def fill(dialog: FormDialog, **values: str) -> None:
    dialog.form.fill(values)
    dialog.accept()


def titles(entries: object) -> list[str]:
    return [words for words, _do in entries]  # type: ignore[attr-defined]


def test_every_command_is_three_clicks_away(page: VillagePage, register: RegisterDialog) -> None:
    page.board.table.selectRow([r.village.name for r in page._rows].index("东河村"))
    assert titles(page._rarer()) == [
        "张贴登记：东河村", "登记待公布的事：东河村", "登记其他公开表：东河村",
        "已登记的事和其他公开表：东河村", "公开栏资料：东河村", "年度资料夹：东河村", "村名单",
        "公开目录", "录入公开表", "重新核对", "镇村核对",
        "打印检查表", "写出空白表", "查一户",
    ]  # fmt: skip
    assert titles(register._more()) == [
        "登记损毁和重新张贴", "登记张贴在另一处", "存无异议说明", "冲销这次张贴",
    ]  # fmt: skip
    for button in (register.next_, register.take_down, register.more, register.answer):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not register.next_.isVisible()


def test_posting_says_both_ways_of_counting(filled: Desk, page: VillagePage, qtbot: QtBot) -> None:
    village = filled.village.village("柳林村")
    made = filled.village.matters.add(village, "C05", "补报一季度账", date(2026, 3, 20))
    uid = uid_of(filled, "柳林村")
    dialog = shown(qtbot, PostDialog(page, page._context, row_of(page, "柳林村"), uid))
    assert "4月26日 周日起可以取下" in dialog._hint.text()
    dialog.form.fill({"window": "subsidy"})
    words = dialog._hint.text()
    for part in ("含首日到4月16日", "不含首日到4月17日", "4月18日 周六起可以出无异议说明"):
        assert part in words
    grab(dialog, "post")
    dialog.form.fill({"on": "哪天"})
    assert "写上张贴日期" in dialog._hint.text()
    fill(dialog, on="2026-04-10")
    assert dialog.result() == QDialog.DialogCode.Accepted
    [posting] = filled.village.postings(uid)
    window = filled.village.ledger.window(posting)
    assert window is not None
    assert (window.code, window.printed_end) == ("subsidy", date(2026, 4, 16))
    assert made.matter not in [one.matter for one in filled.village.matters.open(village.uid)]


def test_a_batch_is_posted_from_the_register(
    filled: Desk, page: VillagePage, qtbot: QtBot, tmp_path: Path
) -> None:
    room = filled.village
    uid = printed(room, "L05", "2026E01", tmp_path)
    village = room.village("东河村")
    for title in ("粮种补贴", "农机补贴"):
        room.matters.add(village, "C17", title, date(2026, 4, 1))
    page._fill_periods()
    [item] = [one for one in room.board("2026E01") if uid in one.sheets.values()]
    register = shown(qtbot, RegisterDialog(page, page._context, item, "L05"))
    assert register.next_.isVisible()
    dialog = shown(qtbot, PostDialog(register, page._context, item, uid))
    dialog.accept()
    assert (
        "2件待公布"
        in dialog._notice.itemAt(0)
        .widget()
        .findChild(QWidget)
        .parent()
        .findChildren(type(dialog._hint))[-1]
        .text()
    )
    matter = room.matters.open(village.uid)[1].matter
    assert matter is not None
    fill(dialog, matter=matter.uid)
    assert room.sheet(uid).state is SheetState.POSTED
    assert len(room.matters.open(village.uid)) == 1


def test_objections_up_and_closed_in_the_window(
    filled: Desk, register: RegisterDialog, qtbot: QtBot
) -> None:
    uid, context = uid_of(filled, "东河村"), register._context
    dialog = shown(qtbot, register_acts.objection(register, context, uid))
    fill(dialog, subject="办公费没有明细", content="说了什么", name="某人")
    register.reload()
    [row] = filled.village.objections.all()
    answer = shown(qtbot, register_acts.answer(register, context, row))
    fill(answer, result="有票据可查", founded="no")
    register.reload()
    assert not register.answer.isEnabled()
    assert "异议报镇" in titles(register._more())
    [row] = filled.village.objections.all()
    fill(shown(qtbot, register_acts.escalate(register, context, row)), on="2026-04-10")
    register.reload()
    assert register.answer.text().strip() == "登记上级结果"
    assert register.objections.model().index(0, 2).data() == "已报镇"
    assert "异议报县" in titles(register._more())
    [row] = filled.village.objections.all()
    close = shown(qtbot, register_acts.answer(register, context, row))
    grab(close, "close")
    fill(close, result="责令更正", founded="yes")
    [row] = filled.village.objections.all()
    assert (row.state, row.founded) == ("closed", True)
    register.reload()
    grab(register, "register_objection")


def test_a_half_filled_objection_is_kept(
    filled: Desk, register: RegisterDialog, qtbot: QtBot
) -> None:
    uid, context = uid_of(filled, "东河村"), register._context
    dialog = shown(qtbot, register_acts.objection(register, context, uid))
    dialog.form.fill({"subject": "没有写完"})
    dialog.reject()
    again = shown(qtbot, register_acts.objection(register, context, uid))
    assert again.form.values()["subject"] == "没有写完"


def test_early_loss_and_posting_again(
    filled: Desk, register: RegisterDialog, qtbot: QtBot, clock: StoppedClock
) -> None:
    clock.value = datetime(2026, 4, 15, 9, 0)  # noqa: DTZ001
    posting, context = posting_of(filled), register._context
    dialog = shown(qtbot, register_acts.early_loss(register, context, posting))
    grab(dialog, "loss")
    fill(dialog, on="2026-04-14")
    assert dialog.isVisible()  # no reason
    fill(dialog, reason="被风刮落", again="yes", again_on="2026-04-13")
    assert len(filled.village.postings(posting.sheet_uid)) == 1
    assert posting_of(filled).taken_down_on is None  # neither was recorded
    fill(dialog, again_on="2026-04-15")
    first, second = filled.village.postings(posting.sheet_uid)
    assert (first.taken_down_on, second.posted_on) == (date(2026, 4, 14), date(2026, 4, 15))
    window = filled.village.ledger.window(second)
    assert window is not None
    assert window.code == "subsidy"


def test_cancelling_and_archiving(
    filled: Desk, register: RegisterDialog, qtbot: QtBot, clock: StoppedClock, tmp_path: Path
) -> None:
    room, context = filled.village, register._context
    photo = room.ledger.add_photo(posting_of(filled), PhotoKind.FAR, jpeg(tmp_path / "a.jpg"))
    register.reload()
    register.photos.selectRow(0)
    assert "冲销选中的照片" in titles(register._more())
    fill(shown(qtbot, register_acts.cancel_photo(register, context, photo)), reason="拍错了")
    assert room.ledger.photos() == []
    cancel = shown(qtbot, register_acts.cancel_posting(register, context, posting_of(filled)))
    grab(cancel, "cancel")
    fill(cancel, reason="登记错了")
    uid = uid_of(filled, "东河村")
    assert room.postings(uid) == []
    register.reload()
    assert register.next_.isVisible()
    assert "冲销张贴" in [
        register.steps.model().index(at, 1).data()
        for at in range(register.steps.model().rowCount())
    ]
    clock.value = datetime(2026, 4, 28, 9, 0)  # noqa: DTZ001
    board = room.boards(room.village("东河村").uid)[0]
    posting = room.post(uid, board, date(2026, 4, 11))
    fill(shown(qtbot, register_acts.take_down(register, context, posting)), on="2026-04-28")
    register.reload()
    assert "登记归档" in titles(register._more())
    fill(shown(qtbot, register_acts.archive(register, context, uid)), on="2026-04-28")
    assert room.lives.of(uid).stage.label == "已归档"


def test_the_statement_without_objections(
    register: RegisterDialog, quiet: QuietSay, tmp_path: Path, clock: StoppedClock, qtbot: QtBot
) -> None:
    quiet.chosen_save = tmp_path / "说明.pdf"
    register._no_objection()
    qtbot.waitUntil(lambda: bool(quiet.said))
    assert "才满" in quiet.said[-1]
    clock.value = datetime(2026, 4, 18, 9, 0)  # noqa: DTZ001
    register._no_objection()
    qtbot.waitUntil((tmp_path / "说明.pdf").exists)
    assert quiet.chosen_save.read_bytes().startswith(b"%PDF")
    quiet.chosen_save = tmp_path / "清单.pdf"
    register._answers()
    qtbot.waitUntil((tmp_path / "清单.pdf").exists)


def test_a_boards_facts(
    filled: Desk, page: VillagePage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    village = filled.village.village("东河村")
    dialog = shown(qtbot, BoardDialog(page, page._context, village))
    assert dialog.form.values()["name"] == "村口公开栏"
    quiet.chosen_files = [jpeg(tmp_path / "栏.jpg")]
    dialog.choose_photo()
    dialog.form.fill({"w_mm": "1200", "h_mm": "900", "sections": "党务，村务 财务", "kind": "slot"})
    grab(dialog, "board_facts")
    dialog.accept()
    [board] = filled.village.boards(village.uid)
    assert (board.w_mm, board.h_mm, board.kind) == (1200, 900, "slot")
    facts = filled.village.noticeboards.facts(board)
    assert facts.sections == ("党务", "村务", "财务")
    book = filled.village.noticeboards
    qtbot.waitUntil(lambda: bool(book.facts(board).photo_sha256))
    again = shown(qtbot, BoardDialog(page, page._context, village))
    qtbot.waitUntil(lambda: not again.picture.pixmap().isNull())
    again.which.setCurrentIndex(1)
    fill(again, name="二组公开栏", w_mm="abc")
    assert again.isVisible()
    fill(again, w_mm="800")
    assert [one.name for one in filled.village.boards(village.uid)] == ["二组公开栏", "村口公开栏"]


def test_the_catalogue_is_looked_at_before_it_is_in_force(
    filled: Desk, page: VillagePage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    dialog = shown(qtbot, CatalogueDialog(page, page._context))
    assert dialog.items.model().rowCount() == 30
    assert "还没有启用" in dialog._told.text()
    book = tmp_path / "县目录.csv"
    book.write_text(
        "序号,公开事项,公开时限\n1,财务收支,每季度的首个月20日\n3,低保,看情况\n", "utf-8"
    )
    quiet.chosen_files = [book]
    dialog.choose()
    qtbot.waitUntil(lambda: dialog.items.model().rowCount() == 2)
    assert dialog.take.isEnabled()
    told = [dialog.problems.table.model().index(at, 2).data() for at in range(2)]
    assert any(words.startswith("C3") for words in told)
    grab(dialog, "catalogue_found")
    filled.village.items.take(book, date(2026, 4, 1))
    dialog.show_current()
    assert "县目录" in dialog._told.text()
    assert dialog.adopt.isVisible()
    grab(dialog, "catalogue")
    book.write_text(f"公开事项\n财务{NUMBERS[0]}\n", "utf-8")
    dialog.choose()
    qtbot.waitUntil(dialog.take.isVisible)
    assert not dialog.take.isEnabled()
    assert NUMBERS[0] not in dialog.problems.table.model().index(0, 2).data()


def test_cross_check_in_the_window(
    filled: Desk, page: VillagePage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    dialog = shown(qtbot, CrossDialog(page, page._context, PERIOD))
    assert not dialog.go.isEnabled()
    town = csv(tmp_path / "镇.csv", "X08,东河村,运转经费,2026Q1,,,1.00,下达\n"
               "X08,西河村,运转经费,2026Q1,,,2.00,\n")  # fmt: skip
    quiet.chosen_files = [town]
    dialog.choose_town()
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(dialog.found), timeout=8000)
    assert {one.check for one in dialog.found} == {"X08"}
    assert "运转经费" in dialog._why.text()
    qtbot.waitUntil(dialog.print_.isEnabled)
    grab(dialog, "cross")
    quiet.chosen_folder = tmp_path / "单"
    dialog.print_papers()
    qtbot.waitUntil(lambda: any("打开" in words for words in quiet.said), timeout=8000)
    assert len(list((tmp_path / "单").glob("核对单*.pdf"))) >= 2
    dialog.way.setCurrentIndex(FILE)
    assert not dialog.go.isEnabled()
    quiet.chosen_files = [csv(tmp_path / "村.csv", "X08,东河村,运转经费,2026Q1,,,1.00,下达\n")]
    dialog.choose_own()
    dialog.go.click()
    qtbot.waitUntil(lambda: len(dialog.found) == 2, timeout=8000)
    dialog.way.setCurrentIndex(SHEETS)
    qtbot.waitUntil(lambda: dialog.left.count() == 5)
    dialog.go.click()
    qtbot.waitUntil(lambda: all(not one.check for one in dialog.found), timeout=8000)
    dialog.way.setCurrentIndex(STORED)
    assert HEAD


def test_matters_notices_and_the_year_folder(
    filled: Desk, page: VillagePage, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    village, context = filled.village.village("东河村"), page._context
    dialog = shown(qtbot, more_dialogs.matter(page, context, village))
    fill(dialog, title="第1批冬春救助")
    assert dialog.isVisible()  # no item chosen
    fill(dialog, item="C16", on="2026-04-01")
    [made] = filled.village.matters.open(village.uid)
    paper = shown(qtbot, more_dialogs.notice(page, context, village))
    fill(paper, item="C16")
    assert paper.isVisible()  # neither matter nor period
    assert made.matter is not None
    fill(paper, matter=made.matter.uid, on="2026-04-09")
    assert filled.village.matters.open(village.uid) == []
    quiet.chosen_folder = tmp_path
    folder = shown(qtbot, more_dialogs.year_folder(page, context, village, page._busy))
    folder.accept()
    qtbot.waitUntil(lambda: any("打开" in words for words in quiet.said), timeout=8000)
    assert list((tmp_path / "东河村-2026").glob("*.pdf"))


def test_inspection_does_not_hold_the_window(
    page: VillagePage, quiet: QuietSay, qtbot: QtBot, tmp_path: Path
) -> None:
    page.board.inspect_to(tmp_path / "papers")
    assert not list(tmp_path.glob("papers/*"))  # it is done beside this thread
    qtbot.waitUntil(lambda: any("打开" in words for words in quiet.said), timeout=10_000)
    assert len(list((tmp_path / "papers").glob("*检查表.pdf"))) == 6


def test_typed_numbers_are_not_shown_again(
    filled: Desk, page: VillagePage, register: RegisterDialog, qtbot: QtBot
) -> None:
    """Every text field of every dialog; sealed fields may hold one, and show it only in itself."""
    context, village = page._context, filled.village.village("东河村")
    uid, posting = uid_of(filled, "东河村"), posting_of(filled)
    row = filled.village.objections.add(uid, date(2026, 4, 10), "甲事")
    makers = (
        lambda: register_acts.take_down(register, context, posting),
        lambda: register_acts.early_loss(register, context, posting),
        lambda: register_acts.objection(register, context, uid),
        lambda: register_acts.answer(register, context, row),
        lambda: register_acts.escalate(register, context, row),
        lambda: register_acts.archive(register, context, uid),
        lambda: register_acts.cancel_posting(register, context, posting),
        lambda: more_dialogs.matter(page, context, village),
        lambda: more_dialogs.notice(page, context, village),
        lambda: BoardDialog(page, context, village),
        lambda: PostDialog(page, context, row_of(page), uid),
    )
    for make in makers:
        for number in NUMBERS:
            dialog = make()
            qtbot.addWidget(dialog)
            asks = list(dialog._asks)
            dialog.form.fill({name: number for name in asks if name not in ("content", "name",
                              "finding")})  # fmt: skip
            dialog.accept()
            assert dialog.result() != QDialog.DialogCode.Accepted
            for each in dialog.findChildren(QWidget):
                if not isinstance(each, (QLineEdit, QPlainTextEdit)):
                    text = getattr(each, "text", lambda: "")
                    assert number not in str(text()), (dialog.windowTitle(), each)
            dialog._drop()


def test_every_dialog_fits_the_screen_in_large_type(
    filled: Desk, qtbot: QtBot, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LOOK, "scale", 1.4)
    made = MainWindow(filled)
    made.resize(1366, 696)
    made.show()
    made.go("village", "")
    [page] = made.findChildren(VillagePage)
    context, item, village = page._context, row_of(page), filled.village.village("东河村")
    uid, posting = uid_of(filled, "东河村"), posting_of(filled)
    row = filled.village.objections.add(uid, date(2026, 4, 10), "办公费没有明细")
    liu = uid_of(filled, "柳林村")
    dialogs = {
        "post14": PostDialog(page, context, row_of(page, "柳林村"), liu),
        "loss14": register_acts.early_loss(page, context, posting),
        "answer14": register_acts.answer(page, context, row),
        "objection14": register_acts.objection(page, context, uid),
        "cancel14": register_acts.cancel_posting(page, context, posting),
        "boardfacts14": BoardDialog(page, context, village),
        "catalogue14": CatalogueDialog(page, context),
        "cross14": CrossDialog(page, context, PERIOD),
        "matter14": more_dialogs.matter(page, context, village),
        "notice14": more_dialogs.notice(page, context, village),
        "year14": more_dialogs.year_folder(page, context, village, page._busy),
        "register14b": RegisterDialog(page, context, item, "F01"),
    }
    for name, dialog in dialogs.items():
        dialog.show()
        QApplication.processEvents()
        grab(dialog, name)
        assert dialog.width() <= 1366, name
        assert dialog.height() <= 700, name
    made.close()
    made.deleteLater()
