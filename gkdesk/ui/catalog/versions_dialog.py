"""版本与对照: the catalog's versions, and any two of them or a superior's beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QStackedWidget, QWidget

from gkdesk.base.progress import Report
from gkdesk.catalog.model import FieldChange, Item
from gkdesk.catalog.versionrows import About, Comparison, Version, as_rows, concerns_town, levels_of
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    open_at,
    row,
    search_line,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .beside import Field, SideBySide

if TYPE_CHECKING:
    from gkdesk.desk import Desk

WORKBOOKS = "目录表 (*.xlsx *.xls *.et *.docx *.csv *.tsv *.txt)"
LEFT, RIGHT, DIFFERENT, TOWN = "left", "right", "different", "town"
VERSIONS = (
    Column("版本", 74, lambda one: f"第{one.number}版", bold=True),
    Column("名称", 0, lambda one: one.about.name or one.kind.label),
    Column("施行日期", 104, lambda one: one.about.in_force_from, optional=True),
    Column("事项", 52, lambda one: str(one.items), right=True),
)
ABOUT = (
    Ask("name", "版本名称", required=False, hint="如 （2026年版）、（试行）"),
    Ask("issued_by", "印发机关", required=False),
    Ask("issued_on", "印发日期", "date", required=False),
    Ask("in_force_from", "施行日期", "date", required=False),
    Ask("note", "说明", "longtext", required=False),
)


@dataclass(frozen=True)
class Line:
    """One row of a comparison; ``number`` counts the items only the left side has."""

    kind: str
    left: Item | None
    right: Item | None
    fields: tuple[FieldChange, ...] = ()
    number: int = 0

    @property
    def item(self) -> Item:
        found = self.right or self.left
        assert found is not None  # noqa: S101 - a line has one side at least
        return found


def _for_town(line: Line) -> bool:
    return line.kind == LEFT and concerns_town(line.item)


def _words(line: Line) -> str:
    if line.fields:
        return "、".join(one.label for one in line.fields)
    return " ".join(line.item.content.split())


class VersionsDialog(QDialog):
    """Versions on the left, the comparison on the right; nothing here changes the catalog."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self._found: Comparison | None = None
        self._with_superior = False
        self.setWindowTitle("版本与对照 — 政务公开工作台")
        self.versions: RowsTable = RowsTable(VERSIONS, "版本")
        self.versions.opened.connect(lambda _row: self.describe())
        self.left, self.right = self._combo("左边"), self._combo("右边")
        self.go = button("对照", "primary", "table-2", on=self.compare)
        self.lines: RowsTable = RowsTable(self._columns(), "对照结果")
        self.lines.picked.connect(self._show_line)
        self.sides = SideBySide()
        self._told = label("选左右两边，按“对照”。", 14, 400, INK2, wrap=True)
        self._read = button("读入上级目录", icon="upload", on=self.read_superior)
        self._about = button("改版本说明", icon="pencil", on=self.describe)
        self.export = button("导出此版", icon="download", on=self._export)
        self._lines: list[Line] = []
        self.filter = self._combo("只看哪些")
        self.filter.currentIndexChanged.connect(lambda _at: self._fill())
        self._search = search_line("查找：领域、事项、内容", 230, self._fill)
        self.save = button("存对照表", icon="download", on=self._save)
        self.past = button("事项历次变化", icon="history", on=self._history)
        self.propose = button("提出承接或照改", "accent", "file-pen", on=self._propose)
        self._build()
        self.reload()

    def reload(self) -> None:
        """Ask for versions and references anew; keep what is chosen if it is still there."""
        room = self._context.desk.catalog.versions
        found = room.all()
        self.versions.fill(found[::-1])
        chosen = self.left.currentData(), self.right.currentData()
        for combo in (self.left, self.right):
            combo.clear()
        for number, at, name, _file, count in room.superiors():
            self.left.addItem(f"上级：{name}（{at[:10]}读入，{count}项）", ("superior", number))
        for one in found[::-1]:
            words = f"{one.title}（{one.about.in_force_from}起）"
            self.left.addItem(words, ("version", one.number))
            self.right.addItem(words, ("version", one.number))
        for combo, kept in ((self.left, chosen[0]), (self.right, chosen[1])):
            places = [i for i in range(combo.count()) if combo.itemData(i) == kept]
            combo.setCurrentIndex(places[0] if places else 0)
        if chosen[0] is None and len(found) > 1 and not room.superiors():
            self.left.setCurrentIndex(1)
        self.go.setEnabled(bool(found))
        self._about.setEnabled(bool(found))
        self.export.setEnabled(bool(found))
        self._body.setCurrentIndex(0 if found else 1)
        self._offer()

    def compare(self) -> None:
        """Compare the two sides beside the window's thread."""
        left, right = self.left.currentData(), self.right.currentData()
        if not left or not right:
            return

        def work(desk: Desk, _report: Report) -> Comparison:
            room = desk.catalog.versions
            if left[0] == "superior":
                return room.compare_superior(right[1], room.superior(left[1]))
            return room.compare(left[1], right[1])

        self._told.setText("正在对照……")
        self._with_superior = left[0] == "superior"
        self._context.ask_long(self, work, self.show_found)

    def show_found(self, found: Comparison) -> None:
        """Show a comparison; what differs first."""
        self._found = found
        lines = [Line(DIFFERENT, pair.left, pair.right, pair.fields) for pair in found.different]
        lines += [
            Line(LEFT, item, None, number=at) for at, item in enumerate(found.only_left, start=1)
        ]
        lines += [Line(RIGHT, None, item) for item in found.only_right]
        self._lines = lines
        superior = self._with_superior
        sides = ("本级没有", "上级没有") if superior else ("后来取消", "后来增加")
        self._told.setText(as_rows(found.counts, *sides))
        self.filter.blockSignals(True)
        self.filter.clear()
        for words, kind in (
            ("全部", ""), ("内容不同", DIFFERENT), (sides[0], LEFT), (sides[1], RIGHT),
            *((("本级没有、涉及乡镇村", TOWN),) if superior else ()),
        ):  # fmt: skip
            self.filter.addItem(words, kind)
        self.filter.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        """Show the lines of the chosen kind that hold the words looked for."""
        kind, words = self.filter.currentData() or "", self._search.text().strip()
        shown = [
            line
            for line in self._lines
            if kind in ("", line.kind) or (kind == TOWN and _for_town(line))
            if words in f"{line.item.area} {levels_of(line.item)} {line.item.content}"
        ]
        self.lines.fill(shown)
        if shown and not self.lines.currentIndex().isValid():
            self.lines.selectRow(0)
        if shown:
            self._show_line(self.lines.current() or shown[0])
        elif self._found is not None:
            self.sides.show_fields(self._found.left, self._found.right, [])
        self._offer()

    def read_superior(self) -> None:
        """Choose a superior's workbook and keep it as a reference."""
        paths = say().files(self, "选择上级目录", WORKBOOKS)
        if not paths:
            return
        path = paths[0]
        asks = (
            Ask("name", "目录名称", default=path.stem),
            Ask("issued_by", "印发机关", required=False),
            Ask("issued_on", "印发日期", "date", required=False),
        )

        def take(values: Mapping[str, str]) -> None:
            about = About(**values)

            def work(desk: Desk, report: Report) -> str:
                return desk.catalog.versions.read_superior(path, about, report).title

            self._told.setText(f"正在读 {path.name} ……")
            self._context.do_long(self, work, self._was_read, settled=self.reload)

        hint = "只存着对照，不会改动本机关的目录。"
        self._form("读入上级目录", asks, take, hint=hint, verb="读入").exec()

    def describe(self) -> None:
        """Say anew what the chosen version is called and from when it is in force."""
        one = self._version
        if one is None:
            return

        def take(values: Mapping[str, str]) -> None:
            self._context.desk.catalog.versions.describe(one.number, About(**values))

        dialog = self._form(f"第{one.number}版的说明", ABOUT, take, verb="保存")
        about = one.about
        dialog.form.fill({ask.name: getattr(about, ask.name) for ask in ABOUT})
        if dialog.exec():
            self.reload()

    @property
    def _version(self) -> Version | None:
        """The version chosen, else the newest."""
        found: Version | None = self.versions.current()
        return found or next(iter(self.versions.shown()), None)

    def _export(self) -> None:
        one = self._version
        usual = f"公开事项目录（第{one.number}版）.xlsx" if one else ""
        path = say().save(self, "导出此版", usual, "Excel 工作簿 (*.xlsx)") if one else None
        if one is None or path is None:
            return

        def work(desk: Desk, _report: Report) -> None:
            desk.catalog.versions.export(one.number, path)

        done = f"第{one.number}版已导出：{path.name}"
        self._context.do_long(self, work, lambda _none: self._context.status(done))

    def _form(
        self, title: str, asks: Sequence[Ask], take: Take, *, verb: str, hint: str = ""
    ) -> FormDialog:
        today = self._context.desk.session.today
        return FormDialog(self, title, asks, take, today=today, verb=verb, hint=hint, columns=1)

    def _was_read(self, title: str) -> None:
        self._context.status(f"已读入上级目录：{title}")
        self._told.setText("上级目录已读入，可以对照。")

    def _show_line(self, line: Line) -> None:
        if self._found is None:
            return
        fields: Sequence[Field] = [(one.label, one.before, one.after) for one in line.fields]
        if not fields:
            words = (
                ("公开事项", levels_of(line.item)),
                ("公开内容", line.item.content),
                ("公开依据", line.item.basis),
                ("公开时限", line.item.time_limit.text),
                ("公开主体", line.item.agency),
            )
            on_left = line.kind == LEFT
            fields = [
                (name, text if on_left else "", "" if on_left else text) for name, text in words
            ]
        self.sides.show_fields(self._found.left, self._found.right, list(fields))
        self._offer()

    def _offer(self) -> None:
        line: Line | None = self.lines.current()
        self.save.setEnabled(self._found is not None)
        self.past.setEnabled(line is not None and bool(line.item.key))
        usable = self._with_superior and line is not None and line.kind != RIGHT
        self.propose.setVisible(self._with_superior)
        self.propose.setEnabled(usable)

    def _propose(self) -> None:
        """Propose to take over the chosen missing items, or to follow the superior's wording."""
        from .propose_dialog import from_superior

        found, lines = self._found, self.lines.selected()
        if found is not None and lines:
            from_superior(self, self._context, found, lines)

    def _history(self) -> None:
        from .item_history import ItemHistory

        line: Line | None = self.lines.current()
        if line is not None and line.item.key:
            ItemHistory(self, self._context, line.item.key).exec()

    def _save(self) -> None:
        found = self._found
        path = say().save(self, "存对照表", "公开事项目录对照表.xlsx", "Excel 工作簿 (*.xlsx)")
        if found is None or path is None:
            return

        def work(desk: Desk, _report: Report) -> None:
            desk.catalog.versions.write_comparison(found, path)

        done = f"对照表已存为 {path.name}"
        self._context.do_long(self, work, lambda _none: self._context.status(done))

    def _combo(self, name: str) -> QComboBox:
        made = CalmCombo()
        made.setFont(font(15))
        made.setAccessibleName(name)
        return made

    def _columns(self) -> tuple[Column, ...]:
        def pill(line: Line) -> PillOf:
            superior = self._with_superior
            return {
                DIFFERENT: ("不同", "amber", "pencil"),
                LEFT: ("本级没有" if superior else "后来取消", "slate", "minus"),
                RIGHT: ("上级没有" if superior else "后来增加", "green", "plus"),
            }[line.kind]

        return (
            Column("", 118, lambda line: pill(line)[0], pill=pill),
            Column("领域", 110, lambda line: line.item.area, optional=True),
            Column("公开事项", 0, lambda line: levels_of(line.item), bold=True),
            Column("不同的栏目、内容", 0, _words),
        )

    def _build(self) -> None:
        left = column(
            label("版本", 15, 600),
            (card(column((self.versions, 1), gap=0)), 1),
            row(self._about, self.export, None),
            gap=8,
        )
        holder = box(left)
        holder.setFixedWidth(px(330))
        choose = row(label("左", 14), (self.left, 1), label("右", 14), (self.right, 1), self.go)
        right = column(
            choose,
            row((self._told, 1), self._search, self.filter),
            (card(column((self.lines, 1), gap=0)), 3),
            (self.sides, 2),
            gap=8,
        )
        self._body = QStackedWidget()
        self._body.addWidget(box(row(holder, (box(right), 1), gap=14)))
        self._body.addWidget(
            card(column(empty_page("还没有目录。导入目录以后，每次采用、每次调整都是一版。")))
        )
        body = column(
            label("版本与对照", 20, 700), (self._body, 1), gap=10, margins=(22, 16, 22, 10)
        )
        close = button("关闭", on=self.accept)
        foot = action_bar(self._read, self.save, self.past, self.propose, None, close)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1260, 690)
