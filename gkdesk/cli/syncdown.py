"""``gkdesk sync apply``: packages from the county, received, looked at, applied, put back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gkdesk.base import files
from gkdesk.base.privacy import shown_name

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.sync.downmodel import Done, HeldPackage, HeldPart, PartView

_NUMBER = re.compile(r"^\d{4}-\d{3,}$|^GKD_\w+$")


@click.command()
@click.argument("what", metavar="[PATH|NUMBER]", required=False, default="")
@click.option("--preview", is_flag=True, help="只看每一部分会改动什么，不应用")
@click.option("--part", "parts", type=int, multiple=True, metavar="N", help="只办第N部分，可写多次")
@click.option("--overwrite", is_flag=True, help="覆盖本单位自己改过的内容，原来的留着以便撤回")
@click.option("--yes", is_flag=True, help="确认应用；不写时只预览")
@click.option("--undo", is_flag=True, help="撤回，恢复到应用以前")
@click.option("--leave", is_flag=True, help="标为不采用，以后仍可应用")
@click.option("--save", type=click.Path(path_type=Path), help="把一部分的内容另存成文件")
@click.option(
    "--answer", type=click.Path(path_type=Path), help="把应用情况写到这个文件夹，带给县里"
)
@click.option("--list", "listed", is_flag=True, help="列出收到的下发包")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def apply(
    office: Office, /, what: str, *, listed: bool, as_json: bool,
    **how: Any,  # noqa: ANN401 - flags, numbers and paths
) -> None:  # fmt: skip
    """县里下发的包：PATH 是收下，NUMBER 是预览、应用（--yes）或撤回（--undo）。"""
    chosen = [name for name in ("preview", *_ACTS) if how[name]]
    if len(chosen) + listed > 1 or bool(what) == listed:
        raise click.UsageError("写明文件、文件夹或编号，并且只写一种做法；--list 不带编号")
    desk = office.desk()
    if listed:
        _listed(desk.downs.packages(), as_json=as_json)
    elif not _NUMBER.match(what) or Path(what).exists():
        if chosen:
            raise click.UsageError("先收下，再按编号预览、应用或撤回")
        _received(desk, Path(what), as_json=as_json)
    else:
        _ACTS.get(chosen[0] if chosen else "", _preview)(desk, what, how, as_json)


def _apply(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    with show.progress("应用") as report:
        done = desk.downs.apply(number, how["parts"], overwrite=how["overwrite"], report=report)
    _told(done, "应用", as_json=as_json)


def _undo(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    _told(desk.downs.undo(number, how["parts"]), "撤回", as_json=as_json)


def _leave(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    _told(desk.downs.leave(number, how["parts"]), "标为不采用", as_json=as_json)


def _save(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    if len(how["parts"]) != 1:
        raise click.UsageError("--save 要用 --part 指明一部分")
    files.write(how["save"], desk.downs.content(number, how["parts"][0]))
    _written(how["save"], as_json=as_json)


def _answer(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    _written(desk.downs.answer(number, how["answer"]), as_json=as_json)


def _written(path: Path, *, as_json: bool) -> None:
    if as_json:
        show.document({"file": str(path)})
    else:
        show.result(str(path))


def _received(desk: Desk, path: Path, *, as_json: bool) -> None:
    found = desk.downs.receive(path)
    for one in found.packages:
        again = "以前收过，这次没有重复登记。" if one.repeated else ""
        show.talk(f"已收到{one.county}下发的{one.number}号包，共{len(one.parts)}部分。{again}")
        if one.missing:
            show.talk(
                f"发给本单位的前一包{one.missing}没有收到过，再早的也可能缺。"
                "这一包可以先应用；缺的内容请县里重发。"
            )
        if one.note:
            show.talk(f"县里说明：{shown_name(one.note)}")
    for refused in found.refused:
        show.talk(f"没有接收“{refused.where}”：{refused.message}。")
    if not as_json and any(one.waiting for one in found.packages):
        show.talk("还没有应用。请先用 gkdesk sync apply 编号 预览，再加 --yes 应用。")
    value = {
        "packages": [package_json(one) for one in found.packages],
        "refused": [
            {"kind": one.fault, "where": one.where, "message": one.message} for one in found.refused
        ],
    }
    _table(found.packages, value, as_json=as_json)


def _listed(packages: list[HeldPackage], *, as_json: bool) -> None:
    _table(packages, [package_json(one) for one in packages], as_json=as_json)


def _table(
    packages: list[HeldPackage] | tuple[HeldPackage, ...], value: object, *, as_json: bool
) -> None:
    rows = [
        (one.number, held.place, held.part.kind.label, held.part.title, held.state.label)
        for one in packages
        for held in one.parts
    ]
    show.listing(as_json, ("编号", "部分", "类别", "内容", "状态"), rows, value)


def _preview(desk: Desk, number: str, how: dict[str, Any], as_json: bool) -> None:
    package = desk.downs.package(number)
    with show.progress("预览") as report:
        views = desk.downs.preview(number, how["parts"], report)
    rows = [
        (
            view.held.place,
            view.held.part.kind.label,
            view.held.part.title,
            view.held.state.label,
            "；".join(view.changes),
            _stops(view),
        )
        for view in views
    ]
    value = package_json(package) | {"preview": [_view_json(view) for view in views]}
    show.listing(as_json, ("部分", "类别", "内容", "状态", "会改动", "要先处理"), rows, value)
    for view in views:
        show.problems(view.problems)
    if package.from_on:
        show.talk(f"县里要求从{package.from_on}起用。")
    show.talk("这是预览，没有改动任何内容。加 --yes 应用。")


def _stops(view: PartView) -> str:
    if view.blocked:
        return f"{sum(one.blocking for one in view.problems)}处问题"
    return view.conflict


def _told(done: Done, verb: str, *, as_json: bool) -> None:
    show.talk(f"{done.package.number}号包已{verb}{len(done.done)}部分。")
    for held, why in done.kept:
        show.talk(f"第{held.place}部分 {held.part.title}没有{verb}：{why}。")
    if done.reopen:
        show.talk("其中的表单或规则在重新打开软件以后生效。")
    if done.answer:
        show.talk(f"应用情况已写到{Path(done.answer).name}，随 U 盘带给县里。")
    value = package_json(done.package) | {
        "done": [held.place for held in done.done],
        "kept": [{"part": held.place, "reason": why} for held, why in done.kept],
        "reopen": done.reopen,
        "answer": done.answer or None,
    }
    _table([done.package], value, as_json=as_json)


def package_json(package: HeldPackage) -> dict[str, object]:
    return {
        "number": package.number,
        "county": package.county,
        "name": package.name,
        "made_at": package.made_at,
        "received_at": package.received_at,
        "note": package.note,
        "from_on": package.from_on or None,
        "missing": package.missing or None,
        "repeated": package.repeated,
        "waiting": package.waiting,
        "parts": [_part_json(held) for held in package.parts],
    }


def _part_json(held: HeldPart) -> dict[str, object]:
    return {
        "part": held.place,
        "kind": held.part.kind,
        "target": held.part.target,
        "title": held.part.title,
        "file": held.part.file,
        "sha256": held.part.sha256,
        "bytes": held.part.size,
        "state": held.state,
        "newer": held.newer or None,
    }


def _view_json(view: PartView) -> dict[str, object]:
    return _part_json(view.held) | {
        "changes": list(view.changes),
        "counts": view.counts or None,
        "same": view.same,
        "conflict": view.conflict or None,
        "at_once": view.at_once,
        "problems": [
            {"where": one.where, "message": one.message, "blocking": one.blocking}
            for one in view.problems
        ],
    }


_ACTS = {"yes": _apply, "undo": _undo, "leave": _leave, "save": _save, "answer": _answer}
