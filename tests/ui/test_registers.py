"""台账: registers counted, entries added, moved on, cancelled, printed, as a clerk would."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.ui.look import LOOK
from gkdesk.ui.records.entry_view import EntryView
from gkdesk.ui.records.register_form import (
    act_dialog,
    asks_of,
    cancel_dialog,
    entry_dialog,
)
from gkdesk.ui.records.registers_dialog import RegistersDialog, shown_day
from gkdesk.ui.records.registers_menu import entries
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import StoppedClock
from tests.records.regs import CHECKED, DECISION, INCIDENT, MOBILE, RESPONSE
from tests.village.test_life import jpeg

from .conftest import QuietSay

LOOKED = os.environ.get("GKDESK_LOOK", "")  # a folder: windows are saved there to be looked at


def grab(widget: QWidget, name: str) -> None:
    if LOOKED:
        QApplication.processEvents()
        widget.grab().save(str(Path(LOOKED) / f"{name}.png"))


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> RegistersDialog:
    book = window.context.desk.registers.book
    book.add("rectify", INCIDENT)
    book.add("rectify", INCIDENT | {"title": f"电话{MOBILE}停用", "kind": "内容错误"})
    book.add("responses", RESPONSE)
    made = book.add("decisions", DECISION)
    book.act(made.uid, "start", {"draft_on": "2026-03-01", "grounds": "已公布",
                                 "from_on": "2026-03-02", "to_on": "2026-03-20"})  # fmt: skip
    book.add("monitoring", CHECKED)
    shown = RegistersDialog(window, window.context)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def at(dialog: RegistersDialog, name: str) -> None:
    dialog.go_to(name)
    assert dialog.form.id == name


def fill(qtbot: QtBot, form: FormDialog, **values: str) -> None:
    qtbot.addWidget(form)
    form.form.fill(values)
    form.accept()


def test_registers_are_counted(dialog: RegistersDialog) -> None:
    counts = {one.form.id: (one.entries, one.due) for one in dialog.registers.shown()}
    assert counts["rectify"] == (2, 2)
    assert counts["responses"] == (1, 1)
    at(dialog, "rectify")
    assert [line.entry.number for line in dialog.table.shown()] == ["2026-002", "2026-001"]
    assert MOBILE not in dialog.table.tsv_of(dialog.table.shown())
    grab(dialog, "registers")
    at(dialog, "decisions")
    assert "少于" in dialog._told.text() or "不到30天" in dialog._told.text()
    grab(dialog, "registers_decisions")
    at(dialog, "meetings")
    assert "全年列席会议0/4" in dialog.hint.text().replace("\u2026", "")


def test_the_filter_line(dialog: RegistersDialog) -> None:
    at(dialog, "rectify")
    dialog.search.setText("证件")
    assert [line.entry.number for line in dialog.table.shown()] == ["2026-001"]
    dialog.search.setText("")
    dialog.period.setCurrentIndex(dialog.period.findData("2026-03"))
    assert dialog.table.shown() == []
    assert not dialog.change.isEnabled()
    dialog.period.setCurrentIndex(0)
    dialog.state.setCurrentIndex(dialog.state.findData("?due"))
    assert len(dialog.table.shown()) == 2


def test_add_move_on_and_cancel(
    dialog: RegistersDialog, qtbot: QtBot, window: MainWindow, quiet: QuietSay
) -> None:
    at(dialog, "rectify")
    context, book = window.context, window.context.desk.registers.book
    form = entry_dialog(dialog, context, dialog.form)
    assert "check" not in form.form.shown  # the program's own
    assert "closed_on" not in form.form.shown  # asked when the step is taken
    fill(qtbot, form, title="栏目三个月没有更新")
    assert form.result() != QDialog.DialogCode.Accepted
    form.show()
    grab(form, "registers_add")
    fill(qtbot, form, kind="栏目不更新", source="自查", found_at="今天 8:30")
    assert form.result() == QDialog.DialogCode.Accepted
    dialog.reload()
    entry = book.entries("rectify")[0]
    assert entry.values["found_at"] == "2026-04-10T08:30"
    dialog.table.selectRow(0)
    assert [words for words, _do in dialog.steps()] == ["登记处置", "办结"]
    close = act_dialog(dialog, context, dialog.form, entry, book.acts(entry)[1])
    fill(qtbot, close, result="已更新", closed_on="今天")
    assert book.get(entry.uid).state == "closed"
    again = entry_dialog(dialog, context, dialog.form, book.get(entry.uid))
    fill(qtbot, again, owner="何敏")
    assert "修改的原因" in str(again.form.shown) or again.result() != QDialog.DialogCode.Accepted
    fill(qtbot, again, owner="何敏", why_changed="补责任人")
    assert book.get(entry.uid).values["owner"] == "何敏"
    fill(qtbot, cancel_dialog(dialog, context, dialog.form, entry), reason="登重了")
    assert book.get(entry.uid).cancelled
    dialog.reload()
    dialog.table.selectRow(0)
    assert not dialog.step.isEnabled()


def test_files_lists_and_stamped_lists(
    dialog: RegistersDialog, qtbot: QtBot, window: MainWindow, quiet: QuietSay, tmp_path: Path,
    clock: StoppedClock,
) -> None:  # fmt: skip
    at(dialog, "rectify")
    quiet.chosen_files = [jpeg(tmp_path / "截图.jpg")]
    dialog.files()[0][1]()
    assert dialog.table.current().entry.files[0].field == "proof"
    quiet.chosen_save = tmp_path / "out.jpg"
    dialog.files()[1][1]()
    assert (tmp_path / "out.jpg").read_bytes() == (tmp_path / "截图.jpg").read_bytes()
    quiet.chosen_save = tmp_path / "list.xlsx"
    dialog.export.click()
    qtbot.waitUntil((tmp_path / "list.xlsx").exists, timeout=10000)
    assert load_workbook(tmp_path / "list.xlsx").active["B4"].value == "2026-001"
    clock.value = datetime(2026, 5, 6, 9, 0)  # noqa: DTZ001
    at(dialog, "monitoring")
    offered = dialog.prints()
    assert [words for words, _do in offered] == [
        "清单存为 PDF…", "出具2026年4月清单并存档…", "出具其他期间的清单…",
    ]  # fmt: skip
    quiet.chosen_save = tmp_path / "april.pdf"
    offered[1][1]()
    qtbot.waitUntil((tmp_path / "april.pdf").exists, timeout=10000)
    qtbot.waitUntil(lambda: len(dialog.prints()) == 2, timeout=10000)
    with pdfplumber.open(tmp_path / "april.pdf") as pdf:
        assert "首页通知公告栏" in pdf.pages[0].extract_text()


def test_it_is_reached_from_the_page_and_from_today(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []

    def note(dialog: RegistersDialog) -> int:
        line = dialog.table.current()
        opened.append((dialog.form.id, line.entry.uid if line else ""))
        return 0

    monkeypatch.setattr(RegistersDialog, "exec", note)
    made = window.context.desk.registers.book.add("responses", RESPONSE)
    [item] = [one for one in window.context.desk.agenda.items() if "register:" in one.subject]
    window.context.go("records", item.subject)
    qtbot.waitUntil(lambda: bool(opened), timeout=5000)
    assert opened == [("responses", made.uid)]
    assert entries(window, window.context)[0][0] == "台账"


def test_large_type_fits(window: MainWindow, qtbot: QtBot, dialog: RegistersDialog) -> None:
    LOOK.scale = 1.4
    large = RegistersDialog(window, window.context, "decisions")
    qtbot.addWidget(large)
    large.show()
    qtbot.waitExposed(large)
    assert large.width() <= 1366
    assert large.height() <= 768
    grab(large, "registers14")
    form = entry_dialog(large, window.context, large.form)
    qtbot.addWidget(form)
    form.show()
    grab(form, "registers_add14")
    assert form.height() <= 768


def test_an_entry_shows_its_course(
    dialog: RegistersDialog, qtbot: QtBot, window: MainWindow, tmp_path: Path, quiet: QuietSay
) -> None:
    context, room = window.context, window.context.desk.registers
    entry = room.book.entries("rectify")[1]
    note = f"整改前，来电{MOBILE}"
    room.files.attach(entry.uid, jpeg(tmp_path / "a.jpg"), field="proof", note=note)
    room.book.act(
        entry.uid, "handle", {"measure": f"告知{MOBILE}", "withdrawn_at": "2026-04-09 16:00"}
    )
    room.book.change(entry.uid, {"owner": "何敏"}, f"来电{MOBILE}")
    entry = room.book.get(entry.uid)
    view = EntryView(dialog, context, room.book.form("rectify"), entry)
    qtbot.addWidget(view)
    view.show()
    course = view.course()
    assert [words.split(" ")[3][:4] for words in course] == [
        "修改：责",
        "登记处置",
        "添加附件",
        "登记，待",
    ]
    assert "责任人" in course[0]
    assert MOBILE not in "".join(course)
    shown = "".join(one.text() for one in view.findChildren(QLabel))
    assert MOBILE not in shown
    assert "第1份 整改前后截图 整改前" in shown
    dialog.go_to("rectify", entry.uid)
    assert MOBILE not in "".join(words for words, _do in dialog.files())
    quiet.chosen_save = tmp_path / "b.jpg"
    view._save(1)
    assert (tmp_path / "b.jpg").read_bytes() == (tmp_path / "a.jpg").read_bytes()
    grab(view, "entry_view")


def test_records_are_offered_without_their_numbers(dialog: RegistersDialog) -> None:
    context = dialog._context
    values = {"title": f"丁某{MOBILE}", "body": "正文", "made_on": "2026-04-01"}
    context.desk.records.draft(values | {"attribute": "active"})
    [ask] = asks_of(context.desk.registers.book.form("rectify"), ["record"], [], context)
    assert ask.choices[-1] == ("2026-00001", f"2026-00001 丁某{MOBILE[:3]}****1234")


def test_a_wrong_form_is_told(window: MainWindow, qtbot: QtBot) -> None:
    own = window.context.desk.session.folder / "forms" / "registers"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text('id = "mine"', "utf-8")
    vars(window.context.desk.registers.book).pop("_paths", None)  # as after a restart
    shown = RegistersDialog(window, window.context)
    qtbot.addWidget(shown)
    assert "mine" in shown.bad.text()
    assert not shown.bad.isHidden()
    assert len(shown.registers.shown()) == 17


def test_a_day_of_another_year_says_so() -> None:
    today = date(2026, 4, 10)
    assert shown_day(date(2026, 1, 5), today) == "1月5日"
    assert shown_day(date(2025, 12, 31), today) == "2025年12月31日"
    assert shown_day(None, today) == "—"
