"""Inspecting the villages: what is wrong, the figures of each, and the papers that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files, progress
from gkdesk.base.errors import Declined

from . import findings, inspectrules, lifestore, personal, store
from .findings import Facts, Report, Share, SheetFacts
from .inspectrules import Inspected
from .liferows import ItemDue
from .model import Sheet, SheetEventKind, Village
from .period import Period
from .sheetbook import shown_day

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents

    from .service import Villages

RULES = "village_inspection"
REMINDER, FORM = "village_reminder", "village_inspection"
Values = dict[str, "str | list[str]"]


class NothingOwed(Declined):
    """A reminder without a line."""

    message = "{village}的{period}没有欠公布的事项，不用催报。没有写入文件。"


class Inspection:
    """Checks, figures and papers."""

    def __init__(self, session: Session, room: Villages, documents: Documents) -> None:
        self._session, self._room, self._documents = session, room, documents

    @cached_property
    def rules(self) -> Inspected:
        """The checks in use.

        Raises:
            BadFile: the file is wrong.
        """
        return inspectrules.load(self._session.forms.paths("rules")[RULES])

    def run(
        self, period: Period | str, crossed: Mapping[str, Sequence[str]] | None = None
    ) -> list[Report]:
        """Inspect every village for a period.

        Args:
            period: which.
            crossed: village name → what differs from the town's figures (see ``crosscheck``).
        """
        when = period if isinstance(period, Period) else Period.parse(period)
        dues: dict[str, list[ItemDue]] = {}
        for one in self._room.items.due(when):
            dues.setdefault(one.village.uid, []).append(one)
        told = crossed or {}
        reports = []
        for village in self._room.active(when.last_on):
            facts = self._facts(village, when, dues.get(village.uid, []))
            extra = tuple(told.get(village.name, ()))
            reports.append(findings.inspect(replace(facts, crossed=extra), self.rules))
        return reports

    def coverage(self, period: Period | str, count: int = 4) -> list[tuple[Period, Share]]:
        """Return how many of the items due hung, of this period and those before, oldest first."""
        when = period if isinstance(period, Period) else Period.parse(period)
        found = []
        for _each in range(count):
            dues = self._room.items.due(when)
            found.append((when, Share(sum(d.posted_on is not None for d in dues), len(dues))))
            when = when.previous()
        return found[::-1]

    def reminder(self, village: Village, period: Period | str) -> bytes:
        """Return the printed 催报单 of what a village owes.

        Raises:
            NothingOwed: nothing.
        """
        when = period if isinstance(period, Period) else Period.parse(period)
        owed = [
            one
            for one in self._room.items.due(when)
            if one.village.uid == village.uid and one.posted_on is None
        ]
        if not owed:
            raise NothingOwed(village=village.name, period=when.label)
        today = self._session.today
        values: Values = {
            "organ_name": self._session.organ.name,
            "village": self._session.organ.town + village.name,
            "period": when.label,
            "phone": self._session.organ.phone,
            "made_date": today.isoformat(),
            "rows": [_owed_line(one, today) for one in owed],
        }  # fmt: skip
        return self._documents.render(REMINDER, values)

    def save_reminder(self, village: Village, period: Period | str, path: Path) -> None:
        """Write the 催报单 to a place the clerk chose; raises as ``reminder``, or Blocked."""
        files.write(path, self.reminder(village, period))

    def write(
        self, reports: Sequence[Report], folder: Path, tell: progress.Report = progress.silent
    ) -> list[Path]:
        """Write each village's inspection form, and a 催报单 for those that owe something.

        Raises:
            Blocked: the folder cannot be written; papers before this one are done.
            Cancelled: stopped; papers before this one are done.
        """
        written = []
        for at, report in enumerate(reports):
            tell(at, len(reports), report.village.name)
            stem = files.safe_name(f"{report.village.name}-{report.period}")
            made = [(f"{stem}-检查表.pdf", self.form(report))]
            with suppress(NothingOwed):
                paper = self.reminder(report.village, report.period)
                made.append((f"{stem}-催报单.pdf", paper))
            for name, data in made:
                files.write(folder / name, data)
                written.append(folder / name)
        return written

    def form(self, report: Report) -> bytes:
        """Return the printed inspection form of one village."""
        values: Values = {
            "village": self._session.organ.town + report.village.name,
            "period": report.period.label,
            "made_date": self._session.today.isoformat(),
            "light": f"{report.light.label}灯",
            "on_time": report.on_time.words,
            "coverage": report.coverage.words,
            "clean": report.clean.words,
            "answered": report.answered.words,
            "rows": self._form_lines(report),
        }
        return self._documents.render(FORM, values)

    def _form_lines(self, report: Report) -> list[str]:
        lines = []
        for check in self.rules.checks:
            own = [one for one in report.findings if one.check is check]
            result = "现场查看" if check.finder == "manual" else "未发现"
            detail = ""
            if own:
                result = check.severity.label
                shown = [f"{one.where}：{one.message}" for one in own[:3]]
                more = f"；另有{len(own) - 3}处" if len(own) > 3 else ""  # noqa: PLR2004
                detail = "；".join(shown) + more
            lines.append(f"{check.code}\t{check.name}\t{result}\t{detail}\t")
        return lines

    def _facts(self, village: Village, period: Period, dues: list[ItemDue]) -> Facts:
        board = store.sheets_of_period(self._session.conn, str(period))
        own = [sheet for sheet in board if sheet.village_uid == village.uid]
        told = self._room.objections.listed(village.uid, period.first_on, self._session.today)
        return Facts(
            village=village,
            period=period,
            today=self._session.today,
            dues=tuple(dues),
            sheets=tuple(self._sheet_facts(sheet) for sheet in own),
            forms=frozenset(self._room.forms),
            stale=tuple(self._stale(village, period)),
            objections=tuple(told),
        )

    def _sheet_facts(self, sheet: Sheet) -> SheetFacts:
        conn, form = self._session.conn, self._room.form(sheet.form)
        postings = tuple(self._room.postings(sheet.uid))
        data = self._room.data(sheet.uid)
        reviews = store.events(conn, sheet_uid=sheet.uid, kind=SheetEventKind.REVIEWED)
        windows = [found for one in postings if (found := lifestore.window(conn, one.uid))]
        return SheetFacts(
            sheet=sheet,
            name=form.name,
            data=data,
            column=form.column if form.body is None else "",
            problems=tuple(self._room.problems(sheet.uid)),
            postings=postings,
            windows=tuple(windows),
            photos=tuple(photo for one in postings for photo in lifestore.photos(conn, one.uid)),
            reviewed_on=reviews[0].happened_on if reviews else None,
            personal=tuple(str(one) for one in personal.of_data(data)),
            channel=bool(form.objection_days and self._session.organ.phone),
        )

    def _stale(self, village: Village, period: Period) -> list[str]:
        """Return the forms of which a sheet hung before, and none in the last two periods."""
        number = next((one.number for one in self.rules.checks if one.finder == "stale"), 0)
        recent, at = set[str](), period
        for _each in range(number):
            recent.add(str(at))
            at = at.previous()
        newest: dict[str, set[str]] = {}
        for owner, form, when in lifestore.first_posted(self._session.conn):
            if owner == village.uid and Period.parse(when).last_on <= period.last_on:
                newest.setdefault(form, set()).add(when)
        return [
            self._room.form(form).name
            for form, whens in newest.items()
            if form in self._room.forms and not whens & recent
        ]


def _owed_line(one: ItemDue, today: date) -> str:
    late = (today - one.due_on).days
    state = f"已超过{late}天" if late > 0 else "还没有到期"
    return f"{one.item.title}\t{shown_day(one.due_on)}\t{state}\t"
