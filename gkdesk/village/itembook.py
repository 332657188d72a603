"""What each village must publish and by when: the catalogue in force, its items' due days."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base import calendar, files
from gkdesk.base.errors import BadFile, BadValue, Problem
from gkdesk.base.handover import Due
from gkdesk.base.privacy import masked, shown_name
from gkdesk.base.text import tidy

from . import items, lifestore, windows
from .declined import NoCatalogue, NoItem
from .items import Catalogue, Item
from .liferows import ItemDue, Notice
from .model import Board
from .period import Period, PeriodKind
from .personal import check_plain
from .windows import Periods

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.base.calendar import WorkCalendar

    from .itemrows import Found
    from .service import Villages

CATALOGUE, PERIODS = "village_items", "village_periods"


class ItemBook:
    """The catalogue in force and what the villages owe by it."""

    def __init__(self, session: Session, room: Villages) -> None:
        self._session, self._room = session, room

    @cached_property
    def starter(self) -> Catalogue:
        """The shipped catalogue, or the office's own file of its name.

        Raises:
            BadFile: the file is wrong.
        """
        return items.load(self._session.forms.paths("rules")[CATALOGUE])

    @cached_property
    def periods(self) -> Periods:
        """The places' figures and the objection windows.

        Raises:
            BadFile: the file is wrong.
        """
        return windows.load(self._session.forms.paths("rules")[PERIODS])

    @cached_property
    def calendar(self) -> WorkCalendar:
        own = self._session.folder / "calendar"
        return calendar.load(self._session.resources / "calendar", own)

    def adopted(self, on: date | None = None) -> Catalogue | None:
        """Return the catalogue the office itself put in force, if any."""
        return lifestore.catalogue(self._session.conn, on or self._session.today)

    def catalogue(self, on: date | None = None) -> Catalogue:
        """Return the catalogue in force on a day: the office's, else the starter."""
        return self.adopted(on) or self.starter

    def item(self, code: str) -> Item:
        """Return an item of the catalogue in force.

        Raises:
            NoItem: there is none of this code.
        """
        if found := self.catalogue().item(code):
            return found
        raise NoItem(code=masked(code))

    def read(self, path: Path, from_on: date) -> Found:
        """Read a county's or town's catalogue (.csv, .xlsx, .xls); writes nothing.

        Raises:
            Declined: no workbook, or text nobody can read.
            Blocked: the file cannot be read from the disk.
        """
        rows = _rows(files.read(path), path.name)
        from .itemrows import read_rows
        from .provinces import province_of

        province = province_of(self._session.organ.credit_code)
        return read_rows(rows, starter=self.starter, province=province, from_on=from_on)

    def take(self, path: Path, from_on: date, *, name: str = "") -> tuple[Catalogue, Found]:
        """Put a catalogue in force from a day; the file is kept in the archive.

        Raises:
            NoCatalogue: it holds no item.
            BadFile: a row cannot be used; the places are told.
        """
        found = self.read(path, from_on)
        blocking = [problem for problem in found.problems if problem.blocking]
        if blocking:
            raise BadFile(shown_name(path.name), blocking)
        if not found.items:
            raise NoCatalogue(name=shown_name(path.name))
        check_plain("name", "目录名称", name, "名称会显示在各处")
        title, source = tidy(name) or shown_name(path.stem), shown_name(path.name)
        made = Catalogue(title, from_on, source, "导入，请核对提示", tuple(found.items))
        with self._session.transaction():
            sha = self._room.keep(files.read(path), path.name, "village_catalogue")
            self._record(made, sha)
        return made, found

    def adopt(self, from_on: date) -> Catalogue:
        """Put the starter catalogue in force from a day: from then on its items are due."""
        own = self.starter
        made = Catalogue(own.name, from_on, own.source, own.status, own.items)
        with self._session.transaction():
            self._record(made, "")
        return made

    def add_notice(
        self, board: Board, code: str, on: date, *, period: str = "", matter: str = ""
    ) -> Notice:
        """Record that a paper not made here hangs: a text, or a form of the county.

        Args:
            board: where it hangs.
            code: the item it answers.
            on: the posting day.
            period: the period it is for, or
            matter: the uid of what it answers.

        Raises:
            NoItem: the catalogue has no such item.
            BadPeriod: ``period`` names none.
            BadValue: a day ahead.
        """
        self.item(code)
        if on > self._session.today:
            raise BadValue("on", "张贴日期", "在今天之后")
        when = str(Period.parse(period)) if period else ""
        until = windows.down_on(on, self._room.keep_days(on))
        made = Notice(str(uuid4()), board.village_uid, code, when, matter, on, until)
        with self._session.transaction():
            row = {
                "uid": made.uid, "village_uid": made.village_uid, "item": code, "period": when,
                "matter_uid": matter or None, "board_uid": board.uid,
                "posted_on": on.isoformat(), "keep_until": until.isoformat(),
            }  # fmt: skip
            self._add("village_notice", row)
            self._session.audit("village.notice", board.name, item=code, period=when)
        return made

    def due(self, period: Period | str | None = None) -> list[ItemDue]:
        """Return what each village owes for a period, and every matter when no period is named.

        Without a period: the last month, quarter, half and year that ended, and all matters that
        are not answered yet.
        """
        today = self._session.today
        if period is not None:
            when = period if isinstance(period, Period) else Period.parse(period)
            return self._of_period(when)
        found: list[ItemDue] = []
        for kind in PeriodKind:
            found += self._of_period(Period.containing(today, kind).previous())
        return found + [one for one in self._room.matters.all() if one.posted_on is None]

    def overview(self) -> list[Due]:
        """Return one line a period and one a matter for the agenda; none without a catalogue."""
        if self.adopted() is None:
            return []
        groups: dict[tuple[str, date], list[ItemDue]] = {}
        for one in self.due():
            if one.posted_on is None:
                groups.setdefault((one.subject, one.due_on), []).append(one)
        return [_agenda_line(subject, due_on, ones) for (subject, due_on), ones in groups.items()]

    def _of_period(self, period: Period) -> list[ItemDue]:
        posted = lifestore.first_posted(self._session.conn, str(period))
        hung = {
            (one.village_uid, one.item, one.period): one.posted_on
            for one in reversed(lifestore.notices(self._session.conn))
        }
        catalogue = self.catalogue(period.last_on + timedelta(days=1))
        made = []
        for village in self._room.active(period.last_on):
            for item in catalogue.due_for(period):
                own = [posted.get((village.uid, form, str(period))) for form in item.forms]
                days = [*own, hung.get((village.uid, item.code, str(period)))]
                when = min((day for day in days if day), default=None)
                due_on = self.periods.due_on(period, item.day)
                made.append(ItemDue(village, item, due_on, period, posted_on=when))
        return made

    def _record(self, made: Catalogue, sha: str) -> None:
        row = {
            "uid": str(uuid4()), "name": made.name, "from_on": made.from_on.isoformat(),
            "source": made.source, "status": made.status, "items": made.as_json(),
            "source_sha256": sha,
        }  # fmt: skip
        self._add("village_catalogue", row)
        self._session.audit(
            "village.catalogue", made.name, items=len(made.items), from_on=made.from_on.isoformat()
        )

    def _add(self, table: str, row: Mapping[str, object]) -> None:
        stamp = self._session.now().isoformat(timespec="seconds")
        lifestore.add(
            self._session.conn, table, dict(row) | {"at": stamp, "by": self._session.user.name}
        )


def _agenda_line(subject: str, due_on: date, ones: Sequence[ItemDue]) -> Due:
    villages = {one.village.uid: one.village.name for one in ones}
    titles = list(dict.fromkeys(one.item.title for one in ones))
    more = "等" if len(titles) > 3 else ""  # noqa: PLR2004 - as many as a line shows
    return Due(
        room="village",
        subject=f"items/{ones[0].period or subject}",
        title=f"{len(villages)}个村的{subject}还有{len(titles)}项没有张贴",
        detail="、".join(titles[:3]) + more,
        due_on=due_on,
        verb="查看事项",
    )


def _rows(data: bytes, name: str) -> list[tuple[object, ...]]:
    if not name.lower().endswith((".csv", ".txt")):
        from .xlsx import read_grids

        return [row for grid in read_grids(data, name)[:1] for row in grid.rows]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [tuple(row) for row in csv.reader(io.StringIO(text))]
    raise BadFile(shown_name(name), [Problem("整个文件", "不是 UTF-8 或 GBK 文字")])
