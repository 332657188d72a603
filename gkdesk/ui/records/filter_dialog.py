"""筛选: the list narrowed by 公开属性, area of the catalog and the classifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from gkdesk.records.model import Attribute
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

ATTRIBUTE, AREA, AXIS = "attribute", "area", "axis."


def filter_dialog(
    parent: QWidget,
    context: Context,
    chosen: Mapping[str, str],
    take: Callable[[Mapping[str, str]], object],
    more: Sequence[Ask] = (),
) -> FormDialog:
    """Ask what the list shows; ``take`` is handed the questions that narrow it.

    ``more`` is asked first: what a narrow window has no room for above its list.
    """
    made = FormDialog(
        parent, "筛选", (*more, *_asks(context)), take, today=context.desk.session.today,
        hint="几项都选时，都符合的才列出。",
    )  # fmt: skip
    made.form.fill(dict(chosen))
    made.add_button(button("全部清除", on=lambda: _clear(made)))
    return made


def _asks(context: Context) -> tuple[Ask, ...]:
    desk = context.desk
    attributes = [(one.value, one.label) for one in Attribute]
    areas = [(name, name) for name, _count in desk.catalog.areas()]
    used = desk.records.roll.used()
    asks = [_ask(ATTRIBUTE, "公开属性", attributes), _ask(AREA, "目录领域", areas)]
    labels = {axis.code: axis.label for axis in desk.records.rules.axes}
    offered = {axis.code: axis.values for axis in desk.records.rules.axes}
    for code in dict.fromkeys((*offered, *used)):  # what a record bears counts, if dropped since
        values = dict.fromkeys((*offered.get(code, ()), *used.get(code, ())))
        name = labels.get(code, code)
        asks.append(_ask(AXIS + code, name, [(one, one) for one in values]))
    return tuple(asks)


def _ask(name: str, words: str, choices: list[tuple[str, str]]) -> Ask:
    return Ask(name, words, "menu", required=False, choices=(("", "（不限）"), *choices))


def _clear(dialog: FormDialog) -> None:
    dialog.form.fill(dict.fromkeys(dialog.form.values(), ""))
    dialog.accept()
