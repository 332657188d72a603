"""Small builders: a village's workbook as bytes, one cell changed at a time."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from openpyxl import Workbook

ROWS: list[list[Any]] = [
    ["青石镇东河村2026年第一季度财务收支公开表"],
    ["填报单位：东河村合作社（盖章）", None, None, "公开日期：2026年4月10日", None, "单位：元"],
    ["收入", None, None, "支出"],
    ["项目", "本期金额", "本年累计", "项目", "本期金额", "本年累计"],
    ["经营收入", 1000, 1000, "经营支出", 300.5, 300.5],
    ["发包及上交收入", 2000, 2000, "村组干部报酬", 500, 500],
    ["其他收入(利息)", 0.5, 0.5, None, None, None],
    ["收入合计", 3000.5, 3000.5, "支出合计", 800.5, 800.5],
    ["上期结余", 100, None, "往来及其他资金收入", 50],
    ["往来及其他资金支出", 20, None, "本期结余", 2330],
    ["其中:库存现金", 330, None, "银行存款(统管账户)", 2000],
    ["备注:往来为押金。"],
    ["报账员(签字):"],
]  # fmt: skip


def rows(**changes: object) -> list[list[Any]]:
    """Return the standard sheet with cells changed, such as ``E8=900`` or ``A9=None``.

    Another village in the title (``A1``) is the issuer too, unless ``A2`` says otherwise.
    """
    if found := re.match("青石镇(.+?村)", str(changes.get("A1", ""))):
        changes = {"A2": str(ROWS[1][0]).replace("东河村", found[1])} | changes
    table = [list(row) + [None] * (6 - len(row)) for row in ROWS]
    for cell, value in changes.items():
        table[int(cell[1:]) - 1]["ABCDEF".index(cell[0])] = value
    return table


def workbook(*sheets: list[list[Any]], names: tuple[str, ...] = ()) -> bytes:
    """Return the bytes of a workbook with these worksheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"表{number + 1}")
        for row in table:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def save(path: Path, *sheets: list[list[Any]], names: tuple[str, ...] = ()) -> Path:
    path.write_bytes(workbook(*sheets, names=names))
    return path
