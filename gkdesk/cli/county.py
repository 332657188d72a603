"""``gkdesk county``: the county's inbox; needs no office and no log-in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import countybooks, countysend, show
from .countybooks import INBOX, KEY_PASSWORD, opened, pairs_for
from .synckeys import county_keys

if TYPE_CHECKING:
    from gkdesk.sync.model import Receipt


@click.group()
def county() -> None:
    """县级接收：核对同步包，写回执。窗口：gkdesk county window [--inbox 文件夹]。"""


for _command in (
    county_keys, countybooks.inspect, countybooks.packages, countybooks.undo,
    countybooks.receipt, countybooks.conflicts, countybooks.settle, countysend.send,
    countysend.sent, countysend.answers,
):  # fmt: skip
    county.add_command(_command)


@county.command("init")
@INBOX
@click.option("--name", default="县级政务公开主管部门", help="写在回执上的县级单位名称")
def init(inbox: Path, name: str) -> None:
    """建立县级收件箱。"""
    from gkdesk.desk import wall_clock
    from gkdesk.sync.county import County

    County.init(inbox, name=name, now=wall_clock).close()
    show.talk(f"已建立“{name}”的收件箱：{inbox}")


@county.command("receive")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@INBOX
@KEY_PASSWORD
@click.option("--again", is_flag=True, help="已经撤销的包，确定要再接收一次")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def receive(path: Path, inbox: Path, key_password: str, *, again: bool, as_json: bool) -> int:
    """接收一个同步包：核对、解密、存入收件箱、写回执。"""
    from gkdesk.sync.inspection import locate
    from gkdesk.sync.inspectsealed import digits_of
    from gkdesk.sync.story import grouped

    if path.name.endswith(".applied.json"):
        countysend.take_answers(path, inbox, as_json=as_json)
        return 0
    with opened(inbox) as county_:
        digits = grouped(digits_of(locate(path)))
        pairs = pairs_for(path, inbox, key_password)
        with show.progress("接收同步包") as report:
            answer = county_.receive(path, report, pairs=pairs, again=again)
    told = f"核对码 {digits}，应与交接单上的一致。"
    for text in (told, _told(answer), *answer.remarks, *answer.findings):
        show.talk(text)
    if as_json:
        show.document(_receipt(answer))
    else:
        for written in answer.paths:
            show.result(written)
    return 2 if answer.refused or answer.undone else 0


@county.command("list")
@INBOX
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def list_towns(inbox: Path, *, as_json: bool) -> None:
    """列出各单位：收到几包、最近一包、多久没有报送、各类条数。"""
    from gkdesk.sync.model import kind_label

    with opened(inbox) as county_:
        found = county_.book.towns()
    rows = [
        (
            one.name,
            one.packages,
            one.last_number,
            one.last_at[:10],
            f"{one.silent_days}天" + ("，请催报" if one.silent else ""),
            "、".join(f"{kind_label(kind)}{count}" for kind, count in one.counts.items()),
        )
        for one in found
    ]
    value = [asdict(one) | {"silent": one.silent} for one in found]
    show.listing(as_json, ("单位", "包数", "最近", "收到", "距今", "现有"), rows, value)


@county.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写成工作簿，每类一张表")
@click.option(
    "--postgres",
    envvar="GKDESK_POSTGRES",
    default="",
    metavar="ADDRESS",
    help="写进 PostgreSQL：postgresql://用户@主机/库名（或 GKDESK_POSTGRES；密码不要写在命令里）",
)
@INBOX
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def export(output: Path | None, postgres: str, inbox: Path, *, as_json: bool) -> None:
    """把收到的全部内容写成工作簿，或者写进 PostgreSQL 数据库。"""
    if not output and not postgres:
        raise click.UsageError("写明 -o 文件 或者 --postgres 地址")
    value: dict[str, object] = {}
    with opened(inbox) as county_:
        if output:
            value["rows"], value["file"] = county_.book.export(output), str(output)
            show.talk(f"已写出{value['rows']}条：{output.name}")
        if postgres:
            from gkdesk.sync import warehouse

            with show.progress("写入 PostgreSQL") as report:
                done = warehouse.load(county_.book, county_.name, postgres, report)
            value["postgres"] = asdict(done)
            show.talk(
                f"数据库里共{done.rows}条：新增{done.added}，更新{done.changed}，"
                f"删去{done.removed}。"
            )
    if as_json:
        show.document(value)
    elif output:
        show.result(str(output))


def _told(answer: Receipt) -> str:
    if answer.undone:
        return (
            f"{answer.number}以前接收后已经撤销（{answer.undone}），没有再接收，撤销回执已补写。"
            "确定要再接收，请加 --again。"
        )
    if answer.refused:
        return f"没有接收“{answer.name}”，收件箱没有改动。原因如下，已写在回执里："
    again = "重复接收，回执与上次相同：" if answer.repeated else ""
    return f"{again}{answer.number}接收{answer.accepted}条，退回{len(answer.returned)}条。"


def _receipt(answer: Receipt) -> dict[str, object]:
    return {
        "town": answer.town,
        "number": answer.number,
        "package": answer.name,
        "manifest_sha256": answer.manifest_sha256,
        "accepted": answer.accepted,
        "returned": [
            {"kind": r.kind, "key": r.key, "revision": r.revision, "reason": r.reason}
            for r in answer.returned
        ],
        "refused": list(answer.findings),
        "undone": answer.undone,
        "received_at": answer.received_at,
        "county": answer.county,
        "repeated": answer.repeated,
        "remarks": list(answer.remarks),
        "receipts": list(answer.paths),
    }
