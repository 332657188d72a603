"""What the catalog wants done, for the agenda: light, because 今日 asks it first."""

from __future__ import annotations

from datetime import date

from gkdesk.accounts.model import Role
from gkdesk.base.handover import Due
from gkdesk.db import Connection

from . import confirmstore


def dues(conn: Connection, role: Role) -> list[Due]:
    """Return rounds under way and, for those who can act, adjustments that wait."""
    return [*_rounds(conn), *_adjustments(conn, role)]


def _adjustments(conn: Connection, role: Role) -> list[Due]:
    opened, approved = confirmstore.waiting(conn)
    found = []
    if opened and role is Role.LEADER:
        found.append(_adjustment(f"{opened}件目录调整申请", "等待负责人审批", "审批"))
    if approved and role is not Role.ADMIN:
        found.append(_adjustment(f"{approved}件目录调整已批准", "执行以后成为新的一版", "执行"))
    return found


def _adjustment(title: str, detail: str, verb: str) -> Due:
    return Due(
        room="catalog", subject="adjust/", title=title, detail=detail, due_on=None, verb=verb
    )


def _rounds(conn: Connection) -> list[Due]:
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
