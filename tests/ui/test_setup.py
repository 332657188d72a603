"""The first page of a new machine, and the ways the window starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.folder import OfficeInUse
from gkdesk.ui import app
from gkdesk.ui.login import LoginPage
from gkdesk.ui.passwords import KeyCard
from gkdesk.ui.setup import SetupPage
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, PASSWORD, StoppedClock

FILLED = {
    "name": "青石镇人民政府",
    "kind": "town",
    "county": "云岭县",
    "credit_code": "11500382787479886T",
    "prefix": "青政",
    "phone": "0000-0000100",
    "address": "人民路1号",
    "postcode": "000000",
    "review_authority": "云岭县人民政府",
    "court": "云岭县人民法院",
    "user": "周桂芬",
    "password": PASSWORD,
}


def test_an_office_is_founded_and_its_recovery_key_shown_once(
    qtbot: QtBot, tmp_path: Path, clock: StoppedClock
) -> None:
    opened: list[Desk] = []
    page = SetupPage(tmp_path / "office", opened.append, clock)
    qtbot.addWidget(page)
    page.found()
    assert page.form.input("name").property("err") == "1"
    page.form.fill({**FILLED, "credit_code": "11500382787479886X"})
    page.found()
    assert page.form.input("credit_code").property("err") == "1"
    assert not (tmp_path / "office" / "gkdesk.db").exists()
    page.form.fill({"credit_code": FILLED["credit_code"], "password": "short"})
    page.found()
    qtbot.waitUntil(page.go.isEnabled)
    assert not (tmp_path / "office" / "gkdesk.db").exists()
    page.form.fill({"password": PASSWORD})
    page.found()
    page.found()  # a second click while it is founded
    qtbot.waitUntil(lambda: bool(page.findChildren(KeyCard)))
    [key] = [each for each in page.findChildren(QLineEdit) if each.accessibleName() == "恢复码"]
    assert len(key.text().split("-")) == 8
    [go] = [each for each in page.findChildren(QPushButton) if "开始使用" in each.text()]
    go.click()
    [desk] = opened
    assert desk.session.organ.court == "云岭县人民法院"
    desk.close()


@pytest.mark.parametrize(("password", "page"), [(PASSWORD, MainWindow), ("wrong-one", LoginPage)])
def test_name_and_password_from_the_environment(
    qtbot: QtBot,
    founded: Path,
    tmp_path: Path,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    page: type,
) -> None:
    (tmp_path / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", password)
    with Desk.open(tmp_path, now=clock, cost=CHEAP) as desk:
        window = app.first_window(desk, app.early_key(desk))
        qtbot.addWidget(window)
        window.show()
        assert desk.session.unlocked is (password == PASSWORD)
        assert bool(window.findChildren(LoginPage)) is (page is LoginPage)
        window.close()


def test_the_key_is_shown_when_another_program_was_faster(
    qtbot: QtBot, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Desk] = []
    page = SetupPage(tmp_path / "office", opened.append, clock)
    qtbot.addWidget(page)
    page.form.fill(FILLED)

    def taken(*_arguments: object, **_named: object) -> Desk:
        raise OfficeInUse

    monkeypatch.setattr(Desk, "open", taken)
    page.found()
    qtbot.waitUntil(lambda: bool(page.findChildren(KeyCard)))
    [card] = page.findChildren(KeyCard)
    assert len(card.field.text().split("-")) == 8
    assert any("另一个窗口" in each.text() for each in page.findChildren(QLabel))
    [go] = [each for each in page.findChildren(QPushButton) if "关闭" in each.text()]
    go.click()
    assert opened == []
