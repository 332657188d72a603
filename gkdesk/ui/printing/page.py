"""打印中心: choose, see the very page, print many, know what came out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QStackedWidget, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.documents.model import Document
from gkdesk.printing.model import Choice, Job, JobState, sheets_of_paper
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    column,
    header,
    label,
    picture,
    row,
)
from gkdesk.ui.widgets.pdf_view import WINDOW, PdfView

from .calibrate import CalibrateDialog
from .choosers import DocumentsPanel, SheetsPanel
from .progress_panel import ProgressPanel
from .record import RecordPanel
from .saving import Batch, Saver
from .setup_panel import SetupPanel
from .telling import Telling

if TYPE_CHECKING:
    from gkdesk.desk import Desk

SHEETS, DOCUMENTS, RECORD = range(3)
SEEN, WORDS = range(2)
SETTLE_MS = 40  # a village stepped over is not drawn
FOLLOW_MS = 600  # how often the panel looks at the running job


class PrintPage(QWidget):
    """Three views: the villages' sheets, documents, the log; one printing at a time."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._view, self._token = context, SHEETS, 0
        self._run = context.printing()
        self._notices = Telling(context, self.resume, self.give_up)
        self.saver = Saver(context, self.reload)
        self.sheets = SheetsPanel(context)
        if not context.wide():
            # before the page is laid out: the window would keep the height it needed for a moment
            self.sheets.search.hide()
        self._title = Elided("", 15, 600)
        self._title.setFixedWidth(px(226 if context.wide() else 140))
        self._title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        back = button("", "ghost", "chevron-left", on=lambda: self.step(-1), tip="上一个（PgUp）")
        after = button("", "ghost", "chevron-right", on=lambda: self.step(1), tip="下一个（PgDn）")
        self.view = PdfView(back, self._title, after, fit=WINDOW)
        self._words = label("", 15, 400, INK2, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setup = SetupPanel(self.calibrate)
        self._print = button("打印", "primary", "printer", on=self.print_chosen, tip="Ctrl+P")
        self._save = button(
            "存为…", icon="download", on=self._choose_save, tip="存为 PDF（Ctrl+S）、拼贴、图片"
        )
        self._change = button("更改设置", "link", on=self._toggle_setup)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask_preview)
        self._tick = QTimer(self, interval=FOLLOW_MS)
        self._tick.timeout.connect(self._follow)
        self._filled_for = ""  # the form whose settings are shown
        self._finished: Job | None = None  # told until the next one begins
        self._empty = True  # nothing was asked yet
        self._paper = ""  # what the preview shows
        self._wants_setup = False  # a narrow window shows the settings only when asked
        self._build()
        self._connect()
        self._keys()

    # what another view or a running job shows is made when it is first shown
    @cached_property
    def documents(self) -> DocumentsPanel:
        made = DocumentsPanel(self._context)
        self._left.addWidget(made)
        made.picked.connect(self._document_picked)
        return made

    @cached_property
    def record(self) -> RecordPanel:
        made = RecordPanel(self._context)
        self._body.addWidget(made)
        return made

    @cached_property
    def progress(self) -> ProgressPanel:
        made = ProgressPanel(self._run, self._wish)
        self._right.addWidget(made)
        return made

    def reload(self) -> None:
        """Ask anew for everything that is shown."""
        if self._empty:  # painted first, filled in the next turn: neither keeps the window long
            self._empty = False
            self._arrange()
            QTimer.singleShot(0, self, self._again)
            return
        if self._view == SHEETS:
            self.sheets.reload()
        elif self._view == DOCUMENTS:
            self.documents.reload()
        else:
            self.record.reload()
        self._remembered()
        self._arrange()
        self._tell()
        self._preview()

    def open(self, subject: str) -> None:
        """Show a view (``record``, ``documents``) or a form's period (``F01/2026Q1``)."""
        views = {"record": RECORD, "documents": DOCUMENTS}
        if "/" in subject:
            self.sheets.open(subject)
        self._choose(views.get(subject.partition("/")[0], SHEETS))

    def primary(self) -> None:
        self._print.click()

    def step(self, by: int) -> None:
        """Show the next or the last village or document; first the pages of one with several."""
        if self.view.pages > 1 and self.view.has_focus():
            self.view.turn(by)
        else:
            self._chooser().step(by)

    def print_chosen(self) -> None:
        """Freeze what is chosen into a job and print it."""
        if not self._print.isEnabled():
            return
        setup, document = self.setup.setup(), self._document()
        form, period = self.sheets.form_id, self.sheets.period.currentData()
        subjects = [one.subject for one in self.sheets.chosen]

        def sheets(desk: Desk, report: Report) -> Job:
            return desk.printing.sheets_job(form, period, setup, subjects, report)

        def documents(desk: Desk, _report: Report) -> Job:
            return desk.printing.documents_job([document] if document else [], setup)

        if self._view == SHEETS:
            self._run.start_new(sheets, len(subjects))
        else:
            self._run.start_new(documents, 1)

    def resume(self, job: Job, printer: str = "") -> None:
        """Go on with a stopped job; when its printer is gone, with the one chosen now."""
        names = [printer.name for printer in self._run.printers]
        if not printer and names and job.printer not in names:
            printer = self.setup.setup().printer
        self._run.start(job, printer=printer)

    def give_up(self, job: Job) -> None:
        """Close a stopped job after asking."""
        left = len(job.items) - len(job.printed)
        words = f"还有{left}个没有打印。不再打印后，要打需要重新选择；已打印的记录不变。"
        if say().ask(self, words, yes="不再打印", no="先留着"):
            driver = self._run.driver
            self._run.error = None
            # in a thread: a queue that does not answer is waited for
            self._context.do_long(
                self, lambda desk, _report: desk.printing.give_up(job.id, driver),
                lambda _job: None, settled=self.reload,
            )  # fmt: skip

    def save_chosen(self) -> None:
        """Write the chosen PDFs to a folder, or the document to a file."""
        if self._view == DOCUMENTS:
            self._save_document()
            return
        if self.sheets.chosen and not self.saver.busy:
            self.saver.pdfs(self._batch())

    def _batch(self) -> Batch:
        names = tuple(one.name for one in self.sheets.chosen)
        sheets = self.sheets
        return Batch(sheets.form_id, sheets.period.currentData(), self.setup.setup().paper, names)

    def _choose_save(self) -> None:
        if self._view == DOCUMENTS:
            self._save_document()
            return
        self.saver.offer(self._save, self._batch)

    def calibrate(self) -> None:
        """Measure the chosen printer."""
        printer = self.setup.setup().printer
        if printer:
            CalibrateDialog(self, self._context, printer, self.setup.setup().paper).exec()
            self._count()

    def _save_document(self) -> None:
        document = self._document()
        if document is None:
            return
        name = f"{document.title}.pdf"
        path = say().save(self, "文书存为 PDF", name, "PDF (*.pdf)")
        if path is not None:
            documents = self._context.desk.documents
            if self._context.do(self, lambda: documents.save_as(document.sha256, path)):
                self._context.status(f"已存：{path.name}")

    def _build(self) -> None:
        group = QButtonGroup(self)
        self._tabs = []
        for at, words in enumerate(("公开表", "文书", "打印记录")):
            tab = button(words, "tab", on=partial(self._choose, at))
            tab.setCheckable(True)
            group.addButton(tab)
            self._tabs.append(tab)
        self._tabs[SHEETS].setChecked(True)
        tabs = box(row(*self._tabs, gap=18, margins=(14, 0, 0, 0)))
        head = header("打印中心", "", self._save, self._print)
        head.setFixedHeight(px(43))  # with the line under the chosen one
        head.layout().insertWidget(1, tabs)  # type: ignore[union-attr]  # a row
        self._left = QStackedWidget()
        self._middle = QStackedWidget()
        self._right = QStackedWidget()
        self._left_card = card(column((self._left, 1), gap=0))
        self._middle_card = card(column((self._middle, 1), gap=0, margins=(8, 6, 8, 8)))
        self._right_card = card(column((self._right, 1), gap=0))
        self._strip_words = Elided("", 15)
        strip = row(picture("printer", 18), (self._strip_words, 1), self._change, gap=10,
                    margins=(14, 4, 14, 4))  # fmt: skip
        self._strip = card(strip)
        body = row(self._left_card, (self._middle_card, 1), self._right_card, gap=12)
        work = column(self._strip, (box(body), 1), gap=8)
        self._body = QStackedWidget()
        self.setLayout(
            column(
                head, self._notices, self.saver, (self._body, 1), gap=8,
                margins=(20, 14, 20, 14),
            )
        )  # fmt: skip
        # from the page inwards: what is moved to another parent is styled again, with all in it
        self._body.addWidget(box(work))
        self._left.addWidget(self.sheets)
        self._middle.addWidget(self.view)
        self._middle.addWidget(box(column(None, self._words, None, margins=(40,) * 4)))
        self._right.addWidget(self.setup)

    def _connect(self) -> None:
        self.sheets.picked.connect(lambda _row: self._preview())
        self.sheets.ticked.connect(self._count)
        self.sheets.asked.connect(self.reload)
        self.setup.changed.connect(self._setup_changed)
        self._run.changed.connect(self._moved)
        self._run.printers_found.connect(self._printers_found)

    def _keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+P", self.print_chosen),
            ("Ctrl+S", self.save_chosen),
            ("PgDown", lambda: self.step(1)),
            ("PgUp", lambda: self.step(-1)),
            ("+", lambda: self.view.zoom_by(1)),
            ("-", lambda: self.view.zoom_by(-1)),
        )
        for key, what in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(what)

    def _document(self) -> Document | None:
        return self.documents.current if self._view == DOCUMENTS else None

    def _chooser(self) -> SheetsPanel | DocumentsPanel:
        return self.documents if self._view == DOCUMENTS else self.sheets

    def _choose(self, view: int) -> None:
        self._view = view
        self._tabs[view].setChecked(True)
        self.reload()

    def _document_picked(self, _document: Document) -> None:
        self._remembered()
        self._preview()

    def _remembered(self) -> None:
        """Show what is remembered for the form, once: what is changed on the page stays."""
        form = self._form()
        if form == self._filled_for or self._view == RECORD:
            return
        self._filled_for = form
        papers = self.sheets.papers() if self._view == SHEETS else ()
        self.setup.fill(self._context.desk.printing.setup(form), papers)

    def _printers_found(self) -> None:
        first = not self.setup.printer.count()
        wanted = (
            self.setup.setup().printer or self._context.desk.printing.setup(self._form()).printer
        )
        self.setup.fill_printers(self._run.printers, wanted)
        if first:  # the trays were not known before
            self._filled_for = ""
            self._remembered()
        self._tell()

    def _form(self) -> str:
        if self._view == DOCUMENTS:
            document = self._document()
            return document.form if document else ""
        return self.sheets.form_id

    def _setup_changed(self) -> None:
        self._count()
        self._tell()
        if self.setup.setup().paper != self._paper:  # nothing else changes the page
            self._preview()

    def _count(self) -> None:
        """Say how much would be printed; the number is part of the button."""
        chosen = self.sheets.chosen
        setup = self.setup.setup()
        if self._view == DOCUMENTS:
            document = self._document()
            printable = document is not None and document.voided_on is None
            words, pages = "打印此件", [document.pages] if document and printable else []
        else:
            words, pages = f"打印 {len(chosen)} 个村", [1] * len(chosen)
        sheets = sheets_of_paper(pages, setup.copies, setup.duplex)
        blocked = self.setup.blocked()
        ready = bool(sheets) and not blocked and not self._run.running
        self._print.setText(f"\u2002{words}")
        self._print.setEnabled(ready)
        if not chosen and self._view == SHEETS:
            blocked = blocked or "没有选中要打印的村。空格选中一个，已打印的再打记为补打"
        self._print.setToolTip(blocked or "Ctrl+P")
        self._print.setAccessibleDescription(blocked)
        self._save.setEnabled(bool(sheets) and not self.saver.busy)
        self._save.setText(f"\u2002{'存为 PDF' if self._view == DOCUMENTS else '存为…'}")
        right, down = self._context.desk.printing.shift(setup.printer).mm
        moved = f"已按校准移动：偏右{right:g}、偏下{down:g}毫米" if right or down else ""
        self.setup.show_sum(sheets, moved)
        self._strip_words.say(blocked or self.setup.words())

    def _arrange(self) -> None:
        wide = self._context.wide()
        records, running = self._view == RECORD, self._run.running
        # the record and the others are made by asking for them
        self._body.setCurrentWidget(self.record if records else self._body.widget(0))
        self._left.setCurrentWidget(self._chooser())
        self._right.setCurrentWidget(self.progress if running else self.setup)
        side = wide or running or self._wants_setup
        self._right_card.setVisible(side)
        self._middle_card.setVisible(wide or not side)
        self._strip.setVisible(not wide and not running)
        self._change.setText("看版面" if self._wants_setup else "更改设置")
        more = 64 if self._view == DOCUMENTS else 0  # a document's number is long
        self._left_card.setFixedWidth(px((276 if wide else 268) + more))
        self.sheets.search.setVisible(wide)  # the list needs the height
        self._right_card.setMinimumWidth(px(252))
        self._right_card.setMaximumWidth(px(268) if wide else 16_777_215)
        self._print.setVisible(not records and not running)
        self._save.setVisible(not records)
        self._count()

    def _toggle_setup(self) -> None:
        self._wants_setup = not self._wants_setup
        self._arrange()

    def _preview(self) -> None:
        self._token += 1
        self._settle.start()

    def _ask_preview(self) -> None:
        """Ask for the PDF of what is chosen; a step further meanwhile drops the answer."""
        token, paper = self._token, self.setup.setup().paper
        self._paper = paper
        at, total = self._chooser().place()
        name, choice, document = "", None, None
        if self._view == DOCUMENTS:
            document = self._document()
            name = document.title if document else ""
        else:
            choice = self.sheets.table.current()
            name = choice.name if choice else ""
        self._title.say(f"第 {at} 个 / 共 {total} 个  {name}" if name else "")
        if document is None and not _worth_seeing(choice):
            self._say_instead(choice)
            return

        def work(desk: Desk, _report: Report) -> tuple[int, bytes, str]:
            if token != self._token:
                return token, b"", ""
            try:
                if document is not None:
                    return token, desk.printing.preview_document(document), ""
                subject = choice.subject if choice else ""
                return token, desk.village.pdf(subject, paper=paper).data, ""
            except GkdeskError as error:
                return token, b"", str(error)

        self._context.ask_long(self, work, self._show)

    def _show(self, found: tuple[int, bytes, str]) -> None:
        token, data, trouble = found
        if token != self._token:
            return
        self._words.setText(trouble)
        self.view.show_pdf(data)
        self._middle.setCurrentIndex(WORDS if trouble else SEEN)

    def _say_instead(self, choice: Choice | None) -> None:
        empty = (
            "还没有归档的文书。出具文书后可以在这里打印和补打"
            if self._view == DOCUMENTS
            else "还没有村。先在村务公开里添加村、导入数据，再来打印"
        )
        self._words.setText(f"{choice.name}：{choice.reason}" if choice else empty)
        self._middle.setCurrentIndex(WORDS)

    def _tell(self) -> None:
        """Show what needs a hand: a stopped job first, then what is left out."""
        if self._run.running:
            self._notices.nothing()
            return
        self._notices.begin()
        waiting = self._context.desk.printing.unfinished()
        error = self._run.error or self._run.printers_error
        if waiting:
            own = self._run.number == waiting[0].id or error is self._run.printers_error
            chosen = self.setup.setup().printer
            other = chosen if chosen not in ("", waiting[0].printer) else ""
            self._notices.stopped(waiting, error if own else None, other)
        elif error is not None:
            self._notices.trouble(error)
        if self._finished is not None:
            self._notices.finished(self._finished)
        if self._view == SHEETS:
            self._notices.left_out(self.sheets.choices, self.sheets.period.currentData())

    def _wish(self, wish: str) -> None:
        if wish == "pause":
            self._run.pause()
            self.progress.halting("打完这一页就暂停")
        else:
            self._run.stop()
            self.progress.halting("打完这一页就停下")

    def _moved(self) -> None:
        """Follow the run: the panel while it prints, everything anew when it has ended."""
        if not self._run.running:
            self._ended()
            return
        if self._right.currentWidget() is not self.progress:
            self._finished = None
            self.progress.begin()
            self._arrange()
            self._tell()
            self._tick.start()
        self._follow()

    def _ended(self) -> None:
        """Show at once that it has ended; what takes longer waits for the next turn."""
        self._tick.stop()
        self._arrange()
        if not self._context.desk.session.unlocked:
            return  # the page goes with the lock
        if self._run.number:
            job = self._context.desk.printing.job(self._run.number)
            self._finished = job if job.state is JobState.FINISHED else None
            self.sheets.untick({item.subject for item in job.printed})
        QTimer.singleShot(0, self, self._again)

    def _again(self) -> None:
        if self._context.desk.session.unlocked:
            self.reload()
            self._run.find_printers()

    def _follow(self) -> None:
        if not self._run.running:
            self._tick.stop()
        elif self._run.number:
            self.progress.show_job(self._context.desk.printing.job(self._run.number))
        else:
            self.progress.show_preparing()


def _worth_seeing(choice: Choice | None) -> bool:
    """Tell whether a village has a page to show; one with faults shows the faults instead."""
    return choice is not None and choice.printable
