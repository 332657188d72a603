"""年度报告 table 三 of a year, counted from its cases; every figure knows its cases.

Counting (domain sheet 4.5): one application is one 件, new in the year of its receipt, done in the
year its reply was handed over or it was closed otherwise. Table 四 (复议、诉讼) is counted from
the disputes of all cases (``disputetable``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files, tablesheet
from gkdesk.base.errors import Declined

from . import annualform, annualstore, annualtable, listing
from .annualform import CARRIED_IN, CARRIED_OUT, NEW, TOTAL, AnnualForm
from .annualtable import Equation
from .disputetable import COLUMNS as RESULTS
from .disputetable import DisputeTable, dispute_table
from .fields import read_form
from .ledger import Ledger
from .model import Field, day_text

FIRST_YEAR = 2019  # the regulation whose outcomes are counted
_LEDGER = (("new", NEW), ("closed", TOTAL), ("open", CARRIED_OUT))
_NOTE = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"


class NoSuchYear(Declined):
    """A year before the regulation, or one that has not begun."""

    message = "没有{year}年的年报数字：只能统计{first}年至{last}年。请核对年份，没有改动任何内容。"


class YearNotOver(Declined):
    """Figures of a running year are not the report's."""

    message = "{year}年还没有结束，不能留存年报数字。请在{next}年1月1日以后留存，没有改动任何内容。"


class NotEven(Declined):
    """The table contradicts itself or the ledger."""

    message = "{year}年的数字没有留存：{words}。请先核对有关的申请，没有改动任何内容。"


class WrongEnding(Declined):
    """The table is written as a workbook only."""

    message = "年报数字只能写成 .xlsx，不能写成“{name}”。请改文件名的结尾，没有写入文件。"


@dataclass(frozen=True, slots=True)
class Case:
    """A case behind a figure."""

    number: str
    uid: str


@dataclass(frozen=True, slots=True)
class YearReport:
    """Table 三 of a year as it stands on ``until``; ``cells`` hold the cases of each figure."""

    year: int
    until: date
    form: AnnualForm
    cells: Mapping[tuple[str, str], tuple[Case, ...]]
    equations: tuple[Equation, ...]
    kept: str  # in words, empty when nothing is kept
    disputes: DisputeTable | None = None  # 表四

    @property
    def fourth(self) -> list[str]:
        """Table 四 as lines: the three groups with their five figures."""
        return _fourth(self)

    @property
    def figures(self) -> dict[str, list[int]]:
        """The counts by row, one a column."""
        return {
            line.code: [len(self.cells[line.code, code]) for code, _label in self.form.columns]
            for line in self.form.counted
        }

    def cases(self, row: str, column: str) -> tuple[Case, ...]:
        return self.cells[row, column]


class Annual:
    """Counts, checks and keeps the figures of a year."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger

    @cached_property
    def form(self) -> AnnualForm:
        """The table's rows and columns.

        Raises:
            BadFile: every mistake of the file.
        """
        return annualform.load(self._session.forms)

    def years(self) -> list[int]:
        """Return the years that can be counted, the latest first."""
        return list(range(self._session.today.year, FIRST_YEAR - 1, -1))

    def report(self, year: int) -> YearReport:
        """Count a year.

        Raises:
            NoSuchYear: before 2019 or in the future.
        """
        today = self._session.today
        if not FIRST_YEAR <= year <= today.year:
            raise NoSuchYear(year=year, first=FIRST_YEAR, last=today.year)
        first, last = date(year, 1, 1), date(year, 12, 31)
        cells = self._cells(annualstore.cases(self._session.conn, first, last), first, last)
        kept = annualstore.kept(self._session.conn, year)
        plain = YearReport(year, min(last, today), self.form, cells, (), _kept_words(kept))
        equations = self._equations(plain.figures, year, first, last, kept)
        contested = listing.disputed(self._session.conn)
        happened = listing.events_of(self._session.conn, [row.id for row in contested])
        table = dispute_table(happened.values(), year)
        equations += [
            Equation(one.id, one.words, one.holds or (None if one.hint else False))
            for one in table.equations
        ]
        return YearReport(year, plain.until, self.form, cells, tuple(equations), plain.kept, table)

    def keep(self, year: int) -> YearReport:
        """Keep the figures of a year that is over, as what was reported.

        Raises:
            NoSuchYear: before 2019 or in the future.
            YearNotOver: it is this year.
            NotEven: an equation does not hold.
        """
        found = self.report(year)
        if year >= self._session.today.year:
            raise YearNotOver(year=year, next=year + 1)
        broken = [one for one in found.equations if one.holds is False and one.code != "C43"]
        if broken:
            raise NotEven(year=year, words="；".join(one.words for one in broken))
        self._keep(year, found.figures, "computed")
        return self.report(year)

    def fields(self) -> tuple[Field, ...]:
        """Return what is asked when last year's 四 is typed in: a count for each class."""
        columns = self.form.columns[:-1]
        return tuple(Field(code, label, "count", True, "0") for code, label in columns)

    def type_in(self, year: int, values: Mapping[str, object]) -> None:
        """Keep what the report of a year before this program carried over, as it was typed.

        Raises:
            NoSuchYear: before 2018 or not yet over.
            BadForm: not a count for each class.
        """
        last = self._session.today.year - 1
        if not FIRST_YEAR - 1 <= year <= last:
            raise NoSuchYear(year=year, first=FIRST_YEAR - 1, last=last)
        form = read_form(self.fields(), values)
        counts = [int(form[code]) for code, _label in self.form.columns[:-1]]
        self._keep(year, {CARRIED_OUT: [*counts, sum(counts)]}, "typed")

    def write(self, path: Path, year: int) -> None:
        """Write a year's table as .xlsx, the equations below it.

        Raises:
            NoSuchYear: before 2019 or in the future.
            WrongEnding: another kind of file.
            Blocked: the place cannot be written.
        """
        if path.suffix.lower() != ".xlsx":
            raise WrongEnding(name=path.name)
        found = self.report(year)
        files.write(path, tablesheet.workbook(_sheet(found, self._session.organ.name)))
        with self._session.transaction():
            self._session.audit("requests.annual", str(year))

    def _keep(self, year: int, figures: Mapping[str, Sequence[int]], origin: str) -> None:
        session = self._session
        at, by = self._ledger.stamp, session.user.name
        with session.transaction():
            annualstore.keep(session.conn, year, figures, origin=origin, at=at, by=by)
            session.audit("requests.annual_keep", str(year), origin=origin)

    def _cells(
        self, cases: Sequence[annualstore.YearCase], first: date, last: date
    ) -> dict[tuple[str, str], tuple[Case, ...]]:
        columns = [code for code, _label in self.form.columns]
        cells: dict[tuple[str, str], list[Case]] = {
            (line.code, column): [] for line in self.form.counted for column in columns
        }
        marks = {line.mark: line.code for line in self.form.counted}
        rows = {one.code: marks.get(one.row) for one in self._ledger.rules.outcomes()}
        for case in cases:
            closed = case.closed_on is not None and first <= case.closed_on <= last
            found = [NEW if case.received_on >= first else CARRIED_IN]
            # a result without a row of its own stands in the total only, where E2 shows it
            found += [TOTAL, *filter(None, [rows.get(case.outcome)])] if closed else [CARRIED_OUT]
            at = self.form.classes.get(case.group)
            for row in found:
                for column in (columns[-1], *([columns[at]] if at is not None else [])):
                    cells[row, column].append(Case(case.number, case.uid))
        return {place: tuple(found) for place, found in cells.items()}

    def _equations(
        self, figures: Mapping[str, Sequence[int]], year: int, first: date, last: date,
        kept: annualstore.Kept | None,
    ) -> list[Equation]:  # fmt: skip
        before = annualstore.kept(self._session.conn, year - 1)
        carried = before.figures.get(CARRIED_OUT) if before else None
        book = self._from_book(annualstore.counted(self._session.conn, first, last))
        words = "E10　一、三（七）、四与台账数出来的件数相等，每列都相等"
        found = [
            *annualtable.inner(self.form, figures),
            annualtable.carried(self.form, figures, carried, year),
            annualtable.agreed(self.form, "E10", words, figures, book),
        ]
        if kept is not None:
            words = f"C43　留存的{year}年数字与现在数出来的相等"
            found.append(annualtable.agreed(self.form, "C43", words, figures, kept.figures))
        return found

    def _from_book(self, counted: Mapping[str, Mapping[str, int]]) -> dict[str, list[int]]:
        found = {row: [0] * len(self.form.columns) for _name, row in _LEDGER}
        for group, numbers in counted.items():
            for name, row in _LEDGER:
                found[row][-1] += numbers[name]
                found[row][self.form.classes[group]] += numbers[name]
        return found


def _kept_words(kept: annualstore.Kept | None) -> str:
    if kept is None:
        return ""
    how = "留存" if kept.origin == "computed" else "填写结转数"
    return f"{day_text(date.fromisoformat(kept.kept_at[:10]))}由{kept.kept_by}{how}"


def _sheet(found: YearReport, organ: str) -> tablesheet.Table:
    labels = [label for _code, label in found.form.columns]
    figures, blank = found.figures, [None] * len(labels)
    last = len(labels)
    marks = {True: "相等", False: "不相等", None: "还不能核对"}
    return tablesheet.Table(
        name=f"{found.year}年表三",
        title=f"{organ}{found.year}年收到和处理政府信息公开申请情况",
        note=f"统计截至{day_text(found.until)}    格式：{found.form.source}",
        heads=[
            [f"（{_NOTE}）", "申请人情况", *[""] * (last - 1)],
            ["", labels[0], "法人或其他组织", *[""] * (last - 3), labels[-1]],
            ["", "", *labels[1:-1], ""],
        ],
        rows=[
            [line.label, *(figures[line.code] if line.code else blank)]
            for line in found.form.lines
        ],
        widths=[58, *[12] * last],
        left=frozenset({0}),
        spans=[(0, 0, 2, 0), (0, 1, 0, last), (1, 1, 2, 1), (1, 2, 1, last - 1),
               (1, last, 2, last)],
        after=[
            *_fourth(found),
            *(f"{one.words}：{marks[one.holds]}{'；'.join(('', *one.faults))}"
              for one in found.equations),
        ],
        one_page=True,
    )  # fmt: skip


def _fourth(found: YearReport) -> list[str]:
    """Return table 四 as lines: the three groups with their five figures."""
    cells = found.disputes.cells if found.disputes is not None else {}
    return [
        f"表四  {kind.label}：" + "，".join(f"{RESULTS[name]}{n}件" for name, n in row.items())
        for kind, row in cells.items()
    ]
