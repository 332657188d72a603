"""目录: areas on the left, items on the right, the chosen item's whole text below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from gkdesk.base.errors import GkdeskError
from gkdesk.catalog.model import Item
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    fact,
    header,
    label,
    line,
    row,
    search_line,
)
from gkdesk.ui.widgets.menus import more_button
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .import_dialog import ImportDialog
from .more import entries, open_subject

WORKBOOKS = "目录表 (*.xlsx *.xls *.et *.docx *.csv *.tsv *.txt)"
PASTED = "粘贴的表格"
ALL = "全部领域"


def levels(item: Item) -> str:
    return " / ".join(level for level in (item.level1, item.level2, item.level3) if level)


def ticked(item: Item) -> str:
    """Name the ticked channels; a list whose marks were lost says so."""
    names = [channel.name for channel in item.channels if channel.ticked]
    if not names and any(channel.ticked is None for channel in item.channels):
        return "（原表勾选标记丢失，待核）"
    return "、".join(names)


COLUMNS = (
    Column("序号", 58, lambda item: item.number),
    Column("公开事项", 0, levels, bold=True),
    Column("公开内容", 230, lambda item: item.content.replace("\n", " ")),
    Column("公开时限", 180, lambda item: item.time_limit.text.replace("\n", ""), optional=True),
    Column("公开主体", 130, lambda item: item.agency.replace("\n", ""), optional=True),
)


class CatalogPage(QWidget):
    """The catalog as it stands, and the way a new workbook comes in."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._items: list[Item] = []
        self._import = button("导入目录表", "primary", "upload", on=self.import_file)
        self._paste = button("粘贴表格", icon="copy", on=self.paste, tip="从 Excel、WPS 复制后粘贴")
        self._export = button("导出 Excel", icon="download", on=self.export)
        self.areas = QListWidget()
        self.areas.setFont(font(15))
        self.areas.setAccessibleName("领域")
        self.areas.setFixedWidth(px(216 if context.wide() else 170))
        self.areas.currentItemChanged.connect(lambda *_items: self._show())
        self.table = RowsTable(COLUMNS, "公开事项")
        self.table.picked.connect(self._show_item)
        self._search = search_line("在本页查找：事项、内容、依据", 300, self._show)
        self._count = label("", 14, 400, INK2)
        self._detail = column(gap=0, margins=(18, 8, 18, 8))
        self._body = QStackedWidget()
        self._body.addWidget(self._tables())
        self._body.addWidget(
            card(
                column(
                    empty_page(
                        "还没有目录。可以导入县里下发的目录表（Excel 或 WPS 表格）。",
                        button("导入目录表", "accent", "upload", on=self.import_file),
                    )
                )
            )
        )
        more = more_button(lambda: entries(self, self._context, self.reload))
        head = header("目录", "", more, self._paste, self._export, self._import)
        self.setLayout(column(head, (self._body, 1), gap=12, margins=(20, 14, 20, 14)))

    def reload(self) -> None:
        """Ask for areas and items and keep the place."""
        chosen = self._area()
        self._items = self._context.desk.catalog.rows()
        self._body.setCurrentIndex(0 if self._items else 1)
        self._export.setEnabled(bool(self._items))
        self.areas.blockSignals(True)
        self.areas.clear()
        for name, count in [(ALL, len(self._items)), *self._context.desk.catalog.areas()]:
            entry = QListWidgetItem(f"{name}  {count}")
            entry.setData(Qt.ItemDataRole.UserRole, name)
            self.areas.addItem(entry)
            if name == (chosen or ALL):
                self.areas.setCurrentItem(entry)
        self.areas.blockSignals(False)
        self._show()

    def open(self, subject: str) -> None:
        """Show one item by its key, or begin an import."""
        self.reload()
        if subject == "import":
            self.import_file()
            return
        if open_subject(self, self._context, subject):
            self.reload()
            return
        for at, item in enumerate(self._shown()):
            if item.key == subject:
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

    def _tables(self) -> QWidget:
        bar = row(self._count, None, self._search, margins=(14, 8, 14, 8))
        detail = box(self._detail)
        detail.setFixedHeight(px(200 if self._context.wide() else 160))
        right = card(column(box(bar), line(), (self.table, 1), line(), detail, gap=0))
        left = card(column((self.areas, 1), gap=0, margins=(6, 6, 6, 6)))
        return box(row(left, (right, 1), gap=12))

    def _area(self) -> str:
        entry = self.areas.currentItem()
        return str(entry.data(Qt.ItemDataRole.UserRole)) if entry else ""

    def _shown(self) -> Sequence[Item]:
        area, words = self._area(), self._search.text().strip()
        return [
            item
            for item in self._items
            if area in ("", ALL, item.area)
            and (not words or words in f"{levels(item)} {item.content} {item.basis}")
        ]

    def _show(self) -> None:
        shown = self._shown()
        self.table.fill(shown)
        self._count.setText(f"共{len(shown)}项")
        self._show_item(shown[0] if shown else None)

    def _show_item(self, item: Item | None) -> None:
        clear(self._detail)
        if item is None:
            return
        self._detail.addWidget(Elided(f"{item.area} · {levels(item)}", 15, 700))
        facts = (
            ("公开依据", item.basis.replace("\n", " ")),
            ("公开渠道", ticked(item)),
            ("公开时限", item.time_limit.text.replace("\n", "")),
            ("来源", f"{item.source.file}，“{item.source.sheet}”第{item.source.row}行"),
        )
        for name, value in facts:
            self._detail.addWidget(fact(name, value))
        self._detail.addStretch(1)
