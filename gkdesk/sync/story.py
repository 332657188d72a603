"""What became of a package, row by row: the words of the history. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from .model import PackageState, SyncPackage, kind_label


@dataclass(frozen=True, slots=True)
class SentRow:
    """One row of a package that went, and its fate."""

    kind: str
    key: str
    revision: int
    name: str  # what the clerk calls it today; the key when the row is no more
    outcome: str = ""  # accepted, returned, or empty: no receipt
    reason: str = ""

    @property
    def told(self) -> str:
        return {"accepted": "已接收", "returned": "退回"}.get(self.outcome, "等回执")

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a package's way."""

    state: PackageState
    at: str
    by_receipt: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A package with its steps and rows."""

    package: SyncPackage
    events: tuple[Event, ...]
    rows: tuple[SentRow, ...]

    @property
    def receipt_at(self) -> str:
        """When the newest receipt was read, empty before the first."""
        return next((one.at for one in reversed(self.events) if one.by_receipt), "")

    @property
    def returned(self) -> list[SentRow]:
        return [one for one in self.rows if one.outcome == "returned"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the office makes of a package that lies somewhere."""

    path: str
    name: str
    size: int  # bytes
    whole: bool  # every byte is as it was written
    ours: bool  # this office wrote it and remembers it
    number: str = ""
    state: PackageState | None = None
    digits: str = ""  # SHA-256 of the signed statement, or of a plain package's manifest
    findings: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return self.whole and self.ours

    @property
    def sentence(self) -> str:
        if not self.whole:
            why = "；".join(self.findings[:3]).rstrip("。")
            return (
                f"“{self.name}”不完整或被改动过（{why}）。"
                "请不要送出，换一个 U 盘重新打包；本机的内容没有改动。"
            )
        if not self.ours:
            return (
                f"“{self.name}”是完整的，但不是本单位记得的包。"
                "请核对是不是拿错了 U 盘；本机的内容没有改动。"
            )
        state = self.state.label if self.state else ""
        return f"“{self.name}”完整，是本单位的{self.number}号，{state}。{self._next}"

    @property
    def _next(self) -> str:
        if self.state is PackageState.VERIFIED:
            return "可以送县里，随盘带上交接单。"
        if self.state is PackageState.WRITTEN:
            return "还差最后一步，请继续写入。"
        return "不用再送，本机的记录没有改动。"


def quoted(package: SyncPackage) -> str:
    """Return what the 交接单 quotes: SHA-256 of the signed statement, or of a folder's manifest."""
    return package.statement_sha256 or package.manifest_sha256


def grouped(digits: str) -> str:
    """Write the first 16 digits of a hash in fours, in capitals: to be compared by eye."""
    first = digits[:16].upper()
    return " ".join(first[at : at + 4] for at in range(0, len(first), 4))
