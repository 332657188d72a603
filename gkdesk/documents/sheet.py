"""Notice sheets (公开表) for the village board: one table over as many pages as it needs."""

from __future__ import annotations

from dataclasses import dataclass

from .fontface import Faces, Style
from .marks import pale_mark
from .model import SheetPage
from .paper import ASCENT, Fill, Page, Rule, Text
from .sheetfoot import draw_foot, draw_page_foot
from .sheethead import draw_head
from .sheetlook import LEAD, STRAINS, Look, look_of
from .sheetpages import Part, choose
from .sheetplan import Box, Plan
from .sheetrows import Kind
from .sheetwidths import PAD

_SMALL = "正文已缩到{size:g}磅（此种纸张的最小字号），一米外看会吃力，建议改用更大的纸张"
_SHRUNK = "有的数太长，已在格内缩小，请核对能否看清"

_RAISE = 0.06  # the ink of 仿宋 stands so much lower in its box than that of 黑体


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet's pages, the type size of its table, and what the clerk should know of them."""

    pages: list[Page]
    size: float
    warnings: tuple[str, ...] = ()


def sheet(source: SheetPage, faces: Faces) -> list[Page]:
    """Lay out a notice sheet on its paper.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
        TooTall: a line or the footer does not fit on a page of its own.
        TooNarrow: there are more columns than the paper has room for.
        NotAFigure: a column summed on each page holds something else.
    """
    return lay_out(source, faces).pages


def lay_out(source: SheetPage, faces: Faces, look: Look | None = None) -> Laid:
    """Lay out a notice sheet, on its own paper or by other measures; raises like ``sheet``."""
    look = look or look_of(source.paper)
    _check(source, faces)
    plan, parts = choose(source, faces, look)
    count = len(parts)
    pages = [_draw(plan, part, number, count) for number, part in enumerate(parts, start=1)]
    warnings = []
    if plan.type.size <= STRAINS:
        warnings.append(_SMALL.format(size=plan.type.size))
    if plan.shrunk:
        warnings.append(_SHRUNK)
    return Laid(pages, plan.type.size, tuple(warnings))


def _check(source: SheetPage, faces: Faces) -> None:
    for style in (Style.XBS, Style.HEI):  # large, and at the head of further pages
        faces.check(style, source.title, "公开表的标题里")
    faces.check(Style.HEI, source.mark, "公开表的标记里")
    for group in source.groups:
        faces.check(Style.HEI, group.name, "公开表的分组名称里")
    foot = (source.left, source.middle, source.right, source.mark, source.check_code, source.issuer)
    for text in (*foot, *source.above, *source.footer, *source.signatures):
        faces.check(Style.FANG, text, "公开表的表头行或表尾里")
    for column in source.columns:
        faces.check(Style.HEI, column.label + "".join(column.heads), "公开表的列标题里")


def _draw(plan: Plan, part: Part, number: int, count: int) -> Page:
    look = plan.look
    page = Page(*look.size)
    top = draw_head(plan, page, group=_named(plan, part), titled=part.titled)
    y = _draw_header(plan, page, top)
    verticals: dict[float, list[tuple[float, float]]] = {}
    left, right = look.margin, look.margin + plan.width
    for height, boxes in part.measured:
        _draw_row(plan, page, y, height, boxes)
        _note_edges(verticals, plan, boxes, y, y - height)
        y -= height
        page.rules.append(Rule(left, y, right, y, look.inner))
    _draw_edges(plan, page, verticals)
    _draw_frame(plan, page, top, y)
    if look.tint:
        _tint(plan, page, part, top)
    if number == count:
        draw_foot(plan, page, y)
    draw_page_foot(plan, page, number, count)
    pale_mark(page, plan.faces, plan.source.mark, largest=max(96.0, look.title * 2))
    return page


def _named(plan: Plan, part: Part) -> str:
    """Return the group to name at a page's head, unless the page begins with its name anyway."""
    begins = part.rows and plan.lines[part.rows[0]].kind is Kind.GROUP
    return "" if begins else part.group


def _draw_header(plan: Plan, page: Page, y: float) -> float:
    heights = [y]
    for level in plan.levels:
        heights.append(heights[-1] - level)
    left = plan.look.margin
    for head in plan.heads:
        top, foot, box = heights[head.top], heights[head.foot], head.box
        _draw_row(plan, page, top, top - foot, (box,))
        if box.first:
            page.rules.append(_vertical(plan, plan.edges[box.first], top, foot))
        if head.foot < len(plan.levels):
            x0, x1 = left + plan.edges[box.first], left + plan.edges[box.last]
            page.rules.append(Rule(x0, foot, x1, foot, plan.look.inner))
    foot = heights[-1]
    page.rules.append(Rule(left, foot, left + plan.width, foot, plan.look.inner))
    return foot


def _vertical(plan: Plan, edge: float, y0: float, y1: float) -> Rule:
    x = plan.look.margin + edge
    return Rule(x, y0, x, y1, plan.look.inner)


def _draw_row(plan: Plan, page: Page, top: float, height: float, boxes: tuple[Box, ...]) -> None:
    lead, pad, margin = plan.type.size * LEAD, PAD * plan.type.size, plan.look.margin
    texts, edges = page.texts, plan.edges
    for box in boxes:
        size = plan.type.size * box.scale
        y = top - (height - (len(box.lines) - 1) * lead - size) / 2 - ASCENT * size
        y += _RAISE * size if box.style == Style.FANG else 0.0
        left, right = margin + edges[box.first], margin + edges[box.last]
        for line, natural in box.lines:
            if line:
                width = natural * size / 1000
                x = (
                    left + pad if box.align == "L"
                    else right - pad - width if box.align == "R"
                    else (left + right - width) / 2
                )  # fmt: skip
                texts.append(Text(x, y, size, box.style, line))
            y -= lead


def _note_edges(
    verticals: dict[float, list[tuple[float, float]]],
    plan: Plan,
    boxes: tuple[Box, ...],
    top: float,
    foot: float,
) -> None:
    """Remember the upright lines of a row, growing those of the row above."""
    for box in boxes[1:]:
        spans = verticals.setdefault(plan.edges[box.first], [])
        if spans and spans[-1][1] == top:
            spans[-1] = (spans[-1][0], foot)
        else:
            spans.append((top, foot))


def _draw_edges(plan: Plan, page: Page, verticals: dict[float, list[tuple[float, float]]]) -> None:
    for edge, spans in verticals.items():
        page.rules += [_vertical(plan, edge, top, foot) for top, foot in spans]


def _draw_frame(plan: Plan, page: Page, top: float, foot: float) -> None:
    left, right = plan.look.margin, plan.look.margin + plan.width
    corners = ((left, top, right, top), (right, top, right, foot), (left, foot, right, foot),
               (left, top, left, foot))  # fmt: skip
    page.rules += [Rule(*corner, plan.look.outer) for corner in corners]


def _tint(plan: Plan, page: Page, part: Part, top: float) -> None:
    """Colour header and sums lightly."""
    tint = plan.look.tint or (1.0, 1.0, 1.0)
    left, height = plan.look.margin, plan.header_height
    y = top - height
    page.fills.append(Fill(left, y, plan.width, height, tint))
    for row_height, boxes in part.measured:
        y -= row_height
        if any(box.style == Style.HEI for box in boxes):
            page.fills.append(Fill(left, y, plan.width, row_height, tint))
