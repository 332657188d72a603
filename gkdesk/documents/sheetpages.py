"""Which line of a notice sheet stands on which page.

A line is never split; a group's name is never alone at a page's foot; 小计 and 合计 always have
lines of the table above them on their page.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from gkdesk.base.errors import Declined

from .fontface import Faces
from .model import SheetPage
from .sheetfoot import foot_height
from .sheethead import head_height
from .sheetlook import Look
from .sheetplan import Measured, Plan, plan_of, with_air, with_capital
from .sheetrows import Kind, Line, lines_of, numbered, page_sum

_SHORT = 60  # a table of so many lines may be set smaller to stand on one page
_STRETCH = 0.6  # lines may grow by so much of their height to fill a single page
_FILL, _GROUP_FILL = 0.12, 0.25  # and by so much to end where the paper ends; a group's only page
_CARRY = 2  # so many lines of the table at least share the last page with the footer
_SAVES = 0.8
_WHOLE = 0  # the one key of a table whose groups do not begin pages


class TooTall(Declined):
    """A line or the footer is taller than the paper."""

    message = "{place}文字太多，一页纸放不下。请缩短文字或改用更大的纸张后再打印，没有生成文件。"


class TooNarrow(Declined):
    """There are more columns than the paper has room for."""

    message = (
        "表有{count}列，“{column}”一列在这种纸上连一个字也放不下。"
        "请改用更大的纸张或减少列数后再打印，没有生成文件。"
    )


@dataclass
class Part:
    """One page's share of the table."""

    rows: list[int]
    room: float  # left for lines, in points
    titled: bool
    measured: list[Measured] = field(default_factory=list)
    group: str = ""


def choose(source: SheetPage, faces: Faces, look: Look) -> tuple[Plan, list[Part]]:
    """Measure the table at the size that suits it, and share it over pages.

    Raises:
        TooTall: a line or the footer does not fit on a page of its own at any size.
        TooNarrow: a column has no room for one character at any size.
    """
    lines = with_capital(source, faces, look, lines_of(source))
    several = source.by_group and len(source.groups) > 1
    most = (len(source.groups) + 1 if several else 1) * look.height
    short = _longest(source, lines) <= _SHORT
    plan: Plan | None = None
    for kind in look.sizes if short else ():
        if len(lines) * kind.row() > most:
            continue  # too many lines even if none is broken
        if plan and plan.type.size == kind.size:
            plan = with_air(plan, kind)
        else:
            plan = plan_of(source, faces, look, kind, lines)
        if plan.shrunk or plan.narrow:
            continue
        try:
            parts = paginate(plan)
        except TooTall:
            continue  # a smaller size may do
        if not plan.shrunk and _well_shared(plan, parts):  # 本页小计 may be longer than all
            return plan, parts
    return _long(source, faces, look, lines)


def _well_shared(plan: Plan, parts: list[Part]) -> bool:
    """Tell whether a table stands on one page, or each group does but for the last one's end."""
    more = [part for part in parts if not part.titled]
    if not plan.source.by_group:
        return not more
    last = len(plan.source.groups)
    return len(more) <= 1 and all(plan.lines[part.rows[0]].place in {last, 0} for part in more)


def _longest(source: SheetPage, lines: list[Line]) -> int:
    """Return how many lines stand together: all of them, or the longest group's."""
    if not source.by_group:
        return len(lines)
    return max([len(source.rows), *(len(group.rows) for group in source.groups)])


def _long(
    source: SheetPage, faces: Faces, look: Look, lines: list[Line]
) -> tuple[Plan, list[Part]]:
    """Measure and share a long table, at a smaller size where figures or a line need it."""
    sampled = _sampled(source, faces, look, lines)
    first = sampled.type
    smaller = [kind for kind in (*look.long_sizes, *look.sizes) if kind.size < first.size]
    smaller.sort(key=lambda kind: (-kind.size, kind.air))
    kinds = [first, *{kind.size: kind for kind in smaller}.values()]
    found: tuple[Plan, list[Part]] | None = None
    trouble: TooTall | None = None
    for kind in kinds:
        whole = kind is first and len(sampled.lines) == len(lines)
        plan = sampled if whole else plan_of(source, faces, look, kind, lines)
        if plan.narrow:
            continue
        try:
            parts = paginate(plan)
        except TooTall as error:
            trouble = error
            continue
        found = plan, parts
        if not plan.shrunk:
            break
    if found is None:
        raise trouble or TooNarrow(count=len(source.columns), column=plan.narrow)
    return found


def _sampled(source: SheetPage, faces: Faces, look: Look, lines: list[Line]) -> Plan:
    """Measure the first lines of a long table and its sums at the size that suits them.

    A smaller size must save a fifth of the paper, unless figures do not fit at the larger.
    """
    sample = lines[:_SHORT] + [line for line in lines[_SHORT:] if line.kind is not Kind.BODY]
    best = plan_of(source, faces, look, look.long_sizes[0], sample)
    height = sum(row_height for row_height, _ in best.rows)
    for kind in look.long_sizes[1:]:
        if not best.shrunk and len(sample) * kind.row() >= height * _SAVES:
            continue
        plan = plan_of(source, faces, look, kind, sample)
        needed = sum(row_height for row_height, _ in plan.rows)
        if (best.shrunk and not plan.shrunk) or needed < height * _SAVES:
            best, height = plan, needed
    return best


def paginate(plan: Plan) -> list[Part]:
    """Share the lines over pages; the last keeps room for the footer.

    Each page ends with 本页小计 where the table, or the group, takes more than one.

    Raises:
        TooTall: a line or the footer does not fit on a page of its own.
    """
    parts = _share(plan, ())
    summed = set(_summed(plan, parts)) if plan.source.page_sums else set[int]()
    while summed:  # the sums may push a group's end onto a page more
        parts = _share(plan, summed)
        more = set(_summed(plan, parts)) - summed
        if not more:
            break
        summed |= more
    for part in parts:
        part.measured = [plan.rows[row] for row in part.rows]
        body = any(plan.lines[row].kind is Kind.BODY for row in part.rows)
        if body and _key(plan, part.rows[0]) in summed:
            _add_sum(plan, part)
        part.group = plan.lines[part.rows[0]].group if part.rows else ""
    _stretch_all(plan, parts)
    return parts


def _stretch_all(plan: Plan, parts: list[Part]) -> None:
    """Let lines grow into the room that is left; the last of several pages may end early."""
    if len(parts) == 1:
        _stretch(parts[0], _STRETCH, fill=False)
        return
    keys = [_key(plan, part.rows[0]) for part in parts if part.rows]
    for part in parts[:-1]:
        only = plan.source.by_group and keys.count(_key(plan, part.rows[0])) == 1
        _stretch(part, _GROUP_FILL if only else _FILL, fill=True)


def _key(plan: Plan, row: int) -> int:
    """Return what a line's pages are counted by: its group if groups begin pages."""
    return plan.lines[row].place if plan.source.by_group else _WHOLE


def _summed(plan: Plan, parts: list[Part]) -> Iterator[int]:
    """Find whose pages are summed: on a group's only page 小计 says the same."""
    keys = [_key(plan, part.rows[0]) for part in parts if part.rows]
    for key in set(keys):
        group = plan.source.groups[key - 1] if plan.source.by_group and key else None
        alone = len(keys) > 1 and group and not group.subtotal
        if keys.count(key) > 1 or alone:
            yield key


def _add_sum(plan: Plan, part: Part) -> None:
    """Put 本页小计 under a page's last line or above 合计, and above 小计 if groups have pages."""
    cells = page_sum(plan.source, numbered(plan.lines, part.rows))
    boxes = plan.row(0, Line(Kind.SUBTOTAL, cells))
    under = {Kind.TOTAL, Kind.BOTTOM} | ({Kind.SUBTOTAL} if plan.source.by_group else set())
    kinds = [plan.lines[row].kind in under for row in part.rows]
    at = kinds.index(True) if True in kinds else len(kinds)
    part.measured.insert(at, (plan.height(boxes), boxes))


def _stretch(part: Part, most: float, *, fill: bool) -> None:
    """Let lines grow evenly; with ``fill`` by ``most`` and only if they end with the paper then."""
    heights = sum(height for height, _ in part.measured)
    if not part.measured or part.room <= 0 or (fill and part.room > most * heights):
        return
    even = part.room / len(part.measured)
    part.measured = [(h + min(even, _STRETCH * h), boxes) for h, boxes in part.measured]


def _share(plan: Plan, summed: Container[int]) -> list[Part]:
    """Lay unit after unit; ``summed`` are the keys of pages with a 本页小计."""
    pages = _Pages(plan, summed)
    units = _units(plan)
    foot = foot_height(plan)
    for unit in units:
        last = unit is units[-1]
        pages.lay(unit, foot if last else 0.0)
    if not units:
        pages.open(_WHOLE, titled=True)
        pages.take(foot, "表下的")
    return pages.parts


class _Pages:
    """Pages being filled from the first on."""

    def __init__(self, plan: Plan, summed: Container[int]) -> None:
        self._plan, self._summed = plan, summed
        self.parts: list[Part] = []

    def open(self, key: int, *, titled: bool) -> None:
        plan = self._plan
        above = head_height(plan, titled=titled) + plan.header_height
        summed = plan.type.row() if key in self._summed else 0.0
        self.parts.append(Part([], plan.look.height - above - summed, titled))

    def take(self, height: float, place: str) -> None:
        if height > self.parts[-1].room + 1e-6:
            raise TooTall(place=place)
        self.parts[-1].room -= height

    def lay(self, unit: list[int], foot: float) -> None:
        """Lay lines that belong together, with the footer after the very last."""
        plan = self._plan
        key = _key(plan, unit[0])
        if not self.parts or _starts_group(plan, unit[0]):
            self.open(key, titled=True)
        need = sum(plan.rows[row][0] for row in unit) + foot
        if need > self.parts[-1].room and self.parts[-1].rows:
            self.open(key, titled=False)
        if need <= self.parts[-1].room:
            self.parts[-1].rows += unit
            self.parts[-1].room -= need
            return
        for row in unit:  # taller than a page: line by line
            self._row(row, foot if row == unit[-1] else 0.0)

    def _row(self, row: int, foot: float) -> None:
        need = self._plan.rows[row][0] + foot
        if need > self.parts[-1].room and self.parts[-1].rows:
            self.open(_key(self._plan, row), titled=False)
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
            or line.kind in {Kind.TOTAL, Kind.BOTTOM}
            or (line.kind is Kind.SUBTOTAL and lines[at - 1].place == line.place)
            or (following is Kind.SUBTOTAL and lines[at - 1].place == line.place)
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
    if by_group and lines[first].place != lines[body[-1]].place:
        return body[-1]
    return first


def _starts_group(plan: Plan, at: int) -> bool:
    """Tell whether a line begins a page: the first of its group where groups do so."""
    place = plan.lines[at].place
    return plan.source.by_group and at > 0 and place not in {0, plan.lines[at - 1].place}
