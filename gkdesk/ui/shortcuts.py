"""快捷键一览 (Ctrl+Shift+/): the one table of all keys, and the window that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from .look import INK2, style_sheet
from .sections import BOTTOM, SECTIONS
from .widgets.basic import action_bar, box, button, column, label, open_at, row, search_line
from .widgets.rows_table import Column, RowsTable

# a shifted key arrives under either name, as the keyboard has it
OVERVIEW = ("Ctrl+Shift+/", "Ctrl+Shift+?", "Ctrl+?")
EVERYWHERE, ROWS, GRID, PAPER = "各处", "清单", "村务录入", "打印中心"
READING, REVIEW, SCAN = "帮助", "公开信息审核", "隐私检查"
REGISTER, PACKAGE, COUNTY, CATALOG, ROSTER = (
    "登记申请", "同步包", "县级接收", "目录", "村名单"
)  # fmt: skip


@dataclass(frozen=True)
class Key:
    """One act and the keys that do it; the first one is shown."""

    where: str
    words: str
    keys: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The key as it is written on a Chinese keyboard."""
        drawn = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓",
                 "PgDown": "PageDown", "PgUp": "PageUp", "Space": "空格"}  # fmt: skip
        head, plus, last = self.keys[0].rpartition("+")
        return head + plus + drawn.get(last, last) if last else self.keys[0]


def _key(where: str, words: str, *keys: str) -> Key:
    return Key(where, words, keys)


KEYS = (
    _key(EVERYWHERE, "本页帮助", "F1"),
    _key(EVERYWHERE, "快捷键一览", *OVERVIEW),
    _key(EVERYWHERE, "查找", "Ctrl+K"),
    *(_key(EVERYWHERE, f"打开“{one.words}”", one.shortcut) for one in (*SECTIONS, *BOTTOM)),
    _key(EVERYWHERE, "登记申请", "Ctrl+N"),
    _key(EVERYWHERE, "办本页的主要一步", "Ctrl+Return"),
    _key(EVERYWHERE, "返回上一步、上一页", "Alt+Left"),
    _key(EVERYWHERE, "重新打开本页", "F5"),
    _key(EVERYWHERE, "换字号", "Ctrl+="),
    _key(EVERYWHERE, "锁定", "Ctrl+L"),
    _key(EVERYWHERE, "到下一处、上一处", "Tab", "Shift+Tab"),
    _key(EVERYWHERE, "关上对话框，填的留着", "Esc"),
    _key(ROWS, "打开选中的一行", "Return"),
    _key(ROWS, "勾上、去掉一行", "Space"),
    _key(ROWS, "全部勾上", "Ctrl+A"),
    _key(ROWS, "复制选中的行，可粘贴到表格", "Ctrl+C"),
    _key(CATALOG, "换到下一个标签", "Ctrl+Tab"),
    _key(REVIEW, "查选中一条的隐私", "F8"),
    _key(REVIEW, "通过", "Ctrl+Return"),
    _key(REVIEW, "退回修改", "Ctrl+Shift+Return"),
    _key(REVIEW, "下一条", "Alt+Down"),
    _key(REVIEW, "上一条", "Alt+Up"),
    _key(SCAN, "下一处", "F8"),
    _key(SCAN, "上一处", "Shift+F8"),
    _key(REGISTER, "粘贴文字自动填写", "Ctrl+Shift+V"),
    _key(GRID, "改这一格", "F2"),
    _key(GRID, "清空选中的格", "Del"),
    _key(GRID, "复制", "Ctrl+C", "Ctrl+Ins"),
    _key(GRID, "剪切", "Ctrl+X"),
    _key(GRID, "粘贴", "Ctrl+V", "Shift+Ins"),
    _key(GRID, "向下填充", "Ctrl+D"),
    _key(GRID, "向右填充", "Ctrl+R"),
    _key(GRID, "填今天的日期", "Ctrl+;"),
    _key(GRID, "列出可填的内容", "Alt+Down"),
    _key(GRID, "撤销", "Ctrl+Z"),
    _key(GRID, "恢复", "Ctrl+Y", "Ctrl+Shift+Z"),
    _key(GRID, "插入一行", "Ctrl+Shift+=", "Ctrl+Shift++"),
    _key(GRID, "删除一行", "Ctrl+Shift+-", "Ctrl+Shift+_"),
    _key(GRID, "在表里查找", "Ctrl+F"),
    _key(GRID, "查找下一处", "F3"),
    _key(GRID, "重新核对", "F9"),
    _key(GRID, "立即存草稿", "Ctrl+S"),
    _key(GRID, "保存为正式的一版", "Ctrl+Return"),
    _key(GRID, "到表头、表格、核对结果", "F6"),
    _key(GRID, "离开表格，到“保存”", "Ctrl+Tab"),
    _key(ROSTER, "从表格粘贴各村", "Ctrl+V"),
    _key(PAPER, "打印", "Ctrl+P"),
    _key(PAPER, "存为 PDF", "Ctrl+S"),
    _key(PAPER, "下一个村", "PgDown"),
    _key(PAPER, "上一个村", "PgUp"),
    _key(PAPER, "放大", "+"),
    _key(PAPER, "缩小", "-"),
    _key(PACKAGE, "停止写入", "Esc"),
    _key(COUNTY, "接收、办本页的主要一步", "Ctrl+Return"),
    _key(COUNTY, "返回", "Alt+Left"),
    _key(READING, "在手册里查找", "Ctrl+F"),
)
COLUMNS = (
    Column("按键", 170, lambda one: one.shown, bold=True),
    Column("做什么", 0, lambda one: one.words),
    Column("在哪里", 130, lambda one: one.where),
)


class ShortcutsDialog(QDialog):
    """Every key, the ones that work everywhere first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("快捷键一览 — 政务公开工作台")
        self.search = search_line("查按键或要做的事", 220, self._narrow)
        self.table = RowsTable(COLUMNS, "快捷键")
        self._count = label("", 14, 400, INK2)
        head = row(label("快捷键一览", 20, 700), None, self._count, self.search, gap=10)
        body = column(head, (self.table, 1), gap=10, margins=(18, 14, 18, 10))
        foot = action_bar(None, button("关闭", on=self.reject))
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 640, 600)
        self._narrow()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self) -> None:
        words = self.search.text().strip().casefold()
        found = [
            one for one in KEYS
            if words in f"{one.shown} {one.words} {one.where}".casefold()
        ]  # fmt: skip
        self.table.fill(found)
        self._count.setText(f"共{len(found)}个" if found else "没有这样的快捷键")


def show_shortcuts(parent: QWidget) -> None:
    """Show every key until it is closed."""
    ShortcutsDialog(parent).exec()
