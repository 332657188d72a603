"""What a period's sheets still need, counted first: one line each for handing in and posting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gkdesk.base.handover import Due

from .form import SheetForm
from .model import SheetState, Village
from .period import Period

MOST_NAMES = 12
# state → what is said of the villages in it, and the next step
_STEPS = (
    (SheetState.MISSING, "还没有交", "导入数据"),
    (SheetState.PROBLEM, "有问题，待更正", "查看问题"),
    (SheetState.CHECKED, "还没有审核", "登记审核"),
    (SheetState.REVIEWED, "还没有打印", "打印公开表"),
    (SheetState.PRINTED, "还没有张贴", "登记张贴"),
)


def due_things(
    form: SheetForm, period: Period, rows: Sequence[tuple[Village, SheetState]], due_on: date
) -> list[Due]:
    """Return one thing due for each step some villages have not come past."""
    found = []
    for state, said, verb in _STEPS:
        names = [village.name for village, own in rows if own is state]
        if names:
            found.append(
                Due(
                    room="village",
                    subject=f"{form.id}/{period}/{state}",
                    title=f"{len(names)}个村的{period.label}{form.name}{said}",
                    detail=_names(names),
                    due_on=due_on,
                    verb=verb,
                )
            )
    return found


def _names(names: list[str]) -> str:
    shown = "、".join(names[:MOST_NAMES])
    return f"{shown}等{len(names)}个村" if len(names) > MOST_NAMES else shown
