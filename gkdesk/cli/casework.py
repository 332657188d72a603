"""``gkdesk requests``: the review, the approval, and closing a case that gets no answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files
from gkdesk.base.errors import Declined

from . import show
from .main import Office, pass_office
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.requests.approval import Proposal, Stage
    from gkdesk.requests.guide import Guide, StepState

_ENDS = ("correction_lapsed", "payment_lapsed", "withdraw")


class NothingToClose(Declined):
    """No closing step is lawful now."""

    message = (
        "此申请“{state}”，现在不能不经答复就办结。逾期未补正、逾期未缴费或者申请人撤回的才可以；"
        "内容没有改动。"
    )


class WhichEnd(Declined):
    """A name that is no closing step."""

    message = "办结方式只能是：{known}。内容没有改动。"


@click.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def review(office: Office, number: str, *, as_json: bool) -> None:
    """五步审查到了哪一步：每步的结论、理由、何人何时。"""
    desk = office.desk()
    found = desk.requests.review(number)
    labels = {rule.code: rule.label for rule in desk.requests.rules.outcomes()}
    value = {
        "parts": found.parts,
        "present": found.present,
        "todo": found.todo,
        "outcomes": found.outcomes,
        "outcome": found.outcome,
        "steps": [_step_data(state) for state in found.steps],
    }
    if as_json:
        show.document(value)
        return
    rows = [(state.step.label, *line) for state in found.steps for line in _lines(state, found)]
    show.table(("步骤", "结论", "理由", "何人何时"), rows)
    if found.todo:
        show.talk(f"先办：{found.todo}。")
    if found.outcome:
        show.talk(f"审查结论：{labels.get(found.outcome, found.outcome)}。")


def _step_data(state: StepState) -> dict[str, object]:
    return {
        "step": state.step.code,
        "label": state.step.label,
        "question": state.step.question,
        "open_parts": state.open_parts,
        "given": [
            {
                "part": one.part, "answer": one.answer.code, "label": one.answer.label,
                "why": one.why, "by": one.by, "on": one.on,
            }
            for one in state.given
        ],
        "answers": {one.code: one.label for one in state.step.answers},
    }  # fmt: skip


def _lines(state: StepState, found: Guide) -> list[tuple[str, str, str]]:
    lines = []
    for one in state.given:
        part = f"{one.part + 1} " if len(found.parts) > 1 and state.step.by_part else ""
        lines.append((f"{part}{one.answer.label}", one.why, f"{one.by} {one.on}"))
    if state.open_parts:
        lines.append(("待回答", state.step.question, ""))
    return lines or [("—", "", "")]


@click.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def approval(office: Office, number: str, *, as_json: bool) -> None:
    """呈批到了哪一道：谁签了，还缺谁。"""
    desk = office.desk()
    found, stages = desk.requests.proposal(number), desk.requests.rules.stages
    if as_json:
        show.document(_proposal_data(found, stages) if found else None)
        return
    if found is None:
        show.talk("这件申请还没有送审。")
        return
    rows = []
    for stage in stages:
        said = found.opinions.get(stage.code)
        needed = stage.needed(found.outcome) or stage.last
        state = "同意" if said else "待签" if needed else "可以不签"
        by = f"{said.by}（{'纸质' if said.paper else '登录'}）{said.on}" if said else ""
        rows.append((stage.label, state, by, said.words if said else ""))
    show.table(("哪一道", "", "签署", "意见"), rows)
    if found.returned is not None:
        show.talk(found.returned.told)


def _proposal_data(found: Proposal, stages: tuple[Stage, ...]) -> dict[str, object]:
    names = ("by", "on", "words", "paper")
    opinions = {
        code: {name: getattr(said, name) for name in names} for code, said in found.opinions.items()
    }
    return {
        "outcome": found.outcome,
        "on": found.on,
        "by": found.by,
        "opinions": opinions,
        "missing": [stage.code for stage in found.missing(stages)],
        "returned": found.returned.words if found.returned else None,
    }


@click.command("approval-sheet")
@click.argument("number")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="PDF 文件")
@pass_office
def approval_sheet(office: Office, number: str, output: Path) -> None:
    """把呈批单印成 PDF，供手写签署；不存档。"""
    files.write(output, office.desk().requests.approval_sheet(number))
    show.result(str(output))


@click.command()
@click.argument("number")
@click.option("--how", default="", help="correction_lapsed、payment_lapsed、withdraw；不写由现状定")
@click.option("--values", "values_file", type=click.Path(path_type=Path), help="填写内容（JSON）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def close(
    office: Office, number: str, how: str, values_file: Path | None, *, as_json: bool
) -> None:
    """不经答复办结：逾期未补正、逾期未缴费、申请人撤回。"""
    desk = office.desk()
    values = read_values(values_file) if values_file else {}
    if how and how not in _ENDS:
        raise WhichEnd(known="、".join(_ENDS))
    done = desk.requests.act(number, how or _end_of(desk, number), values)
    show.talk(f"{done.number}：{done.state.label}。")
    if as_json:
        show.document({"number": done.number, "state": done.state, "outcome": done.outcome})


def _end_of(desk: Desk, number: str) -> str:
    """Choose the closing step the state offers; a withdrawal is never assumed."""
    for move in desk.requests.moves(number):
        if move.event.value in _ENDS[:2] and move.allowed:
            return move.event.value
    raise NothingToClose(state=desk.requests.get(number).state.label)


@click.command()
@click.argument("number")
@click.option("--values", "values_file", type=click.Path(path_type=Path), help="填写内容（JSON）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def archive(office: Office, number: str, values_file: Path | None, *, as_json: bool) -> None:
    """把办结的一件归档，同时记下卷内目录。"""
    requests = office.desk().requests
    done = requests.act(number, "archive", read_values(values_file) if values_file else {})
    lines = requests.case_file(number)
    names = ("seq", "number", "title", "made_on", "pages")
    value = [{name: getattr(line, name) for name in names} for line in lines]
    rows = [tuple(getattr(line, name) for name in names) for line in lines]
    show.talk(f"{done.number}：{done.state.label}，卷内{len(lines)}件。")
    show.listing(as_json, ("序号", "文号", "题名", "日期", "页数"), rows, value)


COMMANDS = (review, approval, approval_sheet, close, archive)
