"""The legal clock as working-day cells: one cell a counted day, hatched where it stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gkdesk.ui.look import (
    ACCENT,
    ACCENT_HOVER,
    AMBER,
    INK2,
    INK3,
    LINE2,
    RED,
    SLATE,
    SLATE_TINT,
    SURFACE,
    TINT2,
    font,
    px,
    shade,
)

from .painted import CENTRE, painter_on


@dataclass(frozen=True, slots=True)
class StripDay:
    """One calendar day on the way to the due day.

    ``number`` is which counted day it is, 0 when it is not counted; ``paused`` when consultation
    takes it out of the count; ``reason`` names the holiday or the consultation.
    """

    on: date
    number: int
    paused: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    words: str
    width: float  # in cells
    kind: str  # past, today, coming, due, pause
    above: str = ""
    below: str = ""
    holiday: str = ""  # shown at its left edge


def cells(days: Sequence[StripDay], today: date, due: date | None) -> list[_Cell]:
    """Group days into cells: counted days one each, a pause one block, holidays a mark."""
    made: list[_Cell] = []
    pause: list[StripDay] = []
    holiday = ""
    for day in days:
        if day.paused:
            pause.append(day)
            continue
        if pause and day.number:
            made.append(_pause(pause))
            pause = []
        if day.number:
            made.append(_counted(day, today, due, holiday))
            holiday = ""
        elif "放假" in day.reason:
            holiday = day.reason
    if pause:
        made.append(_pause(pause))
    return made


def _counted(day: StripDay, today: date, due: date | None, holiday: str) -> _Cell:
    written = f"{day.on.month}/{day.on.day}"
    first = f"{written} 起算" if day.number == 1 else ""
    if day.on == due:
        return _Cell(str(day.number), 1, "due", "到期", written, holiday)
    if day.on == today:
        return _Cell(str(day.number), 1, "today", "今天", written, holiday)
    kind = "past" if day.on < today else "coming"
    return _Cell(str(day.number), 1, kind, "", first, holiday)


def _pause(days: Sequence[StripDay]) -> _Cell:
    first, last = days[0].on, days[-1].on
    span = f"{first.month}/{first.day}—{last.month}/{last.day}"
    return _Cell("暂停计时", 3, "pause", days[0].reason, span)


class DayStrip(QWidget):
    """Draws the cells over the whole width; its name says the same in one sentence."""

    def __init__(
        self, days: Sequence[StripDay], today: date, due: date | None, sentence: str
    ) -> None:
        super().__init__()
        self._cells = cells(days, today, due)
        self.setFixedHeight(px(92))
        self.setMinimumWidth(px(320))
        self.setAccessibleName(sentence)

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(92))

    _written = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self._cells:
            return
        painter = painter_on(self)
        total = sum(cell.width for cell in self._cells)
        unit = min(px(44), self.width() / total)
        x = 0.0
        self._written = 0.0  # how far the words under the strip reach
        for cell in self._cells:
            place = QRectF(x, px(28), unit * cell.width - px(3), px(34))
            self._paint_cell(painter, cell, place)
            x += unit * cell.width

    def _paint_cell(self, painter: QPainter, cell: _Cell, place: QRectF) -> None:
        fill, edge, words = {
            "past": (TINT2, TINT2, ACCENT_HOVER),
            "today": (ACCENT, ACCENT, SURFACE),
            "coming": (SURFACE, LINE2, INK2),
            "due": (SURFACE, RED, RED),
            "pause": (SLATE_TINT, LINE2, SLATE),
        }[cell.kind]
        painter.setBrush(shade(fill))
        edge_width = 2.0 if cell.kind == "due" else 1.2
        painter.setPen(QPen(shade(edge), edge_width, _dash(cell)))
        painter.drawRoundedRect(place, px(5), px(5))
        if cell.kind == "pause":
            self._hatch(painter, place)
        painter.setPen(shade(words))
        size = 15 if place.width() > px(24) else 13
        painter.setFont(font(size, 600))
        painter.drawText(place, CENTRE, cell.words)
        self._around(painter, cell, place)

    def _around(self, painter: QPainter, cell: _Cell, place: QRectF) -> None:
        wide = px(120)
        centre = place.center().x() - wide / 2
        colour = {"today": ACCENT, "due": RED}.get(cell.kind, INK3)
        painter.setFont(font(13, 600 if cell.kind in ("today", "due") else 400))
        painter.setPen(shade(colour))
        left = max(0.0, min(centre, self.width() - wide))
        side = Qt.AlignmentFlag.AlignLeft if cell.words == "1" else CENTRE
        if left != centre and cell.words != "1":
            side = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(left, 0, wide, px(26)), side, cell.above)
        below_left = place.x() if cell.words == "1" else left
        painter.drawText(QRectF(below_left, px(66), wide, px(22)), side, cell.below)
        if cell.below and cell.words == "1":
            self._written = below_left + painter.fontMetrics().horizontalAdvance(cell.below)
        if cell.holiday:
            painter.setPen(QPen(shade(AMBER), 1.5))
            x = place.x() - px(1.5)
            painter.drawLine(QPointF(x, px(24)), QPointF(x, px(66)))
            half = painter.fontMetrics().horizontalAdvance(cell.holiday) / 2
            if not cell.below and x - half > self._written:  # the list of days names it too
                painter.drawText(QRectF(x - wide / 2, px(66), wide, px(22)), CENTRE, cell.holiday)

    @staticmethod
    def _hatch(painter: QPainter, place: QRectF) -> None:
        painter.save()
        painter.setClipRect(place)
        painter.setPen(QPen(shade("#D3D9DF"), 2))
        step = px(9)
        x = place.x() - place.height()
        while x < place.right():
            painter.drawLine(QPointF(x, place.bottom()), QPointF(x + place.height(), place.y()))
            x += step
        painter.restore()


def _dash(cell: _Cell) -> Qt.PenStyle:
    return Qt.PenStyle.DashLine if cell.kind == "pause" else Qt.PenStyle.SolidLine
