"""查找 (Ctrl+K): one box for villages, requests, records, items, papers, packages and commands.

What a clerk types is looked for as it stands, anywhere in a name, title, number or content, and
what is typed in letters by its sound too, where there is still room; a bare number finds
〔2026〕17号 first. Names of applicants are looked through in what the list has opened already
(``requests.roster``), which the box goes on opening while somebody types.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from gkdesk.base import pinyin
from gkdesk.base.pinyin import Rank, Typed, literal
from gkdesk.base.text import half_width
from gkdesk.records.roll import Line, Query

if TYPE_CHECKING:
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents
    from gkdesk.records.roll import Titles
    from gkdesk.records.service import Records
    from gkdesk.requests.model import RequestRow
    from gkdesk.requests.service import Requests
    from gkdesk.village.model import Village
    from gkdesk.village.service import Villages

MOST = 5  # of each kind
LOOKED = 60  # newest records that hold the words, of which the best are shown
OPENING = 0.02  # seconds a look may spend on opening more
LONGEST = 60  # signs looked for

# words, section, subject; the first words name it, the others find it
COMMANDS = (
    (("登记申请", "新申请"), "requests", "register"),
    (("年报数字", "表三", "表四"), "requests", "annual"),
    (("统计年报", "年度报告", "台账"), "statistics", ""),
    (("导入村务表",), "village", "import"),
    (("村名单", "改名", "合并", "撤销", "别名"), "village", "roster"),
    (("导入目录表",), "catalog", "import"),
    (("新建同步包", "打包"), "sync", "new"),
    (("密钥",), "sync", "keys"),
    (("打印记录", "补打"), "printing", "record"),
    (("备份到 U 盘", "备份与恢复", "恢复"), "system", "backup"),
    (("操作日志", "检查本机和数据"), "system", "log"),
    (("工作日历", "放假安排"), "system", "calendar"),
    (("文书模板", "确认模板"), "system", "templates"),
    (("打印字体", "补字"), "system", "fonts"),
    (("单位信息", "用户", "密码", "恢复码", "自动锁定"), "system", "users"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; ``section`` and ``subject`` say where the window shows it."""

    kind: str
    title: str
    detail: str
    section: str
    subject: str


Thing = TypeVar("Thing")
Found = tuple[Rank, Thing]


class Finder:
    """Looks through every room of the open office."""

    def __init__(
        self, requests: Requests, records: Records, village: Villages, catalog: Catalog,
        documents: Documents, packages: Callable[[], Sequence[tuple[str, str, str]]],
    ) -> None:  # fmt: skip
        """``packages`` lists number, time and state of the office's sync packages."""
        self._requests, self._records, self._village = requests, records, village
        self._catalog, self._documents, self._packages = catalog, documents, packages
        self._behind = False

    @property
    def whole(self) -> bool:
        """Whether everything was looked through; else look again a little later."""
        return self._requests.roster.whole and not self._behind

    def find(self, typed: str) -> list[Hit]:
        """Return what fits the words, five of a kind at the most; nothing for nothing.

        The kind with the best fit comes first, what can be done last.

        Raises:
            LoginNeeded: the window is locked.
        """
        words = " ".join(half_width(typed).split())[:LONGEST]
        if not words:
            return []
        sound = Typed(words) if pinyin.sounds(words) else None
        self._behind = False
        kinds: tuple[Callable[[str, Typed | None], list[Found[Hit]]], ...] = (
            self._cases, self._records_named, self._villages, self._items, self._papers,
            self._sent,
        )  # fmt: skip
        groups = [found for kind in kinds if (found := kind(words, sound))]
        groups.sort(key=lambda found: found[0][0])
        return [hit for group in (*groups, _commands(words, sound)) for _rank, hit in group]

    def _cases(self, words: str, sound: Typed | None) -> list[Found[Hit]]:
        roster = self._requests.roster
        roster.load(OPENING)
        rows = roster.rows()[::-1]
        rows.sort(key=lambda row: not row.state.open)
        exact = f"〕{words}号"
        found = [(_told(row, words, exact), row) for row in rows if _in_case(row, words)]
        found = sorted(found, key=_rank)[:MOST]
        if sound and len(found) < MOST:
            known = {row.uid for _, row in found}
            others = (((row.name, row.content), row) for row in rows if row.uid not in known)
            found += _heard(others, sound, roster.signs, MOST - len(found))
        return [(rank, _case(row)) for rank, row in found]

    def _records_named(self, words: str, sound: Typed | None) -> list[Found[Hit]]:
        roll = self._records.roll
        looked = islice(roll.find(Query(words=words)), LOOKED)
        found = [
            (literal(words, line.title, line.doc_number, line.number) or Rank.LITERAL, line)
            for line in looked
        ]
        found = sorted(found, key=_rank)[:MOST]
        titles = self._titles() if sound and len(found) < MOST else None
        if sound and titles:
            each = zip(zip(titles.words), titles.rows, strict=True)
            heard = _heard(each, sound, titles.signs, MOST)
            lines = roll.lines([row for _, row in heard])
            known = {line.uid for _, line in found}
            ranks = (rank for rank, _ in heard)
            found += [pair for pair in zip(ranks, lines, strict=True) if pair[1].uid not in known]
        return [(rank, _record(line)) for rank, line in found[:MOST]]

    def _titles(self) -> Titles | None:
        """Return the records' titles; when reading many took long, leave them to the next look."""
        began = time.perf_counter()
        titles = self._records.roll.titles()
        self._behind = time.perf_counter() - began > OPENING
        return None if self._behind else titles

    def _villages(self, words: str, sound: Typed | None) -> list[Found[Hit]]:
        each = [
            ((one.name, *one.aliases, one.code, one.code8), _village(one))
            for one in self._village.villages()
        ]
        return _named(each, words, sound)

    def _items(self, words: str, sound: Typed | None) -> list[Found[Hit]]:
        each = []
        for key, area, *levels in self._catalog.names():
            names = [name for name in reversed(levels) if name]
            if names:
                each.append((names, Hit("目录事项", names[0], area, "catalog", key)))
        return _named(each, words, sound)

    def _papers(self, words: str, _sound: Typed | None) -> list[Found[Hit]]:
        found = []
        for one in reversed(self._documents.all(words, MOST)):
            room, _, uid = one.subject.partition(":")
            void = "，已作废" if one.voided_on else ""
            section, subject = ("requests", uid) if room == "request" else ("printing", "documents")
            hit = Hit("文书", one.title, f"{one.number}{void}", section, subject)
            found.append((literal(words, one.number) or Rank.LITERAL, hit))
        return sorted(found, key=_rank)

    def _sent(self, words: str, _sound: Typed | None) -> list[Found[Hit]]:
        each = [
            ((number,), Hit("同步包", number, f"{made_at[:10]}，{state}", "sync", number))
            for number, made_at, state in self._packages()
        ]
        return _named(each, words, None)


def _commands(words: str, sound: Typed | None) -> list[Found[Hit]]:
    each = [
        (names, Hit("可以做的事", names[0], "", section, subject))
        for names, section, subject in COMMANDS
    ]
    return _named(each, words, sound)


def _named(
    each: Sequence[tuple[Sequence[str], Hit]], words: str, sound: Typed | None
) -> list[Found[Hit]]:
    """Return the best of what has names, by what was typed and then by its sound."""
    found = [(rank, hit) for names, hit in each if (rank := literal(words, *names)) is not None]
    found = sorted(found, key=_rank)[:MOST]
    if sound and len(found) < MOST:
        known = [hit for _, hit in found]
        others = [(names, hit) for names, hit in each if hit not in known]
        signs = {sign for names, _ in others for name in names for sign in name}
        found += _heard(others, sound, signs, MOST - len(found))
    return found


def _heard(
    each: Iterable[tuple[Sequence[str], Thing]], sound: Typed, signs: AbstractSet[str], most: int
) -> list[Found[Thing]]:
    """Return the best of what is heard in some texts; among equals the first."""
    passes = sound.sieve(signs)
    found: list[Found[Thing]] = []
    best = 0
    for texts, thing in each:
        full = len(found) >= most  # then only what begins so is better
        for text in texts:
            place = passes(text)
            if place and not (full and place.start()):
                break
        else:
            continue
        rank = sound.rank(*texts)
        if rank is not None:
            found.append((rank, thing))
            best += rank is Rank.SOUND_START
        if best == most:
            break
    return sorted(found, key=_rank)[:most]


def _rank(found: tuple[Rank, object]) -> Rank:
    return found[0]


def _in_case(row: RequestRow, words: str) -> bool:
    return words in row.name or words in row.content or words in row.number


def _told(row: RequestRow, words: str, exact: str) -> Rank:
    if exact in row.number:
        return Rank.EXACT
    return literal(words, row.name, row.content, row.number) or Rank.LITERAL


def _case(row: RequestRow) -> Hit:
    title, told = f"{row.name}：{row.content}", f"{row.number}，{row.state.label}"
    return Hit("申请", title, told, "requests", row.uid)


def _record(line: Line) -> Hit:
    told = f"{line.doc_number or line.number}，{line.state.label}"
    return Hit("公开信息", line.title, told, "records", line.uid)


def _village(one: Village) -> Hit:
    told = "、".join(filter(None, (one.code, *one.aliases)))
    return Hit("村", one.name, told, "village", f"village/{one.uid}")
