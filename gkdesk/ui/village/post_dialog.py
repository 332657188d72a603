"""Registering that the supervisors signed a sheet, or that it hangs on a board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.ui.context import Context, day
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.liferows import Spans
from gkdesk.village.model import BoardRow, Sheet

from .asks import ON, day_of

REVIEWER = Ask("reviewer", "审核人（村务监督委员会主任）")
BY_PERIOD, NONE = "", "none"  # which matters a posting answers: what is plain, or none


class ReviewDialog(FormDialog):
    """The supervisors' review of one sheet (村务监督委员会审核)."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, uid: str) -> None:
        village = context.desk.village
        super().__init__(
            parent,
            f"登记审核：{item.village.name}",
            (REVIEWER, ON),
            lambda values: village.review(uid, values.get("reviewer", ""), day_of(values)),
            today=context.desk.session.today,
            verb="登记审核",
            columns=1,
        )


class PostDialog(FormDialog):
    """One sheet on one board of its village; says what the day means, both ways of counting."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, uid: str) -> None:
        self._context, self._room = context, context.desk.village
        self._boards = {board.uid: board for board in self._room.boards(item.village.uid)}
        self._uid, sheet = uid, self._room.sheet(uid)
        super().__init__(
            parent,
            f"登记张贴：{item.village.name}",
            self._questions(sheet),
            self._post,
            today=context.desk.session.today,
            verb="登记张贴",
            columns=1,
        )
        self.form.changed.connect(self._say_spans)
        self._say_spans()

    def _questions(self, sheet: Sheet) -> list[Ask]:
        room = self._room
        boards = tuple(
            (key, f"{board.name}（{board.place}）" if board.place else board.name)
            for key, board in self._boards.items()
        )
        windows = [("", "没有公示期，只按保留期"), *(
            (one.code, f"{one.label}，{one.words}") for one in room.items.periods.windows
        )]  # fmt: skip
        asks = [
            Ask("board", "公开栏", "choice", choices=boards),
            ON,
            Ask("window", "公示期", "menu", False, self._usual(sheet), choices=tuple(windows)),
        ]
        open_ = room.matters.candidates(sheet, self._context.desk.session.today)
        if open_:
            choices = [(BY_PERIOD, "按期次和批次对应"), *((one.uid, one.title) for one in open_)]
            choices.append((NONE, "都不是"))
            asks.append(
                Ask("matter", "公布哪一件待公布的事", "menu", False, choices=tuple(choices))
            )
        return asks

    def _usual(self, sheet: Sheet) -> str:
        """Return the window the catalogue gives a sheet that is posted before a decision."""
        table = self._room.data(sheet.uid).table
        if table is None or table.stage != "notice":
            return ""
        known = {one.code for one in self._room.items.periods.windows}
        for one in self._room.items.catalogue().items:
            if sheet.form in one.forms and one.notice in known:
                return one.notice
        return ""

    def _post(self, values: Mapping[str, str]) -> None:
        if values.get("board") not in self._boards:
            raise BadValue("board", "公开栏", "还没有登记，请先给此村添加公开栏")
        chosen = values.get("matter", BY_PERIOD)
        matters = None if chosen == BY_PERIOD else [] if chosen == NONE else [chosen]
        board = self._boards[values["board"]]
        window = values.get("window", "")
        self._room.post(self._uid, board, day_of(values), window=window, matters=matters)

    def _say_spans(self) -> None:
        values = self.values()
        try:
            on = date.fromisoformat(values.get("on", ""))
            spans = self._room.ledger.spans(values.get("window", ""), on)
        except (ValueError, OverflowError):
            self.hint("写上张贴日期，就能看到公示到哪天、哪天起可以取下。")
        except GkdeskError as error:
            self.hint(str(error))
        else:
            self.hint(spans_words(spans))


def spans_words(spans: Spans) -> str:
    """Say what a posting day means: both ways of counting, and from when it may come down."""
    down = f"保留期{spans.keep_days}日（张贴当日不计），{day(spans.keep_until)}起可以取下。"
    if not spans.label:
        return down
    printed = "含首日" if spans.printed == spans.with_first else "不含首日"
    return (
        f"公示{spans.words}：含首日到{day(spans.with_first)}，不含首日到{day(spans.without_first)}，"
        f"表上印{printed}的；{day(spans.closed_on)}起可以出无异议说明。{down}"
    )
