"""``gkdesk catalog``: import, list and export the disclosure catalog."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files
from gkdesk.catalog.model import as_json as item_json

from . import catalogdue, catalogevent, cataloglists, catalogsettle, catalogversions, show
from .catalogadjust import adjust
from .catalogareas import areas
from .catalogconfirm import confirm
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.catalog.model import Applied, Item, Reading

_HEADINGS = ("编码", "领域", "一级事项", "二级事项", "公开内容", "公开时限", "公开主体")
_SHOWN = 30  # characters of a long cell on the screen


@click.group()
def catalog() -> None:
    """公开事项目录。"""


for _command in (*catalogdue.COMMANDS, *catalogevent.COMMANDS):
    catalog.add_command(_command)


@catalog.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--apply", "apply_it", is_flag=True, help="写入目录；不加此项只对比，不改动")
@click.option(
    "--annotated",
    type=click.Path(path_type=Path),
    help="另存一份带批注的工作簿，问题标在单元格上，可以退回更正",
)
@catalogversions.about_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def import_(
    office: Office, /, file: Path, apply_it: bool, annotated: Path | None, as_json: bool,
    **said: str,
) -> int:  # fmt: skip
    """读入目录（工作簿、docx、csv，- 为标准输入），列出新增、变更、取消、相同和问题。"""
    desk = office.desk()
    with show.progress("读取工作簿") as report:
        pasted = str(file) == "-"
        data = sys.stdin.buffer.read() if pasted else files.read(file)
        reading = desk.catalog.read_data(data, "标准输入" if pasted else file.name, report)
    if annotated is not None:
        desk.catalog.annotate(reading, data, annotated)
        show.talk(f"已把{len(reading.problems)}处问题批注在“{annotated.name}”里。")
    # what must be mended is listed first; then the catalog itself declines
    about = catalogversions.about_of(said)
    applied = desk.catalog.apply(reading, about) if apply_it and not reading.blocking else None
    if as_json:
        show.document(_reading_json(reading, applied))
    else:
        _show_reading(reading)
    _talk(reading, applied)
    if not reading.blocking:
        return 0
    if apply_it:
        desk.catalog.apply(reading)
    show.talk(f"有{len(reading.blocking)}处必须先更正，更正后重新读取；目录没有改动。")
    return 2


@catalog.command("list")
@click.option("--area", default=None, help="只列这个领域")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_(office: Office, area: str | None, as_json: bool) -> None:
    """列出目录里的事项。"""
    items = office.desk().catalog.rows(area)
    rows = [_row(item) for item in items]
    show.listing(as_json, _HEADINGS, rows, {"items": [item_json(item) for item in items]})


@catalog.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件")
@pass_office
def export(office: Office, output: Path) -> None:
    """按全国统一格式导出为工作簿，每个领域一张工作表。"""
    path = office.desk().catalog.export(output)
    show.result(str(path))


for _command in (
    *catalogversions.COMMANDS,
    adjust,
    areas,
    confirm,
    *cataloglists.COMMANDS,
    *catalogsettle.COMMANDS,
):
    catalog.add_command(_command)


def _row(item: Item) -> tuple[str, ...]:
    cells = (item.content, item.time_limit.text, item.agency)
    short = (" ".join(cell.split())[:_SHOWN] for cell in cells)
    return (item.key, item.area, item.level1, item.level2 or item.level3, *short)


def _reading_json(reading: Reading, applied: Applied | None) -> dict[str, object]:
    changes = reading.changes
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "counts": changes.counts,
        "applied": applied is not None,
        "items": [item_json(item) for item in reading.items],
        "problems": [
            {"where": problem.where, "message": problem.message, "blocking": problem.blocking}
            for problem in reading.problems
        ],
        "questions": [asdict(one) for one in reading.questions],
        "changes": {
            "added": [item_json(item) for item in changes.added],
            "changed": [
                {
                    "key": change.item.key,
                    "fields": [
                        {"field": field.field, "before": field.before, "after": field.after}
                        for field in change.fields
                    ],
                }
                for change in changes.changed
            ],
            "gone": [item.key for item in changes.gone],
            "same": [item.key for item in changes.same],
        },
        "sheets": [
            {
                "name": sheet.name,
                "area": sheet.area,
                "items": sheet.items,
                "skipped": sheet.skipped,
                "dropped": [f"{problem.where}：{problem.message}" for problem in sheet.dropped],
            }
            for sheet in reading.sheets
        ],
    }


def _show_reading(reading: Reading) -> None:
    changes = reading.changes
    rows = [("新增", item.area, item.name, "") for item in changes.added]
    rows += [
        ("变更", change.item.area, change.item.name, "、".join(f.label for f in change.fields))
        for change in changes.changed
    ]
    rows += [("取消", item.area, item.name, "") for item in changes.gone]
    show.table(("变化", "领域", "事项", "变更的栏目"), rows)
    counts = changes.counts
    show.result(
        f"共{len(reading.items)}项：新增{counts['added']}，变更{counts['changed']}，"
        f"取消{counts['gone']}，相同{counts['same']}"
    )


def _talk(reading: Reading, applied: Applied | None) -> None:
    for sheet in reading.sheets:
        if sheet.skipped:
            show.talk(f"  跳过工作表“{sheet.name}”：{sheet.skipped}")
        show.problems(sheet.dropped)
    show.problems(reading.problems)
    if reading.questions:
        show.talk(
            f"有{len(reading.questions)}种写法没有认出，原文都保留；用 catalog questions 查看。"
        )
    if applied is None and not reading.blocking:
        show.talk("这是对比结果，目录没有改动。确认后加 --apply 写入。")
    if applied is not None:
        show.talk(f"已写入目录，导入记录第{applied.number}号。")
