"""``gkdesk forms``: check the data files the office may change, and show a sample of a document."""

from __future__ import annotations

from pathlib import Path

import click

from gkdesk import paths
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.formcheck import KINDS, check_file, form_files

from . import show
from .documents import template_values, wants_docx
from .main import Office, pass_office


class FormsFaulty(Declined):
    """Some forms have mistakes."""

    message = "{count}个文件有错，共{problems}处，位置如上。请更正后再检查，有错的文件不会被使用。"


class UnknownKind(Declined):
    """A file lies in no folder of forms, so nobody knows what it should be."""

    message = (
        "看不出“{name}”是哪一类文件。请放进 documents、pages、village、catalog 或 rules 文件夹，"
        "或用 --kind 指明。没有改动文件。"
    )


class NoSample(Declined):
    """A form has no sample values."""

    message = "文书“{form}”没有样例数据。请自备一个 JSON 文件，用 gkdesk documents render 生成。"


@click.group()
def forms() -> None:
    """表单文件：检查、看样。"""


@forms.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), help="文件种类")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def check(office: Office, file: Path | None, kind: str | None, *, as_json: bool) -> None:
    """检查一个表单文件；不写文件名时检查全部。"""
    folders = None if file else office.forms
    found = [
        (one, kind_of_one, check_file(one, kind_of_one, folders))
        for one, kind_of_one in _chosen(office, file, kind)
    ]
    rows = [
        (kind_of_one, one.name, f"{len(bad)}处错误" if bad else "无误")
        for one, kind_of_one, bad in found
    ]
    value = [
        {
            "kind": kind_of_one,
            "file": one.name,
            "ok": not bad,
            "problems": [{"where": p.where, "message": p.message} for p in bad],
        }
        for one, kind_of_one, bad in found
    ]
    show.listing(as_json, ("种类", "文件", "结果"), rows, value)
    faulty = [(one, bad) for one, _, bad in found if bad]
    for one, bad in faulty:
        show.talk(one.name)
        show.problems(bad)
    if faulty:
        raise FormsFaulty(count=len(faulty), problems=sum(len(bad) for _, bad in faulty))


def _chosen(office: Office, file: Path | None, kind: str | None) -> list[tuple[Path, str]]:
    if file is not None:
        found = kind or file.resolve().parent.name
        if found not in KINDS:
            raise UnknownKind(name=file.name)
        return [(file, found)]
    return form_files(office.forms, kind or "")


@forms.command()
@click.argument("form")
@click.argument("output", type=click.Path(path_type=Path))
@pass_office
def sample(office: Office, form: str, output: Path) -> None:
    """用样例数据把一个文书模板印成 PDF 或 DOCX。"""
    from gkdesk.documents import draft, template

    as_docx = wants_docx(output)
    found = template.load(office.forms, form)
    path = paths.resources() / "samples" / "documents" / f"{form}.json"
    if not path.exists():
        raise NoSample(form=form)
    filled = template_values(path, found)
    if as_docx:
        files.write(output, draft.twin(found, filled))
    else:
        printed = draft.document(found, filled, paths.resources())
        show.problems(printed.over)
        files.write(output, printed.data)
    show.result(str(output))
