"""The span of time a sheet speaks of: a month, a quarter, half a year, a year, or one batch."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from gkdesk.base.errors import Declined
from gkdesk.base.labels import Labelled
from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze

MONTHS = 12
MOST_EVENTS = 99  # batches of one sheet in one year
_DIGITS = "零一二三四五六七八九"


class BadPeriod(Declined):
    """A text is not a period."""

    message = "“{text}”不是期次。请写成 2026Q3（季度）、2026-03（月）、2026H1（半年）、2026（年度）或 2026E03（第3批），其他内容没有丢。"  # noqa: E501


class PeriodKind(Labelled):
    """How long a period is."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年度"
    EVENT = "event", "批次"

    @property
    def months(self) -> int:
        """How many months one takes; a batch takes the year it is counted in."""
        return {"month": 1, "quarter": 3, "half": 6, "year": MONTHS, "event": MONTHS}[self.value]

    @property
    def most(self) -> int:
        """How many there may be in a year."""
        return MOST_EVENTS if self is PeriodKind.EVENT else MONTHS // self.months


_CODES = {
    PeriodKind.MONTH: re.compile(r"(\d{4})-(\d{1,2})"),
    PeriodKind.QUARTER: re.compile(r"(\d{4})-?[Qq]([1-4])"),
    PeriodKind.HALF: re.compile(r"(\d{4})-?[Hh]([12])"),
    PeriodKind.EVENT: re.compile(r"(\d{4})-?[Ee](\d{1,2})"),
    PeriodKind.YEAR: re.compile(r"(\d{4})()"),
}
_YEAR = r"(?P<year>\d{4}|[零〇○一二三四五六七八九]{4})年度?"
_NUMBER = r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})"
_SPAN = r"(?P<first>\d{1,2})月?份?[-—–~至到]+(?P<last>\d{1,2})月"
# the order matters: 7—9月 is a quarter before it is a month
_WORDS = (
    (PeriodKind.EVENT, re.compile(_YEAR + r"第(?P<number>\d{1,2})批次?")),
    (PeriodKind.QUARTER, re.compile(_YEAR + rf"第?{_NUMBER}季度?")),
    (PeriodKind.QUARTER, re.compile(_YEAR + _SPAN)),
    (PeriodKind.HALF, re.compile(_YEAR + r"(?P<half>[上下])半年")),
    (PeriodKind.MONTH, re.compile(_YEAR + rf"{_NUMBER}月份?(?!\d)")),
    (PeriodKind.YEAR, re.compile(_YEAR)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """One period; ``number`` counts periods of its kind within the year, from 1."""

    year: int
    kind: PeriodKind
    number: int = 1

    def __post_init__(self) -> None:
        if not (1 <= self.number <= self.kind.most and 1900 < self.year <= 9999):  # noqa: PLR2004
            raise BadPeriod(text=f"{self.year} {self.kind.label} {self.number}")

    def __str__(self) -> str:
        """Return the short form that is stored: 2026Q3, 2026-03, 2026H1, 2026, 2026E03."""
        match self.kind:
            case PeriodKind.EVENT:
                return f"{self.year}E{self.number:02d}"
            case PeriodKind.MONTH:
                return f"{self.year}-{self.number:02d}"
            case PeriodKind.QUARTER:
                return f"{self.year}Q{self.number}"
            case PeriodKind.HALF:
                return f"{self.year}H{self.number}"
            case PeriodKind.YEAR:
                return str(self.year)

    @property
    def label(self) -> str:
        """The form that is printed: 2026年第三季度, 2026年3月份, 2026年上半年, 2026年第3批."""
        match self.kind:
            case PeriodKind.EVENT:
                return f"{self.year}年第{self.number}批"
            case PeriodKind.MONTH:
                return f"{self.year}年{self.number}月份"
            case PeriodKind.QUARTER:
                return f"{self.year}年第{_DIGITS[self.number]}季度"
            case PeriodKind.HALF:
                return f"{self.year}年{'上下'[self.number - 1]}半年"
            case PeriodKind.YEAR:
                return f"{self.year}年度"

    @property
    def first_on(self) -> date:
        """The first day; of a batch, whose days only its sheet knows, that of its year."""
        if self.kind is PeriodKind.EVENT:
            return date(self.year, 1, 1)
        return date(self.year, (self.number - 1) * self.kind.months + 1, 1)

    @property
    def last_on(self) -> date:
        if self.kind is PeriodKind.EVENT:
            return self.first_on  # a batch can be reviewed and posted on any day of its year
        month = self.number * self.kind.months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def opens_year(self) -> bool:
        """Tell whether running totals of the year start anew here."""
        return self.number == 1

    def previous(self) -> Period:
        """Return the period of the same kind just before."""
        if self.number > 1:
            return Period(self.year, self.kind, self.number - 1)
        return Period(self.year - 1, self.kind, self.kind.most)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the short form, or the printed form standing alone.

        Raises:
            BadPeriod: neither.
        """
        bare = squeeze(half_width(text))
        for kind, pattern in _CODES.items():
            if found := pattern.fullmatch(bare):
                return cls(int(found[1]), kind, int(found[2] or 1))
        hit = find(bare)
        if hit is None or hit[1] != (0, len(bare)):
            raise BadPeriod(text=masked(text))
        return hit[0]

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        return cls(day.year, kind, (day.month - 1) // kind.months + 1)


def find(text: str) -> tuple[Period, tuple[int, int]] | None:
    """Find the first printed period in a text without blanks, and where it stands."""
    for kind, pattern in _WORDS:
        found = pattern.search(text)
        if found is None:
            continue
        period = _from_words(kind, found)
        if period is not None:
            return period, found.span()
    return None


def _from_words(kind: PeriodKind, found: re.Match[str]) -> Period | None:
    parts = found.groupdict()
    year = small(parts["year"])
    number: int | None = 1
    if parts.get("number"):
        number = small(parts["number"])
    elif parts.get("half"):
        number = "上下".index(parts["half"]) + 1
    elif parts.get("first"):
        number = _quarter_of(int(parts["first"]), int(parts["last"]))
    try:
        return Period(year, kind, number) if number else None
    except BadPeriod:
        return None


def _quarter_of(first: int, last: int) -> int | None:
    return last // 3 if last - first == 2 and last % 3 == 0 else None  # noqa: PLR2004


def small(text: str) -> int:
    """Read digits, 二〇二六 or 十二."""
    if text.isdecimal() and text.isascii():
        return int(text)
    if "十" in text:
        tens, ones = text.split("十", 1)
        return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
    plain = text.replace("〇", "零").replace("○", "零")
    return int("".join(str(_DIGITS.index(digit)) for digit in plain))
