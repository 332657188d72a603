"""``gkdesk village``: a list of villages from a file, full names, names no longer remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office
from .villagepaper import MUST_ACT, json_option

if TYPE_CHECKING:
    from gkdesk.village.roster import Line


@click.command("import-list")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--apply", "apply_it", is_flag=True, help="把可增加的村写进名单")
@json_option
@pass_office
def import_list(office: Office, path: Path, *, apply_it: bool, as_json: bool) -> None:
    """从表格文件（xlsx、xls、et、csv、docx）增加村；不写 --apply 时只看。"""
    from gkdesk.village.roster import Verdict

    room = office.desk().village
    found = room.read_list(path)
    good = found.of(Verdict.NEW)
    if apply_it:
        room.import_list(good)
    rows = [
        (one.entry.at, one.entry.name, one.entry.code, one.verdict.label, one.reason)
        for one in found.lines
    ]  # fmt: skip
    value = {
        "applied": apply_it,
        "counts": {verdict: len(found.of(verdict)) for verdict in Verdict},
        "lines": [_line(one) for one in found.lines],
        "told": found.told,
    }
    show.listing(as_json, ("行", "村", "区划代码", "情况", "说明"), rows, value)
    for words in found.told:
        show.talk(f"  （提示）{words}")
    wrong = len(found.of(Verdict.WRONG))
    more = f"，{wrong}行须更正" if wrong else ""
    ahead = f"已增加{len(good)}个村" if apply_it else f"可增加{len(good)}个村"
    show.talk(f"{ahead}{more}" + ("" if apply_it else "。名单没有改动，加 --apply 写进名单"))
    if wrong:
        raise click.exceptions.Exit(MUST_ACT)


@click.command()
@click.argument("name")
@click.option("--committee", default=None, help="村委会全称；写空的恢复平常的写法")
@click.option("--collective", default=None, help="集体经济组织全称；写空的恢复平常的写法")
@pass_office
def describe(office: Office, *, name: str, committee: str | None, collective: str | None) -> None:
    """更正一个村的村委会和集体经济组织全称，以后印的表用新的。"""
    if committee is None and collective is None:
        raise BadValue("committee", "全称", "没有填，请写 --committee 或 --collective")
    room = office.desk().village
    made = room.describe(room.village(name), committee=committee, collective=collective)
    show.talk(f"{made.name}：已更正")


@click.command()
@click.argument("name")
@pass_office
def remove(office: Office, name: str) -> None:
    """从名单里去掉一个增加错了、还没有任何记录的村。"""
    room = office.desk().village
    village = room.village(name)
    room.remove(village)
    show.talk(f"已从名单里去掉{village.name}")


@click.command("take-back")
@click.argument("name")
@click.option("--reason", required=True, help="为什么撤回")
@pass_office
def take_back(office: Office, *, name: str, reason: str) -> None:
    """撤回一个村最近登记的一项变更（改名、合并、撤销、别名或代码）。"""
    room = office.desk().village
    village = room.village(name)
    last = room.changes.last(village)
    made = room.changes.take_back(village, last.uid if last else "", reason)
    show.talk(f"{made.name}：已撤回")


@click.command()
@click.argument("place")
@pass_office
def forget(office: Office, place: str) -> None:
    """不再记住 PLACE 这种写法，以后遇到再问。"""
    found = office.desk().village.forget(place)
    show.talk(f"已忘掉“{found.name}”这种写法")


@click.command()
@click.argument("name")
@json_option
@pass_office
def booked(office: Office, *, name: str, as_json: bool) -> None:
    """列出一个村登记过的事和其他公开表；冲销要用这里的编号。"""
    room = office.desk().village
    found = room.counters.booked(room.village(name).uid)
    value = [
        {"uid": one.uid, "kind": one.kind, "item": one.item, "subject": one.subject,
         "on": one.on, "until": one.until, "posted_on": one.posted_on}
        for one in found
    ]  # fmt: skip
    rows = [
        (one.uid, one.kind, one.item, one.subject, one.on, one.until, one.posted_on)
        for one in found
    ]  # fmt: skip
    headings = ("编号", "种类", "事项", "事情", "日期", "到期", "张贴")
    show.listing(as_json, headings, rows, {"booked": value})


def _line(line: Line) -> dict[str, object]:
    entry = line.entry
    return {
        "line": entry.at, "name": entry.name, "code": entry.code, "aliases": entry.aliases,
        "committee": entry.committee, "collective": entry.collective,
        "verdict": line.verdict, "label": line.verdict.label, "reason": line.reason,
    }  # fmt: skip


COMMANDS = (import_list, describe, remove, take_back, forget, booked)
