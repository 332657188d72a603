"""A menu under a button: the commands a page has beside its few visible ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gkdesk.ui.look import font

from .basic import button

Entries = Sequence[tuple[str, Callable[[], object]]]


def offer(anchor: QWidget, entries: Entries) -> QMenu:
    """Show the entries under a widget; the chosen one runs once the menu has closed."""
    menu = QMenu(anchor)
    menu.setFont(font(15))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, what in entries:
        action = QAction(words, menu)
        action.triggered.connect(partial(QTimer.singleShot, 0, anchor, what))
        menu.addAction(action)
    menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
    return menu


def more_button(entries: Callable[[], Entries]) -> QPushButton:
    """Make the button 更多 with a menu."""
    made = button("更多", icon="ellipsis", size=14)
    made.clicked.connect(lambda: offer(made, entries()))
    made.setAccessibleName("更多")
    return made
