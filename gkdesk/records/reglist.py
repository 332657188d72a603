"""A register's list: chosen by period, state and words; as a workbook, on paper, and in 今日."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import figures, files
from gkdesk.base.errors import Declined
from gkdesk.base.handover import Due
from gkdesk.base.text import squeeze

from . import regdue, regmask, regstore
from .regmodel import ATTACHED, NUMBER, STATE, DueState, Entry, Kind, Line, Nil, Register
from .regperiod import Span, Wanted

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.base.scanning import Rules
    from gkdesk.base.tablesheet import Cell
    from gkdesk.documents.model import Document
    from gkdesk.documents.shaping import Shape

    from .registers import Registers

FORM = "register_list"
AHEAD = timedelta(days=15)  # what is due so soon is in 今日
_MOST_BACK = 12  # periods looked back for a list that was not made
_NARROW = 24  # millimetres: short words stand in the middle
_CHARS = 0.55  # characters of a worksheet's column for a millimetre on paper


class NothingListed(Declined):
    """No entry fits."""

    message = "“{title}”{period}没有符合条件的内容，没有清单可以导出。请换一个期间，没有写入文件。"


class UnknownEnding(Declined):
    """Neither a workbook nor a PDF is asked for."""

    message = "不知道要把“{name}”写成什么文件。文件名请以 .xlsx 或 .pdf 结尾，没有写入文件。"


class NotOver(Declined):
    """A period's list is made when the period is over."""

    message = "{period}还没有结束，不能出具当期清单。请在结束以后出具，没有写入任何内容。"


@dataclass(frozen=True, slots=True)
class ListOwed:
    """A period whose stamped list was not made."""

    form: Register
    span: Span
    due_on: date
    provisional: bool


def chosen(lines: Sequence[Line], wanted: Wanted, today: date) -> list[Line]:
    """Return the lines that fit, in their order."""
    words = squeeze(wanted.words).casefold()
    return [line for line in lines if _fits(line, wanted, words, today)]


def _fits(line: Line, wanted: Wanted, words: str, today: date) -> bool:
    if wanted.period is not None and not wanted.period.holds(line.day):
        return False
    if wanted.states and line.entry.state not in wanted.states:
        return False
    if line.entry.cancelled and not wanted.cancelled:
        return False
    if wanted.due and not (line.next_due and line.next_due.on <= today + AHEAD):
        return False
    if wanted.wrong and not line.findings:
        return False
    if not words:
        return True
    text = "".join((line.entry.number, *line.entry.values.values(), line.state.label))
    return words in squeeze(text).casefold()


class Lists:
    """Lists of one office's registers."""

    def __init__(self, session: Session, book: Registers) -> None:
        self._session, self._book = session, book

    def lines(self, name: str, wanted: Wanted) -> list[Line]:
        """Return the entries of a register that fit, newest first."""
        return chosen(self._book.lines(name), wanted, self._session.today)

    def cells(self, form: Register, line: Line, rules: Rules) -> list[str]:
        """Return one line of the list, as its columns say; personal values masked."""
        return [self._cell(form, line, column.field, rules) for column in form.columns]

    def shown(self, form: Register, entry: Entry, rules: Rules | None = None) -> dict[str, str]:
        """Return an entry's filled values as others see them, by field, links with their title."""
        held = rules or self._book.rules()
        return {
            field.name: self._value(form, entry, field.name, held)
            for field in form.typed
            if entry.values.get(field.name)
        }

    def write(self, name: str, wanted: Wanted, path: Path) -> int:
        """Write a list as .xlsx or .pdf; return how many entries it has.

        Raises:
            UnknownEnding, NothingListed: nothing was written.
            MissingGlyph: a character cannot be printed.
            Blocked: the place cannot be written.
        """
        if path.suffix.lower() not in (".xlsx", ".pdf"):
            raise UnknownEnding(name=path.name)
        form = self._book.form(name)
        found = _by_day(self.lines(name, wanted))
        if not found:
            raise NothingListed(
                title=form.title, period=wanted.period.label if wanted.period else ""
            )
        is_book = path.suffix.lower() == ".xlsx"
        files.write(path, self.workbook(form, found, wanted) if is_book else
                    self.paper(form, found, wanted.period))  # fmt: skip
        with self._session.transaction():
            self._session.audit("registers.list", form.id, count=len(found), kind=path.suffix)
        return len(found)

    def workbook(self, form: Register, lines: Sequence[Line], wanted: Wanted) -> bytes:
        from gkdesk.base.tablesheet import Table, workbook

        rules = self._book.rules()
        period = wanted.period.label if wanted.period else "全部"
        organ = self._session.organ.name
        columns = form.columns
        left = [at for at, column in enumerate(columns, start=1) if _is_long(form, column.field)]
        rows: list[list[Cell]] = [
            [at, *self.cells(form, line, rules)] for at, line in enumerate(lines, start=1)
        ]
        return workbook(Table(
            name=form.title[:28], title=f"{organ}{form.title}",
            note=f"所属时间：{period}    制表日期：{self._session.today}    共{len(lines)}条",
            heads=[["序号", *(column.label for column in columns)]], rows=rows,
            widths=[6, *(max(8, column.width * _CHARS) for column in columns)],
            left=frozenset(left),
        ))  # fmt: skip

    def paper(self, form: Register, lines: Sequence[Line], span: Span | None) -> bytes:
        """Return a list as PDF; an empty one says that there was nothing."""
        values = self._values(form, lines, span)
        return self._book.documents.render(FORM, values, self._shape(form))

    def issue(self, name: str, period: str) -> Document:
        """Make a period's list to be stamped, archive it, and note that it was made.

        Raises:
            BadPeriod, NotOver: no period, or one that is not over.
        """
        form, span, session = self._book.form(name), Span.parse(period), self._session
        if span.last >= session.today:
            raise NotOver(period=span.label)
        lines = _by_day(self.lines(name, Wanted(span, cancelled=False)))
        with session.transaction():
            made = self._book.documents.issue(
                FORM,
                self._values(form, lines, span),
                subject=f"register:{form.id}:{span}",
                shape=self._shape(form),
            )
            regstore.add_list(session.conn, regstore.StoredList(
                made.uid, form.id, str(span), len(lines), made.sha256,
                session.now().isoformat(timespec="seconds"), session.user.name,
            ))  # fmt: skip
            session.audit("registers.issue", f"{form.id}/{span}", count=len(lines))
        return made

    def owed(self, form: Register) -> list[ListOwed]:
        """Return the periods whose list was not made, since the register has been used."""
        began = regstore.used(self._session.conn).get(form.id)
        made = {row.period for row in regstore.lists(self._session.conn, form.id)}
        if form.nil is None or not (began or made):
            return []
        first = date.fromisoformat(began[:10]) if began else Span.parse(min(made)).first
        span = Span.of(form.nil.per, self._session.today).before()
        found = []
        for _each in range(_MOST_BACK):
            if span.last < first:
                break
            if str(span) not in made and (one := self._list_due(form, form.nil, span)):
                found.append(one)
            span = span.before()
        return found[::-1]

    def agenda(self) -> list[Due]:
        """Return what the registers want done soon."""
        found = []
        until = self._session.today + AHEAD
        used = regstore.used(self._session.conn)
        for form in self._book.usable(used):
            lines = self._book.lines(form.id)
            for line in lines:
                found += [
                    _due(form, line, one) for one in line.dues if not one.met and one.on <= until
                ]
            found += self._short(form, [line.entry for line in lines])
            found += [_list_line(one) for one in self.owed(form)]
        return found

    def _short(self, form: Register, entries: Sequence[Entry]) -> list[Due]:
        today = self._session.today
        return [
            Due(
                room="records", subject=f"register:{form.id}:",
                title=f"{form.title}：{one.quota.label}",
                detail=f"{one.label}应有{one.need}次，已有{one.have}次",
                due_on=one.last_on, verb="登记",
            )
            for one in regdue.quotas(form, entries, today)
            if one.missing and one.last_on <= today + timedelta(days=one.quota.remind)
        ]  # fmt: skip

    def _list_due(self, form: Register, nil: Nil, span: Span) -> ListOwed | None:
        figure = figures.on(nil.figures, span.last)
        if figure is None:
            return None
        found = figures.day_after(span.last, figure, self._book.calendar)
        return ListOwed(form, span, found.on, found.provisional)

    def _shape(self, form: Register) -> Shape:
        from gkdesk.documents.griddata import RowColumn
        from gkdesk.documents.shaping import with_columns

        columns = [
            RowColumn(f"c{at}", column.label, column.width,
                      "L" if _is_long(form, column.field) and column.width > _NARROW else "C")
            for at, column in enumerate(form.columns)
        ]  # fmt: skip
        return with_columns(columns, form.page)

    def _values(
        self, form: Register, lines: Sequence[Line], span: Span | None
    ) -> Mapping[str, str | list[str]]:
        rules = self._book.rules()
        period = span.label if span else "全部"
        rows = ["\t".join(map(_plain, self.cells(form, line, rules))) for line in lines]
        nil = "" if rows else f"经核对，{period}没有需要登记的内容。"
        return {
            "name": form.title, "period": period, "rows": rows, "count": str(len(rows)), "nil": nil,
        }  # fmt: skip

    def _cell(self, form: Register, line: Line, name: str, rules: Rules) -> str:
        match name:
            case str() if name == NUMBER:
                return line.entry.number
            case str() if name == STATE:
                return line.state.label
            case str() if name == ATTACHED:
                return f"{len(line.entry.files)}份" if line.entry.files else ""
        return self._value(form, line.entry, name, rules)

    def _value(self, form: Register, entry: Entry, name: str, rules: Rules) -> str:
        field, text = form.field(name), entry.values.get(name, "")
        if field is None:
            return text
        match field.kind:
            case Kind.FILE:
                count = sum(one.field == name for one in entry.files)
                return f"{count}份" if count else ""
            case Kind.RECORD | Kind.ITEM if text:
                ask = self._book.links.record if field.kind is Kind.RECORD else (
                    self._book.links.item
                )  # fmt: skip
                return regmask.numbers(f"{text} {ask(text) or ''}".strip(), rules)
            case Kind.DATETIME if text:
                return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
        return regmask.shown(field, text, rules)


def _by_day(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.day, line.entry.number))


def _is_long(form: Register, name: str) -> bool:
    field = form.field(name)
    return field is not None and field.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.RECORD, Kind.ITEM)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _due(form: Register, line: Line, one: DueState) -> Due:
    words = f"{one.at:%m-%d %H:%M}前" if one.figure.unit == "hour" else one.figure.words
    return Due(
        room="records", subject=f"register:{form.id}:{line.entry.uid}",
        title=f"{form.title} {line.entry.number}", detail=f"{one.rule.label}（{words}）",
        due_on=one.on, verb=one.rule.verb, provisional=one.provisional, sealed_title=line.title,
    )  # fmt: skip


def _list_line(one: ListOwed) -> Due:
    return Due(
        room="records", subject=f"register:{one.form.id}:",
        title=f"{one.form.title}：{one.span.label}清单",
        detail="没有内容的也要出具盖章的清单", due_on=one.due_on, verb="出具清单",
        provisional=one.provisional,
    )  # fmt: skip
