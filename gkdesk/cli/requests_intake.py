"""``gkdesk requests attach | files | parse``: attachments, and pasted text read into boxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.requests.model import Attached

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
LARGEST = 4 << 20  # bytes of a text to be parsed


@click.command()
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", default="other", help="种类，例如 identity 或者 身份证明")
@click.option("--note", default="", help="说明")
@click.option("--on", default="", help="日期，2026-04-10，不写为今天")
@AS_JSON
@pass_office
def attach(
    office: Office, number: str, file: Path, kind: str, note: str, on: str, *, as_json: bool
) -> None:
    """给一件申请添加附件，加密存档；归档以后也可以添加。"""
    service = office.desk().requests.files
    made = service.add(number, file, kind=kind, note=note, on=on)
    show.talk(f"已添加第{made.id}份附件（{service.label(made.kind)}）。")
    if made.personal:
        show.talk(f"提示：里面还有个人信息：{made.personal}。")
    if as_json:
        show.document(_data(made, service.label(made.kind)))
    else:
        show.result(str(made.id))


@click.command()
@click.argument("number")
@click.option("--save", "save_id", type=int, help="要另存的第几份")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另存为")
@AS_JSON
@pass_office
def files(
    office: Office, number: str, save_id: int | None, output: Path | None, *, as_json: bool
) -> None:
    """列出一件申请的附件，或者把一份另存出来。"""
    service = office.desk().requests.files
    if (save_id is None) != (output is None):
        raise click.UsageError("--save 和 -o 要一起写")
    if save_id is not None and output is not None:
        service.save_as(number, save_id, output)
        show.talk("已另存。")
        show.result(str(output))
        return
    found = service.of(number)
    rows = [
        (one.id, service.label(one.kind), one.name, one.on, one.size, one.note, one.recorded_by)
        for one in found
    ]
    headings = ("份", "种类", "名称", "日期", "字节", "说明", "经办")
    value = [_data(one, service.label(one.kind)) for one in found]
    show.listing(as_json, headings, rows, value)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@AS_JSON
@pass_office
def parse(office: Office, file: Path, *, as_json: bool) -> None:
    """从聊天记录、邮件（.eml）或者填好的表里识别登记的各项；不登记，也不保存。"""
    from gkdesk.base.files import read

    service = office.desk().requests
    found = service.parse(read(file, largest=LARGEST))
    labels = {field.name: field.label for field in service.register_fields()}
    for note in found.notes:
        show.talk(f"提示：{note}")
    rows = [
        (labels[name], value, "请核对" if name in found.unsure else "")
        for name, value in found.values.items()
    ]
    value = {"values": found.values, "unsure": found.unsure, "notes": found.notes}
    show.listing(as_json, ("项目", "内容", ""), rows, value)


def _data(one: Attached, label: str) -> dict[str, object]:
    names = (
        "id", "kind", "name", "note", "on", "size", "media", "sha256", "recorded_at",
        "recorded_by", "personal",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"label": label}
