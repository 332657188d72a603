"""县里发来的 in the window: received, looked at, applied, put back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.sync.downmodel import PartState
from gkdesk.ui.catalog.import_dialog import ImportDialog
from gkdesk.ui.sync.down_dialog import DownDialog
from gkdesk.ui.sync.page import SyncPage
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import SAMPLE
from tests.conftest import PASSWORD, StoppedClock
from tests.sync.downworld import TEMPLATE, World, notice, template, world_of

from .conftest import QuietSay

OWN = "forms/documents/sync_handover.toml"


def look(widget: QWidget, name: str) -> None:
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"down_{name}.png"))


def texts(widget: QWidget) -> str:
    shown = [one for one in widget.findChildren(QLabel) if not one.isHidden()]
    return "\n".join(one.text() for one in shown)


@pytest.fixture
def world(desk: Desk, tmp_path: Path, clock: StoppedClock) -> World:
    desk.accounts.log_in("管理员", PASSWORD)
    found = world_of(desk.session, tmp_path, clock)
    found.downs = desk.downs
    return found


@pytest.fixture
def dialog(window: MainWindow, world: World, qtbot: QtBot) -> Iterator[DownDialog]:
    assert world.drive.is_dir()
    made = DownDialog(window, window.context)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def settled(dialog: DownDialog, qtbot: QtBot) -> None:
    """Wait until the preview of the chosen part stands there."""
    qtbot.waitUntil(lambda: not dialog._busy and dialog._view is not None, timeout=20_000)
    QApplication.processEvents()  # a label put into a layout is shown by the next event


def test_received_looked_at_applied_and_put_back(
    dialog: DownDialog, world: World, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    assert "还没有收到过" in texts(dialog)
    assert not dialog.all.isEnabled()
    look(dialog, "empty")
    own = desk.session.folder / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(template("# 本镇的说法"))
    before = world.state()
    _sent, path = world.send({"a": notice(2027), "b": template()})
    quiet.chosen_files = [path]
    dialog.take.click()
    assert not dialog.take.isEnabled()
    settled(dialog, qtbot)
    assert "已收到云岭县下发的2026-001号包" in texts(dialog)
    assert "放假1天" in texts(dialog)
    look(dialog, "received")
    assert world.state() == before

    assert 2027 not in desk.requests.calendar.years
    dialog.all.click()
    qtbot.waitUntil(lambda: "已应用1部分" in texts(dialog), timeout=20_000)
    settled(dialog, qtbot)
    assert "本单位改过" in texts(dialog)
    assert 2027 in desk.requests.calendar.years  # the running window reckons with it
    dialog.table.selectRow(1)
    settled(dialog, qtbot)
    look(dialog, "conflict")
    quiet.yes = False
    dialog.one.click()
    assert "覆盖吗" in quiet.said[-1]
    assert own.read_bytes() == template("# 本镇的说法")
    quiet.yes = True
    dialog.one.click()
    qtbot.waitUntil(lambda: own.read_bytes() == template(), timeout=20_000)
    settled(dialog, qtbot)
    look(dialog, "applied")
    for at in (0, 1):
        dialog.table.selectRow(at)
        settled(dialog, qtbot)
        dialog.undo.click()
        qtbot.waitUntil(
            lambda at=at: desk.downs.packages()[0].parts[at].state is PartState.UNDONE,
            timeout=20_000,
        )
        settled(dialog, qtbot)
    assert world.state() == before


def test_the_answer_is_written_anew_and_a_part_saved(
    dialog: DownDialog, world: World, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    _sent, path = world.send({"a": notice(2027)})
    dialog.receive(path)
    settled(dialog, qtbot)
    assert not dialog.answer.isEnabled()  # nothing was decided yet
    quiet.chosen_save = tmp_path / "放假安排.json"
    dialog.save.click()
    assert quiet.chosen_save.read_bytes() == notice(2027)
    dialog.all.click()
    qtbot.waitUntil(lambda: "已应用1部分" in texts(dialog), timeout=20_000)
    settled(dialog, qtbot)
    for beside in path.parent.glob("*.applied.json*"):
        beside.unlink()  # the drive was lost
    dialog.answer.click()
    assert list(tmp_path.glob("*.applied.json")) == []  # no drive was chosen
    other = tmp_path / "另一个盘"
    other.mkdir()
    quiet.chosen_folder = other
    dialog.answer.click()
    qtbot.waitUntil(lambda: "号包的应用情况已写到 U 盘" in texts(dialog), timeout=20_000)
    [written] = other.glob("*.applied.json")
    assert '"applied"' in written.read_text("utf-8")
    look(dialog, "answered")
    settled(dialog, qtbot)
    quiet.chosen_folder = quiet.chosen_save  # a file
    dialog.answer.click()
    qtbot.waitUntil(lambda: not dialog._busy and bool(quiet.said), timeout=20_000)
    assert quiet.said[-1].endswith("。")


def test_a_catalog_goes_through_its_review(
    dialog: DownDialog,
    world: World,
    desk: Desk,
    qtbot: QtBot,
    quiet: QuietSay,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _sent, path = world.send({"目录.xlsx": SAMPLE.read_bytes(), "b": TEMPLATE.read_bytes()})
    quiet.chosen_files = [path]
    dialog.take.click()
    settled(dialog, qtbot)
    assert "新增" in texts(dialog)
    assert dialog.review.isVisible()
    look(dialog, "catalog")

    def adopt(review: ImportDialog) -> int:
        qtbot.waitUntil(review.adopt.isEnabled, timeout=20_000)
        review.adopt.click()
        return 1

    monkeypatch.setattr(ImportDialog, "exec", adopt)
    dialog.review.click()
    assert desk.downs.packages()[0].parts[0].state is PartState.APPLIED
    settled(dialog, qtbot)
    dialog.table.selectRow(1)
    settled(dialog, qtbot)
    assert "没有不同" in texts(dialog)
    assert not dialog.review.isVisible()
    dialog.leave.click()
    qtbot.waitUntil(
        lambda: desk.downs.packages()[0].parts[1].state is PartState.LEFT, timeout=20_000
    )
    settled(dialog, qtbot)
    _sent, path = world.send({"n": notice(2027)})
    dialog.receive(path)  # one stands on what has just come
    qtbot.waitUntil(lambda: "2027年放假安排" in texts(dialog), timeout=20_000)
    assert dialog.table.current().package.number == "2026-002"


def test_a_clerk_looks_and_a_forged_package_is_told(
    dialog: DownDialog, world: World, desk: Desk, qtbot: QtBot, quiet: QuietSay
) -> None:
    _sent, path = world.send({"a": notice(2027)})
    desk.accounts.log_in("周桂芬", PASSWORD)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    dialog.receive(path)
    qtbot.waitUntil(lambda: bool(quiet.said), timeout=20_000)
    assert "没有接收" in quiet.said[-1]
    path.write_bytes(whole)
    dialog.receive(path)
    settled(dialog, qtbot)
    assert not dialog.all.isEnabled()
    assert "负责人或管理员" in dialog.all.toolTip()


def test_today_leads_to_the_waiting_package(
    window: MainWindow, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.receive(world.send({"a": notice(2027)})[1])
    [due] = [one for one in desk.agenda.items() if one.subject == f"down:{number}"]
    assert due.room == "sync"
    opened: list[str] = []
    monkeypatch.setattr(
        DownDialog,
        "exec",
        lambda dialog: opened.append(dialog._number) or 0,
    )
    window.context.go(due.room, due.subject)
    assert opened == [number]
    assert window.findChild(SyncPage) is not None
