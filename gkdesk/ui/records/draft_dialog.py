"""Drafting a record: by hand, or from a document that fills the boxes it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.records.model import (
    DOCUMENTS,
    POLICIES,
    Attribute,
    Origin,
    Record,
    RecordKind,
)
from gkdesk.ui.context import Context
from gkdesk.ui.drafts import Draft
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk

_BASE = ("title", "doc_number", "made_on", "attribute", "kind", "item_key", "period", "body")
_CLOSED = ("ground", "reason")
_DOCUMENT = (
    "origin", "drafting_unit", "effective_on", "valid_until", "redacted", "index_number",
)  # fmt: skip
_PARTS = ("interpreter_organ", "interpreter", "interpreter_contact", "forms", "drafting_note")
_OF_ORIGIN = {Origin.FORWARDED: ("origin_attribute",), Origin.JOINT: ("partners",)}
_YES = (("", "否"), ("yes", "是"))
# what the clerk reads when a box was filled by the program
FOUND = "自动识别"


def _choices(kinds: Sequence[tuple[str, str]], none: str = "") -> tuple[tuple[str, str], ...]:
    return ((("", none),) if none else ()) + tuple(kinds)


def _asks(desk: Desk) -> tuple[Ask, ...]:
    records, items = desk.records, desk.catalog.rows()
    levels = [(item.key, f"{item.area} · {item.level1} {item.level2}".strip()) for item in items]
    attributes = [(one.value, one.label) for one in Attribute]
    grounds = [
        (one.code, f"{one.label}（{one.basis}）") for one in records.rules.attributes.grounds
    ]
    axes = tuple(
        Ask(
            axis.code, axis.label, "menu", required=False,
            choices=_choices([(value, value) for value in axis.values], "（不分类）"),
        )
        for axis in records.rules.axes
    )  # fmt: skip
    return (
        Ask("title", "标题", wide=True),
        Ask("doc_number", "文号", required=False, hint="青政〔2026〕7号"),
        Ask("made_on", "信息形成日期", "date", default="今天"),
        Ask("attribute", "公开属性", "choice", choices=tuple(attributes)),
        Ask("kind", "种类", "choice", choices=tuple((one.value, one.label) for one in RecordKind)),
        Ask(
            "item_key", "对应的目录事项", "find", required=False, wide=True,
            choices=_choices(levels, "（不对应目录事项）"), help="输入几个字即可查找",
        ),
        Ask(
            "period", "所属期", required=False, hint="2026、2026Q1、2026年3月",
            help="定期公开的事项要填，如哪一季度的报表",
        ),
        Ask("ground", "不主动公开的依据", "menu", choices=_choices(grounds, "请选择"), wide=True),
        Ask("reason", "不主动公开的具体理由", "longtext"),
        Ask("origin", "文件来源", "choice", choices=tuple((o.value, o.label) for o in Origin)),
        Ask("drafting_unit", "起草单位", required=False),
        Ask("origin_attribute", "原文的公开属性", "menu", choices=_choices(attributes, "请选择")),
        Ask("partners", "联合发文单位", required=False),
        Ask("effective_on", "施行日期", "date", required=False),
        Ask("valid_until", "有效期至", "date", required=False),
        Ask("unified_number", "统一编号", required=False),
        Ask("redacted", "是否删减后公开", "choice", choices=_YES, required=False),
        Ask("index_number", "索引号", required=False, help="留空时公开那天自动编号"),
        Ask("no_interpretation", "不解读的理由", required=False, wide=True),
        Ask("interpreter_organ", "解读机关"),
        Ask("interpreter", "解读人"),
        Ask("interpreter_contact", "联系方式"),
        Ask("forms", "解读形式", required=False, hint="文字、图片、视频、访谈"),
        Ask("drafting_note", "起草说明", "longtext"),
        Ask("body", "正文", "longtext"),
        Ask("display_until", "公示到", "date", required=False, help="公示类信息填最后一天"),
        *axes,
    )  # fmt: skip


class DraftDialog(FormDialog):
    """A new record, or a draft written anew; only the boxes its kind needs are shown."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        record: Record | None = None,
        *,
        found: Mapping[str, str] | None = None,
        files: Sequence[Path] = (),
    ) -> None:
        desk = context.desk
        self._records, self.files = desk.records, tuple(files)
        self._known = {"uid": record.uid} if record else {}
        self.uid = ""
        self._all = False
        self._axes = tuple(axis.code for axis in desk.records.rules.axes)
        super().__init__(
            parent,
            "修改草稿" if record else "新增公开信息",
            _asks(desk),
            self._keep,
            today=desk.session.today,
            verb="存为草稿",
        )
        if record is not None:
            self.form.fill(values_of(record))
        elif found is not None:
            self._take_over(found)
        else:
            self.remember(Draft(desk, "records.draft"))
        self.more = button("更多栏目", "link", "columns-3", on=self._show_all, size=14)
        self.add_button(self.more)
        self.form.changed.connect(self._fit_fields)
        self._fit_fields()

    def values(self) -> dict[str, str]:
        """Return every box that is shown, empty ones too: what was cleared is cleared."""
        filled, shown = super().values(), set(self.form.shown)
        return {name: filled.get(name, "") for name in self.form.values() if name in shown}

    def _keep(self, values: Mapping[str, str]) -> None:
        made = self._records.draft({**values, **self._known})
        self.uid = made.uid

    def _take_over(self, found: Mapping[str, str]) -> None:
        self.form.fill(found)
        for name in found:
            if name != "body":
                self.form.tag(name, FOUND)
        names = "、".join(path.name for path in self.files)
        self.hint(f"附件：{names}。标有“{FOUND}”的栏目请核对后再存。")

    def _show_all(self) -> None:
        self._all = True
        self.more.hide()
        self._fit_fields()

    def _fit_fields(self) -> None:
        """Show the boxes the answers so far call for."""
        chosen = self.form.values()
        names = [*_BASE, *_wanted(chosen)]
        rarer = ("display_until", *self._axes)
        names += [name for name in rarer if self._all or chosen[name]]
        if self._all:
            names.append("index_number")
        self.form.show_only(names)


def _wanted(chosen: Mapping[str, str]) -> list[str]:
    """Return the boxes that belong to an attribute and a kind."""
    kind = RecordKind(chosen["kind"])
    names: list[str] = []
    if chosen["attribute"] != Attribute.ACTIVE.value:
        names += _CLOSED
    if kind in DOCUMENTS:
        names += _DOCUMENT
        names += _OF_ORIGIN.get(Origin(chosen["origin"]), ())
    if kind is RecordKind.NORMATIVE:
        names.append("unified_number")
    if kind in POLICIES:
        names.append("no_interpretation")
    if kind is RecordKind.INTERPRETATION:
        names += _PARTS
    return names


def values_of(record: Record) -> dict[str, str]:
    """Return the boxes of a draft as the form shows them."""
    facts = record.facts
    return {
        "title": record.title,
        "doc_number": record.doc_number,
        "made_on": record.made_on.isoformat(),
        "attribute": record.attribute.value,
        "kind": record.kind.value,
        "item_key": record.item_key or "",
        "period": record.period,
        "body": record.body,
        "reason": record.reason,
        "ground": facts.ground,
        "origin": facts.origin.value,
        "origin_attribute": facts.origin_attribute.value if facts.origin_attribute else "",
        "partners": facts.partners,
        "drafting_unit": facts.drafting_unit,
        "effective_on": facts.effective_on.isoformat() if facts.effective_on else "",
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else "",
        "display_until": facts.display_until.isoformat() if facts.display_until else "",
        "unified_number": facts.unified_number,
        "redacted": "yes" if facts.redacted else "",
        "index_number": record.index_number,
        "no_interpretation": facts.no_interpretation,
        **record.parts,
        **facts.axes,
    }
