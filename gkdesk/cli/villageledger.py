"""``gkdesk village``: what hangs where, 冲销, boards, two stored sheets compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.files import read

from . import show
from .main import Office, pass_office
from .villagelife import versions_of
from .villagepaper import form_option, json_option, period_option

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Board

_KINDS = ("posting", "photo", "notice", "matter")


@click.command()
@click.argument("name")
@form_option
@period_option
@json_option
@pass_office
def postings(office: Office, *, name: str, form: str, period: str, as_json: bool) -> None:
    """列出一张表在哪里张贴过、公示期和照片；冲销要用这里的编号。"""
    room = office.desk().village
    boards = {one.uid: one.name for one in room.boards()}
    rows, value = [], []
    for sheet in versions_of(office.desk(), name, form, period):
        for one in room.postings(sheet.uid):
            window = room.ledger.window(one)
            photos = room.ledger.photos(one.uid)
            rows.append(
                (
                    one.uid,
                    boards[one.board_uid],
                    one.posted_on,
                    one.keep_until,
                    one.taken_down_on,
                    window.printed_end if window else "",
                    len(photos),
                )
            )
            value.append({
                "uid": one.uid, "version": sheet.version, "board": boards[one.board_uid],
                "posted_on": one.posted_on, "keep_until": one.keep_until,
                "taken_down_on": one.taken_down_on,
                "window": {"label": window.label, "printed_end": window.printed_end,
                           "closed_on": window.closed_on} if window else None,
                "photos": [{"uid": p.uid, "kind": p.kind, "taken_at": p.taken_at,
                            "warnings": p.warnings} for p in photos],
            })  # fmt: skip
    headings = ("编号", "公开栏", "张贴", "可取下", "取下", "公示到", "照片")
    show.listing(as_json, headings, rows, {"postings": value})


@click.command()
@click.argument("uid")
@click.option(
    "--kind", type=click.Choice(_KINDS), default="posting", show_default=True,
    help="posting 张贴，photo 照片，notice 其他公开表的张贴，matter 待公布的事情",
)  # fmt: skip
@click.option("--reason", required=True, help="为什么（不加密，不写个人信息）")
@pass_office
def cancel(office: Office, *, uid: str, kind: str, reason: str) -> None:
    """冲销一条登记错的记录：原记录和原因都留在台账里。"""
    counters = office.desk().village.counters
    {
        "posting": counters.posting, "photo": counters.photo, "notice": counters.notice,
        "matter": counters.matter,
    }[kind](uid, reason)  # fmt: skip
    show.talk("已冲销，原记录留在台账里")


@click.command()
@click.argument("name")
@json_option
@pass_office
def matters(office: Office, *, name: str, as_json: bool) -> None:
    """列出一个村待公布的事情。"""
    room = office.desk().village
    found = room.matters.open(room.village(name).uid)
    rows = [(one.matter.uid if one.matter else "", one.item.code, one.subject, one.due_on)
            for one in found]  # fmt: skip
    value = [
        {"uid": one.matter.uid if one.matter else "", "item": one.item.code, "title": one.subject,
         "due_on": one.due_on, "forms": one.item.forms}
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("编号", "事项", "事情", "应张贴"), rows, {"matters": value})


@click.command()
@click.argument("name")
@click.option("--board", "board_name", required=True, help="公开栏名称；没有时新添加")
@click.option("--place", default=None, help="在哪里")
@click.option("--width", default=0, type=click.IntRange(0), help="宽（毫米）")
@click.option("--height", default=0, type=click.IntRange(0), help="高（毫米）")
@click.option(
    "--kind",
    default="",
    type=click.Choice(["", "glass", "magnet", "slot", "screen", "blackboard"]),
    help="glass 玻璃橱窗，magnet 磁吸，slot 插槽，screen 电子屏，blackboard 黑板",
)
@click.option("--section", "sections", multiple=True, help="栏目，从左到右，可写几个")
@click.option("--photo", default=None, type=click.Path(path_type=Path), help="公开栏的照片")
@json_option
@pass_office
def noticeboard(  # noqa: PLR0913 - one for each option
    office: Office, *, name: str, board_name: str, place: str | None, width: int, height: int,
    kind: str, sections: tuple[str, ...], photo: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """添加或修改一块公开栏：位置、尺寸、种类、栏目、照片；什么都不写就只看。"""
    from gkdesk.village.liferows import Looks
    from gkdesk.village.model import BoardKind

    room = office.desk().village
    village = room.village(name)
    found = next((one for one in room.boards(village.uid) if one.name == board_name), None)
    made = found or room.add_board(
        village, board_name, place=place or "", w_mm=width or 2400, h_mm=height or 1200,
        kind=BoardKind(kind) if kind else BoardKind.GLASS,
    )  # fmt: skip
    if sections or photo or place is not None or width or height or kind:
        looks = Looks(
            sections or None, read(photo) if photo else b"", place, width or None, height or None,
            BoardKind(kind) if kind else None,
        )  # fmt: skip
        made = room.noticeboards.describe(made, looks)
    _shown(office.desk(), made, as_json=as_json)


def _shown(desk: Desk, made: Board, *, as_json: bool) -> None:
    facts = desk.village.noticeboards.facts(made)
    if as_json:
        show.document({
            "uid": made.uid, "name": made.name, "place": made.place, "w_mm": made.w_mm,
            "h_mm": made.h_mm, "kind": made.kind, "sections": facts.sections,
            "photo_sha256": facts.photo_sha256,
        })  # fmt: skip
    size, photo = f"{made.w_mm}×{made.h_mm}毫米", "有照片" if facts.photo_sha256 else "没有照片"
    columns = "、".join(facts.sections) or "没有写栏目"
    show.talk(f"{made.name}：{made.kind.label}，{size}，{columns}，{photo}")


@click.command()
@click.argument("first")
@click.argument("second")
@json_option
@pass_office
def compare(office: Office, first: str, second: str, *, as_json: bool) -> None:
    """逐行对照两张已导入的同一种表（写表的编号，village life --json 里的 uid）。"""
    from gkdesk.village.crosscheck import between_sheets

    found = office.desk().village.crosscheck.compare_sheets(first, second)
    rows = [
        (one.item, between_sheets(one.result), f"{one.count:+d}" if one.count else "",
         f"{one.money:+,.2f}" if one.money else "", one.note)
        for one in found
    ]  # fmt: skip
    value = [
        {"item": one.item, "result": one.result, "count": one.count, "money": str(one.money),
         "note": one.note}
        for one in found
    ]  # fmt: skip
    headings = ("行", "结论", "数量", "差额", "位置")
    show.listing(as_json, headings, rows, {"differences": value})


COMMANDS = (postings, cancel, matters, noticeboard, compare)
