"""What the clerk is shown before a package is written: its rows, and what the check found. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.handover import PackageRow
from gkdesk.base.labels import Labelled

from .drivestate import Need
from .model import Candidate, Choice, PackageState, SyncPackage, kind_label

Key = tuple[str, str]  # kind, key
_SECTIONS = {"item": "catalog", "record": "records", "sheet": "village", "request": "requests"}


class Tone(Labelled):
    """How a line of the check stands."""

    OK = "ok", "通过"
    WARN = "warn", "可以继续"
    STOP = "stop", "须先处理"


class Topic(Labelled):
    """What the check looks at, in the order it is shown."""

    PRIVACY = "privacy", "个人隐私"
    REVIEW = "review", "审核手续"
    FILES = "files", "附件"
    NUMBERS = "numbers", "编号连续"
    RECEIPT = "receipt", "上一个包的回执"
    KEYS = "keys", "加密和签名"
    HELD = "held", "与已送出的一致"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the check's result."""

    topic: Topic
    tone: Tone
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One row that may not go as it is, and where the clerk mends it."""

    key: Key
    name: str
    problems: tuple[Problem, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Return the window's section and subject of this row."""
        return place_of(*self.key)


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the next package stands."""

    number: str  # its number
    previous: str = ""  # the package it follows
    unanswered: str = ""  # the newest package without receipt
    unfinished: str = ""  # a package that waits for its last step: nothing new can be written


@dataclass(frozen=True, slots=True)
class Sealing:
    """Whether the package can be sealed."""

    ready: bool  # a county key and an own one are in force
    ended: bool = False  # there was a county key, and none is in force
    no_own: bool = False  # the county's key is there, the own one is missing


@dataclass(frozen=True, slots=True)
class Survey:
    """The next package as it would be now."""

    choice: Choice
    chain: Chain
    sealing: Sealing
    files: int = 0  # attachments
    need: Need = field(default_factory=Need)
    looked: bool = False  # every row and file was looked into
    problems: tuple[Problem, ...] = ()
    without: frozenset[Key] = frozenset()  # rows that were not looked into
    checked: str = ""  # what was looked into without a finding, as one digest

    def stops(self, left: Collection[Key] = ()) -> list[Stop]:
        """Name the rows that may not go, without those left out."""
        found, _elsewhere = self._shared()
        names = {
            key: row_name(one.row)
            for one in (self.choice.rows if found else ())
            if (key := (one.row.kind, one.row.key)) in found
        }
        return [
            Stop(key, names.get(key, key[1]), tuple(problems))
            for key, problems in found.items()
            if key not in left
        ]

    @property
    def elsewhere(self) -> list[Problem]:
        """What was found and names no row."""
        return self._shared()[1]

    def _shared(self) -> tuple[dict[Key, list[Problem]], list[Problem]]:
        # a clean look must not go through a hundred thousand rows
        return self.choice.stopped(self.problems) if self.problems else ({}, [])

    def going(self, left: Collection[Key] = ()) -> list[Candidate]:
        return [one for one in self.choice.rows if (one.row.kind, one.row.key) not in left]

    def blocked(self, left: Collection[Key] = ()) -> bool:
        """Tell whether the writing must wait."""
        return any(line.tone is Tone.STOP for line in self.lines(left))

    def lines(self, left: Collection[Key] = ()) -> list[Line]:
        """Return what the check says, one line a topic."""
        found = [problem for stop in self.stops(left) for problem in stop.problems]
        found += self.elsewhere
        lines = [_privacy(found), _review(self.going(left)), _files(found, self.files)]
        lines += [_numbers(self.chain), *_receipt(self.chain), _keys(self.sealing)]
        if self.choice.held:
            detail = "版次或内容与送出过的不一致，没有放入；改动后会随下一包送"
            title = f"{len(self.choice.held)}条与已送出的对不上"
            lines.append(Line(Topic.HELD, Tone.WARN, title, detail))
        return lines


def place_of(kind: str, key: str) -> tuple[str, str]:
    """Return the window's section and subject of a row."""
    subject = key.split("/", 1)[-1] if kind == "sheet" else key
    return _SECTIONS.get(kind, "today"), subject


def row_name(row: PackageRow) -> str:
    """Return what the clerk calls a row."""
    data = row.data
    match row.kind:
        case "record":
            name = str(data.get("title") or row.key)
        case "sheet":
            name = " ".join(str(data.get(part) or "") for part in ("village", "form", "period"))
        case "item":
            parts = [str(data.get(part) or "") for part in ("level1", "level2", "name", "content")]
            name = " · ".join(part for part in parts if part)
        case _:
            name = row.key
    return " ".join(name.split()) or row.key


def told_kinds(candidates: Sequence[Candidate]) -> str:
    """Say why the rows of one kind go: 新增9条，有改动2条."""
    counts = Counter(one.why for one in candidates)
    return "，".join(f"{why.label}{count}条" for why, count in sorted(counts.items()))


def chain_of(number: str, packages: Sequence[SyncPackage]) -> Chain:
    """Say where the next package stands.

    Args:
        number: of the next package.
        packages: every package of this office, newest first.
    """
    before = next((one for one in packages if one.state.links), None)
    open_ = [one.number for one in packages if one.state is PackageState.VERIFIED]
    waiting = [one.number for one in packages if one.state is PackageState.WRITTEN]
    return Chain(
        number, before.number if before else "", open_[0] if open_ else "",
        waiting[0] if waiting else "",
    )  # fmt: skip


def _is_file(problem: Problem) -> bool:
    return "读不出来" in problem.message or "超过4 GB" in problem.message


def _privacy(found: Sequence[Problem]) -> Line:
    hits = [one for one in found if not _is_file(one)]
    if hits:
        return Line(
            Topic.PRIVACY, Tone.STOP, f"个人隐私：{len(hits)}处疑似",
            "更正原条目，或暂不放入此条，其余照送",
        )  # fmt: skip
    detail = "证件号、手机号、银行卡号已逐字检查，没有发现"
    return Line(Topic.PRIVACY, Tone.OK, "没有个人隐私", detail)


def _review(going: Sequence[Candidate]) -> Line:
    count = sum(one.row.kind == "record" for one in going)
    told = f"{count}条公开信息都已终审公开" if count else "这一包没有公开信息"
    return Line(Topic.REVIEW, Tone.OK, "审核手续齐全", f"{told}；没有终审的不会放入")


def _files(found: Sequence[Problem], files: int) -> Line:
    bad = [one for one in found if _is_file(one)]
    if bad:
        detail = "请从备份恢复附件，或暂不放入此条，其余照送"
        return Line(Topic.FILES, Tone.STOP, f"{len(bad)}个附件打不开", detail)
    told = f"{files}个附件，没有损坏" if files else "这一包没有附件"
    return Line(Topic.FILES, Tone.OK, "附件可正常打开", told)


def _numbers(chain: Chain) -> Line:
    if chain.unfinished:
        title = f"{chain.unfinished}还没有写完"
        detail = "插好原来的 U 盘写完它，或把它作废，再做新的一包"
        return Line(Topic.NUMBERS, Tone.STOP, title, detail)
    told = f"接在{chain.previous}之后，没有缺号" if chain.previous else "这是第一个同步包"
    return Line(Topic.NUMBERS, Tone.OK, "编号连续", told)


def _receipt(chain: Chain) -> list[Line]:
    if not chain.unanswered:
        return []
    detail = "可以继续，县里会按顺序接收"
    return [Line(Topic.RECEIPT, Tone.WARN, f"{chain.unanswered}还没有回执", detail)]


def _keys(sealing: Sealing) -> Line:
    if sealing.ready:
        return Line(Topic.KEYS, Tone.OK, "加密并签名", "只有县里能打开，改动过能看出来")
    if sealing.ended:
        detail = "向县里要新的密钥文件，收下并核对指纹后再打包"
        return Line(Topic.KEYS, Tone.STOP, "县里的密钥已到期或作废", detail)
    if sealing.no_own:
        detail = "请管理员生成本单位的密钥，交县里核对后再打包"
        return Line(Topic.KEYS, Tone.STOP, "本单位还没有可用的密钥", detail)
    detail = "可以继续；和县里交换密钥以后就会加密"
    return Line(Topic.KEYS, Tone.WARN, "这一包不加密", detail)


def words_of_kind(kind: str) -> str:
    """Return what stands under a kind: what of it goes along."""
    return {
        "item": "目录事项的名称、依据、时限和渠道",
        "record": "已公开的全文和附件，撤下的只报名称",
        "sheet": "已张贴的表的数字和张贴日期",
        "request": "只报件数和办理结果，不带申请人信息",
    }.get(kind, kind_label(kind))
