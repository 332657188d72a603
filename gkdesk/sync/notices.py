"""What a package says on 今日 and on its paper: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gkdesk.base.handover import Due

from .merge import Known
from .model import PackageState, SyncPackage, kind_label
from .story import grouped, quoted


def due_of(package: SyncPackage) -> Due | None:
    """Say what a package waits for; ``None`` when it waits for nothing."""
    match package.state:
        case PackageState.WRITTEN:
            title = f"同步包{package.number}没有写完"
            return Due("sync", package.number, title, "请插好原来的 U 盘", None, "继续写入")
        case PackageState.VERIFIED:
            detail = f"{package.made_at[:10]}写入，{package.row_count}条"
            title = f"同步包{package.number}等县里回执"
            return Due("sync", package.number, title, detail, None, "导入回执")
        case PackageState.REFUSED:
            title = f"县里没有收下同步包{package.number}"
            return Due("sync", package.number, title, "其中各条会随下一包重送", None, "重新打包")
        case _:
            return None


def returned_due(known: Iterable[Known]) -> Due | None:
    """Say how many rows the county returned that have not gone again."""
    back = [one for one in known if one.returned is not None and one.sent is None]
    if not back:
        return None
    reasons = "；".join(sorted({one.reason for one in back if one.reason}))
    return Due("sync", "returned", f"县里退回{len(back)}条，还没有重送", reasons, None, "改后重送")


def dues(packages: Iterable[SyncPackage], known: Iterable[Known]) -> list[Due]:
    """Return everything sync puts on 今日; a refusal shows only until its rows went again."""
    found = [due for package in packages if (due := due_of(package)) is not None]
    returned = returned_due(known)
    if returned is None:
        found = [due for due in found if due.verb != "重新打包"]
    elif any(due.verb == "重新打包" for due in found):
        return found
    return found if returned is None else [*found, returned]


def key_due(*, own: bool, until: date, today: date) -> Due:
    """Say that the last good key of a side ends soon, or has ended.

    Args:
        own: the office's own; else the county's.
        until: its last day.
        today: the day it is said.
    """
    whose = "本单位的密钥" if own else "县里的密钥"
    ended = until < today
    day = f"{until.year}年{until.month}月{until.day}日"
    title = f"{whose}{'已于' if ended else '将于'}{day}到期"
    step = "请管理员生成新的并导出交县里" if own else "请向县里要新的密钥文件"
    detail = step + ("，换好以前不能打包" if ended else "")
    return Due("sync", "keys", title, detail, until, "换密钥")


def down_due(number: str, parts: int) -> Due:
    """Say that a package from the county waits to be applied."""
    title = f"县里下发的{number}号包还没有应用"
    return Due("sync", f"down:{number}", title, f"{parts}部分待应用", None, "预览应用")


def handover_values(package: SyncPackage, county: str) -> dict[str, str | list[str]]:
    """Return what sync puts on the 交接单 beside the office's own profile; the date ISO."""
    return {
        "package_number": package.number,
        "package_name": package.file_name,
        "county": county,
        "made_on": package.made_at[:10],
        "counts": "；".join(f"{kind_label(kind)}{n}条" for kind, n in package.counts.items()),
        "row_count": str(package.row_count),
        "file_count": str(package.file_count),
        "size": f"{package.size:,}",
        "predecessor": package.predecessor or "无（首包）",
        "manifest_sha256": package.manifest_sha256,
        "package_size": f"{package.sealed_size or package.size:,}字节",
        "check_digits": grouped(quoted(package)),
        "check_sha256": quoted(package),
    }
