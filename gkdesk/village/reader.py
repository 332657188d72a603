"""A filled two-sided worksheet → figures with their cells, and what was doubtful about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base import money
from gkdesk.base.errors import Problem
from gkdesk.base.privacy import masked
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze, tidy

from .form import BlockDef, LineDef, SheetForm, bare, find_line, plain
from .heading import TOP_ROWS, Heading
from .model import PAIR, VALUE, Figure, Line, SheetData
from .xlsx import Grid

MOST_LEFTOVERS = 20
_QUOTED = 24
_SUBTOTAL = re.compile(r"^(小计|本页)")
_NOTE = re.compile(r"^(备注|说明|附注)[:：]?")
_FURNITURE = re.compile(
    r"签字|签名|签章|盖章|监督电话|举报电话|异议|制表|审核|负责人|报账员|日期|单位[:：]|页$"
)
_NUMBER_AND_NOTE = re.compile(r"^([-−△]?[\d,.]+)(?:元)?[(（](.+)[)）]$")
# 1亿元 in a village's one line: either the unit or the figure is wrong
_DOUBTFUL_WAN_FEN = 10**8 * money.FEN


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the table: the column of its items and the columns of its amounts."""

    block: BlockDef
    item: int
    columns: dict[str, int]


@dataclass
class Reader:
    """Reads one worksheet; every cell it used is remembered so that none is lost silently."""

    grid: Grid
    form: SheetForm
    scale: int
    problems: list[Problem] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    note: str = ""
    _used: set[tuple[int, int]] = field(default_factory=set)

    def read(self, heading: Heading) -> SheetData | None:
        """Return the figures, or ``None`` when no header of the form was found."""
        found = find_header(self.grid, self.form)
        if found is None:
            return None
        header, sides = found
        self._used |= {(header, column) for side in sides for column in side.columns.values()}
        self._unused_headings(header, sides)
        self._bottom(self._body(header + 1, sides))
        self._leftovers(header)
        self._doubts(heading)
        return SheetData(
            self.form.id, self.form.version, tuple(self.lines), heading.open_on, self.note
        )

    def _body(self, start: int, sides: list[Side]) -> int:
        """Read both sides down to their totals; return the row the bottom begins at."""
        still = list(sides)
        for row in range(start, len(self.grid.rows)):
            if not still or self._has_pair(row):
                return row
            still = [side for side in still if not self._side(row, side)]
        return len(self.grid.rows)

    def _side(self, row: int, side: Side) -> bool:
        """Read one side of one row; tell whether it was the side's total."""
        label = tidy(self.grid.text(row, side.item))
        if _FURNITURE.search(label) or _NOTE.match(label) or self._subtotal(row, side, label):
            return False
        figures = {key: self._figure(row, column) for key, column in side.columns.items()}
        filled = any(figure.fen is not None for figure in figures.values())
        if not label:
            if filled:
                where = next(iter(figures.values())).cell
                self.problems.append(Problem(where, "有金额，没有项目名称"))
            return False
        self._used.add((row, side.item))
        cell = address(row, side.item)
        if find_line(label, (side.block.total,)):
            self.lines.append(Line(side.block.key, side.block.total.key, label, figures, cell))
            return True
        self._line(side.block, label, figures, cell, filled=filled)
        return False

    def _subtotal(self, row: int, side: Side, label: str) -> bool:
        """Leave a subtotal out of the total, and say so."""
        if not _SUBTOTAL.match(plain(label)):
            return False
        self._used |= {(row, column) for column in (side.item, *side.columns.values())}
        message = f"“{masked(label)[:_QUOTED]}”没有计入{side.block.total.label}"
        self.problems.append(Problem(address(row, side.item), message, blocking=False))
        return True

    def _line(
        self,
        block: BlockDef,
        label: str,
        figures: dict[str, Figure],
        cell: str,
        *,
        filled: bool,
    ) -> None:
        known = find_line(label, block.lines)
        if known is None and not filled:
            message = f"不认识的项目“{masked(label)[:_QUOTED]}”，没有金额，没有使用"
            self.problems.append(Problem(cell, message, blocking=False))
            return
        if known is None:
            shown = masked(label)[:_QUOTED]
            message = f"不认识的项目“{shown}”，金额已保留并计入{block.total.label}，请核对归类"
            self.problems.append(Problem(cell, message, blocking=False))
        if any(
            line.block == block.key and plain(line.label) == plain(label) for line in self.lines
        ):
            message = f"“{masked(label)[:_QUOTED]}”出现了两次，请核对是否重复"
            self.problems.append(Problem(cell, message, blocking=False))
        self.lines.append(Line(block.key, known.key if known else "", label, figures, cell))

    def _figure(self, row: int, column: int) -> Figure:
        self._used.add((row, column))
        cell, raw = address(row, column), self.grid.value(row, column)
        if isinstance(raw, str) and (found := _NUMBER_AND_NOTE.match(squeeze(half_width(raw)))):
            message = f"金额后面有文字“{masked(found[2])[:_QUOTED]}”，只取了前面的数"
            self.problems.append(Problem(cell, message, blocking=False))
            raw = found[1]
        try:
            return Figure(money.parse(raw, scale=self.scale), cell)
        except money.NotMoney as fault:
            shown = masked(str(raw).strip())[:_QUOTED]
            self.problems.append(Problem(cell, f"“{shown}”不是能用的金额：{fault.reason}"))
            return Figure(None, cell)

    def _has_pair(self, row: int) -> bool:
        return any(
            self._pair(self.grid.text(row, column)) for column in range(len(self.grid.rows[row]))
        )

    def _pair(self, text: str) -> tuple[LineDef, str] | None:
        """Find the bottom line a text names, and the amount written behind it, if any."""
        if known := find_line(text, self.form.pairs):
            return known, ""
        head, colon, tail = half_width(text).rpartition(":")
        if colon and any(sign.isdigit() for sign in tail):
            known = find_line(head, self.form.pairs)
            return (known, tail) if known else None
        return None

    def _bottom(self, start: int) -> None:
        for row in range(start, len(self.grid.rows)):
            for column in range(len(self.grid.rows[row])):
                if (row, column) not in self._used:
                    self._bottom_cell(row, column)

    def _bottom_cell(self, row: int, column: int) -> None:
        text = tidy(self.grid.text(row, column))
        if not text:
            return
        found = self._pair(text)
        if found is not None:
            self._used.add((row, column))
            figure = self._behind(row, column, found[1])
            label = text.partition(":")[0] if found[1] else text
            cell = address(row, column)
            self.lines.append(Line(PAIR, found[0].key, label, {VALUE: figure}, cell))
        elif _NOTE.match(text):
            self._used.add((row, column))
            body = _NOTE.sub("", text).strip()
            self.note = "；".join(part for part in (self.note.rstrip("。；"), body) if part)
        elif _FURNITURE.search(text):
            self._used.add((row, column))

    def _behind(self, row: int, column: int, tail: str) -> Figure:
        """Return the amount to the right of a bottom label."""
        if tail:
            try:
                return Figure(money.parse(tail, scale=self.scale), address(row, column))
            except money.NotMoney as fault:
                self.problems.append(Problem(address(row, column), fault.reason))
                return Figure(None, address(row, column))
        for at in range(column + 1, len(self.grid.rows[row])):
            value = self.grid.value(row, at)
            if isinstance(value, str) and self._pair(value):
                break
            if value not in ("", None):
                return self._figure(row, at)
        return Figure(None, address(row, column + 1))

    def _unused_headings(self, header: int, sides: list[Side]) -> None:
        """List each column of the table this form has no place for."""
        self._used |= {(header, side.item) for side in sides}
        for column in range(len(self.grid.rows[header])):
            text = self.grid.text(header, column)
            if text and (header, column) not in self._used:
                self._used |= {(row, column) for row in range(header, len(self.grid.rows))}
                message = f"“{text[:_QUOTED]}”一列没有使用"
                self.problems.append(Problem(address(header, column), message, blocking=False))

    def _leftovers(self, header: int) -> None:
        """List each cell below the header that nothing took."""
        left = [
            (row, column)
            for row in range(header + 1, len(self.grid.rows))
            for column in range(len(self.grid.rows[row]))
            if (row, column) not in self._used
            and str(self.grid.value(row, column) or "").strip()
            and not _FURNITURE.search(self.grid.text(row, column))
        ]
        for row, column in left[:MOST_LEFTOVERS]:
            shown = str(self.grid.value(row, column)).strip()[:_QUOTED]
            message = f"没有用到“{shown}”"
            self.problems.append(Problem(address(row, column), message, blocking=False))
        if len(left) > MOST_LEFTOVERS:
            message = f"还有{len(left) - MOST_LEFTOVERS}处内容没有用到"
            self.problems.append(Problem(self.grid.name, message, blocking=False))

    def _doubts(self, heading: Heading) -> None:
        """Say when the printed unit cannot be trusted (village.md 8.7)."""
        amounts = [
            figure
            for line in self.lines
            for figure in line.figures.values()
            if figure.fen is not None
        ]
        most = max(amounts, key=lambda figure: abs(figure.fen or 0), default=None)
        if heading.scale == 0:
            message = "没有写明单位，按“元”读取，请核对"
            self.problems.append(Problem(heading.cell or self.grid.name, message, blocking=False))
        elif heading.scale == money.WAN and most and abs(most.fen or 0) >= _DOUBTFUL_WAN_FEN:
            message = f"单位写的是万元，换算后有 {money.show(most.fen)} 元，请核对单位是否应为元"
            self.problems.append(Problem(most.cell, message))


def find_header(grid: Grid, form: SheetForm) -> tuple[int, list[Side]] | None:
    """Find the row that names the amounts of both sides, within the first rows.

    A two-row header (金额 over 本期 and 累计) is read from its lower row.
    """
    for row in range(min(TOP_ROWS, len(grid.rows)) if form.blocks else 0):
        for amounts in (row + 1, row):
            sides = _sides(grid, form, row, amounts)
            if len(sides) == len(form.blocks):
                return amounts, sides
    return None


def _sides(grid: Grid, form: SheetForm, row: int, amounts: int) -> list[Side]:
    items = {plain(name) for block in form.blocks for name in block.items}
    width = len(grid.rows[row])
    starts = [column for column in range(width) if bare(grid.text(row, column)) in items]
    sides: list[Side] = []
    for at, start in enumerate(starts):
        if amounts > row and grid.text(amounts, start):
            return []  # a filled item below the heading is the first line, not a second header
        end = starts[at + 1] if at + 1 < len(starts) else width
        columns = _amount_columns(grid, form, amounts, range(start + 1, end))
        left = [block for block in form.blocks if block not in [side.block for side in sides]]
        if form.column in columns and left:
            sides.append(Side(_block_of(grid, row, start, left), start, columns))
    return sides


def _amount_columns(grid: Grid, form: SheetForm, row: int, among: range) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in among:
        known = find_line(grid.text(row, column), form.columns)
        if known and known.key not in found:
            found[known.key] = column
    return found


def _block_of(grid: Grid, row: int, column: int, left: list[BlockDef]) -> BlockDef:
    """Tell which side an item column heads: by its own words, by those above, or by order."""
    own, above = plain(grid.text(row, column)), plain(grid.text(row - 1, column)) if row else ""
    for block in left:
        names = {plain(name) for name in (block.label, *block.aliases)}
        if above in names or own.startswith(plain(block.label)):
            return block
    return left[0]
