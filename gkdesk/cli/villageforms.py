"""``gkdesk village blank`` and ``forms``: workbooks to fill in, and the list of sheets."""

from __future__ import annotations

from pathlib import Path

import click

from gkdesk.base import files

from . import show
from .main import Office, pass_office
from .villagepaper import json_option


@click.command()
@click.argument("form")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件（.xlsx）"
)
@click.option("--village", "name", default="", help="给哪个村；不写时村名留空")
@click.option("--period", default="", help="期次；不写时留空")
@click.option("--stage", default="", help="阶段：notice 公示、publish 公布、correct 更正")
@pass_office
def blank(office: Office, *, form: str, output: Path, name: str, period: str, stage: str) -> None:
    """写出各村填报用的空白工作簿。"""
    room = office.desk().village
    files.write(output, room.blank(form, village=name, period=period, stage=stage))
    show.result(str(output))


@click.command("forms")
@json_option
@pass_office
def forms(office: Office, *, as_json: bool) -> None:
    """列出所有公开表：编号、名称、公开周期、纸张。"""
    room = office.desk().village
    rows, value = [], []
    for one in room.forms.values():
        periods = "、".join(kind.label for kind in one.periods)
        rows.append((one.id, one.name, periods, one.papers[0], one.privacy.label))
        value.append(
            {
                "id": one.id,
                "version": one.version,
                "kind": one.kind,
                "name": one.name,
                "periods": one.periods,
                "papers": one.papers,
                "privacy": one.privacy,
                "status": one.status,
                "source": one.source,
                "stages": [stage.key for stage in one.body.stages] if one.body else [],
            }
        )
    show.listing(as_json, ("编号", "名称", "周期", "纸张", "隐私"), rows, {"forms": value})
