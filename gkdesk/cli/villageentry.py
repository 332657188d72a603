"""``gkdesk village enter``: a sheet's values from a file, by the way of the entry grid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.files import read

from . import show
from .main import Office, pass_office
from .villagepaper import MUST_ACT, form_option, json_option, period_option

if TYPE_CHECKING:
    from gkdesk.village.entrycheck import Found


@click.command()
@form_option
@click.option("--village", "name", required=True, help="村名、别名或区划代码")
@period_option
@click.option("--values", required=True, type=click.Path(path_type=Path), help="JSON：要填的内容")
@click.option("--apply", "apply_", is_flag=True, help="存为新的一版；不写时只核对")
@json_option
@pass_office
def enter(
    office: Office, *, form: str, name: str, period: str, values: Path, apply_: bool, as_json: bool
) -> None:
    """录入一个村的一张公开表，核对后可以存为新的一版。"""
    room = office.desk().village
    given = _values(values)
    opened = room.entry.open(form, room.village(name), period)
    found = room.entry.filled(opened, given, values.name)
    blocking = sum(one.blocking for one in found)
    saved = room.entry.save(opened, str(given.get("reason", ""))) if apply_ else None
    if as_json:
        show.document(
            {
                "village": opened.village.name,
                "form": opened.form.id,
                "period": str(opened.period),
                "stage": opened.grid.stage,
                "correction": opened.correcting,
                "findings": [_finding(one) for one in found],
                "blocking": blocking,
                "applied": bool(saved and saved.uid),
                "uid": saved.uid if saved else "",
                "version": saved.version if saved else 0,
            }
        )
    else:
        show.problems([Problem(one.where, one.message, one.blocking) for one in found])
    if saved and saved.uid:
        show.talk(f"{opened.village.name}：已存为第{saved.version}版")
    elif saved:
        show.talk(f"{opened.village.name}：与已有的相同，没有存新的一版")
    else:
        show.talk(f"{opened.village.name}：{blocking}处须更正，没有保存（加 --apply 保存）")
    if blocking:
        raise click.exceptions.Exit(MUST_ACT)


def _values(path: Path) -> dict[str, object]:
    try:
        given = json.loads(read(path).decode("utf-8-sig"))
    except ValueError as error:
        raise BadFile(path.name, [Problem("整个文件", "不是能读懂的 JSON")]) from error
    if not isinstance(given, dict):
        raise BadFile(path.name, [Problem("整个文件", '应为一张表的内容，如 {"pairs": {…}}')])
    return given


def _finding(one: Found) -> dict[str, object]:
    return {"where": one.where, "message": one.message, "blocking": one.blocking}
