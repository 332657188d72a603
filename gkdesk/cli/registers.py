"""``gkdesk records register``: one of the office's registers (台账)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files

from . import show
from .registersview import line_of, objects, registers

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.records.regmodel import Entry, Register
    from gkdesk.records.regperiod import Wanted

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_values = click.option("--values", type=click.Path(path_type=Path), help="栏目值 JSON")
_period = click.option("--period", default="", help="2026-03、2026Q1 或者 2026")


@click.group()
@click.argument("register")
@click.pass_context
def register(context: click.Context, register: str) -> None:
    """一种台账：先写台账的编号或名称，再写 list、add、change、act、cancel 等。"""
    context.obj = (context.obj, register)


def _opened(context: click.Context) -> tuple[Desk, Register]:
    office, name = context.obj
    desk: Desk = office.desk()
    return desk, desk.registers.book.form(name)


@register.command("list")
@_period
@click.option("--state", "states", multiple=True, help="状态，可写几个")
@click.option("--find", "words", default="", help="查找的字")
@click.option("--due", is_flag=True, help="只列近期到期的")
@click.option("--wrong", is_flag=True, help="只列有问题的")
@_json
@click.pass_context
def entries(
    context: click.Context, *, period: str, states: tuple[str, ...], words: str, due: bool,
    wrong: bool, as_json: bool,
) -> None:  # fmt: skip
    """列出各条；姓名和号码只显示一部分。"""
    desk, form = _opened(context)
    wanted = _wanted(form, period, states, words)
    lines = desk.registers.lists.lines(form.id, replace(wanted, due=due, wrong=wrong))
    rules = desk.registers.book.rules()
    rows = [
        (line.entry.number, line.title, line.day, line.state.label,
         line.next_due.on if line.next_due else "", "；".join(f.words for f in line.findings))
        for line in lines
    ]  # fmt: skip
    value = {"entries": [
        line_of(line, desk.registers.lists.shown(form, line.entry, rules)) for line in lines
    ]}  # fmt: skip
    heads = ("编号", form.label(form.subject), "日期", "状态", "期限", "问题")
    show.listing(as_json, heads, rows, value)


@register.command()
@_json
@click.pass_context
def fields(context: click.Context, as_json: bool) -> None:
    """列出栏目、状态和可以办的步骤：写 JSON 时照这里的名称。"""
    _, form = _opened(context)
    rows = [
        (one.name, one.label, one.kind.label, "必填" if one.required else "",
         "、".join(one.choices) or one.help)
        for one in form.fields
    ]  # fmt: skip
    value = {
        "id": form.id, "title": form.title, "basis": form.basis, "status": form.status,
        "fields": [
            {"name": one.name, "label": one.label, "kind": one.kind, "required": one.required,
             "personal": one.personal, "choices": one.choices}
            for one in form.fields
        ],
        "states": {one.code: one.label for one in form.states},
        "acts": [
            {"code": one.code, "label": one.label, "from": one.sources, "to": one.to,
             "asks": one.asks, "needs": one.needs}
            for one in form.acts
        ],
    }  # fmt: skip
    show.listing(as_json, ("名称", "栏目", "内容", "", "选项"), rows, value)


@register.command("show")
@click.argument("number")
@click.option("--full", is_flag=True, help="姓名和号码显示全部（记入操作日志）")
@_json
@click.pass_context
def show_(context: click.Context, number: str, full: bool, as_json: bool) -> None:
    """看一条的内容、期限、问题和经过。"""
    desk, form = _opened(context)
    book = desk.registers.book
    entry = book.get(number, form.id)
    values = book.whole(entry) if full else desk.registers.lists.shown(form, entry)
    line = book.line(entry)
    value = line_of(line, dict(values)) | {
        "files": [{"id": f.id, "field": f.field, "note": book.shown_text(f.note), "size": f.size}
                  for f in entry.files],
        "revisions": [{"at": r.at, "by": r.by, "act": r.act, "state": r.state}
                      for r in entry.revisions],
    }  # fmt: skip
    rows = [(form.label(name), text) for name, text in values.items()]
    rows += [("问题", one.words) for one in line.findings]
    rows += [(one.rule.label, f"{one.at:%Y-%m-%d %H:%M}") for one in line.dues if not one.met]
    show.listing(as_json, (entry.number, line.state.label), rows, value)


@register.command()
@click.option("--values", required=True, type=click.Path(path_type=Path), help="栏目值 JSON")
@_json
@click.pass_context
def add(context: click.Context, values: Path, as_json: bool) -> None:
    """登记一条，或者一串。"""
    desk, form = _opened(context)
    made = [desk.registers.book.add(form.id, one) for one in objects(values)]
    _told(desk, made, as_json=as_json)


@register.command()
@click.argument("number")
@click.option("--values", required=True, type=click.Path(path_type=Path), help="栏目值 JSON")
@click.option("--reason", default="", help="修改已办结的要写原因")
@_json
@click.pass_context
def change(
    context: click.Context, *, number: str, values: Path, reason: str, as_json: bool
) -> None:
    """修改一条；原来的内容留着。"""
    desk, form = _opened(context)
    entry = desk.registers.book.get(number, form.id)
    [given] = objects(values)
    _told(desk, [desk.registers.book.change(entry.uid, given, reason)], as_json=as_json)


@register.command()
@click.argument("number")
@click.argument("step")
@_values
@_json
@click.pass_context
def act(
    context: click.Context, *, number: str, step: str, values: Path | None, as_json: bool
) -> None:
    """办理一步；有哪些步骤见 fields。"""
    desk, form = _opened(context)
    entry = desk.registers.book.get(number, form.id)
    [given] = objects(values) if values else [{}]
    _told(desk, [desk.registers.book.act(entry.uid, step, given)], as_json=as_json)


@register.command()
@click.argument("number")
@click.option("--reason", required=True, help="作废的原因")
@_json
@click.pass_context
def cancel(context: click.Context, number: str, reason: str, as_json: bool) -> None:
    """作废一条；编号和内容留着。"""
    desk, form = _opened(context)
    entry = desk.registers.book.get(number, form.id)
    _told(desk, [desk.registers.book.cancel(entry.uid, reason)], as_json=as_json)


@register.command()
@click.argument("number")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--field", default="", help="放进哪个附件栏目")
@click.option("--note", default="", help="说明")
@_json
@click.pass_context
def attach(
    context: click.Context, *, number: str, path: Path, field: str, note: str, as_json: bool
) -> None:
    """给一条添加附件。"""
    desk, form = _opened(context)
    entry = desk.registers.book.get(number, form.id)
    kept = desk.registers.files.attach(entry.uid, path, field=field, note=note)
    if as_json:
        show.document({"number": entry.number, "id": kept.id, "sha256": kept.sha256})
    show.talk(f"{entry.number}：已添加第{kept.id}份附件")


@register.command()
@click.argument("number")
@click.argument("id_", metavar="ID", type=int)
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_context
def save(context: click.Context, number: str, id_: int, path: Path) -> None:
    """把一份附件另存出来。"""
    desk, form = _opened(context)
    desk.registers.files.save_as(desk.registers.book.get(number, form.id), id_, path)
    show.talk(f"已存为 {path.name}")


@register.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@_period
@click.option("--state", "states", multiple=True, help="状态，可写几个")
@click.option("--find", "words", default="", help="查找的字")
@_json
@click.pass_context
def export(
    context: click.Context, *, path: Path, period: str, states: tuple[str, ...], words: str,
    as_json: bool,
) -> None:  # fmt: skip
    """把清单写成 .xlsx 或者 .pdf。"""
    desk, form = _opened(context)
    count = desk.registers.lists.write(form.id, _wanted(form, period, states, words), path)
    if as_json:
        show.document({"register": form.id, "file": str(path), "entries": count})
    show.talk(f"已写入{count}条，{path.name}")


@register.command("print")
@click.argument("period")
@click.option("--out", type=click.Path(path_type=Path), help="另存一份到这里")
@_json
@click.pass_context
def print_(context: click.Context, period: str, out: Path | None, as_json: bool) -> None:
    """出具一个期间的盖章清单并存档；没有内容的也出具。"""
    desk, form = _opened(context)
    made = desk.registers.lists.issue(form.id, period)
    if out is not None:
        files.write(out, desk.registers.book.documents.read(made.sha256))
    if as_json:
        show.document({"register": form.id, "period": period, "sha256": made.sha256,
                       "pages": made.pages})  # fmt: skip
    show.talk(f"{form.title}：{period}的清单已存档")


def _wanted(form: Register, period: str, states: tuple[str, ...], words: str) -> Wanted:
    from gkdesk.records.regperiod import Span, Wanted

    labels = {one.label: one.code for one in form.states} | {"已作废": "cancelled"}
    codes = tuple(labels.get(one, one) for one in states)
    return Wanted(Span.parse(period) if period else None, codes, words)


def _told(desk: Desk, made: list[Entry], *, as_json: bool) -> None:
    room, values = desk.registers, []
    for entry in made:
        line = room.book.line(entry)
        values.append(line_of(line, room.lists.shown(room.book.form(entry.register), entry)))
        if not as_json:
            show.result(f"{entry.number}　{line.title}　{line.state.label}")
        for one in line.findings:
            show.talk(f"  {one.severity.label}：{one.words}")
    if as_json:
        show.document(values[0] if len(values) == 1 else {"entries": values})


COMMANDS = (registers, register)
