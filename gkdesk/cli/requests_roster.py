"""``gkdesk requests list | ledger | forms | officer | annual``: many cases at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import Declined

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from datetime import date

    from gkdesk.requests.annual import YearReport
    from gkdesk.requests.model import RequestRow

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help="写成的文件")
NUMBERS = click.argument("numbers", nargs=-1, required=True)


class NoSuchChoice(Declined):
    """A filter names what there is not."""

    message = "没有“{word}”这种{what}。可以写：{known}。没有改动任何内容。"


class WrongCount(Declined):
    """Not one figure for each class of applicant."""

    message = (
        "结转数要写{needed}个（自然人和五类单位），用逗号隔开，现在是{given}个。没有改动任何内容。"
    )


@click.command("list")
@click.option("--year", type=int, help="收到申请的年份")
@click.option("--state", default="", help="环节，如 handling 或 办理中；open 为所有没有办结的")
@click.option("--outcome", default="", help="办理结果，如 OPEN_GRANT 或 予以公开")
@click.option("--search", default="", help="编号、申请人、内容里的字")
@click.option("--due-before", type=click.DateTime(["%Y-%m-%d"]), help="期限在此日以前（不含）")
@AS_JSON
@pass_office
def list_requests(
    office: Office, *, year: int | None, state: str, outcome: str, search: str,
    due_before: date | None, as_json: bool,
) -> None:  # fmt: skip
    """列出申请（申请人只显示一部分）。"""
    from gkdesk.base.text import mask_name

    before = due_before and due_before.date()  # type: ignore[attr-defined]  # click gives a datetime
    roster = office.desk().requests.roster
    code = _outcome(office, outcome) if outcome else ""
    found = [
        row
        for row in roster.find(year=year, state=_state(state), outcome=code)
        if (not search or any(search in text for text in (row.number, row.name, row.content)))
        and (before is None or (row.due_on is not None and row.due_on < before))
    ]
    rows = [
        (
            row.number, mask_name(row.name), row.content, row.received_on, _due_text(row),
            row.state.label, row.officer,
        )
        for row in found
    ]  # fmt: skip
    names = (
        "number", "content", "received_on", "due_on", "provisional", "state", "days_left",
        "officer", "outcome",
    )  # fmt: skip
    value = [
        {"applicant": mask_name(row.name)} | {name: getattr(row, name) for name in names}
        for row in found
    ]
    headings = ("编号", "申请人", "申请公开的内容", "收到", "期限", "环节", "经办")
    show.listing(as_json, headings, rows, value)


@click.command()
@click.option("--from", "first", help="收到申请的起始日期，如 2026-01-01；不写为今年1月1日")
@click.option("--to", "last", help="截止日期；不写为今天")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help=".xlsx 或 .pdf"
)
@AS_JSON
@pass_office
def ledger(
    office: Office, first: str | None, last: str | None, output: Path, as_json: bool
) -> None:
    """导出一段时间的申请台账；证件号码和电话只显示一部分。"""
    book = office.desk().requests.book
    given = {"first": first, "last": last}
    defaults = {field.name: field.default for field in book.fields()}
    begin, end = book.period(defaults | {name: day for name, day in given.items() if day})
    count = book.write(output, begin, end)
    show.talk(f"台账已导出，{count}件。")
    _written(output, count, as_json=as_json)


@click.command()
@NUMBERS
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help=".pdf")
@AS_JSON
@pass_office
def forms(office: Office, numbers: tuple[str, ...], output: Path, as_json: bool) -> None:
    """把几件申请的登记表做成一个 PDF。"""
    with show.progress("生成登记表") as report:
        count = office.desk().requests.book.write_forms(output, numbers, report)
    show.talk(f"登记表已生成，{count}件。")
    _written(output, count, as_json=as_json)


@click.command()
@NUMBERS
@click.option("--to", "name", required=True, help="新的经办人（在用的用户）")
@AS_JSON
@pass_office
def officer(office: Office, numbers: tuple[str, ...], name: str, as_json: bool) -> None:
    """改经办人；已归档的不能改。"""
    found = office.desk().requests.officers.change(numbers, name)
    show.talk(found.words)
    for words in found.refused:
        show.talk(f"  {words}")
    if as_json:
        show.document({"changed": found.changed, "refused": list(found.refused)})
    else:
        show.result(str(found.changed))


@click.command()
@click.argument("year", type=int)
@OUTPUT
@click.option("--keep", is_flag=True, help="留存这一年的数字，下一年核对结转时用")
@click.option("--carried", help="填写这一年年报的结转数：自然人、五类单位，共六个数，用逗号隔开")
@click.option("--cases", "behind", help="列出一个数后面的申请：行,列，如 granted,total")
@AS_JSON
@pass_office
def annual(
    office: Office, *, year: int, output: Path | None, keep: bool, carried: str | None,
    behind: str | None, as_json: bool,
) -> None:  # fmt: skip
    """年度报告表三的数字和勾稽关系。"""
    service = office.desk().requests.annual
    if carried is not None:
        counts = [word.strip() for word in carried.replace("，", ",").split(",")]
        names = [field.name for field in service.fields()]
        if len(counts) != len(names):
            raise WrongCount(needed=len(names), given=len(counts))
        service.type_in(year, dict(zip(names, counts, strict=True)))
        show.talk(f"{year}年的结转数已留存。")
        return
    found = service.keep(year) if keep else service.report(year)
    if keep:
        show.talk(f"{year}年的年报数字已留存。")
    if output is not None:
        service.write(output, year)
        show.talk(f"已导出：{output.name}")
    if behind is not None:
        _show_cases(found, behind, as_json=as_json)
    else:
        _show_report(found, as_json=as_json)


def _state(word: str) -> str:
    from gkdesk.requests.model import State

    if word in ("", "open"):
        return word
    state = next((one for one in State if word in (one.value, one.label)), None)
    if state is None:
        known = "、".join(("open", *(f"{one.value}（{one.label}）" for one in State)))
        raise NoSuchChoice(word=word, what="环节", known=known)
    return state.value


def _outcome(office: Office, word: str) -> str:
    rules = office.desk().requests.rules.outcomes()
    code = next((rule.code for rule in rules if word in (rule.code, rule.label)), None)
    if code is None:
        known = "、".join(f"{rule.code}（{rule.label}）" for rule in rules)
        raise NoSuchChoice(word=word, what="办理结果", known=known)
    return code


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


def _written(output: Path, count: int, *, as_json: bool) -> None:
    if as_json:
        show.document({"file": str(output), "requests": count})
    else:
        show.result(str(output))


def _show_report(found: YearReport, *, as_json: bool) -> None:
    columns = [code for code, _label in found.form.columns]
    figures = found.figures
    if as_json:
        show.document(
            {
                "year": found.year,
                "until": found.until,
                "kept": found.kept,
                "table3": {
                    row: dict(zip(columns, counts, strict=True)) for row, counts in figures.items()
                },
                "table4": {
                    kind.value: dict(row)
                    for kind, row in (found.disputes.cells if found.disputes else {}).items()
                },
                "equations": [
                    {"code": one.code, "holds": one.holds, "words": one.words,
                     "faults": list(one.faults)}
                    for one in found.equations
                ],
            }
        )  # fmt: skip
        return
    rows = [[line.label, *figures.get(line.code, ())] for line in found.form.lines]
    show.table(("", *(label for _code, label in found.form.columns)),
               [[*row, *[""] * (len(columns) + 1 - len(row))] for row in rows])  # fmt: skip
    marks = {True: "相等", False: "不相等", None: "还不能核对"}
    for words in found.fourth:
        show.talk(words)
    for one in found.equations:
        show.talk(f"{one.words}：{marks[one.holds]}")
        for fault in one.faults:
            show.talk(f"  {fault}")


def _show_cases(found: YearReport, behind: str, *, as_json: bool) -> None:
    row, _comma, column = behind.partition(",")
    rows = [line.code for line in found.form.counted]
    columns = [code for code, _label in found.form.columns]
    if row not in rows:
        raise NoSuchChoice(word=row, what="行", known="、".join(rows))
    if column not in columns:
        raise NoSuchChoice(word=column, what="列", known="、".join(columns))
    numbers = [one.number for one in found.cases(row, column)]
    show.listing(as_json, ("编号",), [(number,) for number in numbers], numbers)


COMMANDS = (list_requests, ledger, forms, officer, annual)
