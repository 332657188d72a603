"""A sheet's figures → the page that is printed; the layout on paper is the documents room's."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from gkdesk.base import money
from gkdesk.documents.model import Capital, Cell, Paper, Row, SheetColumn, SheetPage

from . import listpage
from .form import BlockDef, LineDef, SheetForm
from .listdata import ListData
from .listform import Column, ListBody
from .model import PAIR, TOTAL, VALUE, Line, SheetData, Village
from .names import group_name
from .period import Period

_ITEM_WIDTH = 34.0
_AMOUNT_WIDTH = 16.5
_CODE_DIGITS = 12
_FULL = {"(": "（", ")": "）", ":": "：", ";": "；", ",": "，"}
_WIDE = r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff1f“”]"
_BESIDE_HANZI = re.compile(rf"(?<={_WIDE})[():;,]|[():;,](?={_WIDE})")
_CLOSING = re.compile(r"\)")
_MINUS = "−"  # a hyphen is too short to be seen from 1 m


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose sheet is printed, and the office's own words on it."""

    form: SheetForm
    village: Village
    period: Period
    town: str
    organ: str
    office: str
    phone: str
    supervisor: str = ""  # whom the 监督电话 reaches; empty for the organ itself
    supervision_phone: str = ""

    def words(self, note: str) -> dict[str, str]:
        """Return the values a form's texts may name."""
        return {
            "town": self.town,
            "village": self.village.name,
            "organ": self.organ,
            "office": self.office,
            "phone": self.phone,
            "supervisor": self.supervisor or self.organ,
            "supervision_phone": self.supervision_phone or self.phone,
            "period": self.period.label,
            "name": self.form.name,
            "note": note,
            "days": str(self.form.objection_days),
        }


def sheet_page(subject: Subject, data: SheetData, *, paper: Paper, mark: str = "") -> SheetPage:
    """Lay a sheet out as columns and rows.

    A sheet is sealed in one place. With ``seal`` in its form that is the room of 42 mm at the foot,
    beside the signatures, and the line under the title only names the issuer: a seal put there
    would lie on the title and on the first figures, and two places marked （盖章） leave the clerk
    to guess. Without that room the words of village.md 3.1, 填报单位：××村××（盖章）, stand under
    the title as on the villages' own papers.

    Args:
        subject: whose sheet it is.
        data: its figures.
        paper: one of the form's papers.
        mark: words printed across a page that must not be posted, or empty.
    """
    form = subject.form
    words = subject.words(data.note)
    if form.body is not None:
        return _listed(subject, form.body, data, paper=paper, mark=mark)
    issuer = issuer_of(subject, data)
    return SheetPage(
        title=form.title.format_map(words),
        paper=paper,
        left=f"填报单位：{issuer}" + ("" if form.seal else "（盖章）"),
        middle=f"公开日期：{_day(data.open_on)}",
        right=f"单位：{form.unit}",
        columns=_columns(form),
        rows=tuple(_body(form, data)),
        total=_totals(form, data),
        bottom=tuple(_bottom(form, data)),
        capital=_capital(form, data),
        footer=_footer(form, words),
        signatures=form.signatures,
        mark=mark,
        check_code=check_code(subject, data),
        issuer=issuer if form.seal else "",
        qr=form.qr,
    )


def _listed(
    subject: Subject, body: ListBody, data: SheetData, *, paper: Paper, mark: str
) -> SheetPage:
    """Lay out a list or text sheet: the same head and foot around another table."""
    form, table = subject.form, data.table or ListData()
    stage = body.stage(table.stage)
    words = subject.words(data.note) | listpage.words(body, table)
    words["name"] = stage.name or form.name
    issuer = issuer_of(subject, data)
    made = listpage.table_of(body, table, kind=form.kind, wide=paper.size[0] > paper.size[1])
    below = "".join(line.text for line in form.footer)
    named = [field.key for field in body.fields if f"{{{field.key}}}" in below]
    return SheetPage(
        title=form.title.format_map(words),
        paper=paper,
        left=f"填报单位：{issuer}" + ("" if form.seal else "（盖章）"),
        middle=f"公开日期：{_day(data.open_on)}",
        right=f"单位：{form.unit}" if form.unit else "",
        columns=made.columns,
        rows=made.rows,
        groups=made.groups,
        total=made.total,
        by_group=form.by_group and len(made.groups) > 1,
        above=tuple(on_paper(text) for text in listpage.facts(body, table, named)),
        footer=_footer(form, words),
        signatures=form.signatures,
        mark=mark,
        check_code=check_code(subject, data),
        issuer=issuer if form.seal else "",
        qr=form.qr,
    )


def issuer_of(subject: Subject, data: SheetData) -> str:
    """Return who issues a sheet; of a 村民小组, the one the sheet itself names.

    The group is a fact above the table called 村民小组, or the one word of such a column.
    """
    body, table, group = subject.form.body, data.table, ""
    if body is not None and table is not None:
        facts = [table.fact(field.key).text for field in body.fields if _of_groups(field)]
        columns = [column.key for column in body.columns if _of_groups(column)]
        words = {row.text(key) for row in table.rows for key in columns} - {""}
        alone = words.pop() if len(words) == 1 else ""
        group = next((text for text in facts if text), alone)
    return subject.village.issuer(subject.form.issuer, subject.town, group_name(group))


def _of_groups(column: Column) -> bool:
    return any("小组" in name for name in column.names())


def _footer(form: SheetForm, words: dict[str, str]) -> tuple[str, ...]:
    lines = (line for line in form.footer if not line.when or words[line.when])
    return tuple(on_paper(line.text.format_map(words)) for line in lines)


def check_code(subject: Subject, data: SheetData) -> str:
    """Return 12 hexadecimal digits that change with any printed figure or label.

    The cells the figures came from do not count: the same sheet typed again has the same code.
    """
    lines = [
        [line.block, line.key, line.label, {key: f.fen for key, f in line.figures.items()}]
        for line in data.lines
    ]
    whose = [data.form, data.form_version, subject.town, subject.village.name, str(subject.period)]
    if data.table is not None:
        lines.append([data.table.as_json(cells=False)])
    text = json.dumps([whose, lines], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    code = hashlib.sha256(text.encode("utf-8")).hexdigest()[:_CODE_DIGITS].upper()
    return "-".join(code[at : at + 4] for at in range(0, _CODE_DIGITS, 4))


def on_paper(text: str) -> str:
    """Return a text with full-width marks beside hanzi, as villages' half-width typing is not."""
    for _ in range(2):  # a mark may stand beside one that has just become wide
        text = _BESIDE_HANZI.sub(lambda found: _FULL[found.group()], text)
    return _CLOSING.sub("）", text) if text.count("（") > text.count("）") else text


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "      年    月    日"


def _show(fen: int | None) -> str:
    return money.show(fen).replace("-", _MINUS)


def _columns(form: SheetForm) -> tuple[SheetColumn, ...]:
    columns = []
    for block in form.blocks:
        columns.append(SheetColumn("项目", _ITEM_WIDTH, "L", block.label))
        columns += [
            SheetColumn(column.label, _AMOUNT_WIDTH, "R", block.label) for column in form.columns
        ]
    return tuple(columns)


def _body(form: SheetForm, data: SheetData) -> list[Row]:
    sides = [_side(form, data, block) for block in form.blocks]
    empty = tuple(Cell() for _ in range(1 + len(form.columns)))
    return [
        tuple(cell for part in row for cell in part) for row in zip_longest(*sides, fillvalue=empty)
    ]


def _side(form: SheetForm, data: SheetData, block: BlockDef) -> list[Row]:
    """Return a side's rows in the form's order; lines the form does not know come last."""
    rows = []
    for known in block.lines:
        lines = [line for line in data.of(block.key) if line.key == known.key]
        rows += [_cells(form, line) for line in lines or [Line(block.key, known.key, known.label)]]
    rows += [_cells(form, line) for line in data.of(block.key) if not line.key]
    return rows


def _cells(form: SheetForm, line: Line, *, bold: bool = False) -> Row:
    amounts = (Cell(_show(line.fen(column.key)), bold=bold) for column in form.columns)
    return (Cell(on_paper(line.label), bold=bold), *amounts)


def _totals(form: SheetForm, data: SheetData) -> Row:
    cells: list[Cell] = []
    for block in form.blocks:
        line = data.line(block.key, TOTAL) or Line(block.key, TOTAL, "")
        named = Line(line.block, line.key, block.total.label, line.figures)
        cells += _cells(form, named, bold=True)
    return tuple(cells)


def _bottom(form: SheetForm, data: SheetData) -> list[Row]:
    """Return the bottom lines two to a row."""
    half = 1 + len(form.columns)
    cells = [_pair(data, pair, half) for pair in form.pairs]
    if len(cells) % 2:
        cells.append((Cell(), Cell(span=half - 1)))
    return [left + right for left, right in zip(cells[::2], cells[1::2], strict=True)]


def _capital(form: SheetForm, data: SheetData) -> Capital | None:
    if not form.capital_pair:
        return None
    return Capital(form.capital_label, data.sum(PAIR, form.capital_pair, VALUE))


def _pair(data: SheetData, pair: LineDef, half: int) -> Row:
    line = data.line(PAIR, pair.key)
    amount = data.sum(PAIR, pair.key, VALUE)
    label = on_paper(line.label if line else pair.label)
    return (Cell(label), Cell(_show(amount), span=half - 1, align="R"))
