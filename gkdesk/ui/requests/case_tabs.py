"""The tabs of a case: each is built when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from gkdesk.requests.clockstate import ClockState
from gkdesk.requests.model import EventKind, Move, Request
from gkdesk.ui.context import Context
from gkdesk.ui.revealing import Reveal
from gkdesk.ui.widgets.basic import box, button, column, line, row


@dataclass(frozen=True, slots=True)
class Shown:
    """What every tab of a case is made from."""

    context: Context
    request: Request
    clock: ClockState
    moves: Sequence[Move]
    act: Callable[[Move], None]
    reload: Callable[[], None]
    reveal: Reveal  # of the applicant's data

    @property
    def revealed(self) -> bool:
        return self.reveal.on

    @property
    def uid(self) -> str:
        return self.request.uid

    def move(self, kind: EventKind) -> Move | None:
        """Return a step of this case, if its state knows it."""
        return next((move for move in self.moves if move.event is kind), None)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its words, and how it is made."""

    name: str
    title: Callable[[Shown], str]
    make: Callable[[Shown], QWidget]


class TabCard(QFrame):
    """The tabs over one stack; the chosen one is remembered by its name."""

    def __init__(self, shown: Shown, tabs: Sequence[Tab], chosen: str) -> None:
        super().__init__()
        self.setProperty("card", "1")
        self._shown, self._tabs = shown, tabs
        self._pages = QStackedWidget()
        self._built: dict[str, QWidget] = {}
        self.chosen = chosen
        self._marks: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        self._choices: dict[str, QPushButton] = {}
        bar = row(gap=20, margins=(18, 2, 18, 0))
        for tab in tabs:
            choice = button(tab.title(shown), "tab", on=partial(self.choose, tab.name))
            choice.setCheckable(True)
            self._marks[tab.name] = choice
            group.addButton(choice)
            self._choices[tab.name] = choice
            bar.addWidget(choice)
        bar.addStretch(1)
        self.setLayout(column(box(bar), line(), (self._pages, 1), gap=0))
        self.choose(chosen)

    def choose(self, name: str) -> None:
        """Show a tab; build it if it was not looked at before."""
        self.chosen = name
        self._marks[name].setChecked(True)
        if name not in self._built:
            tab = next(tab for tab in self._tabs if tab.name == name)
            self._built[name] = tab.make(self._shown)
            self._pages.addWidget(self._built[name])
        self._pages.setCurrentWidget(self._built[name])
        self._choices[name].setChecked(True)


def scrolled(inner: QWidget) -> QScrollArea:
    """Put a widget on a page that scrolls up and down only."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    return scroll
