"""A county's or town's catalogue of 村务公开 items: rows → items, with what is doubtful in it.

The doubts C1–C8 were all seen in real catalogues: a basis of another province, an outdated article,
a missing number, a lost merged cell, broken words, a choice nobody made, traditional characters,
an interval longer than the law allows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import masked
from gkdesk.base.text import squeeze, tidy

from .items import Area, Catalogue, Item, Often
from .model import IssuerKind, PrivacyClass
from .oftentext import timing_of
from .personal import holds_number
from .provinces import provinces_in
from .simplified import simplified

LAW_CHANGED = date(2026, 1, 1)
MOST_HEAD = 12  # rows above the header
_HEADS = {
    "number": r"^序号$|^编号$",
    "title": r"^(公开)?(事项|内容|项目)(名称)?(\(.*\))?$|^公开事项|^二级事项|公开内容",
    "area": r"^类别?$|^领域$|^一级事项$|^类型$",
    "basis": r"公开依据|^依据$|法律依据",
    "timing": r"公开时限|公开时间|^时限$|公开频次|公开周期",
    "issuer": r"公开主体|责任主体|责任单位",
    "channel": r"公开渠道|渠道",
    "way": r"公开方式|公开对象",
}
_FILLED = ("area", "basis", "timing", "issuer", "channel")
_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff\d])[ \u3000]+(?=[\u4e00-\u9fff\d])")
_OLD_ARTICLE = re.compile(r"村民委员会组织法》?第三十条")
_OLD_ITEM = re.compile(r"计划生育政策的?落实方案")
_AREAS = (
    (Area.PARTY, r"党务|党员|党费"), (Area.FINANCE, r"财务|资金|资产|收支|债权|审计"),
    (Area.POLICY, r"补贴|救助|低保|保障|计划生育|计生|残疾|危房|慰问|养老"),
)  # fmt: skip
# words of a title → the starter item whose forms and privacy class it takes over
_LIKE = (
    ("C14", r"低保|最低生活保障|特困"),
    ("C19", r"残疾人.*补贴"),
    ("C17", r"农.{0,5}补贴|惠农|支农"),
    ("C21", r"宅基地"),
    ("C20", r"危房"),
    ("C11", r"征[收用地].{0,6}补偿|土地征收|被征用土地"),
    ("C25", r"被征地"),
    ("C24", r"计划生育"),
    ("C16", r"救灾|捐赠|慰问"),
    ("C15", r"临时救助|医疗救助"),
    ("C10", r"干部.{0,4}(工资|报酬|补贴)"),
    ("C12", r"一事一议|筹资筹劳"),
    ("C26", r"党员|党费"),
    ("C08", r"承包|资产"),
    ("C05", r"收支|财务计划"),
    ("C13", r"工程|招投标|建设项目"),
    ("C01", r"自治章程|村规民约"),
    ("C03", r"决议|决定的事项"),
    ("C04", r"协商"),
)
_LEAST = {Often.HALF, Often.YEAR}


@dataclass
class Found:
    """What a catalogue gave: items and doubts; a blocking one stops the import."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, where: str, code: str, message: str, *, blocking: bool = False) -> None:
        self.problems.append(Problem(where, f"{code} {message}", blocking))


def read_rows(
    rows: Sequence[Sequence[object]], *, starter: Catalogue, province: str, from_on: date
) -> Found:
    """Read a catalogue's table.

    Args:
        rows: the cells of one worksheet or csv file.
        starter: lends forms and privacy classes to items that mean the same.
        province: of the office, or empty when not known.
        from_on: when the catalogue takes force.
    """
    found = Found()
    texts = [[str(cell if cell is not None else "") for cell in row] for row in rows]
    plain = [[simplified(cell) for cell in row] for row in texts]
    if plain != texts:
        found.say("整个文件", "C7", "原表是繁体字，已转成简体，请核对")
    head, columns = _header(plain)
    if "title" not in columns:
        found.say("整个文件", "C0", "没有找到“公开事项”或“公开内容”一列", blocking=True)
        return found
    if "timing" not in columns:
        found.say("整个文件", "C0", "没有“公开时限”一列，各项的公开周期要逐项确认")
    reader = _Rows(columns, starter, province, from_on, found)
    for at, row in enumerate(plain[head + 1 :], start=head + 2):
        reader.row(at, row)
    return found


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(rows[:MOST_HEAD]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            for name, pattern in _HEADS.items():
                if name not in columns and re.search(pattern, squeeze(cell)):
                    columns[name] = place
                    break
        if len(columns) > len(best[1]):
            best = at, columns
    return best


class _Rows:
    """Reads row after row, filling down what a lost merged cell left blank."""

    def __init__(
        self, columns: dict[str, int], starter: Catalogue, province: str, from_on: date,
        found: Found,
    ) -> None:  # fmt: skip
        self._columns, self._starter, self._province = columns, starter, province
        self._from_on, self._found = from_on, found
        self._above: dict[str, str] = {}
        self._number = 0
        self._group = ""

    def row(self, at: int, cells: Sequence[str]) -> None:
        """Read one row; ``at`` counts from 1."""
        where = f"第{at}行"
        raw = {name: cells[p] if p < len(cells) else "" for name, p in self._columns.items()}
        if not any(cell.strip() for cell in cells):
            return
        if any(holds_number(text) for text in raw.values()):
            words = "有个人号码或者很长的号码，目录不加密存放，请在原表里删去"
            self._found.say(where, "C0", words, blocking=True)
            return
        values = {name: self._clean(where, text) for name, text in raw.items()}
        self._fill(where, values)
        self._count(where, values)
        if not values["title"]:
            self._found.say(where, "C4", "没有公开事项，此行没有导入", blocking=True)
            return
        self._judge(where, values)
        self._found.items.append(self._item(where, values))

    def _clean(self, where: str, text: str) -> str:
        joined = _BROKEN.sub("", text)
        if joined != text and re.search(r"[\u4e00-\u9fff]", text):
            self._found.say(where, "C5", f"“{masked(tidy(text))[:16]}”中间有空格，已连起来")
        return tidy(joined)

    def _fill(self, where: str, values: dict[str, str]) -> None:
        filled = []
        if values.get("area") and values["area"] != self._group:
            self._group, self._number = values["area"], 0
        for name in _FILLED:
            if name not in values:
                continue
            if not values[name] and self._above.get(name):
                values[name] = self._above[name]
                filled.append(name)
            self._above[name] = values[name]
        if filled:
            self._found.say(where, "C4", "合并单元格丢了，已按上一行补上，请核对")

    def _count(self, where: str, values: dict[str, str]) -> None:
        number = re.match(r"\d{1,6}(?!\d)", values.get("number", ""))
        if not number:
            return
        here = int(number[0])
        if here not in (self._number + 1, 1) and self._number:
            self._found.say(where, "C3", f"序号从{self._number}跳到{here}，可能漏了一行")
        self._number = here

    def _judge(self, where: str, values: dict[str, str]) -> None:
        basis = values.get("basis", "")
        others = provinces_in(basis) - {self._province}
        if self._province and others:
            self._found.say(where, "C1", f"依据是{'、'.join(sorted(others))}的文件，不是本省的")
        if self._from_on >= LAW_CHANGED:
            if _OLD_ARTICLE.search(basis):
                self._found.say(where, "C2", "村务公开自2026年起是组织法第三十五条，不是第三十条")
            if _OLD_ITEM.search(values["title"]):
                self._found.say(where, "C2", "2026年起法律不再单列计划生育政策落实方案，请核对")
        way = values.get("way", "")
        if "□" in way and not re.search("[■☑√]", way):
            self._found.say(where, "C6", "公开方式的方框都没有选，请确认")

    def _item(self, where: str, values: dict[str, str]) -> Item:
        timing = timing_of(values.get("timing", ""))
        title, code = values["title"].rstrip("；;。"), f"N{len(self._found.items) + 1:02d}"
        area = _area(values.get("area", ""), title)
        if timing.doubt and "timing" in values:
            self._found.say(where, "C8" if "每季度" in timing.doubt else "C0", timing.doubt)
        if area is Area.FINANCE and timing.freq in _LEAST:
            self._found.say(where, "C8", f"财务事项{timing.freq.label}公开一次，少于每季度一次")
        like = _like(title, self._starter)
        return Item(
            code=code,
            title=title,
            area=area,
            basis=tuple(part for part in re.split(r"[\n；;]", values.get("basis", "")) if part),
            freq=timing.freq,
            issuer=_issuer(values.get("issuer", ""), area),
            forms=like.forms if like else (),
            privacy=like.privacy if like else PrivacyClass.NONE,
            notice=like.notice if like else "",
            day=timing.day,
            event_days=timing.event_days,
            working=timing.working,
            words=values.get("timing", ""),
            status="导入",
        )


def _area(group: str, title: str) -> Area:
    for area in Area:
        if area.label in group:
            return area
    return next((area for area, words in _AREAS if re.search(words, title)), Area.AFFAIRS)


def _issuer(text: str, area: Area) -> IssuerKind:
    if "小组" in text:
        return IssuerKind.GROUP
    if "合作社" in text or "集体经济" in text:
        return IssuerKind.COLLECTIVE
    if "支部" in text or "党组织" in text or area is Area.PARTY:
        return IssuerKind.PARTY
    if "镇" in text or "乡" in text:
        return IssuerKind.TOWN
    return IssuerKind.COLLECTIVE if area is Area.FINANCE else IssuerKind.COMMITTEE


def _like(title: str, starter: Catalogue) -> Item | None:
    code = next((code for code, words in _LIKE if re.search(words, title)), "")
    return starter.item(code) if code else None
