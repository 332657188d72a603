"""The form of a register's entry, built from its fields; and the small dialogs of its steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from gkdesk.records.regmodel import Act, Entry, Field, Kind, Register
from gkdesk.ui.context import Context
from gkdesk.ui.dates import parse_day
from gkdesk.ui.drafts import Draft
from gkdesk.ui.widgets.field_form import MOST_RADIOS, Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

_TIME = re.compile(r"^(.*?)[ 　T]*(\d{1,2}[:：]\d{2})$")
_MOST_OFFERED = 300  # records in a drop-down; of more the number is typed
_WIDE = 60  # letters of a choice that needs the whole width
_UNDECIDED = "未定"
Values = Mapping[str, str]
# kind of field → how it is asked, what stands in the empty box
_KINDS = {
    Kind.LONGTEXT: ("longtext", ""),
    Kind.DATE: ("date", "如 4.10、今天"),
    Kind.DATETIME: ("text", "如 今天 9:30、4.10 15:00"),
    Kind.CHOICE: ("choice", ""),
    Kind.RECORD: ("text", "公开信息的编号"),
    Kind.ITEM: ("text", "目录事项的编号"),
}


def asks_of(
    form: Register, names: Sequence[str], needed: Sequence[str], context: Context
) -> list[Ask]:
    """Return what the form asks for these fields, in the register's order."""
    return [
        _ask(field, required=field.name in needed, context=context)
        for field in form.typed
        if field.name in names
    ]


def _ask(field: Field, *, required: bool, context: Context) -> Ask:
    kind, hint = _KINDS.get(field.kind, ("text", ""))
    choices = tuple((one, one) for one in field.choices)
    if field.kind is Kind.RECORD and (choices := _records(context)):
        kind = "menu"
    if choices and not required and not field.default:
        choices = (("", _UNDECIDED), *choices)
    if kind == "choice" and len(choices) > MOST_RADIOS:
        kind = "menu"
    return Ask(
        field.name, field.label, kind, required=required, default=field.default,
        help=field.help, choices=choices, hint=hint, blank=required and bool(choices),
        wide=kind == "choice" and sum(map(len, field.choices)) > _WIDE // 2,
    )  # fmt: skip


def _records(context: Context) -> tuple[tuple[str, str], ...]:
    found = context.desk.records.rows()
    if len(found) > _MOST_OFFERED:
        return ()
    book = context.desk.registers.book
    hide = partial(book.shown_text, rules=book.rules())
    return tuple((one.number, f"{one.number} {hide(one.title)}") for one in reversed(found))


def shown(field: Field, text: str) -> str:
    """Return a stored value as it is typed."""
    return text.replace("T", " ") if field.kind is Kind.DATETIME else text


def typed(form: Register, names: Sequence[str], values: Values, today: date) -> dict[str, str]:
    """Return what was typed for these fields, empty ones too; moments as they are stored."""
    found = {}
    for name in names:
        field, text = form.field(name), values.get(name, "")
        if field is not None and field.kind is Kind.DATETIME and (split := _TIME.match(text)):
            on = parse_day(split[1], today) if split[1] else today
            text = f"{on.isoformat() if on else split[1]} {split[2].replace('：', ':')}"
        found[name] = text
    return found


def entry_dialog(
    parent: QWidget, context: Context, form: Register, entry: Entry | None = None
) -> FormDialog:
    """Ask for a new entry, or for an old one anew."""
    book = context.desk.registers.book
    names = [field.name for field in form.typed if not field.own]
    first = _first_asked(form) if entry is None else names
    needed = [field.name for field in form.typed if field.required]
    closed = entry is not None and form.state(entry.state).done
    asks = asks_of(form, first, needed, context)
    if closed:
        asks.append(Ask("why_changed", "修改的原因", help="已办结的，修改要写原因"))
    today = context.desk.session.today

    def take(values: Values) -> object:
        found = typed(form, first, values, today)
        if entry is None:
            return book.add(form.id, found)
        return book.change(entry.uid, found, values.get("why_changed", ""))

    title = f"新增：{form.title}" if entry is None else f"修改：{form.title} {entry.number}"
    made = FormDialog(
        parent, title, asks, take, today=today, verb="登记" if entry is None else "保存修改",
        hint=form.hint if entry is None else "原来的内容留在经过里。",
    )  # fmt: skip
    if entry is not None:
        whole = book.whole(entry)
        made.form.fill({
            field.name: shown(field, whole.get(field.name, "")) for field in form.typed
        })  # fmt: skip
    made.remember(Draft(context.desk, f"register.{form.id}.{entry.uid if entry else 'new'}"))
    return made


def _first_asked(form: Register) -> list[str]:
    """Leave out of a new entry what a later step asks."""
    open_ = {state.code for state in form.states if not state.done}
    later = {name for act in form.acts if open_ & set(act.sources) for name in act.asks}
    return [
        field.name for field in form.typed
        if field.required or field.name == form.day
        or (field.name not in later and not field.own)
    ]  # fmt: skip


def act_dialog(
    parent: QWidget, context: Context, form: Register, entry: Entry, act: Act
) -> FormDialog:
    """Ask what a step needs and take it."""
    desk, today = context.desk, context.desk.session.today
    line = desk.registers.book.line(entry)
    asks = asks_of(form, act.asks, act.needs, context)

    def take(values: Values) -> object:
        return desk.registers.book.act(entry.uid, act.code, typed(form, act.asks, values, today))

    made = FormDialog(
        parent, act.label, asks, take, today=today, verb=act.label,
        hint=f"{entry.number} {line.title}", columns=2 if len(asks) > 3 else 1,  # noqa: PLR2004
    )  # fmt: skip
    known = {
        field.name: shown(field, entry.values[field.name])
        for field in form.typed
        if field.name in act.asks and field.name in entry.values
    }
    made.form.fill(known)
    made.remember(Draft(desk, f"register.{entry.uid}.{act.code}"))
    return made


def cancel_dialog(parent: QWidget, context: Context, form: Register, entry: Entry) -> FormDialog:
    """Ask why an entry is cancelled."""
    book = context.desk.registers.book
    line = book.line(entry)
    return FormDialog(
        parent, "作废", (Ask("reason", "作废的原因", help="加密保存"),),
        lambda values: book.cancel(entry.uid, values.get("reason", "")),
        today=context.desk.session.today, verb="作废", columns=1,
        hint=f"{form.title} {entry.number} {line.title}。编号和内容留着，不再提醒。",
    )  # fmt: skip


def small(
    parent: QWidget, context: Context, title: str, asks: Sequence[Ask],
    take: Callable[[Values], object], *, verb: str, hint: str = "", columns: int = 1,
) -> FormDialog:  # fmt: skip
    """Make a dialog of a few questions."""
    today = context.desk.session.today
    return FormDialog(parent, title, asks, take, today=today, verb=verb, hint=hint, columns=columns)
