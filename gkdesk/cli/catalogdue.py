"""``gkdesk catalog due``, ``matrix``, ``backlog``, ``slips``, ``unclear``: what is owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import show
from .duejson import NAME, doubt_json, duty_json, item_json, json_option, show_duties
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.records.dutymodel import Asked

_DAY = click.DateTime(["%Y-%m-%d"])
_UNITS = {"month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}
_SIGNS = {
    "none": "", "waiting": "待", "done": "✓", "open": "·", "unclear": "？", "early": "早",
    "late": "迟", "missing": "缺",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The days and items the options ask for."""

    year: int | None
    first: datetime | None
    last: datetime | None
    area: str
    key: str
    agency: str

    def asked(self, desk: Desk) -> Asked:
        """Return what is asked for; this year when no day is named.

        Raises:
            NoSuchItem: no item has this key.
        """
        from gkdesk.records.dutymodel import Asked

        usual = self.year or (self.first or self.last or desk.session.now()).year
        begin = self.first.date() if self.first else date(usual, 1, 1)
        end = self.last.date() if self.last else date(max(usual, begin.year), 12, 31)
        if begin > end:
            raise click.UsageError("“--from”晚于“--to”")
        if self.key:
            desk.catalog.get(self.key)
        return Asked(begin, end, self.area, self.agency, self.key)


def _asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which days and items; the command gets them as ``wanted``."""
    names = [one.name for one in fields(Wanted)]

    @wraps(command)
    def called(*given: object, **options: object) -> object:
        wanted = Wanted(**{name: options.pop(name) for name in names})  # type: ignore[arg-type]
        return command(*given, wanted=wanted, **options)

    made: Callable[..., Any] = called
    for option in (
        click.option("--office", "agency", default="", help="公开主体，写一部分就行"),
        click.option("--item", "key", default="", help="只看这个事项编码"),
        click.option("--area", default="", help="只看这个领域"),
        click.option("--to", "last", type=_DAY, help="到哪一天为止到期的，如 2026-06-30"),
        click.option("--from", "first", type=_DAY, help="从哪一天起到期的，如 2026-01-01"),
        click.option("--year", type=click.IntRange(2008, 2199), help="哪一年到期的，默认今年"),
    ):
        made = option(made)
    return made


@click.command()
@_asking
@click.option("--state", "states", multiple=True, help="只列这些情况，可写多次，如 missing")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另存为 Excel 工作簿")
@json_option
@pass_office
def due(
    office: Office, *, wanted: Wanted, states: tuple[str, ...], output: Path | None, as_json: bool
) -> None:
    """列出每项公开职责的期限和情况：已按时公开、迟公开、应公开未公开、未到期、待事件……"""
    from gkdesk.catalog.duemodel import DueState

    desk = office.desk()
    known = {state.value: state for state in DueState} | {s.label: s for s in DueState}
    if unknown := [text for text in states if text not in known]:
        raise click.UsageError(f"没有“{unknown[0]}”这种情况。可写：{'、'.join(DueState)}")
    asked = wanted.asked(desk).only(*(known[text] for text in states))
    duties = desk.duties.duties(asked)
    if output is not None:
        show.talk(f"已写{desk.duties.papers.export(asked, output, newest_first=False)}行。")
    show_duties(duties, as_json=as_json)


@click.command()
@_asking
@click.option("--by", "unit", type=click.Choice(list(_UNITS)), default="quarter", help="一列多长")
@json_option
@pass_office
def matrix(office: Office, *, wanted: Wanted, unit: str, as_json: bool) -> None:
    """事项和时间的对照表：每格是这段时间里最差的一项。"""
    desk = office.desk()
    found = desk.duties.matrix(unit, wanted.asked(desk))
    heads = [span.label for span in found.spans]
    if as_json:
        show.document({
            "periods": heads,
            "items": [
                {"key": row.item.key, "area": row.item.area, "name": row.item.name,
                 "reason": row.reason,
                 "states": [row.cell(at).value for at in range(len(heads))]}
                for row in found.rows
            ],
            "counts": {state.value: count for state, count in found.counts().items()},
        })  # fmt: skip
        return
    rows = [
        (row.item.key, row.item.name[:NAME], *(_SIGNS[row.cell(at)] for at in range(len(heads))))
        for row in found.rows
    ]
    show.table(("编码", "事项", *heads), rows)
    signs = "，".join(f"{_SIGNS[s]} {s.label}{n}格" for s, n in found.counts().items() if _SIGNS[s])
    show.talk(f"{len(found.rows)}项：{signs}")


@click.command()
@_asking
@click.option("--since", type=click.IntRange(2008, 2199), help="从哪一年查起，默认照约定的年份")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="缺项另存为 Excel 工作簿")
@json_option
@pass_office
def backlog(
    office: Office, *, wanted: Wanted, since: int | None, output: Path | None, as_json: bool
) -> None:
    """逐年清查：每年缺多少，由近及远列出缺项和从来没有公开过的事项。"""
    from gkdesk.catalog.duemodel import DueState

    desk = office.desk()
    asked = wanted.asked(desk)
    if not wanted.first and not wanted.year:
        last = asked.last if wanted.last else desk.session.today
        asked = asked.over(date(since or desk.duties.house.since, 1, 1), last)
    years, gaps = desk.duties.years(asked), desk.duties.gaps(asked)
    never = desk.duties.never(asked)
    if output is not None:
        desk.duties.papers.export(asked.only(DueState.MISSING), output)
    if as_json:
        show.document({
            "years": [
                {"year": one.year, "items_missing": one.items,
                 "counts": {state.value: n for state, n in one.counts.items()}}
                for one in years
            ],
            "gaps": [duty_json(duty) for duty in gaps],
            "never": [item_json(item) for item in never],
        })  # fmt: skip
        return
    audited = (DueState.DONE, DueState.LATE, DueState.EARLY, DueState.MISSING, DueState.UNCLEAR)
    heads = ("年度", "职责", *(state.label for state in audited), "缺的事项")
    rows = [
        (one.year, one.total, *(one.counts.get(state, 0) for state in audited), one.items)
        for one in years
    ]
    show.table(heads, rows)
    show_duties(gaps, as_json=False)
    show.talk(f"缺{len(gaps)}处，从来没有公开过的事项{len(never)}项。")


@click.command()
@_asking
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), help="写到此文件夹"
)
@click.option("--waiting", is_flag=True, help="连同等待事件发生的事项，问有没有新情况")
@pass_office
def slips(office: Office, *, wanted: Wanted, folder: Path, waiting: bool) -> None:
    """给每个公开主体出一张请提供单（PDF）：缺的和期限里的事项。"""
    from gkdesk.records.dutymodel import SUPPLIED, WAITED

    desk = office.desk()
    asked = wanted.asked(desk).only(*(WAITED if waiting else SUPPLIED))
    with show.progress("出请提供单") as report:
        written = desk.duties.papers.slips(asked, folder, report)
    for path in written:
        show.result(str(path))
    show.talk(f"写了{len(written)}张请提供单。")


@click.command()
@click.option("--area", default="", help="只看这个领域")
@json_option
@pass_office
def unclear(office: Office, *, area: str, as_json: bool) -> None:
    """列出认不出的公开时限和值得再核对的写法。"""
    from gkdesk.records.dutymodel import Asked

    desk = office.desk()
    today = desk.session.today
    found = desk.duties.doubts(Asked(today, today, area))
    rows = [(one.item.key, one.item.area, one.item.name[:NAME], one.words) for one in found]
    value = {"doubts": [doubt_json(one) for one in found]}
    show.listing(as_json, ("编码", "领域", "事项", "要核对的"), rows, value)


@click.command()
@click.option("--year", type=click.IntRange(2008, 2199), help="哪一年，默认今年")
@json_option
@pass_office
def levels(office: Office, *, year: int | None, as_json: bool) -> None:
    """镇村对照：勾了村级的事项，镇里公开了几条，哪些村张贴了、哪些没有。"""
    desk = office.desk()
    found = desk.levels.rows(year or desk.session.today.year)
    heads = ("编码", "事项", "公开表", "镇里", "已张贴", "没有张贴的村", "对照")
    rows = [
        (one.item.key, one.item.name[:NAME], "、".join(one.forms), one.records,
         f"{len(one.hung)}/{len(one.villages)}" if one.forms else "", "、".join(one.lacking),
         one.words)
        for one in found
    ]  # fmt: skip
    value = [
        item_json(one.item) | {
            "forms": one.forms, "records": one.records, "words": one.words,
            "villages": {name: state.value for name, state in one.villages.items()},
        }
        for one in found
    ]  # fmt: skip
    show.listing(as_json, heads, rows, {"items": value})


COMMANDS = (levels, due, matrix, backlog, slips, unclear)
