"""Which line of a notice sheet stands on which page.

A line is never split; a group's name is never alone at a page's foot; 小计 and 合计 always have
lines of the table above them on their page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gkdesk.base.errors import Declined

from .fontface import Faces
from .model import SheetPage
from .sheetfoot import foot_height
from .sheetlook import LEAD, Look
from .sheetplan import Measured, Plan, plan_of, title_lines, with_capital
from .sheetrows import Kind, Line, lines_of, numbered, page_sum

_SHORT = 60  # a table of so many lines may be set smaller to stand on one page
_STRETCH = 0.6  # lines may grow by so much of their height to fill a single page
_FILL = 0.12  # and by so much to end where the paper ends
_CARRY = 2  # so many lines of the table at least share the last page with the footer
_SAVES = 0.8
GROUP_LEAD = 2.0  # a group's name under the title, in parts of the line above the table


class TooTall(Declined):
    """A line or the footer is taller than the paper."""

    message = "{place}文字太多，一页纸放不下。请缩短文字或改用更大的纸张后再打印，没有生成文件。"


@dataclass
class Part:
    """One page's share of the table."""

    rows: list[int]
    room: float  # left for lines, in points
    titled: bool
    measured: list[Measured] = field(default_factory=list)
    group: str = ""


def choose(source: SheetPage, faces: Faces, look: Look) -> tuple[Plan, list[Part]]:
    """Measure the table at the size that suits it, and share it over pages."""
    lines = with_capital(source, faces, look, lines_of(source))
    several = source.by_group and len(source.groups) > 1
    most = (len(source.groups) + 1 if several else 1) * look.height
    short = _longest(source, lines) <= _SHORT
    for kind in look.sizes if short else ():
        if len(lines) * kind.row() > most:
            continue  # too many lines even if none is broken
        plan = plan_of(source, faces, look, kind, lines)
        # a single page has no 本页小计
        summed = _sum_height(plan) if several else 0.0
        if not plan.shrunk and _well_shared(plan, _share(plan, summed=summed)):
            return plan, paginate(plan)
    plan = _long_plan(source, faces, look, lines)
    return plan, paginate(plan)


def _well_shared(plan: Plan, parts: list[Part]) -> bool:
    """Tell whether a table stands on one page, or each group does but for the last one's end."""
    more = [part for part in parts if not part.titled]
    if not plan.source.by_group:
        return not more
    last = plan.source.groups[-1].name if plan.source.groups else ""
    return len(more) <= 1 and all(plan.lines[part.rows[0]].group == last for part in more)


def _longest(source: SheetPage, lines: list[Line]) -> int:
    """Return how many lines stand together: all of them, or the longest group's."""
    if not source.by_group:
        return len(lines)
    return max((len(group.rows) for group in source.groups), default=0)


def _long_plan(source: SheetPage, faces: Faces, look: Look, lines: list[Line]) -> Plan:
    """Measure a long table at the size its first lines suggest.

    A smaller size must save a fifth of the paper, unless figures do not fit at the larger.
    """
    sample = lines[:_SHORT]
    best: Plan | None = None
    height = 0.0
    for kind in look.long_sizes:
        if best and not best.shrunk and len(sample) * kind.row() >= height * _SAVES:
            continue
        plan = plan_of(source, faces, look, kind, sample)
        needed = sum(row_height for row_height, _ in plan.rows)
        if best is None or (best.shrunk and not plan.shrunk) or needed < height * _SAVES:
            best, height = plan, needed
    kind = best.type if best else look.long_sizes[0]
    return best if best and sample == lines else plan_of(source, faces, look, kind, lines)


def head_height(plan: Plan, *, titled: bool) -> float:
    """Return the height of what stands above the table's header."""
    meta = plan.look.meta
    if not titled:
        return meta * 1.8
    lines, size = title_lines(plan, plan.source.title)
    group = meta * GROUP_LEAD if plan.source.by_group else 0.0
    return len(lines) * size * LEAD + size * 0.35 + group + meta * 1.6


def paginate(plan: Plan) -> list[Part]:
    """Share the lines over pages; the last keeps room for the footer.

    Raises:
        TooTall: a line or the footer does not fit on a page of its own.
    """
    parts = _share(plan, summed=0.0)
    summed = bool(plan.source.page_sums) and len(parts) > 1
    if summed:
        parts = _share(plan, summed=_sum_height(plan))
    for part in parts:
        part.measured = [plan.rows[row] for row in part.rows]
        if summed:
            _add_sum(plan, part)
        part.group = plan.lines[part.rows[0]].group if part.rows else ""
        _stretch(part, _STRETCH if len(parts) == 1 else _FILL, last=part is parts[-1])
    return parts


def _sum_height(plan: Plan) -> float:
    """Return the height of 本页小计, if the sheet has it."""
    return plan.type.row() if plan.source.page_sums else 0.0


def _add_sum(plan: Plan, part: Part) -> None:
    """Put 本页小计 under a page's last line, or above 合计."""
    cells = page_sum(plan.source, numbered(plan.lines, part.rows))
    boxes = plan.row(0, Line(Kind.SUBTOTAL, cells))
    kinds = [plan.lines[row].kind in {Kind.TOTAL, Kind.BOTTOM} for row in part.rows]
    at = kinds.index(True) if True in kinds else len(kinds)
    part.measured.insert(at, (plan.height(boxes), boxes))


def _stretch(part: Part, most: float, *, last: bool) -> None:
    """Let lines grow into the room that is left, evenly, when it is little."""
    heights = sum(height for height, _ in part.measured)
    if not part.measured or part.room <= 0 or (last and most == _FILL):
        return
    if most == _FILL and part.room > _FILL * heights:
        return
    even = part.room / len(part.measured)
    part.measured = [(h + min(even, _STRETCH * h), boxes) for h, boxes in part.measured]


def _share(plan: Plan, *, summed: float) -> list[Part]:
    """Lay unit after unit; ``summed`` is the height of each page's 本页小计."""
    pages = _Pages(plan, summed)
    units = _units(plan)
    foot = foot_height(plan)
    for unit in units:
        last = unit is units[-1]
        pages.lay(unit, foot if last else 0.0)
    if not units:
        pages.open(titled=True)
        pages.take(foot, "表下的")
    return pages.parts


class _Pages:
    """Pages being filled from the first on."""

    def __init__(self, plan: Plan, summed: float) -> None:
        self._plan, self._summed = plan, summed
        self.parts: list[Part] = []

    def open(self, *, titled: bool) -> None:
        plan = self._plan
        above = head_height(plan, titled=titled) + plan.header_height
        self.parts.append(Part([], plan.look.height - above - self._summed, titled))

    def take(self, height: float, place: str) -> None:
        if height > self.parts[-1].room + 1e-6:
            raise TooTall(place=place)
        self.parts[-1].room -= height

    def lay(self, unit: list[int], foot: float) -> None:
        """Lay lines that belong together, with the footer after the very last."""
        plan = self._plan
        starts = plan.source.by_group and _starts_group(plan.lines, unit[0])
        if not self.parts or starts:
            self.open(titled=True)
        need = sum(plan.rows[row][0] for row in unit) + foot
        if need > self.parts[-1].room and self.parts[-1].rows:
            self.open(titled=False)
        if need <= self.parts[-1].room:
            self.parts[-1].rows += unit
            self.parts[-1].room -= need
            return
        for row in unit:  # taller than a page: line by line
            self._row(row, foot if row == unit[-1] else 0.0)

    def _row(self, row: int, foot: float) -> None:
        need = self._plan.rows[row][0] + foot
        if need > self.parts[-1].room and self.parts[-1].rows:
            self.open(titled=False)
        place = "表下的" if foot and need - foot <= self.parts[-1].room else f"表格第{row + 1}行"
        self.take(need, place)
        self.parts[-1].rows.append(row)


def _units(plan: Plan) -> list[list[int]]:
    """Return runs of lines that stay on one page."""
    lines = plan.lines
    tail = _tail(lines, by_group=plan.source.by_group)
    units: list[list[int]] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].kind if at + 1 < len(lines) else Kind.BODY
        joined = at > 0 and (
            at > tail
            or lines[at - 1].kind is Kind.GROUP
            or line.kind in {Kind.SUBTOTAL, Kind.TOTAL, Kind.BOTTOM}
            or (following is Kind.SUBTOTAL and lines[at - 1].group == line.group)
        )
        if joined:
            units[-1].append(at)
        else:
            units.append([at])
    return units


def _tail(lines: list[Line], *, by_group: bool) -> int:
    """Return the first of the last lines, which share the last page with totals and footer."""
    body = [at for at, line in enumerate(lines) if line.kind is Kind.BODY]
    if not body:
        return 0
    first = body[max(len(body) - _CARRY, 0)]
    if by_group and lines[first].group != lines[body[-1]].group:
        return body[-1]
    return first


def _starts_group(lines: list[Line], at: int) -> bool:
    return at > 0 and bool(lines[at].group) and lines[at].group != lines[at - 1].group
