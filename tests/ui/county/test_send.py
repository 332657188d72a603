"""下发: a county's clerk packs files for the offices and reads what they made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gkdesk.base.errors import Blocked
from gkdesk.sync import sealedout
from gkdesk.ui.county.send_page import SendPage
from gkdesk.ui.county.sent_page import SentPage
from gkdesk.ui.county.window import CountyWindow
from tests.conftest import ORGAN, StoppedClock
from tests.sync.downworld import desk_of, notice, template
from tests.sync.exchange import PASSWORD, Exchange
from tests.ui.conftest import QuietSay

from .conftest import look, settle, texts
from .test_window import outside

Open = Callable[..., CountyWindow]
Answers = Callable[[dict[str, str]], list[str]]


@pytest.fixture
def given(tmp_path: Path) -> list[Path]:
    """A holiday notice and a template, as the county has them."""
    folder = tmp_path / "县里的文件"
    folder.mkdir()
    for name, data in (("放假.json", notice()), ("交接单.toml", template())):
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())


def sent_page(window: CountyWindow) -> SentPage:
    shown = window.stack.currentWidget()
    assert isinstance(shown, SentPage)
    return shown


def new_page(window: CountyWindow, qtbot: QtBot) -> SendPage:
    if not isinstance(window.stack.currentWidget(), SentPage):
        window.send.click()
        settle(qtbot, window)
    sent_page(window).new.click()
    settle(qtbot, window)
    shown = window.stack.currentWidget()
    assert isinstance(shown, SendPage)
    return shown


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_sent_and_answered(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, given: list[Path], scale: float,
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange, scale)
    assert outside(window) == []
    window.send.click()
    settle(qtbot, window)
    assert "还没有给乡镇发过" in texts(sent_page(window))
    look(window, f"sent_empty_{scale}")
    page = new_page(window, qtbot)
    assert not page.go.isEnabled()
    assert page.chosen == [ORGAN.credit_code]
    quiet.chosen_files = given
    page.add.click()
    settle(qtbot, window)
    assert [one.part.title for one in page.parts.shown()] == [one.part.title for one in page.found]
    assert {one.part.kind for one in page.found} == {"calendar", "form"}
    page.form.fill({"note": "请在月底前应用", "from_on": "2026-05-01"})
    assert outside(window) == []
    look(window, f"send_{scale}")
    quiet.chosen_folder = stick
    page.go.click()
    settle(qtbot, window)
    listed = sent_page(window)
    assert "2026-001号已写入并读回核对，发给1个单位，共2份" in texts(listed)
    [one] = listed.table.shown()
    assert (one.number, one.note, one.from_on) == ("2026-001", "请在月底前应用", "2026-05-01")
    assert [town.words for town in listed.towns.shown()] == ["还没有回"]
    assert outside(window) == []
    look(window, f"sent_{scale}")

    downs = desk_of(exchange.session)
    [package] = downs.receive(next(stick.glob("*.gkp"))).packages
    assert package.note == "请在月底前应用"
    downs.answer(package.number, stick)
    listed.take.click()
    settle(qtbot, window)
    assert "看了1份应用情况，新登记1份" in texts(listed)
    assert "待应用" in listed.towns.shown()[0].words
    look(window, f"answered_{scale}")
    listed.take.click()
    settle(qtbot, window)
    assert "看了1份应用情况，新登记0份" in texts(listed)
    listed.back.click()
    settle(qtbot, window)
    assert window.receive.isVisible()


def test_answers_on_the_drive_are_noted_when_receiving(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, given: list[Path], tmp_path: Path,
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    quiet.chosen_files, quiet.chosen_folder = given, stick
    page.add.click()
    settle(qtbot, window)
    page.go.click()
    settle(qtbot, window)
    downs = desk_of(exchange.session)
    [package] = downs.receive(next(stick.glob("*.gkp"))).packages
    back = tmp_path / "带回"
    back.mkdir()
    downs.answer(package.number, back)
    window.show_towns()
    settle(qtbot, window)
    quiet.chosen_folder = back
    window.receive.click()
    settle(qtbot, window)
    assert "新登记1份" in texts(window)
    assert quiet.said == []
    exchange.sync.write(back)
    window.receive.click()  # now a package lies there too
    settle(qtbot, window)
    assert not window.receive.isVisible()


def test_what_cannot_be_sent_is_a_sentence_and_the_list_stays(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], qtbot: QtBot,
    given: list[Path], tmp_path: Path,
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    quiet.chosen_files = given
    page.add.click()
    settle(qtbot, window)
    strange = tmp_path / "通知.docx"
    strange.write_bytes(b"%PDF")
    twin = tmp_path / "放假2.json"
    twin.write_bytes(notice(source="另一份"))
    for wrong, words in ((strange, "通知.docx”是什么"), (twin, "一包只能带一份")):
        quiet.chosen_files = [wrong]
        page.add.click()
        settle(qtbot, window)
        assert words in texts(page)
        assert len(page.found) == 2
    page.none.click()
    assert (page.chosen, page.go.isEnabled()) == ([], False)
    page.all.click()
    assert page.go.isEnabled()
    page.remove.click()
    settle(qtbot, window)
    assert len(page.found) == 1
    page.remove.click()
    settle(qtbot, window)
    assert (page.found, page.go.isEnabled()) == ([], False)
    page.form.fill({"note": "电话 13900001234"})
    quiet.chosen_files, quiet.chosen_folder = given, tmp_path
    page.add.click()
    settle(qtbot, window)
    page.go.click()
    settle(qtbot, window)
    assert "13900001234" not in texts(page)
    assert "说明" in texts(page)
    assert not list(tmp_path.glob("*.gkp"))
    page.leave_.click()
    settle(qtbot, window)
    assert sent_page(window).table.shown() == []


def test_pulled_before_the_last_step_and_finished(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, given: list[Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    quiet.chosen_files, quiet.chosen_folder = given, stick

    def pulled(*_all: object) -> Path:
        raise Blocked

    page.add.click()
    settle(qtbot, window)
    with monkeypatch.context() as patch:
        patch.setattr(sealedout, "settle", pulled)
        page.go.click()
        settle(qtbot, window)
    listed = sent_page(window)  # where it is finished, not where another could be made
    assert "最后一步 U 盘断开了" in texts(listed)
    assert listed.finish.isVisible()
    moved = stick.rename(stick.with_name("KINGSTON1"))
    quiet.chosen_folder = moved
    listed.finish.click()
    settle(qtbot, window)
    assert "2026-001号已写入并读回核对" in texts(listed)
    assert not listed.finish.isVisible()
    assert [path.suffix for path in moved.iterdir()] == [".gkp"]


def test_stopped_while_it_is_written_leaves_nothing(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, given: list[Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from threading import Event

    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    quiet.chosen_files, quiet.chosen_folder = given, stick
    page.add.click()
    settle(qtbot, window)
    inside, go_on, real = Event(), Event(), sealedout.check_whole

    def slowly(*words: object, **more: object) -> object:
        inside.set()
        go_on.wait(10)
        return real(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sealedout, "check_whole", slowly)
    page.go.click()
    qtbot.waitUntil(inside.is_set, timeout=10000)
    assert (page.leave_.accessibleName(), page.go.isEnabled()) == ("停止写入", False)
    assert not any(one.isEnabled() for one in (page.add, page.remove, page.end))
    quiet.yes = False
    assert not window.close()
    assert "正在写入 U 盘" in quiet.said[-1]
    assert page.writing
    page.leave_.click()
    go_on.set()
    settle(qtbot, window)
    assert "已停止" in texts(page)
    assert list(stick.iterdir()) == []
    assert page.go.isEnabled()


def test_nothing_else_is_begun_while_files_are_checked(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], qtbot: QtBot,
    given: list[Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from threading import Event

    from gkdesk.sync.countysend import Sending

    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    quiet.chosen_files = given[:1]
    page.add.click()
    settle(qtbot, window)
    inside, go_on, real = Event(), Event(), Sending.gather

    def slowly(*words: object) -> object:
        inside.set()
        go_on.wait(10)
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(Sending, "gather", slowly)
    quiet.chosen_files = given[1:]
    page.add.click()
    qtbot.waitUntil(inside.is_set, timeout=10000)
    assert not any(one.isEnabled() for one in (page.go, page.add, page.remove))
    page.take([], [])  # as a key on the keyboard might
    page.write()
    go_on.set()
    settle(qtbot, window)
    assert len(page.found) == 2
    assert not page.writing
    assert page.go.isEnabled()


def test_an_older_key_is_ended(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, answers: Answers, clock: StoppedClock,
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)
    page = new_page(window, qtbot)
    page.end.click()
    assert "只有一把密钥" in quiet.said[-1]
    exchange.own.make("云岭县", PASSWORD)
    window.inbox.pairs = exchange.own.pairs(PASSWORD)
    old = window.inbox.pairs[1].public.fingerprint
    told = answers({"which": old, "reason": ""})
    page.end.click()
    assert "没有填" in told[0]
    assert page.found == []
    answers({"which": old, "reason": "旧电脑被盗"})
    page.end.click()
    settle(qtbot, window)
    [one] = page.found
    assert one.part.kind == "key_end"
    quiet.chosen_folder = stick
    page.go.click()
    settle(qtbot, window)
    assert "2026-001号已写入" in texts(sent_page(window))


def test_keys_of_the_keyboard(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, given: list[Path],
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)

    def press(key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window.focusWidget() or window, key, held)
        settle(qtbot, window)

    window.send.click()
    settle(qtbot, window)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page = window.stack.currentWidget()
    assert isinstance(page, SendPage)
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.stack.currentWidget(), SentPage)
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.receive.isVisible()
    page = new_page(window, qtbot)
    quiet.chosen_files, quiet.chosen_folder = given, stick
    page.add.click()
    settle(qtbot, window)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "已写入并读回核对" in texts(sent_page(window))
