"""公开信息: saved filters and the list on the left, the chosen record on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.records.lists import ListKind
from gkdesk.records.model import DOCUMENTS, Act, Attribute, Record, RecordKind, State
from gkdesk.records.roll import Line, Lines, Query, Sort, View
from gkdesk.ui.context import Context, short_day
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    column,
    empty_page,
    header,
    label,
    line,
    row,
    search_line,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.long_table import LongTable, Order
from gkdesk.ui.widgets.menus import Entries, more_button
from gkdesk.ui.widgets.rows_table import Column, PillOf

from .detail import Detail, Hands
from .draft_dialog import DraftDialog
from .filter_dialog import AREA, ATTRIBUTE, AXIS, filter_dialog
from .history_dialog import HistoryDialog
from .lists_dialog import ListsDialog
from .registers_menu import ledgers_button, open_subject
from .review_dialog import ReviewDialog, waiting
from .scan_dialog import ScanDialog
from .step_dialogs import (
    AssessDialog,
    EvidenceDialog,
    IndexDialog,
    LinkDialog,
    StepDialog,
    ValidityDialog,
)

if TYPE_CHECKING:
    from gkdesk.desk import Desk

DOCUMENT_KINDS = "文件 (*.docx *.pdf *.txt *.xlsx *.xls *.ofd);;所有文件 (*)"
LIST_KINDS = "清单 (*.xlsx *.xls *.et *.csv *.docx)"
PILLS: dict[State, PillOf] = {
    State.DRAFT: ("草稿", "slate", "pencil"),
    State.IN_REVIEW: ("待一审", "amber", "clock"),
    State.IN_SECOND_REVIEW: ("待二审", "amber", "clock"),
    State.IN_FINAL_REVIEW: ("待终审", "amber", "clock"),
    State.PUBLISHED: ("已公开", "green", "circle-check"),
    State.SETTLED: ("已审定", "blue", "lock"),
    State.WITHDRAWN: ("已撤下", "slate", "undo-2"),
    State.DISCARDED: ("已作废", "slate", "trash-2"),
}
_SORTS = {0: Sort.NUMBER, 1: Sort.TITLE, 3: Sort.MADE, 4: Sort.PUBLISHED}
_CHIPS = (View.ALL, View.MINE, View.DRAFTS, View.REVIEW, View.PUBLISHED, View.DISPLAY, View.CLOSED)
_YEARS = 10
KIND, YEAR = "kind", "year"
_NARROW_CHIPS = (View.ALL, View.MINE, View.PUBLISHED, View.CLOSED)


def _key(_line: Line) -> int:
    return 0  # the rows are sorted where they lie, never here


def _values(combo: CalmCombo) -> list[str]:
    return [str(combo.itemData(at) or "") for at in range(combo.count())]


def _published(one: Line) -> str:
    return short_day(one.published_on) if one.published_on else ""


COLUMNS = (
    Column("编号", 124, lambda one: one.number, key=_key, optional=True),
    Column("标题", 0, lambda one: shown_name(one.title), bold=True, key=_key),
    Column("公开属性", 104, lambda one: one.attribute.label, optional=True),
    Column("形成日期", 96, lambda one: short_day(one.made_on), key=_key, optional=True),
    Column("公开日期", 96, _published, key=_key, optional=True),
    Column("状态", 112, lambda one: one.state.label, pill=lambda one: PILLS[one.state]),
)


class RecordsPage(QWidget):
    """The records of all years behind saved filters."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._view = View.ALL
        self._lines: Lines | None = None
        wide = context.wide()
        self._new = button("新增公开信息", "primary", "plus", on=self.draft)
        self._from_file = button(
            "从文件起草" if wide else "", icon="upload", on=self.choose_document, tip="从文件起草"
        )
        self._review = button("审核", icon="clipboard-check", on=self.review)
        self._more = more_button(self._rarer)
        self._chips: dict[View, QPushButton] = {}
        self._search = search_line(
            "查标题、文号、编号、索引号", 220 if wide else 210, self._changed
        )
        self.table = LongTable(COLUMNS, "公开信息", self._supply)
        self.table.picked.connect(lambda one: self._show(one.uid))
        self.table.opened.connect(self._opened)
        self.detail = Detail(context, self._hands())
        side = card(column((self.detail, 1)))
        side.setFixedWidth(px(430 if wide else 340))
        self._count = label("", 14, 400, INK2)
        self.year = CalmCombo()
        self.year.setFont(font(14))
        self.year.setAccessibleName("年份")
        self.year.addItem("全部年份", 0)
        this_year = context.desk.session.today.year
        for year in range(this_year, this_year - _YEARS, -1):
            self.year.addItem(f"{year}年", year)
        self.kind = CalmCombo()
        self.kind.setFont(font(14))
        self.kind.setAccessibleName("种类")
        self.kind.addItem("全部种类", "")
        for one in RecordKind:
            self.kind.addItem(one.label, one.value)
        for combo in (self.year, self.kind):
            combo.currentIndexChanged.connect(lambda _at: self._changed())
        self._narrowed: dict[str, str] = {}
        self.narrow = button("筛选", icon="filter", on=self.choose_filter, size=14)
        chips = row(*self._chip_row(), None, gap=6, margins=(12, 8, 12, 0))
        # in a narrow window the list itself needs the room
        tools: tuple[QWidget, ...] = (self._search, self.narrow)
        if wide:
            tools = (self._search, self.kind, self.year, self.narrow)
        bar = row(self._count, None, *tools, gap=8, margins=(14, 6, 12, 8))
        left = column(box(chips), box(bar), line(), (self.table, 1), gap=0)
        tables = box(row((card(left), 1), side, gap=12))
        words = "这里放已经或准备公开的信息。把文件拖进来，或点“新增公开信息”。"
        self._body = QStackedWidget()
        self._body.addWidget(tables)
        self._body.addWidget(card(column(empty_page(words))))
        ledgers = ledgers_button(self, context)
        head = header("公开信息", "", ledgers, self._more, self._review, self._from_file, self._new)
        self.setLayout(column(head, (self._body, 1), gap=12, margins=(20, 14, 20, 14)))
        self.setAcceptDrops(True)
        QShortcut(QKeySequence("F8"), self).activated.connect(self._scan_chosen)

    def reload(self) -> None:
        """Ask for the records and keep the place."""
        counts = self._context.desk.records.roll.counts()
        for view, chip in self._chips.items():
            count = counts[view]
            chip.setText(f"{view.label} {count}" if count else view.label)
            chip.setChecked(view is self._view)
        self._body.setCurrentIndex(0 if sum(counts.values()) else 1)
        self._review.setEnabled(counts[View.REVIEW] > 0)
        self._changed()

    def choose_filter(self) -> None:
        """Ask for 公开属性, area and classifications."""
        self._filter_dialog().exec()

    def _filter_dialog(self) -> FormDialog:
        combos = {} if self._context.wide() else {KIND: self.kind, YEAR: self.year}
        more = [
            Ask(name, combo.accessibleName(), "menu", required=False, choices=tuple(
                (value, combo.itemText(at)) for at, value in enumerate(_values(combo))
            ))
            for name, combo in combos.items()
        ]  # fmt: skip
        chosen = {name: str(combo.currentData() or "") for name, combo in combos.items()}

        def take(values: Mapping[str, str]) -> None:
            for name, combo in combos.items():
                combo.blockSignals(True)
                combo.setCurrentIndex(_values(combo).index(values.get(name, "")))
                combo.blockSignals(False)
            self.narrow_to({name: one for name, one in values.items() if name not in combos})

        return filter_dialog(self, self._context, self._narrowed | chosen, take, more)

    def narrow_to(self, values: Mapping[str, str]) -> None:
        """Show only what fits; nothing given shows everything again."""
        self._narrowed = dict(values)
        words = [
            Attribute(value).label if name == ATTRIBUTE else value for name, value in values.items()
        ]
        if not self._context.wide():
            words += [one.currentText() for one in (self.kind, self.year) if one.currentData()]
        self.narrow.setText(f"筛选 {len(words)}" if words else "筛选")
        self.narrow.setToolTip("、".join(words))
        self._changed()

    def open(self, subject: str) -> None:
        """Show one record by its uid."""
        self._search.clear()
        self.narrow_to({})
        self._view = View.ALL
        self.reload()
        if open_subject(self, self._context, subject):
            return
        self.show_uid(subject)

    def show_uid(self, uid: str) -> None:
        """Choose a record in the list, wherever it stands."""
        place = self._lines.place(uid) if self._lines else None
        if place is None and self._view is not View.ALL:
            self._view = View.ALL
            self.reload()
            place = self._lines.place(uid) if self._lines else None
        if place is not None:
            self.table.selectRow(place)
        self._show(uid)

    def primary(self) -> None:
        self._new.click()

    def draft(self) -> None:
        self._after(DraftDialog(self, self._context))

    def choose_document(self) -> None:
        """Choose the files a record is made from."""
        if paths := say().files(self, "选择要公开的文件", DOCUMENT_KINDS):
            self.from_files(paths)

    def from_files(self, paths: Sequence[Path]) -> None:
        """Read the first file beside the window, then ask about what it says."""

        def work(desk: Desk, _report: Report) -> dict[str, str]:
            return desk.records.read_document(paths[0])

        def done(found: dict[str, str]) -> None:
            self._after(DraftDialog(self, self._context, found=found, files=paths))

        self._context.do_long(self, work, done)

    def review(self) -> None:
        """Go through what waits for the reviewer, the chosen record first."""
        uids = waiting(self._context)
        chosen = self.table.current()
        if not uids:
            say().tell(self, "现在没有要审核的信息")
            return
        at = uids.index(chosen.uid) if chosen and chosen.uid in uids else 0
        ReviewDialog(self, self._context, uids, at).exec()
        self.reload()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        files = [path for path in paths if path.is_file()]
        if files:
            event.acceptProposedAction()
            self.from_files(files)

    def _chip_row(self) -> list[QPushButton]:
        for view in _CHIPS if self._context.wide() else _NARROW_CHIPS:
            chip = button(view.label, "chip", on=partial(self._choose, view), size=14)
            chip.setCheckable(True)
            self._chips[view] = chip
        return list(self._chips.values())

    def _choose(self, view: View) -> None:
        self._view = view
        self.reload()

    def _supply(self, order: Order) -> Lines:
        at, down = order[0] if order else (0, True)
        query = Query(
            self._view, self._search.text().strip(), year=self.year.currentData() or None,
            area=self._narrowed.get(AREA, ""),
            attribute=Attribute(known) if (known := self._narrowed.get(ATTRIBUTE)) else None,
            axes=tuple(
                (name.removeprefix(AXIS), value)
                for name, value in self._narrowed.items()
                if name.startswith(AXIS)
            ),
            kind=RecordKind(self.kind.currentData()) if self.kind.currentData() else None,
            sort=_SORTS.get(at, Sort.NUMBER), descending=down,
        )  # fmt: skip
        self._lines = self._context.desk.records.roll.find(query)
        return self._lines

    def _changed(self) -> None:
        self.table.reload(faint=lambda one: one.state in (State.WITHDRAWN, State.DISCARDED))
        lines = self._lines
        count = len(lines) if lines else 0
        self._count.setText(f"共{count}条")
        if lines and self.table.current() is None:
            self.table.selectRow(0)
        chosen = self.table.current() if count else None
        self._show(chosen.uid if chosen else "")

    def _show(self, uid: str) -> None:
        self.detail.show_record(self._context.desk.records.get(uid) if uid else None)

    def _opened(self, one: Line) -> None:
        record = self._context.desk.records.get(one.uid)
        if record.state is State.DRAFT:
            self._edit(record)
        elif record.uid in waiting(self._context):
            self.review()

    def _hands(self) -> Hands:
        return Hands(
            act=self._step,
            edit=self._edit,
            scan=self._scan,
            attach=self._attach,
            detach=self._detach,
            save_file=self._save_file,
            evidence=lambda record: self._after(EvidenceDialog(self, self._context, record)),
            void=self._void,
            link=lambda record: self._after(LinkDialog(self, self._context, record)),
            unlink=self._unlink,
            correct=self._correct,
            go=self.show_uid,
        )

    def _edit(self, record: Record) -> None:
        self._after(DraftDialog(self, self._context, record))

    def _step(self, record: Record, act: Act) -> None:
        """Hand in at once; every other act asks for points and opinion."""
        records = self._context.desk.records
        if act in (Act.SUBMIT, Act.REDRAFT):
            if self._context.do(self, lambda: records.act(record.uid, act)):
                self._context.status(f"{record.number}：{act.label}")
            self.reload()
            return
        self._after(StepDialog(self, self._context, record, act))

    def _scan(self, record: Record) -> None:
        ScanDialog(self, self._context, record).exec()
        self._context.refresh()
        self.reload()

    def _scan_chosen(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._scan(self._context.desk.records.get(chosen.uid))

    def _attach(self, record: Record) -> None:
        if paths := say().files(self, "选择附件", DOCUMENT_KINDS):
            self.attach(record.uid, paths)

    def attach(self, uid: str, paths: Sequence[Path]) -> None:
        """Add files to a draft and look through them, beside the window."""

        def work(desk: Desk, report: Report) -> None:
            for at, path in enumerate(paths):
                report(at, len(paths), path.name)
                desk.records.files.add(uid, path)
            desk.records.privacy.check(uid)

        self._context.do_long(self, work, lambda _done: None, settled=self.reload)

    def _detach(self, record: Record, file_uid: str) -> None:
        files = self._context.desk.records.files
        self._context.do(self, lambda: files.remove(record.uid, file_uid))
        self.reload()

    def _save_file(self, sha256: str, name: str) -> None:
        path = say().save(self, "把附件存出来", name, "所有文件 (*)")
        if path is not None:
            files = self._context.desk.records.files
            if self._context.do(self, lambda: files.save_as(sha256, path)):
                self._context.status(f"已存：{path.name}")

    def _void(self, record: Record, evidence_uid: str) -> None:
        proofs = self._context.desk.records.proofs
        self._after(
            FormDialog(
                self,
                "作废这条凭证",
                (Ask("reason", "作废的理由", "longtext"),),
                lambda values: proofs.void(record.uid, evidence_uid, values.get("reason", "")),
                today=self._context.desk.session.today,
                columns=1,
            )
        )

    def _correct(self, record: Record) -> None:
        """Draft what takes its place, and open it at once."""
        made: list[Record] = []
        correcting = self._context.desk.records.correcting
        dialog = FormDialog(
            self,
            "起草更正稿",
            (Ask("reason", "原来哪里有错，怎么更正", "longtext"),),
            lambda values: made.append(correcting.begin(record.uid, values.get("reason", ""))),
            today=self._context.desk.session.today,
            hint=f"“{record.number}”继续公开。更正稿审核通过、公开的时候，原来的同时撤下。",
            columns=1,
        )
        self._after(dialog)
        if made:
            self.show_uid(made[0].uid)
            self._edit(made[0])

    def _unlink(self, record: Record, link: int) -> None:
        links = self._context.desk.records.links
        self._context.do(self, lambda: links.undo(record.uid, link))
        self.reload()

    def _rarer(self) -> Entries:
        chosen = self.table.current()
        entries: list[tuple[str, Callable[[], object]]] = []
        if chosen is not None:
            record = self._context.desk.records.get(chosen.uid)
            entries += self._of_one(record)
        entries += [(kind.label, partial(self._lists, kind)) for kind in ListKind]
        entries.append(("检查文件里的个人信息", self.check_files))
        entries.append(("本单位的词和电话", self.own_words))
        entries.append(("补录已公开的信息", self.import_history))
        entries += [
            (view.label, partial(self._choose, view)) for view in View if view not in self._chips
        ]
        return entries

    def _of_one(self, record: Record) -> list[tuple[str, Callable[[], object]]]:
        context = self._context
        found: list[tuple[str, Callable[[], object]]] = []
        found.append(("存审核表（PDF）", partial(self._paper, record, "review")))
        found.append(("存保密审查单（PDF）", partial(self._paper, record, "secrecy")))
        if record.state is State.PUBLISHED:
            found.append(("填写索引号", lambda: self._after(IndexDialog(self, context, record))))
        if record.kind in DOCUMENTS:
            found.append(
                ("登记效力状态", lambda: self._after(ValidityDialog(self, context, record)))
            )
        if record.state is State.SETTLED:
            found.append(("登记定期评估", lambda: self._after(AssessDialog(self, context, record))))
        return found

    def import_history(self) -> None:
        """Choose a site's exported list of what was published before."""
        paths = say().files(self, "选择已公开信息的清单", LIST_KINDS)
        if paths:
            HistoryDialog(self, self._context, paths[0]).exec()
            self.reload()

    def check_files(self) -> None:
        """Look through files of no record, and save masked copies of them."""
        from .files_dialog import FilesDialog

        FilesDialog(self, self._context).exec()

    def own_words(self) -> None:
        """Show the office's own words; what is held back may be other things then."""
        from .words_dialog import WordsDialog

        WordsDialog(self, self._context).exec()
        self.reload()

    def _lists(self, kind: ListKind) -> None:
        ListsDialog(self, self._context, kind).exec()

    def _paper(self, record: Record, which: str) -> None:
        from gkdesk.base import files

        name = "审核表" if which == "review" else "保密审查单"
        path = say().save(self, f"存{name}", f"{name} {record.number}.pdf", "PDF 文件 (*.pdf)")
        if path is None:
            return
        papers = self._context.desk.records.papers
        made = papers.review if which == "review" else papers.secrecy
        if self._context.do(self, lambda: files.write(path, made(record.uid))):
            self._context.status(f"已存：{path.name}")

    def _after(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()
            if isinstance(dialog, DraftDialog) and dialog.uid:
                self.show_uid(dialog.uid)
                if dialog.files:
                    self.attach(dialog.uid, dialog.files)
