"""What stands under a notice sheet's table: remarks, signatures, room for the seal, page foot."""

from __future__ import annotations

import segno

from .breaks import wrap
from .fontface import Style
from .paper import ASCENT, BLACK, GREY, Fill, Page, Rule, Text
from .sheetlook import LEAD, SEAL
from .sheetplan import Plan
from .titles import balanced

LINE, SIGN = 1.35, 2.1  # heights of a remark and of a signature, in parts of their type size
_GAP = 0.5
_WIDEST_SIGN = 9.0  # a signature's line grows to so many times its type size
QUIET = 4  # blank squares around a QR code (ISO/IEC 18004)
_SEAL_WORDS = "（盖章）"
_SEAL_CELLS = (8, 11, 15, 20, 30)  # so many hanzi of the issuer's name in a line, as it is long
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
        label = min(label, width - plan.look.sign * meta)  # a longer one is set smaller
        need = label + plan.look.sign * meta
        if used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((text, label))
        used += need
    return rows


def foot_height(plan: Plan) -> float:
    """Return the height of everything under the table but the page's foot.

    The seal may reach down beside the page's number: no sheet that is sealed has words there.
    """
    meta = plan.look.meta
    words = len(foot_lines(plan)) * LINE + len(signature_rows(plan)) * SIGN
    height = words * meta + meta * _GAP if words else 0.0
    return max(height, SEAL - plan.look.page_foot if plan.source.issuer else 0.0)


def draw_foot(plan: Plan, page: Page, top: float) -> None:
    """Draw remarks, signatures and the issuer's name in the room for its seal."""
    meta, left = plan.look.meta, plan.look.margin
    y = top - meta * _GAP
    if plan.source.issuer:
        _draw_seal_room(plan, page, top)
    for line in foot_lines(plan):
        page.texts.append(Text(left, y - (ASCENT + 0.1) * meta, meta, Style.FANG, line))
        y -= meta * LINE
    rows = signature_rows(plan)
    for row in rows:
        each = min(_sign_length(plan, one) for one in rows)
        _draw_signatures(plan, page, y - (ASCENT + 0.8) * meta, row, each)
        y -= meta * SIGN


def _sign_length(plan: Plan, row: list[tuple[str, float]]) -> float:
    """Return how long the lines to sign on can be in one row, with the gap after each."""
    spare = foot_width(plan) - sum(label for _text, label in row)
    return min(spare / len(row), _WIDEST_SIGN * plan.look.meta)


def _draw_signatures(
    plan: Plan, page: Page, y: float, row: list[tuple[str, float]], each: float
) -> None:
    """Set one row of labels, each with a line to sign on."""
    meta = plan.look.meta
    x = plan.look.margin
    for text, label in row:
        natural = plan.faces.width(Style.FANG, text)
        size = min(meta, label * 1000 / max(natural, 1))
        page.texts.append(Text(x, y, size, Style.FANG, text))
        foot = y - 0.15 * meta
        page.rules.append(Rule(x + label, foot, x + label + each - meta, foot, plan.look.inner))
        x += label + each


def _draw_seal_room(plan: Plan, page: Page, top: float) -> None:
    lines, size = _seal_words(plan)
    y = top - (SEAL - len(lines) * size * LEAD) / 2
    middle = plan.look.margin + plan.width - SEAL / 2
    for line in lines:
        x = middle - plan.faces.width(Style.FANG, line) * size / 2000
        colour = GREY if line == _SEAL_WORDS else BLACK
        page.texts.append(Text(x, y - ASCENT * size, size, Style.FANG, line, colour=colour))
        y -= size * LEAD


def _seal_words(plan: Plan) -> tuple[list[str], float]:
    """Return what stands where the seal goes, and its size: all of it lies inside the seal."""
    lines, size = [_SEAL_WORDS], 0.0
    for cells in _SEAL_CELLS:
        lines = [*_name_lines(plan.source.issuer, cells), _SEAL_WORDS]
        size = min(plan.look.meta, SEAL / cells)
        if len(lines) * size * LEAD <= SEAL:
            break
    return lines, min(size, SEAL / (len(lines) * LEAD))


def _name_lines(issuer: str, cells: int) -> list[str]:
    """Break an issuer's name before the kind of body it is, and where it is too long."""
    ending = next((body for body in _BODIES if issuer.endswith(body)), "")
    parts = (issuer.removesuffix(ending), ending)
    return [line for part in parts if part for line in balanced(part, cells)]


def squares(code: str) -> list[bytearray]:
    """Return a QR code's rows of squares, 1 dark; it carries these characters and nothing else."""
    return list(segno.make_qr(code, error="m", boost_error=False).matrix)


def draw_page_foot(plan: Plan, page: Page, number: int, count: int) -> None:
    """Draw the check code, the page's number and the mark in words under everything.

    The mark alone stands where the seal may reach to: no sheet has both.
    """
    look, code = plan.look, plan.source.check_code
    size = look.code
    left = _draw_code(plan, page, code) if plan.source.qr and code else 0.0
    texts = (code and f"核对码：{code}", f"第{number}页 共{count}页", plan.source.mark)
    widths = [plan.faces.width(Style.FANG, text) * size / 1000 for text in texts]
    places = (left, (plan.width - widths[1]) / 2, plan.width - widths[2])
    y = look.margin - ASCENT * size + size
    for text, x in zip(texts, places, strict=True):
        if text:
            page.texts.append(Text(look.margin + x, y, size, Style.FANG, text, colour=GREY))


def _draw_code(plan: Plan, page: Page, code: str) -> float:
    """Draw the code's squares at the left edge, partly in the margin; return the room taken."""
    module, rows = plan.look.module, squares(code)
    side = len(rows) * module
    left = plan.look.margin
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
