"""``gkdesk records registers``: all registers at a glance; and how an entry is put as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files
from gkdesk.base.errors import BadFile, Problem

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.records.regmodel import DueState, Line, QuotaState

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group(invoke_without_command=True)
@_json
@click.pass_context
def registers(context: click.Context, as_json: bool) -> None:
    """台账一览：条数、待办、到期和有问题的。"""
    if context.invoked_subcommand is None:
        _overview(context.find_object(Office), as_json)


@registers.command("list")
@_json
@pass_office
def list_(office: Office, as_json: bool) -> None:
    """列出各种台账。"""
    _overview(office, as_json)


@registers.command()
@_json
@pass_office
def due(office: Office, as_json: bool) -> None:
    """列出各台账近期要办的事。"""
    found = office.desk().registers.agenda()
    rows = [(one.due_on, one.title, one.sealed_title, one.detail, one.verb) for one in found]
    value = [
        {"subject": one.subject, "title": one.title, "what": one.sealed_title,
         "detail": one.detail, "due_on": one.due_on, "verb": one.verb}
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("期限", "台账", "事项", "要办的", "办法"), rows, {"due": value})


@registers.command()
@click.argument("month")
@click.option("--person", "people", multiple=True, help="值班人员，轮流排")
@click.option("--leader", "leaders", multiple=True, help="带班领导，轮流排")
@click.option("--phone", default="", help="值班电话")
@click.option("--out", type=click.Path(path_type=Path), help="月历存到这里（PDF）")
@_json
@pass_office
def roster(
    office: Office, *, month: str, people: tuple[str, ...], leaders: tuple[str, ...], phone: str,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """按名单轮流排出一个月的值班，已经排了的日子不动；或者只出月历。"""
    room = office.desk().registers
    made = room.fill_roster(month, people, leaders, phone) if people or out is None else []
    if out is not None:
        room.save_roster(month, out)
    if as_json:
        show.document({"month": month, "days": [one.values["on"] for one in made]})
    show.talk(f"{month}：排了{len(made)}天")


def _overview(office: Office | None, as_json: bool) -> None:
    assert office is not None  # noqa: S101 - the main group makes it
    book = office.desk().registers.book
    found = [book.summary(form) for form in book.forms]
    rows = [
        (one.form.id, one.form.title, one.form.group, one.entries, one.open, one.due, one.wrong)
        for one in found
    ]
    value = {
        "registers": [
            {"id": one.form.id, "title": one.form.title, "group": one.form.group,
             "entries": one.entries, "open": one.open, "due": one.due, "wrong": one.wrong,
             "quotas": [_quota(state) for state in one.quotas]}
            for one in found
        ],
        "bad": {name: str(error) for name, error in book.bad_forms.items()},
    }  # fmt: skip
    heads = ("编号", "台账", "类别", "条数", "未办结", "近期到期", "有问题")
    show.listing(as_json, heads, rows, value)


def objects(path: Path) -> list[dict[str, object]]:
    try:
        value = json.loads(files.read(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadFile(path.name, [Problem("整个文件", "不是能读懂的 JSON 文件")]) from error
    rows = value if isinstance(value, list) else [value]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise BadFile(path.name, [Problem("整个文件", "应为一条（一组“名: 值”），或者一串")])
    return rows


def line_of(line: Line, shown: Mapping[str, str]) -> dict[str, object]:
    return {
        "uid": line.entry.uid, "number": line.entry.number, "day": line.day,
        "state": line.entry.state, "label": line.state.label, "values": shown,
        "dues": [_due(one) for one in line.dues],
        "findings": [{"code": one.code, "severity": one.severity, "words": one.words}
                     for one in line.findings],
        "attachments": len(line.entry.files),
    }  # fmt: skip


def _due(one: DueState) -> dict[str, object]:
    return {
        "code": one.rule.code, "label": one.rule.label, "at": one.at, "met": one.met,
        "late_days": one.late_days, "provisional": one.provisional,
        "figure": one.figure.words, "basis": one.figure.basis, "status": one.figure.status,
    }  # fmt: skip


def _quota(one: QuotaState) -> dict[str, object]:
    return {"label": one.quota.label, "period": one.period, "need": one.need, "have": one.have}
