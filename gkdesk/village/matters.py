"""What happened and must be published within days: closed by the sheet that tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import half_width, squeeze, tidy

from . import lifestore
from .liferows import ItemDue, Matter
from .model import Posting, Sheet, Village
from .period import PeriodKind, small
from .personal import check_plain

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages


_BATCH = re.compile(
    r"第(\d{1,2}|[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)批"
)


class WhichMatter(Declined):
    """A sheet may answer several matters and nobody said which."""

    message = (
        "{village}有{count}件待公布的事都可能由这张表公布（{titles}）。"
        "请选明是哪一件，或者选“都不是”，再登记张贴，数据没有改动。"
    )


class Matters:
    """Matters of the villages and what answered them."""

    def __init__(self, session: Session, room: Villages) -> None:
        self._session, self._room = session, room

    def add(self, village: Village, code: str, title: str, happened_on: date) -> ItemDue:
        """Record that something happened which must be published within days.

        Args:
            village: whose.
            code: the item.
            title: the batch or decision, without names.
            happened_on: the day the days run from.

        Raises:
            NoItem: the catalogue has no such item.
            BadValue: no title, a personal number in it, or a day ahead.
            CalendarMissing: working days of a year whose notice is not loaded.
        """
        book = self._room.items
        item = book.item(code)
        check_plain("title", "事情", title, "只写批次或决定", required=True)
        if happened_on > self._session.today:
            raise BadValue("on", "发生日期", "在今天之后")
        days = item.event_days or book.periods.place().event_days
        due_on = happened_on + timedelta(days=days)
        if item.working:
            due_on = book.calendar.add(happened_on, days)
        matter = Matter(str(uuid4()), village.uid, code, tidy(title), happened_on, due_on)
        with self._session.transaction():
            row = {
                "uid": matter.uid, "village_uid": village.uid, "item": code, "title": matter.title,
                "happened_on": happened_on.isoformat(), "due_on": due_on.isoformat(),
            }  # fmt: skip
            self._write("village_matter", row)
            self._session.audit("village.matter", village.name, item=code)
        return ItemDue(village, item, due_on, matter=matter)

    def all(self) -> list[ItemDue]:
        """Return every matter, with the day it was answered."""
        conn = self._session.conn
        known = {village.uid: village for village in self._room.villages()}
        answers = lifestore.answered_by_sheets(conn)
        for one in lifestore.notices(conn):
            if one.matter_uid:
                days = (answers.get(one.matter_uid), one.posted_on)
                answers[one.matter_uid] = min(day for day in days if day)
        catalogue = self._room.items.catalogue()
        return [
            ItemDue(known[one.village_uid], item, one.due_on, None, one, answers.get(one.uid))
            for one in lifestore.matters(conn)
            if (item := catalogue.item(one.item))
        ]

    def open(self, village_uid: str) -> list[ItemDue]:
        """Return what a village has not answered yet, the one due first at the top."""
        return [one for one in self.all() if one.village.uid == village_uid and not one.posted_on]

    def candidates(self, sheet: Sheet, on: date) -> list[Matter]:
        """Return the open matters a sheet posted on a day could answer, by the catalogue."""
        return [
            one.matter
            for one in self.open(sheet.village_uid)
            if one.matter and sheet.form in one.item.forms and one.matter.happened_on <= on
        ]

    def fitting(self, sheet: Sheet, on: date, named: Sequence[str] | None) -> list[Matter]:
        """Return the matters a posting answers: those named, else those that are plain.

        A sheet of a month, quarter, half or year tells all that happened within it. A sheet of a
        batch answers the matter whose title names the same batch, else the only one that names
        none.

        Raises:
            WhichMatter: several would fit.
            BadValue: one named is not open, or not of this form.
        """
        open_ = self.candidates(sheet, on)
        if named is not None:
            known = {one.uid: one for one in open_}
            for uid in named:
                if uid not in known:
                    raise BadValue("matter", "所公布的事情", "不是此村待公布的，或者不由这种表公布")
            return [known[uid] for uid in dict.fromkeys(named)]
        if sheet.period.kind is not PeriodKind.EVENT:
            first, last = sheet.period.first_on, sheet.period.last_on
            return [one for one in open_ if first <= one.happened_on <= last]
        same = [one for one in open_ if _batch(one) == sheet.period.number]
        hits = same or [one for one in open_ if not _batch(one)]
        if len(hits) > 1:
            titles = "、".join(one.title for one in hits)
            name = self._room.village_name(sheet)
            raise WhichMatter(village=name, count=len(hits), titles=titles)
        return hits

    def answer(self, posting: Posting, matters: Sequence[Matter]) -> None:
        """Record what a posting answers; joins the open transaction."""
        for one in matters:
            self._write("village_posting_matter", {
                "posting_uid": posting.uid, "matter_uid": one.uid,
            })  # fmt: skip

    def _write(self, table: str, row: Mapping[str, object]) -> None:
        stamp = self._session.now().isoformat(timespec="seconds")
        lifestore.add(
            self._session.conn, table, dict(row) | {"at": stamp, "by": self._session.user.name}
        )


def _batch(matter: Matter) -> int:
    """Return the number of the batch a title names, 0 for none: 2026年补贴第2批 is 2."""
    found = _BATCH.search(squeeze(half_width(matter.title)))
    return small(found[1]) if found else 0
