"""Village sheets as data: read ``forms/village/*.toml`` and check them.

Code knows kinds of sheets and kinds of rules; which lines, words and papers a sheet has is the
form's business. A new sheet of a known kind is one more file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.formtable import FormTable
from gkdesk.base.text import half_width, squeeze

from .listform import LIST_KINDS, OFFICE_WORDS, ListBody, read_body
from .model import PAIR, TOTAL, IssuerKind, PrivacyClass
from .period import PeriodKind
from .rulekinds import RULE_KINDS, Rule, read_rule

TWO_SIDED = "two_sided"
SHEET_KINDS = {TWO_SIDED: "左右两边对照的汇总表", **LIST_KINDS}
STATUS = {"law": "有明文规定", "seen": "照已见过的实表", "design": "本软件拟定，请按当地要求核对"}
PAPERS = {"a4": "A4 竖", "a4l": "A4 横", "a3": "A3 竖", "a3l": "A3 横"}
PLACEHOLDERS = OFFICE_WORDS
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NUMBERING = re.compile(
    r"^(其中:|其中|加:|减:|[一二三四五六七八九十]+[、.]|\(?\d+[)、.]|\([一二三四五六七八九十]+\))+"
)
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_SIGNS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class LineDef:
    """One line a form knows, and the other names villages give it."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockDef:
    """One side of a two-sided sheet."""

    key: str
    label: str
    aliases: tuple[str, ...]
    items: tuple[str, ...]  # what the heading of the item column may say
    total: LineDef
    lines: tuple[LineDef, ...]


Lines = tuple[LineDef, ...]
Blocks = tuple[BlockDef, ...]


@dataclass(frozen=True, slots=True)
class FooterLine:
    """One line under the table; ``when`` names the value without which it is left out."""

    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet, as its TOML file defines it."""

    id: str
    version: int
    kind: str
    name: str
    title: str
    aliases: tuple[str, ...]
    periods: tuple[PeriodKind, ...]
    issuer: IssuerKind
    privacy: PrivacyClass
    papers: tuple[str, ...]  # the first is the default
    basis: tuple[str, ...]
    unit: str
    objection_days: int
    attachments: tuple[str, ...]  # words in the title of a worksheet that comes along
    accrual_words: tuple[str, ...]
    columns: tuple[LineDef, ...]
    blocks: tuple[BlockDef, ...]
    pairs: tuple[LineDef, ...]
    rules: tuple[Rule, ...]
    footer: tuple[FooterLine, ...]
    signatures: tuple[str, ...]
    capital_label: str  # the amount printed in capital numerals, and its pair
    capital_pair: str
    seal: bool  # room for the issuer's seal at the foot
    qr: bool  # the check code as a QR code too
    status: str = "design"  # how sure the form is: a key of STATUS
    source: str = ""  # where its columns come from
    expected: bool = False  # every village hands it in every period, so that it can be missing
    by_group: bool = False  # each group begins a page of its own
    body: ListBody | None = None  # of list and text sheets

    @property
    def column(self) -> str:
        """The key of the column rules speak of when they name none."""
        return self.columns[0].key

    def block(self, key: str) -> BlockDef:
        return next(block for block in self.blocks if block.key == key)

    def label(self, term: str) -> str:
        """Return the printed name of ``block.key`` or ``pair.key``."""
        block, key = term.split(".", 1)
        lines: tuple[LineDef, ...] = self.pairs
        if block != PAIR:
            found = self.block(block)
            lines = (found.total, *found.lines)
        return next(line.label for line in lines if line.key == key)

    def names(self) -> tuple[str, ...]:
        """Return what a worksheet's title may call this sheet, the longest first."""
        stages = {stage.name for stage in self.body.stages} - {""} if self.body else set()
        return tuple(sorted({self.name, *self.aliases, *stages}, key=len, reverse=True))


def plain(label: str) -> str:
    """Return a label for comparing: half-width, without numbering, quotes and blanks."""
    text = _NUMBERING.sub("", squeeze(half_width(label)))
    return _SIGNS.sub("", text)


def bare(label: str) -> str:
    """Return ``plain`` without what stands in brackets: 银行存款(统管账户) is 银行存款."""
    return plain(_BRACKETS.sub("", half_width(label)))


def find_line(label: str, lines: tuple[LineDef, ...]) -> LineDef | None:
    """Find the line a label means, by its whole text first, then without brackets."""
    for wanted in (plain(label), bare(label)):
        for line in lines:
            if wanted and wanted in {plain(name) for name in (line.label, *line.aliases)}:
                return line
    return None


def load(path: Path) -> SheetForm:
    """Read a form that must be right.

    Raises:
        BadFile: every mistake with its place.
    """
    form, problems = _read(path)
    if problems or form is None:
        raise BadFile(path.name, problems)
    return form


def check(path: Path) -> list[Problem]:
    """Return every mistake of a form file with its place; empty when it can be used."""
    return _read(path)[1]


def _read(path: Path) -> tuple[SheetForm | None, list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return None, error.problems
    problems: list[Problem] = []
    form = _form(FormTable(data, "", problems, places))
    if form.id and form.id != path.stem:
        where = places.at("id", "id")
        problems.append(Problem(where, f"应与文件名相同，写成“{path.stem}”"))
    return form, problems


def _form(table: FormTable) -> SheetForm:
    kind = table.choice("kind", SHEET_KINDS)
    body = read_body(table, kind) if kind in LIST_KINDS else None
    columns, blocks, pairs = _sides(table) if body is None else ((), (), ())
    label, pair = _capital(table, pairs) if body is None else ("", "")
    form = SheetForm(
        id=table.text("id"),
        version=table.whole("version"),
        kind=kind,
        name=table.text("name"),
        title=_worded(table, "title"),
        aliases=table.texts("aliases"),
        periods=_periods(table),
        issuer=IssuerKind(table.choice("issuer", _values(IssuerKind)) or "committee"),
        privacy=PrivacyClass(table.choice("privacy", _values(PrivacyClass)) or "P0"),
        papers=_papers(table),
        basis=table.texts("basis", required=True),
        unit=table.text("unit", required=False, default="元"),
        objection_days=table.whole("objection_days", required=False, default=5),
        attachments=table.texts("attachments"),
        accrual_words=table.texts("accrual_words") if body is None else (),
        columns=columns,
        blocks=blocks,
        pairs=pairs,
        rules=_rules(table, blocks, pairs, columns) if body is None else (),
        footer=_footers(table, body),
        signatures=table.texts("signatures"),
        capital_label=label,
        capital_pair=pair,
        seal=table.yes("seal", default=False),
        qr=table.yes("qr", default=False),
        status=table.choice("status", STATUS, default="design"),
        source=table.text("source", required=False),
        expected=table.yes("expected", default=False),
        by_group=table.yes("by_group", default=False),
        body=body,
    )
    _counts(table, form)
    table.done()
    return form


def _capital(table: FormTable, pairs: tuple[LineDef, ...]) -> tuple[str, str]:
    capital = table.table("capital")
    if capital is None:
        return "", ""
    found = capital.text("label"), capital.choice("pair", {pair.key: pair for pair in pairs})
    capital.done()
    return found


def _sides(table: FormTable) -> tuple[Lines, Blocks, Lines]:
    return (
        tuple(_line(row) for row in table.tables("column")),
        tuple(_block(row) for row in table.tables("block")),
        tuple(_line(row) for row in table.tables("pair", required=False)),
    )


def _counts(table: FormTable, form: SheetForm) -> None:
    if form.version < 1 and "version" in table.data:
        table.fault("version", "应从1起")
    if form.objection_days < 1:
        table.fault("objection_days", "应为1天或更多")
    if form.kind == TWO_SIDED and form.blocks and len(form.blocks) != 2:  # noqa: PLR2004 - two sides
        table.fault("block", f"左右对照的表应有2段，现在有{len(form.blocks)}段")
    _twice(form.columns, "[[column]]", table)
    _twice(form.pairs, "[[pair]]", table)
    for block in form.blocks:
        _twice((block.total, *block.lines), f"[[block]] {block.key}", table)


def _twice(lines: tuple[LineDef, ...], where: str, table: FormTable) -> None:
    """Note a key or name that two lines share: an imported label could mean either."""
    keys: set[str] = set()
    names: dict[str, str] = {}
    for line in lines:
        if line.key in keys:
            table.fault(where, f"“{line.key}”用了两次")
        keys.add(line.key)
        for name in {plain(text) for text in (line.label, *line.aliases)}:
            if names.setdefault(name, line.key) != line.key:
                table.fault(where, f"“{name}”同时是“{names[name]}”和“{line.key}”的名称")


def _line(table: FormTable) -> LineDef:
    line = LineDef(table.text("key"), table.text("label"), table.texts("aliases"))
    table.done()
    return line


def _block(table: FormTable) -> BlockDef:
    total = table.table("total")
    if total is None:
        table.fault("total", "缺少这一项")
    block = BlockDef(
        key=table.text("key"),
        label=table.text("label"),
        aliases=table.texts("aliases"),
        items=table.texts("items", required=True),
        total=LineDef(TOTAL, total.text("label"), total.texts("aliases"))
        if total
        else LineDef(TOTAL, ""),
        lines=tuple(_line(row) for row in table.tables("line")),
    )
    for used in (table, total):
        if used:
            used.done()
    return block


def _terms(blocks: tuple[BlockDef, ...], pairs: tuple[LineDef, ...]) -> set[str]:
    terms = {f"{PAIR}.{pair.key}" for pair in pairs}
    for block in blocks:
        terms |= {f"{block.key}.{line.key}" for line in (block.total, *block.lines)}
    return terms


def _rules(table: FormTable, blocks: Blocks, pairs: Lines, columns: Lines) -> tuple[Rule, ...]:
    known = {
        "term": _terms(blocks, pairs),
        "block": {block.key for block in blocks},
        "column": {column.key for column in columns},
    }
    read_ = [read_rule(row, known) for row in table.tables("rule", required=False)]
    return tuple(rule for rule in read_ if rule.kind in RULE_KINDS)


def _footers(table: FormTable, body: ListBody | None) -> tuple[FooterLine, ...]:
    facts: AbstractSet[str] = body.words() if body else frozenset()
    return tuple(_footer(row, facts) for row in table.tables("footer", required=False))


def _footer(table: FormTable, facts: AbstractSet[str]) -> FooterLine:
    known = PLACEHOLDERS | facts
    when = table.text("when", required=False)
    if when and when not in known:
        table.fault("when", f"不认识“{when}”，只能是：{'、'.join(sorted(known))}")
    line = FooterLine(_worded(table, "text", known), when)
    table.done()
    return line


def _worded(table: FormTable, key: str, known: AbstractSet[str] = PLACEHOLDERS) -> str:
    text = table.text(key)
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            table.fault(key, f"不认识“{{{name}}}”，只能是：{'、'.join(sorted(known))}")
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        table.fault(key, "花括号要成对，里面写一个名称")
    return text


def _periods(table: FormTable) -> tuple[PeriodKind, ...]:
    return tuple(PeriodKind(text) for text in _known(table, "periods", _values(PeriodKind)))


def _papers(table: FormTable) -> tuple[str, ...]:
    return _known(table, "papers", PAPERS)


def _known(table: FormTable, key: str, known: Mapping[str, object]) -> tuple[str, ...]:
    texts = table.texts(key, required=True)
    for text in texts:
        if text not in known:
            table.fault(key, f"不认识“{text}”，只能是：{'、'.join(known)}")
    return tuple(text for text in texts if text in known)


def _values(kind: type[PeriodKind | IssuerKind | PrivacyClass]) -> dict[str, str]:
    return {member.value: member.label for member in kind}
