"""``gkdesk print``: sheets and documents to a printer, stopped jobs, the log, calibration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.printing.model import Job, LogLine, Setup

MUST_ACT = 2  # exit code: something was left out
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_printer = click.option("--printer", default="", help="打印机名称；默认用上次的")
_tray = click.option("--tray", default=None, help="纸盒，如 Tray1；默认自动")
_copies = click.option("--copies", type=click.IntRange(1, 99), default=None, help="份数")
_duplex = click.option(
    "--duplex", type=click.Choice(["one", "long", "short"]), default=None,
    help="one 单面，long 双面长边翻页，short 双面短边翻页",
)  # fmt: skip
_fit = click.option(
    "--fit", type=click.Choice(["none", "shrink", "tile"]), default=None,
    help="没有 A3 时：shrink 缩印到 A4，tile 拆成两张 A4",
)  # fmt: skip
_id = click.IntRange(1, 2**63 - 1)


@click.group("print")
def print_() -> None:
    """打印：成批打印、继续停下的任务、打印记录、校准页。"""


@print_.command("list")
@_json
@pass_office
def list_(office: Office, *, as_json: bool) -> None:
    """列出打印机和停下来没有打完的任务。"""
    printing = office.desk().printing
    jobs = printing.unfinished()
    printers = printing.cups().printers()
    value = {
        "printers": [
            {"name": p.name, "default": p.default, "state": p.state or "可用",
             "papers": p.papers, "trays": p.trays}
            for p in printers
        ],
        "unfinished": [_job(job) for job in jobs],
    }  # fmt: skip
    if as_json:
        show.document(value)
        return
    rows = [
        (p.name, "默认" if p.default else "", p.state or "可用", _large(p.papers),
         "、".join(p.trays))
        for p in printers
    ]  # fmt: skip
    show.table(("打印机", "", "状态", "纸张", "纸盒"), rows)
    for job in jobs:
        at = job.next
        show.talk(
            f"第{job.id}号任务“{job.title}”{job.state.label}，已打完{len(job.printed)}个，"
            f"还有{len(job.items) - len(job.printed)}个，停在{at.name if at else '最后'}。"
            f"继续请用 gkdesk print resume {job.id}"
        )


@print_.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="只看这一天")
@click.option("--printer", default="", help="只看这台打印机")
@click.option("--again", is_flag=True, help="只看补打的")
@_json
@pass_office
def log(office: Office, *, on: object, printer: str, again: bool, as_json: bool) -> None:
    """列出打印记录，最近的在前。"""
    day = on.date() if hasattr(on, "date") else None
    lines = office.desk().printing.log(on=day, printer=printer, again=again)
    rows = [
        (one.at[:16].replace("T", " "), one.name, one.title, one.period, one.printer,
         f"{one.sent}/{one.pages * one.copies}", one.state.label, one.remark, one.by)
        for one in lines
    ]  # fmt: skip
    headings = ("时间", "打印的内容", "表或文书", "期次", "打印机", "页数", "状态", "说明", "经办")
    show.listing(as_json, headings, rows, [_line(one) for one in lines])
    if older := office.desk().printing.older_jobs(on=day):
        show.talk(f"只列最近的任务，更早的{older}次打印没有列出；写 --on 可看某一天的")


@print_.command()
@click.option("--form", default="F01", show_default=True, help="表的编号")
@click.option("--period", required=True, help="期次，如 2026Q3、2026-03、2026")
@click.option("--village", "names", multiple=True, help="只打印这个村，可写多次")
@click.option("--paper", default=None, help="纸张：a4l、a3l；默认用上次的或按表的规定")
@_printer
@_tray
@_copies
@_duplex
@_fit
@_json
@pass_office
def village(
    office: Office, /, *, form: str, period: str, names: tuple[str, ...], paper: str | None,
    printer: str, as_json: bool, **options: object,
) -> int:  # fmt: skip
    """打印各村的公开表；没有审核的打出来是审核稿，打印记录里有注明。"""
    desk = office.desk()
    setup = _setup(desk, form, printer, options | {"paper": paper})
    wanted = {desk.village.village(name).name for name in names}
    choices = [
        one for one in desk.printing.sheets(form, period) if not wanted or one.name in wanted
    ]
    for one in choices:
        if not one.printable or one.draft:
            show.talk(f"  {one.name}：{one.reason}")
    job = desk.printing.sheets_job(form, period, setup, [one.subject for one in choices])
    return _go(desk, job, as_json=as_json)


@print_.command()
@click.argument("document_id", type=_id)
@_printer
@_tray
@_copies
@_duplex
@_fit
@_json
@pass_office
def document(
    office: Office, /, *, document_id: int, printer: str, as_json: bool, **options: object
) -> int:
    """打印一件归档的文书，序号见 gkdesk documents list。"""
    desk = office.desk()
    found = desk.documents.get(document_id)
    setup = _setup(desk, found.form, printer, options)
    return _go(desk, desk.printing.documents_job([found], setup), as_json=as_json)


@print_.command()
@click.argument("job", required=False, type=_id)
@_printer
@_json
@pass_office
def resume(office: Office, *, job: int | None, printer: str, as_json: bool) -> int:
    """从停下的那一页接着打；只有一个停下的任务时可不写任务号。"""
    desk = office.desk()
    return _go(desk, desk.printing.the_unfinished(job), printer=printer, as_json=as_json)


@print_.command("give-up")
@click.argument("job", type=_id)
@pass_office
def give_up(office: Office, *, job: int) -> None:
    """停下的任务不再打印；已经打出的仍留在打印记录里。"""
    desk = office.desk()
    ended = desk.printing.give_up(job, desk.printing.cups())
    show.talk(f"第{ended.id}号任务不再打印，已打完的{len(ended.printed)}个留在打印记录里。")


@print_.command()
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="PDF 文件")
@click.option(
    "--paper", type=click.Choice(["a4", "a4l", "a3", "a3l"]), default="a4", show_default=True,
    help="纸张",
)  # fmt: skip
@pass_office
def calibrate(office: Office, *, output: Path, paper: str) -> None:
    """生成打印机校准页 PDF：打出来用直尺量，量得的数填到窗口的“校准打印机”里。"""
    files.write(output, office.desk(log_in=False).printing.calibration_page(paper))
    show.result(str(output))


def _setup(desk: Desk, form: str, printer: str, options: dict[str, object]) -> Setup:
    """Take what was remembered for the form, then what this command says."""
    from dataclasses import replace

    from gkdesk.printing.model import Duplex, Fit

    kept = desk.printing.setup(form)
    said = {name: value for name, value in options.items() if value is not None}
    if "duplex" in said:
        said["duplex"] = Duplex(str(said["duplex"]))
    if "fit" in said:
        said["fit"] = Fit(str(said["fit"]))
    chosen = replace(kept, **said)  # type: ignore[arg-type]  # checked by click
    if printer or chosen.printer:
        return replace(chosen, printer=printer or chosen.printer)
    names = [one.name for one in desk.printing.cups().printers() if one.default]
    return replace(chosen, printer=names[0] if names else "")


def _go(desk: Desk, job: Job, *, printer: str = "", as_json: bool) -> int:
    """Print a job to its end and show what became of it."""
    from gkdesk.printing.drivers import Watch
    from gkdesk.printing.model import ItemState

    driver = desk.printing.cups()
    with show.progress("打印") as report:
        done = desk.printing.print_(job.id, driver, Watch(report), printer=printer)
    if as_json:
        show.document(_job(done))
    refused = [item for item in done.items if done.state_of(item) is ItemState.FAILED]
    for item in refused:
        show.talk(f"  {item.name}：{item.reason}")
    again = sum(item.again for item in done.items)
    more = f"，其中补打{again}个" if again else ""
    show.talk(f"第{done.id}号任务：打印{len(done.printed)}个{more}，没有打印{len(refused)}个。")
    return MUST_ACT if refused else 0


def _large(papers: tuple[str, ...]) -> str:
    """Name the two papers an office has; an empty list means the system does not say."""
    return "、".join(name for name in ("A4", "A3") if name in papers) or "系统没有说明"


def _job(job: Job) -> dict[str, object]:
    return {
        "job": job.id,
        "title": job.title,
        "period": job.period,
        "printer": job.printer,
        "state": job.state,
        "state_label": job.state.label,
        "printed": len(job.printed),
        "items": [
            {
                "name": item.name,
                "state": job.state_of(item),
                "sha256": item.sha256,
                "pages": item.pages,
                "sent": sum(event.last - event.first + 1 for event in item.sent),
                "again": item.again,
                "draft": item.draft,
                "reason": item.reason,
            }
            for item in job.items
        ],
    }


def _line(one: LogLine) -> dict[str, object]:
    names = (
        "job", "at", "title", "period", "name", "printer", "pages", "copies", "sent", "state",
        "again", "draft", "sha256", "by", "reason",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names}
