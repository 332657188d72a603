"""Painted widgets: pill, navigation item, village squares, step marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from gkdesk.ui import icons
from gkdesk.ui.look import (
    ACCENT,
    AMBER,
    AMBER_TINT,
    BADGE,
    FOCUS,
    GREEN,
    GREEN_TINT,
    INK,
    INK2,
    INK3,
    LINE2,
    LOOK,
    RED,
    SIDE_HOVER,
    SURFACE,
    TONES,
    VILLAGE_GREEN,
    font,
    px,
    shade,
)

MIDDLE = Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def painter_on(widget: QWidget) -> QPainter:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_pill(painter: QPainter, place: QRectF, text: str, tone: str, icon: str) -> None:
    """Paint a status: icon and word on a tint, never colour alone."""
    foreground, background = TONES[tone]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(background))
    if LOOK.strong:  # an outline, which a tint is too pale for
        painter.setPen(QPen(shade(foreground), 1.4))
        painter.setBrush(shade(SURFACE))
    painter.drawRoundedRect(place, px(5), px(5))
    left = place.x() + px(8)
    if icon:
        side = px(14)
        top = place.y() + (place.height() - side) / 2
        icons.draw(painter, icon, QRectF(left, top, side, side), foreground, 2.2)
        left += px(18)
    painter.setFont(font(13, 600))
    painter.setPen(shade(foreground))
    painter.drawText(QRectF(left, place.y(), place.width(), place.height()), MIDDLE, text)


def pill_width(text: str, icon: str) -> int:
    metrics = QFontMetrics(font(13, 600))
    return metrics.horizontalAdvance(text) + px(16) + (px(18) if icon else 0)


class Pill(QWidget):
    """A status of at most a few words."""

    def __init__(self, text: str, tone: str = "slate", icon: str = "") -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setFixedSize(pill_width(text, icon), px(24))
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        draw_pill(painter_on(self), QRectF(self.rect()), self._text, self._tone, self._icon)


class NavItem(QAbstractButton):
    """One section in the left navigation: icon, word, a badge with the count that needs me."""

    def __init__(self, text: str, icon: str, shortcut: str) -> None:
        super().__init__()
        self._icon = icon
        self._badge, self._badge_tone = "", "slate"
        self._by_key = False
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(px(40))
        self.setAccessibleName(text)
        self.setToolTip(f"{text}（{shortcut}）")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(px(184), px(40))

    def count(self, number: int, tone: str = "slate") -> None:
        """Show a count; 0 shows nothing, red is for overdue only."""
        self._badge, self._badge_tone = (str(number) if number else ""), tone
        self.setAccessibleDescription(f"{number}件" if number else "")
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # the ring is for those who move by keys (Tab, Alt+1…), not for the mouse
        self._by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = painter_on(self)
        plate = QRectF(px(8), 1, self.width() - px(16), self.height() - 2)
        chosen = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or self.underMouse():
            painter.setBrush(shade(SURFACE if chosen else SIDE_HOVER))
            painter.drawRoundedRect(plate, px(6), px(6))
        if chosen:
            painter.setBrush(shade(ACCENT))
            mark = QRectF(plate.x(), plate.y() + px(9), px(3.5), plate.height() - px(18))
            painter.drawRoundedRect(mark, px(2), px(2))
        if self.hasFocus() and self._by_key:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(shade(FOCUS), px(2)))
            painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), px(6), px(6))
        colour = ACCENT if chosen else INK2
        side = px(19)
        top = (self.height() - side) / 2
        icons.draw(painter, self._icon, QRectF(px(22), top, side, side), colour)
        painter.setFont(font(15, 600 if chosen else 400))
        painter.setPen(shade(ACCENT if chosen else INK))
        painter.drawText(QRectF(px(51), 0, self.width(), self.height()), MIDDLE, self.text())
        self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        if not self._badge:
            return
        painter.setFont(font(13, 600))
        width = max(px(22), painter.fontMetrics().horizontalAdvance(self._badge) + px(12))
        place = QRectF(self.width() - px(18) - width, (self.height() - px(22)) / 2, width, px(22))
        red = self._badge_tone == "red"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(RED if red else BADGE))
        painter.drawRoundedRect(place, px(11), px(11))
        painter.setPen(shade(SURFACE if red else INK2))
        painter.drawText(place, CENTRE, self._badge)


class VillageSquares(QWidget):
    """One square a village: filled green when its sheet is in, hollow amber when not."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], done: Sequence[bool]) -> None:
        super().__init__()
        self._names, self._done = list(names), list(done)
        self._side, self._gap = px(13), px(3)
        self.setMouseTracking(True)
        missing = [name for name, ok in zip(names, done, strict=True) if not ok]
        self.setAccessibleName(
            f"{sum(done)}个村已交，{len(missing)}个村未交"
            + ("：" + "、".join(missing) if missing else "")
        )

    def _per_row(self) -> int:
        return max(1, (self.width() + self._gap) // (self._side + self._gap))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        each = self._side + self._gap
        per_row = max(1, (width + self._gap) // each)
        return -(-len(self._done) // per_row) * each

    def sizeHint(self) -> QSize:
        return QSize(px(280), self.heightForWidth(px(280)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        each = self._side + self._gap
        at = int(event.position().y() // each) * self._per_row() + int(event.position().x() // each)
        self.setToolTip(self._names[at] if 0 <= at < len(self._names) else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = painter_on(self)
        per_row = self._per_row()
        for at, done in enumerate(self._done):
            line, place = divmod(at, per_row)
            each = self._side + self._gap
            square = QRectF(place * each, line * each, self._side, self._side)
            if done:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade(VILLAGE_GREEN))
            else:
                painter.setPen(QPen(shade(AMBER), 1.5))
                painter.setBrush(shade(AMBER_TINT))
                square.adjust(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(square, px(2), px(2))


class Steps(QWidget):
    """The steps of a piece of work, done ones ticked, the present one filled."""

    def __init__(self, steps: Sequence[tuple[str, str]], present: int) -> None:
        super().__init__()
        self._steps, self._present = list(steps), present
        self.setFixedHeight(px(28) * len(self._steps))
        state = self._steps[present][0] if present < len(self._steps) else "全部完成"
        self.setAccessibleName(f"办理步骤，现在：{state}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = painter_on(self)
        for at, (name, note) in enumerate(self._steps):
            self._paint_step(painter, at, name, note)

    def _paint_step(self, painter: QPainter, at: int, name: str, note: str) -> None:
        height, side = px(28), px(20)
        top = at * height + (height - side) / 2
        circle = QRectF(1, top, side, side)
        done, now = at < self._present, at == self._present
        if at < len(self._steps) - 1:
            painter.setPen(QPen(shade(GREEN if done else LINE2), 1.5))
            x = 1 + side / 2
            painter.drawLine(QPointF(x, top + side), QPointF(x, top + height))
        painter.setPen(QPen(shade(GREEN_TINT if done else ACCENT if now else LINE2), 1.2))
        painter.setBrush(shade(GREEN_TINT if done else ACCENT if now else SURFACE))
        painter.drawEllipse(circle)
        if done:
            icons.draw(painter, "check", circle.adjusted(4, 4, -4, -4), GREEN, 2.6)
        else:
            painter.setFont(font(13, 600))
            painter.setPen(shade(SURFACE if now else INK2))
            painter.drawText(circle, CENTRE, str(at + 1))
        painter.setFont(font(15, 600 if now else 400))
        painter.setPen(shade(ACCENT if now else INK))
        words = QRectF(px(32), at * height, self.width() - px(32), height)
        painter.drawText(words, MIDDLE, name)
        painter.setFont(font(13))
        painter.setPen(shade(INK3))
        painter.drawText(words, MIDDLE | Qt.AlignmentFlag.AlignRight, note)
