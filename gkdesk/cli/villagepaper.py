"""``gkdesk village print`` and ``screen``: sheets on paper, over tiles, and on a screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.documents.model import Tiles
    from gkdesk.village.model import Printed

MUST_ACT = 2  # exit code: something was stored with problems or refused
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
form_option = click.option("--form", default="F01", show_default=True, help="表的编号")
period_option = click.option("--period", required=True, help="期次，如 2026Q3、2026-03、2026")
_output = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件夹"
)
_TILES = re.compile(r"([1-6])[xX×*]([1-6])")


@click.command("print")
@form_option
@period_option
@click.option("--village", "name", default="", help="只打印这个村")
@click.option("--paper", default="", help="纸张：a4l、a3l；默认按表的规定")
@click.option("--tiles", "spread", default="", help="另存一份放大拼贴的，如 2x2（横2张、竖2张）")
@click.option(
    "--a4-tiles", is_flag=True, help="拼贴用 A4 纸；不写 --tiles 时把 A3 表分印在两张 A4 上"
)
@_output
@json_option
@pass_office
def print_(  # noqa: PLR0913 - one for each option
    office: Office, *, form: str, period: str, name: str, paper: str, spread: str,
    a4_tiles: bool, output: Path, as_json: bool,
) -> None:  # fmt: skip
    """每村打印一份 PDF；没有审核的印上“审核稿，不得张贴”。"""
    room = office.desk().village
    only = room.village(name) if name else None
    papers = room.form(form).papers
    if a4_tiles and not paper and not spread:
        paper = next((one for one in papers if one.startswith("a3")), "")
    tiles = _tiles(paper or papers[0], spread, a4=a4_tiles)
    with show.progress("生成 PDF") as report:
        done = room.print_(
            form, period, folder=output, village=only, paper=paper, tiles=tiles, report=report
        )
    _report(done, as_json=as_json)


@click.command()
@form_option
@period_option
@click.option("--village", "name", default="", help="只做这个村的")
@click.option(
    "--names",
    type=click.Choice(["full", "middle", "surname"]),
    default="surname",
    show_default=True,
    help="姓名：full 全名，middle 张*明，surname 张**",
)
@_output
@json_option
@pass_office
def screen(
    office: Office, *, form: str, period: str, name: str, names: str, output: Path, as_json: bool
) -> None:
    """把每村的表做成电子屏图片（1920×1080，PNG）；不能代替公开栏。"""
    from gkdesk.documents.model import NameMask

    room = office.desk().village
    only = room.village(name) if name else None
    with show.progress("生成图片") as report:
        done = room.screens(
            form, period, folder=output, village=only, names=NameMask(names), report=report
        )
    _report(done, as_json=as_json)


def _tiles(paper: str, spread: str, *, a4: bool) -> Tiles | None:
    from gkdesk.documents.model import Paper, Tiles

    if not spread and not a4:
        return None
    if spread:
        found = _TILES.fullmatch(spread)
        if not found:
            raise BadValue("tiles", "拼贴", f"写的是“{spread}”，应写成 2x2 的样子，每边1到6张")
        size = Paper.A3 if paper.startswith("a3") and not a4 else Paper.A4
        return Tiles(int(found[1]), int(found[2]), size)
    if not paper.startswith("a3"):
        raise BadValue("paper", "纸张", "应为 A3：A4 的表不用拼贴，要放大请写 --tiles")
    return Tiles.halves(Paper(paper))


def _report(done: list[Printed], *, as_json: bool) -> None:
    """Show what was written, and why the rest was not."""
    if as_json:
        show.document({"printed": [_printed(one) for one in done]})
    else:
        for one in done:
            for path in one.files:
                show.result(path)
    for one in done:
        if one.reason:
            show.talk(f"  {one.village}：{one.reason}")
    for warning in dict.fromkeys(warning for one in done for warning in one.warnings):
        count = sum(warning in one.warnings for one in done)
        show.talk(f"  {warning}（{count}个村）")
    finals = sum(one.path is not None and not one.draft for one in done)
    drafts = sum(one.draft for one in done)
    show.talk(f"定稿{finals}份，审核稿{drafts}份，没有打印{len(done) - finals - drafts}个村")
    if not finals and not drafts:
        raise click.exceptions.Exit(MUST_ACT)


def _printed(one: Printed) -> dict[str, object]:
    return {
        "village": one.village,
        "state": one.state,
        "path": one.path,
        "pages": one.pages,
        "sha256": one.sha256,
        "draft": one.draft,
        "reason": one.reason,
        "files": one.files,
        "warnings": one.warnings,
    }
