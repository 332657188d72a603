"""县级接收 as the county's clerk sees it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gkdesk.base.handover import PackageRow
from gkdesk.sync.county import County
from gkdesk.sync.model import PackageState
from gkdesk.ui.county.conflicts import ConflictsDialog
from gkdesk.ui.county.receive_page import ReceivePage
from gkdesk.ui.county.window import CountyWindow
from tests.conftest import ORGAN, StoppedClock
from tests.sync.exchange import Exchange, at
from tests.sync.test_county import change
from tests.sync.test_county_conflicts import crafted
from tests.ui.conftest import QuietSay

from .conftest import look, settle, texts

Open = Callable[..., CountyWindow]
Answers = Callable[[dict[str, str]], list[str]]


def page(window: CountyWindow) -> ReceivePage:
    shown = window.stack.currentWidget()
    assert isinstance(shown, ReceivePage)
    return shown


def outside(window: QWidget) -> list[str]:
    """Name every button that does not stand whole in the window."""
    from PySide6.QtWidgets import QPushButton

    found = []
    for one in window.findChildren(QPushButton):
        if one.isVisible():
            place = one.mapTo(window, one.rect().bottomRight())
            if place.x() > window.width() or place.y() > window.height():
                found.append(one.text())
            if one.width() < one.sizeHint().width():
                found.append(f"{one.text()} is squeezed")
    return found


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_a_package_is_taken_in_three_clicks(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, scale: float,
) -> None:  # fmt: skip
    package = exchange.sync.write(stick)
    window = open_window(exchange, scale)
    assert "还没有收到过同步包" in texts(window)
    look(window, f"empty_{scale}")
    typed.insert(0, "不是这个密码")
    quiet.chosen_folder = stick
    window.receive.click()  # one; the drive is the second
    settle(qtbot, window)
    seen = page(window)
    assert "签名和内容都核对过了" in texts(seen)
    assert "共3条，附件1个" in texts(seen)
    assert [(one.kind, one.new, one.returned) for one in seen.counts.shown()] == [
        ("item", 2, 0), ("sheet", 1, 0)
    ]  # fmt: skip
    assert exchange.county.book.towns() == []
    assert outside(window) == []
    look(window, f"preview_{scale}")
    seen.go.click()  # three
    settle(qtbot, window)
    assert "接收3条，退回0条" in texts(seen)
    assert str(stick) in texts(seen)
    assert [one.label for one in seen.items.shown()] == [
        "公共文化服务", "养老服务", "青山村 F01/2026Q3/v1"
    ]  # fmt: skip
    look(window, f"taken_{scale}")
    [receipt] = stick.glob("*.receipt.json")
    assert exchange.sync.read_receipt(receipt).package.state is PackageState.DELIVERED
    seen.close_.click()
    settle(qtbot, window)
    assert [one.name for one in window.towns.shown()] == [ORGAN.name]
    assert [one.number for one in window.packages.shown()] == [package.number]
    assert window.packages.rows.index(0, 2).data() == "已接收"
    assert outside(window) == []
    look(window, f"towns_{scale}")


def test_keys_of_the_keyboard(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    assert typed
    exchange.sync.write(stick)
    window = open_window(exchange)
    quiet.chosen_folder = stick

    def press(key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window.focusWidget() or window, key, held)
        settle(qtbot, window)

    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page(window).go.isVisible()
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.receive.isVisible()
    assert exchange.county.book.towns() == []
    for _step in ("look", "take", "back"):
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [one.last_number for one in window.towns.shown()] == ["2026-001"]


def test_a_slow_drive_covers_nothing_and_is_not_forgotten(
    exchange: Exchange, open_window: Open, typed: list[str], stick: Path, qtbot: QtBot
) -> None:
    assert typed
    exchange.sync.write(stick)
    window = open_window(exchange)
    window.look_at(stick)
    sent = window.show_sent()  # clicked before the drive has answered
    settle(qtbot, window)
    assert window.stack.currentWidget() is sent
    sent.back.click()
    settle(qtbot, window)
    assert page(window).go.isVisible()
    window.show_towns()
    assert window.receive.isVisible()  # shown once


def test_what_is_wrong_is_a_sentence(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, answers: Answers, rows: list[PackageRow],
) -> None:  # fmt: skip
    assert typed
    window = open_window(exchange)
    window.look_at(stick)
    settle(qtbot, window)
    assert "里没有同步包" in quiet.said[-1]
    first = exchange.sync.write(stick)
    change(rows)
    second = exchange.sync.write(stick)
    answers({"which": second.file_name})
    window.look_at(stick)
    settle(qtbot, window)
    seen = page(window)
    assert "之前还有没收到的包" in texts(seen)
    assert ORGAN.name in texts(seen)
    assert "写退回的回执" in texts(seen)
    look(window, "refused")
    seen.go.click()
    settle(qtbot, window)
    assert "没有接收，收件箱没有改动" in texts(seen)
    window.show_towns()
    data = bytearray(at(first).read_bytes())
    data[-2000] ^= 1
    at(first).write_bytes(data)
    window.look_at(at(first))
    settle(qtbot, window)
    assert "没有接收“" in texts(page(window))
    assert "正在核对" not in texts(page(window))
    assert not page(window).go.isVisible()


def test_taking_can_be_stopped(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert typed
    exchange.sync.write(stick)
    window = open_window(exchange)
    window.look_at(stick)
    settle(qtbot, window)
    seen, real, clicked = page(window), County.receive, Event()

    def waits(county: County, *words: Any, **named: Any) -> object:
        assert clicked.wait(10)
        return real(county, *words, **named)

    with monkeypatch.context() as patch:
        patch.setattr(County, "receive", waits)
        seen.go.click()
        assert "停止" in texts(seen)
        seen.close_.click()
        clicked.set()
        settle(qtbot, window)
    assert "返回" in texts(seen)
    assert "已停止" in texts(seen)
    assert exchange.county.book.towns() == []
    assert not list(stick.glob("*.receipt.json"))
    seen.go.click()
    settle(qtbot, window)
    assert "接收3条" in texts(seen)
    assert quiet.said == []


def test_the_newest_package_is_undone(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, answers: Answers, tmp_path: Path, rows: list[PackageRow],
) -> None:  # fmt: skip
    assert typed
    for _each in range(2):
        exchange.county.receive(at(exchange.sync.write(stick)), pairs=exchange.pairs)
        change(rows)
    window = open_window(exchange)
    told = answers({"reason": ""})
    window.undo.click()
    assert "请写明原因" in told[0]
    answers({"reason": "拿错了 U 盘"})
    quiet.chosen_folder = tmp_path / "back"
    quiet.chosen_folder.mkdir()
    window.undo.click()
    settle(qtbot, window)
    assert "已撤销2026-002号包" in texts(window)
    assert [one.standing for one in window.packages.shown()] == [False, True]
    look(window, "undone")
    [receipt] = (tmp_path / "back").glob("*.undone.receipt.json")
    assert exchange.sync.read_receipt(receipt).receipt.undone == "拿错了 U 盘"
    quiet.chosen_folder = None
    window.undo.click()
    settle(qtbot, window)
    assert "撤销回执在收件箱里" in texts(window)
    assert not window.undo.isEnabled()
    window.look_at(at(exchange.sync.packages()[-1]))
    settle(qtbot, window)
    assert "再接收一次" in texts(page(window))
    page(window).go.click()
    settle(qtbot, window)
    assert "接收3条" in texts(page(window))


def test_a_receipt_is_written_once_more(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot, tmp_path: Path, rows: list[PackageRow],
) -> None:  # fmt: skip
    assert typed
    for _each in range(2):
        exchange.county.receive(at(exchange.sync.write(stick)), pairs=exchange.pairs)
        change(rows)
    window = open_window(exchange)
    assert [one.number for one in window.packages.shown()] == ["2026-002", "2026-001"]
    before = exchange.county.book.packages()
    window.packages.selectRow(1)
    window.again.click()
    assert "补写" not in texts(window).replace("补写回执", "")  # no drive was chosen
    quiet.chosen_folder = tmp_path / "back"
    quiet.chosen_folder.mkdir()
    window.again.click()
    settle(qtbot, window)
    assert "2026-001号包的回执已补写到 U 盘" in texts(window)
    look(window, "again")
    [receipt] = (tmp_path / "back").glob("*.receipt.json")
    answer = exchange.sync.read_receipt(receipt)
    assert (answer.package.number, answer.package.state) == ("2026-001", PackageState.DELIVERED)
    assert exchange.county.book.packages() == before
    quiet.chosen_folder = tmp_path / "拔掉了"
    window.again.click()
    settle(qtbot, window)
    assert "已补写到 U 盘" not in texts(window) or quiet.said
    assert [one for one in [*quiet.said, texts(window)] if "拔掉了" in one or "没有写到" in one]


def test_conflicts_are_settled(
    exchange: Exchange, open_window: Open, stick: Path, qtbot: QtBot, answers: Answers,
    rows: list[PackageRow], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    exchange.county.receive(at(exchange.sync.write(stick)), pairs=exchange.pairs)
    other = dataclasses.replace(rows[0], data={"name": "公共文化活动", "basis": "同一版"})
    answer = exchange.county.receive(crafted(exchange.sync, stick, [other]), pairs=exchange.pairs)
    assert len(answer.returned) == 1
    window = open_window(exchange)
    assert "冲突 1" in texts(window)
    dialog = ConflictsDialog(window, window.inbox, window.reload)
    dialog.show()
    settle(qtbot, window)
    assert [one[0] for one in dialog.fields.shown()] == [
        "依据",
        "事项名称",
    ] or dialog.fields.shown()
    look(dialog, "conflict")
    assert answers({"reason": "电话核实，以镇里的为准"}) == []
    dialog.take.click()
    settle(qtbot, window)
    assert "没有要处理的冲突" in texts(dialog)
    [entry] = [one for one in exchange.county.book.entries("item") if one.key == "A1"]
    assert entry.data["name"] == "公共文化活动"
    assert dialog.table.shown() == []
    dialog.all.click()
    settle(qtbot, window)
    assert [one.stands for one in dialog.table.shown()] == ["已定：改用镇里的"]
    assert "原因：电话核实，以镇里的为准" in texts(dialog)
    assert not dialog.take.isEnabled()
    dialog.all.click()
    settle(qtbot, window)
    assert dialog.why.text() == ""
    dialog.close()
    monkeypatch.setattr(ConflictsDialog, "exec", lambda _self: 0)
    window.conflicts.click()


def test_everything_goes_into_a_workbook(
    exchange: Exchange, open_window: Open, quiet: QuietSay, stick: Path, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    exchange.county.receive(at(exchange.sync.write(stick)), pairs=exchange.pairs)
    window = open_window(exchange)
    quiet.chosen_save = tmp_path / "全县.xlsx"
    window.export.click()
    settle(qtbot, window)
    assert "已写出3条：全县.xlsx" in texts(window)
    assert quiet.chosen_save.read_bytes().startswith(b"PK")
    quiet.chosen_save = tmp_path / "all.xlsx" / "no"
    (tmp_path / "all.xlsx").write_bytes(b"")
    window.export.click()
    settle(qtbot, window)
    assert "请" in quiet.said[-1]


def test_the_longest_silent_town_stands_first(
    exchange: Exchange, open_window: Open, stick: Path, clock: StoppedClock
) -> None:
    exchange.county.receive(at(exchange.sync.write(stick)), pairs=exchange.pairs)
    clock.value += timedelta(days=130)
    window = open_window(exchange)
    assert window.towns.rows.index(0, 2).data() == "130天没有报送"
    look(window, "silent")


def test_another_program_at_work(
    exchange: Exchange, open_window: Open, quiet: QuietSay, typed: list[str], stick: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    from tests.sync.test_countylock import busy

    assert typed
    exchange.sync.write(stick)
    window = open_window(exchange)
    quiet.chosen_folder = stick
    with busy(exchange.inbox):
        window.receive.click()
        settle(qtbot, window)
    assert "收件箱正在另一个窗口或程序中使用" in texts(page(window))
    window.close()
    with County.open(exchange.inbox, now=window.inbox.now) as county:
        assert county.book.towns() == []
