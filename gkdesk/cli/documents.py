"""``gkdesk documents``: drafts without an office, and the office's numbered documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk import paths
from gkdesk.base import files
from gkdesk.base.errors import BadFile, Declined

from . import show
from .fonts import fonts, glyph
from .main import Office, pass_office
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.documents.values import Values
    from gkdesk.documents.wording import Template


@click.group()
def documents() -> None:
    """文书：生成、清单、另存、作废，打印字体和补字。"""


documents.add_command(fonts)
documents.add_command(glyph)


class UnknownSuffix(Declined):
    """A draft is asked for as a file of a kind we do not make."""

    message = "只能生成 .pdf 或 .docx 文件，“{name}”不是。请改用这两种后缀，没有生成文件。"


@documents.command()
@click.argument("form")
@click.option("--values", "values_file", required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="PDF 或 DOCX 文件"
)
@pass_office
def render(office: Office, form: str, values_file: Path, output: Path) -> None:
    """按模板生成文书草稿（PDF，或供手工修改的 DOCX），不占用文号，不需要登录。"""
    from gkdesk.documents import template

    as_docx = wants_docx(output)
    found = template.load(office.forms, form)
    filled = template_values(values_file, found)
    data = _docx(office, found, filled) if as_docx else _pdf(office, found, filled)
    files.write(output, data)
    show.result(str(output))


def wants_docx(output: Path) -> bool:
    """Tell by a file's ending whether a .docx is wanted rather than a PDF.

    Raises:
        UnknownSuffix: it is neither.
    """
    suffix = output.suffix.lower()
    if suffix not in {".pdf", ".docx"}:
        raise UnknownSuffix(name=output.name)
    return suffix == ".docx"


def _docx(office: Office, found: Template, filled: Values) -> bytes:
    from gkdesk.documents import draft

    if office.folder is not None:
        return office.desk(log_in=False).documents.docx(found.id, filled)
    return draft.twin(found, filled)


def _pdf(office: Office, found: Template, filled: Values) -> bytes:
    from gkdesk.documents import draft

    if office.folder is not None:
        printed = office.desk(log_in=False).documents.draft(found.id, filled)
    else:
        printed = draft.document(found, filled, paths.resources())
    show.problems(printed.over)
    return printed.data


def template_values(path: Path, found: Template) -> Values:
    """Read a JSON object of values for a template; numbers and true/false become text.

    Raises:
        BadFile: not JSON, not an object, or a value its field cannot take.
        Declined, Blocked: see ``read_values``.
    """
    from gkdesk.documents import values

    raw = read_values(path)
    filled, problems = values.read(found, raw)
    if problems:
        raise BadFile(path.name, problems)
    known = {field.name for field in found.fields} | set(found.given)
    unused = [name for name in raw if name not in known]
    if unused:
        show.talk(f"文书“{found.title}”没有用到：{'、'.join(unused)}")
    return filled


@documents.command("list")
@click.option("--subject", default="", help="只列某一件的文书（登记编号等）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_documents(office: Office, subject: str, *, as_json: bool) -> None:
    """列出已编号归档的文书，作废的也在内。"""
    service = office.desk().documents
    found = service.of(subject) if subject else service.all()
    rows = [
        (
            one.id, one.number or "无文号", one.title, one.made_on, one.made_by, one.pages,
            f"{one.voided_on}作废" if one.voided_on else "",
        )
        for one in found
    ]  # fmt: skip
    value = [
        {
            "id": one.id, "uid": one.uid, "form": one.form, "form_version": one.form_version,
            "title": one.title, "number": one.number, "subject": one.subject,
            "pages": one.pages, "sha256": one.sha256, "made_on": one.made_on,
            "made_by": one.made_by, "voided_on": one.voided_on,
        }
        for one in found
    ]  # fmt: skip
    headings = ("序号", "文号", "文书", "日期", "经办", "页数", "状态")
    show.listing(as_json, headings, rows, value)


@documents.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def forms(office: Office, *, as_json: bool) -> None:
    """列出可用的文书模板。"""
    from gkdesk.documents import template

    found, bad = template.read_all(office.forms)
    for name, problems in bad.items():
        show.talk(f"模板“{name}”有{len(problems)}处问题，暂不能用。")
    rows = [(one.id, one.title, one.page.label, one.status) for one in found]
    value = [
        {
            "id": one.id, "version": one.version, "title": one.title, "page": one.page,
            "status": one.status, "basis": one.basis,
            "fields": [
                {"name": f.name, "label": f.label, "kind": f.kind, "required": f.required}
                for f in one.fields
            ],
            "given": one.given,
        }
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("模板", "名称", "版式", "状态"), rows, value)


@documents.command()
@click.argument("form", default="")
@click.option("--note", default="", help="谁看过、依据什么确认")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def confirm(office: Office, form: str, note: str, *, as_json: bool) -> None:
    """确认一个文书模板现在的文字（审核、负责人）；不写名称时列出各模板的确认情况。"""
    confirming = office.desk().documents.confirming
    found = [confirming.confirm(form, note)] if form else confirming.all()
    rows = [(one.template.id, one.template.title, one.words) for one in found]
    value = [
        {
            "id": one.template.id, "title": one.template.title, "status": one.words,
            "confirmed": one.confirmed is not None, "changed": one.changed,
        }
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("模板", "名称", "状态"), rows, value)


@documents.command()
@click.argument("document_id", type=click.IntRange(1, 2**63 - 1))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="PDF 文件")
@pass_office
def save(office: Office, document_id: int, output: Path) -> None:
    """把一件归档的文书另存为 PDF。"""
    service = office.desk().documents
    service.save_as(service.get(document_id).sha256, output)
    show.result(str(output))


@documents.command()
@click.argument("document_id", type=click.IntRange(1, 2**63 - 1))
@click.option("--reason", required=True, help="作废原因")
@pass_office
def void(office: Office, document_id: int, reason: str) -> None:
    """作废一个文号；文号仍留在清单里，不再使用。答复书、影响期限的告知书和已归档的不能作废。"""
    desk = office.desk()
    desk.requests.voiding.void(document_id, reason)
    found = desk.documents.get(document_id)
    show.talk(f"已作废“{found.number or found.title}”，记录仍保留。")


@documents.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def verify(office: Office, *, as_json: bool) -> None:
    """逐件核对档案文件是否完好。"""
    service = office.desk().documents
    damaged, orphans = service.damaged(), service.orphans()
    if damaged or as_json:
        show.listing(as_json, ("编码",), [(sha,) for sha in damaged], damaged)
    if orphans:
        show.talk(
            f"另有{len(orphans)}个加密文件没有记录指向，是中途取消的操作留下的，不影响使用："
            f"{'、'.join(path.name[:12] for path in orphans)}"
        )
    if damaged:
        show.talk(f"有{len(damaged)}个档案文件缺失或损坏。请从备份恢复，其他档案不受影响。")
        raise click.exceptions.Exit(3)
    show.talk("档案文件逐件核对无误。")
