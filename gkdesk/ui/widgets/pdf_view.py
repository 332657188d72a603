"""A page of a PDF on the screen, rastered by PDFium: what is seen is what is printed."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QScrollArea, QSizePolicy, QWidget

from gkdesk.base.errors import Blocked
from gkdesk.ui.look import dressed, font, px

from .basic import box, button, column, label, row
from .page_drawer import page_drawer

WIDTH, WINDOW = "适合宽度", "适合窗口"
SCREEN_DPI, POINTS = 96, 72
STEPS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
KEPT = 6  # pictures of pages already drawn
LARGEST = 40_000_000  # pixels of one picture: 160 MB
UNDRAWABLE = "这一页画不出来，文件可能已损坏。请从备份恢复或重新出具"
_EDGE = 24  # design pixels left free around a fitted page


class PdfView(QWidget):
    """Shows one page at a time, fitted or at a zoom; ``drawn`` when its picture has arrived."""

    drawn = Signal()
    turned = Signal(int)

    def __init__(self, *lead: QWidget, fit: str = WIDTH) -> None:
        """Make the view; ``lead`` stands before the page and zoom buttons."""
        super().__init__()
        self._data = b""
        self._page = 0
        self._sizes: list[tuple[float, float]] = []
        self._zoom: str | float = fit
        self._wish: tuple[int, tuple[int, int]] = (0, (0, 0))  # ticket, key of what is drawn
        self._kept: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setAccessibleName("版面预览")
        self._paper.setWordWrap(True)
        self._paper.setFont(font(15))
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._paper)
        self._scroll.setWidgetResizable(True)
        self._scroll.setStyleSheet(
            dressed("QScrollArea { background: #D9DFE2; border-radius: 6px; }")
        )
        self._scroll.installEventFilter(self)
        self._scroll.viewport().installEventFilter(self)
        self._words = label("", 14)
        self._back = button("", "ghost", "chevron-left", on=lambda: self.turn(-1), tip="上一页")
        self._next = button("", "ghost", "chevron-right", on=lambda: self.turn(1), tip="下一页")
        self._turner = box(row(self._back, self._words, self._next, gap=4))
        self._bar = box(row(*lead, self._turner, None, *self._zoomer(), gap=4))
        self.setLayout(column(self._bar, (self._scroll, 1), gap=4))
        page_drawer().drawn.connect(self._arrived)
        self._always = bool(lead)
        self.show_pdf(b"")

    def show_pdf(self, data: bytes) -> None:
        """Show a PDF from its first page; ``b""`` clears the view."""
        self._data, self._page, self._sizes = data, 0, []
        self._kept.clear()
        self._wish = (0, (0, 0))
        self._paper.clear()  # the page before must not pass for this one
        trouble = self._open(data) if data else ""
        self._draw()
        if trouble:
            self._paper.setText(trouble)

    def _open(self, data: bytes) -> str:
        """Read how large the pages are; return why that cannot be done."""
        from gkdesk.documents import raster  # PDFium is loaded with the first preview

        try:
            with raster.Pdf(data) as document:
                self._sizes = [document.size(page) for page in range(len(document))]
        except Blocked as error:
            return str(error)
        return ""

    @property
    def pages(self) -> int:
        return len(self._sizes)

    @property
    def picture(self) -> QPixmap:
        """What is shown now."""
        return self._paper.pixmap()

    def turn(self, by: int) -> None:
        """Go so many pages forward or back."""
        page = min(max(0, self._page + by), self.pages - 1)
        if page != self._page and self.pages:
            self._page = page
            self._scroll.verticalScrollBar().setValue(0)
            self._draw()
            self.turned.emit(page)

    def zoom_to(self, zoom: str | float) -> None:
        """Fit the page (``WIDTH``, ``WINDOW``) or show it at a factor; 1.0 is its own size."""
        self._zoom = zoom
        self._draw()

    def zoom_by(self, steps: int) -> None:
        """Go to the next larger or smaller step."""
        present = self._factor()
        larger = [step for step in STEPS if step > present * 1.02]
        smaller = [step for step in STEPS if step < present * 0.98]
        if steps > 0 and larger:
            self.zoom_to(larger[0])
        elif steps < 0 and smaller:
            self.zoom_to(smaller[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event) or super().eventFilter(watched, event)
        ctrl = Qt.KeyboardModifier.ControlModifier
        if isinstance(event, QWheelEvent) and event.modifiers() & ctrl:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return True
        return super().eventFilter(watched, event)

    def has_focus(self) -> bool:
        """Tell whether the keys go to the page itself."""
        return self._scroll.hasFocus()

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1)
            case Qt.Key.Key_Minus:
                self.zoom_by(-1)
            case Qt.Key.Key_PageDown if self.pages > 1:
                self.turn(1)
            case Qt.Key.Key_PageUp if self.pages > 1:
                self.turn(-1)
            case _:
                return False
        return True

    def _zoomer(self) -> list[QWidget]:
        less = button("", "ghost", "zoom-out", on=lambda: self.zoom_by(-1), tip="缩小（-）")
        more = button("", "ghost", "zoom-in", on=lambda: self.zoom_by(1), tip="放大（+）")
        self._choice = button("", "ghost", on=self._choose, tip="显示比例", size=14)
        self._choice.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        return [less, self._choice, more]

    def _choose(self) -> None:
        menu = QMenu(self)
        menu.setFont(font(15))
        for words, zoom in ((WINDOW, WINDOW), (WIDTH, WIDTH), ("原大（100%）", 1.0)):
            action = QAction(words, menu)
            action.triggered.connect(partial(self.zoom_to, zoom))
            menu.addAction(action)
        menu.popup(self._choice.mapToGlobal(self._choice.rect().bottomLeft()))

    def _factor(self) -> float:
        """Return the present zoom; 1.0 is the paper's own size on a 96 dpi screen."""
        if isinstance(self._zoom, float) or not self.pages:
            return self._zoom if isinstance(self._zoom, float) else 1.0
        width, height = self._sizes[self._page]
        room = self._scroll.viewport().size() - QSize(px(_EDGE), px(_EDGE))
        own = SCREEN_DPI / POINTS
        across = max(px(200), room.width()) / (width * own)
        if self._zoom == WIDTH:
            return min(STEPS[-1], across)
        return min(STEPS[-1], across, max(px(100), room.height()) / (height * own))

    def _draw(self) -> None:
        self._bar.setVisible(self._always or self.pages > 0)
        self._turner.setVisible(self.pages > 1)
        if not self.pages:
            self._wish = (0, (0, 0))
            self._paper.clear()
            return
        factor = self._factor()
        self._words.setText(f"第{self._page + 1}页，共{self.pages}页")
        self._choice.setText(self._zoom if isinstance(self._zoom, str) else f"{factor:.0%}")
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self.pages - 1)
        width, height = self._sizes[self._page]
        scale = factor * SCREEN_DPI / POINTS * self.devicePixelRatioF()
        scale = min(scale, (LARGEST / (width * height)) ** 0.5)
        key = (self._page, round(width * scale))
        if key in self._kept:
            self._show(key, self._kept[key])
        elif self._wish[1] != key:
            ticket = page_drawer().ask(id(self), self._data, self._page, scale)
            self._wish = (ticket, key)

    def _arrived(self, ticket: int, image: QImage) -> None:
        wished, key = self._wish
        if ticket != wished:
            return
        if image.isNull():
            self._wish = (0, (0, 0))
            self._paper.setText(UNDRAWABLE)
            return
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._show(key, QPixmap.fromImage(image))

    def _show(self, key: tuple[int, int], picture: QPixmap) -> None:
        self._kept[key] = picture
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._wish = (0, (0, 0))
        self._paper.setPixmap(picture)
        self.drawn.emit()


class PdfDialog(QDialog):
    """A PDF as large as the screen allows."""

    def __init__(self, parent: QWidget, title: str, data: bytes) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.view = PdfView()
        self.setLayout(column((self.view, 1), margins=(10, 10, 10, 10)))
        room = parent.window().size()
        self.resize(min(px(900), room.width()), room.height())
        self.view.show_pdf(data)
