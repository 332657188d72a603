"""Read a register's form (forms/registers/*.toml) and tell every mistake in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gkdesk.base import figures
from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules

from .regmodel import (
    ATTACHED,
    CANCELLED,
    NUMBER,
    STATE,
    Act,
    Check,
    DueRule,
    Field,
    Kind,
    ListColumn,
    Nil,
    Per,
    Quota,
    Register,
    Severity,
    State,
)

KIND = "registers"
LONGEST_VERB = 8
PAGES = {"landscape": None, "form": None}
CHECKS = {"need": 1, "hit": 1, "order": 2, "span": 2, "sum": 2}  # kind → fewest fields
BESIDE = {NUMBER: "编号", STATE: "状态", ATTACHED: "附件"}
_SPANS = ("working_day", "day", "hour", "month")
_KINDS = {one.value: one for one in Kind}
_PERS = {one.value: one for one in Per}
_DATES = (Kind.DATE, Kind.DATETIME)


def load(path: Path) -> Register:
    """Read a register.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, lambda table: _register(table, path.stem))


def check(path: Path) -> list[Problem]:
    """Return every mistake of a register's file with its place."""
    return mistakes(path, lambda table: _register(table, path.stem))[1]


def _register(table: FormTable, stem: str) -> Register:
    if table.text("id") != stem:
        table.fault("id", f"应与文件名一致（{stem}）")
    fields = tuple(_field(row) for row in table.tables("field"))
    states = tuple(_state(row) for row in table.tables("state"))
    names = {one.name: one for one in fields}
    codes = {one.code: one for one in states} | {CANCELLED: None}
    _once(table, "field", [one.name for one in fields])
    _once(table, "state", [one.code for one in states])
    made = Register(
        id=stem, version=table.whole("version"), title=table.text("title"),
        group=table.text("group"), order=table.whole("order", required=False, default=100),
        hint=table.text("hint", required=False), basis=table.texts("basis", required=True),
        status=table.text("status"), day=table.text("day", required=False),
        subject=table.choice("subject", names),
        page=table.choice("page", PAGES, default="landscape"), fields=fields, states=states,
        acts=tuple(_act(row, names, codes) for row in table.tables("act", required=False)),
        dues=tuple(_due(row, names, codes) for row in table.tables("due", required=False)),
        checks=tuple(_check(row, names, codes) for row in table.tables("check", required=False)),
        quotas=tuple(_quota(row, names) for row in table.tables("quota", required=False)),
        columns=tuple(_column(row, names) for row in table.tables("column")),
        nil=_nil(table.table("nil")), hidden=table.yes("hidden", default=False),
    )  # fmt: skip
    for key, found in (("act", made.acts), ("due", made.dues), ("check", made.checks),
                       ("quota", made.quotas)):  # fmt: skip
        _once(table, key, [one.code for one in found])
    if made.day and (made.day not in names or names[made.day].kind not in _DATES):
        table.fault("day", "应是一个日期栏目")
    if not made.states or made.states[0].done:
        table.fault("state", "第一个状态是新登记的，不能是办结的（done）")
    return made


def _field(row: FormTable) -> Field:
    kind = Kind(row.choice("kind", _KINDS, default="text") or "text")
    choices = row.texts("choices")
    if (kind is Kind.CHOICE) != bool(choices):
        row.fault("choices", 'choices（选项）与 kind = "choice" 必须同时有或同时没有')
    made = Field(
        name=row.text("name"), label=row.text("label"), kind=kind,
        required=row.yes("required", default=False), personal=row.yes("personal", default=False),
        help=row.text("help", required=False), choices=choices,
        default=row.text("default", required=False), own=row.yes("own", default=False),
    )  # fmt: skip
    if made.own and made.required:
        row.fault("required", "由程序填写的（own）不能必填")
    if made.default and choices and made.default not in choices:
        row.fault("default", "不在选项里")
    if kind is Kind.FILE and made.required:
        row.fault("required", "附件登记以后才能添加，请用 [[check]] 检查")
    row.done()
    return made


def _state(row: FormTable) -> State:
    made = State(row.text("code"), row.text("label"), row.yes("done", default=False))
    row.done()
    return made


def _act(row: FormTable, names: Mapping[str, Field], codes: Mapping[str, object]) -> Act:
    made = Act(
        code=row.text("code"), label=row.text("label"),
        sources=_known(row, "from", codes, required=True), to=row.choice("to", codes),
        asks=_known(row, "asks", names), needs=_known(row, "needs", names),
    )  # fmt: skip
    if made.code in ("add", "change", "cancel", "attach"):
        row.fault("code", "是程序自己用的，请换一个")
    if not set(made.needs) <= set(made.asks):
        row.fault("needs", "必须也写在 asks 里")
    row.done()
    return made


def _due(row: FormTable, names: Mapping[str, Field], codes: Mapping[str, object]) -> DueRule:
    after = row.text("after")
    if after != "added" and after.removeprefix("state:") not in codes:
        _dated(row, "after", (after,), names)
    verb = row.text("verb")
    if len(verb) > LONGEST_VERB:
        row.fault("verb", f"最多{LONGEST_VERB}个字")
    made = DueRule(
        code=row.text("code"), label=row.text("label"), verb=verb, after=after,
        until=_known(row, "until", names), states=_known(row, "states", codes),
        when=_when(row, names), figures=figures.read(row, units=_SPANS),
    )  # fmt: skip
    row.done()
    return made


def _check(row: FormTable, names: Mapping[str, Field], codes: Mapping[str, object]) -> Check:
    kind = row.choice("kind", CHECKS)
    fields = _known(row, "fields", names, required=True)
    if kind and len(fields) < CHECKS[kind]:
        row.fault("fields", f"至少要写{CHECKS[kind]}个栏目")
    if kind in ("order", "span"):
        _dated(row, "fields", fields, names)
    severity = row.choice("severity", {one.value: one for one in Severity}, default="error")
    made = Check(
        code=row.text("code"), kind=kind, words=row.text("words"),
        severity=Severity(severity or "error"), fields=fields,
        states=_known(row, "states", codes), when=_when(row, names),
        figures=figures.read(row, units=_SPANS) if kind == "span" else (),
    )  # fmt: skip
    row.done()
    return made


def _quota(row: FormTable, names: Mapping[str, Field]) -> Quota:
    when = _when(row, names)
    made = Quota(
        code=row.text("code"), label=row.text("label"),
        per=Per(row.choice("per", _PERS) or "year"), field=when[0], values=when[1],
        remind=row.whole("remind", required=False, default=30),
        figures=figures.read(row, units=("times",)),
    )  # fmt: skip
    row.done()
    return made


def _column(row: FormTable, names: Mapping[str, Field]) -> ListColumn:
    field = row.choice("field", {**names, **BESIDE})
    label = names[field].label if field in names else BESIDE.get(field, "")
    made = ListColumn(field, row.text("label", required=False, default=label), row.whole("width"))
    row.done()
    return made


def _nil(table: FormTable | None) -> Nil | None:
    if table is None:
        return None
    per = table.choice("per", {"month": None, "quarter": None})
    made = Nil(Per(per or "month"), figures.read(table, units=("working_day", "day")))
    table.done()
    return made


def _when(row: FormTable, names: Mapping[str, Field]) -> tuple[str, tuple[str, ...]]:
    """Read ``when`` (a field) and ``is`` (its values; none: any value)."""
    field = row.text("when", required=False)
    values = row.texts("is")
    if field and field not in names:
        row.fault("when", f"没有名为“{field}”的栏目")
    elif field:
        for value in values:
            if names[field].kind is Kind.CHOICE and value not in names[field].choices:
                row.fault("is", f"“{value}”不在“{names[field].label}”的选项里")
    elif values:
        row.fault("is", "要先写 when（哪个栏目）")
    return field, values


def _known(
    row: FormTable, key: str, known: Mapping[str, object], *, required: bool = False
) -> tuple[str, ...]:
    found = row.texts(key, required=required)
    for name in found:
        if name not in known:
            row.fault(key, f"没有名为“{name}”的一项")
    return found


def _dated(row: FormTable, key: str, found: Iterable[str], names: Mapping[str, Field]) -> None:
    for name in found:
        if name not in names or names[name].kind not in _DATES:
            row.fault(key, f"“{name}”不是日期栏目")


def _once(table: FormTable, key: str, found: list[str]) -> None:
    for name in sorted({name for name in found if found.count(name) > 1}):
        table.fault(key, f"“{name}”写了两次")
