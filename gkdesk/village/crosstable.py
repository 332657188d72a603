"""A workbook or csv of figures → rows for the cross-check; and the rows of a household list."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.privacy import masked, scan_notice, shown_name
from gkdesk.base.text import half_width, squeeze, tidy

from .crosscheck import BY_CODE, WAN, Detail, How, Meaning, Row

_HEADS = {
    "check": r"^核对编号$|^编号$|^check$",
    "village": r"^村名?$|^行政村$|^单位$|^village$",
    "item": r"^事项$|^项目$|补贴项目|^item$",
    "period": r"^期次$|^年度$|^期间$|^月份$|^批次$|^period$",
    "count": r"^户数$|^人数$|^数量$|^count$",
    "area": r"面积|^亩数$|^area$",
    "money": r"^(?:补贴|发放)?金额|^合计金额|^money$",
    "meaning": r"口径|^meaning$",
    "n_rows": r"^行数$|^n_rows$",
    "who": r"^对象$|^户主(?:姓名)?$|^姓名$|^申请人$|批准书号|^who$",
    "team": r"^村民小组$|^小组$|^组别$|^村组$",
    "tail": r"证件?号|身份证|后四位",
}
_LIST = {"area": r"面积|亩数", "rate": r"标准", "money": r"金额"}
_NEEDED = ("check", "village", "item", "period")
_TOTAL = re.compile(r"^(合|总|小)\s*计$|^共计|^累计|^本页")
_MEANINGS = {
    "下达": Meaning.ALLOCATED, "拨付": Meaning.ALLOCATED, "应发": Meaning.COMPUTED,
    "实发": Meaning.PAID, "发放": Meaning.PAID, "退回": Meaning.RETURNED, "结余": Meaning.LEFT,
}  # fmt: skip
MOST_HEAD = 12
_LONG = re.compile(r"\d{16}")
_MOST_QUOTED = 20  # letters of a cell that a message shows, after numbers are masked


def read(path: Path) -> list[Row]:
    """Read one side's table.

    Columns: 核对编号 (X01–X12), 村, 事项, 期次, and any of 户数, 面积, 金额 (may be in 万元),
    口径, 行数, 对象.

    Raises:
        BadFile: every row that cannot be used, with its place.
        Declined: no workbook. Blocked: the file cannot be read.
    """
    rows = _cells(path)
    at, columns = _header(rows, _HEADS)
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        words = {"check": "核对编号", "village": "村", "item": "事项", "period": "期次"}
        told = "、".join(words[name] for name in missing)
        raise BadFile(shown_name(path.name), [Problem("表头", f"缺少列：{told}")])
    wan = "万" in rows[at][columns["money"]] if "money" in columns else False
    said = squeeze(rows[at][columns["count"]]) if "count" in columns else ""
    counts = next((word for word in ("户", "人") if word in said), "")
    problems: list[Problem] = []
    found = []
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        raw = {name: cells[p] if p < len(cells) else "" for name, p in columns.items()}
        if any(raw.values()) and not _TOTAL.match(squeeze(raw["village"])):
            raw["counts"] = counts
            found.append(_row(f"第{number}行", raw, problems, wan=wan))
    if problems:
        raise BadFile(shown_name(path.name), problems)
    return found


def details(path: Path) -> list[Detail]:
    """Read a household list's 面积, 标准 and 金额; rows without all three are left out.

    A 标准 written once in a merged cell holds for the rows below it.

    Raises:
        BadFile: the columns are not there.
    """
    rows = _cells(path)
    at, columns = _header(rows, _LIST)
    if set(columns) != set(_LIST):
        raise BadFile(shown_name(path.name), [Problem("表头", "要有面积、标准、金额三列")])
    found: list[Detail] = []
    rate = ""
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        if any(_TOTAL.match(squeeze(cell)) for cell in cells):
            continue
        raw = {name: cells[p] if p < len(cells) else "" for name, p in columns.items()}
        rate = raw["rate"] or rate
        figures = [_decimal(text) for text in (raw["area"], rate, raw["money"])]
        area, each, money = figures
        if area is not None and each is not None and money is not None:
            found.append(Detail(number, area, each, money, f"第{number}行"))
    return found


def _row(where: str, raw: dict[str, str], problems: list[Problem], *, wan: bool) -> Row:
    check = raw["check"].upper()
    if check not in BY_CODE:
        told = masked(check)[:_MOST_QUOTED]
        problems.append(Problem(where, f"核对编号“{told}”不认识，应为 X01 到 X12"))
    figures = {name: _number(where, name, raw, problems) for name in ("count", "area", "money")}
    money, coarse = figures["money"], Decimal(0)
    if wan and money is not None:
        exponent = money.as_tuple().exponent
        coarse = WAN.scaleb(exponent) if isinstance(exponent, int) else WAN
        money *= WAN
    count = figures["count"]
    meaning = _meaning(raw.get("meaning", ""))
    n_rows = _number(where, "n_rows", raw, problems) or count or Decimal(1)
    return Row(
        check=check,
        village=tidy(raw["village"]),
        item=_shown(raw["item"]),
        period=_shown(raw["period"]),
        count=int(count) if count is not None else None,
        area=figures["area"],
        money=money,
        meaning=meaning,
        n_rows=int(n_rows),
        coarse=coarse,
        place=where,
        counts=raw.get("counts", ""),
        person=_person(check, raw),
    )


def _person(check: str, raw: dict[str, str]) -> tuple[str, ...]:
    """Return who a line of a list is of: name, group and the last four digits; see ``keyed``.

    Only the last four digits of an identity number are taken, whatever the table has.
    """
    who = squeeze(half_width(raw.get("who", "")))
    if not who or BY_CODE.get(check) is None or BY_CODE[check].how is not How.LIST:
        return ()
    if check == "X10":
        return (who.upper(),)
    digits = re.sub(r"[^0-9X]", "", half_width(raw.get("tail", "")).upper())
    return (who, squeeze(raw.get("team", "")), digits[-4:])


def _shown(text: str) -> str:
    """Return an item or period as it may be printed: a long number in it is somebody's."""
    bare = tidy(text)
    return masked(bare) if _LONG.search(half_width(bare)) or scan_notice(bare) else bare


def _meaning(text: str) -> Meaning:
    return next((one for word, one in _MEANINGS.items() if word in text), Meaning.UNSTATED)


def _number(where: str, name: str, raw: dict[str, str], problems: list[Problem]) -> Decimal | None:
    text = raw.get(name, "")
    found = _decimal(text)
    if found is None and text.strip(" -—/"):
        problems.append(Problem(where, f"“{masked(text)[:_MOST_QUOTED]}”不是数字"))
    return found


def _decimal(text: str) -> Decimal | None:
    bare = re.sub(r"[,，元亩户人¥]", "", squeeze(half_width(text)))
    try:
        found = Decimal(bare)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _header(rows: list[list[str]], heads: dict[str, str]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for at, cells in enumerate(rows[:MOST_HEAD]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            for name, pattern in heads.items():
                if name not in columns and re.search(pattern, squeeze(half_width(cell))):
                    columns[name] = place
                    break
        if len(columns) > len(best[1]):
            best = at, columns
    return best


def _cells(path: Path) -> list[list[str]]:
    data = files.read(path)
    if path.suffix.lower() not in (".csv", ".txt"):
        from .xlsx import read_grids

        grids = read_grids(data, path.name)
        return [[_text(cell) for cell in row] for grid in grids[:1] for row in grid.rows]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    raise BadFile(shown_name(path.name), [Problem("整个文件", "不是 UTF-8 或 GBK 文字")])


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()
