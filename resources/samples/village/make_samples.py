"""Make the sample workbooks of the twelve invented villages of 青石镇 (2025Q4 and 2026Q1).

Run it from anywhere; it writes beside itself. Everything in the files is invented. Of 2026Q1:

* 石门村: the printed 支出合计 is 100.00 too low;
* 柳湾村: 上期结余 is 0.30 above the close of 2025Q4;
* 龙泉村: amounts as text with full-width digits, thousands separators and 元;
* 大桥村: figures in 万元;
* 双溪村: handed nothing in;
* the other seven balance and agree with 2025Q4.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
TOWN = "青石镇"
VILLAGES = (
    "东河村", "西河村", "上坪村", "下坪村", "石门村", "柳湾村", "大桥村", "龙泉村", "新民村",
    "红旗村", "前进村", "双溪村",
)  # fmt: skip
# 999999 is no county's code
CODE = "999999101{:03d}"
INCOME = ("经营收入", "发包及上交收入", "投资收益", "村级组织运转经费财政补助", "上级专项补助",
          "征占土地补偿款", "社会捐赠", "其他收入（利息）")  # fmt: skip
EXPENSE = ("经营支出", "村组干部报酬", "报刊费", "办公等管理费", "公益福利支出", "固定资产购建",
           "救济扶贫支出", "其他支出")  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
THIN = Side(style="thin")
MADE = datetime(2026, 4, 8, 9, 0)  # noqa: DTZ001 - a fixed stamp


@dataclass
class Books:
    """One village's figures of one quarter, in fen."""

    village: str
    title_period: str
    opened: str
    opening: int
    income: list[int]
    expense: list[int]
    before: tuple[list[int], list[int]]
    flow_in: int = 0
    flow_out: int = 0
    cash: int = 0
    note: str = ""
    printed: dict[str, int] = field(default_factory=dict)  # what the paper says instead
    style: str = "plain"  # plain, text or wan

    @property
    def closing(self) -> int:
        return self.opening + sum(self.income) + self.flow_in - sum(self.expense) - self.flow_out


def quarter(rng: random.Random, size: int) -> tuple[list[int], list[int]]:
    """Invent one quarter's income and expense in fen; ``size`` scales the village."""

    def some(low: int, high: int, step: int = 50) -> int:
        return rng.randrange(low, high, step) * 100 * size // 10

    income = [some(2000, 15000), some(6000, 40000), rng.choice((0, 0, some(500, 3000))), 1500000,
              rng.choice((0, some(20000, 60000))), 0, rng.choice((0, some(500, 3000))),
              rng.randrange(1500, 9900)]  # fmt: skip
    expense = [some(500, 3000), 1350000, rng.choice((0, 90000)), some(1500, 5000) + 30,
               some(2000, 9000), rng.choice((0, some(4000, 20000))), some(500, 2500),
               rng.randrange(100, 900) * 100]  # fmt: skip
    return income, expense


def both_quarters(number: int, village: str) -> tuple[Books, Books]:
    """Invent 2025Q4 and 2026Q1 of one village, the second carrying on from the first."""
    rng = random.Random(f"{village}-{number}")  # noqa: S311 - invented figures
    size = rng.randrange(6, 16)
    income, expense = quarter(rng, size)
    nine = [fen * 3 for fen in income]
    spent = [fen * 3 for fen in expense]
    first = Books(
        village, "2025年第四季度", "2026年1月12日", rng.randrange(40000, 200000) * 100 + 75,
        income, expense, (nine, spent), cash=rng.randrange(800, 4000) * 100,
    )  # fmt: skip
    income, expense = quarter(rng, size)
    none = ([0] * len(income), [0] * len(expense))
    second = Books(village, "2026年第一季度", "2026年4月10日", first.closing, income, expense, none,
                   cash=rng.randrange(800, 4000) * 100)  # fmt: skip
    if number % 3 == 0:
        second.flow_in, second.flow_out = 500000, 200000
        second.note = "往来收入为收回道路维修押金，往来支出为退还工程质保金。"
    return first, second


def spoil(books: Books) -> Books:
    """Put in the faults named at the top."""
    match books.village:
        case "石门村":
            books.printed["expense"] = sum(books.expense) - 10000
        case "柳湾村":
            books.opening += 30
            books.printed = {}
        case "龙泉村":
            books.style = "text"
        case "大桥村":
            books.style = "wan"
    return books


def amount(fen: int, style: str, at: int) -> object:
    """Return a figure as this village writes it."""
    if style == "wan":
        return float(Decimal(fen) / 1000000)
    if style == "text":
        plain = f"{Decimal(fen) / 100:,.2f}"
        return (
            plain.translate(FULL_WIDTH) if at % 3 == 0 else f"{plain}元" if at % 3 == 1 else plain
        )
    return float(Decimal(fen) / 100)


def fill(sheet: Worksheet, books: Books) -> None:
    """Write one village's sheet as villages do: title, header line, two sides, bottom, footer."""
    unit = "万元" if books.style == "wan" else "元"
    sheet.append([f"{TOWN}{books.village}{books.title_period}财务收支公开表"])
    sheet.append([f"填报单位：{TOWN}{books.village}股份经济合作社（盖章）", None, None,
                  f"公开日期：{books.opened}", None, f"单位：{unit}"])  # fmt: skip
    sheet.append(["收入", None, None, "支出", None, None])
    sheet.append(["项目", "本期金额", "本年累计"] * 2)
    for at, (left, right) in enumerate(zip(INCOME, EXPENSE, strict=True)):
        sheet.append([
            left, amount(books.income[at], books.style, at),
            amount(books.income[at] + books.before[0][at], books.style, at + 1),
            right, amount(books.expense[at], books.style, at + 2),
            amount(books.expense[at] + books.before[1][at], books.style, at),
        ])  # fmt: skip
    totals(sheet, books)
    bottom(sheet, books)
    sheet.append([f"备注：{books.note}"] if books.note else [])
    sheet.append(["村务监督委员会主任（签字）：", None, "理事长（签字）：", None, "报账员："])
    sheet.append(["监督电话：0000-0000123   对公布内容有异议的，可自公布之日起5日内提出"])
    dress(sheet)


def totals(sheet: Worksheet, books: Books) -> None:
    spent = books.printed.get("expense", sum(books.expense))
    year = [sum(books.income) + sum(books.before[0]), sum(books.expense) + sum(books.before[1])]
    sheet.append([
        "收入合计", amount(sum(books.income), books.style, 0), amount(year[0], books.style, 1),
        "支出合计", amount(spent, books.style, 2), amount(year[1], books.style, 0),
    ])  # fmt: skip


def bottom(sheet: Worksheet, books: Books) -> None:
    def value(fen: int, at: int) -> object:
        return amount(fen, books.style, at)

    sheet.append(["上期结余", value(books.opening, 0), None, "往来及其他资金收入",
                  value(books.flow_in, 1)])  # fmt: skip
    sheet.append(["往来及其他资金支出", value(books.flow_out, 2), None, "本期结余",
                  value(books.closing, 0)])  # fmt: skip
    sheet.append(["其中：库存现金", value(books.cash, 1), None, "银行存款（镇三资中心统管账户）",
                  value(books.closing - books.cash, 2)])  # fmt: skip


def dress(sheet: Worksheet) -> None:
    """Give it the look of a village's own table."""
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("D3:F3")
    sheet["A1"].font = Font(size=16, bold=True)
    for cell in ("A1", "A3", "D3"):
        sheet[cell].alignment = Alignment(horizontal="center")
    for letter, width in zip("ABCDEF", (28, 15, 15, 28, 15, 15), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=3, max_row=16, max_col=6):
        for cell in row:
            cell.border = Border(THIN, THIN, THIN, THIN)


def save(book: Workbook, path: Path) -> None:
    book.properties.creator = "gkdesk"
    book.properties.created = MADE
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def main() -> None:
    """Write every sample."""
    together = Workbook()
    together.remove(together.active)
    for number, village in enumerate(VILLAGES):
        first, second = both_quarters(number, village)
        fill(together.create_sheet(village), first)
        if village == "双溪村":
            continue
        book = Workbook()
        book.active.title = "收支表"
        fill(book.active, spoil(second))
        save(book, HERE / "2026Q1" / f"{village}2026年一季度.xlsx")
    save(together, HERE / "2025Q4" / "青石镇各村2025年四季度.xlsx")
    listed = [
        {"name": village, "code": CODE.format(200 + number),
         "boards": [{"name": "村委会公开栏", "place": "村委会大门旁", "w_mm": 2400, "h_mm": 1200}]}
        for number, village in enumerate(VILLAGES)
    ]  # fmt: skip
    text = json.dumps(listed, ensure_ascii=False, indent=1)
    (HERE / "villages.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
