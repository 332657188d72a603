"""``gkdesk requests clock``: the statutory clock without an office, one case or many."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base.errors import BadFile, Declined, Problem

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.base.calendar import WorkCalendar
    from gkdesk.requests.clockstate import ClockState
    from gkdesk.requests.rules import Rules

CASES_WRONG = 2


class NoCase(Declined):
    """Nothing to reckon."""

    message = "请用 --receipt 写明收到申请之日，或用 --batch 给出 JSON 行文件。没有改动任何内容。"


class TwoWays(Declined):
    """One case and a file of cases at once."""

    message = "--batch 不能和 --receipt 等写明一件案例的选项同时用，请只用一种。没有改动任何内容。"


class OneWay(Declined):
    """Both ways of charging, or none."""

    message = (
        "请只用 --pieces（按件）或 --pages（按量）中的一种，一件申请不能两种都收。"
        "没有改动任何内容。"
    )


@click.command()
@click.option("--receipt", help="收到申请之日")
@click.option("--corrected", help="收到补正之日")
@click.option("--consult", multiple=True, metavar="SENT:END", help="征求意见，可多次")
@click.option("--extend", type=int, help="延长的工作日数")
@click.option("--paid", help="收到缴费之日")
@click.option(
    "--batch", type=click.Path(path_type=Path, allow_dash=True), help="JSON 行文件，- 为标准输入"
)
@click.option("--days", is_flag=True, help="列出每一天")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def clock(  # noqa: PLR0913 - the options of one command
    office: Office,
    *,
    receipt: str | None,
    corrected: str | None,
    consult: tuple[str, ...],
    extend: int | None,
    paid: str | None,
    batch: Path | None,
    days: bool,
    as_json: bool,
) -> int | None:
    """计算答复期限，不需要办公数据。"""
    case = {
        "receipt": receipt,
        "corrected": corrected,
        "consult": [_pair(text) for text in consult] or None,
        "extend": extend,
        "paid": paid,
    }
    if batch is not None:
        if any(value is not None for value in case.values()):
            raise TwoWays
        return _run_batch(batch, *_figures(office), days=days)
    if receipt is None:
        raise NoCase
    from gkdesk.requests import batch as batches

    state = batches.clock_of(case, *_figures(office))
    if as_json:
        more = {"days": batches.day_rows(state)} if days else {}
        show.document(batches.result(state) | more)
        return None
    show.result(_clock_words(state))
    show.talk(state.reason)
    if days:
        marks = [(m.on, "" if m.number is None else m.number, m.why) for m in state.days]
        show.table(("日期", "第几个工作日", "说明"), marks)
    return None


def _run_batch(path: Path, rules: Rules, calendar: WorkCalendar, *, days: bool) -> int:
    from gkdesk.requests.batch import lines

    out, wrong = [], 0
    for text, good in lines(_lines(path), rules, calendar, days=days):
        out.append(text)
        wrong += not good
    if not out:
        show.talk("文件是空的，没有要计算的案例。")
        return 0
    show.result("\n".join(out))
    if wrong:
        show.talk(f"{len(out)}行中有{wrong}行没有算出来，原因写在各行的 error 里，其他各行已算好。")
        return CASES_WRONG
    return 0


def _lines(path: Path) -> Iterator[str]:
    from gkdesk.base import files

    data = sys.stdin.buffer.read() if str(path) == "-" else files.read(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(path.name, [Problem("整个文件", "不是 UTF-8 文字")]) from error
    lines = text.split("\n")
    yield from lines[:-1] if not lines[-1].strip() else lines  # the last line's own end


def _figures(office: Office) -> tuple[Rules, WorkCalendar]:
    """Load figures and calendars: the shipped ones, and the office's when a folder is named."""
    from gkdesk import paths
    from gkdesk.base import calendar
    from gkdesk.base.formfiles import FormFolders
    from gkdesk.requests.rules import Rules

    shipped = paths.resources() / "calendar"
    if office.folder is None:
        return Rules.load(FormFolders(paths.forms())), calendar.load(shipped)
    own = FormFolders(paths.forms(), office.folder / "forms")
    return Rules.load(own), calendar.load(shipped, office.folder / "calendar")


def _pair(text: str) -> list[str | None]:
    sent, _, end = text.partition(":")
    return [sent, end or None]


def _clock_words(state: ClockState) -> str:
    if state.due_on is not None:
        return f"答复期限：{state.due_on}"
    if state.provisional:
        return f"答复期限：暂估，最早{state.earliest}（放假安排未导入）"
    return f"答复期限：{state.run.label}"


@click.command()
@click.option("--pieces", type=click.IntRange(1, 9999), help="本次计费的件数")
@click.option("--before", type=click.IntRange(0, 9999), default=0, help="当月此前已提出的件数")
@click.option("--pages", type=click.IntRange(1, 9999), help="一件申请的页数")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def fee(
    office: Office, *, pieces: int | None, before: int, pages: int | None, as_json: bool
) -> None:
    """计算信息处理费：按件或者按量，只能用一种，不需要登录。"""
    from gkdesk.requests.fees import PIECE, VOLUME
    from gkdesk.requests.fees import fee as fee_of

    if (pieces is None) == (pages is None):
        raise OneWay
    method, count = (PIECE, pieces) if pieces is not None else (VOLUME, pages)
    rules, _calendar = _figures(office)
    # the standard last made known: a draft of a notice, not one of the past
    latest = max(tier.since for tier in rules.tiers)
    found = fee_of(
        rules.tiers,
        method,
        before=before if method == PIECE else 0,
        count=count or 0,
        on=latest,
    )
    if as_json:
        show.document({"amount": found.amount, "lines": list(found.lines)})
        return
    for line in found.lines:
        show.talk(line)
    show.result(str(found.amount))
