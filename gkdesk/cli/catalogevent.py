"""``gkdesk catalog event``, ``mark``, ``item``: what happened about an item, what was settled."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from . import show
from .duejson import doubt_json, duty_json, item_json, json_option, noted_json, show_duties
from .main import Office, pass_office

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def event() -> None:
    """登记事项发生的日子：人大批准、作出处罚决定、举行听证……"""


@event.command("add")
@click.argument("key")
@click.option("--kind", required=True, help="什么事，如 approved 批准、decided 决定、held 举行")
@click.option("--on", required=True, type=_DAY, help="发生的日期，如 2026-03-01")
@click.option("--what", required=True, help="发生了什么（加密保存）")
@json_option
@pass_office
def add(office: Office, *, key: str, kind: str, on: datetime, what: str, as_json: bool) -> None:
    """登记一件事，它引起的公开期限从此开始计算。"""
    from gkdesk.catalog.duemodel import OccasionKind

    known = {one.value: one for one in OccasionKind} | {one.label: one for one in OccasionKind}
    if kind not in known:
        words = "、".join(f"{one.value} {one.label}" for one in OccasionKind)
        raise click.UsageError(f"没有“{kind}”这种事。可写：{words}")
    desk = office.desk()
    noted = desk.catalog.occasions.add(key, known[kind], on.date(), what)
    duties = [
        duty
        for duty in desk.duties.facts(key).duties
        if duty.cause == noted.occasion.uid and duty.due_on
    ]
    if as_json:
        show.document(noted_json(noted) | {"duties": [duty_json(duty) for duty in duties]})
        return
    days = "、".join(str(duty.due_on) for duty in duties)
    show.talk(f"已登记：{noted.occasion.uid[:8]}" + (f"，最迟{days}公开" if days else ""))


@event.command("list")
@click.argument("key", default="")
@json_option
@pass_office
def list_(office: Office, *, key: str, as_json: bool) -> None:
    """列出登记的事项，作废的也在内。"""
    found = office.desk().catalog.occasions.rows(key or None)
    rows = [
        (one.occasion.uid[:8], one.occasion.item_key, one.occasion.on, one.occasion.kind.label,
         one.what, "作废：" + one.voided if one.voided is not None else "")
        for one in found
    ]  # fmt: skip
    value = {"events": [noted_json(one) for one in found]}
    show.listing(as_json, ("编号", "事项编码", "日期", "什么事", "说明", ""), rows, value)


@event.command("void")
@click.argument("uid")
@click.option("--reason", required=True, help="为什么作废")
@pass_office
def void(office: Office, *, uid: str, reason: str) -> None:
    """作废登记错的一件事；记录留着，不再起作用。"""
    office.desk().catalog.occasions.void(uid, reason)
    show.talk("已作废，记录留着备查。")


@click.command()
@click.argument("key")
@click.argument("kind", type=click.Choice(["absent", "column", "reading"]))
@click.argument("value", default="")
@pass_office
def mark(office: Office, *, key: str, kind: str, value: str) -> None:
    """给事项作标记：absent 不涉及的原因，column 动态栏目（dynamic、static），reading 时限的意思。

    不写内容就是取消标记。
    """
    office.desk().catalog.occasions.mark(key, kind, value)
    show.talk(f"{key}：" + ("已标记" if value else "已取消标记"))


@click.command("item")
@click.argument("key")
@json_option
@pass_office
def item_(office: Office, *, key: str, as_json: bool) -> None:
    """看一个事项：时限的意思、期限和情况、登记的事项、信息、变更经过。"""
    found = office.desk().duties.facts(key)
    if as_json:
        show.document({
            **item_json(found.item), "marks": asdict(found.marks), "reason": found.reason,
            "clauses": found.clauses, "unclear": found.unclear, "notes": found.notes,
            "duties": [duty_json(duty) for duty in found.duties],
            "records": [one._asdict() for one in found.records],
            "holds": [
                {"record": hold.by.number, "until": hold.until, "down": hold.down,
                 "broken": hold.broken}
                for hold in found.holds
            ],
            "events": [noted_json(one) for one in found.occasions],
            "doubts": [doubt_json(one) for one in found.doubts],
            "history": [
                {"at": one.at, "file": one.file, "change": one.words,
                 "fields": [field.label for field in one.fields]}
                for one in found.history
            ],
        })  # fmt: skip
        return
    show.talk(f"{found.item.area} · {found.item.name}")
    for words in (*found.clauses, *(f"认不出：{part}" for part in found.unclear), found.reason):
        show.talk(f"  {words}" if words else "")
    show_duties(found.duties, as_json=False)


COMMANDS = (event, mark, item_)
