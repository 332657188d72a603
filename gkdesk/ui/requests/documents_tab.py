"""文书: every document of the case, looked at, saved, and the closed case exported."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gkdesk.base.privacy import masked
from gkdesk.documents.model import Document
from gkdesk.requests.model import State
from gkdesk.ui.context import short_day
from gkdesk.ui.look import AMBER, INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    clear,
    column,
    line,
    notice,
    open_at,
    row,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.pdf_view import PdfDialog, PdfView
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .act_dialog import ask_of
from .case_tabs import Shown, Tab


def _title(document: Document) -> str:
    return f"（作废）{document.title}" if document.voided_on else document.title


COLUMNS = (
    Column("文书", 0, _title, bold=True),
    Column("文号", 170, lambda document: document.number),
    Column("日期", 92, lambda document: short_day(document.made_on)),
    Column("页数", 60, lambda document: str(document.pages), right=True),
)
_BUTTONS = 4  # parts of the bar that are always there
_RECEIPTS = ("request_receipt", "record_receipt")
_CLOSED = frozenset({
    State.CLOSED, State.LAPSED, State.WITHDRAWN, State.SPLIT, State.ARCHIVED, State.DISPUTE,
    State.REDO,
})  # fmt: skip


class DocumentsTab(QWidget):
    """The list of documents over the chosen one's pages."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        desk = shown.context.desk
        documents = _documents(shown)
        self._table = RowsTable(COLUMNS, "文书")
        self._table.fill(documents, faint=lambda document: document.voided_on is not None)
        self._table.setFixedHeight(px(40) * (min(len(documents), 4) + 1) + 2)
        view = PdfView()
        self._table.picked.connect(lambda one: view.show_pdf(desk.documents.read(one.sha256)))
        self._table.picked.connect(self._offer)
        self._table.opened.connect(lambda _document: self._enlarge())
        save = button("另存为 PDF", icon="save", on=self._save, size=14, tip="另存为 PDF")
        large = button("放大看", icon="maximize", on=self._enlarge, size=14, tip="放大看")
        self.void = button("作废此件", icon="trash-2", on=self._void, size=14)
        self.void.setEnabled(False)
        self._voided = column(gap=0)
        self._why = Elided("", 13, 400, INK2)
        bar = row(self.void, (self._why, 1), large, save, gap=6, margins=(10, 6, 10, 6))
        waits = shown.request.state is State.WAIT_CONFIRM  # its receipt comes with the confirmation
        held = [one for one in documents if one.form in _RECEIPTS and one.voided_on is None]
        if not waits and not held:
            # it could not be printed when the request was registered, or it was voided
            bar.insertWidget(0, button("出登记回执", icon="printer", on=self._receipt, size=14))
        if shown.request.state in _CLOSED:
            bar.insertWidget(0, button("导出案卷", icon="archive", on=self._case_file, size=14))
        # the card has room for no more words beside why one cannot be pressed
        spares = bar.count() - _BUTTONS if shown.context.wide() else 2
        for spare in (large, save)[:spares]:
            spare.setText("")
        self.setLayout(column(self._table, line(), box(self._voided), (view, 1), box(bar), gap=0))

    def _receipt(self) -> None:
        context = self._shown.context
        if context.do(self, lambda: context.desk.requests.receipt(self._shown.uid)):
            self._shown.reload()

    def _offer(self, document: Document) -> None:
        """Say whether the chosen document may be voided, or why it was."""
        desk = self._shown.context.desk
        clear(self._voided)
        if document.voided_on is not None:
            why = masked(desk.documents.void_reason(document.id))
            kept = "。文号保留，不再使用" if document.number else ""
            words = f"{short_day(document.voided_on)}作废：{why}{kept}"
            shown = Elided(" ".join(words.split()), 14, 600, AMBER)
            self._voided.addWidget(notice("amber", "trash-2", (shown, 1)))
        short, whole = desk.requests.voiding.why_not(document.id)
        self.void.setEnabled(not whole)
        self.void.setToolTip(whole)
        self.void.setAccessibleDescription(whole)
        self._why.say(short)

    def _void(self) -> None:
        """Ask why, and void the chosen document."""
        document: Document | None = self._table.current()
        if document is None:
            return
        context = self._shown.context
        more = "登记回执作废后可以重新出。" if document.form in _RECEIPTS else ""
        dialog = FormDialog(
            self,
            "作废此件",
            [Ask("reason", "作废原因", "longtext", help="写明哪里有误，会记在过程记录里")],
            lambda values: context.desk.requests.voiding.void(document.id, values["reason"]),
            today=context.desk.session.today,
            hint=f"“{document.title}{document.number}”作废后不能恢复，仍留在清单里；文号不再使用。{more}",
            columns=1,
        )
        open_at(dialog, 480, 420)
        if dialog.exec():
            self._shown.reload()

    def _enlarge(self) -> None:
        document: Document | None = self._table.current()
        if document is not None:
            data = self._shown.context.desk.documents.read(document.sha256)
            PdfDialog(self, document.title, data).exec()

    def _save(self) -> None:
        document: Document | None = self._table.current()
        if document is None:
            return
        path = say().save(self, "另存为 PDF", f"{document.title}.pdf", "PDF (*.pdf)")
        if path is not None:
            context = self._shown.context
            context.do(self, lambda: context.desk.documents.save_as(document.sha256, path))

    def _case_file(self) -> None:
        """Write the closed case as a folder and as one PDF where the clerk wants it."""
        folder = say().folder(self, "案卷存到哪里")
        if folder is None:
            return
        desk, uid, made = self._shown.context.desk, self._shown.uid, list[str]()
        cases = desk.requests.cases
        dialog = FormDialog(
            self,
            "导出案卷",
            [ask_of(field) for field in cases.fields],
            lambda values: made.append(str(cases.write(uid, folder, values).folder)),
            today=desk.session.today,
            hint="卷宗封面、卷内目录、各件文书和备考表，另有合并的一个 PDF。"
            "文件不加密，含申请人信息，归档后请从 U 盘或桌面删除。",
        )
        if dialog.exec():
            say().tell(self, "案卷已导出", made[-1])


def _documents(shown: Shown) -> list[Document]:
    return shown.context.desk.documents.of(f"request:{shown.uid}")


DOCUMENTS = Tab("documents", lambda shown: f"文书 {len(_documents(shown))}", DocumentsTab)
