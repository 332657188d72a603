"""自查: a sheet a quarter, measured and answered; what is wrong goes to 整改."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import tidy

from . import selfcheckrules, selfcheckstore, selfmeasure
from .reglist import UnknownEnding
from .regmodel import WRITERS, Entry
from .regperiod import Span
from .selfcheckmodel import Answer, Checked, Result
from .selfcheckrules import CheckRules, Indicator

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents

    from .selfmeasure import Sources

FORM = "records_selfcheck"
RECTIFY = "rectify"
_LONGEST, _MOST_CASES, _SHOWN = 300, 9999, 3


class NoSuchIndicator(Declined):
    """The sheet has no such line."""

    message = "自查表里没有编号为“{code}”的指标。请核对编号后再试，数据没有改动。"


class NothingWrong(Declined):
    """No case to be set right."""

    message = "“{name}”没有发现问题，不用交办整改。数据没有改动。"


class SelfCheck:
    """The office's self-checks."""

    def __init__(
        self, session: Session, documents: Documents, sources: Callable[[], Sources]
    ) -> None:
        self._session, self._documents, self._sources = session, documents, sources

    @cached_property
    def rules(self) -> CheckRules:
        """The sheet in use.

        Raises:
            BadFile: the file is wrong.
        """
        return selfcheckrules.load(self._session.forms.paths("rules")[selfcheckrules.NAME])

    def run(self, period: str) -> Checked:
        """Measure a period and put the clerk's answers beside it; writes nothing.

        Raises:
            BadPeriod: not a month, quarter or year.
        """
        span, source = Span.parse(period), self._sources()
        answers, issues = self._answers(span), self._issues(span)
        results = []
        for one in self.rules.indicators:
            found = selfmeasure.cases(source, one, span)
            own = issues.get(one.code, [])
            results.append(Result(
                one, None if found is None else tuple(found), answers.get(one.code), len(own),
                sum(entry.state != "closed" for entry in own),
            ))  # fmt: skip
        return Checked(span, self.rules, tuple(results))

    def answer(self, period: str, code: str, cases: int | None, note: str = "") -> None:
        """Note how many cases the clerk counts; ``None`` takes the answer back.

        Raises:
            BadPeriod, NoSuchIndicator: there is none.
            BadValue: no possible number, or a measured figure changed without a reason.
        """
        self._session.require(*WRITERS)
        span, one = Span.parse(period), self.indicator(code)
        words = tidy(note)[:_LONGEST]
        if cases is not None and not 0 <= cases <= _MOST_CASES:
            raise BadValue("cases", "件数", f"应在0到{_MOST_CASES}之间")
        if cases is not None and not words and self._measured(one, span):
            raise BadValue("note", "说明", "更正自动量出的数字，要写明理由")
        kept = {
            key: {"cases": held.cases, "note": held.note}
            for key, held in self._answers(span).items()
            if key != one.code
        }
        if cases is not None:
            kept[one.code] = {"cases": cases, "note": words}
        self._write(span, kept)

    def hand_over(
        self, period: str, code: str, *, owner: str, due_on: str, title: str = ""
    ) -> Entry:
        """Make an issue of the register 整改 of what an indicator found.

        Raises:
            BadPeriod, NoSuchIndicator, BadValue: nothing was written.
            NothingWrong: it found nothing.
        """
        checked = self.run(period)
        one = self.indicator(code)
        result = next(result for result in checked.results if result.indicator is one)
        if not result.count or one.plus:
            raise NothingWrong(name=one.name)
        what = title or f"自查发现：{one.name}{result.count}件"
        measure = "；".join(str(case) for case in (result.cases or ())[:_SHOWN])
        return self._sources().book.add(RECTIFY, {
            "title": what, "kind": _KINDS.get(one.measure, "其他"), "source": "自查",
            "found_at": self._session.now().isoformat(timespec="minutes"), "owner": owner,
            "due_on": due_on, "check": f"{checked.span}/{one.code}", "measure": measure,
        })  # fmt: skip

    def issues(self, period: str) -> list[Entry]:
        """Return the issues handed over from a period's self-check, newest first."""
        found = self._issues(Span.parse(period))
        return [entry for entries in found.values() for entry in entries]

    def indicator(self, code: str) -> Indicator:
        """Return one line of the sheet.

        Raises:
            NoSuchIndicator: there is none.
        """
        for one in self.rules.indicators:
            if code.upper() == one.code.upper():
                return one
        raise NoSuchIndicator(code=code[:20])

    def write(self, checked: Checked, path: Path) -> None:
        """Write the sheet as .pdf or .xlsx.

        Raises:
            UnknownEnding: another kind of file.
            Blocked: the place cannot be written.
        """
        match path.suffix.lower():
            case ".pdf":
                files.write(path, self.paper(checked))
            case ".xlsx":
                files.write(path, self.workbook(checked))
            case _:
                raise UnknownEnding(name=path.name)
        with self._session.transaction():
            self._session.audit("selfcheck.write", str(checked.span), kind=path.suffix.lower())

    def paper(self, checked: Checked) -> bytes:
        """Return the sheet as PDF."""
        shown = self._sources().words
        rows = [
            "\t".join(_plain(cell) for at, cell in enumerate(_cells(one, shown)) if at in _ON_PAPER)
            for one in checked.results
        ]
        return self._documents.render(FORM, {
            "period": checked.span.label, "rows": rows, "score": _score(checked),
        })  # fmt: skip

    def workbook(self, checked: Checked) -> bytes:
        """Return the sheet and, on a second leaf, every case as .xlsx."""
        from gkdesk.base.tablesheet import Table, workbook

        organ, today = self._session.organ.name, self._session.today
        shown = self._sources().words
        note = f"自查期间：{checked.span.label}    得分：{_score(checked)}    制表日期：{today}"
        first = Table(
            name="自查表", title=f"{organ}政务公开自查表", note=note, heads=[_HEADS],
            rows=[_cells(one, shown) for one in checked.results],
            widths=(8, 12, 20, 7, 7, 40, 8, 8, 10, 50, 30), left=frozenset((2, 5, 9, 10)),
        )  # fmt: skip
        rows = [
            [one.indicator.code, one.indicator.name, case.subject, case.words]
            for one in checked.results
            for case in one.cases or ()
        ]
        second = Table(
            name="问题清单", title=f"{organ}政务公开自查问题清单", note=note,
            heads=[["编号", "指标", "哪一条", "问题"]], rows=rows, widths=(8, 24, 50, 60),
            left=frozenset((1, 2, 3)),
        )  # fmt: skip
        return workbook(first, second) if rows else workbook(first)

    def _measured(self, one: Indicator, span: Span) -> bool:
        return selfmeasure.cases(self._sources(), one, span) is not None

    def _answers(self, span: Span) -> dict[str, Answer]:
        row = selfcheckstore.last(self._session.conn, str(span))
        if row is None:
            return {}
        kept: dict[str, Any] = dict(
            self._session.vault.open_json(row.sealed, f"selfcheck_revision.sealed#{row.uid}")
        )
        return {code: Answer(one["cases"], one["note"]) for code, one in kept.items()}

    def _issues(self, span: Span) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self._sources().book.entries(RECTIFY):
            period, _, code = entry.values.get("check", "").partition("/")
            if period == str(span) and not entry.cancelled:
                found.setdefault(code, []).append(entry)
        return found

    def _write(self, span: Span, kept: dict[str, dict[str, object]]) -> None:
        session, uid = self._session, uuid.uuid4().hex
        with session.transaction():
            selfcheckstore.add(session.conn, selfcheckstore.StoredCheck(
                uid, str(span), session.now().isoformat(timespec="seconds"), session.user.name,
                session.vault.seal_json(kept, f"selfcheck_revision.sealed#{uid}"),
            ))  # fmt: skip
            session.audit("selfcheck.answer", str(span))


_HEADS = (
    "编号", "类别", "指标", "分值", "每件", "评分办法", "件数", "得分", "数字来源", "具体情况",
    "出处",
)  # fmt: skip
_ON_PAPER = frozenset((0, 2, 3, 5, 6, 7, 8, 9))
# what an indicator measures → the kind of issue in the register 整改
_KINDS = {
    "late": "逾期公开", "no_item": "缺少标识或要素", "privacy": "泄露个人信息",
    "empty": "栏目不更新", "transfer": "制度不落实", "lists": "制度不落实", "quota": "制度不落实",
}  # fmt: skip


def _cells(one: Result, hide: Callable[[str], str]) -> list[str]:
    rule = one.indicator
    shown = "；".join(str(case) for case in (one.cases or ())[:_SHOWN])
    more = f"；共{len(one.cases)}件" if one.cases and len(one.cases) > _SHOWN else ""
    note = hide(one.answer.note) if one.answer else ""
    sign = "+" if rule.plus else "-"
    return [
        rule.code, rule.area, rule.name, str(rule.points), f"{sign}{rule.penalty}", rule.how,
        "" if one.count is None else str(one.count), "" if one.score is None else str(one.score),
        one.how, "；".join(filter(None, (note, shown + more))), rule.source,
    ]  # fmt: skip


def _score(checked: Checked) -> str:
    left = f"，{checked.unanswered}项待填" if checked.unanswered else ""
    return f"{checked.score}分（已评{checked.possible}分{left}）"


def _plain(text: str) -> str:
    return " ".join(text.split())
