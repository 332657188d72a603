"""``gkdesk requests``: the end of a case: deliveries, the archive's checklist, the lists beside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from . import show
from .main import Office, pass_office

_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="另存清单（PDF）到这个文件"
)


@click.command()
@click.argument("number")
@_JSON
@pass_office
def delivery(office: Office, number: str, as_json: bool) -> None:
    """查看答复书的送达：每一次的方式和结果、答复之日、救济期限起算日。"""
    found = office.desk().requests.follow_ups.delivered(number)
    if as_json:
        show.document(asdict(found))
        return
    show.table(
        ("", ""),
        [
            ("答复之日", found.replied_on or "—"),
            ("救济期限起算（次日计入）", found.remedies_from or "还没有寄达"),
        ],
    )
    rows = [
        (one.on, one.way, "退回" if one.returned else one.arrived_on or "待查", one.remark)
        for one in found.tries
    ]
    show.table(("日期", "方式", "结果", "说明"), rows)


@click.command()
@click.argument("number")
@_JSON
@pass_office
def checklist(office: Office, number: str, as_json: bool) -> None:
    """核对一件申请的归档清单：哪些有了，哪些还缺，怎么补。"""
    found = office.desk().requests.archiving.items(number)
    shown = [one for one in found if one.needed or one.there]
    value = [asdict(one) | {"missing": one.missing} for one in shown]
    rows = [
        (f"{one.group} {one.group_label}", one.label, "缺" if one.missing else "有",
         one.there or one.todo)
        for one in shown
    ]  # fmt: skip
    show.listing(as_json, ("类别", "材料", "", "在哪里、怎么办"), rows, value)


@click.command()
@_OUTPUT
@_JSON
@pass_office
def difficult(office: Office, output: Path | None, as_json: bool) -> None:
    """列出疑难件，会商和备案到哪一步；-o 另存报县里的清单。"""
    service = office.desk().requests.follow_ups
    found = service.difficult()
    if output is not None:
        count = service.difficult_list(output)
        show.talk(f"已存{count}件：{output}")
    rows = [
        (one.number, one.content, one.cause, one.conferred_on or "", one.replied_on or "",
         one.filed_on or (f"{one.due_on}前" if one.due_on else ""))
        for one in found
    ]  # fmt: skip
    value = [asdict(one) for one in found]
    headings = ("编号", "申请内容", "疑难情形", "会商", "答复", "备案")
    show.listing(as_json, headings, rows, value)


@click.command("to-public")
@click.argument("numbers", nargs=-1)
@_OUTPUT
@_JSON
@pass_office
def to_public(office: Office, numbers: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """列出转主动公开的建议、决定和发布；-o 另存移送明细表，可写编号只存几件。"""
    service = office.desk().requests.follow_ups
    found = [one for one in service.openings() if not numbers or one.number in numbers]
    if output is not None:
        count = service.convert_list(output, numbers)
        show.talk(f"已存{count}件：{output}")
    rows = [
        (one.number, one.info_title, one.stage_label, one.due_on or "", one.published_on or "")
        for one in found
    ]
    value = [asdict(one) for one in found]
    show.listing(as_json, ("编号", "信息名称", "进展", "发布期限", "发布"), rows, value)


COMMANDS = (delivery, checklist, difficult, to_public)
