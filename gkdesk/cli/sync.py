"""``gkdesk sync``: packages for the county, and the county's receipts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import Declined

from . import show
from .main import Office, pass_office
from .syncdown import apply
from .synckeys import office_keys
from .synclook import drives, history, inspect, verify

if TYPE_CHECKING:
    from gkdesk.base.errors import Problem
    from gkdesk.sync.model import Choice, ReceiptResult, SyncPackage

_FOLDER = click.Path(path_type=Path, file_okay=False)
_PATH = click.Path(path_type=Path)
_FULL = click.option("--full", is_flag=True, help="整包重送：已公开的全部重新送一遍")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


class NotGoing(Declined):
    """A row to be left out is not among those that would go."""

    message = (
        "“{text}”不在这次要送的内容里。请用 gkdesk sync plan 核对，写成“类别:编号”，"
        "没有写入任何内容。"
    )


@click.group()
def sync() -> None:
    """同步包：打包送县里，读县里的回执。"""


for _command in (office_keys, drives, history, inspect, verify, apply):
    sync.add_command(_command)


@sync.command("export")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--handover", is_flag=True, help="同时出一份交接单")
@click.option(
    "--without",
    multiple=True,
    metavar="KIND:KEY",
    help="这一包暂不放入此条，可写多次；见 sync plan",
)
@_FULL
@_JSON
@pass_office
def export(
    office: Office,
    folder: Path,
    *,
    handover: bool,
    without: tuple[str, ...],
    full: bool,
    as_json: bool,
) -> None:
    """把新增和改动的内容写成同步包，读回核对后才算写完。"""
    desk = office.desk()
    left = _left_out(without, desk.sync.choose(full=full)) if without else set()
    with show.progress("写入同步包") as report:
        package = desk.sync.write(folder, report, without=left, full=full)
    if left:
        show.talk(f"{len(left)}条这次没有放入，下次打包时还会列出。")
    rest = {(one.row.kind, one.row.key) for one in desk.sync.choose().rows} - left
    if rest and not full:
        show.talk(f"这一包装到了单个文件的上限，还有{len(rest)}条没装下，请再打一包。")
    show.talk(f"同步包{package.number}已写入并读回核对：{_told(package)}。等县里的回执。")
    if handover:
        document = desk.sync.handover(package.number)
        show.talk(f"交接单已归档，共{document.pages}页。")
    if as_json:
        show.document(_package(package))
    else:
        show.result(str(Path(package.folder, package.file_name)))


@sync.command("plan")
@_FULL
@_JSON
@pass_office
def plan(office: Office, *, full: bool, as_json: bool) -> None:
    """看下一包会带哪些内容，不写任何文件。"""
    seen = office.desk().sync.survey(full=full, look=True)
    choice = seen.choice
    stopped, elsewhere = choice.stopped(seen.problems)
    lines = [*choice.rows, *choice.awaiting, *choice.held]
    rows = [(c.why.label, c.row.kind, c.row.key, c.row.revision, c.reason) for c in lines]
    value = {
        "rows": [
            {
                "why": c.why,
                "kind": c.row.kind,
                "key": c.row.key,
                "revision": c.row.revision,
                "reason": c.reason,
            }
            for c in lines
        ],
        "by_kind": choice.by_kind,
        "awaiting": len(choice.awaiting),
        "held": len(choice.held),
        "stopped": [
            {"kind": kind, "key": key, "problems": [_problem(one) for one in found]}
            for (kind, key), found in stopped.items()
        ],
        "stopped_elsewhere": [_problem(one) for one in elsewhere],
        "unchanged": choice.unchanged,
    }
    show.listing(as_json, ("", "类别", "编号", "版次", "原因"), rows, value)
    show.talk(f"会送{len(choice.rows)}条，{choice.unchanged}条没有变化。")
    for (kind, key), found in stopped.items():
        show.talk(f"送前核查拦下 {kind}:{key}")
        show.problems(found)
    show.problems(elsewhere)
    if stopped:
        show.talk(
            "请更正这些条目；依法应当公开、又一时改不了的，打包时用 --without 暂不放入，"
            "其余各条照常送。"
        )


@sync.command("receipt")
@click.argument("path", metavar="PATH", type=_PATH)
@_JSON
@pass_office
def receipt(office: Office, path: Path, *, as_json: bool) -> None:
    """读入县里的回执：PATH 是回执文件，或放着回执的文件夹。"""
    desk = office.desk()
    results = [desk.sync.read_receipt(one) for one in desk.sync.receipts_at(path)]
    for result in results:
        show.talk(_receipt_told(result))
    rows = [
        (r.package.number, r.package.state.label, r.receipt.accepted, len(r.receipt.returned))
        for r in results
    ]
    show.listing(
        as_json, ("编号", "状态", "接收", "退回"), rows, [_receipt(one) for one in results]
    )


@sync.command("list")
@_JSON
@pass_office
def list_packages(office: Office, *, as_json: bool) -> None:
    """列出送出的同步包和回执情况。"""
    packages = office.desk().sync.packages()
    rows = [
        (p.number, p.state.label, p.made_at[:10], p.row_count, p.accepted, p.returned, p.name)
        for p in packages
    ]
    headings = ("编号", "状态", "日期", "条数", "接收", "退回", "文件夹")
    show.listing(as_json, headings, rows, [_package(package) for package in packages])


@sync.command("finish")
@click.argument("number")
@pass_office
def finish(office: Office, number: str) -> None:
    """把上次没有写完的包写完。"""
    package = office.desk().sync.finish(number)
    show.talk(f"同步包{package.number}{package.state.label}：{_told(package)}。")


@sync.command("void")
@click.argument("number")
@pass_office
def void(office: Office, number: str) -> None:
    """作废一个丢失的包，其中各条随下一包重送。"""
    package = office.desk().sync.void(number)
    show.talk(f"同步包{package.number}已作废，{package.row_count}条会随下一包重送。")


@sync.command("clear")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@pass_office
def clear(office: Office, folder: Path) -> None:
    """清理 U 盘上没有写完的包。"""
    desk = office.desk()
    found = desk.sync.leftovers(folder)
    for leftover in found:
        desk.sync.clear(leftover)
        show.talk(f"已清理{Path(leftover.path).name}。")
    if not found:
        show.talk("没有要清理的内容。")


def _left_out(without: tuple[str, ...], choice: Choice) -> set[tuple[str, str]]:
    """Read the rows to leave out.

    Raises:
        NotGoing: a row that would not go anyway, or is misspelt.
    """
    going = {(one.row.kind, one.row.key) for one in choice.rows}
    left = set()
    for text in without:
        kind, _, key = text.partition(":")
        if (kind, key) not in going:
            raise NotGoing(text=text)
        left.add((kind, key))
    return left


def _problem(problem: Problem) -> dict[str, str]:
    return {"where": problem.where, "message": problem.message}


def _told(package: SyncPackage) -> str:
    from gkdesk.sync.model import kind_label

    parts = [f"{kind_label(kind)}{count}条" for kind, count in package.counts.items()]
    return "、".join([*parts, f"附件{package.file_count}个"])


def _package(package: SyncPackage) -> dict[str, object]:
    return {
        "number": package.number,
        "name": package.name,
        "path": str(Path(package.folder, package.file_name)),
        "sealed": package.sealed,
        "state": package.state,
        "state_label": package.state.label,
        "made_at": package.made_at,
        "manifest_sha256": package.manifest_sha256,
        "predecessor": package.predecessor or None,
        "counts": package.counts,
        "rows": package.row_count,
        "files": package.file_count,
        "bytes": package.size,
        "accepted": package.accepted,
        "returned": package.returned,
    }


def _receipt(result: ReceiptResult) -> dict[str, object]:
    return {
        "number": result.package.number,
        "state": result.package.state,
        "accepted": result.receipt.accepted,
        "returned": [
            {"kind": r.kind, "key": r.key, "revision": r.revision, "reason": r.reason}
            for r in result.receipt.returned
        ],
        "refused": list(result.receipt.findings),
        "undone": result.receipt.undone,
        "received_at": result.receipt.received_at,
        "county": result.receipt.county,
        "repeated": result.repeated,
    }


def _receipt_told(result: ReceiptResult) -> str:
    answer = result.receipt
    if result.repeated:
        return f"同步包{result.package.number}的回执读过了，没有改动。"
    if answer.undone:
        return f"县里撤销了同步包{result.package.number}：{answer.undone}。下一包会重送里面的内容。"
    if answer.refused:
        return f"县里没有接收同步包{result.package.number}：{'；'.join(answer.findings)}"
    return (
        f"同步包{result.package.number}：{answer.county}接收{answer.accepted}条，"
        f"退回{len(answer.returned)}条。"
    )
