"""The main window: navigation, top bar, the pages, status line, lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QDialog,
    QVBoxLayout,
    QWidget,
)

from gkdesk import __version__
from gkdesk import settings as office_settings
from gkdesk.base.errors import GkdeskError

from . import icons
from .context import Context
from .look import (
    COMPACT_BELOW,
    GREEN,
    INK2,
    INK3,
    LINE,
    LOOK,
    RED,
    SCALES,
    SIDE,
    SURFACE,
    dressed,
    font,
    px,
    style_sheet,
)
from .preloading import preload
from .sections import BOTTOM, SECTIONS, Section
from .tasks import Tasks
from .widgets.basic import Elided, Pages, box, button, clear, column, label, picture, row
from .widgets.find_line import FindLine
from .widgets.painted import NavItem

if TYPE_CHECKING:
    from gkdesk.desk import Desk

IDLE_CHECK_MS = 5000
MOST_DIALOGS = 20  # one over another, questions while they close among them
PRELOAD_MS = 1500  # after the first page: long enough that it is painted and its badges counted
DEMO_EDGE = "#E9B44C"  # an amber frame round the navigation of a demo office


def _ignore(_outcome: object) -> None:
    """Nobody waits for a preload; what is wrong with it is told where the page is opened."""


class MainWindow(QWidget):
    """One office on the screen."""

    def __init__(self, desk: Desk, above: Callable[[], QWidget] | None = None) -> None:
        """``above`` makes what stands over everything, the log-in too."""
        super().__init__()
        self._above = above
        self.setObjectName("root")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(1024, 620)
        self.resize(1366, 696)
        self._was_wide = True
        self._desk = desk
        self.tasks = Tasks(self)
        self.context = Context(
            desk, self.tasks, self.go, self.refresh, self.status, self.wide,
            self._rebuild_later, self.reopen,
        )  # fmt: skip
        self.again = False  # whoever runs the window opens the office anew after it
        self._pages: dict[str, QWidget] = {}
        self._nav: dict[str, NavItem] = {}
        self._present = "today"
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_CHECK_MS)
        self._idle.timeout.connect(self._idle_step)
        self._idle_ms = 0
        self._shortcuts()
        QTimer.singleShot(0, self._watch_input)
        if desk.session.unlocked:
            self.rebuild()
            self._idle.start()
        else:
            self._show_login("", "请登录")

    def rebuild(self) -> None:
        """Build everything anew, at the present type size."""
        self._dress()
        clear(self._layout)
        self._pages.clear()
        self._nav.clear()
        self._stack = Pages()
        right = box(column(self._top_bar(), (self._stack, 1), self._status_bar(), gap=0))
        body = box(row(self._navigation(), (right, 1), gap=0))
        self._put(body)
        self.go(self._present, "")
        body.setFocus()
        QTimer.singleShot(0, self.refresh)

    def _rebuild_later(self) -> None:
        """Build the window anew when the page that asks has returned."""
        QTimer.singleShot(0, self, self.rebuild)

    def go(self, section: str, subject: str) -> None:
        """Open a section, and in it a subject (``""``: its first page)."""
        self._present = section
        page = self._page(section)
        self._stack.setCurrentWidget(page)
        self._nav[section].setChecked(True)
        # else Qt hands the focus, and its ring, to the page's first button
        page.setFocus()
        if subject:
            page.open(subject)  # type: ignore[attr-defined]  # every page has open (Page)
        else:
            page.reload()  # type: ignore[attr-defined]
        self._title()

    def refresh(self) -> None:
        """Count the navigation's badges anew."""
        if self._desk.session.unlocked and self._nav:  # not locked, nor closing
            self.context.reckoning.then(self, self._count)

    def _count(self) -> None:
        if not self._nav:
            return
        items = self._desk.agenda.items()
        for key, item in self._nav.items():
            mine = [due for due in items if due.room == key]
            item.count(len(mine))
        overdue = sum(1 for due in items if due.group == "overdue")
        self._nav["today"].count(overdue, "red")

    def wide(self) -> bool:
        """Tell whether a third column fits: at least 1150 design pixels of width."""
        return self.width() / LOOK.scale >= COMPACT_BELOW

    def status(self, words: str, *, trouble: bool = False) -> None:
        """Say a line below; ``trouble`` is not ticked off as done."""
        icon, colour = ("circle-alert", RED) if trouble else ("circle-check", GREEN)
        self._status_icon.setPixmap(icons.pixmap(icon, 14, colour, 2.2))
        self._status.say(words)

    def reopen(self) -> None:
        """Close the office and have it opened anew."""
        self.again = self.close()
        if not self.again:
            self.status("备份已经准备好，关闭程序再打开时就会恢复")

    def lock(self, closed: int = 0) -> None:
        """Hide everything and forget the key until the next log-in; running work goes on.

        Open dialogs are closed first, one after the other (``closed`` so far): they keep what was
        typed, and who opened them goes on with a page that is still there.
        """
        self._idle.stop()
        dialog = QApplication.activeModalWidget()
        if dialog is not None and closed < MOST_DIALOGS:
            dialog.close()
            QTimer.singleShot(0, self, lambda: self.lock(closed + 1))
            return
        name = self._desk.session.user.name
        if self._pages:
            self._stack.hide()  # what was being typed is kept while it still may be
        self._desk.accounts.lock()
        self._show_login(name, "已锁定")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.wide() != self._was_wide:
            self._was_wide = self.wide()
            if self._desk.session.unlocked and self._pages:
                self._pages[self._present].reload()  # type: ignore[attr-defined]  # Page

    def closeEvent(self, event: QCloseEvent) -> None:
        run, writing = self.context.print_run, self.context.write_run
        for each in (writing, run):
            if each is not None and not each.may_close(self):
                event.ignore()
                return
        if writing is not None:
            writing.close()
        self.context.stop()
        self._idle.stop()
        beside: Any = self.findChildren(QDialog)  # the manual stays open beside the work
        for dialog in beside:
            dialog.close()
        # the pages go first: a field that loses the focus saves its draft while the office is open
        self._pages.clear()
        self._nav.clear()
        clear(self._layout)
        self._desk.session.lock()  # what still waits in the event loop finds nobody logged in
        super().closeEvent(event)

    def _watch_input(self) -> None:
        """See the clerk's keys and clicks where they enter a window, dialogs too.

        A filter of the whole application is asked for every event of every widget: ten thousand
        times while a page is built.
        """
        application: Any = QApplication.instance()
        application.focusWindowChanged.connect(self._watch_window)
        self._watch_window(application.focusWindow())
        # after that, so that it does not delay the first page
        QTimer.singleShot(PRELOAD_MS, self._preload)

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _preload(self) -> None:
        """Load in the background what a page needs that many modules make slow to open."""
        if self._desk.session.unlocked:
            self.tasks.start(lambda _report: preload(), done=_ignore, failed=_ignore)
            if not self._desk.is_demo:  # its clock stands still
                self.context.ask_anyway(
                    lambda desk, report: desk.backups.keep_daily(report),
                    done=_ignore, failed=self._no_copy,
                )  # fmt: skip

    def _no_copy(self, error: Exception) -> None:
        """Say below that today's copy could not be made; work goes on."""
        if not isinstance(error, GkdeskError):
            raise error
        if self._desk.session.unlocked and self._nav:
            self.status(str(error), trouble=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._idle_ms = 0
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        """Take the present type size, if it is another: Qt polishes every widget of a page anew."""
        if QApplication.font() != font(15):
            QApplication.setFont(font(15))
        if self.styleSheet() != style_sheet():
            self.setStyleSheet(style_sheet())

    def _show_login(self, name: str, words: str) -> None:
        from .login import LoginPage

        self._dress()
        clear(self._layout)
        self._pages.clear()
        self._nav.clear()
        self._put(LoginPage(self._desk, self._unlocked, name=name, words=words))
        self.setWindowTitle(f"{words} — 政务公开工作台")

    def _put(self, body: QWidget) -> None:
        if self._above is not None:
            self._layout.addWidget(self._above())
        self._layout.addWidget(body, 1)

    def _idle_step(self) -> None:
        chosen, _problems = office_settings.read(self._desk.session.folder)
        self._idle_ms += IDLE_CHECK_MS
        if self._idle_ms >= chosen.lock_minutes * 60_000:
            self.lock()

    def _unlocked(self) -> None:
        self._idle_ms = 0
        self._idle.start()
        self.rebuild()
        QTimer.singleShot(0, partial(self.context.tell_waiting, self))
        QTimer.singleShot(PRELOAD_MS, self, self._preload)  # whoever types a password comes later

    def _page(self, key: str) -> QWidget:
        if key not in self._pages:
            [section] = [each for each in (*SECTIONS, *BOTTOM) if each.key == key]
            self._pages[key] = section.make(self.context)
            self._stack.addWidget(self._pages[key])
        return self._pages[key]

    def _title(self) -> None:
        name = self._desk.session.organ.name
        if self._desk.is_demo:
            name = f"演示库 — {name}"
        [words] = [s.words for s in (*SECTIONS, *BOTTOM) if s.key == self._present]
        self.setWindowTitle(f"{words} — {name} — 政务公开工作台")

    def _navigation(self) -> QWidget:
        organ = self._desk.session.organ
        mark = label("公", 17, 700, "#FFFFFF")
        mark.setFixedSize(px(30), px(30))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setStyleSheet(dressed(f"background: #1A5C85; color: white; border-radius: {px(7)}px;"))
        names = column(
            label("政务公开工作台", 15, 700),
            Elided("演示库" if self._desk.is_demo else organ.county + organ.town, 13, 400, INK3),
            gap=0,
        )
        head = row(mark, (box(names), 1), gap=9, margins=(16, 12, 8, 10))
        group = QButtonGroup(self)
        made = box(
            column(
                box(head),
                *self._items(SECTIONS, group),
                None,
                *self._items(BOTTOM, group),
                gap=0,
                margins=(0, 0, 0, 10),
            )
        )
        made.setObjectName("nav")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        edge = f"border: 3px solid {DEMO_EDGE};" if self._desk.is_demo else ""
        made.setStyleSheet(dressed(f"#nav {{ background: {SIDE}; {edge} }}"))
        made.setFixedWidth(px(184))
        return made

    def _items(self, sections: Sequence[Section], group: QButtonGroup) -> list[QWidget]:
        made: list[QWidget] = []
        for section in sections:
            item = NavItem(section.words, section.icon, section.shortcut)
            group.addButton(item)
            # a partial would be called without the flag: of both signals PySide takes the bare one
            item.clicked.connect(lambda _on=False, key=section.key: self.go(key, ""))
            self._nav[section.key] = item
            made.append(item)
        return made

    def _top_bar(self) -> QWidget:
        user = self._desk.session.user
        self._looks = button(
            "字号", "ghost", "type", on=self._offer_looks, tip="字号和颜色（Ctrl+=）"
        )
        made = box(
            row(
                (FindLine(self.look_for), 3),
                (QWidget(), 1),
                self._looks,
                button("帮助", "ghost", "circle-help", on=self.help, tip="帮助（F1）"),
                label(f"{user.name}（{user.role.label}）", 15, 400, INK2),
                button("锁定", "ghost", "lock", on=self.lock, tip="锁定（Ctrl+L）"),
                gap=6,
                margins=(20, 0, 12, 0),
            )
        )
        made.setObjectName("top")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        made.setStyleSheet(
            dressed(f"#top {{ background: {SURFACE}; border-bottom: 1px solid {LINE}; }}")
        )
        made.setFixedHeight(px(52))
        return made

    def _status_bar(self) -> QWidget:
        self._status = Elided("数据保存在本机", 13, 400, INK2)
        self._status_icon = picture("circle-check", 14, GREEN, 2.2)
        made = box(
            row(
                self._status_icon,
                (self._status, 1),
                label(f"离线单机  v{__version__}", 13, 400, INK2),
                gap=6,
                margins=(20, 0, 16, 0),
            )
        )
        made.setObjectName("status")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        made.setStyleSheet(
            dressed(f"#status {{ background: {SIDE}; border-top: 1px solid {LINE}; }}")
        )
        made.setFixedHeight(px(28))
        return made

    def look_for(self) -> None:
        """Ask what is looked for, and open it."""
        from .find_dialog import FindDialog

        dialog = FindDialog(self, self.context)
        if dialog.exec() and dialog.chosen is not None:
            self.go(dialog.chosen.section, dialog.chosen.subject)

    def help(self) -> None:
        """Open the manual at the chapter of the present page."""
        from .help import show_help

        if self._desk.session.unlocked:
            show_help(self, self._present)

    def show_keys(self) -> None:
        """Show every key."""
        from .shortcuts import show_shortcuts

        show_shortcuts(self)

    def _next_scale(self) -> None:
        sizes = list(SCALES.values())
        after = [size for size in sizes if size > LOOK.scale]
        self.scale_to(after[0] if after else sizes[0])

    def scale_to(self, scale: float) -> None:
        """Change the type size at once and remember it."""
        LOOK.scale = scale
        self._keep_look()

    def strengthen(self, strong: bool) -> None:  # noqa: FBT001 - a state, not a choice
        """Change to 高对比 or back at once and remember it."""
        LOOK.strong = strong
        self._keep_look()

    def _keep_look(self) -> None:
        folder = self._desk.session.folder
        chosen, _problems = office_settings.read(folder)
        now = replace(chosen, font_scale=LOOK.scale, strong_colours=LOOK.strong)
        try:
            office_settings.save(folder, now)
        except GkdeskError as error:
            self.status(str(error), trouble=True)
        # the button that asked for this lives in what is about to be rebuilt
        QTimer.singleShot(0, self.rebuild)

    def _offer_looks(self) -> None:
        from .widgets.menus import offer

        offer(self._looks, self.looks())

    def looks(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the type sizes and the two sets of colours; the present ones say so."""
        sizes: list[tuple[str, Callable[[], object]]] = [
            (f"{words}字号{_now(size == LOOK.scale)}", partial(self.scale_to, size))
            for words, size in SCALES.items()
        ]
        colours = [
            (f"{words}{_now(strong is LOOK.strong)}", partial(self.strengthen, strong))
            for words, strong in (("平常颜色", False), ("高对比颜色", True))
        ]
        return [*sizes, *colours]

    def _shortcuts(self) -> None:
        for section in (*SECTIONS, *BOTTOM):
            self._on(section.shortcut, partial(self.go, section.key, ""))
        self._on("F1", self.help)
        for keys in ("Ctrl+Shift+/", "Ctrl+Shift+?", "Ctrl+?"):  # as the keyboard names it
            self._on(keys, self.show_keys)
        self._on("Ctrl+K", self.look_for)
        self._on("Ctrl+L", self.lock)
        self._on("Ctrl+=", self._next_scale)
        self._on("Ctrl+N", lambda: self.go("requests", "register"))
        self._on("Ctrl+Return", self._primary)
        self._on("Alt+Left", self._back)
        self._on("F5", lambda: self.go(self._present, ""))

    def _on(self, keys: str, what: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: what() if self._desk.session.unlocked else None)

    def _back(self) -> None:
        """Go one step back in a page that has steps, else to the section's first page."""
        back = getattr(self._pages.get(self._present), "back", None)
        if back is None or not back():
            self.go(self._present, "")

    def _primary(self) -> None:
        page = self._pages.get(self._present)
        if page is not None:
            page.primary()  # type: ignore[attr-defined]  # every page has primary (Page)


def _now(present: bool) -> str:  # noqa: FBT001 - a state, not a choice
    return "　（现用）" if present else ""
