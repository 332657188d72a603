"""Covers laid over the texts of an office file's XML, node by node, each as long as before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from gkdesk.base.packed import Packed, Tag, tags
from gkdesk.base.scanning import Rules, masked
from gkdesk.base.sheetxml import address
from gkdesk.base.tablewatch import TableWatch, find

# elements whose text the reader of a document sees; in other parts every text counts
_WORDS = {"t", "delText", "instrText"}
_RAW = "\0"  # no text of XML has it: what follows is XML already
_PARAGRAPHS = {"p", "si", "comment", "sp"}


@dataclass
class Nodes:
    """Texts that are read as one: raw places and the texts themselves."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, tag: Tag) -> None:
        self.spans.append((tag.start, tag.end))
        self.texts.append(tag.text)

    def gap(self) -> None:
        """Part two paragraphs of one cell."""
        if self.texts:
            self.spans.append((-1, -1))
            self.texts.append("\n")

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def lay(self, cover: str, edits: dict[int, tuple[int, str]]) -> None:
        """Note the changed nodes; ``cover`` is as long as the whole text."""
        at = 0
        for (start, end), text in zip(self.spans, self.texts, strict=True):
            piece = cover[at : at + len(text)]
            at += len(text)
            if start < 0:
                continue
            if start in edits:  # covered before: a star stays a star
                before = edits[start][1]
                piece = "".join(
                    "*" if "*" in pair else pair[0] for pair in zip(piece, before, strict=True)
                )
            if piece != text:
                edits[start] = end, piece


def edited(xml: str, edits: dict[int, tuple[int, str]]) -> str:
    """Return the XML with the nodes changed."""
    parts, at = [], 0
    for start, (end, text) in sorted(edits.items()):
        parts += [xml[at:start], text[1:] if text.startswith(_RAW) else escape(text)]
        at = end
    return "".join([*parts, xml[at:]])


def cover_words(xml: str, rules: Rules) -> str:
    """Return a part with every find covered: by paragraph, and by table."""
    edits: dict[int, tuple[int, str]] = {}
    words_only = any(f":{name}>" in xml or f":{name} " in xml for name in _WORDS)
    paragraphs: list[Nodes] = []
    tables: list[list[list[Nodes]]] = []
    for tag in tags(xml):
        cells = tables[-1][-1] if tables and tables[-1] else []
        if tag.name in _PARAGRAPHS and not tag.empty:
            if not tag.closing:
                paragraphs.append(Nodes())
                _gap(cells)
            elif paragraphs:
                _cover_text(paragraphs.pop(), rules, edits)
        elif tag.name in ("tbl", "tr", "tc") and not tag.empty:
            _table_tag(tag, tables, rules, edits)
        elif tag.text and not tag.closing and (tag.name in _WORDS or not words_only):
            alone = Nodes()
            for nodes in ([paragraphs[-1]] if paragraphs else [alone]) + cells[-1:]:
                nodes.add(tag)
            _cover_text(alone, rules, edits)
    return edited(xml, edits)


def _gap(cells: list[Nodes]) -> None:
    if cells:
        cells[-1].gap()


def _table_tag(
    tag: Tag, tables: list[list[list[Nodes]]], rules: Rules, edits: dict[int, tuple[int, str]]
) -> None:
    if tag.name == "tbl":
        if not tag.closing:
            tables.append([])
        elif tables:
            _cover_table(tables.pop(), rules, edits)
    elif tables and not tag.closing:
        if tag.name == "tr":
            tables[-1].append([])
        elif tables[-1]:
            tables[-1][-1].append(Nodes())


def _cover_text(nodes: Nodes, rules: Rules, edits: dict[int, tuple[int, str]]) -> None:
    text = nodes.text
    nodes.lay(masked(text, find(text, rules)), edits)


def _cover_table(
    rows: Iterable[list[Nodes]], rules: Rules, edits: dict[int, tuple[int, str]]
) -> None:
    watch = TableWatch(rules)
    for row in rows:
        texts = {at: nodes.text for at, nodes in enumerate(row) if nodes.text.strip()}
        for at, cell in watch.row(texts, {}).items():
            row[at].lay(masked(texts[at], cell.covered), edits)


@dataclass
class Strings:
    """The shared strings of a workbook; one that any cell must cover is covered for all."""

    xml: str = ""
    nodes: list[Nodes] = field(default_factory=list)
    edits: dict[int, tuple[int, str]] = field(default_factory=dict)

    def covered(self) -> str:
        return edited(self.xml, self.edits)


def book_strings(packed: Packed) -> Strings:
    """Read the shared strings with their places."""
    part = "xl/sharedStrings.xml"
    if part not in packed.names:
        return Strings()
    strings = Strings(packed.xml(part))
    for tag in tags(strings.xml):
        if tag.name == "si" and not tag.closing:
            strings.nodes.append(Nodes())
        elif tag.name == "t" and not tag.closing and strings.nodes:
            strings.nodes[-1].add(tag)
    return strings


@dataclass
class _Cell:
    """One cell on its way: its tag, its value's node, and the shared string it names."""

    tag: Tag
    value: Nodes = field(default_factory=Nodes)
    shared: Nodes | None = None
    formula: bool = False

    @property
    def text(self) -> str:
        return (self.shared or self.value).text


def cover_book(xml: str, strings: Strings, rules: Rules) -> str:
    """Return a worksheet with its finds covered; shared strings are noted in ``strings``.

    A cell whose value is worked out by a formula stays: it would be worked out again.
    """
    edits: dict[int, tuple[int, str]] = {}
    watch = TableWatch(rules)
    row: list[_Cell] = []
    for tag in tags(xml):
        if tag.name == "row":
            _cover_row(row, watch, strings, edits, xml)
            row = []
        elif tag.name == "c" and not tag.closing and not tag.empty:
            row.append(_Cell(tag))
        elif row and tag.name in ("v", "t") and not tag.closing:
            _value(row[-1], tag, strings)
        elif row and tag.name == "f":
            row[-1].formula = True
        elif tag.name in ("oddHeader", "oddFooter", "firstHeader", "firstFooter"):
            one = Nodes()
            one.add(tag)
            _cover_text(one, rules, edits)
    _cover_row(row, watch, strings, edits, xml)
    return edited(xml, edits)


def _value(cell: _Cell, tag: Tag, strings: Strings) -> None:
    cell.value.add(tag)
    named = cell.tag.get("t") == "s" and tag.text.isdecimal() and int(tag.text) < len(strings.nodes)
    if named:
        cell.shared = strings.nodes[int(tag.text)]


def _cover_row(
    row: list[_Cell],
    watch: TableWatch,
    strings: Strings,
    edits: dict[int, tuple[int, str]],
    xml: str,
) -> None:
    by_column = {_column(cell, at): cell for at, cell in enumerate(row) if cell.text}
    texts = {at: cell.text for at, cell in by_column.items()}
    for at, found in watch.row(texts, {}).items():
        cell, cover = by_column[at], masked(texts[at], found.covered)
        if cover == texts[at] or cell.formula:
            continue
        if cell.shared is not None:
            cell.shared.lay(cover, strings.edits)
        else:
            cell.value.lay(cover, edits)
            _as_text(cell.tag, xml, edits)


def _column(cell: _Cell, at: int) -> int:
    letters = "".join(filter(str.isalpha, cell.tag.get("r")))
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1 if letters and address(0, number - 1) == f"{letters}1" else 100_000 + at


def _as_text(tag: Tag, xml: str, edits: dict[int, tuple[int, str]]) -> None:
    """Make a number's cell a text's: the starred digits are no number."""
    if tag.get("t") not in ("", "n"):
        return
    raw = xml[tag.at : tag.start]
    typed = raw.replace(' t="n"', "")
    edits[tag.at] = tag.start, _RAW + typed[:-1] + ' t="str">'
