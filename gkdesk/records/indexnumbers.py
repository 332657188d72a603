"""索引号: made by a template the office chooses, or taken over from the county's site.

Most prefixes met on real pages are the organ's 统一社会信用代码 (GB 32100); its check character is
tested, because real pages carry wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.accounts.organ import USCC_LENGTH, credit_code_fault
from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules

RULES = "records_index"
_TOKEN = re.compile(r"\{(\w+)(?::(\d))?\}")
_TOKENS = ("usc", "yyyy", "mm", "dd", "dept", "class", "seq")
_RESETS = {"year": 4, "month": 7, "day": 10, "never": 0}  # letters of the ISO day they keep
_LEADING_CODE = re.compile(r"[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_EMPTY = re.compile(r"none|null|nan|undefined", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IndexRules:
    """How index numbers are made; ``site``: the county's site gives them."""

    status: str
    site: bool
    template: str
    reset: str
    parts: Mapping[str, str]

    def series(self, day: date) -> str:
        """Return what the running number is counted within."""
        return day.isoformat()[: _RESETS[self.reset]]

    def written(self, credit_code: str, day: date, serial: int) -> str:
        """Return a whole number."""
        values = {"usc": credit_code, "yyyy": f"{day:%Y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}
        values |= self.parts

        def filled(token: re.Match[str]) -> str:
            if token[1] == "seq":
                return f"{serial:0{int(token[2] or 1)}d}"
            return values[token[1]]

        return _TOKEN.sub(filled, self.template)


def faults(number: str) -> list[str]:
    """Return what is wrong with an index number, whoever made it (nothing: it may be right)."""
    found = []
    if not number.strip():
        return ["是空的"]
    if any(letter.isspace() for letter in number):
        found.append("里面有空格")
    if _EMPTY.search(number):
        found.append("含“None”之类的字样，是网站没有编出流水号")
    head = _LEADING_CODE.match(number)
    if head and len(head[0]) == USCC_LENGTH and credit_code_fault(head[0].upper()):
        found.append("前18位像统一社会信用代码，校验码不对")
    if number.startswith("/"):
        found.append("缺单位代码")
    return found


def load(path: Path) -> IndexRules:
    """Read the template.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> IndexRules:
    status, template = table.text("status"), table.text("template")
    mode = table.choice("mode", {"make": 1, "site": 1})
    reset = table.choice("reset", _RESETS, default="year")
    parts = {name: table.text(name, required=False) for name in ("dept", "class")}
    tokens = [token[1] for token in _TOKEN.finditer(template)]
    for name in tokens:
        if name not in _TOKENS:
            table.fault("template", f"不认识“{{{name}}}”，只能是：{'、'.join(_TOKENS)}")
    if mode == "make" and tokens.count("seq") != 1:
        table.fault("template", "要有一处 {seq:5} 作流水号")
    wanted = {"year": ("yyyy",), "month": ("yyyy", "mm"), "day": ("yyyy", "mm", "dd")}
    for name in wanted.get(reset or "year", ()):
        if mode == "make" and name not in tokens:
            table.fault("template", f"流水号从头编，号里要有 {{{name}}}，否则会重号")
    return IndexRules(status, mode == "site", template, reset or "year", parts)
