"""What the program cannot tell by itself is settled by typing ahead: whose sheet, which form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.ui.look import INK2, font
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at
from gkdesk.ui.widgets.find_combo import FindCombo
from gkdesk.village.model import Village


class _PickDialog(QDialog):
    """One question, answered from a list by typing a part of a name."""

    def __init__(
        self, parent: QWidget, title: str, question: str, hint: str, names: Sequence[str],
        keep: str,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._names = frozenset(names)
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.box = FindCombo()
        self.box.setFont(font(16))
        self.box.setAccessibleName(title)
        self.box.addItems(list(names))
        self.box.setCurrentIndex(-1)
        self._keep = button(keep, "primary", "check", on=self._settled)
        self.box.currentTextChanged.connect(lambda _text: self._allow())
        body = column(
            label(question, 18, 700, wrap=True),
            label(hint, 14, 400, INK2, wrap=True),
            self.box,
            gap=12,
            margins=(22, 18, 22, 12),
        )
        foot = action_bar(None, button("取消", on=self.reject), self._keep)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 460, 230)
        self._allow()

    def _allow(self) -> None:
        self._keep.setEnabled(self.box.currentText().strip() in self._names)

    def _settled(self) -> None:
        self._take(self.box.currentText().strip())
        self.accept()

    def _take(self, name: str) -> None:
        raise NotImplementedError


class SettleDialog(_PickDialog):
    """Ask which village a printed name means; ``chosen`` is it after 记住."""

    def __init__(
        self, parent: QWidget, asked: str, near: Sequence[str], villages: Sequence[Village]
    ) -> None:
        self._by_name = {village.name: village for village in villages}
        self.chosen: Village | None = None
        first = [name for name in near if name in self._by_name]
        close = f"最接近的是{'、'.join(first)}" if first else "没有相近的村名，请输入或选择"
        names = [*first, *(name for name in self._by_name if name not in first)]
        question = f"表上写的“{asked}”是哪个村？"
        hint = f"{close}。认定后记在库里，以后不再问。"
        super().__init__(parent, "认定村名", question, hint, names, "记住")
        if first:
            self.box.setCurrentIndex(0)

    def _take(self, name: str) -> None:
        self.chosen = self._by_name.get(name)


class FormDialog(_PickDialog):
    """Ask which form a worksheet is; ``chosen`` is its id after 选定."""

    def __init__(
        self, parent: QWidget, file: str, forms: Sequence[tuple[str, str]], now: str = ""
    ) -> None:
        self._by_name = {f"{form} {name}": form for form, name in forms}
        self.chosen = ""
        question = f"“{file}”里的表是哪一种？"
        hint = "只用于这一次导入；要以后都认得，请村里在标题里写明表名。"
        super().__init__(parent, "选定表种", question, hint, list(self._by_name), "选定")
        named = [name for name, form in self._by_name.items() if form == now]
        if named:
            self.box.setCurrentText(named[0])

    def _take(self, name: str) -> None:
        self.chosen = self._by_name.get(name, "")
