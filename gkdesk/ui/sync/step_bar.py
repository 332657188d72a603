"""The four steps in a row: done ones ticked, the present one filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from gkdesk.ui import icons
from gkdesk.ui.look import (
    ACCENT,
    GREEN,
    GREEN_TINT,
    INK,
    INK2,
    LINE,
    LINE2,
    SURFACE,
    font,
    px,
    shade,
)
from gkdesk.ui.widgets.painted import painter_on


class StepBar(QFrame):
    """A card that says where in the four steps the clerk is."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("card", "1")
        self._names, self._present = list(names), 0
        self.setFixedHeight(px(52))
        self.show_step(0)

    def show_step(self, present: int) -> None:
        """Mark a step as the present one; a number past the last: all are done."""
        self._present = present
        now = self._names[present] if present < len(self._names) else "全部完成"
        self.setAccessibleName(f"共{len(self._names)}步，现在：{now}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = painter_on(self)
        painter.setFont(font(15, 600))
        side, gap = px(26), px(8)
        widths = [side + gap + painter.fontMetrics().horizontalAdvance(n) for n in self._names]
        room = self.width() - 2 * px(20) - sum(widths)
        between = max(px(12), room // max(1, len(self._names) - 1))
        x = float(px(20))
        for at, name in enumerate(self._names):
            self._paint_step(painter, x, at, name)
            x += widths[at]
            if at < len(self._names) - 1:
                painter.setPen(QPen(shade(GREEN if at < self._present else LINE), 2))
                middle = self.height() // 2
                painter.drawLine(round(x) + px(10), middle, round(x) + between - px(10), middle)
            x += between

    def _paint_step(self, painter: QPainter, x: float, at: int, name: str) -> None:
        side = px(26)
        circle = QRectF(x, (self.height() - side) / 2, side, side)
        done, now = at < self._present, at == self._present
        painter.setPen(QPen(shade(GREEN_TINT if done else ACCENT if now else LINE2), 1.2))
        painter.setBrush(shade(GREEN_TINT if done else ACCENT if now else SURFACE))
        painter.drawEllipse(circle)
        if done:
            icons.draw(painter, "check", circle.adjusted(5, 5, -5, -5), GREEN, 2.6)
        else:
            painter.setFont(font(14, 600))
            painter.setPen(shade(SURFACE if now else INK2))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))
        painter.setFont(font(15, 600 if now else 400))
        painter.setPen(shade(ACCENT if now else INK))
        place = QRectF(x + side + px(8), 0, px(260), self.height())
        painter.drawText(
            place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name
        )
