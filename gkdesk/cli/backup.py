"""``gkdesk backup``: write one, list, check, put back."""

from __future__ import annotations

from pathlib import Path

import click

from gkdesk.backup import restoring
from gkdesk.backup.model import Backup
from gkdesk.base.errors import Declined, GkdeskError

from . import show
from .main import Office, pass_office

_PLACE = click.argument("place", type=click.Path(path_type=Path))
_AT = click.option(
    "--at", "made_at", default="", help="备份时间，如 2026-11-23T10:15:00；不写为最近一份"
)


class NoSuchBackup(Declined):
    """No backup of that time lies there."""

    message = "“{place}”里没有{at}的备份。请用 gkdesk backup list 查看，没有改动任何内容。"


@click.group()
def backup() -> None:
    """备份：写到 U 盘、查看、核对、恢复。"""


@backup.command()
@_PLACE
@pass_office
def write(office: Office, place: Path) -> None:
    """把办公数据备份到 U 盘或文件夹，读回核对，再试着打开一次。"""
    desk = office.desk()
    with show.progress("备份") as report:
        made = desk.backups.write(place, report=report)
    show.talk(f"已备份到“{made.place}”，{made.files}个文件，写入的都已读回核对。")


@backup.command("list")
@click.argument("place", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_(office: Office, place: Path | None, *, as_json: bool) -> None:
    """列出 PLACE 里的备份；不写 PLACE 时列出本机的和插着的 U 盘上的。"""
    if place is not None:
        found = restoring.found_at(place)
    else:
        found = [*restoring.found_on_drives(), *restoring.found_here(office.chosen_folder)]
    rows = [(one.made_at, one.kind.label, one.office, one.size, one.place) for one in found]
    value = [
        {"made_at": one.made_at, "kind": one.kind, "office": one.office, "size": one.size,
         "place": one.place, "counts": dict(one.counts)}
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("备份时间", "来自", "单位", "字节", "位置"), rows, value)


@backup.command()
@_PLACE
@_AT
@pass_office
def check(office: Office, place: Path, made_at: str) -> None:
    """逐个文件核对一份备份，并试着打开，不改动任何内容。"""
    one = _chosen(place, made_at)
    with show.progress("核对备份") as report:
        restoring.check(one, office.chosen_folder, report)
    show.talk(f"{one.made_at} 的备份完好，可以恢复。")


@backup.command()
@_PLACE
@_AT
@click.option("--yes", is_flag=True, help="确认恢复；现在的数据另存在 backups 里")
@pass_office
def restore(office: Office, place: Path, made_at: str, *, yes: bool) -> None:
    """恢复到一份备份（管理员）；没有办公数据或数据文件损坏时不用登录。"""
    from gkdesk.desk import Desk, wall_clock

    one, folder = _chosen(place, made_at), office.chosen_folder
    lost = restoring.would_lose(one, folder)
    if lost:
        show.talk(f"从那以后多出来的有：{lost}，恢复以后都看不到。")
    if not yes:
        show.talk("没有恢复。确认要恢复的，请加 --yes。")
        raise click.exceptions.Exit(2)
    with show.progress("恢复") as report:
        try:
            desk = office.desk()
        except GkdeskError as error:
            if not getattr(error, "restorable", False):
                raise
            restoring.stage(one, folder, wall_clock(), report=report)
        else:
            desk.backups.stage(one, report)
            desk.close()
    Desk.open(folder).close()
    show.talk(f"已恢复到 {one.made_at} 的备份，请用那时的密码登录。")


def _chosen(place: Path, made_at: str) -> Backup:
    found = restoring.found_at(place)
    named = [one for one in found if Path(one.place).resolve() == place.resolve()]
    hits = [one for one in named or found if made_at in ("", one.made_at)]
    if not hits:
        raise NoSuchBackup(place=place.name or str(place), at=made_at)
    return hits[0]
