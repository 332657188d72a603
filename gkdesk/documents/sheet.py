"""Notice sheets (公开表) for the village board: one table over as many pages as it needs."""

from __future__ import annotations

from dataclasses import replace
from math import atan2, cos, degrees, hypot, radians, sin

from .fontface import BLANKS, Faces, Style
from .model import Cell, SheetPage
from .paper import ASCENT, GREY, PALE, Page, Rule, Text
from .sheetplan import (
    LEAD,
    MARGIN,
    META,
    Box,
    Plan,
    choose,
    foot_lines,
    paginate,
    signature_rows,
    stretch,
    style_of,
    title_lines,
)

INNER, OUTER = 0.5, 1.2
_MARK = 96.0


def sheet(source: SheetPage, faces: Faces) -> list[Page]:
    """Lay out a notice sheet.

    Raises:
        MissingGlyph: a character cannot be printed; names the row and the column.
    """
    rows = tuple(tuple([_clean(cell) for cell in row]) for row in source.rows)
    source = replace(source, rows=rows)
    _check(source, faces)
    width = source.paper.size[0] - 2 * MARGIN
    plan = choose(source, faces, width)
    parts = paginate(plan)
    if len(parts) == 1:
        stretch(plan, parts)
    return [_draw(plan, part, number, len(parts)) for number, part in enumerate(parts, start=1)]


def _clean(cell: Cell) -> Cell:
    text = cell.text.translate(BLANKS)
    return cell if text == cell.text else replace(cell, text=text)


def _check(source: SheetPage, faces: Faces) -> None:
    faces.check(Style.XBS, source.title, "公开表的标题里")
    foot = (source.left, source.middle, source.right, source.mark, source.check_code)
    for text in (*foot, *source.footer, *source.signatures):
        faces.check(Style.FANG, text, "公开表的表头行或表尾里")
    for column in source.columns:
        faces.check(Style.HEI, column.label + column.group, "公开表的列标题里")
    for number, row in enumerate(source.rows, start=1):
        at = 0
        for cell in row:
            label = source.columns[min(at, len(source.columns) - 1)].label
            faces.check(style_of(cell), cell.text, f"公开表第{number}行“{label}”一格里")
            at += cell.span


def _draw(plan: Plan, part: list[int], number: int, count: int) -> Page:
    page = Page(*plan.source.paper.size)
    _draw_mark(plan, page)
    y = page.height - MARGIN
    y = _draw_title(plan, page, y) if number == 1 else _draw_continued(plan, page, y)
    top = y
    y = _draw_header(plan, page, y)
    verticals: dict[float, list[tuple[float, float]]] = {}
    for row in part:
        height, boxes = plan.rows[row]
        _draw_row(plan, page, y, height, boxes)
        _note_edges(verticals, plan, boxes, y, y - height)
        y -= height
        page.rules.append(Rule(MARGIN, y, MARGIN + plan.width, y, INNER))
    _draw_edges(plan, page, verticals)
    _draw_frame(plan, page, top, y)
    if number == count:
        _draw_foot(plan, page, y)
    _draw_page_foot(plan, page, number, count)
    return page


def _text(page: Page, x: float, y: float, size: float, text: str, style: str = Style.FANG) -> None:
    page.texts.append(Text(x, y - ASCENT * size, size, style, text))


def _draw_title(plan: Plan, page: Page, y: float) -> float:
    lines, size = title_lines(plan, plan.source.title)
    for line in lines:
        width = plan.faces.width(Style.XBS, line) * size / 1000
        _text(page, (page.width - width) / 2, y, size, line, Style.XBS)
        y -= size * LEAD
    y -= size * 0.35
    meta = META[plan.source.paper.large]
    parts = (plan.source.left, plan.source.middle, plan.source.right)
    natural = sum(plan.faces.width(Style.FANG, part) for part in parts) + 2000
    size = min(meta, plan.width * 1000 / natural)
    left, middle, right = (plan.faces.width(Style.FANG, part) * size / 1000 for part in parts)
    centred = (plan.width - middle) / 2
    if centred < left + size or centred + middle > plan.width - right - size:
        centred = left + (plan.width - left - right - middle) / 2
    for part, x in zip(parts, (0.0, centred, plan.width - right), strict=True):
        _text(page, MARGIN + x, y, size, part)
    return y - meta * 1.6


def _draw_continued(plan: Plan, page: Page, y: float) -> float:
    meta = META[plan.source.paper.large]
    _text(page, MARGIN, y, meta, plan.source.title + "（续）", Style.HEI)
    return y - meta * 1.8


def _draw_header(plan: Plan, page: Page, y: float) -> float:
    if len(plan.header) == 1:
        height, boxes = plan.header[0]
        _draw_row(plan, page, y, height, boxes)
        for edge in plan.edges[1:-1]:
            page.rules.append(_vertical(edge, y, y - height))
        y -= height
    else:
        y = _draw_grouped(plan, page, y)
    page.rules.append(Rule(MARGIN, y, MARGIN + plan.width, y, INNER))
    return y


def _draw_grouped(plan: Plan, page: Page, y: float) -> float:
    (upper_height, upper), (lower_height, lower) = plan.header
    grouped = {column for box in upper for column in range(box.first, box.last)}
    middle, foot = y - upper_height, y - upper_height - lower_height
    _draw_row(plan, page, y, upper_height, upper)
    _draw_row(plan, page, middle, lower_height, tuple(b for b in lower if b.first in grouped))
    whole = tuple(box for box in lower if box.first not in grouped)
    _draw_row(plan, page, y, upper_height + lower_height, whole)
    inside = {column for box in upper for column in range(box.first + 1, box.last)}
    for column in range(1, len(plan.edges) - 1):
        start = middle if column in inside else y
        page.rules.append(_vertical(plan.edges[column], start, foot))
    for box in upper:
        x0, x1 = MARGIN + plan.edges[box.first], MARGIN + plan.edges[box.last]
        page.rules.append(Rule(x0, middle, x1, middle, INNER))
    return foot


def _vertical(edge: float, y0: float, y1: float) -> Rule:
    return Rule(MARGIN + edge, y0, MARGIN + edge, y1, INNER)


def _draw_row(plan: Plan, page: Page, top: float, height: float, boxes: tuple[Box, ...]) -> None:
    lead, pad = plan.type.size * LEAD, 0.3 * plan.type.size
    for box in boxes:
        size = plan.type.size * box.scale
        y = top - (height - (len(box.lines) - 1) * lead - size) / 2 - ASCENT * size
        left, right = MARGIN + plan.edges[box.first], MARGIN + plan.edges[box.last]
        for line, natural in box.lines:
            if line:
                width = natural * size / 1000
                x = (
                    left + pad if box.align == "L"
                    else right - pad - width if box.align == "R"
                    else (left + right - width) / 2
                )  # fmt: skip
                page.texts.append(Text(x, y, size, box.style, line))
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
        if edge < plan.width:
            page.rules += [_vertical(edge, top, foot) for top, foot in spans]


def _draw_frame(plan: Plan, page: Page, top: float, foot: float) -> None:
    left, right = MARGIN, MARGIN + plan.width
    corners = ((left, top, right, top), (right, top, right, foot), (left, foot, right, foot),
               (left, top, left, foot))  # fmt: skip
    page.rules += [Rule(*corner, OUTER) for corner in corners]


def _draw_foot(plan: Plan, page: Page, y: float) -> None:
    meta = META[plan.source.paper.large]
    y -= meta * 0.6
    for line in foot_lines(plan):
        _text(page, MARGIN, y, meta, line)
        y -= meta * 1.5
    for row in signature_rows(plan):
        for x, text in row:
            _text(page, MARGIN + x, y - meta * 0.7, meta, text)
        y -= meta * 2.4


def _draw_page_foot(plan: Plan, page: Page, number: int, count: int) -> None:
    size = 14.0 if plan.source.paper.large else 9.0
    code = plan.source.check_code
    texts = (plan.source.mark, f"第{number}页 共{count}页", code and f"核对码：{code}")
    y = MARGIN - ASCENT * size + size
    for text, share in zip(texts, (0.0, 0.5, 1.0), strict=True):
        spare = plan.width - plan.faces.width(Style.FANG, text) * size / 1000
        if text:
            page.texts.append(Text(MARGIN + spare * share, y, size, Style.FANG, text, colour=GREY))


def _draw_mark(plan: Plan, page: Page) -> None:
    """Print the mark large and pale from corner to corner, under everything else."""
    mark = plan.source.mark
    if not mark:
        return
    slope = degrees(atan2(page.height, page.width))
    natural = plan.faces.width(Style.HEI, mark)
    size = min(_MARK, hypot(page.width, page.height) * 0.75 * 1000 / natural)
    length, turn = natural * size / 1000, radians(slope)
    x = page.width / 2 - cos(turn) * length / 2 + sin(turn) * size * 0.38
    y = page.height / 2 - sin(turn) * length / 2 - cos(turn) * size * 0.38
    page.texts.append(Text(x, y, size, Style.HEI, mark, colour=PALE, angle=slope))
