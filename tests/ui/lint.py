"""Rules every window is held to, read off its live widgets: sizes, words, names, keys.

``look_over`` takes a window or dialog that is shown and returns what breaks a rule. A rule sees
what a clerk sees at this moment, so whoever calls it brings the window into the states that count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QImage,
    QKeySequence,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QTextEdit,
    QWidget,
)

from gkdesk.ui.look import LOOK, font, px, seen
from gkdesk.ui.shortcuts import KEYS
from gkdesk.ui.widgets.basic import Elided
from gkdesk.ui.widgets.painted import Pill, pill_width
from gkdesk.ui.widgets.rows_table import PILL, RowsTable

ROOM = (1366, 684)  # what a screen of 1366×768 leaves under the caption and over the task bar
LEAST_TEXT, LEAST_LINK, LEAST_BUTTON = 13, 24, 32
LEAST_CONTRAST, LEAST_EDGE = 4.5, 3.0
WORDS_ON_A_BUTTON = 8
SHORT = 12  # as many characters are no sentence
BARE = {"确定", "提交", "OK", "是", "否", "确认", "Ok", "ok"}
BANNED = (
    "失败", "非法", "异常", "错误代码", "请稍后再试", "系统繁忙", "操作成功", "其它", "登陆",
    "帐号", "工单", "你", "您", "！",
)  # fmt: skip
# only in words of our own: a law says 该, a folder may be named U盘
OURS = re.compile(r"(?<![应不])该(?!不)|U盘")
HAN = r"[\u3400-\u9fff，。；：？、“”（）《》〔〕]"
HALF_WIDTH = re.compile(rf"{HAN}[,;:!?()\"']|[,;:!?()\"']{HAN}|[\u3400-\u9fff]\.(?!\w)")
CHOOSER_KINDS = re.compile(r"\(\*[^)]*\)")  # what Qt's file choosers are told: 文件 (*.xlsx *.csv)
INPUTS = (
    QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView,
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Finding:
    """One place that breaks a rule."""

    rule: str
    place: str  # the page or dialog it was seen on
    widget: str
    words: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}: {self.widget}: {self.words}"


Seen = Iterator[tuple[QWidget, str]]
Rule = Callable[[QWidget], Seen]


def look_over(root: QWidget, place: str, rules: dict[str, Rule] | None = None) -> list[Finding]:
    """Hold a shown window or dialog to the rules."""
    found = []
    _Seen.root, _Seen.widgets = root, _visible(root)
    try:
        for name, rule in (rules or RULES).items():
            for widget, words in rule(root):
                found.append(Finding(name, place, _called(widget), words))
    finally:
        _Seen.root, _Seen.widgets = None, []
    return found


class _Seen:
    """What is visible, asked for once by all rules: most of their time went into asking."""

    root: QWidget | None = None
    widgets: ClassVar[list[QWidget]] = []


def widgets(root: QWidget, *kinds: type[QWidget]) -> list[QWidget]:
    """Return what is visible in a window, not in the dialogs over it."""
    found = _Seen.widgets if root is _Seen.root else _visible(root)
    return [one for one in found if isinstance(one, kinds)] if kinds else list(found)


def _visible(root: QWidget) -> list[QWidget]:
    window = root.window()
    children: list[QWidget] = root.findChildren(QWidget)
    return [one for one in children if one.isVisible() and one.window() is window]


def _called(widget: QWidget) -> str:
    parent = widget.parentWidget()
    while parent is not None and type(parent).__module__.startswith("PySide6"):
        parent = parent.parentWidget()
    inside = f" in {type(parent).__name__}" if parent is not None else ""
    return type(widget).__name__ + inside


def _inner(widget: QWidget) -> bool:
    """Tell whether it is a part of one of Qt's own widgets, as the cross that clears a box."""
    parent = widget.parentWidget()
    corner = isinstance(parent, QTableView) and type(widget) is QAbstractButton
    return (
        corner
        or isinstance(parent, QComboBox | QLineEdit | QAbstractSpinBox)
        or isinstance(widget, QScrollBar | QSlider)
    )


def _text(widget: QWidget) -> str:
    return widget.text().strip() if isinstance(widget, QLabel | QAbstractButton) else ""


# --- sizes


def small_text(root: QWidget) -> Seen:
    """Text of at least 13 pixels times the scale."""
    least = px(LEAST_TEXT)
    for one in widgets(root):
        if not isinstance(one, (QLabel, QAbstractButton, QHeaderView, *INPUTS)):
            continue
        size = QFontInfo(_font(one)).pixelSize()
        if size < least and not _inner(one):
            yield one, f"{size} < {least} {_text(one)}"


def _font(one: QWidget) -> QFont:
    """Return what it writes in; a table's cells may say that themselves."""
    if isinstance(one, RowsTable):
        return font(LEAST_TEXT)  # at least: its cells bring their own
    model = one.model() if isinstance(one, QTableView) else None
    said = model.index(0, 0).data(Qt.ItemDataRole.FontRole) if model is not None else None
    return said if isinstance(said, QFont) else one.font()


def clipped(root: QWidget) -> Seen:
    """Words that have the room they need: labels, buttons, hints in empty boxes, headings."""
    for one in widgets(root):
        if _inner(one):
            continue
        if isinstance(one, QHeaderView):
            yield from _heads_lack(one)
        elif isinstance(one, QTableView):
            yield from _pills_lack(one)
        else:
            lacking = _lacks(one)
            if lacking > 1:
                hint = one.placeholderText() if isinstance(one, QLineEdit) else ""
                yield one, f"{lacking} px short: {_text(one) or hint}"


def _lacks(one: QWidget) -> int:
    match one:
        case QLabel():
            return _label_lacks(one)
        case QAbstractButton() if one.text():
            return one.sizeHint().width() - one.width()
        case QLineEdit():
            return _hint_lacks(one)
        case QComboBox() if one.currentText() not in one.toolTip():
            return _choice_lacks(one)
    return 0


def _label_lacks(one: QLabel) -> int:
    if isinstance(one, Elided):
        return px(1) + 1 if one.text() in {"…", "."} else 0
    if not one.text() or not one.pixmap().isNull():
        return 0
    if one.wordWrap():
        return one.heightForWidth(one.width()) - one.height()
    need = one.sizeHint()
    return max(need.width() - one.width(), need.height() - one.height())


def _hint_lacks(one: QLineEdit) -> int:
    words = one.placeholderText()
    if not words or one.text():
        return 0
    around = 2 * px(10) + 6  # padding and border of the style sheet, and Qt's own two pixels
    return one.fontMetrics().horizontalAdvance(words) + around - one.width()


def _choice_lacks(one: QComboBox) -> int:
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    complex_, edit = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = one.style().subControlRect(complex_, option, edit, one).width()
    return one.fontMetrics().horizontalAdvance(one.currentText()) - room


def _heads_lack(head: QHeaderView) -> Seen:
    model = head.model()
    if model is None or head.orientation() is not Qt.Orientation.Horizontal:
        return
    metrics = QFontMetrics(head.font())
    for at in range(model.columnCount()):
        if head.isSectionHidden(at):
            continue
        words = str(model.headerData(at, head.orientation()) or "")
        told = model.headerData(at, head.orientation(), Qt.ItemDataRole.ToolTipRole)
        lines = words.split("\n")
        need = max(metrics.horizontalAdvance(each) for each in lines) + 2 * px(10)
        if need > head.sectionSize(at) + 1 and not told:
            yield head, f"{need - head.sectionSize(at)} px short: {words}"


def _pills_lack(table: QTableView) -> Seen:
    model = table.model()
    if model is None or not model.rowCount():
        return
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    for at in range(model.columnCount()):
        if table.isColumnHidden(at):
            continue
        for line in range(first, (last if last >= 0 else model.rowCount() - 1) + 1):
            pill = model.index(line, at).data(PILL)
            if not pill:
                continue
            need = pill_width(pill[0], pill[2]) + px(8)
            if need > table.columnWidth(at):
                yield table, f"pill {need - table.columnWidth(at)} px short: {pill[0]}"
            if not pill[2]:
                yield table, f"a pill without an icon: {pill[0]}"


def cut_off(root: QWidget) -> Seen:
    """Nothing stands outside what holds it, unless it can be scrolled up and down to."""
    kinds = (QLabel, QAbstractButton, *INPUTS, QScrollArea, Pill)
    for one in dict.fromkeys(widgets(root, *kinds)):
        if _inner(one) or not one.width():
            continue
        inside: QWidget = one
        while inside is not root and (over := inside.parentWidget()) is not None:
            place = one.rect().translated(one.mapTo(over, QPoint(0, 0)))
            scrolls = isinstance(over.parentWidget(), QScrollArea | QAbstractItemView)
            short = max(-place.left(), place.right() + 1 - over.width())
            if not scrolls:
                short = max(short, -place.top(), place.bottom() + 1 - over.height())
            if short > 1 and not isinstance(over.parentWidget(), QAbstractItemView):
                yield one, f"{short} px outside {_called(over)}: {_text(one)}"
                break
            if scrolls:
                break
            inside = over


def targets(root: QWidget) -> Seen:
    """What is clicked is large enough: links 24, other buttons 32, marks 24 pixels times scale."""
    for one in widgets(root, QAbstractButton):
        if _inner(one):
            continue
        mark = isinstance(one, QCheckBox | QRadioButton) or one.property("kind") in ("link", "chip")
        least = round(LEAST_LINK * LOOK.scale) if mark else round(LEAST_BUTTON * LOOK.scale) - 2
        wide = round(LEAST_LINK * LOOK.scale)
        if one.height() < least or one.width() < wide:
            yield one, f"{one.width()}×{one.height()} < {wide}×{least}: {_text(one)}"


def sideways(root: QWidget) -> Seen:
    """Nothing but a table is wider than its place."""
    for one in widgets(root, QScrollArea):
        inner = one.widget()
        if inner is not None and one.widgetResizable() and inner.isVisible():
            over = inner.width() - one.viewport().width()
            if over > 0:
                yield one, f"{over} px wider than its place"


def fits_the_screen(root: QWidget) -> Seen:
    """The smallest the window can be is not larger than the smallest screen."""
    for one in widgets(root):  # what a page held a moment ago is still remembered
        layout = one.layout()
        if layout is not None:
            layout.invalidate()
    least = root.minimumSizeHint().expandedTo(root.minimumSize())
    if least.width() > ROOM[0] or least.height() > ROOM[1]:
        yield root, f"{least.width()}×{least.height()} > {ROOM[0]}×{ROOM[1]}"


# --- buttons


def one_primary(root: QWidget) -> Seen:
    """At most one filled button that can be pressed."""
    found = _primaries(root)
    if len(found) > 1:
        yield found[1], "、".join(_text(one) for one in found)


def primary_in_sight(root: QWidget) -> Seen:
    """The filled button is seen whole, without scrolling."""
    for one in _primaries(root):
        if one.visibleRegion().boundingRect() != one.rect():
            yield one, _text(one)


def _primaries(root: QWidget) -> list[QWidget]:
    found = widgets(root, QPushButton)
    return [one for one in found if one.property("kind") == "primary" and one.isEnabled()]


def bare_buttons(root: QWidget) -> Seen:
    """A button names its act."""
    for one in widgets(root, QAbstractButton):
        if _text(one) in BARE:
            yield one, _text(one)


def nameless(root: QWidget) -> Seen:
    """What takes the focus says what it is, a button that is only a picture too."""
    buddies = {label.buddy() for label in root.findChildren(QLabel)}
    for one in widgets(root):
        if _inner(one):
            continue
        if isinstance(one, QAbstractButton):
            named = one.accessibleName().strip() or one.text().strip()
            if not named or (not one.text().strip() and not one.toolTip()):
                # a mark in a row of words is named without a tip: the row says it
                marks = isinstance(one, QCheckBox | QRadioButton) and one.accessibleName()
                if not marks:
                    yield one, one.accessibleName() or "no name"
        elif isinstance(one, INPUTS) and one.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            named = bool(one.accessibleName()) or one in buddies
            if not named:
                yield one, getattr(one, "placeholderText", str)()


# --- words


def words_of(root: QWidget) -> Iterator[tuple[QWidget, str, str]]:
    """Return every text a widget shows or tells: what kind it is, and the words."""
    for one in widgets(root):
        told = [("tip", one.toolTip()), ("name", one.accessibleName())]
        told += [("told", one.accessibleDescription()), *_shown(one)]
        for kind, words in told:
            if words:
                yield one, kind, words


def _shown(one: QWidget) -> list[tuple[str, str]]:
    match one:
        case QLabel() if not isinstance(one, Elided):
            return [("label", one.text())]
        case QAbstractButton():
            return [("button", one.text())]
        case QLineEdit() | QPlainTextEdit():
            return [("hint", one.placeholderText())]
        case QComboBox():
            return [("choice", one.itemText(at)) for at in range(one.count())]
        case QHeaderView() if one.model() and one.orientation() is Qt.Orientation.Horizontal:
            heads = range(one.model().columnCount())
            return [("heading", str(one.model().headerData(at, one.orientation()))) for at in heads]
    return []


def wrong_words(words: str) -> str:
    """Return what of the words is banned, or half-width beside Chinese."""
    words = CHOOSER_KINDS.sub("", words)
    found = [one for one in BANNED if one in words]
    found += [match.group() for match in HALF_WIDTH.finditer(words)]
    return " ".join(found)


def wording(root: QWidget) -> Seen:
    """No banned word, no half-width punctuation beside Chinese, no 。 after a few words."""
    for one, kind, words in words_of(root):
        if wrong := wrong_words(words):
            yield one, f"{wrong} ({kind}): {words}"
        if words.endswith("。") and (
            kind in ("button", "choice", "heading", "hint") or (kind == "tip" and fragment(words))
        ):
            yield one, f"。 ({kind}): {words}"


def fragment(words: str) -> bool:
    """Tell whether words that end in 。 are too few for a sentence."""
    return len(words) <= SHORT and words.count("。") == 1 and not set("，；：") & set(words)


# --- keys and wheel


def wheel(root: QWidget) -> Seen:
    """A wheel over a field without the focus scrolls the page and leaves the value."""
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    for one in widgets(root, QComboBox, QAbstractSpinBox):
        if not one.isEnabled():
            continue
        before = _value(one)
        for way in (-120, 120):
            _turn(one, way)
            if _value(one) != before:
                yield one, f"{before} → {_value(one)}"
                break


def _value(one: QWidget) -> str:
    return one.currentText() if isinstance(one, QComboBox) else one.text()  # type: ignore[attr-defined]


def _turn(one: QWidget, way: int) -> None:
    middle = QPointF(one.rect().center())
    event = QWheelEvent(
        middle, QPointF(one.mapToGlobal(one.rect().center())), QPoint(), QPoint(0, way),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(one, event)


def tab_round(root: QWidget) -> Seen:
    """Tab reaches everything that takes the focus, each once, and comes back."""
    stops = [one for one in widgets(root) if _is_stop(one)]
    if not stops:
        return
    visits, trap = _visits(root, stops)
    if trap is not None:
        yield trap, "Tab does not leave it"
        return
    for one in stops:
        if not _choices(one) & set(visits):
            yield one, f"Tab does not reach it: {_text(one) or one.accessibleName()}"
    for one, times in Counter(visits).items():
        if times > 1:
            yield one, f"Tab comes {times} times: {_text(one) or one.accessibleName()}"


def _visits(root: QWidget, stops: list[QWidget]) -> tuple[list[QWidget], QWidget | None]:
    """Press Tab from the first stop on until it comes round; also return where it got stuck."""
    for _ in range(3):  # a dialog that has just closed may still hand the focus back
        root.activateWindow()
        QTest.qWaitForWindowActive(root, 1000)
        stops[0].setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if QApplication.focusWidget() is not None:
            break
    visits: list[QWidget] = []
    for _ in range(len(stops) + 8):
        now = QApplication.focusWidget()
        if now is None or now.window() is not root.window() or (visits and now is visits[0]):
            break
        visits.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is now and len(stops) > 1:
            return visits, now
    return visits, None


def _is_stop(one: QWidget) -> bool:
    takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus
    proxied = one.focusProxy() is not None
    return bool(
        takes and one.isEnabled() and not proxied and not _inner(one)
        and not isinstance(one, QScrollArea) and one.width() and one.height()
    )  # fmt: skip


def _choices(one: QWidget) -> frozenset[QWidget]:
    """Return what it is one of when arrows go between several and Tab to one of them."""
    if not isinstance(one, QAbstractButton) or not one.isCheckable():
        return frozenset((one,))
    group = one.group()
    if group is not None and group.exclusive():
        return frozenset((one, *group.buttons()))
    if group is None and one.autoExclusive() and one.parentWidget() is not None:
        beside = one.parentWidget().findChildren(QAbstractButton)
        return frozenset((one, *(each for each in beside if each.autoExclusive())))
    return frozenset((one,))


def shortcuts(root: QWidget) -> Seen:
    """No two acts on one key, and every key in 快捷键一览."""
    known = {QKeySequence(keys).toString() for one in KEYS for keys in one.keys}
    acts: Counter[str] = Counter()
    for one in root.findChildren(QShortcut):
        owner = one.parent()
        if not isinstance(owner, QWidget) or owner.window() is not root.window():
            continue
        if owner.isVisible() and one.isEnabled():
            named: Iterable[QKeySequence] = QShortcut.keys(one)
            acts.update(each.toString() for each in named)
    for keys, count in acts.items():
        if count > 1:
            yield root, f"{keys} stands for {count} acts"
        if keys not in known:
            yield root, f"{keys} is not in 快捷键一览"


# --- colours


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` as WCAG 2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(root: QWidget) -> Seen:
    """Words of a label stand out 4.5:1 from what is painted behind them."""
    image = root.grab().toImage()
    ratio = image.devicePixelRatio()
    for one in widgets(root, QLabel):
        ink = one.property("ink")
        if not one.text().strip() or not ink or not one.isEnabled():
            continue
        behind = _behind(image, one, root, ratio)
        ratio_of_both = contrast(seen(str(ink)), behind) if behind else LEAST_CONTRAST
        if ratio_of_both < LEAST_CONTRAST:
            yield one, f"{seen(str(ink))} on {behind} {ratio_of_both:.2f}: {one.text()}"


def _behind(image: QImage, one: QWidget, root: QWidget, ratio: float) -> str:
    area = one.visibleRegion().boundingRect()
    if area.width() < 4 or area.height() < 4:
        return ""
    at = one.mapTo(root, area.topLeft())
    wide, high = area.width() - 1, area.height() - 1
    edge = [(0, y) for y in (0, high // 2, high)] + [(wide, y) for y in (0, high // 2, high)]
    edge += [(wide // 2, 0), (wide // 4, 0), (wide // 2, high), (wide // 4, high)]
    corners = [(at.x() + dx, at.y() + dy) for dx, dy in edge]
    colours = Counter(
        image.pixelColor(round(x * ratio), round(y * ratio)).name()
        for x, y in corners
        if 0 <= x * ratio < image.width() and 0 <= y * ratio < image.height()
    )
    return colours.most_common(1)[0][0] if colours else ""


RULES: dict[str, Rule] = {
    "small text": small_text,
    "clipped": clipped,
    "cut off": cut_off,
    "target": targets,
    "sideways": sideways,
    "screen": fits_the_screen,
    "primary": one_primary,
    "primary out of sight": primary_in_sight,
    "bare button": bare_buttons,
    "name": nameless,
    "words": wording,
    "contrast": faint,
    "wheel": wheel,
    "shortcut": shortcuts,
    "tab": tab_round,
}


def long_buttons(root: QWidget) -> Iterable[str]:
    """Return the buttons of more than eight characters: told, never a fault."""
    for one in widgets(root, QPushButton):
        words = _text(one).replace(" ", "")
        if len(words) > WORDS_ON_A_BUTTON:
            yield words
