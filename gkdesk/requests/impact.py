"""A new holiday notice or changed figures: which open cases move, told before anything is done.

Two acts, ``calendar`` and ``figures``, look at a file and say what would follow; ``apply`` takes
exactly the content that was looked at into the office's folder and reckons the open cases anew.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import calendar as calendars
from gkdesk.base import files
from gkdesk.base.calendar import WorkCalendar, YearNotice
from gkdesk.base.errors import BadFile, Declined, Problem

from . import listing, store
from .clock import clock_state
from .clockstate import ClockState
from .ledger import Ledger
from .model import State, day_text
from .rulefile import CLOCK
from .rules import RuleMissing, Rules

LARGEST = 1 << 20  # bytes of a calendar or rule file
_FOLDER = "calendar"
_LATE = "最早的申请是{}收到的，那时还没有这项数值可用"


class Outdated(Declined):
    """Cases were worked on, or another file taken in, since the preview."""

    message = "预览之后办理情况有变化，没有导入任何内容。请重新预览，核对后再导入。"


@dataclass(frozen=True, slots=True)
class Moved:
    """One open case whose last day changes; ``None`` while it stands still or is unknown.

    ``was_provisional`` and ``provisional``: whether the day before and after is 暂估.
    ``warning``: a recorded step the new figures do not fit, in words.
    """

    number: str
    uid: str
    state: State
    was: date | None
    was_provisional: bool
    due: date | None
    provisional: bool
    warning: str = ""

    @property
    def becomes(self) -> str:
        """Say in words what changes: 转为确定, 转为暂估, 推后, 提前."""
        if self.was_provisional != self.provisional:
            return "转为暂估" if self.provisional else "转为确定"
        if self.was is None or self.due is None:
            return "重新推算"
        if self.was == self.due:
            return "不变"
        return "推后" if self.due > self.was else "提前"


@dataclass(frozen=True, slots=True)
class Impact:
    """What taking a file in would do. Nothing is done yet.

    ``same``: how many open cases keep their day; ``replaces``: the office has such a file.
    """

    name: str  # of the file that was looked at
    title: str
    target: Path  # where it goes in the office's folder
    moved: tuple[Moved, ...]
    same: int
    replaces: bool
    changes: tuple[str, ...] = ()  # what the file says otherwise than before, in words
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class KnownYear:
    """One year whose notice is loaded: its days off and worked, and whose file it is."""

    year: int
    off: int
    worked: int
    source: str
    own: bool
    local: bool = False


class Impacts:
    """Takes holiday notices and figures of law into the office, after a preview."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger

    def years(self) -> list[KnownYear]:
        """Return the years known, the newest first; an office's own file is before ours.

        Raises:
            BadFile: a calendar file of the office has mistakes.
        """
        found: dict[tuple[int, bool], KnownYear] = {}
        for own, folder in ((False, self._session.resources), (True, self._session.folder)):
            for path in sorted((folder / _FOLDER).glob("*.json")):
                one = calendars.read_notice(path)
                found[one.year, one.local] = KnownYear(
                    one.year, len(one.off), len(one.work), "；".join(one.source), own, one.local
                )
        return sorted(found.values(), key=lambda known: (-known.year, known.local))

    def calendar(self, path: Path) -> Impact:
        """Check a calendar file and say which open cases it would move; nothing is changed.

        Raises:
            BadFile: every mistake of the file.
            Blocked: it cannot be read.
        """
        return self.calendar_of(path.name, files.read(path, largest=LARGEST))

    def calendar_of(self, name: str, data: bytes) -> Impact:
        """Say the same of a calendar that is in memory; ``name`` stands for the file's.

        Raises:
            BadFile: every mistake of it.
        """
        notice = calendars.notice_of(name, data)
        target = self._place(notice)
        before = calendars.read_notice(target) if target.exists() else self._shipped(notice)
        local = "（民族自治地方）" if notice.local else ""
        title = f"{notice.year}年放假安排{local}"
        return self._impact(
            Impact(name, title, target, (), 0, target.exists(), _day_changes(before, notice), data)
        )

    def figures(self, path: Path) -> Impact:
        """Check a changed ``request_clock.toml`` and say which open cases it would move.

        Raises:
            BadFile: every mistake of the file.
            Blocked: it cannot be read.
        """
        return self.figures_of(path.name, files.read(path, largest=LARGEST))

    def figures_of(self, name: str, data: bytes) -> Impact:
        """Say the same of figures that are in memory; ``name`` stands for the file's.

        Raises:
            BadFile: every mistake of them.
        """
        own = self._session.forms.own or self._session.folder / "forms"
        target = own / "rules" / f"{CLOCK}.toml"
        rules = self._rules(name, data)
        changes = _figure_changes(self._ledger.rules, rules)
        return self._impact(Impact(name, "期限数值", target, (), 0, target.exists(), changes, data))

    def apply(self, impact: Impact) -> Impact:
        """Take the file in: write it, reckon the open cases anew and audit it, all or nothing.

        Raises:
            Outdated: the cases or files are not what the preview saw.
            NotAllowed: figures of law are changed by a 负责人 or 管理员 only.
            Blocked: the folder cannot be written; nothing is changed.
        """
        session, target = self._session, impact.target
        if target.suffix != ".json":
            session.require(Role.LEADER, Role.ADMIN)
        if self._impact(impact) != impact:
            raise Outdated
        before = target.read_bytes() if target.exists() else None
        with ExitStack() as undo:
            undo.callback(self._ledger.forget)
            with session.transaction():
                files.write(target, impact.data)
                undo.callback(_restore, target, before)
                self._ledger.forget()
                for one in impact.moved:
                    self._ledger.reckon(self._ledger.find(one.uid))
                session.audit(
                    "requests.calendar" if target.suffix == ".json" else "requests.figures",
                    target.stem, moved=len(impact.moved),
                    cases=[one.number for one in impact.moved],
                )  # fmt: skip
            undo.pop_all()
        return impact

    def forget(self) -> None:
        """Read figures and calendars anew when next asked: their files were changed."""
        self._ledger.forget()

    def renew(self) -> None:
        """Read figures and calendars anew and reckon every open case by them.

        Raises:
            BadFile: a file has mistakes; the cases stay as they were.
        """
        self._ledger.forget()
        with self._session.transaction():
            for row in store.open_ones(self._session.conn):
                new = self._ledger.standing(row)
                # what stays is not told to the county anew
                if any(
                    getattr(row, name) != getattr(new, name) for name in store.Standing.__slots__
                ):
                    store.put_standing(self._session.conn, row.id, new)

    def _impact(self, impact: Impact) -> Impact:
        """Reckon every open case with and without the file's content."""
        rules, calendar = self._ledger.rules, self._ledger.calendar
        if impact.target.suffix == ".json":
            calendar = self._with(impact)
        else:
            rules = self._rules(impact.name, impact.data)
        moved, same = [], 0
        for row in store.open_ones(self._session.conn):
            old, new = self._ledger.clock(row), self._clock(row, rules, calendar)
            if _days_of(old) == _days_of(new) and old.warnings == new.warnings:
                same += 1
                continue
            state = self._ledger.fresh(row).state
            told = [words for words in new.warnings if words not in old.warnings]
            moved.append(
                Moved(
                    row.number, row.uid, state, old.shown_due, old.provisional,
                    new.shown_due, new.provisional, "；".join(told),
                )
            )  # fmt: skip
        return replace(impact, moved=tuple(moved), same=same)

    def _clock(self, row: store.Stored, rules: Rules, calendar: WorkCalendar) -> ClockState:
        events = self._ledger.plain_events(row)
        today = self._ledger.today(events)
        return clock_state(events, rules.on(row.received_on), calendar, today=today)

    def _with(self, impact: Impact) -> WorkCalendar:
        """Return the calendar as it would be with the file in its place."""
        new = calendars.notice_of(impact.name, impact.data)
        years: dict[int, YearNotice] = {}
        local: list[YearNotice] = []
        for folder in (self._session.resources, self._session.folder):
            for path in sorted((folder / _FOLDER).glob("*.json")):
                if path == impact.target:
                    continue
                one = calendars.read_notice(path)
                if one.local:
                    local.append(one)
                else:
                    years[one.year] = one
        if new.local:
            local.append(new)
        else:
            years[new.year] = new
        return WorkCalendar([*years.values(), *local])

    def _place(self, notice: YearNotice) -> Path:
        """Return where a notice goes: over the office's own file of that year, or a new one."""
        folder = self._session.folder / _FOLDER
        for path in sorted(folder.glob("*.json"), reverse=True):
            one = calendars.read_notice(path)
            if (one.year, one.local) == (notice.year, notice.local):
                return path
        return folder / f"{'local' if notice.local else 'CN'}-{notice.year}.json"

    def _shipped(self, notice: YearNotice) -> YearNotice | None:
        path = self._session.resources / _FOLDER / f"CN-{notice.year}.json"
        return calendars.read_notice(path) if path.exists() and not notice.local else None

    def _rules(self, name: str, data: bytes) -> Rules:
        """Return the rules with other figures; they are checked under the name they will have."""
        own = Path(tempfile.gettempdir())
        with files.file_trouble(own), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{CLOCK}.toml"
            path.write_bytes(data)
            try:
                rules = self._ledger.rules.changed(path)
            except BadFile as error:
                raise BadFile(name, error.problems) from error
        earliest = listing.first_received(self._session.conn)
        if earliest is None:
            return rules
        try:
            rules.on(earliest)
        except RuleMissing as error:
            # a case nobody could open any more
            place = Problem("from", f"{error.values['label']}：{_LATE.format(day_text(earliest))}")
            raise BadFile(name, [place]) from error
        return rules


def _days_of(clock: ClockState) -> tuple[date | None, bool]:
    return clock.shown_due, clock.provisional


def _restore(target: Path, before: bytes | None) -> None:
    """Put back what was there: the transaction after the writing did not hold."""
    if before is None:
        target.unlink(missing_ok=True)
    else:
        files.write(target, before)


def _day_changes(before: YearNotice | None, after: YearNotice) -> tuple[str, ...]:
    """Say which days the notice takes otherwise than before; all of them when there was none."""
    if before is None:
        return (f"放假{len(after.off)}天，调休上班{len(after.work)}天",)
    days = sorted({*before.off, *after.off, *before.work, *after.work})
    return tuple(
        f"{day_text(day)}：{_is(before, day)}改为{_is(after, day)}"
        for day in days
        if _is(before, day) != _is(after, day)
    )


def _is(notice: YearNotice, day: date) -> str:
    if day in notice.work:
        return "调休上班"
    return f"{notice.off[day]}放假" if day in notice.off else "平常日"


def _figure_changes(old: Rules, new: Rules) -> tuple[str, ...]:
    """Say which figures differ, are new or gone."""
    was = {(figure.name, figure.since): figure for figure in old.figures()}
    now = {(figure.name, figure.since): figure for figure in new.figures()}
    found = []
    for key in dict.fromkeys([*was, *now]):
        one, other = was.get(key), now.get(key)
        before, after = one.words if one else "没有", other.words if other else "没有"
        named = other or one
        if named is not None and before != after:
            since = day_text(named.since)
            found.append(f"{named.label}（{since}起）：{before}改为{after}")
    return tuple(found)
