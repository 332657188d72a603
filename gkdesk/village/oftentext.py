"""The words of 公开时限 in real catalogues → how often, by which day, within how many days."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze

from .items import Often

_NUMBERS = {text: number for number, text in enumerate("零一二三四五六七八九十")}
_INSIDE = re.compile(r"((?<!\d)\d{1,3}|[一二三四五六七八九十])个?(工作)?日(?:以?内)")
_SHOWN = re.compile(r"公示(\d{1,3})个?(工作)?日")
_DAY = re.compile(
    r"(?:季度?的?(?:第一个月|首个?月)|第一个月|首个?月|次月|下月|下一?季度首月)[的第]?(\d{1,2})日"
)
_WORKING_DAYS_AFTER = re.compile(r"(?:获取|形成|变更|制定).{0,14}(?:之日|日)起")
# the order matters: 每半年 before 每年, 每两个月 before 每月
_WORDS = (
    (Often.ELSEWHERE, re.compile(r"按.{1,12}要求")),
    (Often.BIMONTH, re.compile(r"每?(?:两|二|2)个月")),
    (Often.QUARTER, re.compile(r"季")),
    (Often.HALF, re.compile(r"半年")),
    (Often.MONTH, re.compile(r"每月|按月|月度|逐月")),
    (Often.YEAR, re.compile(r"每年|年度|年终|一年")),
    (Often.ELECTION, re.compile(r"换届")),
    (Often.STAGES, re.compile(r"事前|事中|事后|分阶段")),
    (Often.PERMANENT, re.compile(r"长期|长年|常年|固定")),
    (Often.EVENT, re.compile(r"随时|及时|适时|实时|即时|工作日|日内|发生|形成|批次|每批")),
)
_MONTHLY_TOO = re.compile(r"往来(?:较多|频繁).{0,14}每?月")


@dataclass(frozen=True, slots=True)
class Timing:
    """What a 公开时限 says; ``doubt`` asks about what it does not say well."""

    freq: Often
    day: int = 0
    event_days: int = 0
    working: bool = False
    shown_days: int = 0  # 公示 N 日
    doubt: str = ""


def timing_of(text: str) -> Timing:
    """Read one 公开时限, in simplified characters."""
    bare = squeeze(half_width(text))
    if not bare:
        return Timing(Often.UNCLEAR, doubt="没有写公开时限")
    freq = next((often for often, words in _WORDS if words.search(bare)), Often.UNCLEAR)
    day = _DAY.search(bare)
    inside, shown = _INSIDE.search(bare), _SHOWN.search(bare)
    return Timing(
        freq,
        day=int(day[1]) if day and int(day[1]) <= 28 else 0,  # noqa: PLR2004 - in every month
        event_days=_number(inside[1]) if inside and freq is Often.EVENT else 0,
        working=bool(inside and inside[2]),
        shown_days=int(shown[1]) if shown else 0,
        doubt=_doubt(bare, freq),
    )


def _doubt(bare: str, freq: Often) -> str:
    if freq is Often.UNCLEAR:
        return f"公开时限“{masked(bare)[:20]}”认不出，请选定公开周期"
    if freq is Often.EVENT and _WORKING_DAYS_AFTER.search(bare):
        return "公开时限是政府信息公开的写法，村务公开一般事项至少每季度公布一次，请核对"
    if _MONTHLY_TOO.search(bare):
        return "财务往来较多的要每月公布一次，请确认本村是否适用"
    return ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text]
