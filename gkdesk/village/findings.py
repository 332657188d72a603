"""The checks of an inspection, each a small function over what is known of one village."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from gkdesk.base.errors import Problem
from gkdesk.base.money import show

from .inspectrules import Check, Inspected, Light, Severity
from .items import Area
from .liferows import ItemDue, ObjectionRow, PhotoRow, WindowRow
from .model import TOTAL, Posting, Sheet, SheetData, SheetState, Village
from .period import Period
from .windows import CountMode

_OLD_ARTICLE = re.compile(r"村民委员会组织法》?第三十条|计划生育政策的?落实方案")
_OTHER = re.compile(r"^其他|^其它")
_HUNG = frozenset({SheetState.POSTED, SheetState.TAKEN_DOWN})


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of one sheet when it is inspected."""

    sheet: Sheet
    name: str
    data: SheetData
    column: str
    problems: tuple[Problem, ...]
    postings: tuple[Posting, ...]
    windows: tuple[WindowRow, ...]
    photos: tuple[PhotoRow, ...]
    reviewed_on: date | None
    personal: tuple[str, ...] = ()
    channel: bool = True  # the printed foot says where to object

    @property
    def hung(self) -> bool:
        return self.sheet.state in _HUNG


@dataclass(frozen=True, slots=True)
class Facts:
    """One village and one period."""

    village: Village
    period: Period
    today: date
    dues: tuple[ItemDue, ...]
    sheets: tuple[SheetFacts, ...]
    forms: frozenset[str]  # forms this program knows
    stale: tuple[str, ...] = ()  # sheets nothing newer hangs of
    crossed: tuple[str, ...] = ()  # figures that differ from the town's
    objections: tuple[ObjectionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an inspection found."""

    check: Check
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; without any, nothing can be said."""

    part: int
    whole: int

    @property
    def per_cent(self) -> int | None:
        """Whole per cent, rounded down: 100 means all of them."""
        return self.part * 100 // self.whole if self.whole else None

    @property
    def words(self) -> str:
        return f"{self.per_cent}%（{self.part}/{self.whole}）" if self.whole else "—"


@dataclass(frozen=True, slots=True)
class Report:
    """One village inspected."""

    village: Village
    period: Period
    findings: tuple[Finding, ...]
    on_time: Share
    finance_on_time: Share
    coverage: Share
    clean: Share
    answered: Share
    answer_days: float | None
    light: Light
    manual: tuple[Check, ...] = field(default=())


Finder = Callable[[Facts, Check], Iterator[tuple[str, str]]]


def inspect(facts: Facts, rules: Inspected) -> Report:
    """Apply every check to one village and period."""
    found = [
        Finding(check, where, message)
        for check in rules.checks
        if check.finder in FINDERS
        for where, message in FINDERS[check.finder](facts, check)
    ]
    passed = [one for one in facts.dues if one.due_on <= facts.today or one.posted_on]
    finance = [one for one in passed if one.item.area is Area.FINANCE]
    faulty = {one.where for one in found if one.check.severity in (Severity.ERROR, Severity.STOP)}
    closed = [one for one in facts.objections if one.ended_on]
    days = [(one.ended_on - one.received_on).days for one in closed if one.ended_on]
    on_time = Share(sum(one.on_time for one in passed), len(passed))
    finance_on_time = Share(sum(one.on_time for one in finance), len(finance))
    coverage = Share(sum(one.posted_on is not None for one in facts.dues), len(facts.dues))
    return Report(
        village=facts.village,
        period=facts.period,
        findings=tuple(found),
        on_time=on_time,
        finance_on_time=finance_on_time,
        coverage=coverage,
        clean=Share(sum(one.name not in faulty for one in facts.sheets), len(facts.sheets)),
        answered=Share(len(closed), len(facts.objections)),
        answer_days=sum(days) / len(days) if days else None,
        light=light_of(found, on_time, finance_on_time, coverage, rules),
        manual=tuple(check for check in rules.checks if check.finder == "manual"),
    )


def light_of(
    found: list[Finding], on_time: Share, finance: Share, coverage: Share, rules: Inspected
) -> Light:
    """Return the light: red for finance late or anything to be taken off the wall at once."""
    lights = rules.lights
    if any(one.check.severity is Severity.STOP for one in found):
        return Light.RED
    if _below(finance, lights.finance_red) or _below(coverage, lights.coverage_red):
        return Light.RED
    worse = any(one.check.severity is Severity.ERROR for one in found)
    if worse or _below(on_time, lights.on_time_amber) or _below(coverage, lights.coverage_amber):
        return Light.AMBER
    return Light.GREEN


def _below(share: Share, limit: int) -> bool:
    return share.per_cent is not None and share.per_cent < limit


def _late(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for one in facts.dues:
        if one.posted_on is None and one.due_on < facts.today:
            yield one.item.title, f"应于{one.due_on}前张贴，还没有张贴"
        elif one.posted_on is not None and one.posted_on > one.due_on:
            days = (one.posted_on - one.due_on).days
            yield one.item.title, f"应于{one.due_on}前张贴，{one.posted_on}才张贴，晚{days}天"


def _short(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        for one in sheet.postings:
            if one.taken_down_on is not None and one.taken_down_on < one.keep_until:
                yield (
                    sheet.name,
                    f"{one.posted_on}张贴，{one.taken_down_on}就取下，应留到{one.keep_until}",
                )


def _window(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        started = {one.uid: one.posted_on for one in sheet.postings}
        for one in sheet.windows:
            start = started[one.posting_uid]
            if one.printed_end < start:
                yield sheet.name, f"公示期到{one.printed_end}，早于张贴日期{start}"
            elif one.unit == "natural" and one.printed_end < start + timedelta(days=one.days - 1):
                yield sheet.name, f"公示期只到{one.printed_end}，不足{one.days}天"
            elif one.mode == CountMode.WITHOUT_FIRST and one.printed_end < start + timedelta(
                days=one.days
            ):
                yield sheet.name, f"公示期按不含首日计，{one.printed_end}少一天"


def _vague(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    hung = {one.sheet.form: one for one in facts.sheets if one.hung}
    if "F01" in hung and "F02" in facts.forms and "F02" not in hung:
        yield hung["F01"].name, "只公开了总账，没有公开逐笔明细"
    for sheet in facts.sheets:
        blocks = dict.fromkeys(line.block for line in sheet.data.lines)
        for block in blocks:
            lines = sheet.data.of(block)
            total = sheet.data.sum(block, TOTAL, sheet.column) or 0
            other = sum(line.fen(sheet.column) or 0 for line in lines if _OTHER.match(line.label))
            if total > 0 and other * 100 > total * check.percent:
                yield sheet.name, f"“其他”共 {show(other)} 元，超过合计的{check.percent}%"
            if total and not lines:
                yield sheet.name, "只有合计一行"


def _problem(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    for sheet in facts.sheets:
        for one in sheet.problems:
            if one.blocking and re.search(check.words, one.message):
                yield sheet.name, f"{one.where}：{one.message}"


def _cross(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for message in facts.crossed:
        yield "镇村核对", message


def _personal(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        for told in sheet.personal:
            yield sheet.name, f"表上有{told}"


def _unsigned(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        if sheet.postings and sheet.reviewed_on is None:
            yield sheet.name, "没有村务监督委员会审核就张贴了"


def _stale(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    for name in facts.stale:
        yield name, f"已经{check.number}期没有新的张贴"


def _photo(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        for one in sheet.postings:
            own = [photo for photo in sheet.photos if photo.posting_uid == one.uid]
            if not own:
                yield sheet.name, f"{one.posted_on}张贴的没有照片"
            times = [photo.taken_at[:10] for photo in own if photo.taken_at]
            if times and max(times) < one.posted_on.isoformat():
                yield sheet.name, f"照片拍摄于{max(times)}，早于张贴"


def _outdated(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for one in facts.dues:
        if any(_OLD_ARTICLE.search(text) for text in (*one.item.basis, one.item.title)):
            yield one.item.title, "2026年起村务公开是组织法第三十五条，目录写的是旧条文"


def _channel(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for sheet in facts.sheets:
        if not sheet.channel:
            yield sheet.name, "表下没有提异议的途径或者监督电话"


def _undone(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    for sheet in facts.sheets:
        for one in sheet.postings:
            limit = one.keep_until + timedelta(days=check.number)
            if one.taken_down_on is None and limit < facts.today:
                yield sheet.name, f"{one.posted_on}张贴，满期已超过{check.number}天，没有取下记录"


def _missing(facts: Facts, check: Check) -> Iterator[tuple[str, str]]:
    del check
    for one in facts.dues:
        if one.posted_on is None:
            yield one.item.title, f"{one.subject}没有这一项"


FINDERS: dict[str, Finder] = {
    "late": _late, "short": _short, "window": _window, "vague": _vague, "problem": _problem,
    "cross": _cross, "personal": _personal, "unsigned": _unsigned, "stale": _stale,
    "photo": _photo, "outdated": _outdated, "channel": _channel, "undone": _undone,
    "missing": _missing,
}  # fmt: skip
