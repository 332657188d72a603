"""``gkdesk records transfer``: each month's records handed over to archive and library."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.records.transfermodel import Counted, Standing

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_day = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="日期，默认今天")
_by = click.option("--taken-by", required=True, help="接收人")


@click.group()
def transfer() -> None:
    """移送档案馆、图书馆。"""


@transfer.command("list")
@click.option("--months", default=12, show_default=True, help="往前看几个月")
@_json
@pass_office
def list_(office: Office, months: int, as_json: bool) -> None:
    """列出各月移送到哪一步。"""
    _show(office.desk().registers.transfer.standings(months), as_json=as_json)


@transfer.command()
@click.argument("month")
@click.argument("receiver")
@_day
@_by
@click.option("--note", default="", help="备注")
@_json
@pass_office
def hand(
    office: Office, *, month: str, receiver: str, on: datetime | None, taken_by: str, note: str,
    as_json: bool,
) -> None:  # fmt: skip
    """登记一个月的信息已经移送；当月没有的，登记已送目录表。"""
    desk = office.desk()
    day = _on(on, desk.session.today)
    made = desk.registers.transfer.hand(month, receiver, day, taken_by=taken_by, note=note)
    _show([made], as_json=as_json)


@transfer.command()
@click.argument("month")
@click.argument("receiver")
@_day
@_by
@_json
@pass_office
def recalled(
    office: Office, *, month: str, receiver: str, on: datetime | None, taken_by: str, as_json: bool
) -> None:
    """登记撤回函已经送交。"""
    desk = office.desk()
    day = _on(on, desk.session.today)
    made = desk.registers.transfer.recall(month, receiver, day, taken_by=taken_by)
    _show([made], as_json=as_json)


@transfer.command("print")
@click.argument("month")
@click.argument("folder", type=click.Path(path_type=Path))
@_json
@pass_office
def print_(office: Office, month: str, folder: Path, as_json: bool) -> None:
    """把一个月的交接文据和目录表写进文件夹，各接收单位一套。"""
    room = office.desk().registers
    standings = [room.transfer.standing(month, one.code) for one in room.transfer.receivers]
    written = room.transfer_paper.write(standings, folder)
    if as_json:
        show.document({"month": month, "files": [str(path) for path in written]})
    show.talk(f"已写入{len(written)}份")


@transfer.command("letter")
@click.argument("month")
@click.argument("receiver")
@click.argument("path", type=click.Path(path_type=Path))
@_json
@pass_office
def letter(office: Office, *, month: str, receiver: str, path: Path, as_json: bool) -> None:
    """出具撤回函：编号、存档，另存一份。"""
    room = office.desk().registers
    made = room.transfer_paper.recall(room.transfer.standing(month, receiver))
    files.write(path, room.book.documents.read(made.sha256))
    if as_json:
        show.document({"number": made.number, "sha256": made.sha256, "file": str(path)})
    show.talk(f"{made.number}，已存为 {path.name}")


@transfer.command()
@click.argument("quarter")
@click.option("--receiver", default="", help="登记哪个接收单位的件数")
@click.option("--theirs", type=int, help="接收单位现有的件数")
@click.option("--out", type=click.Path(path_type=Path), help="核对表存到这里（PDF）")
@_json
@pass_office
def count(
    office: Office, *, quarter: str, receiver: str, theirs: int | None, out: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """核对一个季度的件数：公开、移送、撤回、应有、实有。"""
    room = office.desk().registers
    if receiver and theirs is not None:
        room.transfer.note_count(quarter, receiver, theirs)
    found = room.transfer.counts(quarter)
    if out is not None:
        files.write(out, room.transfer_paper.count(quarter))
    rows = [
        (one.receiver.name, one.published, one.handed, one.recalled, one.held, one.theirs,
         one.words) for one in found
    ]  # fmt: skip
    heads = ("接收单位", "公开", "移送", "撤回", "应有", "实有", "不符")
    show.listing(as_json, heads, rows, {"counts": [_count(one) for one in found]})


def _on(given: datetime | None, today: date) -> date:
    return given.date() if given else today


def _show(found: list[Standing], *, as_json: bool) -> None:
    rows = [
        (str(one.month), one.receiver.name, one.label, len(one.rows), one.due_on,
         one.handed[-1].on if one.handed else "", len(one.late), len(one.recall))
        for one in found
    ]  # fmt: skip
    value = {"months": [_value(one) for one in found]}
    heads = ("月份", "接收单位", "", "件数", "期限", "移送日期", "待补送", "待撤回")
    show.listing(as_json, heads, rows, value)


def _value(one: Standing) -> dict[str, object]:
    return {
        "month": str(one.month), "receiver": one.receiver.code, "name": one.receiver.name,
        "label": one.label, "due_on": one.due_on, "provisional": one.provisional,
        "records": [row.number for row in one.rows],
        "handed": [{"on": h.on, "records": [row.number for row in h.rows]} for h in one.handed],
        "late": [row.number for row in one.late], "recall": [row.number for row in one.recall],
    }  # fmt: skip


def _count(one: Counted) -> dict[str, object]:
    return {
        "quarter": str(one.quarter), "receiver": one.receiver.code, "published": one.published,
        "handed": one.handed, "recalled": one.recalled, "held": one.held, "theirs": one.theirs,
        "words": one.words,
    }  # fmt: skip


COMMANDS = (transfer,)
