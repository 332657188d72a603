"""``gkdesk records lists|form|remarks|review|publish``: the further lists and the papers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.privacy import shown_name
from gkdesk.records.model import Act

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.records.model import Record

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_path = click.Path(path_type=Path)
_LISTS = ("on_request", "withheld", "invalid", "normative", "published")
_STEPS = (Act.PASS, Act.RETURN, Act.SECRECY, Act.SETTLE)
_NOT_YET = 2  # exit code when a remark blocks


@click.command()
@click.argument("kind", type=click.Choice(_LISTS))
@click.option("--span", default="", help="期间：2026 或 2026Q1；不写为至今全部")
@click.option("-o", "--output", type=_path, default=None, help="写成 .xlsx 或 .pdf")
@_json
@pass_office
def lists(office: Office, kind: str, span: str, output: Path | None, as_json: bool) -> None:
    """依申请公开目录、不予公开清单、失效废止清单、规范性文件台账、主动公开台账。"""
    from gkdesk.records.lists import ListKind, quarter, whole

    desk = office.desk()
    when = quarter(span) if span else whole(desk.session.today)
    made = desk.records.lists
    which = ListKind(kind)
    found = made.write(which, when, output) if output else made.make(which, when)
    rows = [dict(zip(found.headings, row, strict=True)) for row in found.rows]
    value: dict[str, object] = {"list": kind, "span": found.span, "rows": rows}
    if which is ListKind.NORMATIVE:
        value["counts"] = asdict(made.normative_counts(when.last.year))
    plain = [["" if cell is None else str(cell) for cell in row] for row in found.rows]
    show.listing(as_json, found.headings, plain, value)
    if output:
        show.talk(f"已写入“{output.name}”，{len(found.rows)}件。")


@click.command("form")
@click.argument("number")
@click.argument("which", type=click.Choice(["review", "secrecy"]), default="review")
@click.option("-o", "--output", required=True, type=_path)
@pass_office
def form_(office: Office, number: str, which: str, output: Path) -> None:
    """印审核表（review）或保密审查单（secrecy）。"""
    from gkdesk.base import files

    papers = office.desk().records.papers
    files.write(output, papers.review(number) if which == "review" else papers.secrecy(number))
    show.result(str(output))


@click.command()
@click.argument("number")
@_json
@pass_office
def remarks(office: Office, number: str, as_json: bool) -> int:
    """检查一条信息：公开属性、标注、文号、解读、时限；有须先更正的，退出码为2。"""
    found = office.desk().records.remarks(number)
    rows = [("须更正" if one.blocks else "提醒", one.words) for one in found]
    show.listing(as_json, ("", "说明"), rows, {"remarks": [asdict(one) for one in found]})
    if not found:
        show.talk("没有要更正和留意的。")
    return _NOT_YET if any(one.blocks for one in found) else 0


@click.command()
@click.argument("number")
@click.argument("step", type=click.Choice([act.value for act in _STEPS]))
@click.option("--opinion", default="", help="意见")
@click.option("--checks", default="", help="勾选的审核要点编号，用逗号分开；all 为全部")
@click.option("--result", default="", help="保密审查结果：clear、ask、secret")
@_json
@pass_office
def review(
    office: Office,
    *,
    number: str,
    step: str,
    opinion: str,
    checks: str,
    result: str,
    as_json: bool,
) -> None:
    """审核一步：通过、退回、保密审查、审定不主动公开。"""
    _act(office, number, Act(step), opinion, checks, result, as_json=as_json)


@click.command()
@click.argument("number")
@click.option("--opinion", default="", help="意见")
@click.option("--checks", default="", help="勾选的审核要点编号，用逗号分开；all 为全部")
@_json
@pass_office
def publish(office: Office, number: str, opinion: str, checks: str, as_json: bool) -> None:
    """终审并公开；个人信息和敏感词没有逐处决定的不能公开。"""
    _act(office, number, Act.PUBLISH, opinion, checks, "", as_json=as_json)


def _act(
    office: Office,
    number: str,
    act: Act,
    opinion: str,
    checks: str,
    result: str,
    *,
    as_json: bool,
) -> None:
    records = office.desk().records
    points = [one.code for one in records.points(number, act)] if checks == "all" else checks
    tell(
        records.act(number, act, {"opinion": opinion, "checks": points, "result": result}),
        as_json=as_json,
    )


def tell(record: Record, *, as_json: bool) -> None:
    """Say where a record stands now."""
    if as_json:
        show.document(asdict(record))
    else:
        show.result(f"{record.number}　{shown_name(record.title)}　{record.state.label}")


@click.command("import")
@click.argument("file", type=_path)
@click.option("--apply", "apply_it", is_flag=True, help="写入；不加此项只查看，不改动")
@_json
@pass_office
def import_(office: Office, file: Path, apply_it: bool, as_json: bool) -> None:
    """补录以前公开的信息：读网站导出的清单（标题、公开日期、文号、索引号、目录事项、网址）。"""
    history = office.desk().records.history
    with show.progress("读取清单") as report:
        found = history.read(file, report)
        taken = history.apply(found, report) if apply_it else 0
    rows = [
        (row.where, row.title, row.doc_number, row.made_on, row.published_on, row.item_key or "")
        for row in found.rows
    ]
    value = {
        "rows": [asdict(row) for row in found.rows],
        "known": found.known,
        "problems": [asdict(problem) for problem in found.problems],
        "applied": taken,
    }
    heads = ("来源", "标题", "文号", "形成日期", "公开日期", "目录事项")
    show.listing(as_json, heads, rows, value)
    show.problems(found.problems)
    done = f"已补录{taken}条" if apply_it else "没有改动，确认后加 --apply"
    show.talk(f"可补录{len(found.rows)}条，已在这里的{found.known}条；{done}。")


COMMANDS = (lists, form_, remarks, review, publish, import_)
