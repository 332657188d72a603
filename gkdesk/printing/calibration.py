"""The calibration page (校准页): rulers from the paper's edges, so that a shift can be measured.

Everything stands at round millimetres from the edges. The clerk measures with an ordinary ruler
from the edge of the paper to two red lines; what is more than 20 mm is the printer's shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import cos, pi, sin

from gkdesk.documents.fontface import Faces, Style
from gkdesk.documents.model import Paper
from gkdesk.documents.paper import BLACK, GREY, MM, RED, Colour, Page, Rule, Text

FIRST = 20  # millimetres from the left and upper edges to the lines that are measured
SEAL = 42  # diameter of a town's seal in millimetres
# 版心 of A4 by GB/T 9704-2012 5.2: millimetres from the left and upper edges, width, height
TYPE_AREA = (28, 37, 156, 225)
CLEAR = 12  # the red lines keep so far from the rulers of the edges they run into
_TICKS = {10: 8.0, 5: 5.0}  # millimetres: every tenth tick is 8 long, every fifth 5, others 3
_TICK = 3.0
_CORNER = 10
_CIRCLE_PARTS = 90
_THIN, _BOLD = 0.3, 0.8  # points
_SMALL, _SIZE, _TITLE = 8.0, 11.0, 18.0
_PITCH = 7.0  # millimetres from line to line
_WORDS = (
    f"1. 用直尺从纸的左边量到红色竖线，减去{FIRST}毫米，就是“偏右”；量得不足{FIRST}毫米时填负数。",
    f"2. 从纸的上边量到红色横线，减去{FIRST}毫米，就是“偏下”；量得不足{FIRST}毫米时填负数。",
    "3. 把两个数填到“校准打印机”里，以后每页自动反向移动。校准页本身打印时不移动。",
    "4. 四边的刻度从纸边数起，印不出来的头几毫米是这台打印机的白边。",
    f"5. 下面的圆直径应为{SEAL}毫米，量得不是时，说明打印时被缩放了。",
)


class _Pen:
    """Draws on a page in millimetres from the left and upper edges."""

    def __init__(self, paper: Paper, faces: Faces) -> None:
        self.page = Page(*paper.size)
        self._faces = faces
        self.wide, self.high = round(self.page.width / MM), round(self.page.height / MM)

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        width: float = _THIN,
        colour: Colour = BLACK,
    ) -> None:
        top = self.page.height
        (x0, y0), (x1, y1) = start, end
        self.page.rules.append(Rule(x0 * MM, top - y0 * MM, x1 * MM, top - y1 * MM, width, colour))

    def words(
        self, x: float, y: float, text: str, size: float = _SIZE, *, middle: bool = False
    ) -> None:
        """Write a line; ``x`` is its left end, or its middle."""
        style = Style.HEI
        left = x * MM
        if middle:
            left -= self._faces.width(style, text) * size / 2000
        self.page.texts.append(Text(left, self.page.height - y * MM, size, style, text))


def page(paper: Paper, faces: Faces) -> Page:
    """Draw the calibration page for one paper."""
    pen = _Pen(paper, faces)
    for along in _ticks(pen.wide):
        pen.line((along, 0), (along, _length(along)))
        pen.line((along, pen.high), (along, pen.high - _length(along)))
    for along in _ticks(pen.high):
        pen.line((0, along), (_length(along), along))
        pen.line((pen.wide, along), (pen.wide - _length(along), along))
    for along in range(30, pen.wide - 20, 10):
        pen.words(along, 11.5, str(along), _SMALL, middle=True)
    for along in range(30, pen.high - 20, 10):
        pen.words(9, along + 1, str(along), _SMALL)
    _corners(pen)
    _measured(pen)
    _seal(pen)
    if paper is Paper.A4:
        _type_area(pen)
    _explain(pen, paper)
    return pen.page


def _ticks(length: int) -> Iterator[int]:
    yield from range(1, length)


def _length(at: int) -> float:
    return next((size for step, size in _TICKS.items() if at % step == 0), _TICK)


def _corners(pen: _Pen) -> None:
    """Mark where 10 mm from both edges meet, in all four corners."""
    for x in (_CORNER, pen.wide - _CORNER):
        for y in (_CORNER, pen.high - _CORNER):
            pen.line((x - 4, y), (x + 4, y), _BOLD)
            pen.line((x, y - 4), (x, y + 4), _BOLD)


def _measured(pen: _Pen) -> None:
    pen.line((FIRST, CLEAR), (FIRST, pen.high - CLEAR), _BOLD, RED)
    pen.line((CLEAR, FIRST), (pen.wide - CLEAR, FIRST), _BOLD, RED)


def _seal(pen: _Pen) -> None:
    across, down, radius = pen.wide / 2, pen.high * 0.68, SEAL / 2
    places = [
        (
            across + radius * cos(2 * pi * step / _CIRCLE_PARTS),
            down + radius * sin(2 * pi * step / _CIRCLE_PARTS),
        )
        for step in range(_CIRCLE_PARTS + 1)
    ]
    for start, end in pairwise(places):
        pen.line(start, end, _BOLD)
    pen.line((across - radius, down), (across + radius, down))
    pen.line((across, down - radius), (across, down + radius))
    pen.words(across + 1, down - 1.5, f"{SEAL} 毫米", _SMALL)


def _type_area(pen: _Pen) -> None:
    left, top, width, height = TYPE_AREA
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        pen.line(start, end, _THIN, GREY)
    pen.words(left + 2, top + height - 2, f"版心 {width} × {height} 毫米", _SMALL)


def _explain(pen: _Pen, paper: Paper) -> None:
    pen.words(pen.wide / 2, 52, f"打印机校准页（{paper.label}）", _TITLE, middle=True)
    left = pen.wide / 2 - 74
    for number, text in enumerate(_WORDS):
        pen.words(left, 66 + number * _PITCH * 1.2, text, _SIZE - 1)
