"""The county's keys in its window, and how the window is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gkdesk import __main__
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.keyfile import WrongKeyPassword
from gkdesk.ui.county import start
from gkdesk.ui.county.keys import CountyKeysDialog
from gkdesk.ui.county.window import CountyWindow
from gkdesk.ui.setup import SetupPage
from tests.conftest import StoppedClock, log_in
from tests.sync.exchange import PASSWORD, Exchange
from tests.ui.conftest import QuietSay

from .conftest import look, settle, texts

Open = Callable[..., CountyWindow]
Answers = Callable[[dict[str, str]], list[str]]
NEW = "另一个密码-2027"


def test_offices_keys_are_taken_heard_and_revoked(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], qtbot: QtBot,
    answers: Answers, tmp_path: Path,
) -> None:  # fmt: skip
    assert typed
    [known] = exchange.county.keys.others()
    window = open_window(exchange)
    dialog = CountyKeysDialog(window, window.inbox)
    dialog.show()
    assert dialog.digits.text() == known.public.fingerprint
    answers({"reason": "U 盘丢失"})
    dialog.revoke.click()
    assert exchange.county.keys.others()[0].revoked_at
    letter = tmp_path / "新的.gkkey"
    log_in(exchange.session, "管理员")
    pair = exchange.office.make()
    letter.write_text(exchange.office.give_out(), "utf-8")
    quiet.chosen_files = [letter]
    dialog.take.click()
    assert pair.public.fingerprint not in texts(dialog)  # to be heard, not copied
    look(dialog, "keys_new")
    assert (
        "念出的指纹与这把密钥的不同" in (answers({"heard": "1" * 30}), dialog.trust.click())[0][0]
    )
    answers({"heard": pair.public.fingerprint})
    dialog.trust.click()
    assert exchange.county.keys.others()[0].trusted_at
    dialog.open_own.click()
    settle(qtbot, window)
    assert dialog.digits.text() == exchange.pair.public.fingerprint
    assert not dialog.revoke.isEnabled()
    assert not dialog.open_own.isVisible()
    look(dialog, "keys_own")
    quiet.chosen_save = tmp_path / "县里新.gkkey"
    dialog.give.click()
    assert exchange.pair.public.fingerprint in quiet.chosen_save.read_text("utf-8")
    quiet.chosen_files = [tmp_path / "县里.gkkey"]
    dialog.take.click()
    assert "没有接收" in quiet.said[-1]
    dialog.close()


def test_making_and_the_password(
    exchange: Exchange, open_window: Open, quiet: QuietSay, qtbot: QtBot, answers: Answers
) -> None:
    window = open_window(exchange)
    dialog = CountyKeysDialog(window, window.inbox)
    dialog.show()
    told = answers({"old": PASSWORD, "new": NEW, "twice": "不一样的密码"})
    dialog.password.click()
    assert "两次输入的密码不同" in told[0]
    told = answers({"old": PASSWORD, "new": "", "twice": ""})
    dialog.password.click()
    assert "还有没填的密码" in told[0]
    answers({"old": "wrong-password", "new": NEW, "twice": NEW})
    dialog.password.click()
    settle(qtbot, window)
    assert "密码不对" in quiet.said[-1]
    answers({"old": PASSWORD, "new": NEW, "twice": NEW})
    dialog.password.click()
    settle(qtbot, window)
    assert "密码已换" in quiet.said[-1]
    with pytest.raises(WrongKeyPassword):
        exchange.own.pairs(PASSWORD)
    answers({"old": NEW})
    dialog.make.click()
    settle(qtbot, window)
    assert [one.public for one in exchange.own.pairs(NEW)][1] == exchange.pair.public
    assert dialog.digits.text() == exchange.own.pairs(NEW)[0].public.fingerprint
    dialog.make.click()
    dialog.close()  # while the password is tried
    settle(qtbot, window)
    assert len(exchange.own.pairs(NEW)) == len(window.inbox.pairs) == 3


def test_the_first_key_of_a_new_inbox(
    tmp_path: Path, clock: StoppedClock, quiet: QuietSay, qtbot: QtBot, answers: Answers,
    qapp: QApplication,
) -> None:  # fmt: skip
    assert qapp
    quiet.chosen_folder = tmp_path / "新收件箱"
    quiet.chosen_folder.mkdir()
    page = SetupPage(tmp_path / "office", lambda _desk: None, clock, county=lambda: None)
    qtbot.addWidget(page)
    told = answers({"name": "县" * 201})
    assert start.choose(page, clock) is None
    assert "超过了200个字" in told[0]
    answers({"name": "云岭县"})
    window = start.choose(page, clock)
    assert window is not None
    qtbot.addWidget(window)
    assert window.name == "云岭县"
    settle(qtbot, window)
    dialog = CountyKeysDialog(window, window.inbox)
    assert "还没有密钥" in "\n".join(one.text() for one in dialog.findChildren(type(dialog._told)))
    assert not dialog.give.isEnabled()
    answers({"new": NEW, "twice": NEW})
    dialog.make.click()
    settle(qtbot, window)
    assert len(CountyKeys(window.inbox.folder, now=clock).pairs(NEW)) == 1
    dialog.close()
    window.close()
    quiet.chosen_folder = None
    assert start.choose(page, clock) is None
    (tmp_path / "gkdesk.db").write_bytes(b"")
    quiet.chosen_folder = tmp_path
    told = answers({"name": "云岭县"})
    assert start.choose(page, clock) is None
    assert "不能兼作县级收件箱" in told[0]


def test_the_first_page_of_a_machine_leads_there(
    tmp_path: Path, clock: StoppedClock, qtbot: QtBot
) -> None:
    asked: list[str] = []
    page = SetupPage(
        tmp_path / "office", lambda _desk: None, clock, county=lambda: asked.append("county")
    )
    qtbot.addWidget(page)
    page.show()
    [link] = [one for one in page.findChildren(QPushButton) if "县级接收" in one.text()]
    link.click()
    assert asked == ["county"]
    look(page, "setup")


def test_the_command_opens_the_window(
    tmp_path: Path, clock: StoppedClock, quiet: QuietSay, qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert qapp
    shown: list[str] = []
    monkeypatch.setattr("sys.excepthook", __import__("sys").__excepthook__)
    monkeypatch.setattr(CountyWindow, "showMaximized", lambda one: shown.append(one.name))
    monkeypatch.setattr(QApplication, "exec", lambda *_self: 0)
    County.init(tmp_path / "inbox", name="云岭县", now=clock).close()
    words = ["gkdesk", "county", "window", "--inbox", str(tmp_path / "inbox")]
    monkeypatch.setattr("sys.argv", words)
    assert __main__.main() == 0
    assert shown == ["云岭县"]
    said: list[str] = []
    monkeypatch.setattr(
        "gkdesk.ui.county.start.cannot_open", lambda error: said.append(str(error)) or 2
    )
    monkeypatch.setattr("sys.argv", [*words[:-1], str(tmp_path / "none")])
    assert __main__.main() == 2
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("sys.argv", [*words[:-1], str(tmp_path / "empty")])
    assert __main__.main() == 2
    assert "还不是县级收件箱" in said[1]
    assert not list((tmp_path / "empty").iterdir())
    quiet.chosen_folder = tmp_path / "inbox"
    monkeypatch.setattr("sys.argv", words[:3])
    assert __main__.main() == 0
    assert shown == ["云岭县", "云岭县"]
    quiet.chosen_folder = None
    assert __main__.main() == 0
    assert len(shown) == 2
