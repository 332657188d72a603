"""``gkdesk village``: the catalogue of items, what is due, villages over time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office
from .villagepaper import json_option

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Board

_DAY = click.DateTime(["%Y-%m-%d"])
_on = click.option("--on", "on", required=True, type=_DAY, help="日期，如 2026-04-12")


@click.command()
@click.option("--period", default="", help="期次，如 2026Q3；不写时列出刚结束的各期和待公布的事情")
@click.option("--all", "everything", is_flag=True, help="已张贴的也列出")
@json_option
@pass_office
def due(office: Office, *, period: str, everything: bool, as_json: bool) -> None:
    """列出各村应当公布、到哪天为止的事项。"""
    desk = office.desk()
    today = desk.session.today
    found = [
        one for one in desk.village.items.due(period or None) if everything or not one.posted_on
    ]
    rows = [
        (one.village.name, one.item.code, one.item.title, one.subject, one.due_on,
         one.posted_on or ("逾期" if one.late(today) else ""))
        for one in found
    ]  # fmt: skip
    value = {
        "catalogue": desk.village.items.catalogue().name,
        "due": [
            {
                "village": one.village.name, "item": one.item.code, "title": one.item.title,
                "subject": one.subject, "period": str(one.period or ""),
                "matter": one.matter.uid if one.matter else "", "due_on": one.due_on,
                "posted_on": one.posted_on, "late": one.late(today),
            }
            for one in found
        ],
    }  # fmt: skip
    show.listing(as_json, ("村", "编号", "公开事项", "期次", "应张贴", "张贴"), rows, value)


@click.group()
def items() -> None:
    """村务公开目录。"""


@items.command("list")
@json_option
@pass_office
def list_(office: Office, as_json: bool) -> None:
    """列出现在适用的目录。"""
    found = office.desk().village.items.catalogue()
    rows = [
        (one.code, one.area.label, one.title, one.freq.label, one.issuer.label,
         "、".join(one.forms), one.privacy)
        for one in found.items
    ]  # fmt: skip
    value = {
        "name": found.name, "from": found.from_on, "source": found.source, "status": found.status,
        "items": [
            {
                "code": one.code, "area": one.area, "title": one.title, "basis": one.basis,
                "freq": one.freq, "also": one.also, "day": one.day, "event_days": one.event_days,
                "issuer": one.issuer, "forms": one.forms, "privacy": one.privacy,
                "notice": one.notice, "status": one.status,
            }
            for one in found.items
        ],
    }  # fmt: skip
    headings = ("编号", "类别", "公开事项", "周期", "公开主体", "表", "隐私")
    show.listing(as_json, headings, rows, value)


@items.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--from", "from_on", required=True, type=_DAY, help="从哪天起施行")
@click.option("--name", default="", help="目录名称")
@click.option("--check", "only", is_flag=True, help="只看，不导入")
@json_option
@pass_office
def import_(
    office: Office, path: Path, *, from_on: datetime, name: str, only: bool, as_json: bool
) -> None:
    """导入县里或镇里的村务公开目录（csv、xlsx）。"""
    book = office.desk().village.items
    if only:
        found = book.read(path, from_on.date())
    else:
        _made, found = book.take(path, from_on.date(), name=name)
    if as_json:
        show.document({
            "items": [{"code": i.code, "title": i.title, "freq": i.freq} for i in found.items],
            "problems": [
                {"where": p.where, "message": p.message, "blocking": p.blocking}
                for p in found.problems
            ],
        })  # fmt: skip
    else:
        for one in found.items:
            show.result(f"{one.code}  {one.title}  {one.freq.label}")
    show.problems(found.problems)
    show.talk(f"{'读到' if only else '已导入'}{len(found.items)}项")


@items.command()
@click.option("--from", "from_on", required=True, type=_DAY, help="从哪天起施行")
@pass_office
def adopt(office: Office, from_on: datetime) -> None:
    """启用起始目录：从此各项按期提醒。"""
    made = office.desk().village.items.adopt(from_on.date())
    show.talk(f"已启用{made.name}，{len(made.items)}项")


@items.command()
@click.argument("name")
@click.option("--item", "code", required=True, help="事项编号")
@click.option("--title", required=True, help="事情或批次，不写姓名")
@_on
@json_option
@pass_office
def matter(
    office: Office, *, name: str, code: str, title: str, on: datetime, as_json: bool
) -> None:
    """登记一件要随时公布的事，算出最迟哪天张贴。"""
    room = office.desk().village
    made = room.matters.add(room.village(name), code, title, on.date())
    if as_json:
        uid = made.matter.uid if made.matter else ""
        show.document({"uid": uid, "due_on": made.due_on})
    show.talk(f"{name}：{title}，{made.due_on}前张贴")


@items.command()
@click.argument("name")
@click.option("--item", "code", required=True, help="事项编号")
@click.option("--period", default="", help="期次")
@click.option("--matter", default="", help="所答的事情（items matter 给出的 uid）")
@click.option("--board", "board_name", default="", help="公开栏；只有一块时可不写")
@_on
@json_option
@pass_office
def notice(
    office: Office, *, name: str, code: str, period: str, matter: str, board_name: str,
    on: datetime, as_json: bool,
) -> None:  # fmt: skip
    """登记一张不是本软件做的公开表已经张贴。"""
    desk = office.desk()
    board = board_of(desk, desk.village.village(name).uid, board_name)
    made = desk.village.items.add_notice(board, code, on.date(), period=period, matter=matter)
    if as_json:
        show.document({"uid": made.uid, "keep_until": made.keep_until})
    show.talk(f"{name}：已登记，{made.keep_until}起可以取下")


@click.command()
@click.argument("name")
@click.option("--rename", default="", help="改名为")
@click.option("--merge-into", default="", help="并入哪个村")
@click.option("--alias", default="", help="添加别名")
@click.option("--code", default="", help="12位或8位区划代码")
@click.option("--end", is_flag=True, help="撤销")
@_on
@pass_office
def change(
    office: Office, *, name: str, rename: str, merge_into: str, alias: str, code: str, end: bool,
    on: datetime,
) -> None:  # fmt: skip
    """登记一个村的改名、合并、撤销、别名或代码，写明从哪天起。"""
    room = office.desk().village
    village, day = room.village(name), on.date()
    if sum(map(bool, (rename, merge_into, alias, code, end))) != 1:
        raise BadValue("change", "变更", "每次只登记一种，请从 --rename 等中选一个")
    if rename:
        room.changes.rename(village, rename, day)
    elif merge_into:
        room.changes.merge(village, room.village(merge_into), day)
    elif alias:
        room.changes.add_alias(village, alias, day)
    elif code:
        room.changes.set_code(village, code, day)
    else:
        room.changes.end(village, day)
    show.talk(f"{name}：已登记")


def board_of(desk: Desk, village_uid: str, name: str) -> Board:
    """Return the board meant; the only one when none is named."""
    own = desk.village.boards(village_uid)
    hits = [board for board in own if name in ("", board.name)]
    if len(hits) != 1:
        known = "、".join(board.name for board in own) or "还没有登记公开栏"
        raise BadValue("board", "公开栏", f"要写明是哪一块（{known}）")
    return hits[0]


COMMANDS = (due, items, change)
