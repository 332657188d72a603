"""The line over a demo that somebody looks at from the first page: what it is, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gkdesk.demo.stage import PASSWORD

from .look import AMBER, px
from .widgets.basic import Elided, button, notice

WORDS = (
    f"演示库：内容都是虚构的，密码都是 {PASSWORD}。打印的纸上有“演示 无效”，不写同步包，可以随便试"
)


def demo_bar(anew: Callable[[], object], leave: Callable[[], object]) -> QWidget:
    """Make the line; ``anew`` makes the demo again, ``leave`` goes back to the first page."""
    made = notice(
        "amber", "circle-alert", (Elided(WORDS, 14, 400, AMBER), 1),
        button("再来一次", "link", on=anew, size=14, tip="试过的都去掉，重新做一个演示库"),
        button("退出演示", "link", on=leave, size=14, tip="回到第一页"),
    )  # fmt: skip
    made.setContentsMargins(0, -px(6), 0, -px(6))
    made.setFixedHeight(px(36))
    return made
