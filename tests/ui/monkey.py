"""Clicks, types and presses at random in the real window: nothing may reach the last handler.

``python -m tests.ui.monkey OFFICE --user 周桂芬 --seed 1 --seconds 60`` works on a copy of an
office (``dev.py demo`` makes one) and tells what went wrong with the acts before it, and the
longest stops of the window. The same seed clicks much the same way; a thread's answer may come
earlier or later, so a fault is looked up by its trace, not by its seed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

from gkdesk.accounts.model import LoginNeeded
from gkdesk.base.errors import GkdeskError
from gkdesk.desk import Desk, wall_clock
from gkdesk.ui import app
from gkdesk.ui import say as talk
from gkdesk.ui.collecting import collecting
from gkdesk.ui.county.window import CountyWindow
from gkdesk.ui.login import LoginPage
from gkdesk.ui.setup import SetupPage
from gkdesk.ui.widgets.field_form import Ask, FieldForm

ROOT = Path(__file__).parents[2]
PAUSE_MS = 8
SLOW_MS = 250
LARGEST = 3 << 20  # bytes of a file it chooses
DEEPEST = 4  # dialogs over dialogs before it begins to leave them
TEXTS = (
    "", "张三", "李 四", "2026-04-10", "2026年4月9日", "2026-13-45", "明天", "500", "-1",
    "1,234.56", "１２３", "99999999999999999999", "11010119900307003X", "13800000000", "青石村",
    "a" * 300, "汉" * 600, "<b>x</b>", "'; DROP TABLE", "\x00\x07", "😀𠮷龘", "  ", "\t", "%s{0}",
    "3", "每季度", "自收到之日起20个工作日", "../x", "无",
)  # fmt: skip
KEYS = (
    (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
    *((Qt.Key(Qt.Key.Key_0 + digit), Qt.KeyboardModifier.AltModifier) for digit in range(8)),
    *(
        (key, Qt.KeyboardModifier.ControlModifier)
        for key in (
            Qt.Key.Key_Return, Qt.Key.Key_N, Qt.Key.Key_F, Qt.Key.Key_V, Qt.Key.Key_Z,
            Qt.Key.Key_Equal,
        )
    ),
)  # fmt: skip
ROW_KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Down, Qt.Key.Key_Home,
)  # fmt: skip


@dataclass
class Seen:
    """What came of it."""

    steps: int = 0
    faults: list[str] = field(default_factory=list)  # trace and the acts before it
    stops: list[tuple[int, str]] = field(default_factory=list)  # milliseconds, act


class Chooser(talk.Say):
    """Answers boxes and choosers at random: a good place, a wrong one, or nothing."""

    def __init__(self, chance: random.Random, folders: list[Path], acts: deque[str]) -> None:
        self._chance, self._acts = chance, acts
        self._folders = folders
        found = [one for folder in folders for one in folder.rglob("*")]
        self._files = sorted(one for one in found if one.is_file())

    def trouble(self, parent: QWidget | None, error: GkdeskError) -> None:
        self._acts.append(f"told: {type(error).__name__}")

    def tell(self, parent: QWidget, text: str, more: str = "") -> None:
        self._acts.append(f"told: {text[:40]}")

    def ask(self, parent: QWidget, text: str, *, yes: str, no: str, more: str = "") -> bool:
        answer = self._chance.random() < 0.7
        self._acts.append(f"asked: {text[:40]} {answer}")
        return answer

    def files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        chosen = self._chance.sample(self._files, self._chance.choice((0, 1, 1, 1, 2, 4)))
        self._acts.append(f"{title}: {[one.name for one in chosen]}")
        return chosen

    def folder(self, parent: QWidget, title: str) -> Path | None:
        one = self._chance.choice(self._folders)
        return self._chance.choice((None, one, one, one, one / "none"))

    def save(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        one = self._chance.choice(self._folders)
        return self._chance.choice((None, one / name, one / name, one / "none" / name))

    def printer(self, parent: QWidget) -> None:
        return None

    def open_outside(self, path: Path) -> None:
        self._acts.append(f"opened: {path.name}")


class Monkey:
    """Sits at one window."""

    def __init__(self, window: QWidget, password: str, seed: int, folders: list[Path]) -> None:
        self._window, self._password = window, password
        self._chance = random.Random(seed)  # noqa: S311 - what is wanted is the same again
        self._acts: deque[str] = deque(maxlen=14)
        self._depth, self._nested = 0, False
        self._done, self._began = False, 0.0
        self.seen = Seen()
        self.log: TextIO | None = None
        self.say = Chooser(self._chance, folders, self._acts)

    def play(self, seconds: float) -> Seen:
        """Act until the time is over; every dialog it opened is closed then."""
        before = talk.replace_say(self.say)
        hook, sys.excepthook = sys.excepthook, self._caught
        self._began = time.perf_counter()
        end = self._began + seconds
        try:
            self._step(end)
            while not self._done or QApplication.activeModalWidget() is not None:
                QApplication.processEvents()
                time.sleep(0.001)
        finally:
            sys.excepthook = hook
            talk.replace_say(before)
        return self.seen

    def _step(self, end: float) -> None:
        modal = QApplication.activeModalWidget()
        if time.perf_counter() > end:
            self._done = modal is None
            if modal is not None:
                modal.close()
                QTimer.singleShot(PAUSE_MS, lambda: self._step(end))
            return
        # the next step is promised first: the act may open a dialog and return only after it
        QTimer.singleShot(PAUSE_MS, lambda: self._step(end))
        self.seen.steps += 1
        self._nested = True
        self._act(modal or self._window)

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, LoginNeeded):
            return  # as the last handler of the window: it was locked meanwhile
        told = "".join(traceback.format_exception(kind, error, trace))
        self.seen.faults.append(told + "\n".join(self._acts))

    def _do(self, words: str, act: Callable[[], object]) -> None:
        self._acts.append(words)
        if self.log is not None:
            self.log.write(words + "\n")
            self.log.flush()
        self._depth, self._nested = self._depth + 1, False
        began = time.perf_counter()
        try:
            act()
        finally:
            self._depth -= 1
        took = round((time.perf_counter() - began) * 1000)
        if took > SLOW_MS and not self._nested:
            self.seen.stops.append((took, f"{words}, second {began - self._began:.0f}"))
        self._nested = True

    def _act(self, root: QWidget) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self._choose_in(popup)
        elif pages := self._window.findChildren(LoginPage):
            for page in pages:
                page.password.setText(self._password)
                page.log_in()
        elif root is not self._window and (self._depth > DEEPEST or self._chance.random() < 0.03):
            self._do("Esc", lambda: QTest.keyClick(root, Qt.Key.Key_Escape))
        else:
            kinds = (self._click, self._write, self._pick, self._row, self._press, self._fill)
            self._chance.choices(kinds, (50, 16, 8, 12, 7, 7))[0](root)

    def _choose_in(self, popup: QWidget) -> None:
        actions = [one for one in popup.actions() if one.isEnabled() and not one.isSeparator()]
        popup.close()
        if isinstance(popup, QMenu) and actions and self._chance.random() < 0.8:
            action = self._chance.choice(actions)
            self._do(f"menu {action.text()}", action.trigger)

    def _one(self, root: QWidget, *kinds: type[QWidget]) -> QWidget | None:
        found = [one for kind in kinds for one in root.findChildren(kind)]
        shown = [one for one in found if one.isVisible() and one.isEnabled()]
        return self._chance.choice(shown) if shown else None

    def _click(self, root: QWidget) -> None:
        button = self._one(root, QAbstractButton)
        if isinstance(button, QAbstractButton):
            words = button.text().strip() or button.accessibleName()
            self._do(f"click {type(root).__name__} {words}", button.click)

    def _write(self, root: QWidget) -> None:
        box = self._one(root, QLineEdit, QPlainTextEdit, QTextEdit)
        text = self._chance.choice(TEXTS)
        if isinstance(box, QLineEdit):
            if box.echoMode() == QLineEdit.EchoMode.Password and self._chance.random() < 0.8:
                text = self._password
            self._do(f"type {box.accessibleName()} {text[:20]!r}", lambda: box.setText(text))
            self._do("typed", lambda: box.textEdited.emit(text))
            if self._chance.random() < 0.3:
                self._do("Return", lambda: QTest.keyClick(box, Qt.Key.Key_Return))
        elif isinstance(box, QPlainTextEdit | QTextEdit):
            self._do(f"type {box.accessibleName()}", lambda: box.setPlainText(text))

    def _pick(self, root: QWidget) -> None:
        combo = self._one(root, QComboBox)
        if isinstance(combo, QComboBox) and combo.count():
            at = self._chance.randrange(combo.count())
            self._do(f"choose {combo.accessibleName()} {at}", lambda: combo.setCurrentIndex(at))

    def _row(self, root: QWidget) -> None:
        table = self._one(root, QTableView)
        if not isinstance(table, QTableView):
            return
        words, model = f"{table.accessibleName()} {type(root).__name__}", table.model()
        key = self._chance.choice(ROW_KEYS)
        if self._chance.random() < 0.2:
            self._do(f"key {key.name} {words}", lambda: _send(table, key))
            return
        if model is None or not model.rowCount() or not model.columnCount():
            return
        rows, columns = model.rowCount(), model.columnCount()
        at = model.index(self._chance.randrange(rows), self._chance.randrange(columns))
        text, kind = self._chance.choice(TEXTS), self._chance.random()
        if kind < 0.5:
            self._do(f"row {at.row()} {words}", lambda: table.selectRow(at.row()))
        elif kind < 0.8:
            self._do(f"open {at.row()} {words}", lambda: table.doubleClicked.emit(at))
        elif at.flags() & Qt.ItemFlag.ItemIsEditable:
            role = Qt.ItemDataRole.EditRole
            self._do(f"cell {at.row()} {words}", lambda: model.setData(at, text, role))

    def _fill(self, root: QWidget) -> None:
        """Fill a form as a clerk would, most of the time, and press its first button."""
        form = self._one(root, FieldForm)
        if not isinstance(form, FieldForm):
            return
        asks = [one for one in form._asks.values() if one.name in form.shown]
        values = {one.name: self._sensible(one) for one in asks if self._chance.random() < 0.95}
        self._do(f"fill {type(root).__name__} {values}", lambda: form.fill(values))
        buttons = [one for one in root.findChildren(QAbstractButton) if one.isVisible()]
        for one in buttons:
            if one.property("kind") == "primary" and one.isEnabled():
                self._do(f"click {type(root).__name__} {one.text().strip()}", one.click)
                return

    def _sensible(self, ask: Ask) -> str:
        match ask.kind:
            case "date":
                month, day = self._chance.choice("1234"), self._chance.choice(("01", "08", "20"))
                return f"2026-0{month}-{day}"
            case "choice" | "menu" | "find":
                return self._chance.choice(ask.choices)[0] if ask.choices else ""
            case "yes":
                return self._chance.choice(("", "yes"))
            case "money" | "count":
                return str(self._chance.randrange(1, 40))
            case _:
                return self._chance.choice(("核对无误", "周明", "公路养护情况", "青石镇", "第3号"))

    def _press(self, root: QWidget) -> None:
        key, held = self._chance.choice(KEYS)
        target = QApplication.focusWidget() or root
        self._do(f"press {held.name} {key.name}", lambda: QTest.keyClick(target, key, held))


def _send(widget: QWidget, key: Qt.Key) -> None:
    """Send a key as the event loop does.

    ``QTest.keyClick`` is called from Python, and there PySide 6.8 on Python 3.11 ends the process
    when an override lets an IndexError through: seen as a segmentation fault inside keyClick.
    """
    text = {Qt.Key.Key_Space: " ", Qt.Key.Key_Return: "\r"}.get(key, "")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.postEvent(widget, event)


def _window(folder: Path, said: argparse.Namespace, at_end: ExitStack) -> QWidget:
    if said.first:
        app.make_application(folder)
        new = folder.with_name("new machine")
        return SetupPage(new, lambda desk: desk.close(), county=lambda: None)
    if said.user is None:
        app.make_application(folder)
        return CountyWindow(folder, wall_clock)
    os.environ.update(GKDESK_USER=said.user, GKDESK_PASSWORD=said.password)
    desk = at_end.enter_context(Desk.open(folder))
    return app.open_window(desk, folder)[1]


def main() -> int:
    """Play on a copy of an office; return 1 when something reached the last handler."""
    parser = argparse.ArgumentParser()
    parser.add_argument("office", type=Path)
    parser.add_argument("--user", help="without one it is a county's inbox")
    parser.add_argument("--first", action="store_true", help="the first page of a new machine")
    parser.add_argument("--drive", type=Path, help="a drive to choose from, such as the demo's")
    parser.add_argument("--password", default="gkdesk-demo")
    parser.add_argument("--log", type=Path, help="where every act is told as it is done")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as at_end:
        names = ("office", "out", "drive", "samples")
        office, out, drive, samples = (Path(place, name) for name in names)
        shutil.copytree(said.office, office)
        shutil.copytree(ROOT / "resources" / "samples", samples)  # what it writes there is lost too
        out.mkdir()
        if said.drive:
            shutil.copytree(said.drive, drive)
        window = _window(office, said, at_end)
        window.resize(1366, 696)
        window.show()
        folders = [out, samples, drive] if said.drive else [out, samples]
        player = Monkey(window, said.password, said.seed, folders)
        if said.log:
            player.log = at_end.enter_context(said.log.open("w", encoding="utf-8"))
        with collecting(window):
            seen = player.play(said.seconds)
        window.close()
    slowest = sorted(seen.stops)[-8:]
    sys.stdout.write(f"{seen.steps} steps, {len(seen.faults)} faults; stops {slowest}\n")
    for fault in seen.faults[:5]:
        sys.stdout.write(fault + "\n\n")
    return bool(seen.faults)


if __name__ == "__main__":
    sys.exit(main())
