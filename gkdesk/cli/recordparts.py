"""``gkdesk records`` for what hangs on a record: files, evidence, links, validity, assessments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.privacy import shown_name
from gkdesk.records.model import LinkKind, Outcome, Validity

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.records.model import Evidence, File, Link

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_path = click.Path(path_type=Path)


@click.group("file")
def file_() -> None:
    """随信息公开的附件。"""


@file_.command("add")
@click.argument("number")
@click.argument("paths", nargs=-1, required=True, type=_path)
@click.option("--note", default="", help="说明")
@_json
@pass_office
def add_file(
    office: Office, number: str, paths: tuple[Path, ...], note: str, as_json: bool
) -> None:
    """给草稿加附件，并检查里面的个人信息和敏感词。"""
    records = office.desk().records
    for path in paths:
        records.files.add(number, path, note=note)
    records.privacy.check(number)
    _files(records.files.of(number), as_json=as_json)
    blocking = len(records.findings(number))
    if blocking:
        show.talk(f"有{blocking}处要决定后才能公开，请用 records check {number} 查看。")


@file_.command("list")
@click.argument("number")
@_json
@pass_office
def list_files(office: Office, number: str, as_json: bool) -> None:
    """列出附件。"""
    _files(office.desk().records.files.of(number), as_json=as_json)


@file_.command("remove")
@click.argument("number")
@click.argument("place", type=int)
@_json
@pass_office
def remove_file(office: Office, number: str, place: int, as_json: bool) -> None:
    """从草稿里去掉第几份附件（原件仍在档案里）。"""
    records = office.desk().records
    found = records.files.of(number)
    uid = found[place - 1].uid if 0 < place <= len(found) else ""
    records.files.remove(number, uid)
    _files(records.files.of(number), as_json=as_json)


@file_.command("save")
@click.argument("number")
@click.argument("place", type=int)
@click.option("-o", "--output", required=True, type=_path)
@pass_office
def save_file(office: Office, number: str, place: int, output: Path) -> None:
    """把第几份附件另存出来。"""
    files = office.desk().records.files
    found = files.of(number)
    files.save_as(files.chosen(number, found, place).sha256, output)
    show.result(str(output))


def _files(found: list[File], *, as_json: bool) -> None:
    rows = [
        (at, shown_name(one.name), shown_name(one.note), one.user, one.at)
        for at, one in enumerate(found, start=1)
    ]
    value = {"files": [asdict(one) for one in found]}
    show.listing(as_json, ("序号", "文件名", "说明", "添加人", "时间"), rows, value)


@click.group()
def evidence() -> None:
    """公开凭证：渠道、日期、网址或地点、照片。"""


@evidence.command("add")
@click.argument("number")
@click.option("--channel", required=True, help="渠道，如 政府网站")
@click.option("--on", "day", default="", help="公开日期，2026-04-10；不写为今天")
@click.option("--address", default="", help="网址或地点")
@click.option("--note", default="", help="说明")
@click.option("--file", "path", type=_path, default=None, help="截图、照片、录像")
@_json
@pass_office
def add_evidence(
    office: Office,
    *,
    number: str,
    channel: str,
    day: str,
    address: str,
    note: str,
    path: Path | None,
    as_json: bool,
) -> None:
    """登记一条公开凭证。"""
    values = {"channel": channel, "on": day, "address": address, "note": note}
    _evidence(office.desk().records.proofs.add(number, values, path), as_json=as_json)


@evidence.command("list")
@click.argument("number")
@_json
@pass_office
def list_evidence(office: Office, number: str, as_json: bool) -> None:
    """列出公开凭证。"""
    _evidence(office.desk().records.proofs.of(number), as_json=as_json)


@evidence.command("void")
@click.argument("number")
@click.argument("place", type=int)
@click.option("--reason", required=True, help="作废的理由")
@_json
@pass_office
def void_evidence(office: Office, number: str, place: int, reason: str, as_json: bool) -> None:
    """作废第几条公开凭证，原条目和理由都保留。"""
    proofs = office.desk().records.proofs
    found = proofs.of(number)
    uid = found[place - 1].uid if 0 < place <= len(found) else ""
    _evidence(proofs.void(number, uid, reason), as_json=as_json)


def _evidence(found: list[Evidence], *, as_json: bool) -> None:
    rows = [
        (
            at,
            one.on,
            one.channel,
            shown_name(one.address),
            shown_name(one.file),
            shown_name(one.note),
        )
        for at, one in enumerate(found, start=1)
    ]
    heads = ("序号", "日期", "渠道", "网址或地点", "文件", "说明")
    show.listing(as_json, heads, rows, {"evidence": [asdict(one) for one in found]})


@click.command()
@click.argument("number")
@click.argument("kind", type=click.Choice([kind.value for kind in LinkKind]), required=False)
@click.argument("other", required=False)
@click.option("--undo", type=int, default=None, help="取消这个编号的关联")
@_json
@pass_office
def link(
    office: Office,
    number: str,
    kind: str | None,
    other: str | None,
    undo: int | None,
    as_json: bool,
) -> None:
    """列出、登记（解读、修改、废止、更正、转发、反馈）或取消和别的信息的关联。"""
    links = office.desk().records.links
    if undo is not None:
        found = links.undo(number, undo)
    elif kind and other:
        found = links.add(number, LinkKind(kind), other)
    else:
        found = links.of(number)
    _links(found, as_json=as_json)


def _links(found: list[Link], *, as_json: bool) -> None:
    rows = [
        (one.id, f"{one.kind.label}→" if one.outward else f"被{one.kind.label}", one.number,
         shown_name(one.title), one.state.label)
        for one in found
    ]  # fmt: skip
    value = {"links": [asdict(one) for one in found]}
    show.listing(as_json, ("编号", "关联", "信息", "标题", "状态"), rows, value)


@click.command()
@click.argument("number")
@click.argument("status", type=click.Choice([one.value for one in Validity]), required=False)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="生效日期")
@click.option("--basis", default="", help="依据的文件或清理决定")
@_json
@pass_office
def validity(
    office: Office, number: str, status: str | None, day: datetime | None, basis: str, as_json: bool
) -> None:
    """查看或登记公文的效力状态：有效、已修改、失效、废止。"""
    desk = office.desk()
    standings = desk.records.standings
    if status:
        on: date = day.date() if day else desk.session.today
        standings.declare(number, Validity(status), on, basis)
    now = standings.now(desk.records.get(number))
    noted = standings.of(number)
    rows = [(one.validity.label, one.on, one.basis) for one in noted]
    value = {"now": asdict(now) if now else None, "noted": [asdict(one) for one in noted]}
    show.listing(as_json, ("状态", "自", "依据"), rows, value)
    if now and not as_json:
        show.result(f"今天：{now.validity.label}（自{now.on}）{now.basis}")


@click.command()
@click.argument("number")
@click.argument("outcome", type=click.Choice([one.value for one in Outcome]))
@click.option("--reason", required=True, help="评估的理由")
@_json
@pass_office
def assess(office: Office, number: str, outcome: str, reason: str, as_json: bool) -> None:
    """登记对不公开信息的定期评估；要公开的随后重新起草、重新审核。"""
    made = office.desk().records.assessing.note(number, Outcome(outcome), reason)
    if as_json:
        show.document(asdict(made))
    else:
        later = f"，{made.next_on}前再评估" if made.next_on else "，请重新起草并送审"
        show.result(f"{number}　{made.outcome.label}{later}")


@click.command()
@click.argument("number")
@click.argument("index_number")
@pass_office
def index(office: Office, number: str, index_number: str) -> None:
    """记下县里网站给的索引号。"""
    record = office.desk().records.number_index(number, index_number)
    show.result(f"{record.number}　{record.index_number}")


@click.command()
@click.argument("number")
@click.option("--reason", required=True, help="原来哪里有错、怎么更正")
@_json
@pass_office
def correct(office: Office, number: str, reason: str, as_json: bool) -> None:
    """为已公开的信息起草更正稿；更正稿公开时，原来的同时撤下。"""
    made = office.desk().records.correcting.begin(number, reason)
    if as_json:
        show.document(asdict(made))
    else:
        show.result(f"{made.number}　草稿，公开时代替“{number}”")


COMMANDS = (file_, evidence, link, validity, assess, index, correct)
