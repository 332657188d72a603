"""村务公开: the period board, the very page that will hang on the wall, import and printing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QProgressBar, QStackedWidget, QWidget
from shiboken6 import isValid

from gkdesk.base.errors import GkdeskError, Problem
from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.documents.model import Paper
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.menus import Entries, more_button
from gkdesk.ui.widgets.pdf_view import PdfView
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.model import BoardRow, Printed, SheetState

from . import more_dialogs as dialogs
from .blank_dialog import hand_out
from .board_dialog import BoardDialog
from .booked_dialog import BookedDialog
from .catalogue_dialog import CatalogueDialog
from .cross_dialog import CrossDialog
from .household_dialog import HouseholdDialog
from .import_dialog import ImportDialog
from .period_board import PeriodBoard
from .periods import offered
from .post_dialog import PostDialog, ReviewDialog
from .recheck_dialog import RecheckDialog
from .register_dialog import RegisterDialog
from .roster_dialog import RosterDialog
from .states import PILLS

if TYPE_CHECKING:
    from gkdesk.desk import Desk

USUAL = "F01"  # the form first shown, until another is chosen
StepKind = type[ReviewDialog] | type[PostDialog]
WORKBOOKS = "表格 (*.xlsx *.xls *.et *.csv *.docx)"
PRINTABLE = {
    SheetState.CHECKED,
    SheetState.REVIEWED,
    SheetState.PRINTED,
    SheetState.POSTED,
    SheetState.TAKEN_DOWN,
}
PREVIEW, PROBLEMS, NOTHING = range(3)
ONE, WHOLE, EMPTY = range(3)  # one village's page, the board, no village yet


class VillagePage(QWidget):
    """Villages on the left, the chosen village's page in the middle, what to do on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: list[BoardRow] = []
        self.period = CalmCombo(whole=True)
        self.period.setFont(font(15))
        self.period.setAccessibleName("期次")
        self.paper = CalmCombo(whole=True)
        self.paper.setFont(font(15))
        self.paper.setAccessibleName("纸张")
        self.form = CalmCombo()
        self.form.setFont(font(15))
        self.form.setAccessibleName("哪种表")
        words = "导入村务表" if context.wide() else "导入"
        self._import = button(words, icon="upload", on=self.import_files, tip="导入村务表")
        self._overview = button(
            "全镇进度" if context.wide() else "", icon="table-2", on=self.show_board, tip="全镇进度"
        )
        self.board = PeriodBoard(context)
        self.board.chosen.connect(self._show_one)
        self._more = more_button(self._rarer)
        if not context.wide():
            self._more.setText("")
            self._more.setToolTip("更多")
        self._enter = button("录入", icon="pencil", on=self.enter, tip="录入一张公开表")
        if not context.wide():
            self._enter.hide()  # it is in 更多; shown before it has a parent it would be a window
        self._print = button("打印", "primary", "printer", on=self.print_all)
        columns = (
            Column("村", 0, lambda item: item.village.name, bold=True),
            Column("情况", 112, self._words, pill=self._pill),
        )
        self.table = RowsTable(columns, "各村交表情况")
        self.table.picked.connect(self._show_village)
        self.table.opened.connect(self._enter_row)
        self._notice = column(gap=0)
        self.view = PdfView()
        self.problems = ProblemList()
        self.problems.table.opened.connect(self._enter_at)
        self._middle = QStackedWidget()
        for widget in (self.view, self.problems, empty_page("选一个村，看它的公开表")):
            self._middle.addWidget(widget)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._side = column(gap=8, margins=(16, 12, 16, 12))
        self._fill_periods()
        self._fill_forms()
        self._fill_papers()
        self.form.currentIndexChanged.connect(lambda _at: self._form_changed())
        self.period.currentIndexChanged.connect(lambda _at: self.reload())
        self.paper.currentIndexChanged.connect(lambda _at: self._show_village(None))
        self._build()

    def reload(self) -> None:
        """Ask for the board of the chosen period."""
        self._rows = self._context.desk.village.board(self.period.currentData())
        self._show_empty()
        self._fill_forms()
        self.table.fill(self._rows)
        owed = self._context.desk.village.form(self._chosen_form).expected
        missing = [r.village.name for r in self._rows if owed and self._chosen_form not in r.sheets]
        ready = [r for r in self._rows if self.state_of(r) in PRINTABLE]
        self._print.setText(f"\u2002打印 {len(ready)} 个村")
        self._print.setEnabled(bool(ready))
        self.board.show_period(self.period.currentData(), self._rows)
        clear(self._notice)
        if missing and self._rows:
            names = "、".join(missing[:8]) + ("等" if len(missing) > 8 else "")  # noqa: PLR2004
            words = f"{names}{len(missing)}个村还没有交数据，这次不打印"
            self._notice.addWidget(
                notice("amber", "triangle-alert", (label(words, 15, wrap=True), 1))
            )
        if not self._rows:
            self._middle.setCurrentIndex(NOTHING)
        elif not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        else:
            self._show_village(self.table.current())

    def open(self, subject: str) -> None:
        """Show a sheet by its uid, the first of a form/period/state, or begin an import."""
        self.reload()
        doors = {"import": self.import_files, "roster": self.roster}
        if subject in doors:
            doors[subject]()
            return
        if subject.startswith("village/"):
            self._choose_village(subject.partition("/")[2])
            return
        if subject.startswith("items/") and self._body.currentIndex() == ONE:
            self.show_board()
        form, _, rest = subject.partition("/")
        period, _, state = rest.partition("/")
        at = [str(self.period.itemData(i)) for i in range(self.period.count())]
        if period in at:
            self.period.setCurrentIndex(at.index(period))
        self._choose_form(form)
        self._choose_sheet(subject, state)

    def _choose_sheet(self, subject: str, state: str) -> None:
        for place, item in enumerate(self._rows):
            own = {uid: name for name, uid in item.sheets.items()}
            if subject in own:
                self._choose_form(own[subject])
            if subject in own or self.state_of(item) == state:
                self.table.selectRow(place)
                return

    def _choose_village(self, uid: str) -> None:
        uids = [item.village.uid for item in self._rows]
        if uid in uids:
            self.table.selectRow(uids.index(uid))

    def state_of(self, item: BoardRow) -> SheetState:
        """Return how far a village's sheet of the chosen form has come."""
        return item.states.get(self._chosen_form, SheetState.MISSING)

    def _words(self, item: BoardRow) -> str:
        return self.state_of(item).label

    def _pill(self, item: BoardRow) -> PillOf:
        return PILLS[self.state_of(item)]

    @property
    def _chosen_form(self) -> str:
        return str(self.form.currentData() or USUAL)

    def _choose_form(self, form: str) -> None:
        at = self.form.findData(form)
        if at >= 0:
            self.form.setCurrentIndex(at)

    def _fill_forms(self) -> None:
        """Offer the forms of the period's kind: owed ones first, then those handed in."""
        period, chosen = self.period.currentData(), self._chosen_form
        given = {form for item in self._rows for form in item.sheets}
        forms = [
            one for one in self._context.desk.village.forms.values() if period.kind in one.periods
        ]
        forms.sort(key=lambda one: (not one.expected, one.id not in given))
        offers = [(one.id, one.name + ("" if one.id in given or one.expected else "（未交）"))
                  for one in forms]  # fmt: skip
        now = [(self.form.itemData(at), self.form.itemText(at)) for at in range(self.form.count())]
        if now == offers:
            return
        self.form.blockSignals(True)
        self.form.clear()
        for form_id, name in offers:
            self.form.addItem(name, form_id)
        known = [form_id for form_id, _name in offers]
        self.form.setCurrentIndex(known.index(chosen) if chosen in known else 0)
        self.form.blockSignals(False)
        if self._chosen_form != chosen:
            self._fill_papers()

    def _fill_papers(self) -> None:
        papers = self._context.desk.village.form(self._chosen_form).papers
        self.paper.blockSignals(True)
        self.paper.clear()
        for name in papers:
            paper = Paper(name)
            self.paper.addItem(paper.label, paper)
        self.paper.blockSignals(False)

    def _form_changed(self) -> None:
        self._fill_papers()
        self.reload()

    def show_board(self) -> None:
        """Change between one village's page and the board of all villages."""
        whole = self._body.currentIndex() == ONE
        self._body.setCurrentIndex(WHOLE if whole else ONE)
        words = "逐村查看" if whole else "全镇进度"
        self._overview.setToolTip(words)
        self._overview.setAccessibleName(words)
        if self._context.wide():
            self._overview.setText(f"\u2002{words}")
        self.paper.setVisible(not whole)

    def _show_empty(self) -> None:
        """Say that there is no village, and what to do; go back when there is one."""
        empty = not self._rows and not self._context.desk.village.villages()
        if empty:
            self._body.setCurrentIndex(EMPTY)
        elif self._body.currentIndex() == EMPTY:
            self._body.setCurrentIndex(ONE)
        for widget in (self._overview, self._enter):
            widget.setEnabled(not empty)
        self._print.setVisible(not empty)

    def roster(self) -> None:
        """Open the list of villages."""
        self._run(RosterDialog(self, self._context))

    def _show_one(self, item: BoardRow) -> None:
        """Leave the board for the page of one village."""
        self.show_board()
        self.table.selectRow(self._rows.index(item))

    def primary(self) -> None:
        if self._body.currentIndex() == EMPTY:
            self.roster()
        else:
            self._print.click()

    def import_files(self) -> None:
        """Choose workbooks and show what each holds before anything is stored."""
        paths = say().files(self, "选择各村交来的表（可多选）", WORKBOOKS)
        if paths:
            ImportDialog(self, self._context, paths, self.period.currentData()).exec()
            self.reload()

    def enter(self) -> None:
        """Ask which sheet is to be typed in, the chosen village's first."""
        from .entry_open import choose_and_enter

        item, when = self.table.current(), self.period.currentData()
        village = item.village.uid if item else ""
        choose_and_enter(self, self._context, form=self._chosen_form, village=village, period=when)
        self._after_entry()

    def _enter_row(self, item: BoardRow) -> None:
        """Type in a village's sheet, by a double click or Enter."""
        self._enter_sheet(item, "")

    def _enter_at(self, problem: Problem) -> None:
        """Go to the cell of a problem of an imported sheet."""
        item = self.table.current()
        if item is not None:
            self._enter_sheet(item, problem.where)

    def _enter_sheet(self, item: BoardRow, at: str) -> None:
        from .entry_open import enter

        enter(
            self, self._context, self._chosen_form, item.village, self.period.currentData(), at=at
        )
        self._after_entry()

    def _after_entry(self) -> None:
        if isValid(self):  # the office may have been locked meanwhile
            self.reload()

    def print_all(self) -> None:
        """Make the pages of every village that has a checked sheet."""
        folder = say().folder(self, "打印文件存到哪个文件夹")
        if folder is not None:
            self.print_to(folder)

    def print_to(self, folder: Path) -> None:
        """Write the pages into a folder in the background."""
        period, paper = self.period.currentData(), self.paper.currentData()
        form = self._chosen_form
        self._bar.show()

        def work(desk: Desk, report: Report) -> list[Printed]:
            return desk.village.print_(form, period, folder=folder, paper=paper, report=report)

        def progressed(step: int, total: int, what: str) -> None:
            self._bar.setMaximum(total)
            self._bar.setValue(step)
            self._context.status(what)

        def done(printed: Sequence[Printed]) -> None:
            made = [each for each in printed if each.path]
            drafts = sum(each.draft for each in made)
            more = f"，其中{drafts}份未经审核，印有“审核稿”" if drafts else ""
            self._context.status(f"已生成{len(made)}个村的公开表{more}，在 {folder.name}")
            say().open_outside(folder)

        def settled() -> None:
            self._bar.hide()
            self.reload()

        self._context.do_long(self, work, done, progressed, settled)

    def _build(self) -> None:
        wide = self._context.wide()
        head = header(
            "村务公开", "", self.period, self.paper, self._overview, self._more, self._enter,
            self._import, self._print,
        )  # fmt: skip
        left = card(column(self.form, (self.table, 1), gap=6, margins=(6, 8, 6, 0)))
        left.setFixedWidth(px(310 if wide else 250))
        middle = card(column((self._middle, 1), gap=0, margins=(10, 10, 10, 10)))
        side = card(self._side)
        side.setFixedWidth(px(236 if wide else 190))
        body = row(left, (middle, 1), side, gap=12)
        self._body = QStackedWidget()
        self._body.addWidget(box(body))
        self._body.addWidget(self.board)
        fill = button("填写村名单", "primary", on=self.roster)
        words = "还没有村。先填村名单，可以从 Excel 粘贴。"
        self._body.addWidget(card(column(empty_page(words, fill))))
        whole = column(
            head, box(self._notice), self._bar, (self._body, 1), gap=10, margins=(20, 14, 20, 14)
        )
        self.setLayout(whole)

    def _fill_periods(self) -> None:
        usual = offered(self._context.desk.session.today)
        others = [one for one in self._context.desk.village.lives.periods() if one not in usual]
        for period in (*usual, *others):
            self.period.addItem(period.label, period)

    def _show_village(self, item: BoardRow | None) -> None:
        item = item or self.table.current()
        if item is None:
            return
        state, desk = self.state_of(item), self._context.desk
        uid = item.sheets.get(self._chosen_form, "")
        if not uid:
            self._middle.setCurrentIndex(NOTHING)
        elif state is SheetState.PROBLEM:
            self.problems.fill(desk.village.problems(uid))
            self._middle.setCurrentIndex(PROBLEMS)
        else:
            try:
                self.view.show_pdf(desk.village.preview(uid, paper=self.paper.currentData()))
            except GkdeskError as error:
                self._context.status(str(error), trouble=True)
            self._middle.setCurrentIndex(PREVIEW)
        self._fill_side(item, state, uid)

    def _fill_side(self, item: BoardRow, state: SheetState, uid: str) -> None:
        clear(self._side)
        self._side.addWidget(label(item.village.name, 17, 700))
        self._side.addWidget(label(PILLS[state][0], 15, 400, INK2))
        self._side.addWidget(line())
        steps: dict[SheetState, StepKind] = {
            SheetState.CHECKED: ReviewDialog,
            SheetState.PRINTED: PostDialog,
        }
        step = steps.get(state)
        if state is SheetState.CHECKED:
            text = "村务监督委员会审核后才能张贴，现在打印会带“审核稿”字样"
            self._side.addWidget(label(text, 14, 400, AMBER, wrap=True))
        if step is not None:
            verb = "登记审核" if step is ReviewDialog else "登记张贴"
            ask = partial(self._ask, step, item, uid)
            self._side.addWidget(button(verb, "accent", on=ask))
        if state in (SheetState.POSTED, SheetState.TAKEN_DOWN):
            self._side.addWidget(button("张贴登记", "accent", on=partial(self._register, item)))
        warnings = desk_warnings(self._context, uid)
        if warnings:
            self._side.addWidget(line())
            self._side.addWidget(label(f"{len(warnings)}处提示", 14, 600, AMBER))
            for words in warnings[:3]:
                self._side.addWidget(label(words, 13, 400, INK2, wrap=True))
        hung = state in (SheetState.POSTED, SheetState.TAKEN_DOWN)
        if uid:
            source = shown_name(self._context.desk.village.source_name(uid))
            self._side.addWidget(Elided(f"原表：{source}", 13, 400, INK2))
        verb = "录入" if not uid else "更正" if hung else "修改"
        self._side.addWidget(button(verb, icon="pencil", on=partial(self._enter_row, item)))
        self._side.addStretch(1)

    def _rarer(self) -> Entries:
        """Return the rarer commands; those of one village are of the one chosen."""
        context, item = self._context, self._chosen()
        run = self._run
        found: list[tuple[str, Callable[[], object]]] = []
        if item is not None:
            name, village = item.village.name, item.village
            found += [
                (f"张贴登记：{name}", partial(self._register, item)),
                (f"登记待公布的事：{name}", lambda: run(dialogs.matter(self, context, village))),
                (f"登记其他公开表：{name}", lambda: run(dialogs.notice(self, context, village))),
                (f"已登记的事和其他公开表：{name}", lambda: run(
                    BookedDialog(self, context, village))),
                (f"公开栏资料：{name}", lambda: run(BoardDialog(self, context, village))),
                (f"年度资料夹：{name}", lambda: run(
                    dialogs.year_folder(self, context, village, self._busy))),
            ]  # fmt: skip
        period = self.period.currentData()
        found += [("村名单", self.roster),
                  ("公开目录", lambda: run(CatalogueDialog(self, context)))]  # fmt: skip
        if not self._rows:  # the rest is about villages
            return found
        found += [
            ("录入公开表", self.enter),
            ("重新核对", lambda: run(RecheckDialog(self, context, period))),
            ("镇村核对", lambda: run(CrossDialog(self, context, period))),
            ("打印检查表", self.board.inspect),
            ("写出空白表", lambda: hand_out(self, context, self._chosen_form, period)),
            ("查一户", lambda: HouseholdDialog(
                self, context, item.village.name if item else "").exec()),
        ]  # fmt: skip
        return found

    def _chosen(self) -> BoardRow | None:
        """Return the village chosen in the list, or on the board when that is shown."""
        board = self._body.currentIndex() == WHOLE
        chosen: BoardRow | None = (self.board.table if board else self.table).current()
        return chosen

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        self._context.refresh()
        self.reload()

    def _busy(self, busy: bool) -> None:  # noqa: FBT001 - a state, not a choice
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)

    def _register(self, item: BoardRow) -> None:
        RegisterDialog(self, self._context, item, self._chosen_form).exec()
        self._context.refresh()
        self.reload()

    def _ask(self, kind: StepKind, item: BoardRow, uid: str) -> None:
        if kind(self, self._context, item, uid).exec():
            self._context.refresh()
            self.reload()


def desk_warnings(context: Context, uid: str) -> list[str]:
    """Return what is doubtful but not wrong in a sheet."""
    if not uid:
        return []
    found = context.desk.village.problems(uid)
    return [f"{problem.where}：{problem.message}" for problem in found if not problem.blocking]
