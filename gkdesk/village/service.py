"""The village room's door: sheets, paper, boards, and what must be done by when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.text import tidy

from . import deadlines, lifelist, lifestore, store
from .agenda import due_things
from .deadlines import Deadlines
from .declined import TooEarly, WrongDay, WrongStep
from .itembook import ItemBook
from .ledger import Ledger
from .model import (
    Board,
    Posting,
    Sheet,
    SheetEventKind,
    SheetState,
    Village,
    keep_until,
)
from .period import Period, PeriodKind
from .printing import Printing
from .sheetbook import shown_day

if TYPE_CHECKING:
    from .boardbook import BoardBook
    from .changes import Changes
    from .counters import Counters
    from .crosspaper import CrossCheck
    from .inspection import Inspection
    from .lifecycle import Lives
    from .matters import Matters
    from .objections import Objections

__all__ = ["Villages"]


class Villages(Printing):
    """村务公开: everything one can do in the room."""

    @cached_property
    def deadlines(self) -> Deadlines:
        """The dated rules of the room.

        Raises:
            BadFile: the rule file is wrong.
        """
        return deadlines.load(self._session.forms.paths("rules")["village"])

    @cached_property
    def items(self) -> ItemBook:
        """The catalogue of items and what is due by it."""
        return ItemBook(self._session, self)

    @cached_property
    def matters(self) -> Matters:
        """What happened and must be published within days."""
        from .matters import Matters

        return Matters(self._session, self)

    @cached_property
    def counters(self) -> Counters:
        """冲销: entries made by mistake."""
        from .counters import Counters

        return Counters(self._session, self)

    @cached_property
    def noticeboards(self) -> BoardBook:
        """What boards show and look like."""
        from .boardbook import BoardBook

        return BoardBook(self._session, self, self._documents)

    @cached_property
    def changes(self) -> Changes:
        """Renames, mergers, codes."""
        from .changes import Changes

        return Changes(self._session, self, self._documents)

    @cached_property
    def lives(self) -> Lives:
        """The life of each sheet."""
        from .lifecycle import Lives

        return Lives(self._session, self)

    @cached_property
    def ledger(self) -> Ledger:
        """Objection windows, photos, proofs."""
        return Ledger(self._session, self, self._documents)

    @cached_property
    def objections(self) -> Objections:
        """Objections to what hangs."""
        from .objections import Objections

        return Objections(self._session, self)

    @cached_property
    def inspection(self) -> Inspection:
        """Checks of what was published, figures of each village."""
        from .inspection import Inspection

        return Inspection(self._session, self, self._documents)

    @cached_property
    def crosscheck(self) -> CrossCheck:
        """The town's figures against the villages'."""
        from .crosspaper import CrossCheck

        return CrossCheck(self._session, self, self._documents)

    def due_on(self, period: Period | str) -> date:
        """Return the day by which a period's sheets must hang."""
        when = period if isinstance(period, Period) else Period.parse(period)
        day = self.items.periods.own_day(when)
        due_on = self.deadlines.due_on(when)
        return due_on.replace(day=day) if day else due_on

    def keep_days(self, on: date) -> int:
        """Return how many full days a paper stays up: the law's, or the place's if longer."""
        return max(self.deadlines.keep_rule(on).number, self.items.periods.place().keep_days)

    def post(
        self, uid: str, board: Board, on: date, *,
        window: str = "", matters: Sequence[str] | None = None,
    ) -> Posting:  # fmt: skip
        """Register that a printed sheet was put on a board.

        ``window`` is the code of an objection window (公示期) the sheet was printed with; the
        sheet then stays up until both are over. ``matters`` are the uids of what it publishes; when
        not given, what is plain by form and days (see ``Matters.fitting``).

        Raises:
            WhichMatter, BadValue: see ``Matters.fitting``.
            UnknownWindow: no window has this code.
            CalendarMissing: its working days reach a year whose notice is not loaded.
            WrongStep: not reviewed and printed, replaced by a newer version, hanging there
                already, or another village's board.
            WrongDay: the day lies ahead, or before the sheet was printed.
        """
        sheet = self.sheet(uid)
        self._check_post(sheet, board, on)
        told = self.matters.fitting(sheet, on, matters)
        posting_uid, until = str(uuid4()), keep_until(on, self.keep_days(on))
        shown = self.ledger.window_row(posting_uid, window, on) if window else None
        if shown:
            until = max(until, date.fromisoformat(str(shown["closed_on"])))
        posting = Posting(posting_uid, uid, board.uid, on, until)
        with self._session.transaction():
            store.add_posting(
                self._session.conn, posting, at=self._stamp(), by=self._session.user.name
            )
            if shown:
                lifestore.add(self._session.conn, "village_posting_window", shown)
            self.matters.answer(posting, told)
            self._session.audit(
                "village.post", uid, board=board.name, on=on.isoformat(),
                keep_until=posting.keep_until.isoformat(),
            )  # fmt: skip
        return posting

    def _check_post(self, sheet: Sheet, board: Board, on: date) -> None:
        """Refuse a posting that cannot be; see ``post``."""
        self._current(sheet, "登记张贴")
        if sheet.state not in (SheetState.PRINTED, SheetState.POSTED, SheetState.TAKEN_DOWN):
            raise self._wrong(sheet, "登记张贴", "要先经村务监督委员会审核并打印定稿")
        if board.village_uid != sheet.village_uid:
            raise self._wrong(sheet, "登记张贴", f"“{board.name}”不是此村的公开栏")
        self._not_ahead("张贴日期", on)
        if on < min(event.happened_on for event in self._printings(sheet.uid)):
            raise WrongDay(what="张贴日期", on=shown_day(on), reason="早于打印定稿的日期")
        for other in self.postings(sheet.uid):
            if other.board_uid == board.uid and other.taken_down_on is None:
                raise self._wrong(sheet, "登记张贴", f"已经张贴在“{board.name}”")

    def _printings(self, uid: str) -> list[store.SheetEvent]:
        return store.events(self._session.conn, sheet_uid=uid, kind=SheetEventKind.PRINTED)

    def postings(self, uid: str) -> list[Posting]:
        """Return where a sheet hangs and hung."""
        return store.postings_of(self._session.conn, uid)

    def take_down(self, posting: Posting, on: date, *, reason: str = "") -> Posting:
        """Register that a sheet was taken down.

        Before ``keep_until`` a reason is needed (wind, damage): it is kept, and the sheet should
        be posted again (村民委员会组织法 Art. 35: at least 15 days).

        Raises:
            TooEarly: not hung long enough and no reason.
            WrongDay: ahead, or before the posting.
            WrongStep: taken down or cancelled already.
            BadValue: a personal number in the reason.
        """
        from .counters import check_reason

        found = store.posting(self._session.conn, posting.uid)
        sheet = self.sheet(posting.sheet_uid)
        if found is None or found.taken_down_on is not None:
            raise self._wrong(sheet, "登记取下", "已经取下或冲销过")
        self._not_ahead("取下日期", on)
        if on < found.posted_on:
            raise WrongDay(what="取下日期", on=shown_day(on), reason="早于张贴日期")
        check_reason(reason, "取下原因")
        if on < found.keep_until and not tidy(reason):
            raise self._too_early(found)
        with self._session.transaction():
            store.end_posting(
                self._session.conn, posting_uid=found.uid, taken_down_on=on, reason=tidy(reason),
                at=self._stamp(), by=self._session.user.name,
            )  # fmt: skip
            early = on < found.keep_until
            self._session.audit("village.take_down", sheet.uid, on=on.isoformat(), early=early)
        ended = store.posting(self._session.conn, found.uid)
        return ended or found

    def _too_early(self, found: Posting) -> TooEarly:
        rule = self.deadlines.keep_rule(found.posted_on)
        days, basis = self.keep_days(found.posted_on), rule.basis
        window = self.ledger.window(found)
        if window and window.closed_on > keep_until(found.posted_on, days):
            days, basis = window.days, window.label
        return TooEarly(
            posted=shown_day(found.posted_on),
            days=days,
            until=shown_day(found.keep_until),
            basis=basis,
        )

    def agenda(self) -> list[Due]:
        """Return what must be handed in, posted, or may come down."""
        today = self._session.today
        found: list[Due] = []
        for form in self.forms.values():
            if not form.expected:
                continue
            kind: PeriodKind = form.periods[0]
            last = Period.containing(today, kind).previous()
            for period in (last.previous(), last):
                rows = [(row.village, row.states[form.id]) for row in self.board(period)]
                started = any(state is not SheetState.MISSING for _village, state in rows)
                if started or period == last:
                    found += due_things(form, period, rows, self.due_on(period))
        found += self._take_downs(today)
        return found + self.items.overview() + self.ledger.reminders(today)

    def _take_downs(self, today: date) -> list[Due]:
        """Say from when hanging sheets may come down; nothing forces them to."""
        days: dict[date, int] = {}
        hanging = lifelist.hanging(self._session.conn)
        newest: dict[tuple[str, str], tuple[date, int]] = {}
        for one in hanging:
            key = (one.village_uid, one.form)
            newest[key] = max(newest.get(key, one.rank), one.rank)
        for one in hanging:
            until = one.posting.keep_until
            # a newer version or a later period of the sheet hangs too
            superseded = newest[one.village_uid, one.form] > one.rank
            if superseded or until >= today:
                days[until] = days.get(until, 0) + 1
        return [
            Due(
                room="village",
                subject=f"take-down/{day.isoformat()}",
                title=f"{count}张公开表保留期满",
                detail=f"{shown_day(day)}起可以取下，在此之前不得取下",
                due_on=day,
                verb="登记取下",
            )
            for day, count in sorted(days.items())
        ]

    def active(self, on: date) -> list[Village]:
        """Return the villages there were on a day."""
        return self.changes.active(on)

    def keep(self, data: bytes, name: str, subject: str) -> str:
        """Archive a file of the room; return its SHA-256."""
        return self._documents.keep(data, name=name, subject=subject)

    def village_name(self, sheet: Sheet) -> str:
        """Return town and village as a sheet's village was called at the end of its period."""
        village = self._village_of(sheet.village_uid)
        return self._session.organ.town + self.changes.name_on(village, sheet.period.last_on)

    def wrong(self, sheet: Sheet, act: str, reason: str) -> WrongStep:
        """Return the refusal of an act that does not fit a sheet's state."""
        return self._wrong(sheet, act, reason)

    def check_day(self, what: str, on: date, *, not_before: date) -> None:
        """Refuse a day ahead or before another.

        Raises:
            WrongDay: either.
        """
        self._not_ahead(what, on)
        if on < not_before:
            reason = f"早于{shown_day(not_before)}"
            raise WrongDay(what=what, on=shown_day(on), reason=reason)

    def package_rows(self, keys: Collection[str] | None = None) -> list[PackageRow]:
        """Return the posted sheets' figures for the county; no note, no file, no name."""
        from .told import rows

        return rows(self, self._session.conn, keys)
