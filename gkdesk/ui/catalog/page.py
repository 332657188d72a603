"""目录: areas on the left; items or their duties by period; the chosen item's whole facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.catalog.duemodel import RANK, DueState, Row, Span
from gkdesk.catalog.model import Item
from gkdesk.records.dutymodel import SUPPLIED, WAITED, Asked
from gkdesk.records.dutystand import Standing
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
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
from gkdesk.ui.widgets.menus import more_button, offer
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .area_list import AreaList
from .audit_dialogs import AuditDialog, DoubtsDialog, export_duties
from .due_states import pill_of
from .due_tab import DueTab
from .facts_panel import FactsPanel, levels
from .import_dialog import ImportDialog
from .levels_dialog import LevelsDialog
from .more import entries as rarer
from .more import open_subject

if TYPE_CHECKING:
    from gkdesk.desk import Desk

WORKBOOKS = "目录表 (*.xlsx *.xls *.et *.docx *.csv *.tsv *.txt)"
PASTED = "粘贴的表格"
ITEMS, DUE, FACTS = range(3)
WHOLE, EMPTY, READING = range(3)
AHEAD_DAYS = 31  # slips ask for what is due within a month


class CatalogPage(QWidget):
    """The catalog as it stands, what is due of it, and the way a new workbook comes in."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._items: Sequence[Item] = ()
        self._stands: Mapping[str, Standing] = {}
        self._subject = ""  # what to show as soon as the items are there
        self._today = context.desk.session.today
        self._import = button("导入目录表", "primary", "upload", on=self.import_file)
        self.areas = AreaList()
        self.areas.setFixedWidth(px(206 if context.wide() else 168))
        self.areas.chosen.connect(lambda _area: self._show())
        self.table = RowsTable(self._columns(), "公开事项")
        self.table.picked.connect(self._show_item)
        self.table.opened.connect(self._open_item)
        self.due = DueTab(context)
        self.facts = FactsPanel(context, self.reload)
        self.due.looked.connect(self._look)
        self.due.opened.connect(self._open_cell)
        self.due.filled.connect(self._look_again)
        self._search = search_line(
            "查找事项、内容、依据", 220 if context.wide() else 170, self._show
        )
        self._count = label("", 14, 400, INK2)
        self._tabs: list[QPushButton] = []
        self._views = QStackedWidget()
        self._body = QStackedWidget()
        self._body.addWidget(self._whole())
        self._body.addWidget(self._nothing())
        self._body.addWidget(card(column(empty_page("正在读目录……"))))
        self._body.setCurrentIndex(READING)
        self._export = [button("导出", icon="download", on=self.export, size=14)]
        self.setLayout(column(self._head(), (self._body, 1), gap=12, margins=(20, 14, 20, 14)))
        turn = QShortcut(QKeySequence("Ctrl+Tab"), self)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self._next_tab)

    def reload(self) -> None:
        """Ask for areas, items and how they stand, and keep the place."""
        self._context.reckoning.then(self, self._fill)

    def _fill(self) -> None:
        desk = self._context.desk
        self._items, self._today = desk.duties.items, desk.session.today
        self._body.setCurrentIndex(WHOLE if self._items else EMPTY)
        self._stands = desk.duties.overview() if self._items else {}
        gaps = Counter(
            item.area
            for item in self._items
            if (stand := self._stands.get(item.key)) and stand.state is DueState.MISSING
        )
        self.areas.fill(desk.catalog.areas(), gaps)
        self._show()
        subject, self._subject = self._subject, ""
        if subject:
            self._find(subject)

    def open(self, subject: str) -> None:
        """Show one item by its key, an area's duties (``due/missing/社会救助``), or an import."""
        if subject == "import":
            self.reload()
            self.import_file()
            return
        if not open_subject(self, self._context, subject):
            self._subject = subject
        self.reload()

    def _find(self, subject: str) -> None:
        if subject.startswith("due/"):
            _due, state, area = subject.split("/", 2)
            self.areas.choose(area)
            self.due.choose(state if state == DueState.MISSING else "")
            self._turn(DUE)
            return
        self.areas.choose("")
        for at, item in enumerate(self._shown()):
            if item.key == subject:
                self._turn(ITEMS)
                self.table.selectRow(at)

    def primary(self) -> None:
        self._import.click()

    def import_file(self) -> None:
        """Choose a workbook, read it in the background, show what would change."""
        paths = say().files(self, "选择目录表", WORKBOOKS)
        if paths:
            dialog = ImportDialog(self, self._context, paths[0])
            dialog.exec()
            self.reload()

    def paste(self) -> None:
        """Read cells copied in Excel or WPS as if they were a file."""
        text = QApplication.clipboard().text()
        if not text.strip():
            say().tell(self, "剪贴板里没有文字", "请先在 Excel 或 WPS 里选中表格（连同表头）复制。")
            return
        ImportDialog(self, self._context, Path(PASTED), text.encode("utf-8")).exec()
        self.reload()

    def export(self) -> None:
        """Write the catalog to a workbook."""
        path = say().save(self, "导出目录", "公开事项目录.xlsx", "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        try:
            self._context.desk.catalog.export(path)
        except GkdeskError as error:
            say().trouble(self, error)
            return
        self._context.status(f"目录已导出：{path.name}")

    def export_duties(self, *states: DueState) -> None:
        """Write what is due in the days of the matrix to a workbook."""
        path = say().save(self, "导出公开情况", "公开情况清单.xlsx", "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        export_duties(self, self._context, self.due.asked().only(*states), path)

    def audit(self) -> None:
        """Show year by year what was public in time and what is missing."""
        AuditDialog(self, self._context).exec()

    def ask_doubts(self) -> None:
        """Show what nobody understands; a double click goes to the item."""
        dialog = DoubtsDialog(self, self._context)
        dialog.chosen.connect(self.open)
        dialog.exec()
        self.reload()

    def compare_levels(self) -> None:
        """Show town records beside village sheets."""
        LevelsDialog(self, self._context).exec()

    def slips(self, *states: DueState) -> None:
        """Write a 请提供单 for each office into a folder, beside the window's thread."""
        folder = say().folder(self, "请提供单存到哪个文件夹")
        if folder is None:
            return
        today, area = self._today, self.areas.area()
        last = today.fromordinal(today.toordinal() + AHEAD_DAYS)
        asked = Asked(today.replace(month=1, day=1), last, area, states=states)

        def work(desk: Desk, report: Report) -> list[Path]:
            return desk.duties.papers.slips(asked, folder, report)

        def done(written: list[Path]) -> None:
            self._context.status(f"已写{len(written)}张请提供单，在 {folder.name}")
            say().open_outside(folder)

        self._context.do_long(
            self, work, done, lambda at, total, what: self._context.status(f"{at}/{total} {what}")
        )

    def _head(self) -> QWidget:
        """Few buttons, the rest in 更多; in a narrow window all but the primary one."""
        more = more_button(self._more)
        if not self._context.wide():
            return header("目录", "", more, self._import)
        slips = button("请提供单", icon="printer", size=14)
        slips.clicked.connect(lambda: offer(slips, self._slip_entries()))
        note = button("登记事件", icon="calendar-days", on=self.facts.note, size=14)
        paste = button("粘贴", icon="copy", on=self.paste, size=14, tip="从 Excel、WPS 复制后粘贴")
        return header("目录", "", more, note, slips, paste, *self._export, self._import)

    def _more(self) -> list[tuple[str, Callable[[], object]]]:
        """What the menu 更多 offers."""
        entries: list[tuple[str, Callable[[], object]]] = [
            ("导出应公开未公开清单", partial(self.export_duties, DueState.MISSING)),
            ("导出全部公开情况", self.export_duties),
            ("逐年清查", self.audit),
            ("认不出的时限和要核对的写法", self.ask_doubts),
            ("镇村对照", self.compare_levels),
        ]
        if not self._context.wide():
            entries = [
                ("登记事件", self.facts.note), *self._slip_entries(), ("粘贴表格", self.paste),
                ("导出目录", self.export), *entries,
            ]  # fmt: skip
        return [*rarer(self, self._context, self.reload), *entries]

    def _slip_entries(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            ("请提供单：缺的和一个月内到期的", partial(self.slips, *SUPPLIED)),
            ("请提供单：连同等待事件的", partial(self.slips, *WAITED)),
        ]

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("序号", 58, lambda item: item.number),
            Column("公开事项", 0, levels, bold=True),
            Column("情况", 150, self._state_words, pill=self._pill, key=self._urgency),
            Column("公开时限", 190, lambda item: item.time_limit.text, optional=True),
            Column("公开主体", 130, lambda item: item.agency.replace("\n", ""), optional=True),
        )

    def _urgency(self, item: Item) -> tuple[int, int, date]:
        """What the column 情况 sorts by: the worst first, then the most, then the nearest day."""
        found = self._stands.get(item.key) or Standing(DueState.NONE)
        return -RANK[found.state], -found.count, found.due_on or date.max

    def _pill(self, item: Item) -> PillOf | None:
        return pill_of(self._stands.get(item.key), self._today)

    def _state_words(self, item: Item) -> str:
        found = self._pill(item)
        return found[0] if found else ""

    def _whole(self) -> QWidget:
        wide = self._context.wide()
        group = QButtonGroup(self)
        for at, words in enumerate(("事项", "应公开情况", "事项详情")):
            tab = button(words, "tab", on=partial(self._turn, at))
            tab.setCheckable(True)
            tab.setChecked(at == ITEMS)
            group.addButton(tab)
            self._tabs.append(tab)
        if wide:
            self._tabs[FACTS].hide()
        for view in (self.table, self.due):
            self._views.addWidget(view)
        tabs = row(*self._tabs, 6, self._count, None, self._search, gap=18, margins=(16, 2, 12, 2))
        middle = card(column(box(tabs), line(), (self._views, 1), gap=0))
        left = card(column((self.areas, 1), gap=0, margins=(6, 6, 6, 6)))
        parts: QBoxLayout = row(left, (middle, 1), gap=12)
        if wide:
            side = card(column((self.facts, 1), gap=0))
            side.setFixedWidth(px(318))
            parts.addWidget(side)
        else:
            self._views.addWidget(self.facts)
        return box(parts)

    def _nothing(self) -> QWidget:
        start = button("导入目录表", "accent", "upload", on=self.import_file)
        words = "还没有目录。可以导入县里下发的目录表（Excel 或 WPS 表格）。"
        return card(column(empty_page(words, start)))

    def _turn(self, at: int) -> None:
        """Show one of the tabs."""
        self._tabs[at].setChecked(True)
        self._views.setCurrentIndex(at)
        self._show()

    def _next_tab(self) -> None:
        tabs = [at for at, tab in enumerate(self._tabs) if not tab.isHidden()]
        self._turn(tabs[(tabs.index(self._views.currentIndex()) + 1) % len(tabs)])

    def _shown(self) -> Sequence[Item]:
        area, words = self.areas.area(), self._search.text().strip()
        return [
            item
            for item in self._items
            if area in ("", item.area)
            and (not words or words in f"{levels(item)} {item.content} {item.basis}")
        ]

    def _show(self) -> None:
        if not self._items:
            self.table.fill([])
            return
        at = self._views.currentIndex()
        if at == DUE:
            self._count.setText("")
            self.due.reload(self.areas.area(), self._search.text().strip())
            return
        shown = self._shown()
        self.table.blockSignals(True)  # the item is shown once, below
        self.table.fill(shown)
        if shown and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.table.blockSignals(False)
        self._count.setText(f"共{len(shown)}项")
        self._show_item(self.table.current())

    def _show_item(self, item: Item | None) -> None:
        self.facts.show_item(item)

    def _open_item(self, item: Item) -> None:
        if not self._context.wide():
            self._turn(FACTS)
            self.facts.show_item(item)

    def _look(self, found: Row, span: Span) -> None:
        if self._views.currentIndex() == DUE:
            self.facts.show_cell(found, span)

    def _look_again(self) -> None:
        if found := self.due.view.cell():
            self._look(*found)

    def _open_cell(self, found: Row, span: Span) -> None:
        if not self._context.wide():
            self._turn(FACTS)
            self.facts.show_cell(found, span)
