"""``gkdesk village``: import the villages' sheets, review, print, post."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadFile, BadValue, Problem
from gkdesk.base.files import read

from . import (
    show,
    villagecheck,
    villageimport,
    villageitems,
    villageledger,
    villagelife,
    villageroster,
)
from .main import Office, pass_office
from .villageentry import enter
from .villageforms import blank, forms
from .villagepaper import (
    form_option,
    json_option,
    period_option,
    print_,
    screen,
)

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Board, Sheet, Village

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def village() -> None:
    """村务公开。"""


village.add_command(print_)
village.add_command(screen)
for _module in (villageitems, villagelife, villagecheck, villageledger, villageroster):
    for _command in _module.COMMANDS:
        village.add_command(_command)
village.add_command(blank)
village.add_command(forms)
village.add_command(enter)
for _command in villageimport.COMMANDS:
    village.add_command(_command)


@village.command("list")
@json_option
@pass_office
def list_(office: Office, as_json: bool) -> None:
    """列出村和公开栏。"""
    room = office.desk().village
    boards = room.boards()
    value, rows = [], []
    for one in room.villages():
        own = [board for board in boards if board.village_uid == one.uid]
        value.append(_village(one, own))
        rows.append((one.name, one.code, "、".join(one.aliases), "、".join(b.name for b in own)))
    show.listing(as_json, ("村", "区划代码", "别名", "公开栏"), rows, {"villages": value})


@village.command()
@click.option(
    "--values", required=True, type=click.Path(path_type=Path), help="JSON：一个村或一串村"
)
@json_option
@pass_office
def add(office: Office, values: Path, as_json: bool) -> None:
    """添加村：name，可写 code、aliases、committee、collective、boards。"""
    room = office.desk().village
    given = _json_file(values)
    added = room.add_villages(given)
    boards = room.boards()
    shown = [_village(one, [b for b in boards if b.village_uid == one.uid]) for one in added]
    if as_json:
        show.document({"added": shown})
    show.talk(f"已添加{len(added)}个村：{'、'.join(one.name for one in added)}")


@village.command()
@period_option
@json_option
@pass_office
def board(office: Office, period: str, as_json: bool) -> None:
    """列出一期里各村每种表到了哪一步。"""
    from gkdesk.village.period import Period

    room = office.desk().village
    when = Period.parse(period)
    found = room.board(when)
    forms = sorted({form for row in found for form in row.states})
    rows = [
        (row.village.name, *(row.states[form].label for form in forms)) for row in found
    ]  # fmt: skip
    value = {
        "period": str(when),
        "label": when.label,
        "due_on": room.due_on(when),
        "villages": [
            {
                "name": row.village.name,
                "code": row.village.code,
                "sheets": {
                    form: {"state": state, "label": state.label, "uid": row.sheets.get(form)}
                    for form, state in row.states.items()
                },
            }
            for row in found
        ],
    }
    show.listing(as_json, ("村", *forms), rows, value)


@village.command()
@click.argument("name")
@form_option
@period_option
@click.option("--by", "reviewer", required=True, help="签字的村务监督委员会成员")
@click.option("--on", "on", required=True, type=_DAY, help="签字日期，如 2026-04-09")
@pass_office
def review(
    office: Office, *, name: str, form: str, period: str, reviewer: str, on: datetime
) -> None:
    """登记村务监督委员会已审核一个村的表。"""
    desk = office.desk()
    sheet = _sheet(desk, name, form, period)
    reviewed = desk.village.review(sheet.uid, reviewer, on.date())
    show.talk(f"{name}：{reviewed.state.label}")


@village.command()
@click.argument("name")
@form_option
@period_option
@click.option("--board", "board_name", default="", help="公开栏名称；只有一块时可不写")
@click.option("--on", "on", required=True, type=_DAY, help="张贴日期，如 2026-04-12")
@click.option("--window", default="", help="公示期的编号（forms/rules/village_periods.toml）")
@click.option("--matter", "matters", multiple=True, help="所公布的事情的编号，可写几个")
@click.option("--no-matter", is_flag=True, help="不公布任何待公布的事情")
@json_option
@pass_office
def post(  # noqa: PLR0913 - one for each option
    office: Office,
    *,
    name: str,
    form: str,
    period: str,
    board_name: str,
    on: datetime,
    window: str,
    matters: tuple[str, ...],
    no_matter: bool,
    as_json: bool,
) -> None:
    """登记一个村的表已经张贴，算出最早哪天可以取下。"""
    desk = office.desk()
    sheet = _sheet(desk, name, form, period)
    where = _board(desk, sheet, board_name)
    named = matters if matters or no_matter else None
    posting = desk.village.post(sheet.uid, where, on.date(), window=window, matters=named)
    if as_json:
        show.document(
            {"uid": posting.uid, "board": where.name, "posted_on": posting.posted_on,
             "keep_until": posting.keep_until}
        )  # fmt: skip
    show.talk(f"{name}：已登记张贴，{_shown(posting.keep_until)}起可以取下")


@village.command("take-down")
@click.argument("name")
@form_option
@period_option
@click.option("--on", "on", required=True, type=_DAY, help="取下日期，如 2026-05-08")
@click.option("--reason", default="", help="没有满期就取下的原因")
@pass_office
def take_down(
    office: Office, *, name: str, form: str, period: str, on: datetime, reason: str
) -> None:
    """登记一个村的表已从公开栏取下。"""
    desk = office.desk()
    sheet = _sheet(desk, name, form, period)
    hanging = [one for one in desk.village.postings(sheet.uid) if one.taken_down_on is None]
    if not hanging:
        raise BadValue("name", "张贴记录", "里没有正在张贴的")
    for posting in hanging:
        desk.village.take_down(posting, on.date(), reason=reason)
    show.talk(f"{name}：已登记取下{len(hanging)}处")


def _sheet(desk: Desk, name: str, form: str, period: str) -> Sheet:
    from gkdesk.village.declined import SheetNotFound

    found = desk.village.village(name)
    row = next(row for row in desk.village.board(period) if row.village.uid == found.uid)
    if form not in row.sheets:
        raise SheetNotFound
    return desk.village.sheet(row.sheets[form])


def _board(desk: Desk, sheet: Sheet, name: str) -> Board:
    own = desk.village.boards(sheet.village_uid)
    hits = [board for board in own if name in ("", board.name)]
    if len(hits) != 1:
        known = "、".join(board.name for board in own) or "还没有登记公开栏"
        raise BadValue("board", "公开栏", f"要写明是哪一块（{known}）")
    return hits[0]


def _json_file(path: Path) -> list[dict[str, object]]:
    try:
        given = json.loads(read(path).decode("utf-8-sig"))
    except ValueError as error:
        raise BadFile(path.name, [Problem("整个文件", f"不是能读懂的 JSON（{error}）")]) from error
    rows = given if isinstance(given, list) else [given]
    if not all(isinstance(row, dict) for row in rows):
        raise BadFile(path.name, [Problem("整个文件", "应为一个村，或一串村")])
    return rows


def _village(one: Village, boards: list[Board]) -> dict[str, object]:
    return {
        "uid": one.uid,
        "name": one.name,
        "code": one.code,
        "aliases": one.aliases,
        "committee": one.committee,
        "collective": one.collective,
        "boards": [
            {"name": board.name, "place": board.place, "w_mm": board.w_mm, "h_mm": board.h_mm}
            for board in boards
        ],
    }


def _shown(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
