"""``gkdesk records selfcheck``: the quarter's self-check, its score, and what goes to 整改."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.records.selfcheckmodel import Checked, Result

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group()
def selfcheck() -> None:
    """政务公开自查。"""


@selfcheck.command("show")
@click.argument("period")
@_json
@pass_office
def show_(office: Office, period: str, as_json: bool) -> None:
    """量出一个期间的自查表：2026Q1。"""
    desk = office.desk()
    _show(desk, desk.registers.selfcheck.run(period), as_json=as_json)


@selfcheck.command()
@click.argument("period")
@click.argument("code")
@_json
@pass_office
def cases(office: Office, period: str, code: str, as_json: bool) -> None:
    """列出一项指标算进去的各件。"""
    desk = office.desk()
    check = desk.registers.selfcheck
    one, checked = check.indicator(code), check.run(period)
    found = next(result for result in checked.results if result.indicator is one)
    rows = [(case.subject, case.words) for case in found.cases or ()]
    show.listing(as_json, ("哪一条", "问题"), rows, _value(desk, found))


@selfcheck.command()
@click.argument("period")
@click.argument("code")
@click.argument("count", type=int, required=False)
@click.option("--note", default="", help="说明；更正自动量出的数字时必须写")
@click.option("--clear", is_flag=True, help="不用填写的，还按量出的数字")
@_json
@pass_office
def answer(
    office: Office, *, period: str, code: str, count: int | None, note: str, clear: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """填写一项指标的件数。"""
    from gkdesk.base.errors import BadValue

    if count is None and not clear:
        raise BadValue("count", "件数", "没有填写")
    desk = office.desk()
    check = desk.registers.selfcheck
    check.answer(period, code, None if clear else count, note)
    _show(desk, check.run(period), as_json=as_json)


@selfcheck.command()
@click.argument("period")
@click.argument("code")
@click.option("--owner", required=True, help="责任人")
@click.option("--due", "due_on", required=True, help="整改期限，2026-04-20")
@click.option("--title", default="", help="问题；不写由程序拟")
@_json
@pass_office
def issue(
    office: Office, *, period: str, code: str, owner: str, due_on: str, title: str, as_json: bool
) -> None:
    """把一项指标发现的问题交办整改，登进问题整改台账。"""
    check = office.desk().registers.selfcheck
    made = check.hand_over(period, code, owner=owner, due_on=due_on, title=title)
    if as_json:
        show.document({"register": made.register, "number": made.number, "state": made.state})
    show.talk(f"已登进问题整改台账，{made.number}")


@selfcheck.command()
@click.argument("period")
@_json
@pass_office
def issues(office: Office, period: str, as_json: bool) -> None:
    """列出一个期间自查交办整改的问题。"""
    room = office.desk().registers
    lines = [room.book.line(entry) for entry in room.selfcheck.issues(period)]
    rows = [
        (line.entry.number, line.title, room.book.shown_text(line.entry.values.get("owner", "")),
         line.entry.values.get("due_on", ""), line.state.label)
        for line in lines
    ]  # fmt: skip
    names = ("number", "title", "owner", "due_on", "state")
    value = {"issues": [dict(zip(names, row, strict=True)) for row in rows]}
    show.listing(as_json, ("编号", "问题", "责任人", "期限", "状态"), rows, value)


@selfcheck.command()
@click.argument("period")
@click.argument("path", type=click.Path(path_type=Path))
@_json
@pass_office
def export(office: Office, period: str, path: Path, as_json: bool) -> None:
    """把自查表写成 .pdf 或者 .xlsx（附问题清单）。"""
    check = office.desk().registers.selfcheck
    checked = check.run(period)
    check.write(checked, path)
    if as_json:
        show.document({"period": str(checked.span), "file": str(path), "score": checked.score})
    show.talk(f"已写入 {path.name}")


def _show(desk: Desk, checked: Checked, *, as_json: bool) -> None:
    rows = [
        (one.indicator.code, one.indicator.name, one.indicator.points, one.count, one.score,
         one.how, f"{one.open}/{one.issues}" if one.issues else "")
        for one in checked.results
    ]  # fmt: skip
    value = {
        "period": str(checked.span), "score": checked.score, "possible": checked.possible,
        "full": checked.rules.full, "unanswered": checked.unanswered,
        "indicators": [_value(desk, one) for one in checked.results],
    }  # fmt: skip
    show.listing(as_json, ("编号", "指标", "分值", "件数", "得分", "来源", "整改"), rows, value)
    show.talk(f"{checked.span.label}：{checked.score}分，{checked.unanswered}项待填")


def _value(desk: Desk, one: Result) -> dict[str, object]:
    rule, note = one.indicator, one.answer.note if one.answer else ""
    return {
        "code": rule.code, "area": rule.area, "name": rule.name, "points": rule.points,
        "penalty": rule.penalty, "plus": rule.plus, "how": rule.how, "source": rule.source,
        "status": rule.status, "measured": None if one.cases is None else len(one.cases),
        "cases": [{"subject": case.subject, "words": case.words} for case in one.cases or ()],
        "count": one.count, "score": one.score, "issues": one.issues, "open": one.open,
        "note": desk.registers.book.shown_text(note) if note else "",
    }  # fmt: skip


COMMANDS = (selfcheck,)
