"""What a document template is made of: kinds of fields, blocks and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkdesk.base.labels import Labelled

from .griddata import GridCell, RowColumn, cell_of
from .paper import MM

PLACEHOLDER = re.compile(r"\{(\w+)\}")

# what the program fills in; a template lists those it uses under ``given``
GIVEN: dict[str, str] = {
    "organ_name": "机关名称", "doc_number": "发文字号", "addressee": "主送", "pronoun": "称呼",
    "receipt_date": "收到申请之日", "corrected_receipt_date": "收到补正材料之日",
    "extension_notice_date": "告知延期之日", "redo_basis": "重新答复的依据",
    "remedy_a": "复议或者诉讼", "remedy_b": "复议前置",
    "remedy_c": "分别告知救济途径", "request_no": "登记编号", "request_summary": "申请内容摘要",
    "contact_name": "联系人", "contact_phone": "联系电话", "contact_address": "联系地址",
    "office_name": "工作机构", "issue_date": "落款日期",
    "review_authority": "复议机关", "court_name": "起诉法院",
    "review_online_channel": "复议网上渠道",
    "doc_title": "文书名称", "reply_number": "送达文书字号", "doc_pages": "页数",
    "package_number": "包编号", "package_name": "包名", "county": "接收单位", "made_on": "封包日期",
    "counts": "包内内容", "row_count": "记录数", "file_count": "文件数", "size": "大小",
    "predecessor": "上一包", "manifest_sha256": "清单校验值",
    "package_size": "文件大小", "check_digits": "核对码", "check_sha256": "校验值",
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
    MULTI = "multi", "多选"
    ROWS = "rows", "表格"
    IDENTITY = "identity", "证件号码"  # printed masked


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
    GRID = "grid", "格子表"
    LEDGER = "ledger", "明细表"
    CHOICES = "choices", "勾选项"
    FRAME = "frame", "定位文字"
    POSTCODE = "postcode", "邮编框"


class PageKind(Labelled):
    """How the paper is laid out."""

    LETTER = "letter", "公文"
    FORM = "form", "表单"
    LANDSCAPE = "landscape", "横表"
    ENVELOPE_DL = "envelope_dl", "5号信封"
    ENVELOPE_C5 = "envelope_c5", "7号信封"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points; envelopes by GB/T 1416."""
        width, height = _SIZES.get(self.value, (210, 297))
        return width * MM, height * MM

    @property
    def envelope(self) -> bool:
        return self.value.startswith("envelope")


_SIZES = {"landscape": (297, 210), "envelope_dl": (220, 110), "envelope_c5": (229, 162)}


@dataclass(frozen=True, slots=True)
class TemplateField:
    """One thing asked from the clerk; the input form is built from it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[RowColumn, ...] = ()  # rows: what each row holds


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the document; printed when ``when`` is empty or names a filled field."""

    kind: BlockKind
    text: str = ""
    when: str = ""
    style: str = ""  # para: h1 (黑体), h2 (楷体), line, small; frame: a typeface;
    # signature: unsealed; empty for the usual
    items: str = ""  # list, attachment, ledger, choices: the field printed item by item
    date: str = ""  # signature, imprint: the date's text
    by: str = ""  # imprint: 印发机关
    rows: tuple[tuple[str, ...], ...] = ()  # table, receipt: cells, a label before each value
    widths: tuple[float, ...] = ()  # table, receipt, grid: weights of the columns
    cells: tuple[tuple[GridCell, ...], ...] = ()  # grid: its rows
    head: int = 0  # grid: so many rows are repeated on every page
    blank: int = 0  # ledger: at least so many rows, the rest empty
    plain: bool = False  # ledger: no column of numbers
    at: tuple[float, ...] = ()  # frame, postcode: mm from the upper left corner, then the size
    size: float = 0.0  # frame, grid: type size in points
    align: str = ""  # frame: L, C or R
    border: bool = False  # frame: draw its edge
    top: float = 0.0  # grid: begins so many mm under the paper's upper edge


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

    @property
    def red(self) -> bool:
        """Tell whether the organ's name is printed as a red head."""
        return self.page is PageKind.LETTER and self.head != "plain"

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
    rows = [list_of(row) for row in list_of(entry.get("rows"))]
    as_cells = kind is BlockKind.GRID
    values["cells"] = tuple(tuple(map(cell_of, row)) for row in rows) if as_cells else ()
    values["rows"] = () if as_cells else tuple(tuple(map(str, row)) for row in rows)
    values["widths"] = tuple(list_of(entry.get("widths")))
    values["at"] = tuple(list_of(entry.get("at")))
    return Block(**values)  # type: ignore[arg-type]


def list_of(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def tables_of(value: object) -> list[dict[str, object]]:
    return [entry for entry in list_of(value) if isinstance(entry, dict)]


def texts_of(block: Block) -> list[str]:
    """Return every text of a block, as the template writes it."""
    cells = [cell for row in block.rows for cell in row]
    cells += [text for row in block.cells for cell in row for text in cell.texts]
    return [block.text, block.date, block.by, *cells]


def placeholders(block: Block) -> list[str]:
    """Return the names a block uses, in order."""
    found = [name for text in texts_of(block) for name in PLACEHOLDER.findall(text)]
    chosen = [cell.choices for row in block.cells for cell in row]
    return found + [name for name in (*chosen, block.items, block.when) if name]
