"""``gkdesk sync inspect|verify|history|drives``: look, and write nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.sync.drivestate import Plugged
    from gkdesk.sync.model import Inspection
    from gkdesk.sync.story import Judgement, Story

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.command("drives")
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@_JSON
@pass_office
def drives(office: Office, folder: Path | None, *, as_json: bool) -> int:
    """列出 U 盘，逐个说明能不能写这一包；写明 DIR 时只看它。"""
    desk = office.desk()
    need = desk.sync.survey().need
    if folder is None:
        found = desk.sync.drives.plugged(need)
        overall = desk.sync.drives.overall(found)
    else:
        found = [desk.sync.drives.at(folder, need)]
        overall = found[0].verdict
    rows = [
        (one.drive.name, one.drive.file_system, _size(one.drive.size), _size(one.drive.free),
         "不能写" if one.verdict.blocks else "能写")
        for one in found
    ]  # fmt: skip
    value = {
        "state": overall.state,
        "message": overall.sentence,
        "need": need.size,
        "drives": [_drive(one) for one in found],
    }
    show.listing(as_json, ("U 盘", "格式", "大小", "剩余", ""), rows, value)
    for one in found:
        show.talk(f"{one.drive.name}：{one.verdict.sentence}")
    if len(found) != 1:
        show.talk(overall.sentence)
    return 2 if overall.blocks else 0


@click.command("verify")
@click.argument("path", metavar="PATH", type=_PATH)
@_JSON
@pass_office
def verify(office: Office, path: Path, *, as_json: bool) -> int:
    """核对 U 盘或文件夹里的同步包：是否完整，是不是本单位送出的哪一包。"""
    from gkdesk.sync.story import grouped

    found = office.desk().sync.history.judge(path)
    if as_json:
        show.document(_judgement(found))
    else:
        rows = [
            ("文件", found.name),
            ("完整", "是" if found.whole else "否"),
            ("编号", found.number or "本单位没有记录"),
            ("状态", found.state.label if found.state else ""),
            ("大小", f"{found.size:,} 字节"),
            ("核对码", grouped(found.digits)),
        ]
        show.table(("项目", "内容"), rows)
    for finding in found.findings:
        show.talk(finding)
    show.talk(found.sentence)
    return 0 if found.sound else 2


@click.command("history")
@click.argument("number", required=False)
@_JSON
@pass_office
def history(office: Office, number: str | None, *, as_json: bool) -> None:
    """送出的同步包、回执和退回的条目；写明编号时列出其中每一条。"""
    service = office.desk().sync
    names = service.history.names()
    packages = [service.package(number)] if number else service.packages()
    stories = [service.history.of(package, names) for package in packages]
    if number and not as_json:
        lines = [
            (one.kind_label, one.name, one.revision, one.told, one.reason)
            for one in stories[0].rows
        ]
        show.table(("类别", "名称", "版次", "结果", "原因"), lines)
        return
    rows = [
        (s.package.number, s.package.state.label, s.package.made_at[:10], s.receipt_at[:10],
         s.package.row_count, s.package.accepted, s.package.returned)
        for s in stories
    ]  # fmt: skip
    headings = ("编号", "状态", "做包", "回执", "条数", "接收", "退回")
    show.listing(as_json, headings, rows, [_story(one) for one in stories])
    for story in stories:
        for row in story.returned:
            told = f"{story.package.number}退回 {row.kind_label}“{row.name}”：{row.reason}"
            show.talk(told)


@click.command("inspect")
@click.argument("path", metavar="PATH", type=_PATH)
@_JSON
def inspect(path: Path, *, as_json: bool) -> int:
    """查看并核对一个同步包；不用登录，也不写任何文件。"""
    from gkdesk.sync import inspection
    from gkdesk.sync.inspectsealed import digits_of
    from gkdesk.sync.model import SEALED_ENDING
    from gkdesk.sync.story import grouped

    package = inspection.locate(path)
    digits = grouped(digits_of(package))
    if digits:
        show.talk(f"核对码 {digits}，应与交接单上的一致。")
    if package.name.endswith(SEALED_ENDING):
        return _inspect_sealed(package, as_json=as_json)
    seen = inspection.inspect(package)
    if as_json:
        show.document(_inspection(seen))
    else:
        _show_inspection(seen)
    for finding in seen.findings:
        show.talk(finding.message)
    show.talk("核对无误，每个文件都与清单一致。" if seen.sound else "此包不完整，不要使用。")
    return 0 if seen.sound else 2


def _size(count: int) -> str:
    from gkdesk.sync.drivestate import sized

    return sized(count) if count else ""


def _drive(one: Plugged) -> dict[str, object]:
    drive, verdict = one.drive, one.verdict
    return {
        "root": drive.root or None,
        "label": drive.label,
        "file_system": drive.file_system,
        "size": drive.size,
        "free": drive.free,
        "read_only": drive.read_only,
        "removable": drive.removable,
        "state": verdict.state,
        "message": verdict.sentence,
        "action": verdict.action,
        "writable": not verdict.blocks,
        "packages": list(one.contents.numbers),
        "unfinished": [*one.contents.leftovers, *one.contents.strange],
        "receipts": [seen.path for seen in one.contents.receipts],
    }


def _judgement(found: Judgement) -> dict[str, object]:
    return {
        "path": found.path,
        "sound": found.sound,
        "whole": found.whole,
        "ours": found.ours,
        "number": found.number or None,
        "state": found.state,
        "state_label": found.state.label if found.state else None,
        "bytes": found.size,
        "sha256": found.digits,
        "findings": list(found.findings),
    }


def _story(story: Story) -> dict[str, object]:
    package = story.package
    return {
        "number": package.number,
        "file": package.file_name,
        "sealed": package.sealed,
        "state": package.state,
        "state_label": package.state.label,
        "made_at": package.made_at,
        "receipt_at": story.receipt_at or None,
        "rows": package.row_count,
        "accepted": package.accepted,
        "returned": [
            {"kind": r.kind, "key": r.key, "name": r.name, "reason": r.reason}
            for r in story.returned
        ],
        "events": [
            {"state": one.state, "at": one.at, "receipt": one.by_receipt} for one in story.events
        ],
        "outcomes": [
            {"kind": r.kind, "key": r.key, "revision": r.revision, "outcome": r.outcome or None}
            for r in story.rows
        ],
    }


def _inspection(seen: Inspection) -> dict[str, object]:
    return {
        "path": seen.path,
        "sound": seen.sound,
        "bytes": seen.size,
        "package": seen.info and seen.info.as_data(),
        "findings": [
            {"kind": f.kind, "where": f.where, "message": f.message, "blocking": f.blocking}
            for f in seen.findings
        ],
    }


def _inspect_sealed(path: Path, *, as_json: bool) -> int:
    from gkdesk.sync.inspectsealed import look

    seen = look(path)
    if as_json:
        found = seen.finding
        show.document(
            {
                "path": seen.path,
                "sound": seen.sound,
                "bytes": seen.size,
                "statement": seen.statement and json.loads(seen.statement.text),
                "signing_key": seen.key_id,
                "findings": [{"kind": found.fault, "where": found.where, "message": found.message}]
                if found
                else [],
            }
        )
    elif seen.statement is not None:
        waybill = seen.statement.waybill
        rows = [
            ("单位", f"{waybill.office_name}（{waybill.office}）"),
            ("送往", waybill.county),
            ("编号", waybill.number),
            ("前一包", waybill.previous.number if waybill.previous else "无"),
            ("封包时间", waybill.made_at.isoformat(" ", "seconds")),
            ("接收截止", waybill.expires_on),
            ("签名密钥", seen.key_id),
            ("收件密钥", f"{len(waybill.recipients)}把"),
            ("大小", f"{seen.size:,} 字节"),
        ]
        show.table(("项目", "内容"), rows)
    if seen.finding:
        show.talk(f"{seen.finding.message}。此包不要使用。")
        return 2
    show.talk("每个字节都与签名相符；内容已加密，由县里核对是谁的签名以后打开。")
    return 0


def _show_inspection(seen: Inspection) -> None:
    from gkdesk.sync.model import kind_label

    if seen.info is None:
        return
    info = seen.info
    rows = [
        ("单位", f"{info.town_name}（{info.town}）"),
        ("编号", info.number),
        ("前一包", info.predecessor.number if info.predecessor else "无"),
        ("封包时间", info.made_at.replace("T", " ")),
        *((kind_label(kind), f"{count}条") for kind, count in info.counts.items()),
        ("附件", f"{info.files}个"),
        ("大小", f"{seen.size:,} 字节"),
    ]
    show.table(("项目", "内容"), rows)
