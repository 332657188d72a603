"""Registering that the supervisors signed a sheet, or that it hangs on a board."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.ui.context import Context
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import RED, px
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label
from gkdesk.ui.widgets.field_form import Ask, FieldForm
from gkdesk.village.model import Board, BoardRow

TITLES = {"review": "登记审核", "post": "登记张贴"}


class PostDialog(QDialog):
    """One person or board, one day."""

    def __init__(
        self, parent: QWidget, context: Context, item: BoardRow, uid: str, what: str
    ) -> None:
        super().__init__(parent)
        self._context, self._uid, self._what = context, uid, what
        self._boards: Sequence[Board] = ()
        self.setWindowTitle(f"{TITLES[what]} — 政务公开工作台")
        asks = [Ask("on", "日期", default="今天", help="可写 4.10、20260410、昨天", wide=True)]
        if what == "review":
            asks.insert(0, Ask("reviewer", "审核人（村务监督委员会主任）", wide=True))
        else:
            self._boards = context.desk.village.boards(item.village.uid)
            choices = tuple((board.uid, f"{board.name}（{board.place}）") for board in self._boards)
            asks.insert(0, Ask("board", "公开栏", "choice", choices=choices, wide=True))
        self.form = FieldForm(asks)
        self._fault = label("", 14, 400, RED, wrap=True)
        body = column(
            label(f"{TITLES[what]}：{item.village.name}", 20, 700), self.form, self._fault, None,
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        go = button(TITLES[what], "primary", "check", on=self.accept)
        self.setLayout(
            column((box(body), 1), action_bar(None, button("先不办", on=self.reject), go), gap=0)
        )
        self.resize(px(460), px(360))

    def accept(self) -> None:
        """Register it; a refusal is shown here."""
        values = self.form.values()
        on = parse_day(values["on"], self._context.desk.session.today)
        if on is None:
            self.form.mark({"on": "认不出这个日期，可写 4月10日 或 20260410"})
            return
        village = self._context.desk.village
        try:
            if self._what == "review":
                village.review(self._uid, values["reviewer"], on)
            else:
                [board] = [each for each in self._boards if each.uid == values["board"]]
                village.post(self._uid, board, on)
        except GkdeskError as error:
            self._fault.setText(str(error))
            return
        super().accept()
