"""What the county's book says of a package and of a row that was not taken."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .gate import PLACES, masked
from .model import canonical, kind_label, order_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A package in the county's book, undone or not."""

    town: str
    number: str
    town_name: str
    name: str
    manifest_sha256: str
    standing: bool
    undoable: bool  # what it replaced was kept
    at: str
    reason: str
    statement: str  # SHA-256 of the signed statement; empty for a plain one

    @property
    def order(self) -> tuple[int, int]:
        return order_of(self.number)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that came and was not taken, and what stood in its place then."""

    id: int
    town: str
    town_name: str
    number: str
    kind: str
    key: str
    revision: int
    digest: str
    line: str  # as it came
    held_revision: int
    held_digest: str
    at: str
    how: str  # keep, take, or empty
    reason: str
    settled_at: str
    standing: bool  # its package was not undone
    now: str  # the line in force; empty: none
    now_revision: int
    now_digest: str

    @property
    def open(self) -> bool:
        """Whether somebody must decide: nothing newer came, and its package stands."""
        moved = self.now_revision > self.held_revision or self.now_digest == self.digest
        return not self.how and self.standing and not moved

    @property
    def stands(self) -> str:
        """Say in a word or two how far it is."""
        if self.how:
            return {"keep": "已定：保留县里的", "take": "已定：改用镇里的"}[self.how]
        if not self.standing:
            return "所在的包已撤销"
        return "待处理" if self.open else "已收到更新的一版"

    @property
    def label(self) -> str:
        return f"{kind_label(self.kind)}“{row_name(self.line)}”"

    @property
    def versions(self) -> str:
        return f"县里第{self.now_revision}版，镇里第{self.revision}版"

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Return the place, the county's and the town's text of every field that differs."""
        held, coming = _fields(self.now), _fields(self.line)
        return [
            (PLACES.get(name, name), masked(held.get(name, "")), masked(coming.get(name, "")))
            for name in {**held, **coming}
            if held.get(name, "") != coming.get(name, "")
        ]


def row_name(line: str) -> str:
    """Name a row, given as its line, as a person would; its key when it has no name."""
    found = json.loads(line)
    data, key = found["data"], str(found["key"])
    for name in ("title", "name", "level3", "level2", "level1"):
        if isinstance(data.get(name), str) and data[name]:
            return masked(data[name])
    return masked(f"{data['village']} {key}" if isinstance(data.get("village"), str) else key)


def _fields(line: str) -> dict[str, str]:
    found = json.loads(line) if line else {}
    fields = {name: _text(value) for name, value in found.get("data", {}).items()}
    names = "、".join(str(one.get("name", "")) for one in found.get("files", []))
    return fields | {"附件": names} if names else fields


def _text(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)
