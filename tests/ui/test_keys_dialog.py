"""Keys exchanged in the window; the next package is sealed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.model import PackageState
from gkdesk.ui.sync.keys_dialog import KeysDialog
from gkdesk.ui.sync.page import SyncPage
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import SAMPLE
from tests.conftest import CHEAP, PASSWORD, StoppedClock

from .conftest import QuietSay

COUNTY_PASSWORD = "county-password"


def look(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"keys_{name}.png"))


def texts(widget: QWidget) -> str:
    found = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return "\n".join(one.text() for one in found)


@pytest.fixture
def inbox(tmp_path: Path, clock: StoppedClock) -> Path:
    folder = tmp_path / "county"
    with County.init(folder, name="云岭县", now=clock) as county:
        keys = CountyKeys(folder, now=clock, cost=CHEAP)
        keys.make(county.name, COUNTY_PASSWORD)
        (tmp_path / "县里.gkkey").write_text(keys.give_out(COUNTY_PASSWORD), "utf-8")
    return folder


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Have the next small dialog filled in and accepted; a refusal leaves it."""

    def answered(values: dict[str, str]) -> None:
        def run(dialog: FormDialog) -> int:
            dialog.form.fill(values)
            dialog.show()
            dialog.accept()
            look(dialog, "ask")
            done = dialog.result()
            told.append(texts(dialog))
            dialog.close()
            return done

        monkeypatch.setattr(FormDialog, "exec", run)

    told: list[str] = []
    answered.told = told  # type: ignore[attr-defined]
    return answered


@pytest.fixture
def met(desk: Desk, inbox: Path, tmp_path: Path, clock: StoppedClock) -> Path:
    """Both ends have taken in and trusted the other's key."""
    desk.accounts.log_in("管理员", PASSWORD)
    own = desk.keys.make().public.fingerprint
    desk.accounts.log_in("周桂芬", PASSWORD)
    (tmp_path / "镇里.gkkey").write_text(desk.keys.give_out(), "utf-8")
    county = desk.keys.take_in(tmp_path / "县里.gkkey").public.fingerprint
    desk.keys.trust(county, county)
    with County.open(inbox, now=clock) as opened:
        opened.keys.take_in(tmp_path / "镇里.gkkey")
        opened.keys.trust(own, own)
    return inbox


def test_a_clerk_makes_no_keys(window: MainWindow, qtbot: QtBot) -> None:
    dialog = KeysDialog(window, window.context)
    qtbot.addWidget(dialog)
    for one in (dialog.make, dialog.give, dialog.trust, dialog.revoke):
        assert not one.isEnabled()
    assert "还没有密钥" in texts(dialog)


def test_keys_are_exchanged(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
    inbox: Path,
    tmp_path: Path,
    answers: Callable[[dict[str, str]], None],
) -> None:
    assert inbox.is_dir()
    desk.accounts.log_in("管理员", PASSWORD)
    dialog = KeysDialog(window, window.context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.make.click()
    [own] = desk.keys.owns()
    assert dialog.digits.text() == own.public.fingerprint
    assert "念给县里听" in texts(dialog)
    quiet.chosen_save = tmp_path / "镇里.gkkey"
    dialog.give.click()
    assert own.public.fingerprint in quiet.chosen_save.read_text("utf-8")

    quiet.chosen_files = [tmp_path / "县里.gkkey"]
    dialog.take.click()
    [county] = desk.keys.counties()
    assert county.public.fingerprint not in texts(dialog)  # to be heard, not copied
    look(dialog, "taken")
    answers({"heard": own.public.fingerprint})
    dialog.trust.click()
    assert "念出的指纹与这把密钥的不同" in answers.told[-1]  # type: ignore[attr-defined]
    assert not desk.keys.usable_counties()
    answers({"heard": county.public.fingerprint.replace(" ", "")})
    dialog.trust.click()
    assert desk.keys.usable_counties()
    assert not dialog.trust.isEnabled()
    assert dialog.digits.text() == county.public.fingerprint
    look(dialog, "trusted")


def checked(window: MainWindow, qtbot: QtBot, words: str) -> SyncPage:
    """Go on in the wizard until the check says so."""
    window.go("sync", "new")
    [page] = window.findChildren(SyncPage)
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=10000)
    page.primary()
    qtbot.waitUntil(lambda: words in texts(page.wizard.check), timeout=10000)
    return page


def test_without_keys_the_check_says_so(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    page = checked(window, qtbot, "这一包不加密")
    assert "交换密钥" in texts(page.wizard.check)
    assert page.wizard._primary.isEnabled()  # it is told, and may go
    look(window, "plain")


def test_a_sealed_package_goes_out_and_its_receipt_comes_back(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
    met: Path,
    tmp_path: Path,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    page = checked(window, qtbot, "只有县里能打开")
    monkeypatch.setattr(KeysDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    page.wizard.keys.emit()
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=10000)
    drive = tmp_path / "drive"
    drive.mkdir()
    quiet.chosen_folder = drive
    page.primary()
    page.wizard.write.by_hand.emit()
    qtbot.waitUntil(page.wizard._primary.isEnabled, timeout=10000)
    page.primary()
    qtbot.waitUntil(lambda: "可以拔出" in texts(page.wizard.paper), timeout=20000)
    [package] = desk.sync.packages()
    assert package.sealed
    page.wizard.leave()
    assert page.home.table.model().index(0, 5).data() == package.file_name
    look(window, "sealed")
    with County.open(met, now=clock) as opened:
        pairs = CountyKeys(met, now=clock, cost=CHEAP).pairs(COUNTY_PASSWORD)
        opened.receive(drive, pairs=pairs)
    [receipt] = drive.glob("*.receipt.json")
    page.home.take_receipts([receipt])
    qtbot.waitUntil(lambda: desk.sync.packages()[0].state is PackageState.DELIVERED, timeout=10000)


def test_a_key_is_revoked_with_a_reason(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
    inbox: Path,
    tmp_path: Path,
    answers: Callable[[dict[str, str]], None],
) -> None:
    quiet.chosen_files = [tmp_path / "县里.gkkey"]
    dialog = KeysDialog(window, window.context)
    qtbot.addWidget(dialog)
    dialog.take.click()
    answers({"reason": "县里换机器"})
    dialog.revoke.click()
    [county] = desk.keys.counties()
    assert county.revoked_at
    assert not dialog.revoke.isEnabled()
    assert not dialog.trust.isEnabled()
    bad = tmp_path / "别的.gkkey"
    bad.write_text("不是密钥", "utf-8")
    quiet.chosen_files = [bad]
    dialog.take.click()
    assert "密钥文件读不懂" in quiet.said[-1]
    quiet.chosen_files = [SAMPLE]
    dialog.take.click()
    assert "超过了16 KB" in quiet.said[-1]


def test_a_county_key_that_ended_stops_the_writing(
    window: MainWindow, desk: Desk, qtbot: QtBot, met: Path
) -> None:
    assert met.is_dir()
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    [county] = desk.keys.counties()
    desk.keys.revoke(county.public.fingerprint, "作废")
    page = checked(window, qtbot, "县里的密钥已到期或作废")
    qtbot.waitUntil(lambda: not page.wizard._busy, timeout=10000)
    assert not page.wizard._primary.isEnabled()
    assert "标红" in page.wizard._primary.toolTip()
    look(window, "ended")
