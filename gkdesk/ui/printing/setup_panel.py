"""How it is printed: printer, paper, tray, copies, sides; remembered for each form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QSpinBox, QWidget

from gkdesk.documents.model import Paper
from gkdesk.printing.model import MOST_COPIES, Duplex, Fit, Printer, Setup
from gkdesk.ui.look import AMBER, INK2, font
from gkdesk.ui.widgets.basic import box, button, column, label, line, row
from gkdesk.ui.widgets.calm_combo import CalmCombo

SECONDS_A_SHEET = 7  # an office laser with A3, first page and waiting included
AUTO = "自动选择"
# trays as drivers call them; another name is shown as it is
TRAYS = {
    "Auto": AUTO, "Tray1": "纸盒1", "Tray2": "纸盒2", "Tray3": "纸盒3", "1Tray": "纸盒1",
    "2Tray": "纸盒2", "3Tray": "纸盒3", "Upper": "上纸盒", "Lower": "下纸盒", "Manual": "手动进纸",
    "ManualFeed": "手动进纸", "MultiTray": "多功能纸盘", "MultiPurpose": "多功能纸盘",
    "Bypass": "多功能纸盘", "LargeCapacity": "大容量纸盒",
}  # fmt: skip


class _CalmSpin(QSpinBox):
    """A number the wheel changes only when it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SetupPanel(QWidget):
    """The choices, and what they cost in paper; ``changed`` at every choice."""

    changed = Signal()

    def __init__(self, calibrate: Callable[[], object]) -> None:
        super().__init__()
        self._printers: list[Printer] = []
        self._filling = False
        self.printer, self.paper, self.tray = _combo("打印机"), _combo("纸张"), _combo("纸盒")
        self.duplex, self.fit = _combo("单双面"), _combo("没有A3时")
        self.copies = _CalmSpin()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setSuffix(" 份")
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setFont(font(15))
        self.copies.setAccessibleName("份数")
        for duplex in Duplex:
            self.duplex.addItem(duplex.label, duplex)
        for fit in Fit:
            self.fit.addItem("不打印" if fit is Fit.NONE else fit.label, fit)
        self._paper_head = label("纸张", 14, 400, INK2)
        self._fit_words = label("这台打印机没有A3，可以：", 14, 400, AMBER, wrap=True)
        self._sheets_head = label("", 15, 400, INK2)
        self._sheets, self._minutes = label("", 15, 600), label("", 15, 600)
        self._shift = label("", 13, 400, INK2, wrap=True)
        self._calibrate = button("校准打印机", "link", on=calibrate, size=14)
        self._build()
        self.printer.currentIndexChanged.connect(self._printer_changed)
        for combo in (self.paper, self.tray, self.duplex, self.fit):
            combo.currentIndexChanged.connect(self._told)
        self.copies.valueChanged.connect(self._told)

    def fill_printers(self, printers: Sequence[Printer], wanted: str) -> None:
        """Offer the machine's printers; the remembered one, else its default, is chosen."""
        self._filling = True
        self._printers = list(printers)
        self.printer.clear()
        for printer in printers:
            words = f"{printer.name}（{printer.state}）" if printer.state else printer.name
            self.printer.addItem(words, printer.name)
        self._choose_printer(wanted)
        self._filling = False
        self._printer_changed()

    def fill(self, setup: Setup, papers: Sequence[str]) -> None:
        """Show what was remembered; ``papers`` are the form's, none for a document."""
        self._filling = True
        self.paper.clear()
        for paper in papers:
            self.paper.addItem(_paper_words(paper), paper)
        self._paper_head.setVisible(bool(papers))
        self.paper.setVisible(bool(papers))
        self.paper.setCurrentIndex(max(0, self.paper.findData(setup.paper)))
        self._choose_printer(setup.printer)
        self.tray.setCurrentIndex(max(0, self.tray.findData(setup.tray)))
        self.copies.setValue(setup.copies)
        self.duplex.setCurrentIndex(max(0, self.duplex.findData(setup.duplex)))
        self.fit.setCurrentIndex(max(0, self.fit.findData(setup.fit)))
        self._filling = False
        self._printer_changed()
        self.tray.setCurrentIndex(max(0, self.tray.findData(setup.tray)))

    def setup(self) -> Setup:
        """Return what is chosen."""
        return Setup(
            str(self.printer.currentData() or ""), str(self.tray.currentData() or ""),
            str(self.paper.currentData() or ""), self.copies.value(),
            Duplex(self.duplex.currentData()),
            Fit(self.fit.currentData()) if self.needs_fit() else Fit.NONE,
        )  # fmt: skip

    def needs_fit(self) -> bool:
        """Tell whether A3 is wanted of a printer that takes none."""
        wanted = str(self.paper.currentData() or "")
        return bool(wanted) and Paper(wanted).large and not self._takes("A3")

    def blocked(self) -> str:
        """Return why nothing can be printed with these choices, empty when it can."""
        if not self._printers:
            return "本机还没有装打印机，可以先存为 PDF"
        if self.needs_fit() and Fit(self.fit.currentData()) is Fit.NONE:
            return "这台打印机没有A3。可以缩印到A4，或拆成两张A4拼贴"
        return ""

    def show_sum(self, sheets: int, shift: str) -> None:
        """Say how much paper it takes and how long."""
        setup = self.setup()
        large = bool(setup.paper) and Paper(setup.paper).large and setup.fit is Fit.NONE
        sheets *= 2 if setup.fit is Fit.TILE else 1
        minutes = -(-sheets * SECONDS_A_SHEET // 60)
        self._sheets_head.setText(f"共用 {'A3' if large else 'A4'} 纸")
        self._sheets.setText(f"{sheets} 张")
        self._minutes.setText(f"约 {minutes} 分钟" if sheets else "—")
        self._shift.setText(shift)
        self._shift.setVisible(bool(shift))

    def words(self) -> str:
        """Return the choices in one line, for a narrow window."""
        setup = self.setup()
        paper = _paper_words(setup.paper) if setup.paper else "A4"
        fit = f"，{setup.fit.label}" if setup.fit is not Fit.NONE else ""
        return f"{setup.printer or '没有打印机'}，{paper}，{setup.copies}份{fit}"

    def _build(self) -> None:
        copies = column(label("份数", 14, 400, INK2), self.copies, gap=2)
        parts = column(
            label("打印设置", 15, 700),
            label("打印机", 14, 400, INK2), self.printer,
            self._paper_head, self.paper, self._fit_words, self.fit,
            label("纸盒", 14, 400, INK2), self.tray,
            copies,
            label("单双面", 14, 400, INK2), self.duplex,
            6, line(),
            box(row(self._sheets_head, None, self._sheets)),
            box(row(label("预计用时", 15, 400, INK2), None, self._minutes)),
            self._shift, box(row(self._calibrate, None)),
            label("打印时可以随时停下，已打的会记住", 13, 400, INK2, wrap=True),
            None,
            gap=4, margins=(16, 10, 12, 10),
        )  # fmt: skip
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(parts))
        self.setLayout(column((scroll, 1), gap=0))

    def _choose_printer(self, wanted: str) -> None:
        """Choose the remembered printer, or when it is not here the machine's default."""
        default = next((one.name for one in self._printers if one.default), "")
        found = self.printer.findData(wanted) if wanted else -1
        self.printer.setCurrentIndex(found if found >= 0 else self.printer.findData(default))
        if self.printer.currentIndex() < 0 and self.printer.count():
            self.printer.setCurrentIndex(0)

    def _takes(self, paper: str) -> bool:
        name = self.printer.currentData()
        return all(each.takes(paper) for each in self._printers if each.name == name)

    def _printer_changed(self) -> None:
        if self._filling:
            return
        self._filling = True
        before = self.tray.currentData()
        name = self.printer.currentData()
        trays = [tray for each in self._printers if each.name == name for tray in each.trays]
        self.tray.clear()
        self.tray.addItem(AUTO, "")
        for tray in trays:
            if tray != "Auto":
                self.tray.addItem(TRAYS.get(tray, tray), tray)
        self.tray.setCurrentIndex(max(0, self.tray.findData(before)))
        self._filling = False
        self._told()

    def _told(self) -> None:
        if self._filling:
            return
        self._fit_words.setVisible(self.needs_fit())
        self.fit.setVisible(self.needs_fit())
        self.changed.emit()


def _combo(name: str) -> QComboBox:
    made = CalmCombo()
    made.setFont(font(15))
    made.setAccessibleName(name)
    return made


def _paper_words(paper: str) -> str:
    return f"{Paper(paper).label}（{'上墙' if Paper(paper).large else '存档'}）"
