"""Put values into a template: check each by its kind, write dates and money as paper wants them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import id_number, mask_id

from . import gridfill, pasted
from .fontface import BLANKS
from .griddata import GridCell
from .wording import (
    PLACEHOLDER,
    Block,
    BlockKind,
    FieldKind,
    PageKind,
    Template,
    TemplateField,
    placeholders,
)

Values = Mapping[str, "str | list[str]"]
Filled = dict[str, "str | tuple[str, ...]"]
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MOST_DIGITS = 15
_MONEY = re.compile(rf"^-?\d[\d,]{{0,{_MOST_DIGITS}}}(\.\d{{1,2}})?$", re.ASCII)
_ACCENTED = re.compile("[A-Za-z\u00c0-\u024f][\u0300-\u036f]+")
_CLOSING = "。；，、;,"
_NO = frozenset({"", "否", "no", "false", "0"})


class MissingValues(Declined):
    """Values the document cannot do without were not given."""

    message = "文书“{title}”还缺：{labels}。请补填后再生成，已填的内容没有丢。"

    def __init__(self, title: str, names: list[str], labels: list[str]) -> None:
        super().__init__(title=title, labels="、".join(labels))
        self.names = names


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with its words in place, ready to be laid out."""

    kind: BlockKind
    text: str = ""
    style: str = ""
    items: tuple[str, ...] = ()
    date: str = ""
    by: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    cells: tuple[tuple[GridCell, ...], ...] = ()
    head: int = 0
    options: tuple[tuple[str, bool], ...] = ()
    at: tuple[float, ...] = ()
    size: float = 0.0
    align: str = ""
    border: bool = False
    top: float = 0.0
    name: str = ""  # how a message calls a frame

    @property
    def place(self) -> str:
        """Where a message says this piece stands."""
        return f"文书的{self.kind.label}里"


def organ_of(values: Values) -> str:
    """Return the organ's name for a red head, on one line."""
    value = values.get("organ_name", "")
    return _clean(value if isinstance(value, str) else "".join(value)).replace("\n", "")


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def fill(template: Template, values: Values) -> list[Piece]:
    """Return the pieces to print.

    Raises:
        MissingValues: names every label that is missing.
        BadValue: a date, choice or number is not one.
    """
    filled = _filled(template, values)
    shown = [block for block in template.blocks if not block.when or _is_set(filled, block.when)]
    _need(template, filled, shown)
    return [piece for block in shown for piece in _pieces(template, block, filled)]


def _pieces(template: Template, block: Block, filled: Filled) -> list[Piece]:
    """Turn a block into pieces: a letter's text with cells pasted into it becomes several."""
    alone = PLACEHOLDER.fullmatch(block.text)
    value = filled.get(alone.group(1), "") if alone else ""
    if template.page is PageKind.LETTER and block.kind is BlockKind.PARA and not block.style:
        label = template.label(alone.group(1)) if alone else ""
        if isinstance(value, str) and pasted.TAB in value:
            return [
                Piece(BlockKind.PARA, part) if isinstance(part, str) else _pasted(part, label)
                for part in pasted.parts(value)
            ]
    return [_piece(template, block, filled)]


def _pasted(rows: pasted.Rows, label: str) -> Piece:
    """A table pasted from a spreadsheet; its first row is the head."""
    if len(rows[0]) > pasted.MOST_COLUMNS:
        reason = f"里粘贴的表格有{len(rows[0])}列，公文里最多{pasted.MOST_COLUMNS}列，请改作附件"
        raise BadValue(label, label, reason)
    head = tuple(GridCell(label=text) for text in rows[0])
    body = tuple(
        tuple(GridCell(text, name=f"第{number}行") for text in row)
        for number, row in enumerate(rows[1:], start=2)
    )
    return Piece(BlockKind.TABLE, rows=rows, cells=(head, *body), widths=pasted.weights(rows))


def _filled(template: Template, values: Values) -> Filled:
    filled: Filled = {}
    for field in template.fields:
        filled[field.name] = _value(field, values.get(field.name, ""))
    for name in template.given:
        value = values.get(name, "")
        filled[name] = (
            _given(template, name, value) if isinstance(value, str) else tuple(map(_clean, value))
        )
    return filled


def _need(template: Template, filled: Filled, shown: list[Block]) -> None:
    """A required field is needed always, a given value only where a shown block prints it."""
    used = {name for block in shown for name in placeholders(block)}
    if template.red:
        used.add("organ_name")
    missing = [field.name for field in template.fields if field.required and not filled[field.name]]
    missing += [
        name
        for name in template.given
        if name in used and not filled[name] and name != "doc_number"
    ]
    if missing:
        raise MissingValues(template.title, missing, [template.label(name) for name in missing])


def _is_set(filled: Filled, name: str) -> bool:
    value = filled.get(name, "")
    return bool(value) and value != "否"


def _clean(text: str) -> str:
    lines = [line.translate(BLANKS).strip() for line in str(text).splitlines()]
    # a letter and its accent typed apart would take a cell each
    return _ACCENTED.sub(lambda match: normalize("NFC", match.group()), "\n".join(lines)).strip()


def _given(template: Template, name: str, value: str) -> str:
    text = _clean(value)
    if not _ISO.match(text):
        return text
    return _date(TemplateField(name, template.label(name)), text)


def _value(field: TemplateField, raw: str | list[str]) -> str | tuple[str, ...]:
    if field.kind is FieldKind.LIST:
        entries = raw if isinstance(raw, list) else str(raw).splitlines()
        return tuple(entry for entry in map(_clean, entries) if entry)
    if field.kind is FieldKind.ROWS:
        entries = raw if isinstance(raw, list) else str(raw).splitlines()
        parts = [gridfill.TAB.join(map(_clean, entry.split(gridfill.TAB))) for entry in entries]
        return gridfill.rows(field, parts, _KINDS)
    if field.kind is FieldKind.MULTI:
        return gridfill.multi(field, raw)
    if isinstance(raw, list):
        raise BadValue(field.name, field.label, "只能填一项")
    if field.kind is FieldKind.LONGTEXT and pasted.TAB in raw:
        # tabs stay until it is known whether a table can stand here
        cleaned = [pasted.TAB.join(map(_clean, line.split(pasted.TAB))) for line in _lines(raw)]
        return "\n".join(cleaned).strip()
    text = _clean(raw)
    return _KINDS[field.kind](field, text) if text else ""


def _lines(text: str) -> list[str]:
    """Return the lines of a text, empty ones at its ends left out."""
    return str(text).strip("\r\n \u3000").splitlines()


def _text(_field: TemplateField, text: str) -> str:
    return text


def _date(field: TemplateField, text: str) -> str:
    try:
        return chinese_date(date.fromisoformat(text))
    except ValueError as error:
        raise BadValue(field.name, field.label, "不是日期，应写成 2026-04-10 的样子") from error


def _choice(field: TemplateField, text: str) -> str:
    if text not in field.choices:
        raise BadValue(field.name, field.label, f"只能是：{'、'.join(field.choices)}")
    return text


def _count(field: TemplateField, text: str) -> str:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise BadValue(field.name, field.label, f"应为不小于0的整数，最多{_MOST_DIGITS}位")
    return str(int(text))


def _money(field: TemplateField, text: str) -> str:
    if not _MONEY.match(text):
        raise BadValue(field.name, field.label, "不是金额，应写成 1234.56 的样子，最多两位小数")
    return f"{Decimal(text.replace(',', '')):,.2f}"


def _yes(_field: TemplateField, text: str) -> str:
    return "否" if text.lower() in _NO else "是"


def _identity(_field: TemplateField, text: str) -> str:
    return mask_id(id_number(text))


_KINDS = {
    FieldKind.TEXT: _text,
    FieldKind.LONGTEXT: _text,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.COUNT: _count,
    FieldKind.MONEY: _money,
    FieldKind.YES: _yes,
    FieldKind.IDENTITY: _identity,
}


def _put(text: str, filled: Filled) -> str:
    """Replace placeholders; a value's own full stop yields to the sign that follows it."""

    def word(match: re.Match[str]) -> str:
        value = filled.get(match.group(1), "")
        joined = value if isinstance(value, str) else "、".join(value)
        joined = joined.replace(pasted.TAB, " ")
        after = text[match.end() : match.end() + 1]
        return joined.rstrip(_CLOSING) if after and after in _CLOSING else joined

    return PLACEHOLDER.sub(word, text)


def _cell(text: str, filled: Filled) -> str:
    """A cell that is one list and nothing else gets a line for each entry."""
    alone = PLACEHOLDER.fullmatch(text)
    value = filled.get(alone.group(1), "") if alone else ""
    return "\n".join(value) if isinstance(value, tuple) else _put(text, filled)


def _piece(template: Template, block: Block, filled: Filled) -> Piece:
    text = block.text or (template.title if block.kind is BlockKind.TITLE else "")
    items = filled.get(block.items, ())
    piece = Piece(
        kind=block.kind,
        text=_put(text, filled),
        style=block.style,
        items=(items,) if isinstance(items, str) else items,
        date=_put(block.date, filled),
        by=_put(block.by, filled),
        rows=tuple(tuple(_cell(cell, filled) for cell in row) for row in block.rows),
        widths=block.widths,
    )
    return replace(piece, **gridfill.boxed(template, block, filled, _cell))  # type: ignore[arg-type]
