"""A comparison as a workbook (对照表): old and new beside each other, differing words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gkdesk.base.bookdisk import saved

from .diff import shown
from .leaks import covered
from .model import Item
from .versionrows import Comparison, Pair, levels_of, pieces

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText

_RED = "FFC00000"
_HEAD = "FFE7EDF1"
_LONGEST = 32_767  # characters of a cell, Excel's own limit
_HEADS = ("序号", "领域", "编码", "公开事项")
_LONE_HEADS = (*_HEADS, "公开内容", "公开依据", "公开时限", "公开主体")
_WIDTHS = (6, 12, 14, 24, 12, 52, 52)
_LONE_WIDTHS = (6, 12, 14, 24, 46, 30, 18, 18)


def workbook(found: Comparison, organ: str) -> bytes:
    """Return the comparison: a summary, what differs, what stands on one side only."""
    from openpyxl import Workbook

    book = Workbook()
    _summary(book.active, found, organ)
    heads = (*_HEADS, "栏目", found.left, found.right)
    _sheet(book, "内容不同", heads, _WIDTHS, _different(found.different))
    for name, items in (("只在左边", found.only_left), ("只在右边", found.only_right)):
        _sheet(book, name, _LONE_HEADS, _LONE_WIDTHS, _lone(items))
    return saved(book)


def _summary(sheet: Any, found: Comparison, organ: str) -> None:  # noqa: ANN401 - openpyxl's own
    from openpyxl.styles import Alignment, Font

    sheet.title = "汇总"
    rows: list[tuple[str, object]] = [
        (f"{organ}公开事项目录对照表", ""),
        ("左", found.left),
        ("右", found.right),
        ("内容不同", len(found.different)),
        ("只在左边", len(found.only_left)),
        ("只在右边", len(found.only_right)),
        ("相同", len(found.same)),
    ]
    for at, values in enumerate(rows, start=1):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(at, place, value)
            cell.font = Font(name="宋体", size=14 if at == 1 else 11, bold=at == 1)
            cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=place > 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 70
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _different(pairs: Sequence[Pair]) -> Iterator[list[object]]:
    for number, pair in enumerate(pairs, start=1):
        for at, field in enumerate(pair.fields):
            first = at == 0
            yield [
                number if first else "",
                pair.right.area if first else "",
                (pair.right.key or pair.left.key) if first else "",
                covered(levels_of(pair.right)) if first else "",
                field.label,
                *marked(covered(field.before), covered(field.after)),
            ]


def _lone(items: Sequence[Item]) -> Iterator[list[object]]:
    for number, item in enumerate(items, start=1):
        fields = [
            covered(shown(item, name)) for name in ("content", "basis", "time_limit", "agency")
        ]
        yield [number, item.area, item.key, covered(levels_of(item)), *fields]


def _sheet(
    book: Workbook, name: str, heads: Sequence[str], widths: Sequence[float],
    rows: Iterable[list[object]],
) -> None:  # fmt: skip
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as UNWRITABLE
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(name)
    thin = Side(style="thin", color="FFBFBFBF")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    top, body = Alignment(wrap_text=True, vertical="top"), Font(name="宋体", size=10)
    head, grey = Font(name="宋体", size=10, bold=True), PatternFill("solid", _HEAD, _HEAD)
    lines: list[list[object]] = [list(heads), *rows]
    for at, values in enumerate(lines, start=1):
        for place, value in enumerate(values, start=1):
            given = UNWRITABLE.sub("", value)[:_LONGEST] if type(value) is str else value
            cell: Any = sheet.cell(at, place, given)
            if cell.data_type == "f":  # a text is a text: "=…" must not become a formula
                cell.data_type = "s"
            cell.alignment, cell.border, cell.font = top, border, head if at == 1 else body
            if at == 1:
                cell.fill = grey
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def marked(before: str, after: str) -> tuple[CellRichText | str, CellRichText | str]:
    """Return two cells whose differing words are red and bold."""
    left, right = pieces(before[:_LONGEST], after[:_LONGEST])
    return _rich(left), _rich(right)


def _rich(runs: list[tuple[str, bool]]) -> CellRichText | str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as UNWRITABLE
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    plain = InlineFont(rFont="宋体", sz=10)
    red = InlineFont(rFont="宋体", sz=10, b=True, color=Color(rgb=_RED))
    found = [(UNWRITABLE.sub("", text), differs) for text, differs in runs]
    blocks = [TextBlock(red if differs else plain, text) for text, differs in found if text]
    return CellRichText(blocks) if blocks else ""
