"""How a sheet's state is shown: one word, one tone, one icon."""

from __future__ import annotations

from gkdesk.ui.widgets.rows_table import PillOf
from gkdesk.village.model import SheetState

PILLS: dict[SheetState, PillOf] = {
    SheetState.MISSING: ("未交", "amber", "triangle-alert"),
    SheetState.PROBLEM: ("有问题", "red", "circle-alert"),
    SheetState.CHECKED: ("已核对", "green", "check"),
    SheetState.REVIEWED: ("已审", "green", "clipboard-check"),
    SheetState.PRINTED: ("已打印", "blue", "printer"),
    SheetState.POSTED: ("已张贴", "green", "map-pin"),
    SheetState.TAKEN_DOWN: ("已取下", "slate", "archive"),
}
