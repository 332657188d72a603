"""``gkdesk county inspect|packages|undo|receipt|conflicts|settle``: looking, and taking back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.privacy import shown_name

from . import show

if TYPE_CHECKING:
    from gkdesk.sync.county import County
    from gkdesk.sync.countylook import Preview
    from gkdesk.sync.countymodel import Conflict, Kept
    from gkdesk.sync.keys import KeyPair

INBOX = click.option(
    "--inbox",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="县级收件箱文件夹",
)
KEY_PASSWORD = click.option(
    "--key-password",
    envvar="GKDESK_COUNTY_PASSWORD",
    default="",
    help="密钥文件的密码，加密的包才要（或 GKDESK_COUNTY_PASSWORD；都不写时会问）",
)
_PATH = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_REASON = click.option("--reason", required=True, help="原因，160字以内")
_SHOWN = 60  # letters of a value beside another one


@click.command("inspect")
@click.argument("path", metavar="PATH", type=_PATH)
@INBOX
@KEY_PASSWORD
@_JSON
def inspect(path: Path, inbox: Path, key_password: str, *, as_json: bool) -> int:
    """预览一个同步包：有什么内容，接收会怎样；收件箱不留任何改动。"""
    with opened(inbox) as county:
        seen = county.look(path, pairs=pairs_for(path, inbox, key_password))
    if as_json:
        value = asdict(seen) | {"accepted": seen.accepted, "returned": seen.returned}
        show.document(value)
    else:
        _shown(seen)
    from gkdesk.sync.countygate import Verdict

    return 2 if seen.verdict is Verdict.REFUSE else 0


@click.command("packages")
@click.argument("town", required=False, default="")
@INBOX
@_JSON
def packages(town: str, inbox: Path, *, as_json: bool) -> None:
    """列出收到的包，已撤销的也在内。TOWN 是单位全称或信用代码，不写时列全部。"""
    with opened(inbox) as county:
        found = county.book.packages(town)
    rows = [
        (one.town_name, one.number, one.at[:16].replace("T", " "), _stands(one), one.name)
        for one in found
    ]
    value = [_package(one) for one in found]
    show.listing(as_json, ("单位", "编号", "时间", "状态", "文件名"), rows, value)


@click.command("undo")
@click.argument("town")
@click.argument("number")
@_REASON
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="回执写到此文件夹（U 盘）"
)
@INBOX
@KEY_PASSWORD
@_JSON
def undo(
    town: str, number: str, reason: str, to: Path | None, inbox: Path, key_password: str, *,
    as_json: bool,
) -> None:  # fmt: skip
    """撤销一个单位最近的一包，恢复到接收之前；写撤销回执带回镇里。"""
    with opened(inbox) as county:
        kept = county.book.package(town, number)
        pairs = own_pairs(inbox, key_password) if kept is not None and kept.statement else []
        answer = county.undo(town, number, reason, to=to, pairs=pairs)
    if answer.repeated:
        show.talk(f"{answer.number}以前已经撤销，收件箱没有改动，撤销回执已补写。")
    else:
        show.talk(f"已撤销{answer.number}，收件箱恢复到接收它之前；包留在收件箱里备查。")
    show.talk("请把撤销回执带回镇里导入，镇里下一包会重送这些内容。")
    for remark in answer.remarks:
        show.talk(remark)
    if as_json:
        show.document(
            {
                "town": answer.town, "number": answer.number, "package": answer.name,
                "reason": answer.undone, "undone_at": answer.received_at,
                "repeated": answer.repeated, "remarks": list(answer.remarks),
                "receipts": list(answer.paths),
            }
        )  # fmt: skip
    else:
        for written in answer.paths:
            show.result(written)


@click.command("receipt")
@click.argument("town")
@click.argument("number")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="写到此文件夹（U 盘）")
@INBOX
@KEY_PASSWORD
@_JSON
def receipt(
    town: str, number: str, to: Path | None, inbox: Path, key_password: str, *, as_json: bool
) -> None:
    """补写一包的回执：U 盘丢了或没带回，不用重新接收。"""
    with opened(inbox) as county:
        kept = county.book.package(town, number)
        pairs = own_pairs(inbox, key_password) if kept is not None and kept.statement else []
        answer = county.receipt(town, number, to, pairs=pairs)
    what = "撤销回执" if answer.undone else "回执"
    show.talk(f"{answer.number}的{what}已补写。收件箱里的内容没有改动。")
    for remark in answer.remarks:
        show.talk(remark)
    if as_json:
        show.document(
            {"town": answer.town, "number": answer.number, "receipts": list(answer.paths)}
        )
    else:
        for written in answer.paths:
            show.result(written)


@click.command("conflicts")
@click.option("--all", "everything", is_flag=True, help="处理过的也列出")
@INBOX
@_JSON
def conflicts(inbox: Path, *, everything: bool, as_json: bool) -> None:
    """列出与县里已有内容冲突、没有接收的条目。"""
    with opened(inbox) as county:
        found = county.conflicts.all() if everything else county.conflicts.open()
    rows = [
        (one.id, one.town_name, one.number, one.label, one.versions, one.stands) for one in found
    ]
    heads = ("编号", "单位", "包号", "条目", "版次", "状态")
    show.listing(as_json, heads, rows, [_conflict(one) for one in found])
    if not as_json:
        for one in found:
            for name, held, coming in one.differences:
                words = f"{_short(held)} → {_short(coming)}"
                show.talk(f"  {one.id}：{name} 县里/镇里：{shown_name(words)}")


@click.command("settle")
@click.argument("conflict", metavar="ID", type=int)
@click.option("--take", "decision", flag_value="take", help="改用镇里送来的")
@click.option("--keep", "decision", flag_value="keep", help="保留县里已有的")
@_REASON
@INBOX
@_JSON
def settle(conflict: int, decision: str | None, reason: str, inbox: Path, *, as_json: bool) -> None:
    """决定一条冲突：--take 改用镇里的，--keep 保留县里的。"""
    if decision is None:
        raise click.UsageError("写明 --take（改用镇里的）或者 --keep（保留县里的）")
    with opened(inbox) as county:
        found = county.conflicts.settle(conflict, take=decision == "take", reason=reason)
    show.talk(f"编号{found.id}{found.stands}。镇里下一包会再送这一条。")
    if as_json:
        show.document(_conflict(found))


def opened(inbox: Path) -> County:
    from gkdesk.desk import wall_clock
    from gkdesk.sync.county import County

    return County.open(inbox, now=wall_clock)


def pairs_for(path: Path, inbox: Path, password: str) -> list[KeyPair]:
    """Return the county's keys when the package at a place is sealed; else none are needed."""
    from gkdesk.sync.inspection import locate
    from gkdesk.sync.model import SEALED_ENDING

    if not locate(path).name.endswith(SEALED_ENDING):
        return []
    return own_pairs(inbox, password)


def own_pairs(inbox: Path, password: str) -> list[KeyPair]:
    """Open the county's key file, asking for its password when none was given."""
    from gkdesk.desk import wall_clock
    from gkdesk.sync.countykeys import CountyKeys

    word = password or click.prompt("密钥文件的密码", hide_input=True, err=True)
    return CountyKeys(inbox, now=wall_clock).pairs(word)


def _shown(seen: Preview) -> None:
    from gkdesk.sync.model import kind_label

    show.talk(f"{seen.town_name or '单位不明'} {seen.number} {seen.name}：{seen.verdict.label}")
    for text in (*seen.reasons, *seen.remarks):
        show.talk(text)
    rows = [
        (kind_label(one.kind), one.total, one.new, one.newer, one.same, one.returned)
        for one in seen.counts
    ]
    if rows:
        show.table(("类别", "条数", "新增", "更新", "相同", "将退回"), rows)
        show.talk(f"附件{seen.files}个，{seen.size:,} 字节。只是预览，没有接收。")


def _stands(one: Kept) -> str:
    return "已接收" if one.standing else f"已撤销：{one.reason}"


def _package(one: Kept) -> dict[str, object]:
    return {
        "town": one.town, "town_name": one.town_name, "number": one.number, "package": one.name,
        "state": "taken" if one.standing else "undone", "at": one.at, "reason": one.reason,
        "sealed": bool(one.statement),
    }  # fmt: skip


def _conflict(one: Conflict) -> dict[str, object]:
    return asdict(one) | {
        "open": one.open,
        "state": one.stands,
        "line": json.loads(one.line),
        "now": json.loads(one.now) if one.now else None,
    }


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
