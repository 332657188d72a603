"""科室确认 in a real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gkdesk.catalog.adjustrows import Kind
from gkdesk.desk import Desk
from gkdesk.ui.catalog import confirm_dialog
from gkdesk.ui.catalog.confirm_dialog import ConfirmDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import SAMPLE

from .conftest import QuietSay


def fill(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    def run(self: FormDialog) -> int:
        self.form.fill(values)
        self.go.click()
        return self.result()

    monkeypatch.setattr(FormDialog, "exec", run)


def test_a_round_is_begun_answered_printed_and_closed(
    window: MainWindow, desk: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    desk.catalog.area_book.set("社会救助", {"lead": "社会事务办公室"})
    dialog = ConfirmDialog(window, window.context)
    qtbot.addWidget(dialog)
    assert not dialog.close_.isEnabled()
    fill(monkeypatch, areas="社会救助、义务教育")
    dialog.start.click()
    found = desk.catalog.confirming.get(1)
    assert (found.title, found.due_on.isoformat()) == ("2026年上半年目录确认", "2026-04-24")
    assert not dialog.start.isEnabled()
    names = [slip.office for slip in dialog.offices.shown()]
    dialog.offices.selectRow(names.index("社会事务办公室"))
    assert len(dialog.items.shown()) == 16
    fill(monkeypatch, answer="cancel", words="职责已划转")
    dialog.say_.click()
    [proposal] = desk.catalog.adjusting.all()
    assert proposal.kind is Kind.CANCEL
    dialog.keep.click()
    slip = desk.catalog.confirming.get(1).slip("社会事务办公室")
    assert slip is not None
    assert slip.done
    quiet.chosen_folder = tmp_path
    dialog.print_.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == len(found.slips), timeout=15000)
    shown: list[bytes] = []
    kept = {"exec": lambda self: shown.append(self.data)}
    seen = type(
        "Seen", (), kept | {"__init__": lambda self, _p, _t, data: setattr(self, "data", data)}
    )
    monkeypatch.setattr(confirm_dialog, "PdfDialog", seen)
    dialog.look.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10000)
    fill(monkeypatch, words="其余口头确认")
    dialog.close_.click()
    assert desk.catalog.confirming.get(1).closed_words == "其余口头确认"
    assert dialog.start.isEnabled()


def test_today_leads_to_the_round(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    desk.catalog.apply(desk.catalog.read(SAMPLE))
    desk.catalog.confirming.start("半年确认", date(2026, 4, 30))
    [item] = [one for one in desk.agenda.items() if one.room == "catalog"]
    opened: list[str] = []
    monkeypatch.setattr(
        ConfirmDialog, "exec", lambda self: opened.append(self.rounds.currentText()) or 0
    )
    window.go("catalog", item.subject)
    assert opened == ["半年确认（确认中）"]
