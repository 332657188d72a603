"""The lists beside the cases: 疑难件, 转主动公开, deliveries; and what the agenda says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files, privacy
from gkdesk.base.errors import Declined
from gkdesk.base.handover import Due

from . import delivery, followups, listing, store
from .followups import PublicStage
from .ledger import Ledger
from .model import Event, EventKind, State

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

_STAGES = {
    PublicStage.PROPOSED: "待决定",
    PublicStage.DECIDED: "待发布",
    PublicStage.REFUSED: "不转",
    PublicStage.PUBLISHED: "已发布",
}


class NothingToList(Declined):
    """A list without a line."""

    message = "没有可以打印的{what}。请先登记，或者核对编号，没有写入文件。"


@dataclass(frozen=True, slots=True)
class DifficultRow:
    """One difficult case; ``due_on`` is the day of its filing, an estimate if ``provisional``."""

    number: str
    uid: str
    received_on: date
    content: str
    cause: str
    marked_on: date
    conferred_on: date | None
    outcome: str
    replied_on: date | None
    filed_on: date | None
    filed_to: str
    due_on: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One proposal to publish what was asked for (《条例》第四十四条)."""

    number: str
    uid: str
    info_title: str
    reason: str
    stage: PublicStage
    stage_label: str
    proposed_on: date
    decided_on: date | None
    decided_by: str
    due_on: date | None
    provisional: bool
    publish_url: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try to deliver the last reply."""

    on: date
    way: str
    proof: str
    returned: bool
    arrived_on: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """How the last reply was delivered: the day that counts, the day the remedies run from."""

    replied_on: date | None
    remedies_from: date | None
    tries: tuple[TryRow, ...]


class FollowUps:
    """Reads these lists and prints them."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    def difficult(self) -> list[DifficultRow]:
        """Return every difficult case, the oldest application first."""
        labels = {rule.code: rule.label for rule in self._ledger.rules.outcomes()}
        rows = listing.with_events(self._session.conn, (EventKind.DIFFICULT,))
        return [self._difficult(row, labels) for row in rows]

    def openings(self) -> list[OpeningRow]:
        """Return every proposal to publish, the last one of each case."""
        rows = listing.with_events(self._session.conn, (EventKind.TO_PUBLIC,))
        return [self._opening(row) for row in rows]

    def delivered(self, number_or_uid: str) -> Delivered:
        """Return the tries to deliver the last reply.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        events, ways = self._ledger.events(row), self._ledger.rules.ways
        found = []
        for one in delivery.tries(events):
            method = one.event.method
            way = delivery.way_of(method, ways, one.on) if method is not None else None
            detail = one.event.detail
            told = [one.result.detail.get("mail_proof", "") if one.result else ""]
            told += [detail.get(name, "") for name in ("mail_no", "refuse_reason", "public_reason")]
            found.append(
                TryRow(
                    on=one.on,
                    way=way.label if way else (method.label if method else ""),
                    proof=way.proof if way else "",
                    returned=one.returned,
                    arrived_on=one.arrived_on,
                    remark="，".join(text for text in told if text),
                )
            )
        runs = delivery.remedies_from(events, ways)
        return Delivered(followups.answered_on(events), runs, tuple(found))

    def difficult_list(self, path: Path, numbers: Sequence[str] = ()) -> int:
        """Write the list for the county as a PDF; return how many cases it has.

        Nobody is named; long numbers in the words of an application are masked.

        Raises:
            NothingToList: there is none.
            Blocked: the place cannot be written.
        """
        rows = [one for one in self.difficult() if not numbers or one.number in numbers]
        lines = [
            "\t".join((
                one.number, one.received_on.isoformat(), privacy.masked(one.content), one.cause,
                _iso(one.conferred_on), one.outcome, _iso(one.replied_on), _iso(one.filed_on),
            ))
            for one in rows
        ]  # fmt: skip
        self._write("request_difficult_list", lines, path, "疑难件")
        return len(rows)

    def convert_list(self, path: Path, numbers: Sequence[str] = ()) -> int:
        """Write the 移送明细表 (F9) of what was decided to be published; return how many.

        Raises:
            NothingToList: there is none.
            Blocked: the place cannot be written.
        """
        ready = (PublicStage.DECIDED, PublicStage.PUBLISHED)
        rows = [
            one
            for one in self.openings()
            if one.stage in ready and (not numbers or one.number in numbers)
        ]
        lines = [
            "\t".join((
                one.info_title, one.number, one.reason, one.publish_url, _iso(one.published_on),
            ))
            for one in rows
        ]  # fmt: skip
        self._write("request_convert_list", lines, path, "转为主动公开的信息")
        return len(rows)

    def _write(self, form: str, lines: Sequence[str], path: Path, what: str) -> None:
        if not lines:
            raise NothingToList(what=what)
        items = [line.replace("\n", " ") for line in lines]
        values: dict[str, str | list[str]] = {
            "issue_date": self._session.today.isoformat(),
            "items": items,
        }
        data = self._documents.render(form, values)
        with self._session.transaction():
            self._session.audit("requests.list", form, lines=len(items))
        files.write(path, data)

    def _difficult(self, row: store.Stored, labels: dict[str, str]) -> DifficultRow:
        events = self._ledger.events(row)
        case, due = followups.hard(events), filing_due(row, events, self._ledger)
        marked = case.marked
        assert marked is not None  # noqa: S101 - the query asked for it
        return DifficultRow(
            number=row.number,
            uid=row.uid,
            received_on=row.received_on,
            content=self._ledger.open(row).content,
            cause=marked.detail.get("cause_label", ""),
            marked_on=marked.on,
            conferred_on=case.conferred.on if case.conferred else None,
            outcome=labels.get(row.outcome, row.outcome),
            replied_on=followups.answered_on(events),
            filed_on=case.filed.on if case.filed else None,
            filed_to=case.filed.detail.get("filed_to", "") if case.filed else "",
            due_on=due[0] if due else None,
            provisional=bool(due and due[1]),
        )

    def _opening(self, row: store.Stored) -> OpeningRow:
        found = followups.opening(self._ledger.events(row))
        asked, decided, published = found.proposed, found.decided, found.published
        assert asked is not None  # noqa: S101 - the query asked for it
        due = publishing_due(decided, self._ledger) if decided and decided.approved else None
        return OpeningRow(
            number=row.number,
            uid=row.uid,
            info_title=asked.detail.get("info_title", ""),
            reason=asked.detail.get("reason", ""),
            stage=found.stage,
            stage_label=_STAGES[found.stage],
            proposed_on=asked.on,
            decided_on=decided.on if decided else None,
            decided_by=decided.detail.get("decided_by", "") if decided else "",
            due_on=due[0] if due else None,
            provisional=bool(due and due[1]),
            publish_url=published.detail.get("publish_url", "") if published else "",
            published_on=published.on if published else None,
        )


def filing_due(
    row: store.Stored, events: Sequence[Event], ledger: Ledger
) -> tuple[date, bool] | None:
    """Return the last day to file a difficult case, and whether it is an estimate."""
    case, answered = followups.hard(events), followups.answered_on(events)
    if case.marked is None or case.filed is not None or answered is None:
        return None
    days = ledger.rules.follow_up("file_up", row.received_on).days
    found = ledger.calendar.estimate(answered, days)
    return found.on, found.provisional


def publishing_due(decided: Event, ledger: Ledger) -> tuple[date, bool]:
    """Return the last day to publish what was decided (《条例》第二十六条)."""
    days = ledger.rules.follow_up("publish", decided.on).days
    found = ledger.calendar.estimate(decided.on, days)
    return found.on, found.provisional


def agenda(session: Session, ledger: Ledger) -> list[Due]:
    """Return what is still to be done beside the replies; opens nothing sealed."""
    kinds = (EventKind.DIFFICULT, EventKind.TO_PUBLIC, EventKind.ARRIVED)
    found: list[Due] = []
    for row in listing.with_events(session.conn, kinds):
        events = ledger.plain_events(row)
        if row.state is State.CLOSED and delivery.returned(events):
            found.append(_due(row, "答复书退回，待再次送达", "再次送达", None))
        filing = filing_due(row, events, ledger)
        if filing is not None:
            found.append(_due(row, "疑难件待报备案", "报备案", filing))
        stage = followups.opening(events)
        if stage.stage is PublicStage.PROPOSED:
            found.append(_due(row, "转主动公开待决定", "登记决定", None))
        elif stage.stage is PublicStage.DECIDED and stage.decided is not None:
            due = publishing_due(stage.decided, ledger)
            found.append(_due(row, "转主动公开待发布", "登记发布", due))
    return found


def _due(row: store.Stored, detail: str, verb: str, due: tuple[date, bool] | None) -> Due:
    on, estimated = due if due is not None else (None, False)
    return Due("requests", row.uid, row.number, detail, on, verb, estimated)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
