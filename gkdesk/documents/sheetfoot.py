"""What stands under a notice sheet's table: remarks, signatures, room for the seal, page foot."""

from __future__ import annotations

import segno

from .breaks import wrap
from .fontface import Style
from .paper import ASCENT, BLACK, GREY, Fill, Page, Rule, Text
from .sheetlook import LEAD, SEAL
from .sheetplan import Plan
from .titles import balanced

LINE, SIGN = 1.4, 2.2  # heights of a remark and of a signature, in parts of their type size
_GAP = 0.6
_WIDEST_SIGN = 9.0  # a signature's line grows to so many times its type size
QUIET = 4  # blank squares around a QR code (ISO/IEC 18004)
_SEAL_WORDS = "（盖章）"
_SEAL_CELLS = 8  # so many hanzi of the issuer's name in a line
_BODIES = ("村民委员会", "居民委员会", "股份经济合作社", "经济合作社", "支部委员会", "人民政府")


def foot_width(plan: Plan) -> float:
    """Return the width of remarks and signatures: the seal's room is beside them."""
    return plan.width - (SEAL + plan.look.meta if plan.source.issuer else 0.0)


def foot_lines(plan: Plan) -> list[str]:
    limit = foot_width(plan) * 1000 / plan.look.meta
    return [
        line for text in plan.source.footer for line in wrap(plan.faces, Style.FANG, text, limit)
    ]


def signature_rows(plan: Plan) -> list[list[tuple[str, float]]]:
    """Share the signatures over rows as (label, width of the label in points)."""
    meta, rows = plan.look.meta, list[list[tuple[str, float]]]()
    used = width = foot_width(plan)
    for text in plan.source.signatures:
        label = plan.faces.width(Style.FANG, text) * meta / 1000
        need = label + plan.look.sign * meta
        if used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((text, label))
        used += need
    return rows


def foot_height(plan: Plan) -> float:
    """Return the height of everything under the table but the page's foot."""
    meta = plan.look.meta
    words = len(foot_lines(plan)) * LINE + len(signature_rows(plan)) * SIGN
    height = words * meta + meta * _GAP if words else 0.0
    return max(height, SEAL if plan.source.issuer else 0.0)


def draw_foot(plan: Plan, page: Page, top: float) -> None:
    """Draw remarks, signatures and the issuer's name in the room for its seal."""
    meta, left = plan.look.meta, plan.look.margin
    y = top - meta * _GAP
    if plan.source.issuer:
        _draw_seal_room(plan, page, top)
    for line in foot_lines(plan):
        page.texts.append(Text(left, y - (ASCENT + 0.1) * meta, meta, Style.FANG, line))
        y -= meta * LINE
    for row in signature_rows(plan):
        _draw_signatures(plan, page, y - (ASCENT + 0.8) * meta, row)
        y -= meta * SIGN


def _draw_signatures(plan: Plan, page: Page, y: float, row: list[tuple[str, float]]) -> None:
    """Set one row of labels, each with a line to sign on; the lines share the row's room."""
    meta = plan.look.meta
    spare = foot_width(plan) - sum(label for _text, label in row)
    each = min(spare / len(row), _WIDEST_SIGN * meta)
    x = plan.look.margin
    for text, label in row:
        page.texts.append(Text(x, y, meta, Style.FANG, text))
        foot = y - 0.15 * meta
        page.rules.append(Rule(x + label, foot, x + label + each - meta, foot, plan.look.inner))
        x += label + each


def _draw_seal_room(plan: Plan, page: Page, top: float) -> None:
    size = min(plan.look.meta, SEAL / _SEAL_CELLS)
    lines = [*_name_lines(plan.source.issuer), _SEAL_WORDS]
    y = top - (SEAL - len(lines) * size * LEAD) / 2
    middle = plan.look.margin + plan.width - SEAL / 2
    for line in lines:
        x = middle - plan.faces.width(Style.FANG, line) * size / 2000
        colour = GREY if line == _SEAL_WORDS else BLACK
        page.texts.append(Text(x, y - ASCENT * size, size, Style.FANG, line, colour=colour))
        y -= size * LEAD


def _name_lines(issuer: str) -> list[str]:
    """Break an issuer's name before the kind of body it is, and where it is too long."""
    ending = next((body for body in _BODIES if issuer.endswith(body)), "")
    parts = (issuer.removesuffix(ending), ending)
    return [line for part in parts if part for line in balanced(part, _SEAL_CELLS)]


def squares(code: str) -> list[bytearray]:
    """Return a QR code's rows of squares, 1 dark; it carries these characters and nothing else."""
    return list(segno.make_qr(code, error="m", boost_error=False).matrix)


def draw_page_foot(plan: Plan, page: Page, number: int, count: int) -> None:
    """Draw the mark in words, the page's number and the check code under everything."""
    look, code = plan.look, plan.source.check_code
    size = look.code
    right = plan.width
    if plan.source.qr and code:
        right -= _draw_code(plan, page, code)
    texts = (plan.source.mark, f"第{number}页 共{count}页", code and f"核对码：{code}")
    widths = [plan.faces.width(Style.FANG, text) * size / 1000 for text in texts]
    places = (0.0, (plan.width - widths[1]) / 2, right - widths[2])
    y = look.margin - ASCENT * size + size
    for text, x in zip(texts, places, strict=True):
        if text:
            page.texts.append(Text(look.margin + x, y, size, Style.FANG, text, colour=GREY))


def _draw_code(plan: Plan, page: Page, code: str) -> float:
    """Draw the code's squares at the right edge, partly in the margin; return the room taken."""
    module, rows = plan.look.module, squares(code)
    side = len(rows) * module
    left = plan.look.margin + plan.width - side
    top = plan.look.margin + plan.look.page_foot - QUIET * module
    for down, row in enumerate(rows):
        y = top - (down + 1) * module
        for first, last in _runs(row):
            page.fills.append(Fill(left + first * module, y, (last - first) * module, module))
    return side + QUIET * module


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Return the stretches of dark squares as (first, one after the last)."""
    found, start = [], None
    for at, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            found.append((start, at))
            start = None
    return found
