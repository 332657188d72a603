"""What a village must publish: the starter catalogue and what a county's own says instead.

Items are data (``forms/rules/village_items.toml``), because the law's list changed in 2026 and each
county issues its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.labels import Labelled

from .model import IssuerKind, PrivacyClass
from .period import Period, PeriodKind


class Area(Labelled):
    """Which of the 三务 an item belongs to."""

    PARTY = "party", "党务"
    AFFAIRS = "affairs", "村务"
    FINANCE = "finance", "财务"
    POLICY = "policy", "政务落实"
    SERVICE = "service", "服务"


class Often(Labelled):
    """How often an item is published."""

    MONTH = "month", "每月"
    BIMONTH = "bimonth", "每两个月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"
    EVENT = "event", "随时"
    STAGES = "stages", "分阶段"
    PERMANENT = "permanent", "长期"
    ELECTION = "election", "换届"
    CHANGE = "change", "变更时"
    ELSEWHERE = "elsewhere", "按外部规定"
    UNCLEAR = "unclear", "待确认"

    @property
    def period(self) -> PeriodKind | None:
        """The kind of period the item is due for; ``None`` when no calendar says it.

        Every two months has no period of its own: it is due with the even months.
        """
        return _PERIODS.get(self)


_PERIODS = {
    Often.MONTH: PeriodKind.MONTH,
    Often.BIMONTH: PeriodKind.MONTH,
    Often.QUARTER: PeriodKind.QUARTER,
    Often.HALF: PeriodKind.HALF,
    Often.YEAR: PeriodKind.YEAR,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the catalogue; ``day`` and ``event_days`` are 0 when the place's rule holds."""

    code: str
    title: str
    area: Area
    basis: tuple[str, ...]
    freq: Often
    issuer: IssuerKind
    also: Often | None = None
    forms: tuple[str, ...] = ()
    privacy: PrivacyClass = PrivacyClass.NONE
    notice: str = ""  # code of its 公示 window
    day: int = 0
    event_days: int = 0
    working: bool = False  # event_days are working days
    words: str = ""  # 公开时限 as the catalogue prints it
    status: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the catalogue, in force from a day."""

    name: str
    from_on: date
    source: str
    status: str
    items: tuple[Item, ...]

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def due_for(self, period: Period) -> list[Item]:
        """Return the items a period's papers are due for; 每两个月 with the even months."""
        odd = period.number % 2 == 1
        return [
            item
            for item in self.items
            if item.freq.period is period.kind and not (odd and item.freq is Often.BIMONTH)
        ]

    def as_json(self) -> str:
        return json.dumps([asdict(item) for item in self.items], ensure_ascii=False)


def items_of(text: str) -> tuple[Item, ...]:
    """Read items written by ``Catalogue.as_json``."""
    kinds: dict[str, Any] = {
        "area": Area, "freq": Often, "issuer": IssuerKind, "privacy": PrivacyClass,
        "basis": tuple, "forms": tuple,
    }  # fmt: skip
    made = []
    for row in json.loads(text):
        values = {key: kinds[key](value) if key in kinds else value for key, value in row.items()}
        values["also"] = Often(row["also"]) if row["also"] else None
        made.append(Item(**{one.name: values[one.name] for one in fields(Item)}))
    return tuple(made)


def load(path: Path) -> Catalogue:
    """Read the starter catalogue.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _catalogue)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _catalogue)[1]


def _catalogue(table: FormTable) -> Catalogue | None:
    name, from_on = table.text("name"), table.day("from")
    source, status = table.text("source"), table.text("status")
    rows = table.tables("item")
    items = [item for row in rows if (item := _item(row))]
    codes = [item.code for item in items]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    table.problems += [Problem("[[item]]", f"编号“{code}”用了两次") for code in twice]
    return Catalogue(name, from_on, source, status, tuple(items))


def _item(row: FormTable) -> Item | None:
    before = len(row.problems)
    code, title, basis = row.text("code"), row.text("item"), row.texts("basis", required=True)
    area = row.choice("area", {one.value: one for one in Area})
    often = {one.value: one for one in Often}
    freq, also = row.choice("freq", often), row.text("also", required=False)
    if also and also not in often:
        row.fault("also", f"不认识“{also}”，只能是：{'、'.join(often)}")
    issuer = row.choice("issuer", {one.value: one for one in IssuerKind})
    privacy = row.choice("privacy", {one.value: one for one in PrivacyClass}, default="P0")
    forms, notice = row.texts("forms"), row.text("notice", required=False)
    day = row.whole("day", required=False)
    event_days = row.whole("event_days", required=False)
    status = row.text("status")
    row.done()
    if len(row.problems) > before:
        return None
    return Item(
        code, title, Area(area), basis, Often(freq), IssuerKind(issuer),
        Often(also) if also else None, forms, PrivacyClass(privacy), notice, day, event_days,
        status=status,
    )  # fmt: skip
