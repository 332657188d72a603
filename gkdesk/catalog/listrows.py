"""负面清单 and 主动公开基本目录: their rows, versions, and what differs between two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled
from gkdesk.base.text import squeeze

Row = Mapping[str, str]


class ListKind(Labelled):
    """Which list."""

    NEGATIVE = "negative", "负面清单"
    BASIC = "basic", "主动公开基本目录"


# fields of a row, in the order of the paper; 序号 is counted, never kept
FIELDS: Mapping[ListKind, Mapping[str, str]] = {
    ListKind.NEGATIVE: {
        "kind": "信息事项类别", "content": "信息事项内容", "basis": "不予主动公开法律政策依据",
        "words": "关键词",
    },
    ListKind.BASIC: {
        "level1": "一级", "level2": "二级", "content": "公开内容", "office": "责任单位",
    },
}  # fmt: skip
REQUIRED: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.NEGATIVE: ("content", "basis"),
    ListKind.BASIC: ("level1", "content"),
}
# what stands once on top of 基本目录
HEAD: Mapping[str, str] = {
    "organ": "责任主体", "time_limit": "公开时限", "method": "公开方式", "supervision": "监督渠道",
}  # fmt: skip
# what makes two rows of different versions the same row
_SAME = {ListKind.NEGATIVE: ("kind", "content"), ListKind.BASIC: ("level1", "level2", "content")}
_SPLIT = re.compile(r"[、，,；;。：:\s（）()《》“”\"/]|以及|或者|和|及|与|的")
_ENDINGS = re.compile(r"(?:等)?(?:有关|相关)?(?:信息|资料|事项|情况|内容|材料|文件|数据|记录)$")
_SHORTEST, _LONGEST = 2, 12  # letters of a word looked for
_EMPTY_WORDS = frozenset({
    "公开", "涉及", "其他", "法律", "法规", "行政", "政府", "机关", "规定", "禁止", "可能", "造成",
    "危及", "内部", "工作", "不予", "不得", "以上", "本级", "有关", "相关", "人员", "管理",
})  # fmt: skip


@dataclass(frozen=True)
class ListVersion:
    """One saved version of a list; ``head`` is what stands once on top."""

    kind: ListKind
    number: int
    at: str
    user: str
    file: str
    sha256: str
    note: str
    head: Row
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return f"第{self.number}版（{self.at[:10]}）"

    def as_json(self) -> dict[str, object]:
        return {
            "list": self.kind.value, "version": self.number, "at": self.at, "user": self.user,
            "file": self.file, "sha256": self.sha256, "note": self.note, "head": dict(self.head),
            "rows": [dict(row) for row in self.rows],
        }  # fmt: skip


@dataclass(frozen=True)
class ListReading:
    """A list read from a file, nothing written."""

    kind: ListKind
    file: str
    sha256: str
    head: Row
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ListComparison:
    """Two versions of a list: rows on one side only, rows whose other fields differ."""

    left: ListVersion
    right: ListVersion
    gone: tuple[Row, ...]
    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    head: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Hit:
    """One entry of the negative list a text touches; ``words`` are those found in it."""

    number: int
    row: Row
    words: tuple[str, ...] = field(default=())


def compare(left: ListVersion, right: ListVersion) -> ListComparison:
    """Compare two versions of one list."""
    names = _SAME[left.kind]

    def keyed(rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
        return {tuple(squeeze(row.get(name, "")) for name in names): row for row in rows}

    old, new = keyed(left.rows), keyed(right.rows)
    return ListComparison(
        left, right,
        tuple(row for key, row in old.items() if key not in new),
        tuple(row for key, row in new.items() if key not in old),
        tuple((old[key], row) for key, row in new.items() if key in old and old[key] != row),
        tuple(
            (label, left.head.get(name, ""), right.head.get(name, ""))
            for name, label in HEAD.items()
            if left.head.get(name, "") != right.head.get(name, "")
        ),
    )  # fmt: skip


def words_of(row: Row) -> tuple[str, ...]:
    """Return what a text is searched for: the keywords named, else the words of the entry."""
    named = [word for word in re.split(r"[、，,；;\s]+", row.get("words", "")) if word]
    if named:
        return tuple(dict.fromkeys(named))
    found: dict[str, None] = {}
    for text in (row.get("kind", ""), row.get("content", "")):
        for part in _SPLIT.split(text):
            word = _ENDINGS.sub("", part)
            if _SHORTEST <= len(word) <= _LONGEST and word not in _EMPTY_WORDS:
                found[word] = None
    return tuple(found)


def hits(rows: Sequence[Row], text: str) -> list[Hit]:
    """Return the entries whose words stand in a text (blanks never count)."""
    bare = squeeze(text)
    found = []
    for number, row in enumerate(rows, start=1):
        inside = tuple(word for word in words_of(row) if squeeze(word) in bare)
        if inside:
            found.append(Hit(number, row, inside))
    return found
