"""Read ``forms/documents/*.toml``: a document's wording, fields and blocks, checked place by place.

A template is data the office may change. Everything wrong in it is reported at once, each with
its place, and a template that is wrong anywhere prints nothing.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import BadFile, Blocked, Declined, Problem
from gkdesk.base.files import read as read_bytes
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.labels import Labelled

PLACEHOLDER = re.compile(r"\{(\w+)\}")

# what the program fills in; a template lists those it uses under ``given``
GIVEN: dict[str, str] = {
    "organ_name": "机关名称", "doc_number": "发文字号", "addressee": "主送", "pronoun": "称呼",
    "receipt_date": "收到申请之日", "request_no": "登记编号", "request_summary": "申请内容摘要",
    "contact_name": "联系人", "contact_phone": "联系电话", "contact_address": "联系地址",
    "office_name": "工作机构", "issue_date": "落款日期",
    "review_authority": "复议机关", "court_name": "起诉法院",
    "review_online_channel": "复议网上渠道",
    "doc_title": "文书名称", "reply_number": "送达文书字号", "doc_pages": "页数",
    "package_number": "包编号", "package_name": "包名", "county": "接收单位", "made_on": "封包日期",
    "counts": "包内内容", "row_count": "记录数", "file_count": "文件数", "size": "大小",
    "predecessor": "上一包", "manifest_sha256": "清单校验值",
}  # fmt: skip


class FieldKind(Labelled):
    """What a clerk types into a field."""

    TEXT = "text", "文字"
    LONGTEXT = "longtext", "长文字"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"
    MONEY = "money", "金额"
    COUNT = "count", "数量"
    LIST = "list", "清单"
    YES = "yes", "是否"


class BlockKind(Labelled):
    """What a document is made of."""

    TITLE = "title", "标题"
    NUMBER = "number", "文号"
    ADDRESSEE = "addressee", "主送"
    PARA = "para", "段落"
    LIST = "list", "清单"
    TABLE = "table", "表格"
    SIGNATURE = "signature", "落款"
    ATTACHMENT = "attachment", "附件"
    NOTE = "note", "附注"
    RECEIPT = "receipt", "存根"


class PageKind(Labelled):
    """How the paper is laid out."""

    LETTER = "letter", "公文"
    FORM = "form", "表单"


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One thing asked from the clerk; the input form is built from it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the document; printed when ``when`` is empty or names a filled field."""

    kind: BlockKind
    text: str = ""
    when: str = ""
    style: str = ""  # para: h1 (黑体), h2 (楷体); empty for the body
    items: str = ""  # list, attachment: the list field printed item by item
    date: str = ""  # signature: the date's text
    rows: tuple[tuple[str, ...], ...] = ()  # table, receipt: cells, a label before each value
    widths: tuple[float, ...] = ()  # table, receipt: weights of the columns


@dataclass(frozen=True, slots=True)
class Template:
    """A document's wording (文书模板)."""

    id: str
    version: int
    title: str
    page: PageKind
    basis: tuple[str, ...] = ()
    status: str = ""
    series: str = ""
    head: str = "red"  # letter: red (信函格式) or plain
    given: tuple[str, ...] = ()
    fields: tuple[TemplateField, ...] = ()
    blocks: tuple[Block, ...] = ()

    def label(self, name: str) -> str:
        """Return the Chinese label of a field or of a value the program fills in."""
        labels = {field.name: field.label for field in self.fields}
        return labels.get(name) or GIVEN.get(name, name)


class NoTemplate(Declined):
    """No document form has this id."""

    message = (
        "没有名为“{form}”的文书模板。请从文书清单中选择，或用 gkdesk forms check 检查模板文件。"
    )


_DEFAULTS = {
    BlockKind.NUMBER: {"text": "{doc_number}"},
    BlockKind.ADDRESSEE: {"text": "{addressee}："},
    BlockKind.SIGNATURE: {"text": "{organ_name}", "date": "{issue_date}"},
}


def read(path: Path) -> Template:
    """Read one template.

    Raises:
        BadFile: every mistake in it at once.
    """
    problems, data = _load(path)
    if not problems:
        from .templatecheck import Checker

        problems = Checker(path.stem, data).run()
    if problems:
        raise BadFile(path.name, problems)
    return _build(data)


def check(path: Path) -> list[Problem]:
    """Return every mistake in a template file, each with its place."""
    try:
        read(path)
    except BadFile as error:
        return error.problems
    return []


def load(forms: FormFolders, form: str) -> Template:
    """Read a template by its id.

    Raises:
        NoTemplate: there is none.
        BadFile: it has mistakes.
    """
    path = forms.paths("documents").get(form)
    if path is None:
        raise NoTemplate(form=form)
    return read(path)


def read_all(forms: FormFolders) -> tuple[list[Template], dict[str, list[Problem]]]:
    """Read every template, by id; a bad one stops no other.

    Returns:
        The good ones, and the problems of each bad one by its file's name.
    """
    good: list[Template] = []
    bad: dict[str, list[Problem]] = {}
    for path in forms.paths("documents").values():
        try:
            good.append(read(path))
        except BadFile as error:
            bad[path.name] = error.problems
        except (Blocked, Declined) as error:
            bad[path.name] = [Problem("整个文件", str(error))]
    return good, bad


def _load(path: Path) -> tuple[list[Problem], dict[str, object]]:
    try:
        return [], tomllib.loads(read_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [Problem("整个文件", f"不是能读懂的 TOML 文件（{error}）")], {}


def _build(data: dict[str, object]) -> Template:
    plain = {key: value for key, value in data.items() if key not in {"field", "block"}}
    plain["page"] = PageKind(str(data["page"]))
    for key in ("basis", "given"):
        plain[key] = tuple(list_of(data.get(key)))
    return Template(
        **plain,  # type: ignore[arg-type]
        fields=tuple(_field(entry) for entry in tables_of(data.get("field"))),
        blocks=tuple(block_of(entry) for entry in tables_of(data.get("block"))),
    )


def _field(entry: dict[str, object]) -> TemplateField:
    values = entry | {
        "kind": FieldKind(str(entry.get("kind", "text"))),
        "choices": tuple(list_of(entry.get("choices"))),
    }
    return TemplateField(**values)  # type: ignore[arg-type]


def block_of(entry: dict[str, object]) -> Block:
    kind = BlockKind(str(entry["kind"]))
    values: dict[str, object] = {**_DEFAULTS.get(kind, {}), **entry, "kind": kind}
    values["rows"] = tuple(tuple(map(str, list_of(row))) for row in list_of(entry.get("rows")))
    values["widths"] = tuple(list_of(entry.get("widths")))
    return Block(**values)  # type: ignore[arg-type]


def list_of(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def tables_of(value: object) -> list[dict[str, object]]:
    return [entry for entry in list_of(value) if isinstance(entry, dict)]


def placeholders(block: Block) -> list[str]:
    """Return the names a block uses, in order."""
    cells = [cell for row in block.rows for cell in row]
    found = [
        name for text in (block.text, block.date, *cells) for name in PLACEHOLDER.findall(text)
    ]
    return found + [name for name in (block.items, block.when) if name]
