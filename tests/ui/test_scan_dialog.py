"""隐私检查: F8 walks the hits, a decision moves on, the certificate is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShortcut
from pytestqt.qtbot import QtBot

from gkdesk.records.model import Act
from gkdesk.ui.records.scan_dialog import ScanDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD

from .conftest import QuietSay

VALUES = {
    "title": "公示", "made_on": "2026-04-01", "attribute": "主动公开",
    "body": "张三，110101199003070011\n电话13912340872\n秸杆、秸杆禁烧",
}  # fmt: skip


def test_mask_release_and_keep(
    qtbot: QtBot, window: MainWindow, quiet: QuietSay, tmp_path: Path
) -> None:
    desk = window.context.desk
    record = desk.records.draft(VALUES)
    dialog = ScanDialog(window, window.context, record)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    forth, back = dialog.findChildren(QShortcut)
    assert (forth.key().toString(), back.key().toString()) == ("F8", "Shift+F8")
    assert dialog.table.currentIndex().row() == 0
    forth.activated.emit()
    assert dialog.table.currentIndex().row() == 1
    back.activated.emit()
    back.activated.emit()
    assert dialog.table.currentIndex().row() == 3
    dialog.table.selectRow(0)
    dialog.cover.click()
    assert "11*************011" in desk.records.get(record.uid).body
    assert dialog.table.current().hit.kind == "mobile"
    dialog.release.click()
    assert "没有填写" in quiet.said[-1]
    dialog.reason.setText("村干部的工作电话")
    dialog.release.click()
    assert "须由负责人办理" in quiet.said[-1]
    dialog.table.selectRow(1)
    dialog.same.setChecked(True)
    dialog.reason.setText("引用原文")
    dialog.release.click()
    assert [bool(one.open) for one in desk.records.privacy.judged(record.uid)] == [
        True,
        False,
        False,
    ]
    attached = tmp_path / "图.png"
    attached.write_bytes(b"\x89PNG\r\n")
    quiet.chosen_files = [attached]
    dialog.add_files.click()
    qtbot.waitUntil(dialog.add_files.isEnabled, timeout=10000)
    certificate = desk.records.privacy.certificate(record.uid)
    assert certificate is not None
    assert len(certificate.scanned) == 2
    dialog.keep.click()
    qtbot.waitUntil(dialog.keep.isEnabled, timeout=10000)
    assert "检查证明存于" in dialog._summary.text()


def test_a_leader_releases_what_another_drafted(qtbot: QtBot, window: MainWindow) -> None:
    desk = window.context.desk
    record = desk.records.draft(VALUES)
    desk.records.act(record.uid, Act.SUBMIT)
    desk.accounts.log_in("何敏", PASSWORD)
    dialog = ScanDialog(window, window.context, record)
    qtbot.addWidget(dialog)
    dialog.reason.setText("本人同意公开")
    dialog.release.click()
    assert desk.records.privacy.judged(record.uid)[0].open == ""


def test_the_page_opens_it(qtbot: QtBot, window: MainWindow, monkeypatch) -> None:  # noqa: ANN001
    opened = []
    monkeypatch.setattr(ScanDialog, "exec", lambda self: opened.append(self._uid))
    record = window.context.desk.records.draft(VALUES)
    window.go("records", record.uid)
    from gkdesk.ui.records.page import RecordsPage

    [page] = window.findChildren(RecordsPage)
    page.table.selectRow(0)
    page._scan_chosen()
    assert opened == [record.uid]
