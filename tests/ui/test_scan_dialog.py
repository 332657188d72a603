"""隐私检查: F8 walks the hits, a decision moves on, the certificate is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QShortcut
from pytestqt.qtbot import QtBot

from gkdesk.base.scanning import Kind
from gkdesk.desk import Desk
from gkdesk.records.model import Act, Record
from gkdesk.ui.records.scan_dialog import NOT_NOW, ScanDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import PASSWORD
from tests.records.scanfiles import ID, MOBILE, pdf

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


def attached(desk: Desk, name: str, data: bytes, body: str = "现予公示。") -> Record:
    record = desk.records.draft(VALUES | {"body": body})
    desk.records.files.add_data(record.uid, data, name=name)
    desk.records.privacy.check(record.uid)
    return record


def opened(qtbot: QtBot, window: MainWindow, record: Record) -> ScanDialog:
    dialog = ScanDialog(window, window.context, record)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def settled(qtbot: QtBot, dialog: ScanDialog) -> None:
    qtbot.waitUntil(dialog.keep.isEnabled, timeout=10_000)


def test_a_masked_copy_is_saved_and_put_in_the_attachment_s_place(
    qtbot: QtBot, window: MainWindow, quiet: QuietSay, tmp_path: Path
) -> None:
    desk = window.context.desk
    record = attached(desk, "名单.txt", f"{ID}\n秸杆".encode(), "秸杆")
    dialog = opened(qtbot, window, record)
    assert not dialog._of_file.isVisible()  # the first hit is in the record's own words
    dialog.table.selectRow(1)
    assert dialog._of_file.isVisible()
    assert not dialog.phone.isVisible()
    dialog.copy.click()  # the chooser was left
    assert list(tmp_path.glob("*.txt")) == []
    (tmp_path / "副本.txt").write_text("别的", "utf-8")
    quiet.chosen_save, quiet.yes = tmp_path / "副本", False
    dialog.copy.click()  # an ending was added, so the file there is asked about
    assert (tmp_path / "副本.txt").read_text("utf-8") == "别的"
    quiet.yes = True
    dialog.copy.click()
    settled(qtbot, dialog)
    assert (tmp_path / "副本.txt").read_text("utf-8") == "11*************011\n秸杆"
    assert "遮盖了1处" in quiet.said[-1]
    quiet.yes = False
    dialog.swap.click()
    settled(qtbot, dialog)
    assert "替换附件“名单.txt”" in quiet.said[-1]
    assert ID.encode() in desk.records.files.read(desk.records.files.of(record.uid)[0].sha256)
    quiet.yes = True
    dialog.swap.click()
    settled(qtbot, dialog)
    [file] = desk.records.files.of(record.uid)
    assert desk.records.files.read(file.sha256).decode() == "11*************011\n秸杆"
    assert {one.hit.kind for one in dialog._judged} == {Kind.WRONG}
    assert ID not in "".join(quiet.said)


def test_what_cannot_be_masked_is_told_and_stays(
    qtbot: QtBot, window: MainWindow, quiet: QuietSay, tmp_path: Path
) -> None:
    record = attached(window.context.desk, "表.pdf", pdf(f"电话{MOBILE}"))
    dialog = opened(qtbot, window, record)
    quiet.chosen_save = tmp_path / "表.pdf"
    for act in (dialog.copy, dialog.swap):
        quiet.said.clear()
        act.click()
        settled(qtbot, dialog)
        assert "不能自动遮盖" in quiet.said[-1]
    assert not quiet.chosen_save.exists()
    assert [one.name for one in window.context.desk.records.files.of(record.uid)] == ["表.pdf"]


def test_what_was_handed_in_offers_a_copy_only(qtbot: QtBot, window: MainWindow) -> None:
    record = attached(window.context.desk, "名单.txt", ID.encode())
    window.context.desk.records.act(record.uid, Act.SUBMIT)
    dialog = opened(qtbot, window, record)
    assert dialog.copy.isEnabled()
    assert not dialog.swap.isEnabled()
    assert dialog.swap.toolTip() == NOT_NOW


def test_an_office_telephone_is_told_no_more(
    qtbot: QtBot, window: MainWindow, quiet: QuietSay
) -> None:
    desk = window.context.desk
    body = f"家里电话0831-5551234，张某{MOBILE}"
    record = attached(desk, "名单.txt", "联系电话0831-5551234".encode(), body)
    dialog = opened(qtbot, window, record)
    kinds = [one.hit.kind for one in dialog._judged]
    assert kinds == [Kind.LANDLINE, Kind.MOBILE, Kind.LANDLINE]
    dialog.table.selectRow(1)
    dialog.phone.click()
    settled(qtbot, dialog)
    assert "须由负责人办理" in quiet.said[-1]
    dialog.table.selectRow(2)
    dialog.phone.click()
    settled(qtbot, dialog)
    assert [one.hit.kind for one in dialog._judged] == [Kind.MOBILE]
    assert [one.text for one in desk.records.privacy.words.all()] == ["0831-5551234"]
