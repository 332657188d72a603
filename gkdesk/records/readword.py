"""Word documents (.docx) read for the scan: text, tables, headers, notes, and what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gkdesk.base.packed import Packed, Tag, tags
from gkdesk.base.scanning import Kind, Severity
from gkdesk.base.sheetxml import address

from .readparts import loose_parts
from .sink import Sink

MAIN = "word/document.xml"
# parts written like the main text, and what the clerk calls them
_LIKE_MAIN = (
    (re.compile(r"word/header\d*\.xml"), "页眉"), (re.compile(r"word/footer\d*\.xml"), "页脚"),
    (re.compile(r"word/footnotes\.xml"), "脚注"), (re.compile(r"word/endnotes\.xml"), "尾注"),
)  # fmt: skip
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


def is_word(packed: Packed) -> bool:
    return MAIN in packed.names


@dataclass
class Paragraph:
    """One paragraph's texts: what is shown, what a tracked change deleted, what is hidden."""

    shown: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


@dataclass
class _State:
    """Where the reader stands; tables may stand within cells."""

    stack: list[Paragraph] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    in_deletion: int = 0
    vanish: bool = False
    changes: int = 0
    in_properties: bool = False


def read(packed: Packed, sink: Sink) -> None:
    """Look through every part of a document.

    Raises:
        Unopened: the main text is damaged.
    """
    _text_part(packed.xml(MAIN), "正文", sink)
    done = [MAIN]
    for part in packed.names:
        label = next((label for pattern, label in _LIKE_MAIN if pattern.fullmatch(part)), "")
        if label:
            _text_part(packed.xml(part), label, sink)
            done.append(part)
    loose_parts(packed, sink, done=tuple(done))


def _text_part(xml: str, label: str, sink: Sink) -> None:
    state, paragraphs, tables = _State(), 0, 0
    for what in _pieces(xml, state):
        if isinstance(what, Paragraph):
            paragraphs += 1
            where = f"{label}第{paragraphs}段"
            sink.text(where, "".join(what.shown))
            sink.text(f"修订（已删除）{where}", "".join(what.deleted))
            sink.text(f"隐藏文字{where}", "".join(what.hidden))
        else:
            tables += 1
            _table(what, f"{label}表{tables}", sink)
    sink.parts["段"] += paragraphs
    if state.changes:
        reason = f"文件里有{state.changes}处修订痕迹，公开前请接受或者拒绝修订后再存"
        sink.note(Kind.TRACE, Severity.ASK, label, "修订痕迹", reason)


def _table(rows: list[list[str]], where: str, sink: Sink) -> None:
    sink.begin_table(where)
    for number, row in enumerate(rows):
        cells = {at: text for at, text in enumerate(row) if text.strip()}

        def named(at: int, number: int = number) -> str:
            return f"第{number + 1}行{address(0, at)[:-1]}列"

        sink.row(cells, named)
    sink.end_table()


def _pieces(xml: str, state: _State) -> Iterator[Paragraph | list[list[str]]]:
    """Yield paragraphs outside tables, and tables as rows of cell texts, inner ones first."""
    for tag in tags(xml):
        if tag.name in ("tbl", "tr", "tc") and not tag.empty:
            yield from _of_table(tag, state)
        elif tag.name == "p" and not tag.empty:
            if not tag.closing:
                state.stack.append(Paragraph())
            elif state.stack:
                yield from _ended(state.stack.pop(), state)
        else:
            _run(tag, state)
    yield from (table for table in reversed(state.tables) if table)  # a cut-off document


def _of_table(tag: Tag, state: _State) -> Iterator[list[list[str]]]:
    if tag.name == "tbl":
        if not tag.closing:
            state.tables.append([])
        elif state.tables:
            yield state.tables.pop()
    elif state.tables and not tag.closing:
        rows = state.tables[-1]
        if tag.name == "tr":
            rows.append([])
        elif rows:
            rows[-1].append("")


def _ended(paragraph: Paragraph, state: _State) -> Iterator[Paragraph]:
    in_cell = bool(state.tables and state.tables[-1] and state.tables[-1][-1])
    if in_cell:
        cells = state.tables[-1][-1]
        shown = "".join(paragraph.shown)
        cells[-1] += ("\n" if cells[-1] and shown else "") + shown
        paragraph.shown = []
    if not in_cell or paragraph.deleted or paragraph.hidden:
        yield paragraph


def _run(tag: Tag, state: _State) -> None:
    match tag.name:
        case "t" | "delText" if not tag.closing and state.stack:
            _take(tag, state)
        case "r" if not tag.closing:
            state.vanish = False
        case "vanish" | "webHidden" if tag.get("val") not in _OFF:
            state.vanish = True
        case "del" | "moveFrom" if not tag.empty:
            state.in_deletion += -1 if tag.closing else 1
            state.changes += not tag.closing
        case "ins" | "moveTo" if not tag.closing and not tag.empty:
            state.changes += 1
        case "br" | "cr" | "tab" | "noBreakHyphen" if state.stack and not tag.closing:
            state.stack[-1].shown.append(_BREAKS[tag.name])
        case "instrText" | "docPr" if not tag.closing and state.stack:
            state.stack[-1].hidden.append(tag.get("descr") or tag.text)


def _take(tag: Tag, state: _State) -> None:
    paragraph = state.stack[-1]
    if tag.name == "delText" or state.in_deletion > 0:
        paragraph.deleted.append(tag.text)
    elif state.vanish:
        paragraph.hidden.append(tag.text)
    else:
        paragraph.shown.append(tag.text)
