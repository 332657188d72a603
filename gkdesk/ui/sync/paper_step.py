"""打印交接单: the figures, the paper as it will be printed, and the two ways to get it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkdesk.base.progress import Report
from gkdesk.desk import Desk
from gkdesk.documents.model import Document
from gkdesk.printing.model import Job
from gkdesk.sync.drivestate import sized
from gkdesk.sync.model import SyncPackage, kind_label
from gkdesk.sync.story import grouped, quoted
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    card,
    clear,
    column,
    fact,
    label,
    line,
    notice,
    row,
    scrolled,
)
from gkdesk.ui.widgets.pdf_view import WIDTH, PdfView

FORM = "sync_handover"
Made = tuple[SyncPackage, Document, bytes, int]  # and how many rows wait for another package


class PaperStep(QWidget):
    """Shows one package's 交接单; it is made once and found again afterwards."""

    shown = Signal()  # the paper stands there, or the printers are known

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._asked_printers = False
        context.printing().printers_found.connect(self._printers_found)
        self.made: Made | None = None
        self._facts = column(gap=0, margins=(18, 12, 18, 12))
        self._told = column(gap=0)
        self.view = PdfView(fit=WIDTH)
        left = card(self._facts)
        side = scrolled(box(column(box(self._told), left, None, gap=12)))
        side.setFixedWidth(px(416))
        self.setLayout(row(side, (card(column(self.view, margins=(8, 8, 8, 8))), 1), gap=12))

    @property
    def ready(self) -> bool:
        """Whether it can be printed or saved."""
        return self.made is not None and (self._asked_printers or self._context.printing().running)

    def show_package(self, number: str) -> None:
        """Make the paper, or find the one made before, and show it."""
        self.made = None
        self._context.printing().find_printers()
        clear(self._facts)
        self._facts.addWidget(label("正在出交接单……", 15, 400, INK2))
        self._context.do_long(self, lambda desk, _report: _make(desk, number), self._show)

    def print_paper(self) -> bool:
        """Print with what is remembered for this form; tell whether it was begun."""
        if self.made is None:
            return False
        run, document = self._context.printing(), self.made[1]
        if run.running:
            say().tell(self, "正在打印别的文书，打完再打这一份。交接单已存档，没有丢。")
            return False
        names = [printer.name for printer in run.printers]
        if not names:
            say().tell(
                self, "没有找到打印机。请接好打印机再打，或先存为 PDF。交接单已存档，没有丢。"
            )
            return False
        default = next((one.name for one in run.printers if one.default), names[0])

        def job(desk: Desk, _report: Report) -> Job:
            setup = desk.printing.setup(FORM)
            printer = setup.printer if setup.printer in names else default
            return desk.printing.documents_job([document], replace(setup, printer=printer))

        run.start_new(job, 1)
        return True

    def save_paper(self) -> None:
        """Save the paper as a PDF."""
        if self.made is None:
            return
        package, document, _data, _left = self.made
        path = say().save(self, "存交接单", f"交接单 {package.number}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        desk = self._context.desk
        if self._context.do(self, lambda: desk.documents.save_as(document.sha256, path)):
            self._context.status(f"交接单已存：{path.name}")

    def _printers_found(self) -> None:
        self._asked_printers = True
        self.shown.emit()

    def _show(self, made: Made) -> None:
        self.made = made
        self.shown.emit()
        package, _document, data, left = made
        self.view.show_pdf(data)
        clear(self._told)
        words = f"{package.number}号已写入并读回核对，可以拔出 U 盘。请先在系统里安全弹出，再拔。"
        self._told.addWidget(notice("green", "circle-check", (label(words, 15, wrap=True), 1)))
        clear(self._facts)
        self._facts.addWidget(label("随盘带上交接单，一式两份", 15, 700))
        counts = "，".join(f"{kind_label(kind)}{n}条" for kind, n in package.counts.items())
        digits = quoted(package)
        for name, value in (
            ("编号", package.number),
            ("内容", counts),
            ("附件", f"{package.file_count}个，共 {sized(package.size)}"),
            ("文件名", breakable(package.file_name)),
            ("核对码", grouped(digits)),
        ):
            self._facts.addWidget(line())
            self._facts.addWidget(fact(name, value))
        if left:
            words = f"另有{left}项没有在这一包里（暂不放入的，或一包装不下的），可以接着再打一包。"
            self._facts.addWidget(label(words, 14, 400, INK2, wrap=True))
        note = "县里查看这一包时会显示同样的核对码，请两边对一对。"
        self._facts.addWidget(label(note, 14, 400, INK2, wrap=True))


def breakable(name: str) -> str:
    """Let a long file name go on in the next line."""
    return name.replace("_", "_\u200b")


def paper_of(desk: Desk, number: str) -> Document:
    """Issue a package's paper once; a second look finds the same one.

    Raises:
        Unfinished: the package is not whole on the drive yet.
    """
    papers = [one for one in desk.documents.of(number) if one.form == FORM and not one.voided_on]
    return papers[-1] if papers else desk.sync.handover(number)


def _make(desk: Desk, number: str) -> Made:
    document = paper_of(desk, number)
    left = len(desk.sync.choose().rows)
    return desk.sync.package(number), document, desk.documents.read(document.sha256), left
