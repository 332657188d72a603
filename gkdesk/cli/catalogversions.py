"""``gkdesk catalog``: versions, what differs between two, and the superior's catalog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gkdesk.base.errors import BadValue
from gkdesk.catalog.model import as_json as item_json
from gkdesk.catalog.versionrows import About, as_rows, levels_of

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.catalog.model import Item
    from gkdesk.catalog.versionrows import Comparison, Version
    from gkdesk.desk import Desk

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_SHOWN = 40  # characters of a long cell on the screen
_HEADS = ("版本", "产生方式", "名称", "印发机关", "印发日期", "施行日期", "事项", "来源")


def about_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what can be said about a version."""
    for name, words in (
        ("--note", "说明"),
        ("--in-force", "施行日期，如 2026-05-01"),
        ("--issued-on", "印发日期，如 2026-04-01"),
        ("--issued-by", "印发机关"),
        ("--name", "版本名称，如 （2026年版）、（试行）"),
    ):
        command = click.option(name, default="", help=words)(command)
    return command


def about_of(said: dict[str, str]) -> About:
    return About(said["name"], said["issued_by"], said["issued_on"], said["in_force"], said["note"])


@click.command()
@json_option
@pass_office
def versions(office: Office, as_json: bool) -> None:
    """列出目录的各个版本。"""
    found = office.desk().catalog.versions.all()
    value = {"versions": [one.as_json() for one in found]}
    show.listing(as_json, _HEADS, [_version_row(one) for one in found], value)


def _version_row(one: Version) -> tuple[object, ...]:
    about = one.about
    return (
        f"第{one.number}版", one.kind.label, about.name, about.issued_by, about.issued_on,
        about.in_force_from, one.items, one.file,
    )  # fmt: skip


@click.command()
@click.argument("number", type=int)
@click.option("--area", default=None, help="只列这个领域")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="按全国统一格式写成工作簿")
@json_option
@pass_office
def show_(
    office: Office, number: int, area: str | None, output: Path | None, as_json: bool
) -> None:
    """列出某一版目录的全部事项，和当时一模一样。"""
    room = office.desk().catalog.versions
    if output is not None:
        show.talk(f"第{number}版已写到 {room.export(number, output).name}")
    items = [one for one in room.items(number) if area in (None, one.area)]
    value = {"version": room.get(number).as_json(), "items": [item_json(one) for one in items]}
    heads = ("编码", "领域", "公开事项", "公开内容", "公开时限", "公开主体")
    rows = [_item_row(one) for one in items]
    show.listing(as_json, heads, rows, value)


def _item_row(item: Item) -> tuple[str, ...]:
    cells = (item.content, item.time_limit.text, item.agency)
    return (item.key, item.area, levels_of(item), *(" ".join(c.split())[:_SHOWN] for c in cells))


@click.command()
@click.argument("number", type=int)
@about_options
@json_option
@pass_office
def describe(office: Office, /, number: int, as_json: bool, **said: str) -> None:
    """改写某一版的名称、印发机关、施行日期；没写的清空，施行日期不写不变。"""
    found = office.desk().catalog.versions.describe(number, about_of(said))
    show.listing(as_json, _HEADS, [_version_row(found)], found.as_json())


@click.command()
@click.argument("key")
@json_option
@pass_office
def history(office: Office, key: str, as_json: bool) -> None:
    """列出一个事项在各版里的变化，和合并、拆分以后的去向。"""
    desk = office.desk()
    desk.catalog.get(key)
    states = desk.catalog.versions.history(key)
    after = desk.catalog.successors(key)
    rows = [
        (f"第{version}版", "取消" if gone else "在册", *_item_row(item)[1:])
        for version, item, gone in states
    ]
    value = {
        "key": key, "successors": after,
        "states": [
            {"version": version, "gone": gone, "item": item_json(item)}
            for version, item, gone in states
        ],
    }  # fmt: skip
    heads = ("从", "状态", "领域", "公开事项", "公开内容", "公开时限", "公开主体")
    show.listing(as_json, heads, rows, value)
    if after and not as_json:
        show.talk(f"已并入或拆成：{'、'.join(after)}")


@click.command()
@click.argument("left", type=int)
@click.argument("right", type=int, required=False)
@click.option("--superior", type=click.Path(path_type=Path), help="和这份上级目录对照，只读")
@click.option("--stored", is_flag=True, help="和已读入的上级目录对照")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写成对照表工作簿")
@json_option
@pass_office
def diff(
    office: Office, *, left: int, right: int | None, superior: Path | None, stored: bool,
    output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """对照两个版本，或者某一版和上级目录。"""
    desk = office.desk()
    found = compared(desk, left, right, superior, stored=stored)
    if output is not None:
        desk.catalog.versions.write_comparison(found, output)
        show.talk(f"对照表已写到 {output.name}")
    rows: list[tuple[object, ...]]
    rows = [("只在左边", at, *_brief(item)) for at, item in enumerate(found.only_left, start=1)]
    rows += [("只在右边", "", *_brief(item)) for item in found.only_right]
    rows += [
        ("内容不同", "", *_brief(pair.right)[:3], "、".join(one.label for one in pair.fields))
        for pair in found.different
    ]
    heads = ("结果", "序号", "编码", "领域", "公开事项", "内容或不同的栏目")
    show.listing(as_json, heads, rows, _comparison_json(found))
    if not as_json:
        show.talk(f"左：{found.left}　右：{found.right}　{as_rows(found.counts)}")


def compared(
    desk: Desk, left: int, right: int | None, superior: Path | None, *, stored: bool
) -> Comparison:
    """Compare as the command says.

    Raises:
        BadValue: neither a second version nor a superior's catalog was named, or both.
    """
    room = desk.catalog.versions
    named = [right is not None, superior is not None, stored]
    if sum(named) != 1:
        reason = "要写而且只写一样：第二个版本号、--superior 文件，或者 --stored"
        raise BadValue("right", "对照的另一边", reason)
    if right is not None:
        return room.compare(left, right)
    if superior is not None:
        with show.progress("读取上级目录") as report:
            return room.compare_superior(left, room.look_at(superior, About(), report))
    return room.compare_superior(left, room.superior())


def _brief(item: Item) -> tuple[str, str, str, str]:
    return (item.key, item.area, levels_of(item), " ".join(item.content.split())[:_SHOWN])


def _comparison_json(found: Comparison) -> dict[str, object]:
    return {
        "left": found.left, "right": found.right, "counts": found.counts,
        "only_left": [item_json(item) for item in found.only_left],
        "only_right": [item_json(item) for item in found.only_right],
        "different": [
            {
                "left": pair.left.key, "right": pair.right.key, "name": levels_of(pair.right),
                "fields": [
                    {"field": one.field, "label": one.label, "left": one.before, "right": one.after}
                    for one in pair.fields
                ],
            }
            for pair in found.different
        ],
        "same": [item.key for item in found.same],
    }  # fmt: skip


@click.group()
def superior() -> None:
    """上级目录：读来对照，从不写入本机关的目录。"""


@superior.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="名称；不写就用文件名")
@click.option("--issued-by", default="", help="印发机关")
@click.option("--issued-on", default="", help="印发日期，如 2026-04-01")
@json_option
@pass_office
def superior_import(
    office: Office, file: Path, name: str, issued_by: str, issued_on: str, as_json: bool
) -> None:
    """读入县里、市里的目录，存着对照。"""
    room = office.desk().catalog.versions
    with show.progress("读取上级目录") as report:
        found = room.read_superior(file, About(name, issued_by, issued_on), report)
    if as_json:
        show.document({"number": found.number, "name": found.title, "items": len(found.items)})
    else:
        show.result(f"已存为对照用的上级目录：{found.title}，{len(found.items)}项。目录没有改动。")


@superior.command("list")
@json_option
@pass_office
def superior_list(office: Office, as_json: bool) -> None:
    """列出读入过的上级目录，新的在前。"""
    rows = office.desk().catalog.versions.superiors()
    names = ("number", "at", "name", "file", "items")
    value = {"superiors": [dict(zip(names, row, strict=True)) for row in rows]}
    show.listing(as_json, ("编号", "读入时间", "名称", "文件", "事项"), rows, value)


show_.name = "show"
COMMANDS: tuple[click.Command, ...] = (versions, show_, describe, history, diff, superior)
