"""负面清单 and 主动公开基本目录: read, edited, versioned, compared, written out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import tidy, visible

from . import listread, listrows, liststore, mapping, xlsx
from .listrows import (
    FIELDS,
    HEAD,
    REQUIRED,
    Hit,
    ListComparison,
    ListKind,
    ListReading,
    ListVersion,
)
from .xlsx import LONGEST_CELL, Layout

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .listrows import Row

WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
MOST_ROWS = 5_000
_WIDTHS = {
    ListKind.NEGATIVE: (6, 22, 54, 54, 20),
    ListKind.BASIC: (6, 20, 22, 64, 24),
}
_LINE, _LEAST = 16.0, 24.0  # points


class NoList(Declined):
    """The list was never saved."""

    message = "还没有{label}。请先导入或者录入后再办，没有改动任何内容。"


class NoListVersion(Declined):
    """The list has no such version."""

    message = "{label}没有第{number}版，现有{count}版。请核对版本号，没有改动任何内容。"


class NothingNew(Declined):
    """What is saved is what stands already."""

    message = "{label}和现在的一样，没有保存成新的一版。"


class OfficeLists:
    """The two lists, each save a version."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def versions(self, kind: ListKind) -> list[ListVersion]:
        """Return every version of a list, the oldest first."""
        return liststore.versions(self._session.conn, kind)

    def current(self, kind: ListKind) -> ListVersion | None:
        """Return the version in force, ``None`` before the first."""
        return liststore.last(self._session.conn, kind)

    def get(self, kind: ListKind, number: int | None = None) -> ListVersion:
        """Return one version, or the one in force.

        Raises:
            NoList: nothing was saved yet.
            NoListVersion: there is none of this number.
        """
        last = self.current(kind)
        if last is None:
            raise NoList(label=kind.label)
        if number is None:
            return last
        found = liststore.versions(self._session.conn, kind, number)
        if not found:
            raise NoListVersion(label=kind.label, number=number, count=last.number)
        return found[0]

    def read(self, kind: ListKind, path: Path) -> ListReading:
        """Read a list from a workbook, a Word table or text; nothing is written.

        Raises:
            BadFile: no heading that is known.
            Declined: not a workbook, encrypted, or too large.
            Blocked: the file cannot be read.
        """
        data = files.read(path)
        forms = self._session.forms.paths("catalog").values()
        headings, labels = mapping.load_list(forms, kind.value)
        named = REQUIRED[kind][:1] if kind is ListKind.NEGATIVE else ("content",)
        rows, problems, above = listread.read(data, path.name, headings, labels, named)
        wanted = FIELDS[kind]
        kept = tuple({name: row[name] for name in wanted if row.get(name)} for row in rows)
        head = listread.head_of(above, HEAD) if kind is ListKind.BASIC else {}
        digest = hashlib.sha256(data).hexdigest()
        return ListReading(kind, path.name, digest, head, kept, tuple(problems))

    def save(self, made: ListReading, note: str = "") -> ListVersion:
        """Save a list as its next version.

        Raises:
            BadValue: a row lacks what the list needs, or a text is far too long.
            NothingNew: it is what stands already.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        made = replace(made, head=_checked_head(made), rows=_checked_rows(made))
        last = self.current(made.kind)
        same = last is not None and list(last.rows) == list(made.rows) and last.head == made.head
        if same:
            raise NothingNew(label=made.kind.label)
        with session.transaction():
            number = liststore.add(
                session.conn, made, at=session.now().isoformat(timespec="seconds"),
                user=session.user.name, note=tidy(visible(note))[:200],
            )  # fmt: skip
            session.audit(f"catalog.{made.kind.value}", number, rows=len(made.rows))
        return self.get(made.kind, number)

    def edit(
        self, kind: ListKind, rows: Sequence[Row], head: Mapping[str, str] | None = None,
        note: str = "",
    ) -> ListVersion:  # fmt: skip
        """Save rows that were typed; ``head`` stays as it is when not given; raises as ``save``."""
        last = self.current(kind)
        kept = head if head is not None else last.head if last else {}
        return self.save(ListReading(kind, "", "", kept, tuple(rows)), note)

    def compare(self, kind: ListKind, left: int, right: int) -> ListComparison:
        """Compare two versions; raises NoList, NoListVersion."""
        return listrows.compare(self.get(kind, left), self.get(kind, right))

    def negative_hits(self, text: str) -> list[Hit]:
        """Return the entries of the negative list in force that a text touches."""
        found = self.current(ListKind.NEGATIVE)
        return listrows.hits(found.rows, text) if found else []

    def export(self, kind: ListKind, path: Path, number: int | None = None) -> Path:
        """Write a version, or the one in force, as a workbook.

        Raises:
            NoList, NoListVersion: see their words.
            Blocked: the file cannot be written.
        """
        found = self.get(kind, number)
        files.write(path, xlsx.write([_layout(found, self._session.organ.name)]))
        with self._session.transaction():
            self._session.audit(f"catalog.{kind.value}_export", path.name, version=found.number)
        return path


def _checked_rows(made: ListReading) -> tuple[dict[str, str], ...]:
    if not made.rows:
        raise BadValue("rows", made.kind.label, "没有一行内容")
    if len(made.rows) > MOST_ROWS:
        raise BadValue("rows", made.kind.label, f"有{len(made.rows)}行，最多{MOST_ROWS}行")
    return tuple(_checked_row(made.kind, *each) for each in enumerate(made.rows, start=1))


def _checked_row(kind: ListKind, number: int, row: Row) -> dict[str, str]:
    fields = FIELDS[kind]
    for name, value in row.items():
        if name not in fields or not isinstance(value, str):
            known = "、".join(fields)
            raise BadValue(name, f"第{number}行", f"里有不认识的“{name[:20]}”，可以写的有 {known}")
    clean = {name: tidy(visible(row.get(name, ""))) for name in fields}
    for name, text in clean.items():
        if not text and name in REQUIRED[kind]:
            raise BadValue(name, f"第{number}行的{fields[name]}", "是空的")
        if len(text) > LONGEST_CELL:
            raise BadValue(name, f"第{number}行的{fields[name]}", f"超过{LONGEST_CELL}个字")
        demand_open(text, name, f"第{number}行的{fields[name]}")
    return {name: text for name, text in clean.items() if text}


def _checked_head(made: ListReading) -> dict[str, str]:
    if made.kind is ListKind.NEGATIVE:
        return {}
    for name in made.head:
        if name not in HEAD:
            raise BadValue(name, name[:20], f"是不认识的项目，可以写的有 {'、'.join(HEAD)}")
    clean = {name: tidy(visible(str(made.head.get(name, "")))) for name in HEAD}
    for name, text in clean.items():
        demand_open(text, name, HEAD[name])
    return {name: text[:500] for name, text in clean.items() if text}


def _layout(found: ListVersion, organ: str) -> Layout:
    kind = found.kind
    fields = dict(FIELDS[kind])
    if not any(row.get("words") for row in found.rows):
        fields.pop("words", None)
    heads = ["序号", *fields.values()]
    blank = [""] * (len(heads) - 1)
    title = "政务公开负面清单" if kind is ListKind.NEGATIVE else kind.label
    top = [[f"{organ}{title}", *blank]]
    if found.head:
        words = [f"{HEAD[name]}：{text}" for name, text in found.head.items()]
        top.append(["　　".join(words), *blank])
    body = [
        [str(at), *(row.get(name, "") for name in fields)]
        for at, row in enumerate(found.rows, start=1)
    ]
    widths = _WIDTHS[kind][: len(heads)]
    heights = [_LEAST] * (len(top) + 1) + [_height(row, widths) for row in body]
    merges = [((at, 0), (at, len(heads) - 1)) for at in range(len(top))]
    return Layout(
        kind.label[:20], [*top, heads, *body], merges, widths, heights,
        title=0, first=len(top) + 1, centred=frozenset({0}),
    )  # fmt: skip


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        sum(-(-max(1, 2 * len(line)) // int(width - 1)) for line in text.split("\n"))
        for text, width in zip(row, widths, strict=True)
    )
    return max(_LEAST, min(400.0, lines * _LINE + 5))
