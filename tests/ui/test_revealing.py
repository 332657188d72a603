"""What is shown on demand is noted and covered again by itself, and nothing moves meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.accounts.model import LoginNeeded
from gkdesk.db import audit
from gkdesk.desk import Desk
from gkdesk.ui import revealing
from gkdesk.ui.records.page import RecordsPage
from gkdesk.ui.records.review_dialog import ReviewDialog
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.overview_tab import Facts
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.revealing import Reveal
from gkdesk.ui.window import MainWindow
from tests.ui.conftest import QuietSay, applicant

ROAD = "上坪村一组"
PHONE = "13981230872"


def case_of(window: MainWindow, uid: str) -> CasePage:
    window.go("requests", uid)
    [page] = window.findChildren(RequestsPage)
    assert isinstance(page.present, CasePage)
    return page.present


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


def looks(desk: Desk, action: str) -> int:
    return sum(one.action == action for one in audit.entries(desk.session.conn))


def test_a_minute_and_once_more(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revealing, "SHOWN_MS", 80)
    noted: list[int] = []
    holder = QObject()
    reveal = Reveal(holder, lambda: noted.append(1))
    changes: list[bool] = []
    reveal.changed.connect(lambda: changes.append(reveal.on))
    reveal.toggle()
    qtbot.wait(50)
    reveal.show()  # the time begins anew; who looks is the same
    qtbot.wait(50)
    assert reveal.on
    qtbot.waitUntil(lambda: not reveal.on)
    assert (noted, changes) == ([1], [True, False])
    reveal.toggle()
    reveal.toggle()
    assert (noted, changes) == ([1, 1], [True, False, True, False])


def test_a_case_is_covered_again_where_it_stands(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "SHOWN_MS", 150)
    request = desk.requests.register(
        applicant(address=f"云岭县青石镇{ROAD}", remark="耳背。" * 400)
    )
    window.show()
    case = case_of(window, request.uid)
    tabs, lines = case.tabs, case.findChildren(Facts)
    [facts] = lines
    [area] = [one for one in case.findChildren(QScrollArea) if one.widget().isAncestorOf(facts)
              and not one.isAncestorOf(case.tabs)]  # fmt: skip
    facts.reveal.setFocus()
    QTest.mouseClick(facts.reveal, Qt.MouseButton.LeftButton)
    assert ROAD in texts(case)
    assert request.applicant.id_number in texts(case)
    assert facts.reveal.text() == "隐藏"
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(60)
    qtbot.waitUntil(lambda: facts.reveal.text() == "显示")
    assert ROAD not in texts(case)
    assert request.applicant.id_number not in texts(case)
    assert (case.tabs, case.findChildren(Facts)) == (tabs, lines)  # nothing was built anew
    assert facts.reveal.hasFocus()
    assert bar.value() == 60
    assert looks(desk, "requests.look") == 1


def test_a_case_opened_again_is_covered(window: MainWindow, desk: Desk) -> None:
    request = desk.requests.register(applicant())
    case = case_of(window, request.uid)
    case.reveal.show()
    case.reload()  # the same page within its minute
    assert request.applicant.id_number in texts(case)
    window.go("requests", "")
    assert request.applicant.id_number not in texts(case_of(window, request.uid))


def test_nothing_is_shown_when_the_look_cannot_be_noted(
    window: MainWindow, desk: Desk, quiet: QuietSay
) -> None:
    request = desk.requests.register(applicant())
    case = case_of(window, request.uid)
    desk.session.lock()
    case.reveal.show()
    assert quiet.said == [str(LoginNeeded())]
    assert not case.reveal.on
    assert request.applicant.id_number not in texts(case)


def test_a_record_under_review_is_covered_again_where_it_is_read(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "SHOWN_MS", 150)
    body = f"联系电话{PHONE}。\n" + "各村应当按时报送。\n" * 200
    values = {"title": "通知", "body": body, "made_on": "2026-04-01", "attribute": "主动公开"}
    record = desk.records.draft(values)
    window.go("records", "")
    [page] = window.findChildren(RecordsPage)
    dialog = ReviewDialog(page, window.context, [record.uid])
    dialog.show()
    dialog.opinion.setPlainText("写了一半")
    dialog.opinion.setFocus()
    dialog.reveal.setChecked(True)
    assert PHONE in dialog.body.toPlainText()
    bar = dialog.body.verticalScrollBar()
    bar.setValue(30)
    assert bar.value() == 30
    qtbot.waitUntil(lambda: not dialog.reveal.isChecked())
    assert PHONE not in dialog.body.toPlainText()
    assert bar.value() == 30
    assert dialog.opinion.toPlainText() == "写了一半"
    assert dialog.opinion.hasFocus()
    assert looks(desk, "records.reveal") == 1
