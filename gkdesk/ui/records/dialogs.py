"""Drafting a record, and taking one step of its review."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from gkdesk.catalog.model import Item
from gkdesk.records.model import Act, Attribute, Record, Secrecy
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog


def _asks(items: Sequence[Item]) -> tuple[Ask, ...]:
    levels = ((item.key, f"{item.area} · {item.level1} {item.level2}") for item in items)
    attributes = tuple((attribute.value, attribute.label) for attribute in Attribute)
    return (
        Ask("title", "标题", wide=True),
        Ask("doc_number", "文号", required=False),
        Ask("made_on", "信息形成日期", "date", default="今天"),
        Ask("attribute", "公开属性", "choice", choices=attributes),
        Ask(
            "item_key",
            "对应的目录事项",
            "choice",
            required=False,
            choices=(("", "不对应目录事项"), *levels),
            wide=True,
        ),
        Ask("body", "正文", "longtext"),
    )


class DraftDialog(FormDialog):
    """A new record, or a draft written anew."""

    def __init__(self, parent: QWidget, context: Context, record: Record | None = None) -> None:
        desk = context.desk
        known = {"uid": record.uid} if record else {}
        super().__init__(
            parent,
            "修改草稿" if record else "新增公开信息",
            _asks(desk.catalog.rows()),
            lambda values: desk.records.draft({**values, **known}),
            today=desk.session.today,
            verb="存为草稿",
        )
        if record is not None:
            self.form.fill(
                {
                    "title": record.title,
                    "doc_number": record.doc_number,
                    "made_on": record.made_on.isoformat(),
                    "attribute": record.attribute.value,
                    "item_key": record.item_key or "",
                    "body": record.body,
                }
            )


class StepDialog(FormDialog):
    """One step of the review with its opinion."""

    def __init__(self, parent: QWidget, context: Context, record: Record, act: Act) -> None:
        results = tuple((result.value, result.label) for result in Secrecy)
        asks = [Ask("opinion", "意见", "longtext", required=act in (Act.RETURN, Act.WITHDRAW))]
        if act is Act.SECRECY:
            asks.insert(0, Ask("result", "审查结果", "choice", choices=results, wide=True))
        super().__init__(
            parent,
            act.label,
            asks,
            lambda values: context.desk.records.act(record.uid, act, values),
            today=context.desk.session.today,
            hint=f"{record.number} {record.title}",
        )
