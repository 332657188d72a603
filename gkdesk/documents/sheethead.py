"""What stands above a notice sheet's table: the title, a group's name, the line under the title."""

from __future__ import annotations

from .breaks import wrap
from .fontface import Style
from .paper import ASCENT, Page, Text
from .sheetlook import LEAD
from .sheetplan import Plan
from .titles import balanced

_TITLE_GAP = 0.25  # under the title, in parts of its size
_GROUP, _GROUP_LEAD = 1.2, 2.0  # a group's name and its line, in parts of the line under the title
_META_GAP, _CONTINUED_GAP = 0.35, 0.55  # down to the table
_SMALLER = 0.8  # a title or a line is made so much smaller, at most, before it is broken
_FURTHER = "（续）"
_APART = "　　"  # between two facts on one line


def head_height(plan: Plan, *, titled: bool) -> float:
    """Return the height of what stands above the table's header."""
    meta = plan.look.meta
    if not titled:
        lines, _size = _continued_lines(plan)
        return meta * (len(lines) * LEAD + _CONTINUED_GAP)
    lines, size = _title_lines(plan)
    group = meta * _GROUP_LEAD if plan.source.by_group else 0.0
    under = meta * (len(_meta_lines(plan)) * LEAD + _META_GAP)
    return (len(lines) * LEAD + _TITLE_GAP) * size + group + under


def draw_head(plan: Plan, page: Page, *, group: str, titled: bool) -> float:
    """Draw the head of a page, naming a group if there is one; return where the table begins."""
    y = page.height - plan.look.margin
    if titled:
        _draw_title(plan, page, group, y)
    else:
        _draw_continued(plan, page, group, y)
    return y - head_height(plan, titled=titled)


def _title_lines(plan: Plan) -> tuple[list[str], float]:
    """Return the title's lines and its size: smaller before broken, but not by much."""
    title, usual = plan.source.title, plan.look.title
    fitting = plan.width * 1000 / max(plan.faces.width(Style.XBS, title), 1)
    if "\n" not in title and fitting >= usual * 0.7:
        return [title], min(usual, fitting)
    return balanced(title, int(plan.width / usual)), usual


def _meta_lines(plan: Plan) -> list[tuple[str, str, str]]:
    """Return the lines under the title as left, middle and right; a long left has its own lines."""
    source = plan.source
    facts = [(line, "", "") for line in _fact_lines(plan)]
    parts = (source.left, source.middle, source.right)
    natural = sum(plan.faces.width(Style.FANG, part) for part in parts) + 2000
    limit = plan.width * 1000 / plan.look.meta
    if natural * _SMALLER <= limit:
        return [*facts, parts]
    left = wrap(plan.faces, Style.FANG, source.left, limit)
    return [*facts, *((line, "", "") for line in left), ("", source.middle, source.right)]


def _fact_lines(plan: Plan) -> list[str]:
    """Put as many facts on a line as fit, two blanks apart; only a long one is broken itself."""
    limit = plan.width * 1000 / plan.look.meta
    lines: list[str] = []
    for fact in plan.source.above:
        joined = f"{lines[-1]}{_APART}{fact}" if lines else fact
        if lines and plan.faces.width(Style.FANG, joined) <= limit:
            lines[-1] = joined
        else:
            lines += wrap(plan.faces, Style.FANG, fact, limit)
    return lines


def _continued_lines(plan: Plan) -> tuple[list[str], float]:
    """Return the title at the head of a further page, and the room left for a group's name."""
    title = plan.source.title.replace("\n", "") + _FURTHER
    whole = plan.width * 1000 / plan.look.meta
    names = [plan.faces.width(Style.HEI, group.name) for group in plan.source.groups]
    room = min(max(names) + 1000, whole / 2) if names else 0.0
    natural = plan.faces.width(Style.HEI, title)
    if natural * _SMALLER <= whole - room:
        return [title], room
    return list(wrap(plan.faces, Style.HEI, title, whole - room)), room


def _text(page: Page, x: float, y: float, size: float, text: str, style: str = Style.FANG) -> None:
    if text:
        page.texts.append(Text(x, y - ASCENT * size, size, style, text))


def _draw_title(plan: Plan, page: Page, group: str, y: float) -> None:
    lines, size = _title_lines(plan)
    for line in lines:
        width = plan.faces.width(Style.XBS, line) * size / 1000
        _text(page, (page.width - width) / 2, y, size, line, Style.XBS)
        y -= size * LEAD
    y -= size * _TITLE_GAP
    meta = plan.look.meta
    if plan.source.by_group:
        natural = plan.faces.width(Style.HEI, group)
        size = min(meta * _GROUP, plan.width * 1000 / max(natural, 1))
        _text(page, (page.width - natural * size / 1000) / 2, y, size, group, Style.HEI)
        y -= meta * _GROUP_LEAD
    for parts in _meta_lines(plan):
        _draw_meta(plan, page, y, parts)
        y -= meta * LEAD


def _draw_meta(plan: Plan, page: Page, y: float, parts: tuple[str, str, str]) -> None:
    """Set left, middle and right, a little smaller when they would touch."""
    meta = plan.look.meta
    natural = sum(plan.faces.width(Style.FANG, part) for part in parts)
    gaps = 1000 * (sum(map(bool, parts)) - 1)
    size = min(meta, plan.width * 1000 / max(natural + gaps, 1))
    left, middle, right = (plan.faces.width(Style.FANG, part) * size / 1000 for part in parts)
    centred = (plan.width - middle) / 2
    if centred < left + size or centred + middle > plan.width - right - size:
        centred = left + (plan.width - left - right - middle) / 2
    for part, x in zip(parts, (0.0, centred, plan.width - right), strict=True):
        _text(page, plan.look.margin + x, y, size, part)


def _draw_continued(plan: Plan, page: Page, group: str, y: float) -> None:
    """Head a further page: the title, and the group that goes on here."""
    meta, left = plan.look.meta, plan.look.margin
    lines, room = _continued_lines(plan)
    for line in lines:
        natural = plan.faces.width(Style.HEI, line)
        size = min(meta, (plan.width - room * meta / 1000) * 1000 / natural)
        _text(page, left, y, size, line, Style.HEI)
        if line is lines[0]:
            natural = max(plan.faces.width(Style.HEI, group), 1)
            size = min(size, room * meta / (natural + 1000))
            _text(page, left + plan.width - natural * size / 1000, y, size, group, Style.HEI)
        y -= meta * LEAD
