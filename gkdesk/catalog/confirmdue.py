"""Confirmation rounds under way, for the agenda: light, because 今日 asks it first."""

from __future__ import annotations

from datetime import date

from gkdesk.base.handover import Due
from gkdesk.db import Connection

from . import confirmstore


def dues(conn: Connection) -> list[Due]:
    """Return the rounds under way: who still owes answers, or that one can be closed."""
    found = []
    for number, title, due_on, owing, first in confirmstore.open_rounds(conn):
        more = f"等{owing}家" if owing > 1 else ""
        detail = f"{first}{more}还没有交回确认单" if owing else "都已交回，可以办结"
        found.append(
            Due(
                room="catalog", subject=f"confirm/{number}", title=title, detail=detail,
                due_on=date.fromisoformat(due_on), verb="登记确认" if owing else "办结",
            )
        )  # fmt: skip
    return found
