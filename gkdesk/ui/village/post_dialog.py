"""Registering that the supervisors signed a sheet, or that it hangs on a board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.model import BoardRow

ON = Ask("on", "日期", "date", default="今天", help="可写 4.10、20260410、昨天")
REVIEWER = Ask("reviewer", "审核人（村务监督委员会主任）")


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("on", ""))
    except ValueError as error:
        raise BadValue("on", "日期", "认不出，可写 4月10日 或 20260410") from error


class ReviewDialog(FormDialog):
    """The supervisors' review of one sheet (村务监督委员会审核)."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, uid: str) -> None:
        village = context.desk.village
        super().__init__(
            parent,
            f"登记审核：{item.village.name}",
            (REVIEWER, ON),
            lambda values: village.review(uid, values.get("reviewer", ""), _day(values)),
            today=context.desk.session.today,
            verb="登记审核",
            columns=1,
        )


class PostDialog(FormDialog):
    """One sheet on one board of its village."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, uid: str) -> None:
        village = context.desk.village
        boards = {board.uid: board for board in village.boards(item.village.uid)}
        choices = tuple((key, f"{board.name}（{board.place}）") for key, board in boards.items())

        def take(values: Mapping[str, str]) -> None:
            if values.get("board") not in boards:
                raise BadValue("board", "公开栏", "还没有登记，请先给此村添加公开栏")
            village.post(uid, boards[values["board"]], _day(values))

        super().__init__(
            parent,
            f"登记张贴：{item.village.name}",
            (Ask("board", "公开栏", "choice", choices=choices), ON),
            take,
            today=context.desk.session.today,
            verb="登记张贴",
            columns=1,
        )
