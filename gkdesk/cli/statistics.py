"""``gkdesk statistics``: the annual report of a year, what is missing, on paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadValue

from . import show
from .main import Office, pass_office
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.statistics.model import AnnualReport

MUST_ACT = 2
YEAR = click.argument("year", type=int)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="只输出一份 JSON")
_MARKS = {True: "符合", False: "不符", None: "还不能核对"}


@click.group()
def statistics() -> None:
    """统计年报：年度报告的六个部分。"""


@statistics.command()
@YEAR
@AS_JSON
@pass_office
def report(office: Office, year: int, *, as_json: bool) -> None:
    """列出一年的年度报告写到哪里、核对出什么。"""
    found = office.desk().statistics.report(year)
    _tell(found, as_json=as_json)
    if not found.ready:
        raise click.exceptions.Exit(MUST_ACT)


@statistics.command()
@YEAR
@click.option("--values", "values_file", type=click.Path(path_type=Path), help="填写内容（JSON）")
@click.option("--suggested", is_flag=True, help="空着的都用建议的")
@AS_JSON
@pass_office
def write(
    office: Office, year: int, *, values_file: Path | None, suggested: bool, as_json: bool
) -> None:
    """写年度报告的文字和表二的数；没有写到的不变。"""
    room = office.desk().statistics
    values = _texts(read_values(values_file)) if values_file else {}
    if suggested:
        before = room.report(year)
        values = {
            code: text for code, text in before.suggested.items() if not before.values.get(code)
        } | values
    _tell(room.save(year, values), as_json=as_json)


@statistics.command()
@YEAR
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help=".docx 或 .pdf"
)
@pass_office
def export(office: Office, year: int, *, output: Path) -> None:
    """导出年度报告；没有写完的印“（草稿）”。"""
    found = office.desk().statistics.write(output, year)
    show.talk(f"已导出：{output.name}" + ("" if found.ready else "（草稿，还没有写完）"))


@statistics.command()
@YEAR
@pass_office
def finish(office: Office, year: int) -> None:
    """一年的报告定稿：数字留存，定稿存进档案。"""
    made = office.desk().statistics.finish(year)
    show.talk(f"{year}年度报告已定稿，{made.pages}页，存进档案")


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    """Take texts and numbers; null empties a field."""
    found = {}
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise BadValue(name, name, "应为文字或者数")
        found[name] = "" if value is None else str(value)
    return found


def _tell(found: AnnualReport, *, as_json: bool) -> None:
    rows = [(part.label, progress.label) for part, progress in found.progress.items()]
    value = {
        "year": found.year, "ready": found.ready, "values": found.values,
        "suggested": found.suggested,
        "parts": {part.value: progress.value for part, progress in found.progress.items()},
        "findings": [
            {"part": one.part, "words": one.words, "holds": one.holds, "hint": one.hint,
             "faults": list(one.faults)}
            for one in found.findings
        ],
    }  # fmt: skip
    show.listing(as_json, ("部分", "情况"), rows, value)
    for one in found.findings:
        if one.holds is False:
            faults = "；".join(one.faults)
            show.talk(f"{_MARKS[one.holds]}　{one.words}" + (f"：{faults}" if faults else ""))
