"""A table row by row: headings that name personal columns, names beside them, and every cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import numberwatch, wordwatch
from .scanning import STAR, Kind, Match, Rules, Severity, apart, starred
from .text import half_width, squeeze

_LONGEST_HEADING = 16  # characters
_OFFICE = re.compile("监督|咨询|办公|单位|服务|值班|投诉|举报|窗口|机构|部门|受理|传真|热线|机关")
_NAMES = re.compile(
    "^(?:学生|儿童|户主|申请人|本人|家庭成员|成员|患者|残疾人|老人|村民|农户|救助对象|补贴对象|保障对象|对象|监护人|领款人"
    "|领取人|受益人|持卡人|承包方|承包方代表)?姓名$|^户主$|^(?:申请人|受益人|领款人|领取人|补贴对象|救助对象|保障对象"
    "|家庭成员|持卡人|农户|学生|监护人)$"
)
# the kinds a heading names; the first that fits counts
_HEADINGS: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (re.compile("身份证|公民身份|证件号|证件编号"), Kind.ID, "身份证号"),
    (re.compile("护照|通行证"), Kind.PERMIT, "证件号"),
    (re.compile("卡号|账号|帐号|账户|帐户|一卡通|存折"), Kind.ACCOUNT, "账号"),
    (re.compile("手机|电话|联系方式"), Kind.MOBILE, "电话"),
    (re.compile("残疾|伤残"), Kind.DISABILITY, "残疾情况"),
    (re.compile("病|诊断|健康状况|致贫原因|贫困原因|患"), Kind.HEALTH, "健康状况"),
    (re.compile("住址|家庭地址|详细地址|户籍地址|门牌|居住地|通讯地址"), Kind.ADDRESS, "住址"),
    (re.compile("出生|生日"), Kind.BIRTH, "出生日期"),
    (re.compile("民族|宗教"), Kind.ORIGIN, "民族、宗教"),
    (re.compile("^(?:就读)?学校|年级|班级|就读"), Kind.MINOR, "就读的学校、班级"),
    (re.compile("婚姻|婚育|孕|生育"), Kind.STATUS, "婚育情况"),
    (re.compile("邮箱|微信|QQ"), Kind.CONTACT, "联系方式"),
)
_NOT_A_COLUMN = re.compile("病虫|病害|疫病|人数|金额|标准|合计|小计|个数|户数")
_OFFICES_TOO = {Kind.MOBILE, Kind.ADDRESS, Kind.CONTACT}
_ALWAYS = {Kind.ID, Kind.PERMIT, Kind.ACCOUNT}
_BLANK = re.compile(r"^(?:[\s/\\无否—\-－－.0]*|健康|良好|健康或良好|一般|不详|合计|小计|总计)$")
_PLACE_ENDS = re.compile(r"(?:镇|乡|街道|村|社区|居委会|组|县|区|市|屯|寨|队|\*)$")
_WITH_NUMBERS = {Kind.ID, Kind.ACCOUNT, Kind.MOBILE, Kind.PERMIT}
_AGE, _ADULT = re.compile("^(?:周岁|实足)?年龄"), 18
_SHORTEST_NAME, _LONGEST_NAME = 2, 6
_SHORT, _MOST_KNOWN = 12, 5000
_FEWEST_DIGITS = 6  # of a number in a column of numbers


@dataclass
class Column:
    """One column: what its heading says, and what was seen below it."""

    heading: str
    kind: Kind | None = None
    label: str = ""
    age: bool = False
    names: bool = False
    office: bool = False  # an office's phones and places, not a person's
    values: int = 0
    first: str = ""  # where its first value stands


@dataclass
class Cell:
    """What one cell gave: matches to tell, and matches only to cover in a masked copy."""

    told: list[Match] = field(default_factory=list)
    covered: list[Match] = field(default_factory=list)


class TableWatch:
    """Takes rows from the top; a later row of headings begins anew."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._columns: dict[int, Column] = {}
        self.finished: list[Column] = []  # personal columns with values, of earlier headings
        self.with_names = False
        self._rows = 0  # of data since the headings
        self._known: dict[tuple[str, str, bool], list[Match]] = {}

    def row(self, cells: Mapping[int, str], where: Mapping[int, str]) -> dict[int, Cell]:
        """Look through one row.

        Args:
            cells: column (from 0) → text; blank cells may be left out.
            where: column → place, for telling where a column begins.
        """
        headings = _headings(cells)
        if headings and self._begins(headings):
            return {at: self._free(text) for at, text in cells.items() if len(text) > 5}  # noqa: PLR2004
        self._rows += 1
        return {at: self._cell(at, text, where.get(at, "")) for at, text in cells.items()}

    def _begins(self, headings: dict[int, Column]) -> bool:
        """Take a row of headings, or a second row of them; a row of data may look like one."""
        names = {at for at, column in self._columns.items() if column.names}
        second = bool(self._columns) and not self._rows and not names & headings.keys()
        if second:  # the names' heading reaches down over two rows
            telling = {at: one for at, one in headings.items() if one.kind or one.age}
            self._columns = self._columns | telling
        elif not self._columns or any(column.names for column in headings.values()):
            self.close()
            self._columns = headings
        else:
            return False
        self._rows = 0
        self.with_names = any(column.names for column in self._columns.values())
        return True

    def close(self) -> None:
        """End the table: its personal columns are in ``finished``."""
        columns = (column for _at, column in sorted(self._columns.items()))
        self.finished += [one for one in columns if one.kind and one.values]
        self._columns = {}

    def column_hit(self, column: Column) -> tuple[Kind, Severity, str]:
        """Say what a personal column asks for."""
        kind = column.kind or Kind.NAME
        block = kind in _ALWAYS or self.with_names
        beside = "，与姓名同在一张表" if self.with_names else ""
        reason = f"“{column.heading}”一栏是{column.label}，有{column.values}格内容{beside}"
        return kind, Severity.BLOCK if block else Severity.ASK, reason

    def _free(self, text: str) -> Cell:
        found = find(text, self._rules)
        return Cell(found, found)

    def _cell(self, at: int, text: str, where: str) -> Cell:
        column = self._columns.get(at)
        if column is None:
            of_person = self.with_names and bool(self._columns) and len(self._columns) > 1
            found = find(text, self._rules, of_person=of_person)
            return Cell(found, found)
        number = _typed_number(text)
        found = self._find(number, column.heading)
        if column.office:
            found = [one for one in found if one.kind not in (Kind.ADDRESS, Kind.LANDLINE)]
        told = _fitted(found, number, text)
        if column.age and self.with_names and _is_minor(text):
            told = [_whole(Kind.MINOR, text, "写有未成年人的年龄")]
        hidden = list(told)
        if column.kind and _tells(column.kind, text, told):
            column.values += 1
            column.first = column.first or where
            if not told:
                hidden = [_whole(column.kind, text, "")]
        if column.names and self._personal() and _is_name(text):
            name = self._rules.shapes.name(text)
            hidden.append(Match(Kind.NAME, Severity.ASK, 0, len(text), name, ""))
        return Cell(told, hidden)

    def _find(self, text: str, heading: str) -> list[Match]:
        """Look at a short text once: a table says 一组 and 无 a thousand times."""
        if len(text) > _SHORT:
            return find(text, self._rules, heading, of_person=self.with_names)
        key = text, heading, self.with_names
        if key not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[key] = find(text, self._rules, heading, of_person=self.with_names)
        return self._known[key]

    def _personal(self) -> bool:
        return any(column.kind for column in self._columns.values())


def find(
    text: str, rules: Rules, heading: str = "", *, of_person: bool = False, words: bool = True
) -> list[Match]:
    """Return everything a text tells, by place; numbers win over words they stand in."""
    found = numberwatch.find(text, rules, heading)
    found += wordwatch.find(text, rules, of_person=of_person)
    if words:
        found += wordwatch.terms(text, rules)
    return apart(found)


def _headings(cells: Mapping[int, str]) -> dict[int, Column]:
    """Return the columns if a row holds headings: two texts, one of them personal."""
    columns = {at: _column(text) for at, text in cells.items() if text.strip()}
    known = [one for one in columns.values() if one.kind or one.names or one.office]
    if len(columns) < 2 or not known:  # noqa: PLR2004 - a table has two columns
        return {}
    texts = [squeeze(text) for text in cells.values() if text.strip()]
    short = all(len(text) <= _LONGEST_HEADING * 2 for text in texts)
    digits = any(sum(map(str.isdigit, text)) >= _FEWEST_DIGITS - 1 for text in texts)
    typed = sum(text.replace(".", "").isdigit() for text in texts)
    return columns if short and not digits and typed * 3 <= len(texts) else {}


def _column(text: str) -> Column:
    plain = re.sub(r"[(（].*?[)）]", "", squeeze(half_width(text))) or squeeze(text)
    column = Column(squeeze(text)[:_LONGEST_HEADING])
    if len(plain) > _LONGEST_HEADING or any(map(str.isdigit, plain)):
        return column
    column.names = _NAMES.search(plain) is not None
    column.age = _AGE.search(plain) is not None
    if _NOT_A_COLUMN.search(plain):
        return column
    for pattern, kind, label in _HEADINGS:
        if pattern.search(plain):
            column.office = kind in _OFFICES_TOO and _OFFICE.search(plain) is not None
            if not column.office:
                column.kind, column.label = kind, label
            break
    else:
        column.office = "地址" in plain and _OFFICE.search(plain) is not None
    return column


def _tells(kind: Kind, text: str, told: list[Match]) -> bool:
    """Tell whether a value below a personal heading tells something: not blank, not masked."""
    if told:
        return True
    plain = squeeze(half_width(text))
    if _BLANK.match(plain) or STAR * 2 in plain:
        return False
    if kind in _WITH_NUMBERS:
        return sum(map(str.isdigit, plain)) >= _FEWEST_DIGITS and kind is not Kind.MOBILE
    return kind is not Kind.ADDRESS or not _PLACE_ENDS.search(plain)


def _typed_number(text: str) -> str:
    """Return a number a spreadsheet keeps as 1.10101199003E+17 with all its digits."""
    if "E+" not in text.upper() and not text.endswith(".0"):
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else text  # noqa: PLR2004 - longest account


def _fitted(found: list[Match], number: str, text: str) -> list[Match]:
    """Return the matches for the text as it stands, when it was read as another."""
    if number == text:
        return found
    return [replace(one, start=0, end=len(text), cover=starred(text)) for one in found[:1]]


def _whole(kind: Kind, text: str, reason: str) -> Match:
    return Match(kind, Severity.BLOCK, 0, len(text), starred(text), reason)


def _is_minor(text: str) -> bool:
    digits = squeeze(half_width(text)).removesuffix("周岁").removesuffix("岁").removesuffix(".0")
    return digits.isdecimal() and 0 < int(digits[:3]) < _ADULT


def _is_name(text: str) -> bool:
    plain = squeeze(text)
    hanzi = all("\u3400" <= letter <= "\u9fff" or letter == "·" for letter in plain)
    return hanzi and _SHORTEST_NAME <= len(plain) <= _LONGEST_NAME
