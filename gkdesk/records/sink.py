"""Where the readers pour what they find in a file: texts and rows become hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from gkdesk.base.scanning import Kind, Match, Rules, Severity, masked, plain, snippet
from gkdesk.base.tablewatch import TableWatch, find

from .scanmodel import Hit, NotScanned

MOST_HITS = 5000  # of one file; nobody decides more one by one
_CHUNK = 1 << 16  # characters looked at together
_LONGEST_SHOWN = 40
_PIECES = 60  # characters a shown text holds around a hit


class Sink:
    """Collects hits and what was not scanned; ``inside`` is set for files within files."""

    def __init__(self, rules: Rules, prefix: str = "") -> None:
        self.rules = rules
        self.prefix = prefix
        self.hits: list[Hit] = []
        self.not_scanned: list[NotScanned] = []
        self.parts: Counter[str] = Counter()
        self._dropped = 0
        self._table: tuple[TableWatch, str] | None = None

    def place(self, text: str) -> str:
        """Return a name from the file (sheet, part, property) fit to be shown: numbers masked."""
        text = " ".join(text.split())[:120]
        return masked(text, find(text, self.rules, words=False))

    def text(self, where: str, text: str, *, lines: bool = False, heading: str = "") -> None:
        """Look through a text; with ``lines`` the place is the number of the line."""
        count = 0
        for place in located(text, where, self.rules, lines=lines, heading=heading):
            self._add(place.piece, place.hidden, place.match, place.where)
        if lines and text:
            count = text.count("\n") + (not text.endswith("\n"))
        self.parts["行"] += count

    def begin_table(self, where: str) -> None:
        """Begin a table; its rows follow."""
        self._table = TableWatch(self.rules), where

    def row(self, cells: Mapping[int, str], address: Callable[[int], str]) -> None:
        """Look through one row: column (from 0) → text, and how to name a column's cell."""
        if self._table is None:
            raise AssertionError("a row outside a table")
        watch, where = self._table
        places = {at: f"{where}{address(at)}" for at in cells}
        for at, cell in watch.row(cells, places).items():
            hidden = masked(cells[at], cell.covered) if cell.told else ""
            for match in cell.told:
                self._add(cells[at], hidden, match, places[at])
        self.parts["格"] += len(cells)

    def end_table(self) -> None:
        """End the table: its personal columns are told, each once."""
        if self._table is None:
            return
        watch, _where = self._table
        watch.close()
        for column in watch.finished:
            kind, severity, reason = watch.column_hit(column)
            heading = self.place(column.heading)
            reason = reason.replace(column.heading, heading)
            self.note(kind, severity, f"{column.first}起", f"“{heading}”一栏", reason)
        self._table = None

    def note(self, kind: Kind, severity: Severity, where: str, shown: str, reason: str) -> None:
        """Tell something that is no find in a text; ``shown`` must be fit to be shown."""
        mark = mark_of(kind, shown, where)
        self._keep(Hit(kind, severity, self.prefix + where, shown, reason, mark=mark))

    def skip(self, where: str, why: str) -> None:
        """Tell what nobody looked into."""
        place = (self.prefix + where).removesuffix("的") or "整个文件"
        self.not_scanned.append(NotScanned(place, why))

    def close(self) -> None:
        """Tell what was too much to list."""
        if self._dropped:
            why = f"命中太多，只列出前{MOST_HITS}处，另有{self._dropped}处没有列出"
            self.skip("", why)

    def _add(self, text: str, hidden: str, match: Match, where: str) -> None:
        start = max(0, match.start - _PIECES)
        end = match.end + _PIECES
        moved = Match(
            match.kind, match.severity, match.start - start, match.end - start, match.cover,
            match.reason,
        )  # fmt: skip
        shown = snippet(text[start:end], hidden[start:end], moved)
        if start and not shown.startswith("…"):
            shown = f"…{shown}"
        own = text[match.start : match.end]
        self._keep(
            Hit(
                match.kind,
                match.severity,
                self.prefix + where,
                shown,
                match.reason,
                coverable=match.cover != own,
                mark=mark_of(match.kind, own, where),
                shown=match.cover[:_LONGEST_SHOWN],
            )
        )

    def _keep(self, hit: Hit) -> None:
        if len(self.hits) < MOST_HITS:
            self.hits.append(hit)
        else:
            self._dropped += 1


@dataclass(frozen=True, slots=True)
class Located:
    """One match in a long text: the piece it was found in, and where the piece begins."""

    piece: str
    hidden: str
    offset: int
    match: Match
    where: str

    @property
    def mark(self) -> str:
        return mark_of(self.match.kind, self.piece[self.match.start : self.match.end], self.where)


def located(
    text: str, where: str, rules: Rules, *, lines: bool = False, heading: str = ""
) -> Iterator[Located]:
    """Yield what a text holds, looked at piece by piece; with ``lines`` places tell the line."""
    number, start = 1, 0
    while start < len(text):
        end = _end_of_chunk(text, start)
        piece = text[start:end]
        matches = find(piece, rules, heading)
        hidden = masked(piece, matches) if matches else piece
        at = 0
        for match in matches:
            number += piece.count("\n", at, match.start)
            at = match.start
            place = f"{where}第{number}行" if lines else where
            yield Located(piece, hidden, start, match, place)
        number += piece.count("\n", at)
        start = end


def _end_of_chunk(text: str, start: int) -> int:
    """Return where a piece ends, so that no number is cut in two: best after a line."""
    if len(text) - start <= _CHUNK:
        return len(text)
    cut = start + _CHUNK
    after_line = text.rfind("\n", start + _CHUNK // 2, cut) + 1
    while after_line > start and text[after_line - 2].isdigit():  # a number may go on below
        after_line = text.rfind("\n", start + _CHUNK // 2, after_line - 1) + 1
    if after_line > start:
        return after_line
    while cut > start + _CHUNK // 2 and not text[cut - 1].isalpha():
        cut -= 1
    return cut


def mark_of(kind: Kind, text: str, where: str) -> str:
    """Return what tells a hit again; it never leaves the sealed record, for it could be guessed."""
    return sha256(f"{kind.value}|{plain(text)}|{where}".encode()).hexdigest()[:24]
