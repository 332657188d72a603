"""查找 (Ctrl+K): one box for villages, requests, records, items, papers, packages and commands.

What a clerk types is looked for as it stands, anywhere in a name, title, number or content; a bare
number finds 〔2026〕17号 first. Names of applicants are looked through in what the list has opened
already (``requests.roster``), which the box goes on opening while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gkdesk.base.text import half_width
from gkdesk.records.roll import Query

if TYPE_CHECKING:
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents
    from gkdesk.records.service import Records
    from gkdesk.requests.model import RequestRow
    from gkdesk.requests.service import Requests
    from gkdesk.village.model import Village
    from gkdesk.village.service import Villages

MOST = 5  # of each kind
OPENING = 0.02  # seconds a look may spend on opening more requests
LONGEST = 60  # signs looked for

# words, section, subject; the first words name it, the others find it
COMMANDS = (
    (("登记申请", "新申请"), "requests", "register"),
    (("年报数字", "年度报告", "表三", "表四"), "requests", "annual"),
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


class Finder:
    """Looks through every room of the open office."""

    def __init__(
        self, requests: Requests, records: Records, village: Villages, catalog: Catalog,
        documents: Documents, packages: Callable[[], Sequence[tuple[str, str, str]]],
    ) -> None:  # fmt: skip
        """``packages`` lists number, time and state of the office's sync packages."""
        self._requests, self._records, self._village = requests, records, village
        self._catalog, self._documents, self._packages = catalog, documents, packages

    @property
    def whole(self) -> bool:
        """Whether every request is looked through already; else look again a little later."""
        return self._requests.roster.whole

    def find(self, typed: str) -> list[Hit]:
        """Return what holds the words, five of a kind at the most; nothing for nothing.

        Raises:
            LoginNeeded: the window is locked.
        """
        words = " ".join(half_width(typed).split())[:LONGEST]
        if not words:
            return []
        kinds: tuple[Callable[[str], Iterable[Hit]], ...] = (
            self._cases, self._records_named, self._villages, self._items, self._papers,
            self._sent, _commands,
        )  # fmt: skip
        return [hit for kind in kinds for hit in islice(kind(words), MOST)]

    def _cases(self, words: str) -> Iterable[Hit]:
        roster = self._requests.roster
        roster.load(OPENING)
        found = [row for row in roster.rows() if _in_case(row, words)]
        exact = f"〕{words}号"
        found.sort(key=lambda row: (exact not in row.number, not row.state.open))
        for row in found:
            title = f"{row.name}：{row.content}"
            yield Hit("申请", title, f"{row.number}，{row.state.label}", "requests", row.uid)

    def _records_named(self, words: str) -> Iterable[Hit]:
        for line in islice(self._records.roll.find(Query(words=words)), MOST):
            about = line.doc_number or line.number
            yield Hit("公开信息", line.title, f"{about}，{line.state.label}", "records", line.uid)

    def _villages(self, words: str) -> Iterable[Hit]:
        for one in self._village.villages():
            if _in_village(one, words):
                told = "、".join(filter(None, (one.code, *one.aliases)))
                yield Hit("村", one.name, told, "village", f"village/{one.uid}")

    def _items(self, words: str) -> Iterable[Hit]:
        for one in self._catalog.named(words, MOST):
            yield Hit("目录事项", one.name, one.area, "catalog", one.key)

    def _papers(self, words: str) -> Iterable[Hit]:
        for one in reversed(self._documents.all(words, MOST)):
            room, _, uid = one.subject.partition(":")
            void = "，已作废" if one.voided_on else ""
            section, subject = ("requests", uid) if room == "request" else ("printing", "documents")
            yield Hit("文书", one.title, f"{one.number}{void}", section, subject)

    def _sent(self, words: str) -> Iterable[Hit]:
        for number, made_at, state in self._packages():
            if words in number:
                yield Hit("同步包", number, f"{made_at[:10]}，{state}", "sync", number)


def _in_case(row: RequestRow, words: str) -> bool:
    return words in row.name or words in row.content or words in row.number


def _in_village(one: Village, words: str) -> bool:
    return any(words in text for text in (one.name, one.code, one.code8, *one.aliases))


def _commands(words: str) -> Iterable[Hit]:
    for names, section, subject in COMMANDS:
        if any(words in name for name in names):
            yield Hit("可以做的事", names[0], "", section, subject)
