"""What is true of a sync package: its names, states, rows, findings and receipts."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.handover import PackageRow
from gkdesk.base.labels import Labelled
from gkdesk.base.text import printable

FORMAT = "gkdesk-sync"
FORMAT_VERSION = 1
PREFIX = "GK_"
OFFICE_PART = slice(-8, None)  # of an office's code, in its packages' names
PARTIAL = ".partial"
SEALED_ENDING = ".gkp"  # of a signed, encrypted package
NUMBER = re.compile(r"^(\d{4})-(\d{3,})$")
KIND = re.compile(r"^[a-z][a-z_]{0,30}$")
SHA256 = re.compile(r"^[0-9a-f]{64}$")
KIND_LABELS = {
    "item": "目录事项",
    "record": "公开信息",
    "sheet": "村务公开表",
    "request": "申请统计",
}


def canonical(value: object) -> str:
    """Write JSON so that the same content always gives the same text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in lower-case hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def kind_label(kind: str) -> str:
    """Return the Chinese name of a kind of row; an unknown kind is shown as it is."""
    return KIND_LABELS.get(kind, kind)


class PackageState(Labelled):
    """How far a package has come; only a receipt can say that it was delivered."""

    WRITTEN = "written", "未写完"  # read back whole under its .partial name, not yet renamed
    VERIFIED = "verified", "已写入"
    DELIVERED = "delivered", "已接收"
    RETURNED = "returned", "有退回"
    REFUSED = "refused", "整包未收"
    VOID = "void", "已作废"

    @property
    def in_flight(self) -> bool:
        """Whether its rows are under way: sent, with no receipt yet."""
        return self in {PackageState.WRITTEN, PackageState.VERIFIED}

    @property
    def links(self) -> bool:
        """Whether the next package may name it as its predecessor."""
        return self not in {PackageState.REFUSED, PackageState.VOID}


class Why(Labelled):
    """Why a row goes into the next package, or why not."""

    NEW = "new", "新增"
    CHANGED = "changed", "有改动"
    RETURNED = "returned", "退回后重送"
    AGAIN = "again", "整包重送"  # only in a full package
    AWAITING = "awaiting", "已送出，等回执"
    UNCHANGED = "unchanged", "没有变化"
    HELD = "held", "与已送出的对不上"

    @property
    def goes(self) -> bool:
        return self not in {Why.AWAITING, Why.UNCHANGED, Why.HELD}


@dataclass(frozen=True, slots=True)
class Mark:
    """One state of one row: its revision, and the SHA-256 of its canonical line."""

    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a room, and what is to become of it."""

    row: PackageRow
    why: Why
    reason: str = ""  # of a return, or of holding it back


@dataclass(frozen=True, slots=True)
class Choice:
    """What the next package would carry, and what stays behind."""

    rows: tuple[Candidate, ...]
    awaiting: tuple[Candidate, ...]
    held: tuple[Candidate, ...]
    unchanged: int
    as_of: int = 0  # the last change that was seen
    settled: tuple[tuple[str, str], ...] = ()  # (kind, key) looked at in vain

    @property
    def by_kind(self) -> dict[str, int]:
        return dict(sorted(Counter(one.row.kind for one in self.rows).items()))

    def stopped(
        self, found: Sequence[Problem]
    ) -> tuple[dict[tuple[str, str], list[Problem]], list[Problem]]:
        """Share what the check found among the rows it names, by (kind, key).

        The second part is what names no row: a key that is itself personal data is masked there.
        """
        names = {
            f"{kind_label(one.row.kind)}“{one.row.key}”的": (one.row.kind, one.row.key)
            for one in self.rows
        }
        rows: dict[tuple[str, str], list[Problem]] = {}
        elsewhere = []
        for problem in found:
            row = next((names[name] for name in names if problem.where.startswith(name)), None)
            if row is None:
                elsewhere.append(problem)
            else:
                rows.setdefault(row, []).append(problem)
        return rows, elsewhere


@dataclass(frozen=True, slots=True)
class Link:
    """A package named by its number and the SHA-256 of its manifest."""

    number: str
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """What ``data/package.json`` says.

    ``audit_id`` and ``audit_hash`` are the head of the office's audit chain when the package was
    made: the county so holds an anchor that shows a chain put back to an earlier state.
    """

    town: str  # the office's unified social credit code
    town_name: str
    county: str
    number: str
    made_at: str
    made_by: str  # the role, never a person's name
    counts: dict[str, int]
    files: int
    audit_id: int
    audit_hash: str
    predecessor: Link | None = None
    void: tuple[str, ...] = ()  # numbers after the predecessor that will not come

    @property
    def year(self) -> int:
        return int(self.number.split("-")[0])

    @property
    def order(self) -> tuple[int, int]:
        """Return (year, sequence) so that numbers compare."""
        return order_of(self.number)

    def as_data(self) -> dict[str, object]:
        link = self.predecessor
        return {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "town": {"credit_code": self.town, "name": self.town_name, "county": self.county},
            "number": self.number,
            "predecessor": link
            and {"number": link.number, "manifest_sha256": link.manifest_sha256},
            "void": list(self.void),
            "made_at": self.made_at,
            "made_by": self.made_by,
            "counts": self.counts,
            "files": self.files,
            "audit": {"id": self.audit_id, "hash": self.audit_hash},
        }


def order_of(number: str) -> tuple[int, int]:
    """Return (year, sequence) of a number such as ``2026-001``.

    Raises:
        ValueError: not such a number.
    """
    found = NUMBER.match(number)
    if found is None:
        raise ValueError(f"编号不对：{number}")
    return int(found.group(1)), int(found.group(2))


def number_of(year: int, sequence: int) -> str:
    return f"{year}-{sequence:03d}"


def package_name(town: str, number: str, made_at: str, manifest_sha256: str) -> str:
    """Return the folder's name: ASCII, at most 60 characters, the same on every file system."""
    day, sequence = made_at[:10].replace("-", ""), number.split("-")[1]
    return f"{PREFIX}{town[OFFICE_PART]}_{day}_{sequence}_{manifest_sha256[:8]}"


@dataclass(frozen=True, slots=True)
class SyncPackage:
    """One package this office has written."""

    id: int
    number: str
    name: str
    manifest_sha256: str
    folder: str  # where it was written
    state: PackageState
    made_at: str
    row_count: int
    file_count: int
    size: int  # bytes
    predecessor: str = ""
    accepted: int = 0
    returned: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    statement_sha256: str = ""  # of a sealed package
    to_revision: int = 0  # the office's last change in a sealed package
    sealed_size: int = 0  # bytes of its file; 0 of a folder, and of packages long ago

    @property
    def sealed(self) -> bool:
        """Whether it is one signed, encrypted file; else a folder."""
        return bool(self.statement_sha256)

    @property
    def file_name(self) -> str:
        """What it is called in ``folder``: a file when sealed, else a folder."""
        return self.name + (SEALED_ENDING if self.sealed else "")

    @property
    def link(self) -> Link:
        return Link(self.number, self.manifest_sha256)


class FindingKind(Labelled):
    """What can be wrong with a package; the label is the sentence."""

    NOT_A_BAG = "not_a_bag", "“{where}”不是同步包（{detail}）"
    UNFINISHED = "unfinished", "“{where}”没有写完，不能接收"
    MISNAMED = "misnamed", "文件夹名“{where}”与包内编号不符（应为{detail}），可能被改过名"
    BAD_TAG = "bad_tag", "说明文件“{where}”读不懂（{detail}）"
    COUNT = "count", "文件数或总字节数不符：{detail}"
    UNSAFE = "unsafe", "“{where}”是不安全的文件名（{detail}），没有打开"
    STRANGE = "strange", "“{where}”不是普通文件（{detail}），没有打开"
    CASE_CLASH = "case_clash", "“{where}”与“{detail}”只差大小写，在 U 盘上会互相覆盖"
    TWICE = "twice", "“{where}”在清单里列了两次"
    MISSING = "missing", "缺少文件“{where}”"
    EXTRA = "extra", "多出文件“{where}”，清单里没有"
    CHANGED = "changed", "文件“{where}”的内容与清单不符，可能被改动或损坏"
    UNREADABLE = "unreadable", "文件“{where}”读不出来，U 盘可能有坏块"
    CONTENT = "content", "“{where}”的内容不对：{detail}"
    SEQUENCE = "sequence", "{detail}"
    PLAIN = "plain", "“{where}”没有加密和签名；这个单位的密钥已经启用，请它重新导出"
    CHAIN = "chain", "{detail}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a package; ``blocking`` is false for a mere remark."""

    kind: FindingKind
    where: str
    detail: str = ""
    blocking: bool = True

    @property
    def message(self) -> str:
        return (
            self.kind.label.format(where=printable(self.where), detail=printable(self.detail))
            + "。"
        )


@dataclass(frozen=True, slots=True)
class Inspection:
    """What anybody can see of a package: no log-in and no office needed."""

    path: str
    info: PackageInfo | None
    size: int  # bytes
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return not any(finding.blocking for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row the county did not take, and why."""

    kind: str
    key: str
    revision: int
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the county answers to one package (回执)."""

    town: str
    number: str  # empty when the package was too damaged to tell
    name: str
    manifest_sha256: str
    accepted: int
    returned: tuple[ReturnedRow, ...]
    findings: tuple[str, ...]  # why the whole package was refused; empty when it was taken
    received_at: str
    county: str
    repeated: bool = False  # received before: the same receipt again (重复接收)
    remarks: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # where the receipt was written
    undone: str = ""  # why the county undid what it had taken (撤销接收)
    before: tuple[str, ...] = ()  # digests of the earlier answers to the package, now void

    @property
    def refused(self) -> bool:
        return bool(self.findings)


@dataclass(frozen=True, slots=True)
class ReceiptResult:
    """What reading a receipt changed at the town."""

    package: SyncPackage
    receipt: Receipt
    repeated: bool  # read before: nothing changed
