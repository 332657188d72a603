"""登记事件, and what the clerk settles about an item: dialogs of a few questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import shown_name
from gkdesk.catalog.duemodel import OccasionKind
from gkdesk.catalog.model import Item
from gkdesk.records.dutymodel import Facts
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take

_WHAT = "如：镇人民代表大会批准2026年预算"
_COLUMNS = (("dynamic", "动态栏目"), ("static", "非动态栏目"), ("none", "不按栏目计算"))


def event_dialog(parent: QWidget, context: Context, item: Item) -> FormDialog:
    """Ask what happened about an item on which day; its duties follow from that."""
    kinds = tuple((kind.value, kind.label) for kind in OccasionKind)
    asks = (
        Ask("kind", "什么事", "menu", choices=kinds, blank=True),
        Ask("on", "日期", "date", default="今天", help="可写 4.10、20260410、昨天"),
        Ask("what", "发生了什么", "longtext", hint=_WHAT, help="加密保存，不写证件号和电话"),
    )

    def take(values: Mapping[str, str]) -> None:
        if values.get("kind", "") not in list(OccasionKind):
            raise BadValue("kind", "什么事", "没有选")
        desk = context.desk
        desk.catalog.occasions.add(
            item.key, OccasionKind(values["kind"]), _day(values), values.get("what", "")
        )

    hint = f"{item.area} · {shown_name(item.name)}"
    return _dialog(parent, context, "登记事件", asks, take, hint=hint)


def void_dialog(parent: QWidget, context: Context, uid: str, words: str) -> FormDialog:
    """Ask why an event is taken back."""
    ask = Ask("reason", "作废原因", "longtext")

    def take(values: Mapping[str, str]) -> None:
        context.desk.catalog.occasions.void(uid, values.get("reason", ""))

    return _dialog(parent, context, "作废登记的事件", (ask,), take, hint=words, verb="作废")


def mark_dialog(parent: QWidget, context: Context, facts: Facts) -> FormDialog:
    """Ask what is settled about an item: what its limit means, how often, why nothing is owed."""
    written = shown_name(facts.item.time_limit.text)[:40] or "（空）"
    asks = (
        Ask(
            "reading", "公开时限的意思", required=False, default=facts.marks.reading,
            hint="如：每季度；20个工作日内", help=f"目录里写的是：{written}",
        ),
        Ask(
            "column", "网站栏目多久要更新", "choice", choices=_COLUMNS,
            default=facts.marks.column or "none",
        ),
        Ask(
            "absent", "不涉及的原因", required=False, default=facts.marks.absent,
            hint="写了原因就不再计算期限",
        ),
    )  # fmt: skip

    def take(values: Mapping[str, str]) -> None:
        notes, marks = context.desk.catalog.occasions, facts.marks
        column = values.get("column", "none").replace("none", "")
        before = {"reading": marks.reading, "column": marks.column, "absent": marks.absent}
        wanted = {
            "reading": values.get("reading", ""), "column": column,
            "absent": values.get("absent", ""),
        }  # fmt: skip
        for kind, value in wanted.items():
            if value != before[kind]:
                notes.mark(facts.item.key, kind, value)

    hint = f"{facts.item.area} · {shown_name(facts.item.name)}"
    return _dialog(parent, context, "事项标记", asks, take, hint=hint, verb="保存标记")


def _dialog(
    parent: QWidget, context: Context, title: str, asks: tuple[Ask, ...], take: Take, *,
    hint: str, verb: str = "登记",
) -> FormDialog:  # fmt: skip
    today = context.desk.session.today
    return FormDialog(parent, title, asks, take, today=today, hint=hint, verb=verb, columns=1)


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("on", ""))
    except ValueError as error:
        raise BadValue("on", "日期", "认不出，可写 4月10日 或 20260410") from error
