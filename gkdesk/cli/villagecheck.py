"""``gkdesk village inspect`` and ``crosscheck``: what is wrong on the boards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office
from .villagepaper import MUST_ACT, json_option, period_option

if TYPE_CHECKING:
    from gkdesk.village.crosscheck import Compared
    from gkdesk.village.findings import Report, Share

_folder = click.option(
    "-o", "--output", default=None, type=click.Path(path_type=Path), help="PDF 写到此文件夹"
)
_table = click.Path(path_type=Path)


@click.command()
@period_option
@click.option(
    "--town", default=None, type=_table, help="镇公开数据表，一并核对；不写村的表时对已导入的"
)
@click.option("--villages", default=None, type=_table, help="村公开数据表")
@click.option("--papers", is_flag=True, help="写出检查表和催报单（要写 -o）")
@_folder
@json_option
@pass_office
def inspect(
    office: Office, *, period: str, town: Path | None, villages: Path | None, papers: bool,
    output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """检查各村一期的公开情况：要点、按时率、覆盖率、红黄绿灯。"""
    room = office.desk().village
    told = None
    if villages is not None and town is None:
        raise BadValue("town", "镇公开数据表", "没有写，只有村的表不能核对")
    if town is not None:
        book = room.crosscheck
        found = book.compare(town, villages) if villages else book.compare_stored(town, period)
        told = book.told(found)
    reports = room.inspection.run(period, told)
    rows = [
        (one.village.name, one.light.label, one.on_time.words, one.coverage.words,
         one.clean.words, len(one.findings))
        for one in reports
    ]  # fmt: skip
    over_time = [
        {"period": str(when)} | _share(share) for when, share in room.inspection.coverage(period)
    ]
    value = {"villages": [_report(one) for one in reports], "coverage": over_time}
    headings = ("村", "灯", "按时率", "覆盖率", "规范率", "问题")
    show.listing(as_json, headings, rows, value)
    if papers and output is not None:
        for path in room.inspection.write(reports, output):
            show.talk(str(path))


@click.command()
@click.argument("town", type=_table)
@click.argument("villages", type=_table, required=False)
@click.option("--stored", "period", default="", help="与已导入的这一期公开表核对，不另写村的表")
@click.option("--list", "details", default=None, type=_table, help="村的花名册，定位到行")
@click.option("--all", "everything", is_flag=True, help="一致的也列出")
@_folder
@json_option
@pass_office
def crosscheck(
    office: Office, town: Path, villages: Path | None, *, period: str, details: Path | None,
    everything: bool, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """核对镇公开数据（TOWN）和村公开数据（VILLAGES，或者 --stored 一期已导入的表）。"""
    room = office.desk().village
    if (villages is None) == (not period):
        raise BadValue("villages", "村的数据", "请写一张表，或者写 --stored 期次，只写一样")
    if villages is not None:
        found = room.crosscheck.compare(town, villages)
    else:
        found = room.crosscheck.compare_stored(town, period)
    shown = [one for one in found if everything or not one.result.agrees]
    rows = [
        (one.check, one.village, one.item, one.period, one.result.label, _off(one), one.note)
        for one in shown
    ]
    value = {"results": [_compared(one) for one in shown], "tally": room.crosscheck.tally(found)}
    headings = ("编号", "村", "事项", "期次", "结论", "差额", "说明")
    show.listing(as_json, headings, rows, value)
    show.talk(room.crosscheck.summary(found))
    if output is not None:
        for path in room.crosscheck.write(found, output, details):
            show.talk(str(path))
    if any(not one.result.agrees for one in found):
        raise click.exceptions.Exit(MUST_ACT)


def _off(one: Compared) -> str:
    return f"{one.money:+,.2f}" if one.money else ""


def _share(share: Share) -> dict[str, object]:
    return {"part": share.part, "whole": share.whole, "per_cent": share.per_cent}


def _report(one: Report) -> dict[str, object]:
    return {
        "village": one.village.name,
        "light": one.light,
        "on_time": _share(one.on_time),
        "finance_on_time": _share(one.finance_on_time),
        "coverage": _share(one.coverage),
        "clean": _share(one.clean),
        "answered": _share(one.answered),
        "answer_days": one.answer_days,
        "findings": [
            {"code": f.check.code, "severity": f.check.severity, "name": f.check.name,
             "where": f.where, "message": f.message}
            for f in one.findings
        ],
    }  # fmt: skip


def _compared(one: Compared) -> dict[str, object]:
    return {
        "check": one.check, "village": one.village, "item": one.item, "period": one.period,
        "result": one.result, "label": one.result.label, "count": one.count,
        "area": str(one.area), "money": str(one.money), "tolerance": str(one.tolerance),
        "note": one.note,
    }  # fmt: skip


COMMANDS = (inspect, crosscheck)
