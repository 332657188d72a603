"""统计年报: six parts and how far each is, the chosen one to be written, paper, and ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gkdesk.accounts.model import Role
from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.records.lists import ListKind, Span
from gkdesk.statistics.model import FEE, AnnualReport, Part, Progress
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    header,
    label,
    row,
    scrolled,
)
from gkdesk.ui.widgets.menus import Entries, offer
from gkdesk.ui.widgets.pdf_view import PdfDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .part_form import CountedPart, PartForm, year_combo

if TYPE_CHECKING:
    from pathlib import Path

PILLS: dict[Progress, PillOf] = {
    Progress.NOT_BEGUN: ("未开始", "slate", "circle-dot"),
    Progress.UNFINISHED: ("未填完", "amber", "pencil"),
    Progress.WRONG: ("有不符", "red", "circle-alert"),
    Progress.DONE: ("已完成", "green", "circle-check"),
}
TABLE = "表格 (*.xlsx)"
PAPERS = "Word 文档 (*.docx);;PDF (*.pdf)"


class StatisticsPage(QWidget):
    """The annual report of a year as a task list; what is typed is saved by itself."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._room = context, context.desk.statistics
        self.report: AnnualReport | None = None
        self.form: PartForm | CountedPart | None = None
        self.year = year_combo(self._room.years(), self._room.usual_year())
        self.year.currentIndexChanged.connect(lambda _at: self._other_year())
        columns = (
            Column("部分", 0, lambda part: part.label),
            Column("情况", 108, self._word, pill=self._pill),
        )
        self.table = RowsTable(columns, "年度报告的六个部分")
        self.table.picked.connect(self._show_part)
        self._ledgers = button("台账", icon="clipboard-list", on=self._offer_ledgers)
        self.finish = button("定稿留存", icon="file-check", on=self.keep)
        self._saved = Elided("", 14, 400, INK2)
        self._kept = label("", 14, 400, INK2, wrap=True)
        self._body = column(gap=0)
        self._build()

    def reload(self) -> None:
        """Count the chosen year anew; what is not saved stays."""
        if self._send():
            self.form = None  # the fields may have been written elsewhere
        chosen = self.table.current() or Part.OVERVIEW
        self._take(self._room.report(self.year.currentData()))
        self.table.fill(list(Part))
        self.table.selectRow(list(Part).index(chosen))
        self._show_part(chosen)

    def open(self, subject: str) -> None:
        """Show a year, such as ``2025``."""
        at = self.year.findData(int(subject)) if subject.isdecimal() else -1
        if at >= 0:
            self.year.setCurrentIndex(at)
        self.reload()

    def primary(self) -> None:
        """Write the report."""
        self.export()

    def export(self) -> None:
        """Write the report as a document to be edited, or as a PDF."""
        if not self._whole():
            return
        year, report = self.year.currentData(), self.report
        if report is None:
            return
        open_ = [part.label for part in Part if report.progress[part] is not Progress.DONE]
        if open_:
            words = f"还有{len(open_)}个部分没有写完，先导出草稿？"
            more = "题目后面会印“（草稿）”：" + "；".join(open_)
            if not say().ask(self, words, yes="导出草稿", no="再写写", more=more):
                return
        name = f"{self._context.desk.session.organ.name}{year}年政府信息公开工作年度报告.docx"
        path = say().save(self, "导出年度报告", name, PAPERS)
        if path is not None and self._context.do(self, lambda: self._room.write(path, year)):
            self._context.status(f"已导出：{path.name}")
            say().open_outside(path)

    def look(self) -> None:
        """Show the report as it would be printed."""
        if not self._whole():
            return
        found: list[bytes] = []
        year = self.year.currentData()
        if self._context.do(self, lambda: found.append(self._room.preview(year))):
            PdfDialog(self, f"{year}年度报告", found[0]).exec()

    def keep(self) -> None:
        """Keep the figures and the finished paper of a year that is over."""
        if not self._whole():
            return
        year = self.year.currentData()
        words = f"{year}年度报告定稿？"
        more = "年报数字随即留存，下一年核对结转时用；定稿存进档案，以后还可以再定稿一次。"
        if say().ask(self, words, yes="定稿留存", no="再看看", more=more):
            if self._context.do(self, lambda: self._room.finish(year)):
                self._context.status(f"{year}年度报告已经定稿，存进档案")
            self.reload()

    def ledgers(self) -> Entries:
        """Return the ledgers of the chosen year, each written as a workbook."""
        year: int = self.year.currentData()
        first, last = date(year, 1, 1), date(year, 12, 31)
        desk, span = self._context.desk, Span(first, last, f"{year}年")
        work: list[tuple[str, Callable[[Path], object]]] = [
            ("依申请公开台账", lambda path: desk.requests.book.write(path, first, last)),
            ("年报表三", lambda path: desk.requests.annual.write(path, year)),
        ]
        work += [
            (kind.label, partial(self._write_list, kind, span))
            for kind in (
                ListKind.PUBLISHED, ListKind.NORMATIVE, ListKind.ON_REQUEST, ListKind.WITHHELD,
                ListKind.INVALID,
            )
        ]  # fmt: skip
        return [(words, partial(self._write, f"{year}年{words}", do)) for words, do in work]

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what was typed when another section is opened."""
        self._send()
        super().hideEvent(event)

    def _build(self) -> None:
        left = card(
            column(
                (self.table, 1),
                box(column(self._kept, margins=(14, 8, 14, 4))),
                action_bar(self.finish, None),
                gap=0,
            )
        )
        left.setFixedWidth(px(400 if self._context.wide() else 320))
        self._area = scrolled(QWidget())
        right = card(column(box(self._body), (self._area, 1), gap=6, margins=(16, 12, 6, 10)))
        head = header(
            "统计年报", "", self.year, self._ledgers,
            button("看版面", icon="eye", on=self.look),
            button("导出年度报告", "primary", "download", on=self.export),
        )  # fmt: skip
        body = box(row(left, (right, 1), gap=12))
        self.setLayout(column(head, (body, 1), self._saved, gap=10, margins=(20, 14, 20, 8)))

    def _word(self, part: Part) -> str:
        return self.report.progress[part].label if self.report else ""

    def _pill(self, part: Part) -> PillOf | None:
        return PILLS[self.report.progress[part]] if self.report else None

    def _other_year(self) -> None:
        self._send()  # what was typed belongs to the year it was typed for
        self.form = None
        self.reload()

    def _show_part(self, part: Part) -> None:
        """Put the fields of a part at the right, unless they are there."""
        if self.report is None or (self.form is not None and self.form.part is part):
            if self.report is not None and self.form is not None:
                self.form.show_found(self.report)
            return
        self._send()
        clear(self._body)
        self._body.addWidget(label(part.label, 17, 700, wrap=True))
        if part in (Part.REQUESTS, Part.DISPUTES):
            self.form = CountedPart(part, self._counted(part), self._to_figures)
        else:
            self.form = PartForm(self._room.form, part, self.report)
            self.form.typed.connect(self._typed)
            mine = {
                code: self._context.unsaved[place]
                for code in self.form.fields
                if (place := (self._user, self.report.year, code)) in self._context.unsaved
            }
            self.form.put_back(mine)
            writes = self._context.desk.session.user.role is not Role.ADMIN
            self.form.setEnabled(writes)
            if writes:
                take = button("空着的都用建议的", "link", size=14, on=self.form.take_all)
                self._body.addWidget(take)
        self._area.setWidget(self.form)
        self.form.show_found(self.report)
        self._send()  # what was put back says again why it is not saved

    def _counted(self, part: Part) -> list[str]:
        counted = self._context.desk.requests.annual.report(self.year.currentData())
        if part is Part.DISPUTES:
            return counted.fourth
        totals = {code: counts[-1] for code, counts in counted.figures.items()}
        return [
            # 4.保护第三方合法权益 alone would not say of what
            f"{line.mark[:3] if line.label[0].isdecimal() else ''}{line.label}：{count}件"
            for line in counted.form.counted
            if (count := totals[line.code])
        ] or ["全年没有收到申请，表三各格都是0。"]

    def _to_figures(self) -> None:
        self._context.go("requests", "annual")

    def _typed(self, values: dict[str, str]) -> None:
        """Save what was typed; what is refused stays in its field with the reason."""
        form = self.form
        if not isinstance(form, PartForm) or not self._context.desk.session.unlocked:
            return
        left, refused = dict(values), None
        report = None
        while left and report is None:
            try:
                report = self._room.save(form.year, left)
            except BadValue as error:  # the others are saved all the same
                refused = refused or error
                left.pop(error.field, None)
            except GkdeskError as error:
                self._keep_typed(form)
                say().trouble(self, error)
                return
        form.saved(left)
        self._keep_typed(form)
        form.accept()
        if report is not None and form.year == self.year.currentData():
            self._take(report)
            form.show_found(report)
        if refused is not None:
            form.refuse(refused.field, f"{refused.reason}。这一处没有保存，改了以后自动保存")
            self._saved.say("有一处没有保存")
        self.table.viewport().update()
        self._context.refresh()

    def _send(self) -> bool:
        """Save what was typed; tell whether nothing is left that was not."""
        if self.form is None or not isValid(self.form):
            return True
        self.form.send()
        return not self.form.unsent()

    def _whole(self) -> bool:
        """Save what was typed; when something of the year is not saved, show it and say so."""
        self._send()
        year = self.year.currentData()
        left = [
            code for user, of, code in self._context.unsaved if (user, of) == (self._user, year)
        ]
        if not left:
            return True
        form = self._room.form
        places = {code: Part.ACTIVE for row in form.rows for code in row.codes}
        places |= {one.code: one.part for one in form.texts} | {FEE: Part.OTHERS}
        self.table.selectRow(list(Part).index(places[left[0]]))
        if isinstance(self.form, PartForm) and left[0] in self.form.fields:
            self._area.ensureWidgetVisible(self.form.fields[left[0]])
        self._context.status("有内容没有保存，请先改好红框里的再办", trouble=True)
        return False

    @property
    def _user(self) -> str:
        return self._context.desk.session.user.name

    def _keep_typed(self, form: PartForm) -> None:
        """Remember what could not be saved: it is shown again when the part is."""
        unsent = form.unsent()
        for code in form.fields:
            place = (self._user, form.year, code)
            if code in unsent:
                self._context.unsaved[place] = unsent[code]
            else:
                self._context.unsaved.pop(place, None)

    def _take(self, report: AnnualReport) -> None:
        self.report = report
        today = self._context.desk.session.today
        self._saved.say(report.saved or "写了会自动保存")
        over = report.year < today.year
        self.finish.setEnabled(over and report.ready)
        tip = "" if over else "这一年还没有结束"
        self.finish.setToolTip(tip or ("" if report.ready else "六个部分都完成以后可以定稿"))
        self._kept.setText("；".join(report.kept))
        self._kept.setVisible(bool(report.kept))

    def _offer_ledgers(self) -> None:
        offer(self._ledgers, self.ledgers())

    def _write_list(self, kind: ListKind, span: Span, path: Path) -> None:
        self._context.desk.records.lists.write(kind, span, path)

    def _write(self, name: str, work: Callable[[Path], object]) -> None:
        path = say().save(self, "导出台账", f"{name}.xlsx", TABLE)
        if path is not None and self._context.do(self, lambda: work(path)):
            self._context.status(f"已导出：{path.name}")
