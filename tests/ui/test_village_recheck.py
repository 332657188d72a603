"""重新核对: stored sheets checked again, what is wrong opened at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.village import recheck_dialog
from gkdesk.ui.village.page import VillagePage
from gkdesk.ui.village.recheck_dialog import RecheckDialog
from gkdesk.village.period import Period
from tests.village.books import rows, save

from .test_village_board import filled, grab, page

__all__ = ["filled", "page"]  # fixtures
PERIOD = Period.parse("2026Q1")


def opened(qtbot: QtBot, page: VillagePage, period: Period = PERIOD) -> RecheckDialog:
    dialog = RecheckDialog(page, page._context, period)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot: QtBot, dialog: RecheckDialog) -> None:
    qtbot.waitUntil(lambda: dialog._task is None)


def listed(dialog: RecheckDialog) -> list[tuple[str, str]]:
    model = dialog.table.model()
    return [
        (str(model.index(at, 0).data()), str(model.index(at, 2).data()))
        for at in range(model.rowCount())
    ]


def test_what_is_wrong_is_listed_with_its_reason(page: VillagePage, qtbot: QtBot) -> None:
    dialog = opened(qtbot, page)
    grab(dialog, "recheck")
    assert dialog.told.text() == "2026年第一季度共5张表，1张有不符，4张有提示"
    assert dict(listed(dialog))["石门村"].endswith("处不符")
    dialog.table.selectRow([name for name, _verdict in listed(dialog)].index("石门村"))
    told = [problem.message for problem in dialog.problems.table.rows._rows]
    assert any("应为" in message for message in told)
    dialog.only.setChecked(False)
    assert len(listed(dialog)) == 5
    assert dialog.go.isEnabled()
    dialog.accept()


def test_a_sheet_that_came_later_changes_the_verdict(
    page: VillagePage, filled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    """The quarter before was not there when 2026Q1 came; now its closing balance is compared."""
    dialog = opened(qtbot, page)
    before = dict(listed(dialog))["西河村"]
    book = rows(A1="青石镇西河村2025年第四季度财务收支公开表", A2="2025年第四季度")
    filled.village.apply(filled.village.read([save(tmp_path / "西河.xlsx", book)], "2025Q4"))
    dialog.run()
    assert not dialog.go.isEnabled()  # while it is checked
    settled(qtbot, dialog)
    assert (before, dict(listed(dialog))["西河村"][-2:]) == ("1处提示", "不符")


def test_a_problem_opens_the_sheet_at_its_cell(
    page: VillagePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[tuple[str, str, str]] = []

    def enter(_parent: object, _context: object, form: str, village: object, _period: Period, *,
              at: str = "") -> bool:  # fmt: skip
        went.append((form, getattr(village, "name", ""), at))
        return True

    monkeypatch.setattr(recheck_dialog, "enter", enter)
    dialog = opened(qtbot, page)
    dialog.table.selectRow([name for name, _verdict in listed(dialog)].index("石门村"))
    wrong = dialog.problems.table.rows._rows[0]
    dialog.problems.table.opened.emit(wrong)
    assert went == [("F01", "石门村", wrong.where)]
    settled(qtbot, dialog)  # checked again after the sheet was closed
    assert dialog.table.current().village == "石门村"  # and the same line is chosen
    dialog.go.click()
    settled(qtbot, dialog)
    assert len(went) == 2


def test_stopped_or_empty(page: VillagePage, filled: Desk, qtbot: QtBot) -> None:
    dialog = RecheckDialog(page, page._context, PERIOD)
    qtbot.addWidget(dialog)
    dialog._stop()
    settled(qtbot, dialog)
    assert "停下了" in dialog.told.text()
    assert not dialog.go.isEnabled()
    dialog.open_sheet()  # nothing is chosen
    dialog.again.click()
    settled(qtbot, dialog)
    assert len(dialog.found) == 5
    empty = opened(qtbot, page, Period.parse("2024Q1"))
    assert empty.told.text() == "2024年第一季度还没有交来的表"
    assert not empty.go.isEnabled()
    late = RecheckDialog(page, page._context, PERIOD)
    qtbot.addWidget(late)
    late.reject()  # closed while it is checked
    qtbot.waitUntil(lambda: not page._context.tasks.busy)
