"""Which form a worksheet is: its headers and its title against every form, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gkdesk.base.text import half_width, squeeze

from . import listheader, records
from .heading import top_texts
from .listheader import Header
from .reader import find_header
from .shape import Shape, comparable
from .traditional import simplified
from .xlsx import Grid

_TITLE, _COLUMNS, _BREADTH, _COVER = 30, 48, 10, 12  # of a hundred
_NO_PARTS = 15
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
    """The forms a worksheet may be, a form once for each of its stages."""

    shapes: Sequence[Shape]

    def rank(self, grid: Grid) -> list[Choice]:
        """Return the forms that have anything in common with a worksheet, the likeliest first."""
        among = listheader.candidates(grid)
        titles = [squeeze(half_width(simplified(text))) for _row, _column, text in top_texts(grid)]
        best: dict[str, Choice] = {}
        for shape in self.shapes:
            one = _choice(shape, grid, among, titles)
            if one.score and (shape.id not in best or one.score > best[shape.id].score):
                best[shape.id] = one
        return sorted(best.values(), key=lambda one: -one.score)


def _choice(
    shape: Shape, grid: Grid, among: list[listheader.Candidate], titles: list[str]
) -> Choice:
    names = (squeeze(half_width(name)) for name in shape.form.names())
    named = next((name for name in names if any(name in text for text in titles)), "")
    why = [f"标题写着“{named}”"] if named else []
    score = _TITLE if named else 0
    if shape.records:
        return _records(shape, grid, score, why)
    if shape.columns:
        header = listheader.find(shape, among)
        if header:
            points, told = _fit(shape, header)
            points -= _NO_PARTS * _lacks_parts(shape, grid)
            return Choice(shape, score + points, "，".join([*why, told]), header)
    elif find_header(grid, shape.form):
        told = "左右两边的表头都对上"
        return Choice(shape, score + _COLUMNS + _BREADTH + _COVER, "，".join([*why, told]))
    return Choice(shape, score, "，".join(why))


def _lacks_parts(shape: Shape, grid: Grid) -> bool:
    """Tell whether a form has parts, and the worksheet none of their headings."""
    labels = (
        {comparable(part.label) for part in shape.form.body.parts} if shape.form.body else set()
    )
    firsts = (next((value for value in row if value not in ("", None)), "") for row in grid.rows)
    return bool(labels) and not any(
        isinstance(first, str) and comparable(first) in labels for first in firsts
    )


def _records(shape: Shape, grid: Grid, score: int, why: list[str]) -> Choice:
    """Score a text sheet by its titles in one column."""
    # a few titles below one another make no text sheet
    found = records.find(grid, shape.columns) if score else None
    if found is None:
        return Choice(shape, score, "，".join(why))
    points = round(_COLUMNS * len(found.rows) / len(shape.columns))
    told = f"{len(shape.columns)}项标题对上{len(found.rows)}项"
    return Choice(shape, score + points, "，".join([*why, told]))


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
    told = "；".join(f"{one.shape.id} {one.shape.form.name}（{one.why}）" for one in close)
    return f"认不准是哪种表，可能是：{told}。请选定是哪种表，或在标题里写明表名"


def _fit(shape: Shape, header: Header) -> tuple[int, str]:
    """Score by the required columns found, how sure each is, how many others, and what lacks."""
    needed = [c.key for c in shape.columns if c.required and c.kind != "serial"]
    needed = needed or [column.key for column in shape.columns]
    found = [key for key in needed if key in header.columns]
    sure = header.weight / (3 * len(header.columns))
    points = round(_COLUMNS * len(found) / len(needed) * (0.7 + 0.3 * sure))
    strangers = len(header.extra) / max(1, len(header.labels))
    cover = len(header.columns) / len(shape.columns)
    points += round(_BREADTH * (1 - strangers) + _COVER * cover)
    return points, f"必填的{len(needed)}列对上{len(found)}列，共对上{len(header.columns)}列"
