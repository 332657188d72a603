"""``gkdesk requests days calendar figures disputes``: everything about dates, with an office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from gkdesk.desk import Desk
    from gkdesk.requests.impact import Impact, Impacts
    from gkdesk.requests.remedies import LastDay

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
APPLY = click.option("--apply", "take", is_flag=True, help="核对后导入；不写时只预览")
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@click.argument("number")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="存为 PDF 文件")
@AS_JSON
@pass_office
def days(office: Office, number: str, output: Path | None, as_json: bool) -> None:
    """逐日列出一件申请的期限怎么算；-o 存为可以打印的 PDF。"""
    service = office.desk().requests
    state, figures = service.clock(number), service.day_paper.figures(number)
    if output is not None:
        service.day_paper.save(number, output)
        show.talk("已存为 PDF，申请人姓名只印姓氏。")
    if as_json:
        names = ("name", "label", "words", "basis", "source", "status")
        show.document(
            {
                "number": service.get(number).number,
                "received_on": state.received_on,
                "base": state.base,
                "base_kind": state.base_kind,
                "due_on": state.due_on,
                "provisional": state.provisional,
                "earliest": state.earliest,
                "reason": state.reason,
                "figures": [{name: getattr(one, name) for name in names} for one in figures],
                "days": [
                    {name: getattr(mark, name) for name in ("on", "number", "kind", "why")}
                    for mark in state.days
                ],
            }
        )
        return
    if output is not None:
        show.result(str(output))
        return
    marks = [(m.on, "" if m.number is None else m.number, m.why) for m in state.days]
    show.table(("日期", "第几个工作日", "说明"), marks)
    show.table(
        ("期限", "数值", "依据", "可靠程度"),
        [(one.label, one.words, one.basis, one.status.label) for one in figures],
    )
    show.talk(state.reason)


@click.command()
@FILE
@APPLY
@AS_JSON
@pass_office
def calendar(office: Office, file: Path, take: bool, as_json: bool) -> None:
    """导入一年的放假安排（JSON）：先预览哪些申请的期限会变，加 --apply 才导入。"""
    impacts = office.desk().requests.impact
    _take_in(impacts, impacts.calendar, file, take=take, as_json=as_json)


@click.command()
@FILE
@APPLY
@AS_JSON
@pass_office
def figures(office: Office, file: Path, take: bool, as_json: bool) -> None:
    """导入改过的期限数值（request_clock.toml）：先预览，加 --apply 才导入。"""
    impacts = office.desk().requests.impact
    _take_in(impacts, impacts.figures, file, take=take, as_json=as_json)


@click.command()
@click.option("--year", type=click.IntRange(2008, 2199), help="年份，不写为今年")
@AS_JSON
@pass_office
def disputes(office: Office, year: int | None, as_json: bool) -> None:
    """统计一年的行政复议和行政诉讼（年度报告表四，15格）。"""
    from gkdesk.requests.disputetable import COLUMNS

    table = office.desk().requests.aftercare.table(year)
    if as_json:
        show.document(
            {
                "year": table.year,
                "cells": {kind.value: dict(row) for kind, row in table.cells.items()},
                "equations": [
                    {name: getattr(one, name) for name in ("id", "words", "holds", "hint")}
                    for one in table.equations
                ],
            }
        )
        return
    rows = [(kind.label, *row.values()) for kind, row in table.cells.items()]
    show.table((f"{table.year}年", *COLUMNS.values()), rows)
    for one in table.equations:
        if not one.holds:
            show.talk(f"{'请核对' if one.hint else '对不上'}：{one.words}")


def after_reply(desk: Desk, number: str) -> dict[str, object]:
    """Return what ``requests show`` tells of remedies and disputes, as plain data."""
    care = desk.requests.aftercare
    found, contested = care.remedies(number), care.of(number)
    names = ("key", "kind", "number", "organ", "came_on", "defended_on", "decided_on", "result",
             "redo")  # fmt: skip
    return {
        "remedies": [_last_day(one) for one in found],
        "disputes": [
            {name: getattr(one, name) for name in names} | {"defence": _last_day(care.defence(one))}
            for one in contested
        ],
    }


def after_lines(desk: Desk, number: str) -> list[tuple[str, str]]:
    """Return the same as lines of a table."""
    care = desk.requests.aftercare
    lines = [(one.figure.label, f"{one.on}为止，{one.words}") for one in care.remedies(number)]
    for one in care.of(number):
        lines.append(("复议诉讼", one.words))
        if one.decided_on is None and one.defended_on is None:
            last = care.defence(one)
            lines.append((last.figure.label, f"{last.on}为止，{last.words}"))
    return lines


def _last_day(one: LastDay) -> dict[str, object]:
    names = ("since", "on", "moved", "provisional", "untold")
    figure = {"name": one.figure.name, "label": one.figure.label, "basis": one.figure.basis,
              "status": one.figure.status}  # fmt: skip
    return figure | {name: getattr(one, name) for name in names}


def _take_in(
    impacts: Impacts, look: Callable[[Path], Impact], file: Path, *, take: bool, as_json: bool
) -> None:
    found = look(file)
    if take:
        impacts.apply(found)
    if as_json:
        names = ("number", "state", "was", "was_provisional", "due", "provisional", "becomes",
                 "warning")  # fmt: skip
        show.document(
            {
                "title": found.title,
                "applied": take,
                "replaces": found.replaces,
                "changes": list(found.changes),
                "moved": [{name: getattr(one, name) for name in names} for one in found.moved],
                "same": found.same,
            }
        )
        return
    show.table((found.title,), [(words,) for words in found.changes or ("内容与现在的相同",)])
    show.table(
        ("编号", "环节", "现在的期限", "导入后的期限", "变化", "注意"),
        [
            (one.number, one.state.label, _due(one.was, one.was_provisional),
             _due(one.due, one.provisional), one.becomes, one.warning)
            for one in found.moved
        ],
    )  # fmt: skip
    done = "已导入。" if take else "只是预览，没有改动任何内容；加 --apply 导入。"
    show.talk(f"{len(found.moved)}件申请的期限有变化，{found.same}件不变。{done}")


def _due(on: object, provisional: bool) -> str:
    return "—" if on is None else f"暂估{on}" if provisional else str(on)
