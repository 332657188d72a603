"""Annual reports (年度报告): what is counted, what is written, what does not fit; on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import half_width, tidy
from gkdesk.requests.model import day_text

from . import checks, figures, reportform, store
from .due import subject_of
from .model import (
    FEE,
    STOCK,
    AnnualReport,
    Finding,
    Part,
    Progress,
    ReportForm,
    RowKind,
)

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents
    from gkdesk.documents.shaping import Shape
    from gkdesk.records.service import Records
    from gkdesk.requests.annual import YearReport
    from gkdesk.requests.service import Requests

FORM = "annual_report"
_WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
_LONGEST = 4000  # signs of one text
_MARK = "（草稿）"
# which part an equation of tables 三 and 四 belongs to
_OF_DISPUTES = ("E4", "E11")
_KEPT = "C43"
_UNSEEN = re.compile("[\u200b-\u200d\ufeff]")  # signs nobody sees, which part a number


class NotReady(Declined):
    """The report has gaps or figures that contradict each other."""

    message = "{year}年的报告还不能定稿：{words}。请先补齐，写好的内容都在。"


class UnknownEnding(Declined):
    """Neither paper nor a document to be edited."""

    message = "不知道要把“{name}”写成什么文件。文件名请以 .docx 或 .pdf 结尾，没有写入文件。"


class Statistics:
    """Writes, checks and keeps the reports of the years."""

    def __init__(
        self, session: Session, documents: Documents, records: Records, requests: Requests
    ) -> None:
        self._session, self._documents = session, documents
        self._records, self._requests = records, requests

    @cached_property
    def form(self) -> ReportForm:
        """What the report asks.

        Raises:
            BadFile: every mistake of the office's own file.
        """
        return reportform.load(self._session.forms)

    def years(self) -> list[int]:
        """Return the years that can be reported, the latest first."""
        return self._requests.annual.years()

    def usual_year(self) -> int:
        """Return the year a clerk is likely to write about: until June, the one that is over."""
        today = self._session.today
        return today.year - 1 if today.month <= 6 else today.year  # noqa: PLR2004 - June

    def report(self, year: int) -> AnnualReport:
        """Return a year's report as it stands.

        Raises:
            NoSuchYear: before 2019 or in the future.
            BadFile: a form file of the office's own has mistakes.
        """
        counted = self._requests.annual.report(year)
        kept = store.saved(self._session.conn, year)
        values = dict(kept.values) if kept else {}
        suggested = self._suggested(counted, year, values)
        found = self._findings(counted, values, year)
        return AnnualReport(
            year, values, suggested, tuple(found),
            {part: self._progress(part, values, found) for part in Part},
            saved=_saved_words(kept) if kept else "",
            kept=tuple(
                f"{day_text(one.made_on)}由{one.made_by}定稿，{one.pages}页"
                for one in self._finished(year)
            ),
        )  # fmt: skip

    def save(self, year: int, values: Mapping[str, str]) -> AnnualReport:
        """Write what the clerk changed; what is not named stays as it was.

        Raises:
            NotAllowed: an administrator writes no reports.
            BadValue: a text that is too long, or one with a personal number in it: it is published.
            NoSuchYear: as ``report``.
        """
        self._session.require(*_WRITERS)
        kept = store.saved(self._session.conn, year)
        now = dict(kept.values) if kept else {}
        labels = self._labels()
        for code, text in values.items():
            if code not in labels:
                raise BadValue(code, code, "年度报告里没有这一项")
            now[code] = self._clean(code, labels[code], text)
        self._requests.annual.report(year)  # refuses a year that cannot be
        now = {code: text for code, text in now.items() if text}
        if kept is None or now != dict(kept.values):
            with self._session.transaction():
                stamp = self._session.now().isoformat(timespec="seconds")
                by = self._session.user.name
                store.save(self._session.conn, year, now, at=stamp, by=by)
                self._session.audit("statistics.write", str(year), count=len(now))
        return self.report(year)

    def write(self, path: Path, year: int) -> AnnualReport:
        """Write the report as .docx or .pdf; what is not ready is marked as a draft.

        Raises:
            UnknownEnding: another kind of file.
            PersonalData: a personal number is in it.
            NoSuchYear, Blocked: as elsewhere.
        """
        makers = {".docx": self._documents.docx, ".pdf": self._documents.render}
        make = makers.get(path.suffix.lower())
        if make is None:
            raise UnknownEnding(name=path.name)
        found = self.report(year)
        values, shape = self._paper(found)
        files.write(path, make(FORM, values, shape))
        with self._session.transaction():
            self._session.audit("statistics.export", str(year), ready=found.ready)
        return found

    def preview(self, year: int) -> bytes:
        """Return the report as a PDF to look at."""
        return self._documents.render(FORM, *self._paper(self.report(year)))

    def finish(self, year: int) -> Document:
        """Keep the figures and the finished paper of a year that is over.

        Raises:
            NotAllowed: as ``save``.
            NotReady: something is missing or does not fit.
            YearNotOver, NotEven: as ``requests.annual.keep``.
            PersonalData: a personal number is in it.
        """
        self._session.require(*_WRITERS)
        found = self.report(year)
        if not found.ready:
            open_ = [
                f"{part.label}{found.progress[part].label}"
                for part in Part
                if found.progress[part] is not Progress.DONE
            ]
            raise NotReady(year=year, words="；".join(open_))
        values, shape = self._paper(found)
        with self._session.transaction():
            self._requests.annual.keep(year)
            made = self._documents.issue(FORM, values, subject=subject_of(year), shape=shape)
            self._session.audit("statistics.finish", str(year), pages=made.pages)
        return made

    def _finished(self, year: int) -> list[Document]:
        return [one for one in self._documents.of(subject_of(year)) if one.form == FORM]

    def _labels(self) -> dict[str, str]:
        labels = {one.code: one.label for one in self.form.texts}
        labels |= {code: row.label for row in self.form.rows if not row.zero for code in row.codes}
        return labels | {FEE: "信息处理费"}

    def _clean(self, code: str, label: str, text: str) -> str:
        from gkdesk.base.privacy import demand_open
        from gkdesk.base.scanning import Severity
        from gkdesk.records.scanfile import scan_text

        text = _UNSEEN.sub("", text).strip()
        if code not in {one.code for one in self.form.texts}:
            text = half_width(tidy(text))
        if len(text) > _LONGEST:
            raise BadValue(code, label, f"最多{_LONGEST}字，现在{len(text)}字")
        looked = self._without_own(text)
        demand_open(looked, code, label)
        hits = scan_text(looked, label, self._records.privacy.rules()).hits
        if any(hit.severity is Severity.BLOCK for hit in hits):
            raise BadValue(code, label, "里面有个人号码，请删去")
        return text

    def _without_own(self, text: str) -> str:
        """Take the office's own telephones out of a text that is looked through."""
        organ = self._session.organ
        for own in filter(None, (organ.phone, organ.supervision_phone)):
            text = text.replace(own, "")
        return text

    def _suggested(
        self, counted: YearReport, year: int, values: Mapping[str, str]
    ) -> dict[str, str]:
        """Return what may be taken over: drafts with this year's figures, counts of table 二."""
        named = self._figures(counted, year) | {FEE: values.get(FEE) or "0"}
        # what is empty stays in braces, where the checks see it
        known = {name: str(value) for name, value in named.items() if value != ""}
        found = {one.code: figures.filled(one.draft, known) for one in self.form.texts if one.draft}
        for row in self.form.rows:
            if row.kind is RowKind.STOCK and not row.zero and row.code == "normative":
                found |= {f"{row.code}_{one}": known[one] for one in STOCK}
        return found

    def _figures(self, counted: YearReport, year: int) -> dict[str, object]:
        organ, totals = self._session.organ, _totals(counted)
        marks = [(line.mark, totals[line.code]) for line in counted.form.counted]
        normative = self._records.lists.normative_counts(year)
        return {
            "year": year, "office": organ.office or organ.name, "address": organ.address,
            "phone": organ.phone,
            **store.counts(self._session.conn, year),
            "new": totals["new"], "carried_in": totals["carried_in"],
            "done": totals["result_total"], "carried_out": totals["carried_out"],
            **figures.of_groups(marks),
            "made": normative.made, "abolished": normative.abolished,
            "in_force": normative.in_force,
        }  # fmt: skip

    def _findings(self, counted: YearReport, values: Mapping[str, str], year: int) -> list[Finding]:
        before = store.saved(self._session.conn, year - 1)
        totals = _totals(counted)
        disputes = counted.disputes.cells if counted.disputes is not None else {}
        sums = [row["total"] for row in disputes.values()]
        said = {
            "new": totals["new"], "carried_in": totals["carried_in"],
            "done": totals["result_total"], "carried_out": totals["carried_out"],
            "reviews": sums[0] if sums else 0, "suits": sum(sums[1:]),
        }  # fmt: skip
        return [
            *checks.written(self.form, values),
            *checks.table_two(self.form, values, before.values if before else {}, year),
            checks.said(self.form, values, said, year),
            *(
                Finding(
                    Part.DISPUTES if one.code in _OF_DISPUTES else Part.REQUESTS,
                    one.words, one.holds, one.faults,
                    hint=one.code == _KEPT,  # a later copy may differ from what was kept
                )
                for one in counted.equations
            ),
        ]  # fmt: skip

    def _progress(self, part: Part, values: Mapping[str, str], found: list[Finding]) -> Progress:
        mine = [one for one in found if one.part is part]
        if part in (Part.REQUESTS, Part.DISPUTES):
            return Progress.WRONG if any(one.wrong for one in mine) else Progress.DONE
        codes = {one.code for one in self.form.of(part)}
        if part is Part.ACTIVE:
            codes = {code for row in self.form.rows for code in row.codes}
        elif part is Part.OTHERS:
            codes.add(FEE)
        if not codes & values.keys():
            return Progress.NOT_BEGUN
        return Progress.UNFINISHED if any(one.wrong for one in mine) else Progress.DONE

    def _paper(self, found: AnnualReport) -> tuple[dict[str, str | list[str]], Shape]:
        from gkdesk.requests.disputetable import COLUMNS

        from .tables import fourth, second, third, with_tables

        self._demand_clean(found)
        counted = self._requests.annual.report(found.year)
        tables = {
            "table_two": second(self.form, found.values),
            "table_three": third(counted),
            "table_four": fourth(counted, COLUMNS),
        }
        texts = {one.code: found.values.get(one.code, "") for one in self.form.texts}
        over = found.year < self._session.today.year
        values: dict[str, str | list[str]] = {
            **texts, "year": str(found.year), "mark": "" if found.ready and over else _MARK,
            "made_on": self._session.today.isoformat(),
        }  # fmt: skip
        return values, with_tables(tables)

    def _demand_clean(self, found: AnnualReport) -> None:
        """Keep back what holds a personal number: the report is published whole."""
        from gkdesk.records.privacy import hold_back
        from gkdesk.records.scanfile import scan_text

        text = self._without_own("\n".join(found.values.values()))
        name = f"{found.year}年度报告"
        hold_back(name, [scan_text(text, name, self._records.privacy.rules())])


def _totals(counted: YearReport) -> dict[str, int]:
    return {code: counts[-1] for code, counts in counted.figures.items()}


def _saved_words(kept: store.Saved) -> str:
    return f"{day_text(date.fromisoformat(kept.at[:10]))} {kept.at[11:16]}由{kept.by}保存"
