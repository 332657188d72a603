"""负面清单 or 主动公开基本目录: rows edited in memory, saved as the list's next version."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.catalog.listrows import FIELDS, HEAD, REQUIRED, ListKind, ListReading, ListVersion
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import Elided, button, card, column, label, notice, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.menus import Entries, more_button
from gkdesk.ui.widgets.rows_table import Column, RowsTable

KINDS = "清单 (*.xlsx *.xls *.et *.docx *.csv *.tsv *.txt)"
LONG = ("content", "basis")
WORDS_HELP = "顿号分开；不写就用类别和内容里的词"
Row = Mapping[str, str]


def _cell(name: str) -> Callable[[Row], str]:
    return lambda one: " ".join(one.get(name, "").split())


def columns_of(kind: ListKind) -> tuple[Column, ...]:
    widths = {"kind": 150, "words": 130, "level1": 150, "level2": 150, "office": 150}
    return tuple(
        Column(words, widths.get(name, 0), _cell(name), bold=name == "content")
        for name, words in FIELDS[kind].items()
    )


class ListPanel(QWidget):
    """One list: what is in force, what was changed since, and its versions."""

    def __init__(self, context: Context, kind: ListKind) -> None:
        super().__init__()
        self._context, self.kind = context, kind
        self._room = context.desk.catalog.lists
        self.rows: list[dict[str, str]] = []
        self.head: dict[str, str] = {}
        self._reading: ListReading | None = None
        self.versions = CalmCombo()
        self.versions.setFont(font(15))
        self.versions.setAccessibleName("版本")
        self.versions.setMinimumWidth(px(200))
        self._number = 0  # the version shown
        self.versions.currentIndexChanged.connect(lambda _at: self._show_version())
        self.table: RowsTable = RowsTable(columns_of(kind), kind.label)
        self.table.opened.connect(lambda _row: self.edit())
        self.told = label("", 14, 400, INK2, wrap=True)
        self.top = Elided("", 14, 400, INK2)
        self._changed = notice("amber", "pencil", label("有改动还没有保存", 15), None)
        self.read = button("导入", icon="upload", on=self.choose)
        self.add = button("增加一行", icon="plus", on=self.append)
        self.change = button("修改", icon="pencil", on=self.edit)
        self.drop = button("删去", icon="trash-2", on=self._drop)
        self.keep = button("保存成新的一版", "accent", "save", on=self.save)
        bar = row(
            self.add, self.change, self.drop, self.read, more_button(self._rarer), None,
            self.versions, self.keep,
        )  # fmt: skip
        self.setLayout(
            column(
                bar, self.told, self.top, self._changed,
                (card(column((self.table, 1), gap=0)), 1),
                gap=8, margins=(0, 8, 0, 0),
            )
        )  # fmt: skip
        self.top.setVisible(kind is ListKind.BASIC)
        self.reload()

    def reload(self) -> None:
        """Show the version in force; what was not saved is forgotten."""
        found = self._room.versions(self.kind)
        self.versions.blockSignals(True)
        self.versions.clear()
        for one in found[::-1]:
            self.versions.addItem(one.title, one.number)
        self.versions.blockSignals(False)
        self.versions.setVisible(bool(found))
        self._take(found[-1] if found else None)

    def choose(self) -> None:
        """Read a file; nothing is saved until 保存."""
        paths = say().files(self, f"选择{self.kind.label}", KINDS)
        if not paths:
            return
        try:
            found = self._room.read(self.kind, paths[0])
        except GkdeskError as error:
            say().trouble(self, error)
            return
        self._reading, self.rows = found, [dict(one) for one in found.rows]
        self.head = dict(found.head) or self.head
        left = "；".join(f"{one.where}：{one.message}" for one in found.problems[:3])
        self._mark(f"“{found.file}”读到{len(found.rows)}行。{left}")

    def append(self) -> None:
        """Add a row behind the others."""
        made: dict[str, str] = {}
        if self._ask("增加一行", made):
            self.rows.append(made)
            self._mark("")

    def edit(self) -> None:
        """Change the chosen row."""
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.rows) and self._ask("修改一行", self.rows[at]):
            self._mark("")

    def save(self) -> None:
        """Save what is shown as the next version."""
        reading = self._reading

        def take(values: Mapping[str, str]) -> None:
            made = ListReading(
                self.kind, reading.file if reading else "", reading.sha256 if reading else "",
                self.head, tuple(self.rows),
            )  # fmt: skip
            self._room.save(made, values.get("note", ""))

        asks = (Ask("note", "这一版的说明", required=False, hint="如 2026年评估"),)
        if self._form(f"保存{self.kind.label}", asks, take, "保存").exec():
            self._context.status(f"{self.kind.label}已保存为新的一版")
            self.reload()

    def _take(self, found: ListVersion | None) -> None:
        self._reading = None
        self._number = found.number if found else 0
        self.rows = [dict(one) for one in found.rows] if found else []
        self.head = dict(found.head) if found else {}
        words = (
            f"{found.title}，{found.user}保存，{len(found.rows)}行"
            if found
            else "还没有内容，可以导入，也可以逐行增加。"
        )
        self.told.setText(words + (f"。{found.note}" if found and found.note else ""))
        self._changed.hide()
        self._fill()

    @property
    def unsaved(self) -> bool:
        return not self._changed.isHidden()

    def may_go(self) -> bool:
        """Ask whether what was not saved may be lost."""
        return not self.unsaved or say().ask(
            self, f"{self.kind.label}有改动还没有保存", yes="不要这些改动", no="回去保存"
        )

    def _show_version(self) -> None:
        number = self.versions.currentData()
        if number is None or number == self._number:
            return
        if self.may_go():
            self._take(self._room.get(self.kind, number))
        else:
            self.versions.setCurrentIndex(self.versions.findData(self._number))

    def _mark(self, words: str) -> None:
        self._changed.show()
        if words:
            self.told.setText(words)
        self._fill()

    def _fill(self) -> None:
        self.table.fill(self.rows)
        some = bool(self.rows)
        self.change.setEnabled(some)
        self.drop.setEnabled(some)
        if some and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        head = "　".join(f"{HEAD[name]}：{text}" for name, text in self.head.items())
        self.top.say(head or "责任主体、公开时限、公开方式、监督渠道还没有写，在“更多”里填")

    def _drop(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.rows):
            del self.rows[at]
            self._mark("")

    def _ask(self, title: str, one: dict[str, str]) -> bool:
        fields = FIELDS[self.kind]
        asks = tuple(
            Ask(
                name, words, "longtext" if name in LONG else "text",
                required=name in REQUIRED[self.kind], default=one.get(name, ""),
                help=WORDS_HELP if name == "words" else "",
            )
            for name, words in fields.items()
        )  # fmt: skip

        def take(values: Mapping[str, str]) -> None:
            one.clear()
            one.update(values)

        return bool(self._form(title, asks, take, "确定").exec())

    def _ask_head(self) -> None:
        asks = tuple(
            Ask(name, words, required=False, default=self.head.get(name, ""))
            for name, words in HEAD.items()
        )

        def take(values: Mapping[str, str]) -> None:
            self.head = dict(values)

        if self._form("基本目录总说明", asks, take, "确定").exec():
            self._mark("")

    def _rarer(self) -> Entries:
        found: list[tuple[str, Callable[[], object]]] = []
        if self.kind is ListKind.BASIC:
            found.append(("填责任主体、公开时限等", self._ask_head))
        else:
            found.append(("试查一个标题", self._try))
        found.append(("导出这一版", self._export))
        found.append(("和上一版对照", self._compare))
        return found

    def _try(self) -> None:
        """Ask for a title and say which entries it touches."""
        asked: list[str] = []
        asks = (Ask("title", "信息标题"),)
        take: Take = lambda values: asked.append(values.get("title", ""))  # noqa: E731 - one act
        if self._form("试查一个标题", asks, take, "查").exec():
            found = self._room.negative_hits(asked[0])
            lines = [
                f"第{one.number}条“{'、'.join(one.words)}”：{one.row.get('basis', '')}"
                for one in found
            ]
            words = f"碰到{len(found)}条" if found else "没有碰到负面清单里的内容"
            say().tell(self, words, "\n".join(lines))

    def _export(self) -> None:
        usual = f"{self.kind.label}.xlsx"
        path = say().save(self, f"导出{self.kind.label}", usual, "Excel 工作簿 (*.xlsx)")
        number = self.versions.currentData()
        if path is not None and self._context.do(
            self, lambda: self._room.export(self.kind, path, number)
        ):
            self._context.status(f"已导出：{path.name}")

    def _compare(self) -> None:
        number = self.versions.currentData()
        if not number or number < 2:  # noqa: PLR2004 - the first has none before it
            say().tell(self, "这是第一版，没有上一版可以对照。")
            return
        found = self._room.compare(self.kind, number - 1, number)
        lines = [f"删去：{one.get('content', '')}" for one in found.gone]
        lines += [f"新增：{one.get('content', '')}" for one in found.added]
        lines += [f"修改：{new.get('content', '')}" for _old, new in found.changed]
        lines += [
            f"{words}：{old or '（空）'} → {new or '（空）'}" for words, old, new in found.head
        ]
        say().tell(self, f"第{number}版和第{number - 1}版对照", "\n".join(lines[:30]))

    def _form(self, title: str, asks: tuple[Ask, ...], take: Take, verb: str) -> FormDialog:
        today = self._context.desk.session.today
        return FormDialog(self, title, asks, take, today=today, verb=verb, columns=1)
