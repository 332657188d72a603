"""移送: each month's published records handed over to archive and library, and called back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gkdesk.accounts.session import Session
from gkdesk.base import figures
from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.handover import Due
from gkdesk.base.text import tidy

from . import transferrules, transferstore
from .published import Published, PublishedIn, WithdrawnOf
from .regmodel import WRITERS, Per
from .regperiod import Span
from .transfermodel import Counted, Handed, Standing
from .transferrules import Receiver, Rule, TransferRules

if TYPE_CHECKING:
    from collections.abc import Callable

Events = Mapping[str, Sequence[dict[str, Any]]]
HANDED, RECALLED, COUNTED = "handed", "recalled", "counted"
_MOST_MONTHS = 24
_LONGEST = 200


class NotAMonth(Declined):
    """Hand-over goes by months that are over."""

    message = (
        "{period}不能移送：移送按月办理，要等当月结束。请选一个已经结束的月份，没有改动任何内容。"
    )


class NoSuchReceiver(Declined):
    """No receiver of this code."""

    message = "没有编号为“{code}”的接收单位。可用的有：{known}。数据没有改动。"


class NothingToHand(Declined):
    """The month was handed over and nothing came after."""

    message = "{month}的公开信息已经移送{receiver}，没有要补送的。没有写入任何内容。"


class NothingToRecall(Declined):
    """Nothing handed over was withdrawn."""

    message = "{month}移送{receiver}的信息里没有已撤下的，不用撤回。没有写入任何内容。"


class Transfer:
    """What was handed over and what is owed."""

    def __init__(
        self, session: Session, published: PublishedIn, withdrawn: WithdrawnOf,
        calendar: Callable[[], WorkCalendar],
    ) -> None:  # fmt: skip
        self._session = session
        self.published, self._withdrawn = published, withdrawn
        self._calendar = calendar

    @cached_property
    def rules(self) -> TransferRules:
        """The rules in use.

        Raises:
            BadFile: the file is wrong.
        """
        return transferrules.load(self._session.forms.paths("rules")[transferrules.NAME])

    @property
    def receivers(self) -> tuple[Receiver, ...]:
        county = self._session.organ.county
        return tuple(
            Receiver(one.code, one.name.replace("{county}", county)) for one in self.rules.receivers
        )

    def receiver(self, code: str) -> Receiver:
        """Return a receiver by code or name.

        Raises:
            NoSuchReceiver: there is none.
        """
        for one in self.receivers:
            if code in (one.code, one.name):
                return one
        known = "、".join(f"{one.name}（{one.code}）" for one in self.receivers)
        raise NoSuchReceiver(code=code[:40], known=known)

    def rule(self, month: Span) -> Rule:
        """Return the rule of a month; the oldest one for a month before it."""
        return self.rules.on(month.last) or min(self.rules.rules, key=lambda one: one.from_on)

    def month(self, text: str) -> Span:
        """Read a month that is over.

        Raises:
            BadPeriod, NotAMonth: it is none.
        """
        span = Span.parse(text)
        if span.per is not Per.MONTH or span.last >= self._session.today:
            raise NotAMonth(period=span.label)
        return span

    def standings(self, months: int = 12) -> list[Standing]:
        """Return every month since the first hand-over, newest first; at least the last one."""
        events = self._events()
        first = min((Span.parse(one["month"]).first for one in events[HANDED]), default=None)
        spans = [Span.of(Per.MONTH, self._session.today).before()]
        while len(spans) < min(months, _MOST_MONTHS) and first and spans[-1].first > first:
            spans.append(spans[-1].before())
        return self._standings(spans, self.receivers, events)

    def standing(self, month: str, code: str) -> Standing:
        """Return one month and receiver.

        Raises:
            BadPeriod, NotAMonth, NoSuchReceiver: there is none.
        """
        return self._standings([self.month(month)], [self.receiver(code)], self._events())[0]

    def hand(self, month: str, code: str, on: date, *, taken_by: str, note: str = "") -> Standing:
        """Note that a month was handed over: everything, or what came later.

        A month without records is handed over too: with a stamped list that says so.

        Raises:
            NothingToHand: all of it is there.
            BadValue: nobody received it, or the day cannot be.
        """
        self._session.require(*WRITERS)
        one = self.standing(month, code)
        if one.done:
            raise NothingToHand(month=one.month.label, receiver=one.receiver.name)
        rows = one.late if one.handed else one.rows
        self._note(one, HANDED, on, taken_by, {
            "rows": [row.as_dict() for row in rows], "note": tidy(note)[:_LONGEST],
        })  # fmt: skip
        return self.standing(month, code)

    def recall(self, month: str, code: str, on: date, *, taken_by: str) -> Standing:
        """Note that the withdrawal letter was handed over with what must come back.

        Raises:
            NothingToRecall: nothing of it was withdrawn.
            BadValue: nobody received it, or the day cannot be.
        """
        self._session.require(*WRITERS)
        one = self.standing(month, code)
        if not one.recall:
            raise NothingToRecall(month=one.month.label, receiver=one.receiver.name)
        rows = [row.as_dict() for row in one.recall]
        self._note(one, RECALLED, on, taken_by, {"rows": rows})
        return self.standing(month, code)

    def counts(self, quarter: str) -> list[Counted]:
        """Return a quarter's cross-check, a line for each receiver.

        Raises:
            BadPeriod: not a quarter.
        """
        span = Span.parse(quarter)
        if span.per is not Per.QUARTER:
            span = Span.of(Per.QUARTER, span.first)
        return self._counts(span, self._events())

    def note_count(self, quarter: str, code: str, theirs: int) -> Counted:
        """Note how many records of a quarter the receiver holds.

        Raises:
            BadPeriod, NoSuchReceiver: there is none.
            BadValue: no possible number.
        """
        self._session.require(*WRITERS)
        if theirs < 0:
            raise BadValue("theirs", "接收单位件数", "不能小于0")
        receiver = self.receiver(code)
        span = Span.of(Per.QUARTER, Span.parse(quarter).first)
        self._write(str(span), receiver, COUNTED, self._session.today, {"theirs": theirs})
        return next(one for one in self.counts(str(span)) if one.receiver == receiver)

    def agenda(self) -> list[Due]:
        """Return the hand-overs and call-backs that wait."""
        events = self._events()
        last = Span.of(Per.MONTH, self._session.today).before()
        used = any(events.values())
        if not used and not self.published(last.first, last.last):
            return []
        return [due for one in self.standings() for due in _dues(one)] + self._uncounted(events)

    def _uncounted(self, events: Events) -> list[Due]:
        """Return the receivers whose count of the last quarter was not noted."""
        span = Span.of(Per.QUARTER, self._session.today).before()
        day = span.next().first.replace(day=self.rule(span).count_day)
        due = figures.next_worked(day, self._calendar())
        return [
            Due("records", f"transfer:{span.last:%Y-%m}:{one.receiver.code}",
                f"核对{one.receiver.name}件数：{span.label}", f"应有{one.held}件",
                due.on, "核对件数", due.provisional)
            for one in self._counts(span, events)
            if one.theirs is None and one.handed
        ]  # fmt: skip

    # inside

    def _standings(
        self, spans: Sequence[Span], receivers: Sequence[Receiver], events: Events
    ) -> list[Standing]:
        """Return months, newest first, and receivers; the records are asked once for all."""
        rows = self.published(spans[-1].first, spans[0].last)
        gone = {row["uid"] for one in events[HANDED] for row in one["rows"]}
        withdrawn = self._withdrawn(gone) if gone else {}
        return [
            self._standing(span, receiver, events, (rows, withdrawn))
            for span in spans
            for receiver in receivers
        ]

    def _standing(
        self, month: Span, receiver: Receiver, events: Events,
        known: tuple[Sequence[Published], Mapping[str, date]],
    ) -> Standing:  # fmt: skip
        def mine(kind: str) -> list[dict[str, Any]]:
            at = (str(month), receiver.code)
            return [one for one in events[kind] if (one["month"], one["receiver"]) == at]

        rows = [row for row in known[0] if month.holds(row.published_on)]
        handed = tuple(
            Handed(one["on"], one["taken_by"], one.get("note", ""),
                   tuple(map(Published.of, one["rows"])))
            for one in mine(HANDED)
        )  # fmt: skip
        gone = {row.uid: row for one in handed for row in one.rows}
        back = {row["uid"] for one in mine(RECALLED) for row in one["rows"]}
        due = self._due(month)
        return Standing(
            month, receiver, due.on, due.provisional, tuple(rows), handed,
            tuple(row for row in rows if row.uid not in gone),
            tuple(row for uid, row in gone.items() if uid in known[1] and uid not in back),
        )  # fmt: skip

    def _due(self, month: Span) -> Estimate:
        day = month.next().first.replace(day=self.rule(month).day)
        return figures.next_worked(day, self._calendar())

    def _counts(self, span: Span, events: Events) -> list[Counted]:
        rows = self.published(span.first, span.last)
        return [self._counted(span, one, len(rows), events) for one in self.receivers]

    def _counted(
        self, span: Span, receiver: Receiver, published: int,
        events: Events,
    ) -> Counted:  # fmt: skip
        def uids(kind: str) -> set[str]:
            return {
                row["uid"]
                for one in events[kind]
                if one["receiver"] == receiver.code and span.holds(Span.parse(one["month"]).first)
                for row in one["rows"]
            }

        told = [
            one["theirs"] for one in events[COUNTED]
            if (one["month"], one["receiver"]) == (str(span), receiver.code)
        ]  # fmt: skip
        handed, recalled = uids(HANDED), uids(RECALLED)
        theirs = int(told[-1]) if told else None
        return Counted(span, receiver, published, len(handed), len(recalled), theirs)

    def _note(
        self, one: Standing, kind: str, on: date, taken_by: str, words: Mapping[str, object]
    ) -> None:
        name = tidy(taken_by)[:_LONGEST]
        if not name:
            raise BadValue("taken_by", "接收人", "没有填写")
        if not one.month.last < on <= self._session.today:
            raise BadValue("on", "移送日期", f"应在{one.month.label}以后，不晚于今天")
        self._write(str(one.month), one.receiver, kind, on, {**words, "taken_by": name})

    def _write(
        self, month: str, receiver: Receiver, kind: str, on: date, words: Mapping[str, object]
    ) -> None:
        session, uid = self._session, uuid.uuid4().hex
        with session.transaction():
            transferstore.add(session.conn, transferstore.StoredTransfer(
                uid, month, receiver.code, kind, on.isoformat(),
                session.now().isoformat(timespec="seconds"), session.user.name,
                session.vault.seal_json(words, _place(uid)),
            ))  # fmt: skip
            session.audit(f"transfer.{kind}", f"{month}/{receiver.code}", on=on.isoformat())

    def _events(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {HANDED: [], RECALLED: [], COUNTED: []}
        for row in transferstore.events(self._session.conn):
            words: dict[str, Any] = dict(self._session.vault.open_json(row.sealed, _place(row.uid)))
            words |= {"month": row.month, "receiver": row.receiver,
                      "on": date.fromisoformat(row.on_day)}  # fmt: skip
            found[row.kind].append(words)
        return found


def _dues(one: Standing) -> list[Due]:
    subject, found = f"transfer:{one.month}:{one.receiver.code}", []
    title = f"移送{one.receiver.name}：{one.month.label}"
    if not one.done:
        late = f"补送{len(one.late)}件"
        detail = late if one.handed else (
            f"{len(one.rows)}件" if one.rows else "当月没有，也要送盖章的目录表"
        )  # fmt: skip
        found.append(Due("records", subject, title, detail, one.due_on, "移送", one.provisional))
    if one.recall:
        detail = f"已撤下{len(one.recall)}件，要送撤回函"
        found.append(Due("records", subject, title, detail, None, "送撤回函"))
    return found


def _place(uid: str) -> str:
    return f"transfer_event.sealed#{uid}"
