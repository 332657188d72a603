"""``gkdesk records guide``: guides checked, merged, printed and bound into one book.

Guides are added, changed and moved on as entries of the register ``guides``.
"""

from __future__ import annotations

from pathlib import Path

import click

from . import show
from .main import Office, pass_office

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group()
def guide() -> None:
    """办事指南；登记和修改用 records register guides。"""


@guide.command("list")
@_json
@pass_office
def list_(office: Office, as_json: bool) -> None:
    """列出办事指南，缺哪些部分，什么时候要核对。"""
    desk = office.desk()
    room, rules = desk.registers.guides, desk.registers.book.rules()
    rows, value = [], []
    for line in room.lines():
        entry, missing = line.entry, room.missing(line.entry)
        due = line.next_due.on if line.next_due else None
        shown = desk.registers.lists.shown(room.form, entry, rules)
        rows.append((entry.number, line.title, entry.values["kind"], line.state.label, due or "",
                     "、".join(missing)))  # fmt: skip
        value.append({
            "number": entry.number, "uid": entry.uid, "name": line.title,
            "kind": entry.values["kind"], "area": shown.get("area", ""),
            "office": shown["office"], "state": entry.state, "missing": missing,
            "review_due": due,
        })  # fmt: skip
    heads = ("编号", "事项", "类型", "状态", "核对期限", "缺少")
    show.listing(as_json, heads, rows, {"guides": value})


@guide.command()
@click.argument("name")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--office", "organ", default="", help="办事机构；不写用各指南的")
@_json
@pass_office
def merge(
    office: Office, *, name: str, numbers: tuple[str, ...], organ: str, as_json: bool
) -> None:
    """把几个指南合并成一件事，申请材料只交一次；存为草稿。"""
    room = office.desk().registers
    made = room.guides.merge(name, numbers, organ)
    if as_json:
        values = room.lists.shown(room.guides.form, made)
        show.document({"number": made.number, "uid": made.uid, "values": values})
    show.talk(f"{made.number}：已合并{len(numbers)}个指南，存为草稿")


@guide.command()
@click.argument("numbers", nargs=-1)
@_json
@pass_office
def check(office: Office, numbers: tuple[str, ...], as_json: bool) -> int:
    """检查指南里的个人信息；有须负责人决定的，退出码为2。"""
    room = office.desk().registers.guides
    entries = [room.get(one) for one in numbers] or [line.entry for line in room.lines()]
    scanned = room.scanned(entries)
    rows = [
        (one.name, hit.severity.label, hit.kind.label, hit.snippet)
        for one in scanned
        for hit in one.hits
    ]
    value = {"guides": [one.as_dict() for one in scanned]}
    show.listing(as_json, ("编号", "要求", "类别", "内容（已遮盖）"), rows, value)
    return 2 if any(hit.severity == "block" for one in scanned for hit in one.hits) else 0


@guide.command("print")
@click.argument("number")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--materials", is_flag=True, help="只要申请材料清单")
@_json
@pass_office
def print_(office: Office, *, number: str, path: Path, materials: bool, as_json: bool) -> None:
    """把一个指南，或者它的申请材料清单写成 PDF。"""
    room = office.desk().registers.guides
    entry = room.get(number)
    room.save(entry.uid, path, checklist=materials)
    if as_json:
        show.document({"number": entry.number, "file": str(path)})
    show.talk(f"已写入 {path.name}")


@guide.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("numbers", nargs=-1)
@_json
@pass_office
def book(office: Office, path: Path, numbers: tuple[str, ...], as_json: bool) -> None:
    """出办事一本通：.pdf 或者 .docx；不写编号的，把在用的都编进去。"""
    room = office.desk().registers.guides
    with show.progress("编印") as report:
        count = room.write_book(path, numbers, report)
    if as_json:
        show.document({"file": str(path), "guides": count})
    show.talk(f"已编入{count}项，{path.name}")


COMMANDS = (guide,)
