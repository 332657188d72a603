"""What a document template is made of: kinds of fields, blocks and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkdesk.base.labels import Labelled

PLACEHOLDER = re.compile(r"\{(\w+)\}")

# what the program fills in; a template lists those it uses under ``given``
GIVEN: dict[str, str] = {
    "organ_name": "机关名称", "doc_number": "发文字号", "addressee": "主送", "pronoun": "称呼",
    "receipt_date": "收到申请之日", "corrected_receipt_date": "收到补正材料之日",
    "extension_notice_date": "告知延期之日", "remedy_a": "复议或者诉讼", "remedy_b": "复议前置",
    "remedy_c": "分别告知救济途径", "request_no": "登记编号", "request_summary": "申请内容摘要",
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
    IMPRINT = "imprint", "版记"


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
    style: str = ""  # para: h1 (黑体), h2 (楷体); signature: unsealed; else empty
    items: str = ""  # list, attachment: the list field printed item by item
    date: str = ""  # signature, imprint: the date's text
    by: str = ""  # imprint: 印发机关
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
    head: str = "red"  # letter: red (信函格式), file (公文格式) or plain
    grid: str = "exact"  # letter: exact (GB/T 9704) or word (lines where a word processor has them)
    given: tuple[str, ...] = ()
    fields: tuple[TemplateField, ...] = ()
    blocks: tuple[Block, ...] = ()

    def label(self, name: str) -> str:
        """Return the Chinese label of a field or of a value the program fills in."""
        labels = {field.name: field.label for field in self.fields}
        return labels.get(name) or GIVEN.get(name, name)


_DEFAULTS = {
    BlockKind.NUMBER: {"text": "{doc_number}"},
    BlockKind.ADDRESSEE: {"text": "{addressee}："},
    BlockKind.SIGNATURE: {"text": "{organ_name}", "date": "{issue_date}"},
    BlockKind.IMPRINT: {"by": "{office_name}", "date": "{issue_date}"},
}


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
        name
        for text in (block.text, block.date, block.by, *cells)
        for name in PLACEHOLDER.findall(text)
    ]
    return found + [name for name in (block.items, block.when) if name]
