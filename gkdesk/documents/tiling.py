"""One page over several sheets of paper, to be glued: tiles with overlap, cut marks and labels.

The page is enlarged or reduced as plain data. It is cut at the table's row and column lines; a
text that runs across a cut anyway, such as a centred title, is moved by less than a character so
that the cut falls between two of its characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .fontface import Faces, Style
from .marks import pale_mark
from .model import Tiles
from .paper import GREY, MM, Page, Rule, Text
from .tilecuts import Cuts, cut_places, greedy
from .tileparts import Box, Region, content_box, part_of, settled

OVERLAP = 10 * MM  # village.md 4.4
MARGIN = 10 * MM
_MARK = (3 * MM, 8 * MM)  # cut marks run from here to there, from the paper's edge
_LABEL = 9.0
_FAR = 1e9  # beyond every page: the outermost tiles have no neighbour to share with
_STEP, _STEPS = 0.99, 60  # how far the page is made smaller until every cut falls well


def tile(pages: Sequence[Page], faces: Faces, tiles: Tiles, label: str) -> list[Page]:
    """Spread each page over tiles, from the upper left one to the right and down.

    Args:
        pages: laid-out pages.
        faces: the typefaces they were laid out with.
        tiles: how many and on which paper.
        label: what is printed on each tile before its number, such as 柳林村-F01.
    """
    total = len(pages) * tiles.count
    made: list[Page] = []
    for page in pages:
        for one in _spread(page, faces, tiles):
            _label(one, faces, f"{label}-{len(made) + 1}/{total}")
            made.append(one)
    return made


@dataclass(frozen=True, slots=True)
class _Grid:
    """A page's cuts and how much it is enlarged."""

    scale: float
    xs: tuple[float, ...]  # from left to right, in the page's own points, edges included
    ys: tuple[float, ...]  # from top to bottom
    paper: tuple[float, float]


def _spread(page: Page, faces: Faces, tiles: Tiles) -> list[Page]:
    marks = [text for text in page.texts if text.angle]
    flat = replace(page, texts=[text for text in page.texts if not text.angle])
    box = content_box(flat, faces)
    cuts = cut_places(flat, faces)
    short, long = sorted(tiles.paper.size)
    grids = [_grid(box, cuts, tiles, paper) for paper in ((short, long), (long, short))]
    grid = max(grids, key=lambda grid: grid.scale)
    flat = settled(flat, faces, box, grid.xs[1:-1])
    made = []
    for row in range(tiles.down):
        for column in range(tiles.across):
            one = _one(flat, faces, grid, column, row)
            if marks:
                pale_mark(one, faces, marks[0].text)
            made.append(one)
    return made


def _grid(box: Box, cuts: Cuts, tiles: Tiles, paper: tuple[float, float]) -> _Grid:
    """Find the largest scale at which every tile can end at a line of the table.

    Where the table has too few lines for so many tiles, it is parted evenly across, or else down.
    """
    inner = (paper[0] - 2 * MARGIN, paper[1] - 2 * MARGIN)
    across = tiles.across * inner[0] - (tiles.across - 1) * OVERLAP
    down = tiles.down * inner[1] - (tiles.down - 1) * OVERLAP
    ideal = min(across / (box.right - box.left), down / (box.top - box.foot))
    even_x = _even(box.left, box.right, tiles.across)
    even_y = _even(-box.top, -box.foot, tiles.down)
    for instead_x, instead_y in (((), ()), (even_x, ()), ((), even_y)):
        for step in range(_STEPS):
            scale = ideal * _STEP**step
            lap = OVERLAP / scale
            length_x, length_y = inner[0] / scale, inner[1] / scale
            xs = instead_x or greedy(cuts.xs, box.left, box.right, tiles.across, length_x, lap)
            ys = instead_y or greedy(cuts.ys, -box.top, -box.foot, tiles.down, length_y, lap)
            if xs and ys:
                return _Grid(scale, xs, tuple(-y for y in ys), paper)
    return _Grid(ideal, even_x, tuple(-y for y in even_y), paper)


def _even(start: float, end: float, count: int) -> tuple[float, ...]:
    """Cut a stretch into equal parts."""
    return tuple(start + (end - start) * n / count for n in range(count + 1))


def _one(page: Page, faces: Faces, grid: _Grid, column: int, row: int) -> Page:
    """Cut one tile out, its part of the page in the middle of its paper."""
    region = _region(grid, column, row)
    whole = region.whole
    width, height = grid.paper
    shift_x = (width - (whole.left + whole.right) * grid.scale) / 2
    shift_y = (height - (whole.foot + whole.top) * grid.scale) / 2
    one = Page(width, height)
    part_of(one, page, faces, region, scale=grid.scale, shift=(shift_x, shift_y))
    seams_x = [grid.xs[n] for n in (column, column + 1) if 0 < n < len(grid.xs) - 1]
    seams_y = [grid.ys[n] for n in (row, row + 1) if 0 < n < len(grid.ys) - 1]
    _cut_marks(
        one,
        [x * grid.scale + shift_x for x in seams_x],
        [y * grid.scale + shift_y for y in seams_y],
    )
    return one


def _region(grid: _Grid, column: int, row: int) -> Region:
    lap = OVERLAP / grid.scale / 2
    left, right = grid.xs[column], grid.xs[column + 1]
    top, foot = grid.ys[row], grid.ys[row + 1]
    first_x, last_x = column == 0, column + 2 == len(grid.xs)
    first_y, last_y = row == 0, row + 2 == len(grid.ys)
    return Region(
        core=Box(
            -_FAR if first_x else left,
            -_FAR if last_y else foot,
            _FAR if last_x else right,
            _FAR if first_y else top,
        ),
        whole=Box(
            left - (0.0 if first_x else lap),
            foot - (0.0 if last_y else lap),
            right + (0.0 if last_x else lap),
            top + (0.0 if first_y else lap),
        ),
    )


def _cut_marks(page: Page, xs: Iterable[float], ys: Iterable[float]) -> None:
    """Draw short lines in the margins where the tile is cut and laid over its neighbour."""
    near, far = _MARK
    for x in xs:
        page.rules.append(Rule(x, near, x, far, 0.5))
        page.rules.append(Rule(x, page.height - near, x, page.height - far, 0.5))
    for y in ys:
        page.rules.append(Rule(near, y, far, y, 0.5))
        page.rules.append(Rule(page.width - near, y, page.width - far, y, 0.5))


def _label(page: Page, faces: Faces, words: str) -> None:
    width = faces.width(Style.FANG, words) * _LABEL / 1000
    x, y = (page.width - width) / 2, 5 * MM
    page.texts.append(Text(x, y, _LABEL, Style.FANG, words, colour=GREY))
