"""What a list sheet or a text sheet has: columns, facts above the table, parts, stages, rules.

Both kinds hold the same data. A list prints one row a line under its column titles; a text sheet
prints each row as a block of title and text, for what is told in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gkdesk.base.formtable import FormTable
from gkdesk.base.nearest import meant

from .listrulekinds import ListRule, read_rule

LIST_KINDS = {"list": "清单（可分段、分组、合计）", "text": "文字表（一项一行）"}
COLUMN_KINDS = {
    "text": "文字", "name": "姓名", "choice": "选项", "date": "日期", "month": "年月",
    "money": "金额（元，两位小数）", "count": "整数", "number": "数（面积、股数等）",
    "serial": "序号（程序编排）",
}  # fmt: skip
NUMBERS = frozenset({"money", "count", "number"})
POSTED = {
    "full": "公开", "middle": "姓名印成张*明", "surname": "姓名印成张**", "never": "不得公开",
}  # fmt: skip
STAGES = {"notice": "公示", "publish": "公布", "correct": "更正"}
# what titles and footers of every sheet may name; a fact must not hide it
OFFICE_WORDS = frozenset({
    "town", "village", "organ", "office", "phone", "supervisor", "supervision_phone",
    "period", "name", "note", "days",
})  # fmt: skip
_ALIGN = {"serial": "C", "choice": "C", "date": "C", "month": "C", "name": "L", "text": "L"}
_WIDTH = {
    "serial": 6, "name": 12, "text": 20, "choice": 10, "date": 13, "month": 11, "money": 15,
    "count": 8, "number": 11,
}  # fmt: skip
MONEY_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table, or one fact above it.

    Attributes:
        width: a weight; the columns share the paper in proportion.
        decimals: for figures, the fewest that are printed.
        post: what of it may hang on a board (a key of ``POSTED``).
        stages: in which stages it is there; empty for all.
        in_title: of a fact, the pattern whose first group is the fact when the title tells it.
    """

    key: str
    label: str
    kind: str
    aliases: tuple[str, ...]
    choices: tuple[str, ...]
    required: bool
    post: str
    width: int
    decimals: int
    sum: bool
    stages: tuple[str, ...]
    in_title: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMBERS

    @property
    def hidden(self) -> bool:
        """It may hang on no board."""
        return self.post == "never"

    @property
    def align(self) -> str:
        return "R" if self.numeric else _ALIGN.get(self.kind, "L")

    def names(self) -> tuple[str, ...]:
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the table, such as 来源 and 发放; ``lines`` are printed in the blank."""

    key: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a sheet: ``name`` is its name in the title."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ListBody:
    """Everything a list or text sheet has that a two-sided one has not."""

    fields: tuple[Column, ...]
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    stages: tuple[Stage, ...]
    rules: tuple[ListRule, ...]
    group: str  # the column whose words make the groups, or empty
    total: str  # what the row of sums is called; empty for no sums
    subtotal: str
    record: str  # what one row of a text sheet is called, such as 事项
    blank_rows: int  # empty rows in the workbook the villages fill in, in each part

    def stage(self, key: str) -> Stage:
        """Return a stage, the first when the key is empty."""
        return next((stage for stage in self.stages if stage.key == key), self.stages[0])

    def shown(self, stage: str) -> tuple[Column, ...]:
        """Return the columns of a stage, the ones that may not be posted too."""
        return tuple(c for c in self.columns if not c.stages or stage in c.stages)

    def facts(self, stage: str) -> tuple[Column, ...]:
        return tuple(c for c in self.fields if not c.stages or stage in c.stages)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def words(self) -> frozenset[str]:
        """Return what the lines under the table may name besides the office's own words."""
        money = [column.key for column in self.columns if column.kind == "money"]
        sums = [column.key for column in self.columns if column.numeric]
        facts = [field.key for field in self.fields]
        return frozenset(
            ["rows", *facts, *(f"sum_{key}" for key in sums), *(f"capital_{key}" for key in money)]
        )

    def label(self, term: str) -> str:
        """Return the printed name of a column, or of ``field.x``, ``sum.x`` or ``part.x``."""
        where, dot, key = term.partition(".")
        if not dot:
            return self.column(term).label
        if where == "field":
            return next(field.label for field in self.fields if field.key == key)
        part = next((part.label for part in self.parts if part.key == where), "")
        return f"{part or self.total or '合计'}的{self.column(key).label}"


def read_body(table: FormTable, kind: str) -> ListBody:
    """Read the parts of a form that only lists and text sheets have; faults are noted."""
    stages = tuple(_stage(row) for row in table.tables("stage")) or (Stage("publish", ""),)
    known = {stage.key for stage in stages}
    columns = _columns(table.tables("column"), known)
    fields = _columns(table.tables("field", required=False), known, OFFICE_WORDS | {"rows"})
    parts = tuple(_part(row) for row in table.tables("part", required=False))
    group = table.text("group", required=False)
    if group and group not in {column.key for column in columns}:
        _unknown(table, "group", group, [column.key for column in columns])
    terms = known_terms(fields, columns, parts)
    rules = tuple(read_rule(row, terms) for row in table.tables("rule", required=False))
    body = ListBody(
        fields=fields,
        columns=columns,
        parts=parts,
        stages=stages,
        rules=tuple(rule for rule in rules if rule.kind),
        group=group,
        total=table.text("total", required=False),
        subtotal=table.text("subtotal", required=False, default="小计"),
        record=table.text("record", required=kind == "text"),
        blank_rows=table.whole("blank_rows", required=False, default=40),
    )
    _consistent(table, body, kind)
    return body


def known_terms(
    fields: Iterable[Column], columns: Iterable[Column], parts: Iterable[Part]
) -> dict[str, set[str]]:
    """Return what a rule may name: columns, facts, sums of the table and of its parts."""
    keys = {column.key for column in columns}
    facts = {f"field.{field.key}" for field in fields}
    part_keys = {part.key for part in parts}
    sums = {f"{where}.{key}" for where in ("sum", *part_keys) for key in keys}
    return {"column": keys, "term": facts | sums, "factor": keys | facts, "part": part_keys}


def _consistent(table: FormTable, body: ListBody, kind: str) -> None:
    if body.blank_rows < 1:
        table.fault("blank_rows", "应为1行或更多")
    if kind == "text" and (body.parts or body.group or body.total):
        table.fault("kind", "文字表不分段、不分组、不合计")
    if any(column.sum for column in body.columns) and not body.total:
        table.fault("total", '有要合计的列，应写明合计行的名称，如 total = "合计"')


def _columns(
    rows: list[FormTable], stages: set[str], taken: frozenset[str] = frozenset()
) -> tuple[Column, ...]:
    """Read columns or facts; keys and labels must differ, and not be ``taken``."""
    found: list[Column] = []
    for row in rows:
        column = _column(row, stages)
        if column.key in taken:
            row.fault("key", f"“{column.key}”已是标题和表尾里的词，请换一个")
        if column.key in {other.key for other in found}:
            row.fault("key", f"键“{column.key}”用了两次")
        if column.label in {other.label for other in found}:
            row.fault("label", f"标题“{column.label}”用了两次")
        found.append(column)
    return tuple(found)


def _column(table: FormTable, stages: set[str]) -> Column:
    kind = table.choice("kind", COLUMN_KINDS)
    column = Column(
        key=table.text("key"),
        label=table.text("label"),
        kind=kind,
        aliases=table.texts("aliases"),
        choices=table.texts("choices", required=kind == "choice"),
        required=table.yes("required", default=False),
        post=table.choice("post", POSTED, default="full"),
        width=table.whole("width", required=False, default=_WIDTH.get(kind, 10)),
        decimals=table.whole(
            "decimals", required=False, default=MONEY_DECIMALS if kind != "count" else 0
        ),
        sum=table.yes("sum", default=False),
        stages=table.texts("stages"),
        in_title=_pattern(table, "in_title"),
    )
    if column.sum and not column.numeric:
        table.fault("sum", "只有金额、整数和数可以合计")
    if column.post in ("middle", "surname") and kind != "name":
        table.fault("post", "只有姓名可以这样隐去")
    if column.width < 1:
        table.fault("width", "应为1或更大")
    for stage in column.stages:
        if stage not in stages:
            _unknown(table, "stages", stage, sorted(stages))
    table.done()
    return column


def _pattern(table: FormTable, key: str) -> str:
    text = table.text(key, required=False)
    try:
        groups = re.compile(text).groups if text else 1
    except re.error:
        groups = 0
    if groups != 1:
        table.fault(key, "应为有一个括号的匹配式，括号里就是要取的内容")
        return ""
    return text


def _part(table: FormTable) -> Part:
    part = Part(table.text("key"), table.text("label"), table.texts("lines"))
    if part.key in ("field", "sum"):
        table.fault("key", f"“{part.key}”另有用处，请换一个")
    table.done()
    return part


def _stage(table: FormTable) -> Stage:
    stage = Stage(table.choice("key", STAGES), table.text("name"))
    table.done()
    return stage


def _unknown(table: FormTable, key: str, word: str, known: Iterable[str]) -> None:
    known = list(known)
    table.fault(key, f"没有“{word}”{meant(word, known)}有：{'、'.join(known)}")
