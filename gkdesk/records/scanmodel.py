"""What a privacy scan gives: hits, what was not scanned, decisions, and the certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gkdesk.base.labels import Labelled
from gkdesk.base.scanning import Kind, Severity


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: what, where, masked, and why. ``mark`` tells it again after another scan."""

    kind: Kind
    severity: Severity
    where: str
    snippet: str
    reason: str
    coverable: bool = False
    mark: str = ""
    shown: str = ""  # the find alone, masked

    def __str__(self) -> str:
        return f"{self.kind.label} {self.shown or self.snippet}"

    def as_dict(self) -> dict[str, object]:
        return {
            "kind": self.kind.value,
            "label": self.kind.label,
            "severity": self.severity.value,
            "where": self.where,
            "snippet": self.snippet,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class NotScanned:
    """A place nobody looked into by machine, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file or text after the scan. ``parts`` counts what was read: 页, 格, 段, 行."""

    name: str
    sha256: str
    size: int
    hits: tuple[Hit, ...]
    not_scanned: tuple[NotScanned, ...]
    parts: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {
            "file": self.name,
            "sha256": self.sha256,
            "bytes": self.size,
            "parts": dict(self.parts),
            "hits": [hit.as_dict() for hit in self.hits],
            "not_scanned": [{"where": one.where, "why": one.why} for one in self.not_scanned],
        }


@dataclass(frozen=True, slots=True)
class MaskedCopy:
    """A masked copy: its content, how many finds it covers, and what is still in it.

    ``name`` is fit to be shown and to be a file's name.
    """

    name: str
    data: bytes = field(repr=False)
    covered: int
    left: Scanned

    @property
    def rest(self) -> list[str]:
        """What the copy still shows and what nobody looked into, in words."""
        told = [f"{hit.where}：{hit.kind.label} {hit.snippet}" for hit in self.left.hits]
        return told + [f"{one.where}：{one.why}" for one in self.left.not_scanned]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one file of which a masked copy was wanted: the copy, or why there is none."""

    name: str
    made: MaskedCopy | None
    target: str = ""
    why: str = ""


class WordKind(Labelled):
    """What one line of the office's own list is."""

    WORD = "word", "敏感词"
    WRONG = "wrong", "错误表述"
    MARK = "mark", "内部标识"
    ALLOW = "allow", "可公开的电话"
    DROP = "drop", "停用的词"


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One word or telephone of the list. ``own`` ones the office added, the rest is shipped."""

    text: str
    kind: WordKind
    suggestion: str = ""
    note: str = ""
    blocks: bool = False
    own: bool = True


class Choice(Labelled):
    """What was decided of a hit."""

    DELETE = "delete", "删去"
    MASK = "mask", "遮盖"
    RELEASE = "release", "确认可公开"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what of which hit, and why."""

    mark: str
    choice: Choice
    reason: str
    by: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit of a record with the decision that stands, if any.

    ``open`` is why it still holds the record back, empty when it does not.
    """

    hit: Hit
    decision: Decision | None
    open: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """检查证明: what was and was not scanned, by which words, with which result."""

    at: datetime
    by: str
    words: str
    scanned: Sequence[Mapping[str, Any]]
    decisions: Sequence[Mapping[str, Any]] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "words": self.words,
            "scanned": list(self.scanned),
            "decisions": list(self.decisions),
        }
