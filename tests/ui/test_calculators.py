"""试算 in the window: results follow what is typed, and nothing is kept."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.requests.calculators import ClockCalculator, FeeCalculator
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.window import MainWindow


def test_the_last_day_follows_what_is_typed(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    dialog = ClockCalculator(window, window.context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "填好“收到申请之日”" in dialog.why.text()
    assert not dialog._copy.isEnabled()
    qtbot.keyClicks(dialog.form.input("receipt"), "4.10")
    assert dialog.found.text() == "5月12日 周二 下班前答复"
    assert dialog.table.shown()[-1].number == 20
    dialog.form.fill({"consult": "4.13 到 4.20", "extend": "5"})
    assert "征求意见不计" in dialog.why.text()
    dialog.copy()
    copied = QApplication.clipboard().text()
    assert copied.startswith(dialog.found.text())
    assert "征求意见期间不计" in copied
    dialog.form.fill({"consult": "昨儿"})
    assert dialog.why.text() == "“昨儿”认不出，一行写一次，如 4.13 到 4.20"
    assert dialog.table.shown() == []
    assert not dialog._copy.isEnabled()
    assert desk.requests.rows() == []


def test_a_last_day_of_another_year_names_it(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ClockCalculator(window, window.context)
    qtbot.addWidget(dialog)
    dialog.form.fill({"receipt": "2025-12-20"})
    assert dialog.found.text().startswith("1月")
    dialog.form.fill({"receipt": "2025-04-10"})
    assert dialog.found.text() == "2025年5月12日 周一 下班前答复"
    dialog.form.fill({"receipt": "2026-12-20"})
    assert dialog.found.text().startswith("最早2027年1月")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"receipt": "13.45"}, "不是日期"),
        ({"receipt": "汉" * 600}, "不是日期"),
        ({"receipt": "2018-01-02"}, "2019"),
        ({"receipt": "4.10", "consult": "4.13 到 2199.4.20"}, "请核对年份"),
        ({"receipt": "4.10", "extend": "-5"}, "应为整数"),
        ({"receipt": "4.10", "corrected": "4.9"}, "早于"),
        ({"receipt": "4.10", "consult": "\x00\n110101199003070000"}, "认不出"),
    ],
)
def test_what_cannot_be_reckoned_is_said(
    window: MainWindow, qtbot: QtBot, typed: dict[str, str], told: str
) -> None:
    dialog = ClockCalculator(window, window.context)
    qtbot.addWidget(dialog)
    dialog.form.fill(typed)
    assert told in dialog.why.text()
    assert dialog.copied == ""


def test_the_fee_with_how_it_comes_about(window: MainWindow, qtbot: QtBot) -> None:
    dialog = FeeCalculator(window, window.context)
    qtbot.addWidget(dialog)
    dialog.form.fill({"fee_count": "260"})
    assert "fee_before" in dialog.form.shown
    dialog.form.fill({"fee_method": "volume"})
    dialog.reckon()  # a click does it
    assert dialog.found.text() == "应收信息处理费5,100元"
    assert "第201至260页，共60页：每页40元，计2400元" in dialog.why.text()
    assert "fee_before" not in dialog.form.shown
    dialog.form.fill({"fee_count": "30"})
    assert dialog.found.text() == "按标准不收费"
    dialog.form.fill({"fee_count": "99999"})
    assert dialog.why.text() == "件数或者页数不超过9999，请核对"


def test_both_stand_under_more(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.go("requests", "")
    [page] = window.findChildren(RequestsPage)
    opened: list[str] = []
    for kind in (ClockCalculator, FeeCalculator):
        monkeypatch.setattr(kind, "exec", lambda self: opened.append(self.windowTitle()))
    for words, act in page.list._lists_of():
        if "试算" in words:
            act()
    assert [one.partition(" ")[0] for one in opened] == ["答复期限试算", "信息处理费试算"]
