"""What an annual report must fulfil beyond table 三's own equations (pure).

The codes are those of the domain sheet, 4.5: E6 to E9 and E13; the rest counts in ``requests``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from .model import FEE, Finding, Part, ReportForm, RowKind, TwoRow

_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,6})?")
# words before a number of 件 → the figure of table 三 it must be; the nearest words count
_SAID = {
    "new": re.compile(r"(?:新收|收到|受理)[^，。；、]{0,20}?申请[^，。；0-9]{0,6}([0-9]+)件"),
    "carried_in": re.compile(r"上年(?:度)?结转[^，。；0-9]{0,10}([0-9]+)件"),
    "done": re.compile(r"(?<!的)(?:办结|答复)[^，。；0-9的]{0,10}([0-9]+)件"),
    "carried_out": re.compile(r"结转(?:下年|下一年|到下年)[^，。；0-9]{0,12}([0-9]+)件"),
    "reviews": re.compile(r"行政复议[^，。；0-9]{0,10}([0-9]+)件"),
    "suits": re.compile(r"行政诉讼[^，。；0-9]{0,10}([0-9]+)件"),
}
_ASIDE = re.compile("同比|增加|减少|上升|下降|增长|占")
_YEAR = re.compile(r"(20[0-9]{2})年")
_FEE_SAID = re.compile(r"信息处理费[^，。；0-9]{0,8}([0-9]+(?:\.[0-9]+)?)元")
_CALLED = {
    "new": "新收申请", "carried_in": "上年结转", "done": "办结", "carried_out": "结转下年度",
    "reviews": "行政复议", "suits": "行政诉讼",
}  # fmt: skip
_SHOWN = 4


def number(text: str, kind: RowKind) -> Decimal | None:
    """Read a figure as it was typed, ``None`` when it is none (E7)."""
    shape = _AMOUNT if kind is RowKind.MONEY else _COUNT
    return Decimal(text) if shape.fullmatch(text) else None


def table_two(
    form: ReportForm, values: Mapping[str, str], before: Mapping[str, str], year: int
) -> list[Finding]:
    """Check table 二: E7, E8, and E9 against last year's."""
    cells = [(row, code) for row in form.rows if not row.zero for code in row.codes]
    empty = [row.label for row, code in cells if not values.get(code)]
    wrong = [
        f"{row.label}：填的是“{values[code]}”"
        for row, code in cells
        if values.get(code) and number(values[code], row.kind) is None
    ]
    found = [
        _told(Part.ACTIVE, "表二每一格都填了", [f"{one}没有填" for one in dict.fromkeys(empty)]),
        _told(Part.ACTIVE, "表二的数都是不小于0的数（金额以外是整数）", wrong),
    ]
    zeros = [row for row in form.rows if row.zero]
    if zeros:
        names = "、".join(row.label for row in zeros)
        found.append(Finding(Part.ACTIVE, f"乡镇、街道没有{names}，表二填0", holds=True))
    found += [
        _stock(row, values, before, year)
        for row in form.rows
        if row.kind is RowKind.STOCK and not row.zero
    ]
    return found


def _stock(row: TwoRow, values: Mapping[str, str], before: Mapping[str, str], year: int) -> Finding:
    """E9: in force now is what was in force, and what was made, less what was abolished."""
    words = f"{row.label}：现行有效＝{year - 1}年现行有效＋制发－废止"
    made, abolished, now = (number(values.get(code, ""), row.kind) for code in row.codes)
    then = number(before.get(row.codes[-1], ""), row.kind)
    if then is None or made is None or abolished is None or now is None:
        return Finding(Part.ACTIVE, words, None, hint=True)
    holds = now == then + made - abolished
    faults = () if holds else (f"{now}≠{then}＋{made}－{abolished}",)
    return Finding(Part.ACTIVE, words, holds, faults, hint=True)


def written(form: ReportForm, values: Mapping[str, str]) -> list[Finding]:
    """Tell which texts are not written yet, and which still hold a figure nobody filled in."""
    found = []
    for part in dict.fromkeys(one.part for one in form.texts):
        mine = form.of(part)
        empty = [f"“{one.label}”还没有写" for one in mine if not values.get(one.code, "").strip()]
        open_ = [
            f"“{one.label}”里还有“{{”，请改成数字"
            for one in mine if "{" in values.get(one.code, "")
        ]  # fmt: skip
        found.append(_told(part, f"{part.label[2:]}都写了", [*empty, *open_]))
    fee = number(values.get(FEE, ""), RowKind.MONEY)
    faults = [] if fee is not None else ["没有填，没有收取的填0"]
    found.append(_told(Part.OTHERS, "信息处理费的数额填了", faults))
    return found


def said(
    form: ReportForm, values: Mapping[str, str], figures: Mapping[str, int], year: int
) -> Finding:
    """E6: figures in the texts are those of the tables. A hint, for words may mean other things."""
    faults = [
        f"“{field.label}”写{_CALLED[name]}{count}件，表中{figures[name]}件"
        for field in form.texts
        for name, count in _counts(values.get(field.code, ""), year)
        if figures.get(name) not in (None, count)
    ]
    fee = number(values.get(FEE, ""), RowKind.MONEY)
    faults += [
        f"“{field.label}”写信息处理费{text}元，填的是{fee}元"
        for field in form.texts
        for text in _FEE_SAID.findall(_plain(values.get(field.code, "")))
        if fee is not None and Decimal(text) != fee
    ]
    words = "文字里写的件数与表三、表四相同，信息处理费与填的相同"
    return Finding(Part.OVERVIEW, words, not faults, tuple(faults[:_SHOWN]), hint=True)


def _counts(text: str, year: int) -> Iterator[tuple[str, int]]:
    """Find the figures a text gives of the whole year, not of a part of it or another year."""
    for sentence in re.split("[。；]", _plain(text)):
        for clause in re.split("[，、]", sentence):
            if clause.startswith("其中"):
                break  # what follows is a part
            if _ASIDE.search(clause) or {str(year)} < {str(year), *_YEAR.findall(clause)}:
                continue
            for name, pattern in _SAID.items():
                if found := pattern.search(clause):
                    yield name, int(found[1])


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def _told(part: Part, words: str, faults: Sequence[str]) -> Finding:
    shown = list(faults[:_SHOWN])
    if len(faults) > _SHOWN:
        shown.append(f"……共{len(faults)}处")
    return Finding(part, words, not faults, tuple(shown))
