"""``gkdesk records scan|check|decide|certificate|words``: the privacy and word check."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.base.scanning import Rules
    from gkdesk.records.scanmodel import Scanned

_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_FOUND = 2  # exit code when something blocks, as everywhere the rule says no


def _today() -> date:
    from gkdesk.desk import wall_clock

    return wall_clock().date()


def _rules(office: Office) -> Rules:
    from gkdesk.records import wordlist

    return wordlist.load(office.forms, _today())


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mask", "folder", type=click.Path(path_type=Path), help="把遮盖后的副本写到这里")
@_json
@pass_office
def scan(office: Office, paths: tuple[Path, ...], folder: Path | None, as_json: bool) -> int:
    """检查文件里的个人信息和敏感词，不需要办公数据文件夹；有须负责人决定的，退出码为2。"""
    from gkdesk.records import scanfile

    rules = _rules(office)
    found, values = [], []
    for scanned in scanfile.scan_files(paths, rules):
        found.append(scanned)
        values.append(scanned.as_dict())
        if not as_json:
            _tell(scanned)
    if folder is not None:
        for path, value in zip(paths, values, strict=True):
            value.update(_mask(path, folder, rules))
    if as_json:
        flat = [hit | {"file": one["file"]} for one in values for hit in _listed(one, "hits")]
        left = [no | {"file": one["file"]} for one in values for no in _listed(one, "not_scanned")]
        show.document({"words": rules.version, "files": values, "hits": flat, "not_scanned": left})
    blocks = sum(hit.severity == "block" for one in found for hit in one.hits)
    asks = sum(len(one.hits) for one in found) - blocks
    skipped = sum(len(one.not_scanned) for one in found)
    show.talk(
        f"查了{len(found)}份文件：须负责人决定{blocks}处，须核对{asks}处，没有查到的{skipped}处。"
    )
    return _FOUND if blocks else 0


def _listed(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return list(value[key])


def _mask(path: Path, folder: Path, rules: Rules) -> dict[str, Any]:
    from gkdesk.base.errors import GkdeskError
    from gkdesk.records import masking

    try:
        target, left = masking.mask_file(path, folder, rules)
    except GkdeskError as error:
        sentence = masking.safe(str(error), rules)
        show.talk(sentence)
        return {"masked": None, "mask_error": sentence}
    show.talk(f"已写入“{target.name}”，还有{len(left.hits)}处须人工处理")
    return {"masked": str(target), "left": [hit.as_dict() for hit in left.hits]}


def _tell(scanned: Scanned) -> None:
    show.result(f"{scanned.name}　{len(scanned.hits)}处")
    rows = [
        (hit.severity.label, hit.kind.label, hit.where, hit.snippet, hit.reason)
        for hit in scanned.hits
    ]
    if rows:
        show.table(("", "类别", "位置", "内容（已遮盖）", "说明"), rows)
    for one in scanned.not_scanned:
        show.result(f"  没有检查：{one.where}，{one.why}")


@click.command()
@click.argument("number")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_json
@pass_office
def check(office: Office, number: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """检查一条信息和随它公开的附件，把检查证明记在这条信息里。"""
    privacy = office.desk().records.privacy
    certificate = privacy.check(number, paths)
    judged = privacy.judged(number)
    rows = [
        (at, one.hit.severity.label, one.hit.kind.label, one.hit.where, one.hit.snippet,
         one.decision.choice.label if one.decision else "", one.open)
        for at, one in enumerate(judged, start=1)
    ]  # fmt: skip
    value = {
        "certificate": certificate.as_dict(),
        "hits": [
            one.hit.as_dict()
            | {"number": at, "decision": one.decision and one.decision.choice, "open": one.open}
            for at, one in enumerate(judged, start=1)
        ],
        "not_scanned": [no for one in certificate.scanned for no in one["not_scanned"]],
    }
    heads = ("序号", "", "类别", "位置", "内容（已遮盖）", "决定", "为何不能公开")
    show.listing(as_json, heads, rows, value)


@click.command()
@click.argument("number")
@click.argument("hit", type=int)
@click.argument("choice", type=click.Choice(["delete", "mask", "release"]))
@click.option("--reason", default="", help="确认可公开的理由")
@click.option("--same", is_flag=True, help="同一类别的都这样决定")
@pass_office
def decide(office: Office, *, number: str, hit: int, choice: str, reason: str, same: bool) -> None:
    """对检查出的第几处作决定：delete 删去、mask 遮盖、release 确认可公开。"""
    from gkdesk.base.errors import BadValue
    from gkdesk.records.scanmodel import Choice

    records = office.desk().records
    judged = records.privacy.judged(number)
    if not 1 <= hit <= len(judged):
        raise BadValue("hit", "序号", f"应为1到{len(judged)}")
    chosen = judged[hit - 1].hit
    marks = [one.hit.mark for one in judged if same and one.hit.kind is chosen.kind]
    if choice == Choice.MASK and records.get(number).state == "draft" and chosen.coverable:
        records.mask(number, marks or [chosen.mark])
    else:
        records.privacy.decide(number, marks or [chosen.mark], Choice(choice), reason)
    show.talk(f"{number}：已记下{len(marks) or 1}处，{Choice(choice).label}")


@click.command()
@click.argument("number")
@pass_office
def certificate(office: Office, number: str) -> None:
    """输出一条信息最近一次的检查证明（JSON）。"""
    found = office.desk().records.privacy.certificate(number)
    show.document(found.as_dict() if found else None)


@click.group()
def words() -> None:
    """敏感词、错误表述和可公开的电话。"""


@words.command("list")
@_json
@pass_office
def words_list(office: Office, as_json: bool) -> None:
    """列出在用的词。"""
    rules = _rules(office)
    rows = [
        (one.text, one.kind.label, one.severity.label, one.suggestion, one.source, one.status)
        for one in rules.terms
    ]
    names = ("text", "kind", "severity", "suggestion", "source", "status")
    value = {
        "version": rules.version,
        "words": [dict(zip(names, row, strict=True)) for row in rows],
        "allowed": sorted(rules.allowed),
    }
    show.listing(as_json, ("词", "类别", "要求", "应为", "来源", "核对情况"), rows, value)


@words.command("add")
@click.argument("text")
@click.option(
    "--kind", default="word", help="word 敏感词、wrong 错误表述、mark 内部标识、allow 可公开的电话"
)
@click.option("--suggest", default="", help="错误表述应写成什么")
@click.option("--block", is_flag=True, help="须负责人决定")
@pass_office
def words_add(office: Office, *, text: str, kind: str, suggest: str, block: bool) -> None:
    """在本办公室的词表里添加一个词，或一个可以公开的电话（手机号由负责人添加）。"""
    words_of = office.desk().records.privacy.words
    words_of.add(text, kind, suggestion=suggest, block=block)
    show.talk("已添加，下一次检查起生效")


@words.command("remove")
@click.argument("text")
@pass_office
def words_remove(office: Office, text: str) -> None:
    """删去本办公室的词，或停用程序自带的词。"""
    show.talk(office.desk().records.privacy.words.remove(text))


@words.command("restore")
@click.argument("text")
@pass_office
def words_restore(office: Office, text: str) -> None:
    """恢复使用停用过的程序自带的词。"""
    office.desk().records.privacy.words.put_back(text)
    show.talk("已恢复使用，下一次检查起生效")


COMMANDS = (scan, check, decide, certificate, words)
