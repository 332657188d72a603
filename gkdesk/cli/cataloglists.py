"""``gkdesk catalog``: negative list, basic directory, duties, website columns, names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue
from gkdesk.catalog.dutyrows import LABELS, DutyList
from gkdesk.catalog.listrows import FIELDS, HEAD, ListKind
from gkdesk.catalog.versionrows import levels_of

from . import show
from .catalogversions import json_option
from .main import Office, pass_office
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.catalog.dutyrows import Duty
    from gkdesk.catalog.listrows import ListVersion

_output = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件"
)
_version = click.option("--version", "version", type=int, help="哪一版；不写是现行的一版")
_file = click.argument("file", type=click.Path(path_type=Path))
LIST = "gkdesk.catalog.list"  # in click's meta: which list a group of commands is about


def _kind() -> ListKind:
    return ListKind(click.get_current_context().meta[LIST])


def _which() -> DutyList:
    return DutyList(click.get_current_context().meta[LIST])


@click.group()
@click.pass_context
def negative(context: click.Context) -> None:
    """负面清单：每保存一次就是一版。"""
    context.meta[LIST] = ListKind.NEGATIVE.value


@click.group()
@click.pass_context
def basic(context: click.Context) -> None:
    """主动公开基本目录：每保存一次就是一版。"""
    context.meta[LIST] = ListKind.BASIC.value


@click.group()
@click.option(
    "--list", "which", type=click.Choice(["power", "service"]), default="power",
    show_default=True, help="power 权责清单，service 公共服务事项清单",
)  # fmt: skip
@click.pass_context
def duties(context: click.Context, which: str) -> None:
    """权责清单、公共服务事项清单，和目录事项的对应。"""
    context.meta[LIST] = which


@click.group()
@click.pass_context
def columns(context: click.Context) -> None:
    """网站栏目，和目录事项的对应。"""
    context.meta[LIST] = DutyList.COLUMN.value


@click.command("list", help="列出现行的或者某一版的内容。")
@_version
@json_option
@pass_office
def _list(office: Office, version: int | None, as_json: bool) -> None:
    _show(office.desk().catalog.lists.get(_kind(), version), as_json)


@click.command("versions", help="列出各版。")
@json_option
@pass_office
def _versions(office: Office, as_json: bool) -> None:
    found = office.desk().catalog.lists.versions(_kind())
    rows = [(one.number, one.at, one.user, len(one.rows), one.file, one.note) for one in found]
    value = {"versions": [one.as_json() for one in found]}
    show.listing(as_json, ("版本", "保存时间", "保存人", "行数", "来源", "说明"), rows, value)


@click.command("import", help="从工作簿、docx、csv 读入；加 --apply 才保存成新的一版。")
@_file
@click.option("--apply", "apply_it", is_flag=True, help="保存；不加此项只看读到什么")
@click.option("--note", default="", help="这一版的说明")
@json_option
@pass_office
def _import(office: Office, file: Path, apply_it: bool, note: str, as_json: bool) -> None:
    room, kind = office.desk().catalog.lists, _kind()
    found = room.read(kind, file)
    show.problems(found.problems)
    saved = room.save(found, note) if apply_it else None
    value = {"rows": list(found.rows), "head": found.head, "saved": saved and saved.number}
    fields = FIELDS[kind]
    rows = [tuple(row.get(one, "") for one in fields) for row in found.rows]
    show.listing(as_json, tuple(fields.values()), rows, value)
    show.talk(
        f"已保存为第{saved.number}版。" if saved else "这是读到的内容，没有保存。确认后加 --apply。"
    )


@click.command("edit", help="用 JSON 文件（rows，基本目录可加 head）保存成新的一版。")
@_file
@click.option("--note", default="", help="这一版的说明")
@json_option
@pass_office
def _edit(office: Office, file: Path, note: str, as_json: bool) -> None:
    values = read_values(file)
    rows, head = values.get("rows"), values.get("head")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadValue("rows", "rows", "应为一行一个对象的列表")
    if head is not None and not isinstance(head, dict):
        raise BadValue("head", "head", "应为 {项目: 内容}")
    _show(office.desk().catalog.lists.edit(_kind(), rows, head, note), as_json)


@click.command("diff", help="对照两版。")
@click.argument("left", type=int)
@click.argument("right", type=int)
@json_option
@pass_office
def _diff(office: Office, left: int, right: int, as_json: bool) -> None:
    found = office.desk().catalog.lists.compare(_kind(), left, right)
    rows = [("删去", row.get("content", "")) for row in found.gone]
    rows += [("新增", row.get("content", "")) for row in found.added]
    rows += [("修改", new.get("content", "")) for _old, new in found.changed]
    rows += [(label, f"{old} → {new}") for label, old, new in found.head]
    value = {
        "gone": list(found.gone), "added": list(found.added),
        "changed": [{"before": old, "after": new} for old, new in found.changed],
        "head": [list(one) for one in found.head],
    }  # fmt: skip
    show.listing(as_json, ("变化", "内容"), rows, value)


@click.command("export", help="导出为工作簿。")
@_version
@_output
@pass_office
def _export(office: Office, version: int | None, output: Path) -> None:
    show.result(str(office.desk().catalog.lists.export(_kind(), output, version)))


def _show(found: ListVersion, as_json: bool) -> None:
    fields = FIELDS[found.kind]
    rows = [
        (at, *(row.get(name, "") for name in fields)) for at, row in enumerate(found.rows, start=1)
    ]
    show.listing(as_json, ("序号", *fields.values()), rows, found.as_json())
    if not as_json:
        for name, text in found.head.items():
            show.talk(f"{HEAD[name]}：{text}")
        show.talk(f"{found.kind.label}{found.title}，{len(found.rows)}行")


@negative.command("hits")
@click.argument("text")
@json_option
@pass_office
def hits(office: Office, text: str, as_json: bool) -> None:
    """看一个标题碰到负面清单的哪几条。"""
    found = office.desk().catalog.lists.negative_hits(text)
    rows = [
        (one.number, "、".join(one.words), one.row.get("content", ""), one.row.get("basis", ""))
        for one in found
    ]
    value = {"hits": [{"number": h.number, "words": h.words, "row": dict(h.row)} for h in found]}
    show.listing(as_json, ("序号", "碰到的词", "信息事项内容", "依据"), rows, value)


@click.command("import", help="读入清单，列出新增和不再有的；加 --apply 才写入。")
@_file
@click.option("--apply", "apply_it", is_flag=True, help="写入；不加此项只对照")
@json_option
@pass_office
def _duty_import(office: Office, file: Path, apply_it: bool, as_json: bool) -> None:
    room = office.desk().catalog.duties
    found = room.read(_which(), file)
    show.problems(found.problems)
    if apply_it:
        room.apply(found)
    value = {
        "rows": list(found.rows), "added": len(found.added), "kept": len(found.kept),
        "gone": [one.as_json() for one in found.gone], "applied": apply_it,
    }  # fmt: skip
    rows = [("新增", row.get("code", ""), row.get("name", "")) for row in found.added]
    rows += [("仍有", old.code, row.get("name", "")) for old, row in found.kept]
    rows += [("不再有", one.code, one.name) for one in found.gone]
    show.listing(as_json, ("变化", "编码", "名称"), rows, value)
    if not apply_it:
        show.talk("这是对照结果，没有写入。确认后加 --apply。")


@click.command("list", help="列出各条和对应的事项。")
@json_option
@pass_office
def _duty_list(office: Office, as_json: bool) -> None:
    found = office.desk().catalog.duties.rows(_which())
    _duties(found, as_json, _which())


@click.command("link", help="写明一条对应目录里的哪些事项。")
@click.argument("number", type=int)
@click.argument("keys", nargs=-1, required=True)
@json_option
@pass_office
def _duty_link(office: Office, number: int, keys: tuple[str, ...], as_json: bool) -> None:
    found = office.desk().catalog.duties.link(number, keys)
    _duties([found], as_json, found.list)


@click.command("unlink", help="去掉一条和一个事项的对应。")
@click.argument("number", type=int)
@click.argument("key")
@json_option
@pass_office
def _duty_unlink(office: Office, number: int, key: str, as_json: bool) -> None:
    found = office.desk().catalog.duties.unlink(number, key)
    _duties([found], as_json, found.list)


@click.command("suggest", help="按名称相近列出可能对应的事项；只列出，不写入。")
@click.argument("number", type=int)
@json_option
@pass_office
def _duty_suggest(office: Office, number: int, as_json: bool) -> None:
    found = office.desk().catalog.duties.suggest(number)
    rows = [(f"{one.share:.0%}", one.item.key, one.item.area, levels_of(one.item)) for one in found]
    value = {"suggestions": [{"item": one.item.key, "share": one.share} for one in found]}
    show.listing(as_json, ("相近", "编码", "领域", "公开事项"), rows, value)


@click.command("coverage", help="列出没有对应事项的各条，和没有对应的事项。")
@json_option
@pass_office
def _duty_coverage(office: Office, as_json: bool) -> None:
    found = office.desk().catalog.duties.coverage(_which())
    rows = [("没有事项", one.code or one.number, one.name) for one in found.open_duties]
    rows += [("没有对应", item.key, f"{item.area} {levels_of(item)}") for item in found.open_items]
    value = {
        "list": found.list.value, "duties": found.duties, "items": found.items,
        "open_duties": [one.as_json() for one in found.open_duties],
        "open_items": [item.key for item in found.open_items],
    }  # fmt: skip
    show.listing(as_json, ("情况", "编码", "名称"), rows, value)


def _duties(found: list[Duty], as_json: bool, which: DutyList) -> None:
    labels = LABELS[which]
    heads = ("编号", *labels.values(), "对应事项", "情况")
    rows = [
        (
            one.number, one.code, one.name, one.kind, one.office, one.basis[:30],
            "、".join(one.keys), "不再有" if one.gone else "",
        )
        for one in found
    ]  # fmt: skip
    show.listing(as_json, heads, rows, {"duties": [one.as_json() for one in found]})


for _group in (negative, basic):
    for _command in (_list, _versions, _import, _edit, _diff, _export):
        _group.add_command(_command)
for _group in (duties, columns):
    for _command in (
        _duty_import, _duty_list, _duty_link, _duty_unlink, _duty_suggest, _duty_coverage,
    ):  # fmt: skip
        _group.add_command(_command)


@click.command()
@json_option
@pass_office
def names(office: Office, as_json: bool) -> None:
    """列出同一领域里同名、容易混淆、太笼统的事项名称。"""
    found = office.desk().catalog.name_faults()
    rows = [(one.area, one.fault.label, "；".join(one.names), "、".join(one.keys)) for one in found]
    value = {"faults": [one.as_json() for one in found]}
    show.listing(as_json, ("领域", "问题", "名称", "编码"), rows, value)


COMMANDS: tuple[click.Command, ...] = (negative, basic, duties, columns, names)
