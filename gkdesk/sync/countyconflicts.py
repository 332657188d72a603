"""Rows the county did not take because another line stood there: kept, and settled by somebody.

Nothing here happens by itself, and no receipt changes: the town sends a returned row once more,
and then finds it taken (the lines are the same now) or returned again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.db import Connection, transaction

from . import county_store, county_turns
from .contents import read_line
from .countylock import alone
from .countymodel import Conflict
from .countyundo import reason_of


class NoSuchConflict(Declined):
    """No row waits under this number."""

    message = "没有编号{id}的冲突。请用 gkdesk county conflicts 核对编号，没有改动任何内容。"


class ConflictSettled(Declined):
    """Nothing is left to decide."""

    message = "编号{id}的冲突不用再处理（{why}）。没有改动任何内容。"


class Conflicts:
    """The queue of rows that were not taken."""

    def __init__(self, conn: Connection, inbox: Path, now: Callable[[], datetime]) -> None:
        self._conn, self._inbox, self._now = conn, inbox, now

    def open(self) -> list[Conflict]:
        """Return what somebody must decide, the oldest first."""
        return [one for one in self.all() if one.open]

    def all(self) -> list[Conflict]:
        """Return every row that was ever not taken, the oldest first."""
        return list(county_turns.conflicts(self._conn))

    def settle(self, conflict: int, *, take: bool, reason: str) -> Conflict:
        """Decide: put the town's line in force, or keep the county's.

        Args:
            conflict: its ``id``.
            take: the town's line takes the place of the county's.
            reason: kept in the book.

        Raises:
            NoReason, NoSuchConflict, ConflictSettled: nothing was changed.
            InboxInUse: another program writes in the inbox.
        """
        words = reason_of(reason)
        with alone(self._inbox):
            found = self._find(conflict)
            if not found.open:
                raise ConflictSettled(id=conflict, why=found.stands)
            with transaction(self._conn):
                if take:
                    line = read_line(found.line, found.kind)
                    county_store.put_entry(
                        self._conn, town=found.town, number=found.number, line=line
                    )
                county_turns.settle(
                    self._conn, conflict, how="take" if take else "keep", reason=words,
                    at=self._now().isoformat(timespec="seconds"),
                )  # fmt: skip
        return self._find(conflict)

    def _find(self, conflict: int) -> Conflict:
        for one in self.all():
            if one.id == conflict:
                return one
        raise NoSuchConflict(id=conflict)
