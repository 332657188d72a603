"""The county's window is held to the rules of ``lint`` too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkdesk.ui.county.window import CountyWindow
from gkdesk.ui.look import font
from tests.sync.exchange import Exchange
from tests.ui import lint
from tests.ui.conftest import QuietSay
from tests.ui.walk import Walk

from .conftest import settle


@pytest.mark.parametrize("scale", [1.0, 1.2, 1.4])
def test_the_county_s_window(
    exchange: Exchange, open_window: Callable[..., CountyWindow], quiet: QuietSay,
    typed: list[str], stick: Path, qtbot: QtBot, scale: float,
) -> None:  # fmt: skip
    exchange.sync.write(stick)
    window = open_window(exchange, scale)
    QApplication.setFont(font(15))  # as the program does where the type size is read
    window.resize(*lint.ROOM)
    walk = Walk(window, (window.tasks,))
    with walk.walking():
        walk.look("empty")
        quiet.chosen_folder = stick
        window.receive.click()
        settle(qtbot, window)
        walk.look("preview")
        window.stack.currentWidget().go.click()  # type: ignore[attr-defined]  # ReceivePage
        settle(qtbot, window)
        walk.look("received")
        window.show_towns()
        settle(qtbot, window)
        walk.look("towns")
        window.show_keys()
        window.show_conflicts()
        window.show_sent()
        walk.look("sent")
        window.show_send()
        walk.look("send")
    assert len(walk.dialogs) > 1
    assert sorted(map(str, walk.found)) == []
