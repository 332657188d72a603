"""Duties and website columns: read, linked to items by hand, and what the links leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined, Problem
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import squeeze

from . import dutystore, listread, mapping, store
from .dutyrows import LABELS, Coverage, Duty, DutyList, DutyReading, Likeness, Suggestion

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
LONGEST = 2_000


class NoDuty(Declined):
    """No row has this number."""

    message = "清单里没有第{number}号。请用清单核对编号后再试，没有改动任何内容。"


class NotLinked(Declined):
    """The two were not linked."""

    message = "第{number}号和事项{key}本来就没有对应，没有改动任何内容。"


class NothingRead(Declined):
    """A file with a heading and no rows."""

    message = "“{file}”里没有读到任何{label}的内容。请核对是不是选错了文件，没有改动任何内容。"


class Duties:
    """The three lists that are set beside the catalog."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, which: DutyList) -> list[Duty]:
        """Return a list's rows, those a newer list left out last."""
        return dutystore.duties(self._session.conn, which)

    def get(self, number: int) -> Duty:
        """Return one row.

        Raises:
            NoDuty: there is none of this number.
        """
        which = dutystore.list_of(self._session.conn, number)
        if which is None:
            raise NoDuty(number=number)
        return next(one for one in self.rows(which) if one.number == number)

    def read(self, which: DutyList, path: Path) -> DutyReading:
        """Read a list from a workbook, a Word table or text and compare it; nothing is written.

        Rows are the same by their code, else by their name and kind.

        Raises:
            NothingRead: no rows.
            BadFile: no heading that is known.
            Declined: not a workbook, encrypted, or too large.
            Blocked: the file cannot be read.
        """
        name = "column" if which is DutyList.COLUMN else "duty"
        forms = self._session.forms.paths("catalog").values()
        headings, labels = mapping.load_list(forms, name)
        found, problems, _above = listread.read(
            files.read(path), path.name, headings, labels, ("name",)
        )
        rows, twice = _without_twins(found)
        if not rows:
            raise NothingRead(file=path.name, label=which.label)
        added, kept, gone = _compared(self.rows(which), rows)
        told = (*problems, *twice)
        return DutyReading(which, path.name, tuple(rows), told, added, kept, gone)

    def apply(self, reading: DutyReading) -> list[Duty]:
        """Take a list over: rows it leaves out stay, marked, with their links.

        Raises:
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        with session.transaction():
            for old, row in reading.kept:
                dutystore.change(session.conn, old.number, row, reading.file)
            for row in reading.added:
                dutystore.add(session.conn, reading.list, row, reading.file)
            for old in reading.gone:
                dutystore.leave_out(session.conn, old.number, self._now)
            session.audit(
                "catalog.duties", reading.list.value, file=reading.file, added=len(reading.added),
                gone=len(reading.gone),
            )  # fmt: skip
        return self.rows(reading.list)

    def add(self, which: DutyList, values: Mapping[str, str]) -> Duty:
        """Add one row by hand.

        Raises:
            BadValue: no name, an unknown field, or far too long.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        labels = LABELS[which]
        for name, text in values.items():
            if name not in labels:
                raise BadValue(name, name[:20], f"是不认识的项目，可以写的有 {'、'.join(labels)}")
            if len(text) > LONGEST:
                raise BadValue(name, labels[name], f"超过{LONGEST}个字")
            demand_open(text, name, labels[name])
        if not squeeze(values.get("name", "")):
            raise BadValue("name", labels["name"], "没有填")
        with session.transaction():
            number = dutystore.add(session.conn, which, values, "")
            session.audit("catalog.duty", number)
        return self.get(number)

    def link(self, number: int, keys: Sequence[str]) -> Duty:
        """Say that items belong to a row.

        Raises:
            NoDuty: there is none of this number.
            BadValue: an item that is not in force.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        self.get(number)
        known = {item.key for item in store.items(session.conn)}
        for key in keys:
            if key not in known:
                raise BadValue("item", "事项", f"“{key[:20]}”不在现行目录里")
        with session.transaction():
            for key in keys:
                dutystore.link(session.conn, number, key, at=self._now, user=session.user.name)
            session.audit("catalog.duty_link", number, items=list(keys))
        return self.get(number)

    def unlink(self, number: int, key: str) -> Duty:
        """Take back that an item belongs to a row.

        Raises:
            NoDuty, NotLinked, NotAllowed: see their words.
        """
        session = self._session
        session.require(*WRITERS)
        self.get(number)
        with session.transaction():
            if not dutystore.unlink(session.conn, number, key):
                raise NotLinked(number=number, key=key[:20])
            session.audit("catalog.duty_unlink", number, item=key)
        return self.get(number)

    def suggest(self, number: int) -> list[Suggestion]:
        """Return the items most like a row, the best first; none of them is linked by this.

        Raises:
            NoDuty: there is none of this number.
        """
        duty = self.get(number)
        items = [one for one in store.items(self._session.conn) if one.key not in duty.keys]
        return Likeness(items).suggest(duty.name)

    def coverage(self, which: DutyList) -> Coverage:
        """Return the rows without an item in force, and the items without a row."""
        items = store.items(self._session.conn)
        known = {item.key for item in items}
        rows = [one for one in self.rows(which) if not one.gone]
        linked = {key for one in rows for key in one.keys}
        return Coverage(
            which, len(rows), len(items),
            tuple(one for one in rows if not known & set(one.keys)),
            tuple(item for item in items if item.key not in linked),
        )  # fmt: skip

    @property
    def _now(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def _identity(code: str, name: str, kind: str) -> tuple[str, ...]:
    return ("code", squeeze(code)) if squeeze(code) else ("name", squeeze(name), squeeze(kind))


def _of(row: Mapping[str, str]) -> tuple[str, ...]:
    return _identity(row.get("code", ""), row.get("name", ""), row.get("kind", ""))


def _without_twins(
    found: Sequence[Mapping[str, str]],
) -> tuple[list[Mapping[str, str]], list[Problem]]:
    """Drop rows that stand twice, and say which."""
    seen: dict[tuple[str, ...], Mapping[str, str]] = {}
    problems = []
    for number, row in enumerate(found, start=1):
        if _of(row) in seen:
            message = f"“{row.get('name', '')[:20]}”编码或名称重复，只读入前一行"
            problems.append(Problem(f"第{number}项", message, blocking=False))
        else:
            seen[_of(row)] = row
    return list(seen.values()), problems


def _compared(
    old: Sequence[Duty], new: Sequence[Mapping[str, str]]
) -> tuple[
    tuple[Mapping[str, str], ...],
    tuple[tuple[Duty, Mapping[str, str]], ...],
    tuple[Duty, ...],
]:
    by_identity = {_identity(one.code, one.name, one.kind): one for one in old}
    by_name = {squeeze(one.name): one for one in old}
    added: list[Mapping[str, str]] = []
    kept: list[tuple[Duty, Mapping[str, str]]] = []
    taken: set[int] = set()
    for row in new:
        # a list whose codes came later still finds its rows by their names
        found = by_identity.get(_of(row)) or by_name.get(squeeze(row.get("name", "")))
        if found is None or found.number in taken:
            added.append(row)
        else:
            taken.add(found.number)
            kept.append((found, row))
    gone = [one for one in old if one.number not in taken and not one.gone]
    return tuple(added), tuple(kept), tuple(gone)
