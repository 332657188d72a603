"""``gkdesk requests``: register, act, list, show, and the clock without an office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import Declined

from . import casework, show
from .main import Office, pass_office
from .reckon import clock, fee
from .requests_closing import COMMANDS as CLOSING
from .requests_days import after_lines, after_reply, calendar, days, disputes, figures
from .requests_intake import attach, files, parse
from .requests_roster import COMMANDS as ROSTER
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.requests.clockstate import ClockState
    from gkdesk.requests.model import Event, Inquiry, Move, Request

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
VALUES = click.option(
    "--values",
    "values_file",
    type=click.Path(path_type=Path),
    help="填写内容（JSON，UTF-8）",
)


class NoValues(Declined):
    """A form without its values."""

    message = "请用 --values 给出填写内容（JSON 文件）。没有改动任何内容。"


@click.group()
def requests() -> None:
    """依申请公开。"""


requests.add_command(clock)
requests.add_command(fee)
for _command in (
    *casework.COMMANDS, *CLOSING, *ROSTER, days, calendar, figures, disputes, attach, files, parse,
):  # fmt: skip
    requests.add_command(_command)


@requests.command()
@VALUES
@AS_JSON
@pass_office
def register(office: Office, values_file: Path | None, as_json: bool) -> None:
    """登记一件申请并生成回执。"""
    values = _values(values_file)
    found = office.desk().requests.register({"confirmed": "no", **values})
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


@requests.command()
@click.argument("number")
@VALUES
@AS_JSON
@pass_office
def receipt(office: Office, number: str, values_file: Path | None, as_json: bool) -> None:
    """补打登记时没能生成的接收回执；可用 --values 更正印不出来的 name、content。"""
    values = read_values(values_file) if values_file else {}
    desk = office.desk()
    document = desk.requests.receipt(number, values)
    show.talk(f"已生成《{document.title}》，共{document.pages}页，在文书清单里。")
    if as_json:
        names = ("id", "title", "pages", "made_on", "sha256")
        show.document({name: getattr(document, name) for name in names})
    else:
        show.result(str(document.id))


@requests.command("case-file")
@click.argument("number")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="文件夹")
@VALUES
@AS_JSON
@pass_office
def case_file(
    office: Office, number: str, output: Path, values_file: Path | None, as_json: bool
) -> None:
    """把办结的一件申请导出成卷：封面、卷内目录、各件文书、备考表，另有合并的一个 PDF。"""
    made = office.desk().requests.cases.write(
        number, output, read_values(values_file) if values_file else {}
    )
    show.talk(f"已成卷，{made.papers}件{made.pages}页。")
    if as_json:
        show.document({"folder": str(made.folder), "papers": made.papers, "pages": made.pages})
    else:
        show.result(str(made.whole))


@requests.command("show")
@click.argument("number")
@click.option("--full", is_flag=True, help="显示完整的个人信息（记入操作日志）")
@AS_JSON
@pass_office
def show_request(office: Office, number: str, full: bool, as_json: bool) -> None:
    """查看一件申请：申请人、期限、过程、下一步。"""
    service = office.desk().requests
    found = service.open_in_full(number) if full else service.get(number)
    if as_json:
        show.document(_whole(office.desk(), found, full=full))
        return
    clock, events = service.clock(number), service.events(number)
    moves, inquiries = service.moves(number), service.inquiries(number)
    came = events[0].detail.get("receipt_reason", "")
    pairs = [("编号", found.number), ("环节", found.state.label), ("期限", _due_words(found))]
    pairs += [(label, text) for label, text in _person(found, full=full).items() if text]
    pairs += [("收到日期", f"{found.received_on}，{came}")] if came else []
    pairs += [("怎样计算", clock.reason)]
    pairs += [("分件", "、".join(found.parts))] if found.parts else []
    pairs += [("分件", f"由{found.split_from}分出")] if found.split_from else []
    pairs += [("提示", words) for words in found.warnings]
    pairs += [("检查", one.words) for one in service.findings(found.uid)]
    pairs += [("征求意见", _inquiry_words(one, full=full)) for one in inquiries]
    pairs += after_lines(office.desk(), found.uid)
    show.table(("", ""), pairs, full=full)
    lines = [(e.on, heading, e.recorded_by) for e, heading, _words in service.told(number)]
    show.table(("日期", "过程", "经办"), lines)
    steps = [(m.label, "可以办理" if m.allowed else "不能办理", m.reason) for m in moves]
    show.table(("下一步", "", ""), steps)


def _whole(desk: Desk, found: Request, *, full: bool) -> dict[str, object]:
    service = desk.requests
    events, inquiries = service.events(found.uid), service.inquiries(found.uid)
    value = _brief(found) | {
        "applicant": _person(found, full=full),
        "channel": found.channel,
        "matter": found.matter,
        "split_from": found.split_from,
        "parts": list(found.parts),
        "receipt_reason": events[0].detail.get("receipt_reason", ""),
        "warnings": list(found.warnings),
        "findings": [{"code": one.code, "words": one.words} for one in service.findings(found.uid)],
        "clock": _clock_data(service.clock(found.uid)),
        "events": [_event_data(event) for event in events],
        "consultations": [_inquiry_data(one, full=full) for one in inquiries],
        "moves": [_move_data(move) for move in service.moves(found.uid)],
    }
    return value | after_reply(desk, found.uid)


@requests.command("findings")
@click.argument("number", default="")
@AS_JSON
@pass_office
def list_findings(office: Office, number: str, as_json: bool) -> None:
    """列出没有归档的申请里要处理的问题；写编号只看一件。"""
    found = office.desk().requests.findings(number)
    names = ("number", "code", "words")
    value = [{name: getattr(one, name) for name in names} for one in found]
    rows = [(one.number, one.code, one.words) for one in found]
    if not found and not as_json:
        show.talk("没有发现要处理的问题。")
    show.listing(as_json, ("编号", "检查", "问题和办法"), rows, value)


requests.add_command(list_findings, "check")


def _values(path: Path | None) -> dict[str, object]:
    if path is None:
        raise NoValues
    return read_values(path)


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
    data = {"event": event.kind} | {name: getattr(event, name) for name in names}
    return data | ({"key": event.key} if event.key else {})


def _inquiry_data(one: Inquiry, *, full: bool) -> dict[str, object]:
    names = ("key", "sent_on", "received_on", "answered_on")
    who = one.addressee if full else one.masked
    return {"addressee": who} | {name: getattr(one, name) for name in names}


def _inquiry_words(one: Inquiry, *, full: bool) -> str:
    answer = f"{one.answered_on}收到意见" if one.answered_on else "还没有收到意见"
    return f"{one.key} {one.addressee if full else one.masked}，{one.sent_on}寄出，{answer}"


def _clock_data(state: ClockState) -> dict[str, object]:
    from gkdesk.requests.batch import result

    return result(state) | {
        "extension": state.extension,
        "replied_on": state.replied_on,
        "in_time": state.in_time,
        "reason": state.reason,
    }


def _due_words(found: Request) -> str:
    if found.due_on is None:
        return "—"
    return f"暂估{found.due_on}" if found.provisional else str(found.due_on)


def _show_due(found: Request) -> None:
    if found.state.open and found.due_on is not None:
        show.talk(f"答复期限：{_due_words(found)}。")
    for warning in found.warnings:
        show.talk(f"提示：{warning}")
