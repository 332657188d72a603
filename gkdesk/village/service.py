"""The village room's door: sheets, paper, boards, and what must be done by when."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.text import tidy

from . import deadlines, store
from .agenda import due_things
from .deadlines import Deadlines
from .declined import TooEarly, WrongDay
from .model import (
    Board,
    Posting,
    Sheet,
    SheetData,
    SheetEventKind,
    SheetState,
    Village,
    keep_until,
)
from .period import Period, PeriodKind
from .printing import Printing
from .sheetbook import shown_day

if TYPE_CHECKING:
    from .entry import Entering

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
    def entry(self) -> Entering:
        """Sheets typed in at the office's own keyboard."""
        from .entry import Entering

        return Entering(self._session, self)

    def due_on(self, period: Period | str) -> date:
        """Return the day by which a period's sheets must hang."""
        when = period if isinstance(period, Period) else Period.parse(period)
        return self.deadlines.due_on(when)

    def post(self, uid: str, board: Board, on: date) -> Posting:
        """Register that a printed sheet was put on a board.

        Raises:
            WrongStep: not reviewed and printed, replaced by a newer version, hanging there
                already, or another village's board.
            WrongDay: the day lies ahead, or before the sheet was printed.
        """
        sheet = self.sheet(uid)
        self._current(sheet, "登记张贴")
        if sheet.state not in (SheetState.PRINTED, SheetState.POSTED, SheetState.TAKEN_DOWN):
            raise self._wrong(sheet, "登记张贴", "要先经村务监督委员会审核并打印定稿")
        if board.village_uid != sheet.village_uid:
            raise self._wrong(sheet, "登记张贴", f"“{board.name}”不是此村的公开栏")
        self._not_ahead("张贴日期", on)
        if on < min(event.happened_on for event in self._printings(uid)):
            raise WrongDay(what="张贴日期", on=shown_day(on), reason="早于打印定稿的日期")
        for other in self.postings(uid):
            if other.board_uid == board.uid and other.taken_down_on is None:
                raise self._wrong(sheet, "登记张贴", f"已经张贴在“{board.name}”")
        days = self.deadlines.keep_rule(on).number
        posting = Posting(str(uuid4()), uid, board.uid, on, keep_until(on, days))
        with self._session.transaction():
            store.add_posting(
                self._session.conn, posting, at=self._stamp(), by=self._session.user.name
            )
            self._session.audit(
                "village.post", uid, board=board.name, on=on.isoformat(),
                keep_until=posting.keep_until.isoformat(),
            )  # fmt: skip
        return posting

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
            WrongStep: taken down already.
        """
        found = store.posting(self._session.conn, posting.uid)
        sheet = self.sheet(posting.sheet_uid)
        if found is None or found.taken_down_on is not None:
            raise self._wrong(sheet, "登记取下", "已经取下过")
        self._not_ahead("取下日期", on)
        if on < found.posted_on:
            raise WrongDay(what="取下日期", on=shown_day(on), reason="早于张贴日期")
        if on < found.keep_until and not tidy(reason):
            rule = self.deadlines.keep_rule(found.posted_on)
            raise TooEarly(
                posted=shown_day(found.posted_on),
                days=rule.number,
                until=shown_day(found.keep_until),
                basis=rule.basis,
            )
        with self._session.transaction():
            store.end_posting(
                self._session.conn, posting_uid=found.uid, taken_down_on=on, reason=tidy(reason),
                at=self._stamp(), by=self._session.user.name,
            )  # fmt: skip
            early = on < found.keep_until
            self._session.audit("village.take_down", sheet.uid, on=on.isoformat(), early=early)
        ended = store.posting(self._session.conn, found.uid)
        return ended or found

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
                    found += due_things(form, period, rows, self.deadlines.due_on(period))
        return found + self._take_downs(today)

    def _take_downs(self, today: date) -> list[Due]:
        """Say from when hanging sheets may come down; nothing forces them to."""
        days: dict[date, int] = {}
        for posting in store.hanging(self._session.conn):
            superseded = self._superseded(self.sheet(posting.sheet_uid))
            if superseded or posting.keep_until >= today:
                days[posting.keep_until] = days.get(posting.keep_until, 0) + 1
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

    def _superseded(self, sheet: Sheet) -> bool:
        """Tell whether a newer version or a later period of the sheet hangs too."""
        return any(
            (other.village_uid, other.form) == (sheet.village_uid, sheet.form)
            and other.state is SheetState.POSTED
            and (other.period.last_on, other.version) > (sheet.period.last_on, sheet.version)
            for other in store.posted_sheets(self._session.conn)
        )

    def package_rows(self) -> list[PackageRow]:
        """Return the posted sheets' figures for the county; no note, no file, no name.

        The key is village, form and period; each posting, take-down or corrected version adds
        one to its revision.
        """
        newest: dict[str, tuple[Sheet, Village, int]] = {}
        villages = {village.uid: village for village in self.villages()}
        for sheet in store.posted_sheets(self._session.conn):  # older versions come first
            village = villages[sheet.village_uid]
            key = f"{village.code or village.name}/{sheet.form}/{sheet.period}"
            changes = sum(1 + (p.taken_down_on is not None) for p in self.postings(sheet.uid))
            before = newest[key][2] if key in newest else 0
            newest[key] = (sheet, village, before + changes)
        return [
            PackageRow("sheet", key, revision, self._package_data(sheet, village))
            for key, (sheet, village, revision) in sorted(newest.items())
        ]

    def _package_data(self, sheet: Sheet, village: Village) -> dict[str, object]:
        figures, _sealed = store.contents(self._session.conn, sheet.uid)
        printed = self._printings(sheet.uid)[0].detail  # what is posted was printed
        postings = self.postings(sheet.uid)
        return {
            "village": village.name,
            "code": village.code,
            "form": sheet.form,
            "form_version": sheet.form_version,
            "period": str(sheet.period),
            "version": sheet.version,
            "figures": figures_of(figures),
            "pdf_sha256": printed["sha256"],
            "check_code": printed["check_code"],
            "posted_on": min(posting.posted_on for posting in postings).isoformat(),
            "keep_until": max(posting.keep_until for posting in postings).isoformat(),
            "hanging": sheet.state is SheetState.POSTED,
        }


def figures_of(figures: str) -> list[dict[str, object]]:
    """Return a sheet's lines as the county reads them: keys, labels and fen, without cells."""
    return [
        {
            "block": line.block,
            "key": line.key,
            "label": line.label,
            "fen": {column: figure.fen for column, figure in line.figures.items()},
        }
        for line in SheetData.from_json(figures).lines
    ]
