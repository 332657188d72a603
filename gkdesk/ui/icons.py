"""Lucide icons, recoloured and rasterised when first needed."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from gkdesk import paths

from .look import INK2, px, seen

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_STROKE = re.compile(r'stroke-width="[\d.]+"')


@functools.cache
def _drawing(name: str, colour: str, stroke: float) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer  # the log-in page has no icon

    text = (paths.resources() / "icons" / f"{name}.svg").read_text("utf-8")
    text = _STROKE.sub(f'stroke-width="{stroke}"', text.replace("currentColor", colour))
    return QSvgRenderer(QByteArray(text.encode("utf-8")))


def draw(
    painter: QPainter, name: str, place: QRectF, colour: str = INK2, stroke: float = 1.9
) -> None:
    """Paint an icon into a square."""
    _drawing(name, seen(colour), stroke).render(painter, place)


@functools.cache
def _pixmap(name: str, size: int, colour: str, stroke: float) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, name, QRectF(0, 0, size, size), colour, stroke)
    painter.end()
    return picture


def pixmap(name: str, size: float = 18, colour: str = INK2, stroke: float = 1.9) -> QPixmap:
    """Return an icon of a design size at the present scale."""
    return _pixmap(name, px(size), seen(colour), stroke)


def icon(name: str, size: float = 18, colour: str = INK2, stroke: float = 1.9) -> QIcon:
    return QIcon(pixmap(name, size, colour, stroke))
