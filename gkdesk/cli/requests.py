"""``gkdesk requests``: register, act, list, show, and the clock without an office."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadFile, Problem

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.base.calendar import WorkCalendar
    from gkdesk.requests.clockstate import ClockState
    from gkdesk.requests.model import Event, Move, Request, RequestRow
    from gkdesk.requests.rules import Rules

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
VALUES = click.option(
    "--values",
    "values_file",
    type=click.Path(path_type=Path),
    help="填写内容（JSON，UTF-8）",
)
CASES_WRONG = 2


@click.group()
def requests() -> None:
    """依申请公开。"""


@requests.command()
@VALUES
@AS_JSON
@pass_office
def register(office: Office, values_file: Path | None, as_json: bool) -> None:
    """登记一件申请并生成回执。"""
    values = _values(values_file)
    found = office.desk().requests.register(values)
    show.talk(f"已登记，编号{found.number}。")
    _show_due(found)
    if as_json:
        show.document(_brief(found))
    else:
        show.result(found.number)


@requests.command()
@click.argument("number")
@click.argument("event")
@VALUES
@AS_JSON
@pass_office
def act(office: Office, number: str, event: str, values_file: Path | None, as_json: bool) -> None:
    """办理一步：ask_correction corrected consult opinion extend charge paid reply deliver……"""
    values = _values(values_file) if values_file else {}
    found = office.desk().requests.act(number, event, values)
    show.talk(f"{found.number}：{found.state.label}。")
    _show_due(found)
    if as_json:
        show.document(_brief(found))


@requests.command("list")
@click.option("--year", type=int, help="收到申请的年份")
@AS_JSON
@pass_office
def list_requests(office: Office, year: int | None, as_json: bool) -> None:
    """列出申请（申请人只显示一部分）。"""
    from gkdesk.base.text import mask_name

    found = office.desk().requests.rows(year=year)
    rows = [
        (
            row.number, mask_name(row.name), row.content, row.received_on, _due_text(row),
            row.state.label, row.officer,
        )
        for row in found
    ]  # fmt: skip
    value = [
        {
            "number": row.number,
            "applicant": mask_name(row.name),
            "content": row.content,
            "received_on": row.received_on,
            "due_on": row.due_on,
            "provisional": row.provisional,
            "state": row.state,
            "days_left": row.days_left,
            "officer": row.officer,
            "outcome": row.outcome,
        }
        for row in found
    ]
    headings = ("编号", "申请人", "申请公开的内容", "收到", "期限", "环节", "经办")
    show.listing(as_json, headings, rows, value)


@requests.command("show")
@click.argument("number")
@click.option("--full", is_flag=True, help="显示完整的个人信息（记入操作日志）")
@AS_JSON
@pass_office
def show_request(office: Office, number: str, full: bool, as_json: bool) -> None:
    """查看一件申请：申请人、期限、过程、下一步。"""
    service = office.desk().requests
    found = service.open_in_full(number) if full else service.get(number)
    clock, events = service.clock(number), service.events(number)
    moves = service.moves(number)
    value = _brief(found) | {
        "applicant": _person(found, full=full),
        "channel": found.channel,
        "warnings": list(found.warnings),
        "clock": _clock_data(clock),
        "events": [_event_data(event) for event in events],
        "moves": [_move_data(move) for move in moves],
    }
    if as_json:
        show.document(value)
        return
    pairs = [("编号", found.number), ("环节", found.state.label), ("期限", _due_words(found))]
    pairs += [(label, text) for label, text in _person(found, full=full).items() if text]
    pairs += [("怎样计算", clock.reason)]
    show.table(("", ""), pairs)
    show.table(("日期", "过程", "经办"), [(e.on, e.label, e.recorded_by) for e in events])
    steps = [(m.label, "可以办理" if m.allowed else "不能办理", m.reason) for m in moves]
    show.table(("下一步", "", ""), steps)


@requests.command()
@click.option("--receipt", help="收到申请之日")
@click.option("--corrected", help="收到补正之日")
@click.option("--consult", multiple=True, metavar="SENT:END", help="征求意见，可多次")
@click.option("--extend", type=int, help="延长的工作日数")
@click.option("--paid", help="收到缴费之日")
@click.option(
    "--batch", type=click.Path(path_type=Path, allow_dash=True), help="JSON 行文件，- 为标准输入"
)
@click.option("--days", is_flag=True, help="列出每一天")
@AS_JSON
@pass_office
def clock(  # noqa: PLR0913 - the options of one command
    office: Office,
    *,
    receipt: str | None,
    corrected: str | None,
    consult: tuple[str, ...],
    extend: int | None,
    paid: str | None,
    batch: Path | None,
    days: bool,
    as_json: bool,
) -> int | None:
    """计算答复期限，不需要办公数据。"""
    rules, calendar = _figures(office)
    if batch is not None:
        return _run_batch(batch, rules, calendar, days=days)
    if receipt is None:
        raise click.UsageError("请用 --receipt 写明收到申请之日，或用 --batch 给出 JSON 行文件。")
    from gkdesk.requests import batch as batches

    case = {
        "receipt": receipt,
        "corrected": corrected,
        "consult": [_pair(text) for text in consult],
        "extend": extend,
        "paid": paid,
    }
    state = batches.clock_of(case, rules, calendar)
    if as_json:
        more = {"days": batches.day_rows(state)} if days else {}
        show.document(batches.result(state) | more)
        return None
    show.result(_clock_words(state))
    show.talk(state.reason)
    if days:
        marks = [(m.on, "" if m.number is None else m.number, m.why) for m in state.days]
        show.table(("日期", "第几个工作日", "说明"), marks)
    return None


def _run_batch(path: Path, rules: Rules, calendar: WorkCalendar, *, days: bool) -> int:
    from gkdesk.requests.batch import lines

    out, wrong = [], 0
    for text, good in lines(_lines(path), rules, calendar, days=days):
        out.append(text)
        wrong += not good
    if out:
        show.result("\n".join(out))
    if wrong:
        show.talk(f"{len(out)}行中有{wrong}行没有算出来，原因写在各行的 error 里，其他各行已算好。")
        return CASES_WRONG
    return 0


def _lines(path: Path) -> Iterator[str]:
    from gkdesk.base import files

    data = sys.stdin.buffer.read() if str(path) == "-" else files.read(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(path.name, [Problem("整个文件", "不是 UTF-8 文字")]) from error
    yield from text.split("\n")


def _figures(office: Office) -> tuple[Rules, WorkCalendar]:
    """Load figures and calendars: the shipped ones, and the office's when a folder is named."""
    from gkdesk import paths
    from gkdesk.base import calendar
    from gkdesk.base.formfiles import FormFolders
    from gkdesk.requests.rules import Rules

    shipped = paths.resources() / "calendar"
    if office.folder is None:
        return Rules.load(FormFolders(paths.forms())), calendar.load(shipped)
    own = FormFolders(paths.forms(), office.folder / "forms")
    return Rules.load(own), calendar.load(shipped, office.folder / "calendar")


def _pair(text: str) -> list[str | None]:
    sent, _, end = text.partition(":")
    return [sent, end or None]


def _values(path: Path | None) -> dict[str, object]:
    """Read a JSON object of values.

    Raises:
        BadFile: not a JSON object in UTF-8.
        Blocked: the file cannot be read.
    """
    if path is None:
        raise click.UsageError("请用 --values 给出填写内容（JSON 文件）。")
    from gkdesk.base import files

    try:
        values = json.loads(files.read(path).decode("utf-8-sig"))
    except ValueError as error:
        raise BadFile(path.name, [Problem("整个文件", "不是能读懂的 JSON（UTF-8）")]) from error
    if not isinstance(values, dict):
        raise BadFile(path.name, [Problem("整个文件", "应为一个 JSON 对象：{项目: 内容}")])
    return values


def _brief(found: Request) -> dict[str, object]:
    names = (
        "number", "state", "received_on", "due_on", "provisional", "outcome", "replied_on",
        "closed_on", "officer",
    )  # fmt: skip
    return {name: getattr(found, name) for name in names}


def _person(found: Request, *, full: bool) -> dict[str, str]:
    from gkdesk.base import text

    person = found.applicant
    if full:
        return {
            "申请人": person.name, "证件号码": person.id_number, "电话": person.phone,
            "地址": person.address, "申请内容": person.content,
        }  # fmt: skip
    return {
        "申请人": text.mask_name(person.name),
        "证件号码": text.mask_id(person.id_number),
        "电话": text.mask_phone(person.phone) if person.phone else "",
        "地址": text.mask_address(person.address) if person.address else "",
        "申请内容": person.content,
    }


def _move_data(move: Move) -> dict[str, object]:
    names = ("event", "label", "allowed", "primary", "reason")
    return {name: getattr(move, name) for name in names}


def _event_data(event: Event) -> dict[str, object]:
    names = ("label", "on", "recorded_at", "recorded_by")
    return {"event": event.kind} | {name: getattr(event, name) for name in names}


def _clock_data(state: ClockState) -> dict[str, object]:
    from gkdesk.requests.batch import result

    return result(state) | {
        "extension": state.extension,
        "replied_on": state.replied_on,
        "in_time": state.in_time,
        "reason": state.reason,
    }


def _clock_words(state: ClockState) -> str:
    if state.due_on is not None:
        return f"答复期限：{state.due_on}"
    if state.provisional:
        return f"答复期限：暂估，最早{state.earliest}（放假安排未导入）"
    return f"答复期限：{state.run.label}"


def _due_words(found: Request) -> str:
    if found.due_on is None:
        return "—"
    return f"暂估{found.due_on}" if found.provisional else str(found.due_on)


def _due_text(row: RequestRow) -> str:
    if row.due_on is None:
        return "—"
    if row.provisional:
        return f"暂估{row.due_on}"
    if row.days_left is None:
        return str(row.due_on)
    if row.days_left < 0:
        return f"{row.due_on} 逾期{-row.days_left}个工作日"
    return f"{row.due_on} 剩{row.days_left}个工作日"


def _show_due(found: Request) -> None:
    if found.state.open and found.due_on is not None:
        show.talk(f"答复期限：{_due_words(found)}。")
    for warning in found.warnings:
        show.talk(f"提示：{warning}")
