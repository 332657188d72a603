"""``gkdesk village``: the life of a sheet, photos and proofs, objections."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office
from .villagepaper import form_option, json_option, period_option

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Posting, Sheet

_DAY = click.DateTime(["%Y-%m-%d"])
_on = click.option("--on", "on", required=True, type=_DAY, help="日期，如 2026-04-12")
_output = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到这里"
)


@click.command()
@click.argument("name")
@form_option
@period_option
@json_option
@pass_office
def life(office: Office, *, name: str, form: str, period: str, as_json: bool) -> None:
    """列出一张表从导入到归档的经过，各个版本都在内。"""
    desk = office.desk()
    lives = [desk.village.lives.of(one.uid) for one in versions_of(desk, name, form, period)]
    rows = [
        (f"第{one.sheet.version}版", step.on, step.what, step.detail)
        for one in lives for step in one.steps
    ]  # fmt: skip
    value = [
        {
            "uid": one.sheet.uid, "version": one.sheet.version, "stage": one.stage,
            "label": one.stage.label, "frozen_sha256": one.frozen,
            "steps": [{"on": s.on, "what": s.what, "detail": s.detail} for s in one.steps],
        }
        for one in lives
    ]  # fmt: skip
    show.listing(as_json, ("版本", "日期", "经过", "说明"), rows, {"versions": value})
    if not as_json:
        show.talk(f"现在：{lives[-1].stage.label}")


@click.command("archive")
@click.argument("name")
@form_option
@period_option
@_on
@pass_office
def archive_(office: Office, *, name: str, form: str, period: str, on: datetime) -> None:
    """登记一张取下的表已经归档。"""
    desk = office.desk()
    life_ = desk.village.lives.archive(versions_of(desk, name, form, period)[-1].uid, on.date())
    show.talk(f"{name}：{life_.stage.label}")


@click.command()
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
@form_option
@period_option
@click.option(
    "--kind", type=click.Choice(["near", "far", "before"]), required=True,
    help="near 近景，far 远景，before 取下前",
)  # fmt: skip
@json_option
@pass_office
def photo(
    office: Office, *, name: str, path: Path, form: str, period: str, kind: str, as_json: bool
) -> None:
    """登记张贴照片；照片加密存进档案，用过的不能再用。"""
    from gkdesk.village.model import PhotoKind

    desk = office.desk()
    posting = posting_of(desk, name, form, period)
    made = desk.village.ledger.add_photo(posting, PhotoKind(kind), path)
    if as_json:
        show.document({
            "uid": made.uid, "sha256": made.sha256, "taken_at": made.taken_at,
            "warnings": made.warnings,
        })  # fmt: skip
    for words in made.warnings:
        show.talk(f"  （提示）{words}")
    show.talk(f"{name}：已登记照片")


@click.command()
@click.argument("name")
@form_option
@period_option
@click.option("--no-objection", is_flag=True, help="公示期满无异议的说明")
@_output
@pass_office
def proof(
    office: Office, *, name: str, form: str, period: str, no_objection: bool, output: Path
) -> None:
    """打印张贴满期的证明，或者公示无异议说明。"""
    from gkdesk.base import files

    desk = office.desk()
    posting = posting_of(desk, name, form, period)
    ledger = desk.village.ledger
    data = ledger.no_objection(posting) if no_objection else ledger.proof(posting.sheet_uid)
    files.write(output, data)
    show.result(str(output))


@click.command("year-folder")
@click.argument("name")
@click.option("--year", required=True, type=click.IntRange(2000, 2199))
@_output
@pass_office
def year_folder(office: Office, *, name: str, year: int, output: Path) -> None:
    """把一个村一年的公开表、照片、证明和异议清单写到一个文件夹。"""
    room = office.desk().village
    written = room.ledger.year_folder(room.village(name), year, output)
    for path in written:
        show.result(str(path))
    show.talk(f"写了{len(written)}个文件")


@click.group()
def objection() -> None:
    """异议的登记和答复。"""


@objection.command("add")
@click.argument("name")
@form_option
@period_option
@click.option("--subject", required=True, help="什么事，不写姓名（要公布）")
@click.option("--content", default="", help="说了什么（加密保存）")
@click.option("--by", default="", help="谁提的，可不写（加密保存）")
@click.option(
    "--channel",
    default="spoken",
    type=click.Choice(["spoken", "written", "phone", "online"]),
    help="spoken 口头，written 书面，phone 电话，online 网络",
)
@_on
@json_option
@pass_office
def add(  # noqa: PLR0913 - one for each option
    office: Office, *, name: str, form: str, period: str, subject: str, content: str, by: str,
    channel: str, on: datetime, as_json: bool,
) -> None:  # fmt: skip
    """登记一件异议，算出最迟哪天答复。"""
    from gkdesk.village.liferows import Channel

    desk = office.desk()
    sheet = versions_of(desk, name, form, period)[-1]
    made = desk.village.objections.add(
        sheet.uid, on.date(), subject, content=content, name=by, channel=Channel(channel)
    )  # fmt: skip
    if as_json:
        show.document({"uid": made.uid, "due_on": made.due_on})
    show.talk(f"{name}：{made.due_on}前答复")


@objection.command("list")
@json_option
@pass_office
def objections(office: Office, as_json: bool) -> None:
    """列出异议和办理情况，不显示姓名。"""
    found = office.desk().village.objections.all()
    rows = [(o.uid, o.received_on, o.subject, o.state, o.due_on, o.result) for o in found]
    value = [
        {"uid": o.uid, "sheet": o.sheet_uid, "received_on": o.received_on, "subject": o.subject,
         "state": o.state, "due_on": o.due_on, "result": o.result, "ended_on": o.ended_on}
        for o in found
    ]  # fmt: skip
    headings = ("编号", "收到", "事项", "情况", "答复期限", "处理结果")
    show.listing(as_json, headings, rows, {"objections": value})


@objection.command("answer")
@click.argument("uid")
@click.option("--result", required=True, help="处理结果（要公布）")
@click.option("--finding", default="", help="查核情况（加密保存）")
@click.option("--founded", is_flag=True, help="异议属实，要更正公布")
@_on
@pass_office
def answer(
    office: Office, *, uid: str, result: str, finding: str, founded: bool, on: datetime
) -> None:
    """登记对异议的答复。"""
    book = office.desk().village.objections
    book.answer(uid, on.date(), result, finding=finding, founded=founded)
    show.talk("已登记答复" + ("，请更正后重新张贴" if founded else ""))


@objection.command("escalate")
@click.argument("uid")
@_on
@pass_office
def escalate(office: Office, uid: str, on: datetime) -> None:
    """登记对答复不服、已报镇里；镇里已处理仍不服的报县里。"""
    row = office.desk().village.objections.escalate(uid, on.date())
    show.talk(f"{'县' if row.escalated_to == 'county' else '镇'}里{row.due_on}前答复")


@objection.command("close")
@click.argument("uid")
@click.option("--result", required=True, help="处理结果（要公布）")
@click.option("--finding", default="", help="查核情况（加密保存）")
@click.option("--founded", is_flag=True, help="异议属实，要更正公布")
@_on
@pass_office
def close(
    office: Office, *, uid: str, result: str, finding: str, founded: bool, on: datetime
) -> None:
    """登记镇里（县里）对异议的处理结果。"""
    book = office.desk().village.objections
    book.close(uid, on.date(), result, finding=finding, founded=founded)
    show.talk("已登记办结" + ("，请更正后重新张贴" if founded else ""))


def posting_of(desk: Desk, name: str, form: str, period: str) -> Posting:
    """Return the last posting of a village's sheet."""
    for sheet in reversed(versions_of(desk, name, form, period)):
        if postings := desk.village.postings(sheet.uid):
            return postings[-1]
    raise BadValue("name", "张贴记录", "里没有这张表，请先登记张贴")


def versions_of(desk: Desk, name: str, form: str, period: str) -> list[Sheet]:
    from gkdesk.village.declined import SheetNotFound

    village = desk.village.village(name)
    for row in desk.village.board(period):
        if row.village.uid == village.uid and form in row.sheets:
            return desk.village.versions(desk.village.sheet(row.sheets[form]))
    raise SheetNotFound


COMMANDS = (life, archive_, photo, proof, year_folder, objection)
