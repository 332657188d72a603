"""``gkdesk catalog areas``: the list of areas, and what the office says of each."""

from __future__ import annotations

from pathlib import Path

import click

from gkdesk.base.errors import BadValue

from . import show
from .catalogversions import json_option
from .main import Office, pass_office

_HEADS = ("领域", "事项数", "情况", "别名", "牵头科室", "配合科室", "不涉及的原因")


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="没有事项的领域也列出")
@json_option
@click.pass_context
def areas(context: click.Context, every: bool, as_json: bool) -> None:
    """领域清单：事项数、别名、不涉及的原因、牵头和配合科室。"""
    if context.invoked_subcommand is not None:
        return
    office: Office = context.ensure_object(Office)
    found = [one for one in office.desk().catalog.area_book.all() if every or one.items]
    rows = [
        (
            one.name, one.items, one.state, "、".join(one.known_as), one.setting.lead,
            one.setting.support, one.setting.reason,
        )
        for one in found
    ]  # fmt: skip
    value = {"areas": [{"area": one.name, **one.as_json()} for one in found]}
    show.listing(as_json, _HEADS, rows, value)


@areas.command("set")
@click.argument("name")
@click.option("--alias", "aliases", multiple=True, help="别名，可写多次；写了就替换原有的")
@click.option("--no-alias", is_flag=True, help="去掉自己加的全部别名")
@click.option("--off/--on", "off", default=None, help="不涉及／涉及")
@click.option("--reason", default=None, help="不涉及的原因")
@click.option("--lead", default=None, help="牵头科室")
@click.option("--support", default=None, help="配合科室")
@click.option("--contact", default=None, help="联系方式（办公电话）")
@json_option
@pass_office
def set_(  # noqa: PLR0913 - one for each option
    office: Office, *, name: str, aliases: tuple[str, ...], no_alias: bool, off: bool | None,
    reason: str | None, lead: str | None, support: str | None, contact: str | None, as_json: bool,
) -> None:  # fmt: skip
    """改一个领域的设置；没有的名称就新设一个领域。别名从下一次导入起作数。"""
    values: dict[str, object] = {
        name: value
        for name, value in (
            ("off", off), ("reason", reason), ("lead", lead), ("support", support),
            ("contact", contact),
        )
        if value is not None
    }  # fmt: skip
    if aliases or no_alias:
        values["aliases"] = list(aliases)
    if not values:
        raise BadValue("name", "设置", "没有写要改什么")
    found = office.desk().catalog.area_book.set(name, values)
    if as_json:
        show.document({"area": found.name, **found.as_json()})
    else:
        show.result(f"{found.name}：{found.state}。")


@areas.command("order")
@click.argument("names", nargs=-1, required=True)
@json_option
@pass_office
def order(office: Office, names: tuple[str, ...], as_json: bool) -> None:
    """把这些领域排在前面，其余按原来的次序跟在后面。"""
    found = office.desk().catalog.area_book.order(names)
    value = {"areas": [one.name for one in found]}
    show.listing(as_json, ("次序", "领域"), list(enumerate(value["areas"], start=1)), value)


@areas.command("export-off")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件")
@pass_office
def export_off(office: Office, output: Path) -> None:
    """把不涉及的领域和原因写成“未涉及领域事项说明”工作簿。"""
    show.result(str(office.desk().catalog.area_book.export_off(output)))
