"""``gkdesk county send``, ``sent`` and ``answers``: what the county sends to its offices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import show
from .countybooks import INBOX

if TYPE_CHECKING:
    from gkdesk.sync.countysend import Sending
    from gkdesk.sync.countysent import SentPackage
    from gkdesk.sync.downkinds import Found

_FOLDER = click.Path(path_type=Path, file_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_PASSWORD = click.option(
    "--key-password",
    envvar="GKDESK_COUNTY_PASSWORD",
    prompt="密钥文件的密码",
    hide_input=True,
    help="密钥文件的密码（或 GKDESK_COUNTY_PASSWORD；写在命令里会被别人看到）",
)


@click.command()
@click.argument("paths", metavar="PATHS...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--to", "folder", type=_FOLDER, help="U 盘上的文件夹")
@click.option(
    "--town", "towns", multiple=True, metavar="CODE|NAME", help="只发给这个乡镇，可写多次"
)
@click.option("--note", default="", help="给乡镇的一句说明")
@click.option("--from-on", default="", metavar="DATE", help="从哪天起用，如 2027-01-01")
@click.option("--end-key", default="", metavar="FINGERPRINT", help="同时作废本县较早的一把密钥")
@click.option("--end-reason", default="", help="作废的原因")
@click.option("--finish", default="", metavar="NUMBER", help="把上次没有写完的包写完")
@click.option("--check", is_flag=True, help="只检查文件，不写")
@INBOX
@_PASSWORD
@_JSON
def send(
    paths: tuple[Path, ...], *, folder: Path | None, towns: tuple[str, ...], inbox: Path,
    key_password: str, as_json: bool, **said: Any,  # noqa: ANN401 - texts and a flag
) -> None:  # fmt: skip
    """把目录、放假安排、模板、规则或密钥打成一包，加密签名发给各乡镇。"""
    from gkdesk.desk import wall_clock
    from gkdesk.sync.countykeys import CountyKeys
    from gkdesk.sync.countysend import Letter

    pairs = CountyKeys(inbox, now=wall_clock).pairs(key_password)
    with _opened(inbox) as sending:
        if said["finish"]:
            _told(sending.finish(said["finish"], pairs), as_json=as_json)
            return
        found = _found(sending, paths) if paths else []
        if said["end_key"]:
            found.append(sending.end_of(said["end_key"], said["end_reason"], pairs))
        _summary(found)
        if said["check"]:
            _checked(found, as_json=as_json)
            return
        if folder is None:
            raise click.UsageError("用 --to 写明 U 盘上的文件夹")
        with show.progress("写入下发包") as report:
            letter = Letter(towns, said["note"], said["from_on"])
            written = sending.send(found, folder, pairs, letter, report)
        _told(written, as_json=as_json)


def _checked(found: list[Found], *, as_json: bool) -> None:
    show.talk("以上检查无误，没有写入任何内容。" if found else "没有指定要检查的文件。")
    if as_json:
        show.document({"parts": [_found_json(one) for one in found]})


@click.command()
@INBOX
@_JSON
def sent(inbox: Path, *, as_json: bool) -> None:
    """列出发给乡镇的包，和各乡镇应用的情况。"""
    with _opened(inbox) as sending:
        found = sending.sent()
    rows = [
        (
            one.number,
            one.made_at[:10],
            "已写入" if one.verified else "未写完",
            "、".join(part.title for part in one.parts),
            len(one.towns),
            sum(bool(town.states) for town in one.towns),
        )
        for one in found
    ]
    value = [_sent_json(one) for one in found]
    show.listing(as_json, ("编号", "日期", "状态", "内容", "发给", "已回"), rows, value)


@click.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@INBOX
@_JSON
def answers(path: Path, inbox: Path, *, as_json: bool) -> None:
    """登记乡镇带回的应用情况：PATH 是 .applied.json 文件，或放着它们的文件夹。"""
    take_answers(path, inbox, as_json=as_json)


def take_answers(path: Path, inbox: Path, *, as_json: bool) -> None:
    """Note every answer at a path; also what ``county receive`` does with one."""
    new = 0
    with _opened(inbox) as sending:
        found = sending.answers_at(path)
        for one in found:
            new += sending.take_answer(one)
        listed = sending.sent()
    show.talk(f"看了{len(found)}份应用情况，新登记{new}份。")
    rows = [
        (one.number, town.name, town.at[:10], _states(one, town.states))
        for one in listed
        for town in one.towns
        if town.states
    ]
    value = {"read": len(found), "new": new, "sent": [_sent_json(one) for one in listed]}
    show.listing(as_json, ("编号", "乡镇", "日期", "情况"), rows, value)


def _states(package: SentPackage, states: dict[str, str]) -> str:
    from gkdesk.sync.downmodel import PartState

    titles = {one.target: one.title for one in package.parts}
    return "；".join(
        f"{titles.get(target, target)}{PartState(state).label}" for target, state in states.items()
    )


def _opened(inbox: Path) -> Sending:
    from gkdesk.desk import wall_clock
    from gkdesk.sync.countysend import Sending

    return Sending.open(inbox, now=wall_clock)


def _found(sending: Sending, paths: tuple[Path, ...]) -> list[Found]:
    from gkdesk.desk import shipped_check

    return sending.gather(paths, *shipped_check())


def _summary(found: list[Found]) -> None:
    for one in found:
        show.talk(
            f"{one.part.kind.label}：{one.part.title}（{one.part.file}，{one.part.size:,} 字节）"
        )
        if one.remarks:
            show.talk(f"  有{len(one.remarks)}处提示，乡镇导入时会逐条列出。")


def _told(package: SentPackage, *, as_json: bool) -> None:
    show.talk(
        f"{package.number}号包已写入并读回核对，发给{len(package.towns)}个单位，"
        f"共{len(package.parts)}部分。可以拔出 U 盘。"
    )
    if as_json:
        show.document(_sent_json(package))
    else:
        show.result(str(Path(package.folder, f"{package.name}.gkp")))


def _found_json(one: Found) -> dict[str, object]:
    part = one.part
    return {
        "kind": part.kind,
        "target": part.target,
        "title": part.title,
        "file": part.file,
        "sha256": part.sha256,
        "bytes": part.size,
        "remarks": [{"where": found.where, "message": found.message} for found in one.remarks],
    }


def _sent_json(one: SentPackage) -> dict[str, object]:
    return {
        "number": one.number,
        "name": one.name,
        "path": str(Path(one.folder, f"{one.name}.gkp")),
        "made_at": one.made_at,
        "finished": one.verified,
        "note": one.note,
        "from_on": one.from_on or None,
        "parts": [
            {"kind": part.kind, "target": part.target, "title": part.title, "file": part.file,
             "sha256": part.sha256, "bytes": part.size}
            for part in one.parts
        ],
        "towns": [
            {"code": town.code, "name": town.name, "answered_at": town.at or None,
             "states": town.states}
            for town in one.towns
        ],
    }  # fmt: skip
