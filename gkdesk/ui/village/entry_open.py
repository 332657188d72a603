"""The ways to the entry grid: a village and form already chosen, or asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.model import Village
from gkdesk.village.period import Period, PeriodKind

from .entry_dialog import EntryDialog

if TYPE_CHECKING:
    from gkdesk.village.entrysheet import Opened


def enter(
    parent: QWidget,
    context: Context,
    form: str,
    village: Village,
    period: Period,
    *,
    at: str = "",
) -> bool:
    """Open a sheet to be typed into; tell whether a version was stored.

    Args:
        parent: the page it is opened from.
        context: the window's hand-over.
        form: the form's id.
        village: whose sheet.
        period: of which period.
        at: a cell of the workbook the stored version came from, to begin at.
    """
    found: list[Opened] = []

    def look() -> None:
        found.append(context.desk.village.entry.open(form, village, period))

    if not context.do(parent, look):
        return False
    dialog = EntryDialog(parent, context, found[0], at)
    done = dialog.exec()
    if not isValid(dialog):  # the office was locked meanwhile; the draft is kept
        return False
    stored = bool(done) and dialog.saved is not None and bool(dialog.saved.uid)
    dialog.deleteLater()  # what was typed stays in no window
    return stored


class ChooseSheet(FormDialog):
    """Asks which sheet of which village and period is to be typed in."""

    def __init__(
        self, parent: QWidget, context: Context, *, form: str, village: str, period: Period
    ) -> None:
        room = context.desk.village
        self.chosen: tuple[str, Village, Period] | None = None
        forms = tuple((one.id, f"{one.id} {one.name}") for one in room.forms.values())
        villages = tuple((one.uid, one.name) for one in room.villages())
        asks = (
            Ask("form", "公开表", "choice", choices=forms, default=form),
            Ask("village", "村", "choice", choices=villages, default=village),
            Ask(
                "period", "期次", "text", default=str(period),
                help="季度 2026Q1，月 2026-03，半年 2026H1，年度 2026，第3批 2026E03",
            ),
        )  # fmt: skip
        super().__init__(
            parent,
            "录入公开表",
            asks,
            self._take,
            today=context.desk.session.today,
            verb="录入",
            columns=1,
        )
        self._room, self._period = room, period

    def _take(self, values: Mapping[str, str]) -> None:
        chosen = values["village"]
        village = next((v for v in self._room.villages() if v.uid == chosen), None)
        if village is None:
            raise BadValue("village", "村", "没有选，还没有村的先填村名单")
        period = fitting(
            Period.parse(values.get("period", "")), self._room.form(values["form"]).periods
        )
        self._room.entry.open(values["form"], village, period)  # refused here, with the fields
        self.chosen = (values["form"], village, period)


def fitting(period: Period, kinds: tuple[PeriodKind, ...]) -> Period:
    """Return the year of a quarter for a form that is published by the year; else the same."""
    if period.kind in kinds or kinds != (PeriodKind.YEAR,):
        return period
    return Period(period.year, PeriodKind.YEAR)


def choose_and_enter(
    parent: QWidget, context: Context, *, form: str, village: str, period: Period
) -> bool:
    """Ask which sheet, then open it."""
    asked = ChooseSheet(parent, context, form=form, village=village, period=period)
    if asked.exec() != QDialog.DialogCode.Accepted or asked.chosen is None:
        return False
    return enter(parent, context, *asked.chosen)
