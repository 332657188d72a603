"""``gkdesk catalog questions|settle|settled``: wordings the importer did not understand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gkdesk.base import files
from gkdesk.catalog.model import QuestionKind

from . import show
from .main import Office, pass_office

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_json
@pass_office
def questions(office: Office, file: Path, as_json: bool) -> None:
    """列出一份目录表里没有认出的写法；用 settle 说定后不再问。"""
    desk = office.desk()
    found = desk.catalog.read_data(files.read(file), file.name).questions
    rows = [
        (one.kind.value, one.kind.label, one.text[:40], one.count, one.where, one.choices[0])
        for one in found
    ]
    heads = ("代码", "类别", "写法", "处", "第一处", "可选的意思（第一种）")
    show.listing(as_json, heads, rows, {"questions": [asdict(one) for one in found]})


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in QuestionKind]))
@click.argument("text")
@click.argument("meaning")
@pass_office
def settle(office: Office, kind: str, text: str, meaning: str) -> None:
    """说定一种写法的意思，以后导入都按它。"""
    office.desk().catalog.settling.settle([(QuestionKind(kind), text, meaning)])
    show.result(f"{QuestionKind(kind).label}：{text} → {meaning}")


@click.command()
@click.option("--undo", type=int, default=None, help="取消这个编号的约定")
@_json
@pass_office
def settled(office: Office, undo: int | None, as_json: bool) -> None:
    """列出说定的写法，或取消一条。"""
    settling = office.desk().catalog.settling
    if undo is not None:
        settling.undo(undo)
    found = settling.aliases()
    rows = [(one.id, one.kind.label, one.text, one.words, one.by) for one in found]
    value = {"settled": [asdict(one) for one in found]}
    show.listing(as_json, ("编号", "类别", "写法", "意思", "说定的人"), rows, value)


COMMANDS = (questions, settle, settled)
