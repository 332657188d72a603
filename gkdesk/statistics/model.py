"""The annual report (年度报告) as plain data: its six parts, what is written and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gkdesk.base.labels import Labelled


class Part(Labelled):
    """The six parts and their fixed titles (国办公开办函〔2021〕30号)."""

    OVERVIEW = "overview", "一、总体情况"
    ACTIVE = "active", "二、主动公开政府信息情况"
    REQUESTS = "requests", "三、收到和处理政府信息公开申请情况"
    DISPUTES = "disputes", "四、政府信息公开行政复议、行政诉讼情况"
    PROBLEMS = "problems", "五、存在的主要问题及改进情况"
    OTHERS = "others", "六、其他需要报告的事项"


class Progress(Labelled):
    """How far a part has come."""

    NOT_BEGUN = "not_begun", "未开始"
    UNFINISHED = "unfinished", "未填完"
    WRONG = "wrong", "有不符"
    DONE = "done", "已完成"


class RowKind(Labelled):
    """What a row of table 二 counts."""

    STOCK = "stock", "件数"  # made and abolished in the year, in force at its end
    COUNT = "count", "数量"
    MONEY = "money", "金额"  # 万元


# the three figures of a row of kind STOCK, with the headings of the form
STOCK = {"made": "本年制发件数", "abolished": "本年废止件数", "in_force": "现行有效件数"}
HEADS = {RowKind.COUNT: "本年处理决定数量", RowKind.MONEY: "本年收费金额（单位：万元）"}
FEE = "fee"  # 信息处理费 of the year, in yuan


@dataclass(frozen=True, slots=True)
class TextField:
    """A text the clerk writes; ``draft`` is what is suggested, with figures in braces."""

    part: Part
    code: str
    label: str
    help: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class TwoRow:
    """A row of table 二; ``zero``: a town has none (规章)."""

    block: str
    code: str
    label: str
    kind: RowKind
    zero: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The names of its figures."""
        if self.kind is RowKind.STOCK:
            return tuple(f"{self.code}_{one}" for one in STOCK)
        return (self.code,)


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What ``forms/rules/annual_report.toml`` says; ``due`` is month and day."""

    title: str
    basis: str
    status: str
    note: str
    due: tuple[int, int]
    texts: tuple[TextField, ...]
    rows: tuple[TwoRow, ...]

    def of(self, part: Part) -> tuple[TextField, ...]:
        return tuple(one for one in self.texts if one.part is part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ``holds`` is ``None`` when it cannot be told; ``hint``: it keeps nothing back."""

    part: Part
    words: str
    holds: bool | None
    faults: tuple[str, ...] = ()
    hint: bool = False

    @property
    def wrong(self) -> bool:
        return self.holds is False and not self.hint


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A year's report as it stands: what is written, counted and found.

    ``values`` are the texts and typed figures by code; ``suggested`` what may be taken over.
    """

    year: int
    values: Mapping[str, str]
    suggested: Mapping[str, str]
    findings: tuple[Finding, ...]
    progress: Mapping[Part, Progress]
    saved: str = ""  # who wrote last and when, in words
    kept: tuple[str, ...] = ()  # the finished copies, in words

    @property
    def ready(self) -> bool:
        return all(one is Progress.DONE for one in self.progress.values())


def due_on(form: ReportForm, year: int) -> date:
    """Return the day by which a year's report is due, in the year after."""
    month, day = form.due
    return date(year + 1, month, day)
