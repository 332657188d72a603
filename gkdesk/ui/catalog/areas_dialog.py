"""领域设置: the list of areas in force, in order, with aliases, 不涉及 and who is responsible."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.catalog.arearows import Area
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable


def _pill(area: Area) -> PillOf:
    if area.setting.off:
        return ("不涉及", "slate", "minus")
    return (area.state, "green", "check") if area.items else (area.state, "amber", "circle-alert")


COLUMNS = (
    Column("领域", 0, lambda one: one.name, bold=True),
    Column("情况", 118, lambda one: _pill(one)[0], pill=_pill),
    Column("别名", 0, lambda one: "、".join(one.known_as)),
    Column("牵头科室", 140, lambda one: one.setting.lead),
    Column("配合科室", 140, lambda one: one.setting.support, optional=True),
    Column("不涉及的原因", 0, lambda one: one.setting.reason),
)
ASKS = (
    Ask("lead", "牵头科室", required=False, help="确认单发给它；不写就按各事项的公开主体"),
    Ask("support", "配合科室", required=False),
    Ask("contact", "联系方式", required=False, hint="办公电话"),
    Ask("off", "是否涉及", "choice", choices=(("", "涉及"), ("yes", "不涉及"))),
    Ask("reason", "不涉及的原因", "longtext", required=False),
    Ask(
        "aliases", "别名", "longtext", required=False, help="一行一个；下一次导入起按别名归入此领域"
    ),
)


class AreasDialog(QDialog):
    """Areas in their order; what is said here counts from the next import on."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context, self._book = context, context.desk.catalog.area_book
        self.setWindowTitle("领域设置 — 政务公开工作台")
        self.table: RowsTable = RowsTable(COLUMNS, "领域")
        self.table.opened.connect(lambda _row: self.edit())
        self.table.picked.connect(lambda _row: self._allow())
        self._told = label("", 14, 400, INK2)
        self.up = button("上移", icon="chevron-up", on=lambda: self._move(-1))
        self.down = button("下移", icon="chevron-down", on=lambda: self._move(1))
        self.change = button("修改", icon="pencil", on=self.edit)
        self.new = button("新设领域", icon="plus", on=self.add)
        self.save = button("存未涉及领域说明", icon="download", on=self._save)
        body = column(
            row(label("领域设置", 20, 700), None, self.new),
            self._told,
            (card(column((self.table, 1), gap=0)), 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", "primary", on=self.accept)
        foot = action_bar(self.change, self.up, self.down, self.save, None, close)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1080, 660)
        self.reload()

    def reload(self, name: str = "") -> None:
        """Ask for the areas anew and stand on one of them."""
        found = self._book.all()
        self.table.fill(found, faint=lambda one: one.setting.off)
        names = [one.name for one in found]
        if name in names:
            self.table.selectRow(names.index(name))
        elif found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        used = sum(1 for one in found if one.items)
        off = sum(1 for one in found if one.setting.off)
        self._told.setText(f"共{len(found)}个领域：{used}个有事项，{off}个不涉及。")
        self.save.setEnabled(bool(off))
        self._allow()

    def edit(self) -> None:
        """Change what is said about the chosen area."""
        area: Area | None = self.table.current()
        if area is None:
            return
        said = area.setting
        dialog = self._form(f"领域：{area.name}", ASKS, area.name)
        dialog.form.fill({
            "lead": said.lead, "support": said.support, "contact": said.contact,
            "off": "yes" if said.off else "", "reason": said.reason,
            "aliases": "\n".join(said.aliases),
        })  # fmt: skip
        if dialog.exec():
            self.reload(area.name)

    def add(self) -> None:
        """Add an area of the office's own."""
        name = Ask("name", "领域名称")
        dialog = self._form("新设领域", (name, *ASKS), "")
        if dialog.exec():
            self.reload(dialog.values().get("name", ""))

    def _form(self, title: str, asks: tuple[Ask, ...], name: str) -> FormDialog:
        def take(values: Mapping[str, str]) -> None:
            found: dict[str, object] = {
                key: values.get(key, "") for key in ("lead", "support", "contact", "reason")
            }
            found |= {
                "off": values.get("off") == "yes",
                "aliases": values.get("aliases", "").splitlines(),
            }
            self._book.set(name or values.get("name", ""), found)

        today = self._context.desk.session.today
        return FormDialog(self, title, asks, take, today=today, verb="保存")

    def _move(self, step: int) -> None:
        names = [one.name for one in self.table.shown()]
        at = self.table.currentIndex().row()
        if not 0 <= at + step < len(names):
            return
        names[at], names[at + step] = names[at + step], names[at]
        if self._context.do(self, lambda: self._book.order(names)):
            self.reload(names[at + step])

    def _allow(self) -> None:
        at, count = self.table.currentIndex().row(), len(self.table.shown())
        self.up.setEnabled(at > 0)
        self.down.setEnabled(0 <= at < count - 1)
        self.change.setEnabled(at >= 0)

    def _save(self) -> None:
        name = "未涉及领域事项说明.xlsx"
        path = say().save(self, "存未涉及领域事项说明", name, "Excel 工作簿 (*.xlsx)")
        if path is not None and self._context.do(self, lambda: self._book.export_off(path)):
            self._context.status(f"已存为 {path.name}")
