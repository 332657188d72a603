"""统计年报 in the window: written part by part, saved by itself, exported, finished."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk.db.connection import DatabaseBusy
from gkdesk.desk import Desk
from gkdesk.statistics.model import Part, Progress
from gkdesk.ui.statistics import part_form
from gkdesk.ui.statistics.page import StatisticsPage
from gkdesk.ui.statistics.part_form import CountedPart, PartForm
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD, StoppedClock
from tests.statistics.test_service import WRITTEN, register, whole
from tests.ui.conftest import QuietSay

PHONE = "13900001234"


@pytest.fixture
def page(window: MainWindow, desk: Desk, clock: StoppedClock) -> StatisticsPage:
    register(desk, clock, date(2025, 12, 30))
    window.go("statistics", "")
    [found] = window.findChildren(StatisticsPage)
    return found


def choose(page: StatisticsPage, part: Part) -> PartForm:
    page.table.selectRow(list(Part).index(part))
    assert isinstance(page.form, PartForm)
    assert page.form.part is part
    return page.form


def type_in(form: PartForm, code: str, text: str) -> None:
    field = form.fields[code]
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        assert isinstance(field, QPlainTextEdit)
        field.setPlainText(text)


def shown(page: StatisticsPage) -> list[str]:
    assert page.form is not None
    return [one.text() for one in page.form.findChildren(QLabel) if one.isVisible()]


def grab(page: StatisticsPage, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        page.window().grab().save(f"{folder}/{name}.png")


def test_a_whole_report_by_hand(
    page: StatisticsPage, desk: Desk, quiet: QuietSay, tmp_path: Path, qtbot: QtBot
) -> None:
    assert page.year.currentText() == "2025年"
    assert page._word(Part.OVERVIEW) == "未开始"
    assert not page.finish.isEnabled()
    form = choose(page, Part.OVERVIEW)
    form.take_all()
    assert "申请1件" in desk.statistics.report(2025).values["on_request"]
    for code in ("platform", "supervision"):
        type_in(form, code, WRITTEN[code])
    grab(page, "statistics")
    form = choose(page, Part.ACTIVE)  # what was typed is saved on the way
    assert page._word(Part.OVERVIEW) == "已完成"
    form.take_all()
    for code in ("licence", "penalty", "coercion", "charge"):
        type_in(form, code, WRITTEN[code])
    for part in (Part.PROBLEMS, Part.OTHERS):
        form = choose(page, part)
        form.take_all()
        for code in form.fields.keys() & WRITTEN.keys():
            type_in(form, code, WRITTEN[code])
    page.table.selectRow(list(Part).index(Part.REQUESTS))
    assert isinstance(page.form, CountedPart)
    assert any("本年新收政府信息公开申请数量：1件" in one for one in shown(page))
    assert page.report is not None
    assert page.report.ready
    assert page.finish.isEnabled()
    quiet.chosen_save = tmp_path / "报告.docx"
    page.primary()
    assert (tmp_path / "报告.docx").exists()
    assert quiet.said == ["打开 报告.docx"]  # nothing is asked of a whole report
    page.finish.click()
    assert "定稿" in quiet.said[1]
    assert page._kept.text().endswith("页")
    assert len(page.report.kept) == 1


def test_what_is_typed_is_saved_a_little_later(
    page: StatisticsPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_form, "WAIT_MS", 20)
    page.form = None
    page._show_part(Part.OVERVIEW)
    form = choose(page, Part.PROBLEMS)
    type_in(form, "problems", "公开不够及时。")
    qtbot.waitUntil(lambda: desk.statistics.report(2025).values != {}, timeout=3000)
    assert page._word(Part.PROBLEMS) == "未填完"
    assert page._saved._whole.endswith("由周桂芬保存")
    type_in(form, "improvements", "每季度检查。")
    page.year.setCurrentIndex(page.year.findData(2026))  # before it was sent
    assert desk.statistics.report(2025).values["improvements"] == "每季度检查。"
    assert desk.statistics.report(2026).values == {}
    assert not page.finish.isEnabled()
    assert page.finish.toolTip() == "这一年还没有结束"
    assert choose(page, Part.PROBLEMS).values() == {"problems": "", "improvements": ""}


def test_a_number_is_refused_and_the_rest_saved(page: StatisticsPage, desk: Desk) -> None:
    form = choose(page, Part.OTHERS)
    type_in(form, "others", f"请打{PHONE}")
    type_in(form, "fee", "20")
    form.send()
    assert desk.statistics.report(2025).values == {"fee": "20"}
    assert form.fields["others"].property("err") == "1"
    assert any("个人号码" in one for one in shown(page))
    assert page._saved._whole == "有一处没有保存"
    type_in(form, "others", "没有。")
    form.send()
    assert form.fields["others"].property("err") == ""
    assert not any("个人号码" in one for one in shown(page))
    assert page._word(Part.OTHERS) == "已完成"
    form.take_all()  # nothing is empty
    assert form.values() == {"others": "没有。", "fee": "20"}


def test_a_draft_is_asked_about_and_a_lock_keeps_what_was_typed(
    page: StatisticsPage, window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    quiet.chosen_save = tmp_path / "a.pdf"
    quiet.yes = False
    page.export()
    assert quiet.said == ["还有4个部分没有写完，先导出草稿？"]
    assert not (tmp_path / "a.pdf").exists()
    quiet.yes = True
    page.export()
    assert (tmp_path / "a.pdf").exists()
    type_in(choose(page, Part.PROBLEMS), "problems", "还没有写完")
    window.go("today", "")  # another section
    assert desk.statistics.report(2025).values == {"problems": "还没有写完"}
    window.go("statistics", "2026")
    assert page.year.currentData() == 2026
    window.go("statistics", "什么")
    assert page.year.currentData() == 2026


def test_locking_at_once_keeps_what_was_typed(
    page: StatisticsPage, window: MainWindow, desk: Desk
) -> None:
    type_in(choose(page, Part.PROBLEMS), "problems", "刚写了一半")
    window.lock()
    assert not desk.session.unlocked
    desk.accounts.log_in("周桂芬", PASSWORD)
    assert desk.statistics.report(2025).values == {"problems": "刚写了一半"}


def test_what_was_refused_is_there_again_and_nothing_is_finished_past_it(
    page: StatisticsPage, window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    whole(desk, 2025)
    page.reload()
    assert page.finish.isEnabled()
    type_in(choose(page, Part.OVERVIEW), "platform", f"请打{PHONE}")
    quiet.chosen_save = tmp_path / "a.pdf"
    for act in (page.keep, page.export, page.look):
        act()
    assert quiet.said == []
    assert page.report is not None
    assert page.report.kept == ()
    assert not (tmp_path / "a.pdf").exists()
    assert "没有保存" in window._status._whole
    choose(page, Part.PROBLEMS)
    page.export()  # leads back to it
    assert isinstance(page.form, PartForm)
    assert page.form.values()["platform"] == f"请打{PHONE}"
    assert page.form.fields["platform"].property("err") == "1"
    window.lock()
    desk.accounts.log_in("刘建民", PASSWORD)
    window._unlocked()
    window.go("statistics", "2025")
    other = window._pages["statistics"]
    assert isinstance(other, StatisticsPage)
    assert isinstance(other.form, PartForm)
    assert other.form.values()["platform"] == WRITTEN["platform"]  # another user's own
    window.lock()
    desk.accounts.log_in("周桂芬", PASSWORD)
    window._unlocked()
    window.go("statistics", "2025")
    mine = window._pages["statistics"]
    assert isinstance(mine, StatisticsPage)
    assert isinstance(mine.form, PartForm)
    assert mine.form.values()["platform"] == f"请打{PHONE}"
    type_in(mine.form, "platform", "请打便民服务中心。")
    mine.export()
    assert (tmp_path / "a.pdf").exists()
    assert desk.statistics.report(2025).values["platform"] == "请打便民服务中心。"


def test_a_refused_figure_is_led_back_to(page: StatisticsPage, quiet: QuietSay) -> None:
    type_in(choose(page, Part.ACTIVE), "licence", PHONE)
    choose(page, Part.OTHERS)
    page.export()
    assert quiet.said == []
    assert isinstance(page.form, PartForm)
    assert page.form.part is Part.ACTIVE
    assert page.form.fields["licence"].property("err") == "1"


def test_a_save_that_was_blocked_is_tried_again(
    page: StatisticsPage, desk: Desk, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = choose(page, Part.PROBLEMS)
    type_in(form, "problems", "有的不及时。")

    def busy(*_arguments: object) -> None:
        raise DatabaseBusy

    with monkeypatch.context() as patched:
        patched.setattr(desk.statistics, "save", busy)
        form.send()
        choose(page, Part.OTHERS)
    assert len(quiet.said) >= 1
    assert desk.statistics.report(2025).values == {}
    form = choose(page, Part.PROBLEMS)
    assert form.values()["problems"] == "有的不及时。"
    assert desk.statistics.report(2025).values == {"problems": "有的不及时。"}


def test_what_was_written_elsewhere_is_not_written_over(page: StatisticsPage, desk: Desk) -> None:
    form = choose(page, Part.OVERVIEW)
    whole(desk, 2025)  # the command, say
    type_in(form, "intro", "另写的说明。")
    form.send()
    assert desk.statistics.report(2025).values["platform"] == WRITTEN["platform"]
    page.reload()
    assert choose(page, Part.OVERVIEW).values()["platform"] == WRITTEN["platform"]


def test_an_administrator_looks_only(page: StatisticsPage, window: MainWindow, desk: Desk) -> None:
    window.lock()
    desk.accounts.log_in("管理员", PASSWORD)
    window._unlocked()
    window.go("statistics", "2025")
    other = window._pages["statistics"]
    assert isinstance(other, StatisticsPage)
    assert isinstance(other.form, PartForm)
    assert not other.form.isEnabled()
    links = [one.text() for one in other.findChildren(QPushButton) if one.isVisibleTo(other)]
    assert "空着的都用建议的" not in links


def test_ledgers_of_a_year(page: StatisticsPage, quiet: QuietSay, tmp_path: Path) -> None:
    names = [words for words, _do in page.ledgers()]
    assert names[:3] == ["依申请公开台账", "年报表三", "主动公开信息台账"]
    for number, (_words, do) in enumerate(page.ledgers()):
        quiet.chosen_save = tmp_path / f"{number}.xlsx"
        do()
    assert len(list(tmp_path.glob("*.xlsx"))) == len(names)
    assert quiet.said == []
    page.year.setCurrentIndex(page.year.findData(2024))
    quiet.chosen_save = tmp_path / "none.xlsx"
    page.ledgers()[0][1]()
    assert "没有收到申请" in quiet.said[0]


def test_today_leads_here(page: StatisticsPage, window: MainWindow, desk: Desk) -> None:
    whole(desk, 2025)
    [due] = [one for one in desk.agenda.items() if one.room == "statistics"]
    page.year.setCurrentIndex(0)
    window.go(due.room, due.subject)
    assert page.year.currentData() == 2025
    assert page.report is not None
    assert page.report.progress[Part.OVERVIEW] is Progress.DONE
