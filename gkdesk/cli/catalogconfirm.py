"""``gkdesk catalog confirm``: slips for the responsible offices, and what they answered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue
from gkdesk.catalog.confirmrows import Answer

from . import show
from .catalogversions import json_option
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.catalog.confirmrows import Round

_DAY = click.DateTime(["%Y-%m-%d"])
_HEADS = ("责任科室（单位）", "已确认", "保留", "修改", "取消", "缺")
_number = click.argument("number", type=int)


@click.group()
def confirm() -> None:
    """科室确认：出确认单，登记意见，看谁还没有交回。"""


@confirm.command()
@click.option("--title", required=True, help="名称，如 2026年上半年目录确认")
@click.option("--due", required=True, type=_DAY, help="交回日期，如 2026-04-30")
@click.option("--area", "areas", multiple=True, help="只确认这个领域，可写多次")
@json_option
@pass_office
def start(office: Office, title: str, due: datetime, areas: tuple[str, ...], as_json: bool) -> None:
    """开始一轮确认。"""
    _told(office.desk().catalog.confirming.start(title, due.date(), areas), as_json)


@confirm.command("print")
@_number
@click.option("--office", "who", default="", help="只印这一家")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件夹")
@json_option
@pass_office
def print_(office: Office, number: int, who: str, output: Path, as_json: bool) -> None:
    """每家印一份确认单（PDF）。"""
    with show.progress("生成确认单") as report:
        written = office.desk().catalog.confirming.print_(number, output, who, report)
    if as_json:
        show.document({"files": [str(path) for path in written]})
    else:
        for path in written:
            show.result(str(path))


@confirm.command()
@_number
@click.argument("who")
@click.option(
    "--item",
    "items",
    multiple=True,
    help="编码=意见[:内容]，意见为 keep、change、cancel 或保留、修改、取消",
)
@click.option("--all-kept", is_flag=True, help="其余没有登记的全部保留")
@json_option
@pass_office
def answer(
    office: Office, number: int, who: str, items: tuple[str, ...], all_kept: bool, as_json: bool
) -> None:
    """登记一家的意见；修改、取消的自动成为调整申请。"""
    room = office.desk().catalog.confirming
    if not items and not all_kept:
        raise BadValue("item", "意见", "没有写，请用 --item 或者 --all-kept")
    found = room.answer(number, who, dict(map(_answer, items))) if items else room.get(number)
    if all_kept:
        found = room.keep_rest(number, who)
    _told(found, as_json)


def _answer(text: str) -> tuple[str, tuple[Answer, str]]:
    key, _, rest = text.partition("=")
    what, _, words = rest.replace("：", ":").partition(":")
    found = next((one for one in Answer if what.strip() in (one.value, one.label)), None)
    if found is None:
        raise BadValue("item", "--item", f"写的是“{text[:30]}”，应写成 编码=修改:改什么")
    return key.strip(), (found, words)


@confirm.command("list")
@click.argument("number", type=int, required=False)
@json_option
@pass_office
def list_(office: Office, number: int | None, as_json: bool) -> None:
    """列出各轮确认，或者一轮里各家的进度。"""
    room = office.desk().catalog.confirming
    if number is not None:
        _told(room.get(number), as_json)
        return
    found = room.all()
    rows = [
        (
            one.number,
            one.title,
            one.due_on,
            one.state,
            f"{len(one.slips) - len(one.missing)}/{len(one.slips)}",
        )
        for one in found
    ]
    value = {"rounds": [one.as_json() for one in found]}
    show.listing(as_json, ("轮次", "名称", "交回日期", "状态", "已交回"), rows, value)


@confirm.command()
@_number
@click.option("--words", default="", help="还有没交回的，写明怎样处理")
@json_option
@pass_office
def close(office: Office, number: int, words: str, as_json: bool) -> None:
    """办结一轮；还缺什么会先列出。"""
    _told(office.desk().catalog.confirming.close(number, words), as_json)


def _told(found: Round, as_json: bool) -> None:
    rows = [
        (
            slip.office, slip.progress, slip.count(Answer.KEEP), slip.count(Answer.CHANGE),
            slip.count(Answer.CANCEL), len(slip.missing),
        )
        for slip in found.slips
    ]  # fmt: skip
    show.listing(as_json, _HEADS, rows, found.as_json())
    if not as_json:
        show.talk(f"第{found.number}轮“{found.title}”，{found.due_on}前交回，{found.state}。")
