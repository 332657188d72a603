"""``gkdesk village import``, the names villages go by (settle, names), one household."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import show
from .main import Office, pass_office
from .villagepaper import MUST_ACT, json_option, period_option

if TYPE_CHECKING:
    from gkdesk.base.errors import Problem
    from gkdesk.village.model import Applied, Reading


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@period_option
@click.option("--form", default="", help="都是哪种表（编号）；不写时按表头和标题判断")
@click.option("--apply", "store", is_flag=True, help="入库；不写时只核对，不改动任何数据")
@click.option(
    "--annotate", type=click.Path(path_type=Path), help="把带批注的表写到此文件夹，交还各村"
)
@json_option
@pass_office
def import_(
    office: Office, *, files: tuple[Path, ...], period: str, form: str, store: bool,
    annotate: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """读入各村交来的文件或文件夹并核对；加 --apply 才入库。有问题的不影响别的村。"""
    desk = office.desk()
    with show.progress("读取各村的表") as report:
        readings = desk.village.read(desk.village.gather(files), period, report, form=form)
    applied = desk.village.apply(readings) if store else None
    written = desk.village.hand_back(readings, annotate) if annotate else []
    if as_json:
        show.document({
            "files": [_reading(one) for one in readings],
            "applied": store,
            **(_counts(applied) if applied else {}),
            "annotated": [path.name for path in written],
        })  # fmt: skip
    else:
        for one in readings:
            show.result(f"{one.village or Path(one.path).name}  {one.form}  {_outcome(one)}")
        for one in readings:
            _problems(one)
    show.talk(_summary(applied) if applied else _would(readings))
    if written:
        show.talk(f"已写出{len(written)}个带批注的表")
    if any((one.data is None and not one.only_checked) or one.blocking for one in readings):
        raise click.exceptions.Exit(MUST_ACT)


@click.command()
@click.argument("place")
@click.argument("name")
@pass_office
def settle(office: Office, place: str, name: str) -> None:
    """记住表上写的 PLACE 就是名单里的村 NAME，以后不再问。"""
    room = office.desk().village
    village = room.village(name)
    room.settle(place, village)
    show.talk(f"已记住：“{place}”就是{village.name}")


@click.command()
@json_option
@pass_office
def names(office: Office, as_json: bool) -> None:
    """列出记住的村名：另一种写法、旧名、并入的村。"""
    room = office.desk().village
    villages = {one.uid: one.name for one in room.villages()}
    found = [
        {"name": one.name, "village": villages.get(one.village_uid, ""), "kind": one.kind,
         "label": one.kind.label, "since": one.since}
        for one in room.settled_names().values()
    ]  # fmt: skip
    rows = [(one["name"], one["village"], one["label"], one["since"] or "") for one in found]
    show.listing(as_json, ("写的是", "村", "原因", "从何时起"), rows, {"names": found})


@click.command()
@click.argument("village")
@click.argument("name")
@json_option
@pass_office
def household(office: Office, village: str, name: str, as_json: bool) -> None:
    """查一户：村 VILLAGE 里 NAME 历年上过哪些表、各是多少。"""
    room = office.desk().village
    found = room.household(room.village(village), name)
    value = [
        {"form": one.form, "name": one.form_name, "period": str(one.period), "village": one.village,
         "state": one.state, "row": one.row, "figures": one.figures}
        for one in found
    ]  # fmt: skip
    rows = [
        (one.period.label, one.form_name, "，".join(f"{k} {v}" for k, v in one.figures.items()),
         one.state.label)
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("期次", "表", "数", "状态"), rows, {"rows": value})


@click.command()
@period_option
@click.option("--form", default="", help="哪种表（编号）；不写时全部")
@click.option("--village", "name", default="", help="哪个村；不写时全部")
@json_option
@pass_office
def check(office: Office, *, period: str, form: str, name: str, as_json: bool) -> None:
    """把一期已导入的表按现在的规则再核对一遍，不改动数据。"""
    room = office.desk().village
    chosen = room.village(name) if name else None
    if form:
        room.form(form)
    with show.progress("核对已导入的表") as report:
        found = room.check(period, form=form, village=chosen, report=report)
    if as_json:
        show.document({
            "sheets": [
                {"village": one.village, "form": one.sheet.form, "period": str(one.sheet.period),
                 "version": one.sheet.version, "uid": one.sheet.uid, "state": one.sheet.state,
                 "findings": [_finding(problem, "") for problem in one.problems]}
                for one in found
            ],
        })  # fmt: skip
    for one in found:
        if not as_json:
            verdict = "有问题" if one.blocking else "有提示" if one.problems else "无误"
            show.result(f"{one.village}  {one.sheet.form}  {verdict}")
        if one.problems:
            show.talk(f"{one.village} {one.form_name}")
            show.problems(one.problems)
    if any(one.blocking for one in found):
        raise click.exceptions.Exit(MUST_ACT)


COMMANDS = (import_, check, settle, names, household)


def _outcome(one: Reading) -> str:
    if one.only_checked:
        return "只核对，有问题" if one.blocking else "只核对"
    if one.data is None:
        return "没有导入"
    if one.same_as_stored:
        return "与已有的相同，有问题" if one.blocking else "与已有的相同"
    return "有问题" if one.blocking else "已核对"


def _problems(one: Reading) -> None:
    if one.problems:
        show.talk(f"{Path(one.path).name} {one.worksheet}".strip())
        show.problems(one.problems)
    if one.near:
        show.talk(f"  名称最接近的村：{'、'.join(one.near)}（用 village settle 记住）")


def _would(readings: list[Reading]) -> str:
    taken = [one for one in readings if one.data is not None and not one.same_as_stored]
    trouble = sum(one.blocking for one in taken)
    refused = sum(one.data is None and not one.only_checked for one in readings)
    return (
        f"核对完毕：可导入{len(taken) - trouble}张，有问题{trouble}张，不能导入{refused}张。"
        "没有改动任何数据，加 --apply 入库"
    )


def _summary(applied: Applied) -> str:
    clean = len(applied.stored) - applied.with_problems
    parts = [f"已核对{clean}张", f"有问题{applied.with_problems}张", f"相同{applied.same}张",
             f"没有导入{applied.refused}张"]  # fmt: skip
    new = f"；新添加的村：{'、'.join(applied.new_villages)}" if applied.new_villages else ""
    return "，".join(parts) + new


def _counts(applied: Applied) -> dict[str, object]:
    return {
        "stored": len(applied.stored),
        "with_problems": applied.with_problems,
        "same": applied.same,
        "refused": applied.refused,
        "new_villages": applied.new_villages,
    }


def _reading(one: Reading) -> dict[str, object]:
    return {
        "file": Path(one.path).name,
        "sheet": one.worksheet,
        "village": one.village,
        "form": one.form,
        "why": one.why,
        "period": str(one.period),
        "outcome": _outcome(one),
        "rows": one.rows,
        "unresolved": one.unresolved,
        "totals": one.totals,
        "asked": one.asked,
        "nearest": one.near,
        "findings": [_finding(problem, one.worksheet) for problem in one.problems],
    }


def _finding(problem: Problem, sheet: str) -> dict[str, object]:
    return {
        "rule": getattr(problem, "rule", ""),
        "severity": "error" if problem.blocking else "warning",
        "where": {"sheet": sheet, "cell": problem.where},
        "message": problem.message,
        "expected": getattr(problem, "expected", ""),
        "found": getattr(problem, "found", ""),
    }
