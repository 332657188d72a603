"""台账: one line for each application (domain sheet F1), as a workbook or on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files, tablesheet
from gkdesk.base.errors import Declined
from gkdesk.base.privacy import masked
from gkdesk.base.progress import Report, silent
from gkdesk.base.text import mask_id, mask_phone

from . import acts, listing, store
from .clock import clock_state
from .clockstate import ClockState
from .daysheet import DayKind
from .fields import read_form
from .ledger import Ledger
from .model import (
    ApplicantKind,
    BadForm,
    Carrier,
    Channel,
    Event,
    EventKind,
    Field,
    FieldFault,
    Method,
    ObtainWay,
    OrgCategory,
    day_text,
)

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

LEDGER_FORM, REGISTER_FORM = "request_ledger", "request_register"
_HEADINGS = (
    "登记编号", "申请方式", "收到申请之日", "申请人", "申请人类别", "证件号码", "联系电话",
    "申请内容", "获取方式", "承办人", "答复期限", "是否延期", "扣除工作日", "办理结果",
    "答复文号", "答复日期", "送达方式", "送达日期", "复议诉讼", "备注",
)  # fmt: skip
_WIDTHS = (
    23, 8, 11.5, 11, 11, 21, 13.5, 34, 10, 9, 11.5, 6, 6, 15, 16, 11.5, 10, 11.5, 10, 16,
)  # fmt: skip
_LEFT = frozenset({0, 7, 13, 14, 19})
_CHANNELS = {Channel.COUNTER: "当面提交", Channel.MAIL: "邮寄", Channel.FAX: "传真"}


class NothingReceived(Declined):
    """The period has no applications."""

    message = "{first}至{last}没有收到申请，没有台账可以导出。请核对起止日期，没有写入文件。"


class NothingChosen(Declined):
    """No case was chosen."""

    message = "没有选中申请。请先在清单里勾选，没有写入文件。"


class UnknownEnding(Declined):
    """Neither a workbook nor a PDF is asked for."""

    message = "不知道要把“{name}”写成什么文件。文件名请以 .xlsx 或 .pdf 结尾，没有写入文件。"


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of the ledger; identity number and telephone are masked already.

    ``excluded_days`` are working days. ``review_or_suit`` says in words what came of it.
    """

    number: str
    channel: str
    received_on: date
    name: str
    category: str
    id_number: str
    phone: str
    content: str
    obtain_way: str
    officer: str
    due_on: date | None
    provisional: bool
    extended: bool
    excluded_days: int
    outcome: str
    reply_number: str
    replied_on: date | None
    delivery: str
    delivered_on: date | None
    remark: str
    review_or_suit: str = ""

    @property
    def due(self) -> str:
        """The day due in words, as it stands in a cell that may hold an estimate."""
        if self.due_on is None:
            return ""
        return f"{self.due_on}（暂估）" if self.provisional else self.due_on.isoformat()


class Book:
    """Writes the ledger and the register's sheets; changes nothing but the audit."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    def fields(self) -> tuple[Field, ...]:
        """Return what is asked about the period: this year so far, if nothing else is said."""
        today = self._session.today
        return (
            Field("first", "从哪天起", "date", True, today.replace(month=1, day=1).isoformat()),
            Field("last", "到哪天止", "date", True, today.isoformat()),
        )

    def period(self, values: Mapping[str, object]) -> tuple[date, date]:
        """Read the first and the last day of a period.

        Raises:
            BadForm: not two days in order.
        """
        form = read_form(self.fields(), values)
        first, last = (date.fromisoformat(form[name]) for name in ("first", "last"))
        if last < first:
            raise BadForm([FieldFault("last", "到哪天止", "应不早于起始日期")])
        return first, last

    def rows(self, first: date, last: date) -> list[BookRow]:
        """Return the applications received from ``first`` to ``last``, by the day of receipt."""
        return self._lines(listing.within(self._session.conn, first, last))

    def late(self, first: date, last: date) -> list[tuple[str, str]]:
        """Return (number, what is wrong) of what was due from ``first`` to ``last``."""
        from . import latecases

        rows = self.rows(first - latecases.LONGEST, last)
        return latecases.late(rows, first, last, self._session.today)

    def chosen(self, numbers_or_uids: Sequence[str]) -> list[BookRow]:
        """Return chosen applications in the order given.

        Raises:
            NoSuchRequest: no request has one of these numbers or uids.
        """
        return self._lines([self._ledger.find(one) for one in numbers_or_uids])

    def write(self, path: Path, first: date, last: date) -> int:
        """Write a period's ledger as .xlsx or .pdf; return how many applications it has.

        Raises:
            UnknownEnding: another kind of file.
            NothingReceived: the period has none.
            MissingGlyph: a character cannot be printed.
            Blocked: the place cannot be written.
        """
        _ending(path)
        found = self.rows(first, last)
        if not found:
            raise NothingReceived(first=day_text(first), last=day_text(last))
        return self._write(path, found, f"{day_text(first)}至{day_text(last)}")

    def write_chosen(self, path: Path, numbers_or_uids: Sequence[str]) -> int:
        """Write the ledger of chosen applications; raises as ``write``, and ``NothingChosen``."""
        _ending(path)
        if not numbers_or_uids:
            raise NothingChosen
        found = self.chosen(numbers_or_uids)
        days = sorted(row.received_on for row in found)
        span = f"{day_text(days[0])}至{day_text(days[-1])}（选中的{len(found)}件）"
        return self._write(path, found, span)

    def write_forms(
        self, path: Path, numbers_or_uids: Sequence[str], report: Report = silent
    ) -> int:
        """Write the register's sheet (登记表) of each chosen application into one PDF.

        Raises:
            NothingChosen: none is chosen.
            NoSuchRequest: one of them is not there.
            MissingGlyph: a character cannot be printed.
            Blocked: the place cannot be written.
        """
        from gkdesk.documents.bindery import bound

        if not numbers_or_uids:
            raise NothingChosen
        stored = [self._ledger.find(one) for one in numbers_or_uids]
        parts = []
        for at, (row, line) in enumerate(zip(stored, self._lines(stored), strict=True)):
            report(at, len(stored), row.number)
            parts.append(self._documents.render(REGISTER_FORM, self._form(row, line)))
        files.write(path, bound([(part, False) for part in parts]))
        with self._session.transaction():
            self._session.audit("requests.forms", path.suffix.lower(), count=len(parts))
        return len(parts)

    def _write(self, path: Path, rows: Sequence[BookRow], period: str) -> int:
        data = self._workbook(rows, period) if path.suffix.lower() == ".xlsx" else None
        files.write(path, data or self._paper(rows, period))
        with self._session.transaction():
            self._session.audit("requests.ledger", path.suffix.lower(), count=len(rows))
        return len(rows)

    def _lines(self, stored: Sequence[store.Stored]) -> list[BookRow]:
        events = listing.events_of(self._session.conn, [row.id for row in stored])
        labels = {rule.code: rule.label for rule in self._ledger.rules.outcomes()}
        return [self._line(row, events[row.id], labels) for row in stored]

    def _line(
        self, row: store.Stored, events: Sequence[Event], labels: Mapping[str, str]
    ) -> BookRow:
        applicant = self._ledger.open(row)
        rules, today = self._ledger.rules.on(row.received_on), self._ledger.today(events)
        clock = clock_state(events, rules, self._ledger.calendar, today=today)
        outcome = acts.outcome_of(events)
        papers = acts.replies_of(self._documents.of(f"request:{row.uid}"))
        delivered = next((one for one in events if one.kind is EventKind.DELIVER), None)
        arrived = [one for one in events if one.kind is EventKind.ARRIVED]
        category = OrgCategory(row.org_category) if row.org_category else OrgCategory.OTHER
        return BookRow(
            number=row.number,
            channel=Channel(row.channel).label,
            received_on=row.received_on,
            name=applicant.name,
            category="自然人" if row.kind == ApplicantKind.CITIZEN else category.label,
            id_number=mask_id(applicant.id_number),
            phone=mask_phone(applicant.phone) if applicant.phone else "",
            content=masked(applicant.content),
            obtain_way=ObtainWay(row.obtain_way).label,
            officer=row.officer,
            due_on=clock.shown_due,
            provisional=clock.provisional,
            extended=clock.extended,
            excluded_days=_excluded(clock),
            outcome=labels.get(outcome, outcome),
            reply_number=papers[-1].number if papers else "",
            replied_on=clock.replied_on,
            delivery=delivered.method.label if delivered and delivered.method else "",
            delivered_on=_delivered_on(delivered, arrived),
            remark=masked(applicant.remark),
        )

    def _workbook(self, rows: Sequence[BookRow], period: str) -> bytes:
        name = self._session.organ.name
        return tablesheet.workbook(
            tablesheet.Table(
                name="台账",
                title=f"{name}政府信息公开申请台账",
                note=f"所属时间：{period}    制表日期：{day_text(self._session.today)}"
                f"    共{len(rows)}件    证件号码和电话只显示一部分",
                heads=[_HEADINGS],
                rows=[_cells(row) for row in rows],
                widths=_WIDTHS,
                left=_LEFT,
            )
        )

    def _paper(self, rows: Sequence[BookRow], period: str) -> bytes:
        lines = ["\t".join(_plain(cell) for cell in _paper_cells(row)) for row in rows]
        return self._documents.render(LEDGER_FORM, {"period": period, "requests": lines})

    def _form(self, row: store.Stored, line: BookRow) -> dict[str, str | list[str]]:
        applicant = self._ledger.open(row)
        inspect = row.carrier == Carrier.INSPECT
        channel = _CHANNELS.get(Channel(row.channel), "网络")
        values: dict[str, str | list[str]] = {
            "request_no": row.number,
            "receipt_date": row.received_on.isoformat(),
            "arrived_date": row.received_on.isoformat(),
            "channel": "口头" if applicant.taken_by else channel,
            "applicant_name": applicant.name,
            "applicant_kind": "公民" if applicant.kind is ApplicantKind.CITIZEN else "单位",
            "org_category": line.category if applicant.kind is ApplicantKind.ORG else "",
            "id_number": line.id_number,
            "phone": applicant.phone,
            "content": applicant.content,
            "obtain_way": ["当场查阅、抄录" if inspect else line.obtain_way],
            "handler": row.officer,
            "due_date": "" if line.provisional or not line.due_on else line.due_on.isoformat(),
            "extended": "是" if line.extended else "否",
            "excluded_days": str(line.excluded_days),
            "outcome": line.outcome,
            "reply_number": line.reply_number,
            "reply_date": line.replied_on.isoformat() if line.replied_on else "",
            "delivery_method": line.delivery,
            "delivery_date": line.delivered_on.isoformat() if line.delivered_on else "",
            "review_or_suit": line.review_or_suit,
            "remark": applicant.remark,
        }
        return {name: value for name, value in values.items() if value}


def _ending(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".pdf"):
        raise UnknownEnding(name=path.name)


def _excluded(clock: ClockState) -> int:
    """Count the working days a consultation took out of the count."""
    if not clock.excluded:
        return 0
    calendar = clock.sheet.calendar
    return sum(
        mark.kind is DayKind.EXCLUDED and calendar.works(mark.on) for mark in clock.sheet.days()
    )


def _delivered_on(delivered: Event | None, arrived: Sequence[Event]) -> date | None:
    """Return the day it reached the applicant; for the post, unknown until it is noted."""
    if arrived:
        return arrived[-1].on
    if delivered is None or delivered.method is Method.MAIL:
        return None
    return delivered.on


def _cells(row: BookRow) -> list[tablesheet.Cell]:
    due: tablesheet.Cell = row.due if row.provisional else row.due_on
    return [
        row.number, row.channel, row.received_on, row.name, row.category, row.id_number, row.phone,
        row.content, row.obtain_way, row.officer, due, "是" if row.extended else "否",
        row.excluded_days, row.outcome, row.reply_number, row.replied_on, row.delivery,
        row.delivered_on, row.review_or_suit, row.remark,
    ]  # fmt: skip


def _paper_cells(row: BookRow) -> list[str]:
    """Return what the paper ledger has room for; an estimated day is none to print."""
    due = "" if row.provisional or row.due_on is None else row.due_on.isoformat()
    return [
        row.number, row.channel, row.received_on.isoformat(), row.name, row.id_number, row.content,
        row.officer, due, "是" if row.extended else "否", str(row.excluded_days), row.outcome,
        row.reply_number, row.replied_on.isoformat() if row.replied_on else "", row.delivery,
        row.remark,
    ]  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.split())
