"""``gkdesk records``: information disclosed on the office's own initiative."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gkdesk.base import files
from gkdesk.base.errors import BadFile, Problem
from gkdesk.records.model import Act

from . import (
    guide,
    recordlist,
    recordlists,
    recordparts,
    recordscan,
    registers,
    selfcheck,
    transfer,
)
from .main import Office, pass_office


@click.group()
def records() -> None:
    """主动公开信息。"""


_MODULES = (recordlist, recordscan, recordparts, recordlists, registers, transfer, guide, selfcheck)
for _module in _MODULES:
    for _command in _module.COMMANDS:
        records.add_command(_command)


@records.command()
@click.option("--values", required=True, type=click.Path(path_type=Path), help="栏目值 JSON")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def add(office: Office, values: Path, as_json: bool) -> None:
    """起草一条信息；JSON 里写 uid 则修改原草稿。"""
    recordlists.tell(office.desk().records.draft(_read(values)), as_json=as_json)


@records.command()
@click.argument("number")
@click.argument("step", type=click.Choice([act.value for act in Act]))
@click.option("--values", type=click.Path(path_type=Path), help="意见等 JSON：opinion、result")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def act(office: Office, number: str, step: str, values: Path | None, as_json: bool) -> None:
    """办理一步：送审、审核、保密审查、公开、退回、撤下。"""
    given = _read(values) if values else {}
    recordlists.tell(office.desk().records.act(number, Act(step), given), as_json=as_json)


def _read(path: Path) -> dict[str, object]:
    try:
        value = json.loads(files.read(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadFile(path.name, [Problem("整个文件", "不是能读懂的 JSON 文件")]) from error
    if not isinstance(value, dict):
        raise BadFile(path.name, [Problem("整个文件", "最外层应为一组“名: 值”")])
    return value
