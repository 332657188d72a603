"""下发: what was sent to the offices, what each made of it, and the way to the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync.countysend import Sending
from gkdesk.sync.countysent import SentPackage, TownAnswer
from gkdesk.sync.downmodel import PartState
from gkdesk.sync.sendfault import SentNotThere
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    card_head,
    clear,
    column,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .inbox import Inbox
from .password import unlock

_EMPTY = (
    "还没有给乡镇发过。点“新建下发包”，把目录、放假安排、模板和规则或新密钥打成一包，写到 U 盘，"
    "各乡镇在“同步包 → 县里发来的”里收下。"
)


def _state(one: SentPackage) -> PillOf:
    return ("已写入", "green", "circle-check") if one.verified else ("未写完", "amber", "usb")


def _answered(one: SentPackage) -> str:
    return f"{sum(bool(town.states) for town in one.towns)} / {len(one.towns)}"


def _titles(one: SentPackage) -> str:
    return "、".join(part.title for part in one.parts)


SENT = (
    Column("编号", 105, lambda one: one.number, bold=True),
    Column("日期", 110, lambda one: one.made_at[:10], optional=True),
    Column("状态", 110, lambda one: _state(one)[0], pill=_state),
    Column("内容", 0, _titles),
    Column("已回", 80, _answered, right=True),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an office did with a package, in words."""

    name: str
    words: str
    at: str  # ISO day; empty while it has said nothing


TOWNS = (
    Column("单位", 170, lambda one: one.name, bold=True),
    Column("情况", 0, lambda one: one.words),
    Column("日期", 110, lambda one: one.at or "—", optional=True),
)


def _answers(package: SentPackage) -> list[Answered]:
    titles = {one.target: one.title for one in package.parts}

    def words(town: TownAnswer) -> str:
        parts = (
            f"{titles.get(target, target)}{PartState(state).label}"
            for target, state in town.states.items()
        )
        return "；".join(parts) or "还没有回"

    return [Answered(one.name, words(one), one.at[:10]) for one in package.towns]


class SentPage(QWidget):
    """A page over the list of towns; ``back`` returns there, ``new`` opens the next package."""

    def __init__(
        self, inbox: Inbox, back: Callable[[], None], new: Callable[[], None], county: str
    ) -> None:
        super().__init__()
        self._inbox = inbox
        self._new = new
        self.back = button("返回", icon="chevron-left", on=back, size=14)
        self.take = button("登记应用情况", icon="clipboard-check", on=self.choose_answers, size=14)
        self.new = button("新建下发包", "primary", "send", on=new, tip="Ctrl+Enter")
        self.finish = button("继续写完", icon="usb", on=self.finish_chosen, size=14)
        self.table = RowsTable(SENT, "发出的包")
        self.table.picked.connect(lambda _one: self._show_towns())
        self.towns = RowsTable(TOWNS, "各单位应用情况")
        self._empty = label(_EMPTY, 15, 400, INK2, wrap=True)
        self._told = column(gap=8)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(0)
        self._bar.hide()
        left = column(card_head("发出的包", self.finish), line(), (self.table, 1), gap=0)
        right = column(card_head("各单位应用情况"), line(), (self.towns, 1), gap=0)
        head = header("下发到乡镇", county, self.take, self.new, back=self.back)
        self.setLayout(
            column(
                head, box(self._told), self._bar, self._empty,
                (box(row((card(left), 5), (card(right), 4), gap=12)), 1), gap=12,
                margins=(20, 14, 20, 14),
            )
        )  # fmt: skip
        self.finish.hide()
        self.reload()

    def reload(self, *, keep: bool = False) -> None:
        """Ask for what was sent."""

        def work(sending: Sending, _report: Report) -> list[SentPackage]:
            return sending.sent()

        if not keep:
            clear(self._told)
        self._inbox.sending(self, work, self._fill)

    def choose_answers(self) -> None:
        """Choose the drive an office brought back."""
        folder = say().folder(self, "选择乡镇带回的 U 盘")
        if folder is not None:
            self.take_answers(folder)

    def take_answers(self, folder: Path) -> None:
        """Note every answer in a folder; one that is not in order is told and stops the others."""

        def work(sending: Sending, _report: Report) -> tuple[int, int]:
            return taken(sending, folder)

        self._bar.show()
        self._inbox.sending(self, work, self._taken, settled=self._bar.hide, failed=self.told)

    def finish_chosen(self) -> None:
        """Settle a package that was read back and not renamed."""
        one: SentPackage | None = self.table.current() if self.table.shown() else None
        if one is not None and not one.verified and unlock(self, self._inbox):
            self._finish(one.number, None)

    def _finish(self, number: str, folder: Path | None) -> None:
        pairs = self._inbox.pairs

        def work(sending: Sending, _report: Report) -> SentPackage:
            return sending.finish(number, pairs, folder)

        def failed(error: GkdeskError) -> None:
            self.told(error)
            if folder is None and isinstance(error, SentNotThere):
                # the drive may have another name now
                other = say().folder(self, f"{number}号包写在哪个 U 盘上")
                if other is not None:
                    self._finish(number, other)

        self._bar.show()
        self._inbox.sending(self, work, self.written, settled=self._bar.hide, failed=failed)

    def written(self, package: SentPackage) -> None:
        """Say that a package lies on the drive whole."""
        clear(self._told)
        self._tell(
            "green", "circle-check",
            f"{package.number}号已写入并读回核对，发给{len(package.towns)}个单位，"
            f"共{len(package.parts)}份。可以安全弹出 U 盘，拿到各乡镇导入。",
        )  # fmt: skip
        self.reload(keep=True)

    def primary(self) -> None:
        self._new()

    def _taken(self, found: tuple[int, int]) -> None:
        read, new = found
        clear(self._told)
        if not read:
            self._tell("amber", "triangle-alert", NO_ANSWERS)
        else:
            self._tell("green", "circle-check", told_of(read, new))
        self.reload(keep=True)

    def told(self, error: GkdeskError) -> None:
        """Say what went wrong."""
        clear(self._told)
        self._tell("red", "circle-alert", str(error))

    def _fill(self, found: list[SentPackage]) -> None:
        self.table.fill(found)
        self._empty.setVisible(not found)
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_towns()

    def _show_towns(self) -> None:
        one: SentPackage | None = self.table.current() if self.table.shown() else None
        self.towns.fill(_answers(one) if one else [], faint=lambda town: not town.at)
        self.finish.setVisible(one is not None and not one.verified)

    def _tell(self, tone: str, icon: str, words: str) -> None:
        self._told.addWidget(notice(tone, icon, (label(words, 15, 400, wrap=True), 1)))


NO_ANSWERS = (
    "这里没有乡镇的应用情况（.applied.json 文件）。请核对是不是选错了 U 盘，没有登记任何内容。"
)


def told_of(read: int, new: int) -> str:
    """Say how many answers were read."""
    return f"看了{read}份应用情况，新登记{new}份。"


def taken(sending: Sending, folder: Path) -> tuple[int, int]:
    """Note the answers in a folder; return how many were read and how many were new."""
    found = sending.answers_at(folder)
    return len(found), sum(sending.take_answer(one) for one in found)
