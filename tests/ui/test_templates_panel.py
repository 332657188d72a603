"""文书模板: listed off the window, confirmed by who may."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.ui.system.templates import TemplatesPanel
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD
from tests.ui.conftest import QuietSay


@pytest.fixture
def panel(window: MainWindow, qtbot: QtBot) -> TemplatesPanel:
    made = TemplatesPanel(window.context)
    qtbot.addWidget(made)
    made.reload()
    qtbot.waitUntil(lambda: bool(made.table.shown()))
    return made


def test_every_template_is_listed_and_waits(panel: TemplatesPanel, desk: Desk) -> None:
    shown = panel.table.shown()
    assert [one.template.id for one in shown] == [
        one.template.id for one in desk.documents.confirming.all()
    ]
    assert panel._count.text() == f"共{len(shown)}个，{len(shown)}个待确认"
    assert not panel._confirm.isEnabled()
    assert "须由审核或者负责人办理" in panel._confirm.toolTip()


def test_a_leader_confirms_the_chosen_one(
    panel: TemplatesPanel, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.accounts.log_in("何敏", PASSWORD)
    panel.reload()
    qtbot.waitUntil(panel._confirm.isEnabled)
    panel.table.selectRow(1)
    chosen = panel.table.current()

    def read(dialog: FormDialog) -> int:
        dialog.form.fill({"note": "司法所看过"})
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", read)
    panel.confirm()
    qtbot.waitUntil(lambda: bool(confirmed(panel)))
    [one] = confirmed(panel)
    assert (one.template.id, one.confirmed.by) == (chosen.template.id, "何敏")
    waiting = len(panel.table.shown()) - 1
    assert panel._count.text().endswith(f"{waiting}个待确认")


def confirmed(panel: TemplatesPanel) -> list:
    return [one for one in panel.table.shown() if one.confirmed is not None]


def test_a_broken_template_is_named_and_the_others_work(
    panel: TemplatesPanel, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    assert panel.faults.isHidden()
    own = desk.session.folder / "forms" / "documents"
    own.mkdir(parents=True)
    (own / "own_letter.toml").write_text("title = \n", "utf-8")
    before = len(panel.table.shown())
    panel.reload()
    qtbot.waitUntil(lambda: not panel.faults.isHidden())
    assert "有1个模板有错" in panel.faults.text()
    panel.tell_faults()
    assert "其他模板照常使用" in quiet.said[0]
    assert "own_letter" in quiet.more[0]
    assert len(panel.table.shown()) == before
