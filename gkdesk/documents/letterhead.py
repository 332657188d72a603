"""The head of an official letter: the red name, the number, the title.

``red`` is 信函格式 (GB/T 9704—2012 10.1), ``file`` is 公文格式 (7.2), ``plain`` has no red head.
"""

from __future__ import annotations

from gkdesk.base.errors import Declined

from .breaks import Grid, texts
from .fontface import Faces, Style
from .letterpage import (
    AREA_WIDTH,
    CELL,
    HEIGHT,
    LEFT,
    SIZE,
    TITLE_LEADING,
    TITLE_SIZE,
    TOP,
    Pitch,
)
from .paper import ASCENT, MM, RED, Page, Rule
from .titles import balanced, cells

RED_LINE = 0.5 * MM
_LARGEST = 22 * MM  # 标志 at most 22 mm high (7.2.4 of the standard's example)
_LETTER_SIZE = 56.0
_LEAST = 24.0  # a longer name stands in several lines rather than smaller
_NAME_LEAD = 1.25
FILE_WORD = "文件"


class TitleTooLong(Declined):
    """The title leaves no line of text on the first page."""

    message = (
        "标题有{lines}行，第一页放不下正文。请缩短标题后再生成，没有占用文号，已填的内容没有丢。"
    )


def red_name(organ: str, head: str) -> tuple[list[str], float]:
    """Return the lines of the red name and their type size in points.

    It is as large as its line allows: 9/10 of the type area in 信函格式, nearly all of it with
    文件 after it.
    """
    name = organ + FILE_WORD if head == "file" else organ
    share, largest = (0.96, _LARGEST) if head == "file" else (0.9, _LETTER_SIZE)
    lines = balanced(name, int(AREA_WIDTH * share / _LEAST), whole=(FILE_WORD,))
    longest = max([1.0, *map(cells, lines)])
    return lines, min(AREA_WIDTH * share / longest, largest)


class Head:
    """Prints what stands above the text on the first page."""

    def __init__(self, faces: Faces, pitch: Pitch, page: Page) -> None:
        self._faces, self._pitch, self._page = faces, pitch, page
        self._grid = Grid(faces, SIZE, CELL)

    def draw(self, head: str, *, organ: str, number: str, title: str) -> int:
        """Print the head and return the line on which the text begins.

        Raises:
            MissingGlyph: the organ's name cannot be printed.
            TitleTooLong: there is no line left for it.
        """
        if head in {"red", "file"}:
            self._faces.check(Style.XBS, organ, "红头的机关名称里")
        if head == "red":
            top = self._letter_head(organ, number)
        elif head == "file":
            top = self._file_head(organ, number)
        else:
            top = self._pitch.top(0)
        if not title and not number:
            return self._pitch.row_under(top)
        lines = balanced(title, int(AREA_WIDTH / TITLE_SIZE), whole=(organ,)) if title else []
        for line in lines:
            self._centred(line, Style.XBS, TITLE_SIZE, top)
            top -= TITLE_LEADING
        if number and head == "plain":
            self._centred(number, Style.FANG, SIZE, top)
            top -= self._pitch.leading
        row = self._pitch.row_under(top - (self._pitch.leading - (TITLE_LEADING - TITLE_SIZE)))
        if row >= self._pitch.lines:
            raise TitleTooLong(lines=len(lines))
        return row

    def _name(self, organ: str, head: str, top: float) -> float:
        """Print the red name and return its lower edge."""
        lines, size = red_name(organ, head)
        for line in lines:
            self._centred(line, Style.XBS, size, top, red=True)
            top -= size * _NAME_LEAD
        return top + size * (_NAME_LEAD - 1)

    def _letter_head(self, organ: str, number: str) -> float:
        """信函格式: the name 30 mm under the paper's edge, a red double line 4 mm under it.

        The line is 170 mm long, thick over thin; its fellow, thin over thick, stands 20 mm over
        the paper's foot. The number is right, under the line. Returns where the title begins.
        """
        line = self._name(organ, "red", HEIGHT - 30 * MM) - 4 * MM
        for y, width in (
            (line - 0.5 * MM, 1.0),
            (line - 1.6 * MM, 0.35),
            (21.1 * MM, 0.35),
            (20 * MM, 1.0),
        ):
            self._page.rules.append(Rule(20 * MM, y, 190 * MM, y, width * MM, RED))
        top = line - 1.8 * MM - SIZE * 7 / 8
        if number:
            start = AREA_WIDTH - self._grid.width(number, Style.FANG)
            row = self._grid.row(number, Style.FANG, start)
            self._page.texts += texts(row, LEFT, top - ASCENT * SIZE, SIZE)
            top -= SIZE
        return top - 2 * self._pitch.leading

    def _file_head(self, organ: str, number: str) -> float:
        """公文格式: the name 35 mm under the type area's edge, the number two lines under it.

        The red line is 4 mm under the number, as long as the type area is wide; the title begins
        two lines under it, which is what this returns.
        """
        top = self._name(organ, "file", TOP - 35 * MM) - 2 * self._pitch.leading
        if number:
            self._centred(number, Style.FANG, SIZE, top, cell=CELL)
        line = top - SIZE - 4 * MM
        self._page.rules.append(Rule(LEFT, line, LEFT + AREA_WIDTH, line, RED_LINE, RED))
        return line - 2 * self._pitch.leading

    def _centred(
        self, text: str, style: str, size: float, top: float, *, cell: float = 0, red: bool = False
    ) -> None:
        grid = Grid(self._faces, size, cell or size)
        start = (AREA_WIDTH - grid.width(text, style)) / 2
        colour = {"colour": RED} if red else {}
        row = grid.row(text, style, start)
        self._page.texts += texts(row, LEFT, top - ASCENT * size, size, **colour)
