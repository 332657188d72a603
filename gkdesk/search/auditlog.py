"""The audit (操作日志) as a clerk reads it: found by word, and taken out as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.plainsheet import Leaf, workbook
from gkdesk.db import audit

from .auditwords import DETAIL, VALUES, words_of

MOST = 20_000  # lines shown; the check walks them all


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit in words."""

    number: int
    at: str
    user: str
    room: str
    act: str
    subject: str
    detail: str
    hash: str


def found(all_lines: Iterable[Line], words: str) -> list[Line]:
    """Keep the lines that hold every one of the words somewhere."""
    asked = words.split()
    return [
        one for one in all_lines
        if all(word in f"{one.at} {one.user} {one.room} {one.act} {one.subject} {one.detail}"
               for word in asked)
    ]  # fmt: skip


class AuditLog:
    """The open office's audit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lines(self, most: int = MOST) -> list[Line]:
        """Return the newest lines, newest first.

        Raises:
            LoginNeeded: nobody is logged in.
        """
        _ = self._session.user
        return [_line(one) for one in reversed(audit.entries(self._session.conn, newest=most))]

    def write(self, shown: list[Line], path: Path) -> None:
        """Write lines as a workbook; audited itself.

        Raises:
            Blocked: disk full or no rights.
        """
        session = self._session
        made_at = session.now().isoformat(timespec="seconds")
        heads = (("序号", 8), ("时间", 20), ("用户", 12), ("项目", 12), ("做了什么", 20),
                 ("对象", 40), ("说明", 60), ("校验值", 68))  # fmt: skip
        rows = [(one.number, one.at.replace("T", " "), one.user, one.room, one.act, one.subject,
                 one.detail, one.hash) for one in shown]  # fmt: skip
        note = f"{session.organ.name}操作日志，{made_at[:10]}导出，共{len(rows)}条"
        data = workbook([Leaf("操作日志", note, heads, rows)], made_at)
        with session.transaction():
            session.audit("office.audit_export", path.name, count=len(rows))
            files.write(path, data)


def _line(entry: audit.Entry) -> Line:
    room, act = words_of(entry.action)
    return Line(
        entry.id, entry.at, entry.user or "（未登录）", room, act, entry.subject,
        _detail(entry.detail, entry.action), entry.hash,
    )  # fmt: skip


def _detail(text: str, action: str) -> str:
    found_: dict[str, object] = json.loads(text)
    parts = []
    for key, value in found_.items():
        if value in ("", None, [], {}):
            continue
        named = VALUES.get((action, key), {})
        shown = {True: "是", False: "否"}.get(value, value) if isinstance(value, bool) else value
        each = map(str, shown if isinstance(shown, list) else [shown])
        words = "、".join(named.get(one, one) for one in each)
        parts.append(f"{DETAIL.get(key, key)} {words}")
    return "，".join(parts)
