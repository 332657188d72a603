"""The standing facts beside the list: the villages' quarter, the last package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from gkdesk.base.progress import Report
from gkdesk.search.starting import Step
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, GREEN, INK2
from gkdesk.ui.system.backup_words import drive_words, local_words
from gkdesk.ui.village.periods import collected
from gkdesk.ui.widgets.basic import box, button, card, column, label, picture, row
from gkdesk.ui.widgets.painted import Pill, VillageSquares

if TYPE_CHECKING:
    from gkdesk.desk import Desk

MOST_NAMES = 6
COUNT_MS = 200


def village_card(context: Context) -> QWidget:
    """Make the card of the period now being collected: one square a village."""
    desk = context.desk
    period = collected(desk.session.today)
    rows = desk.village.board(period)
    done = [all(state != "missing" for state in row.states.values()) for row in rows]
    names = [row.village.name for row in rows]
    missing = [name for name, ok in zip(names, done, strict=True) if not ok]
    words = "各村都已交表"
    if missing:
        more = "等" if len(missing) > MOST_NAMES else ""
        words = f"未交{len(missing)}个：{'、'.join(missing[:MOST_NAMES])}{more}"
    head = row(
        picture("landmark"), label(f"村务公开 {period.label}", 15, 700), None,
        label(f"{sum(done)} / {len(done)} 村", 15, 600), gap=8,
    )  # fmt: skip
    return card(
        column(
            head,
            VillageSquares(names, done),
            label(words, 14, 400, AMBER if missing else INK2, wrap=True),
            row(None, button("查看全部", "link", on=lambda: context.go("village", ""), size=14)),
            gap=8,
            margins=(18, 14, 18, 10),
        )
    )


def starting_card(context: Context, steps: Sequence[Step], again: Callable[[], None]) -> QWidget:
    """Make the card of a new office: what is done, the next thing as a button, the rest below."""
    done = sum(step.done for step in steps)
    desk = context.desk

    def put_away() -> None:
        if context.do(card_, desk.choices.put_away_starting):
            again()

    away = button("收起", "link", on=put_away, size=13, tip="不再显示，随时可以在各栏目里办")
    head = row(
        picture("flag"), label("开始使用", 15, 700), None, label(f"{done} / {len(steps)}", 15, 600),
        away, gap=8,
    )  # fmt: skip
    lines = [head]
    for step in steps:
        icon, colour = ("circle-check", GREEN) if step.done else ("circle", INK2)
        name: QWidget = label(step.words, 14, 400, INK2)
        if not step.done:
            go = partial(context.go, step.section, step.subject)
            name = button(step.words, "link", on=go, size=14)
        lines.append(row(picture(icon, 16, colour, 2.1), name, None, gap=6))
    card_ = card(column(*lines, gap=8, margins=(18, 12, 14, 12)))
    return card_


def backup_card(context: Context) -> QWidget:
    """Make the card of the backups: how old the last ones are, and the way to another."""
    standing = context.desk.backups.standing()
    facts = [drive_words(standing), local_words(standing)]
    lines = [
        row(
            picture(
                "circle-check" if well else "triangle-alert", 16, GREEN if well else AMBER, 2.1
            ),
            (label(words, 14, 400, INK2, wrap=True), 1),
            gap=6,
        )
        for words, well in facts
    ]
    go = button("去备份", "link", on=partial(context.go, "system", "backup"), size=14)
    head = row(picture("hard-drive"), label("数据安全", 15, 700), None, go, gap=8)
    return card(column(head, *map(box, lines), gap=6, margins=(18, 10, 18, 12)))


class SyncCard(QFrame):
    """The card of the sync packages; what waits is counted in the background."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("card", "1")
        last = context.desk.last_package()
        words = f"最近一个：{last.number}号，{last.state.label}" if last else "还没有发过同步包"
        self._head = row(picture("usb"), label("同步包", 15, 700), None, gap=8)
        self.setLayout(
            column(
                self._head,
                label(words, 14, 400, INK2, wrap=True),
                row(None, button("去同步包", "link", on=partial(context.go, "sync", ""), size=14)),
                gap=8,
                margins=(18, 14, 18, 10),
            )
        )
        # the page is painted first: counting loads what writes packages
        QTimer.singleShot(COUNT_MS, self, lambda: context.ask_long(self, _waiting, self._show))

    def _show(self, count: int) -> None:
        if count:
            self._head.addWidget(Pill(f"{count} 项未上报", "amber", "clock"))


def _waiting(desk: Desk, _report: Report) -> int:
    return len(desk.sync.choose().rows)
