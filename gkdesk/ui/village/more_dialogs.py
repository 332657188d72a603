"""Beside the period board: a matter to be published, a village's folder of the year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.model import Village

from .asks import day_of, small_dialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk

YEARS = 6


def matter(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask for something that happened and must be published within days."""
    room = context.desk.village
    items = room.items.catalogue().items
    choices = tuple((one.code, f"{one.code} {one.title}") for one in items)
    asks = (
        Ask("item", "公开事项", "menu", choices=choices, blank=True),
        Ask("title", "事情或批次", help="如 耕地地力保护补贴第1批；不写姓名"),
        Ask("on", "发生日期", "date", default="今天"),
    )

    def take(values: Mapping[str, str]) -> None:
        if not values.get("item"):
            raise BadValue("item", "公开事项", "没有选")
        on = day_of(values, label="发生日期")
        room.matters.add(village, values["item"], values.get("title", ""), on)

    hint = "登记以后按期提醒；张贴对应的表，或者登记其他公开表的张贴，这件事就办结。"
    return small_dialog(
        parent, context, f"登记待公布的事：{village.name}", asks, take, hint=hint,
        draft=(village.uid, "matter"),
    )  # fmt: skip


def notice(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask for a paper that hangs and was not made here."""
    room = context.desk.village
    boards = {one.uid: one for one in room.boards(village.uid)}
    open_ = room.matters.open(village.uid)
    items = tuple((one.code, f"{one.code} {one.title}") for one in room.items.catalogue().items)
    asks = (
        Ask("board", "公开栏", "choice", choices=tuple((k, b.name) for k, b in boards.items())),
        Ask("item", "公开事项", "menu", choices=items, blank=True),
        Ask("matter", "公布哪一件事", "menu", False, choices=(
            ("", "不是，按期次公布"),
            *((one.matter.uid, one.subject) for one in open_ if one.matter),
        )),
        Ask("period", "期次", required=False, help="如 2026Q1、2026-03；公布一件事的不用写"),
        Ask("on", "张贴日期", "date", default="今天"),
    )  # fmt: skip

    def take(values: Mapping[str, str]) -> None:
        board = boards.get(values.get("board", ""))
        if board is None:
            raise BadValue("board", "公开栏", "还没有登记，请先给此村添加公开栏")
        if not values.get("item"):
            raise BadValue("item", "公开事项", "没有选")
        if not values.get("period") and not values.get("matter"):
            raise BadValue("period", "期次", "没有填")
        room.items.add_notice(
            board, values["item"], day_of(values, label="张贴日期"),
            period=values.get("period", ""), matter=values.get("matter", ""),
        )  # fmt: skip

    hint = "县里发的公告、手写的公开榜，不是从这里打印的，在这里登记，算已公布。"
    return small_dialog(
        parent, context, f"登记其他公开表：{village.name}", asks, take, hint=hint,
        draft=(village.uid, "notice"),
    )  # fmt: skip


def year_folder(
    parent: QWidget, context: Context, village: Village, busy: Callable[[bool], None]
) -> FormDialog:
    """Ask for the year, then write its papers beside the window's thread."""
    this_year = context.desk.session.today.year
    years = tuple((str(year), f"{year}年") for year in range(this_year, this_year - YEARS, -1))

    def take(values: Mapping[str, str]) -> None:
        year = int(values["year"])
        folder = say().folder(parent, "资料夹写到哪里")
        if folder is not None:
            write_year(parent, context, village, year, folder, busy)

    return small_dialog(
        parent, context, f"年度资料夹：{village.name}",
        (Ask("year", "年度", "menu", choices=years),), take, verb="选位置并写入",
        hint="公开表定稿、张贴照片、满期证明、异议处理清单各存一份，供归档和检查用。",
    )  # fmt: skip


def write_year(
    parent: QWidget, context: Context, village: Village, year: int, folder: Path,
    busy: Callable[[bool], None],
) -> None:  # fmt: skip
    """Write a village's papers of a year into a folder in the background."""

    def work(desk: Desk, _report: Report) -> list[Path]:
        return desk.village.ledger.year_folder(village, year, folder)

    def done(written: list[Path]) -> None:
        if not written:
            context.status(f"{village.name}{year}年没有张贴过公开表，没有写文件")
            return
        context.status(f"已写{len(written)}个文件，在 {folder.name}")
        say().open_outside(folder)

    busy(True)
    context.do_long(parent, work, done, settled=lambda: busy(False))
