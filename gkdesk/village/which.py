"""Which form a worksheet is: its headers and its title against every form, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkdesk.base.text import half_width, squeeze

from . import listheader
from .form import SheetForm
from .heading import top_texts
from .listheader import Header
from .reader import find_header
from .shape import Shape
from .traditional import simplified
from .xlsx import Grid

_TITLE, _COLUMNS, _BREADTH = 30, 55, 15  # of a hundred
ENOUGH = 25
_MARGIN = 10  # two forms closer than this cannot be told apart
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One form a worksheet may be; ``score`` is of a hundred."""

    shape: Shape
    score: int
    why: str
    header: Header | None = None


@dataclass(frozen=True, slots=True)
class Which:
    """The forms a worksheet may be."""

    shapes: Sequence[Shape]
    two_sided: dict[str, SheetForm]

    def rank(self, grid: Grid) -> list[Choice]:
        """Return the forms that have anything in common with a worksheet, the likeliest first."""
        among = listheader.candidates(grid)
        titles = [squeeze(half_width(simplified(text))) for _row, _column, text in top_texts(grid)]
        choices = [self._choice(shape, grid, among, titles) for shape in self.shapes]
        return sorted((one for one in choices if one.score), key=lambda one: -one.score)

    def _choice(
        self, shape: Shape, grid: Grid, among: list[listheader.Candidate], titles: list[str]
    ) -> Choice:
        named = next((name for name in shape.names() if any(name in text for text in titles)), "")
        why = [f"标题写着“{named}”"] if named else []
        score = _TITLE if named else 0
        if shape.is_list:
            header = listheader.find(shape, among)
            if header:
                points, told = _fit(shape, header)
                return Choice(shape, score + points, "，".join([*why, told]), header)
        elif shape.id in self.two_sided and find_header(grid, self.two_sided[shape.id]):
            return Choice(
                shape, score + _COLUMNS + _BREADTH, "，".join([*why, "左右两边的表头都对上"])
            )
        return Choice(shape, score, "，".join(why))


def chosen(ranked: Sequence[Choice]) -> Choice | None:
    """Return the form, or ``None`` when it is not clear: then somebody must say."""
    if not ranked or ranked[0].score < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _MARGIN:
        return None
    return ranked[0]


def doubtful(ranked: Sequence[Choice]) -> str:
    """Say which forms a worksheet may be, and why."""
    close = [one for one in ranked if ranked[0].score - one.score < _MARGIN][:_MOST_NAMED]
    told = "；".join(f"{one.shape.id} {one.shape.name}（{one.why}）" for one in close)
    return f"认不准是哪种表，可能是：{told}。请选定是哪种表，或在标题里写明表名"


def _fit(shape: Shape, header: Header) -> tuple[int, str]:
    """Score by the required columns found, how sure each is, and how many others."""
    needed = [c.key for c in shape.columns if c.required and c.kind != "serial"]
    needed = needed or [column.key for column in shape.columns]
    found = [key for key in needed if key in header.columns]
    sure = header.weight / (3 * len(header.columns))
    points = round(_COLUMNS * len(found) / len(needed) * (0.7 + 0.3 * sure))
    strangers = len(header.extra) / max(1, len(header.labels))
    points += round(_BREADTH * (1 - strangers))
    return points, f"必填的{len(needed)}列对上{len(found)}列，共对上{len(header.columns)}列"
