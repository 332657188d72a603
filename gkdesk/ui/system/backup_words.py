"""How the age of a backup is told; 今日 asks before the panels are loaded."""

from __future__ import annotations

from datetime import datetime

from gkdesk.backup.model import Standing


def when(iso: str) -> str:
    """Write an ISO time as the clerk reads it."""
    at = datetime.fromisoformat(iso)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def drive_words(standing: Standing) -> tuple[str, bool]:
    """Say how old the last backup on a drive is, and whether that is well."""
    if standing.drive_days is None:
        return "还没有备份到 U 盘", False
    if standing.drive_days < 0:
        return f"U 盘备份的日期在今天以后（{when(standing.drive)}），请核对电脑的日期", False
    age = "今天" if standing.drive_days == 0 else f"{standing.drive_days}天前"
    return f"U 盘备份 {age}（{when(standing.drive)}）", not standing.due


def local_words(standing: Standing) -> tuple[str, bool]:
    """Say when the last daily copy was made on this machine."""
    return (f"本机每日备份 {when(standing.local)}", True) if standing.local else (
        "本机每日备份 登录后自动备份", True)  # fmt: skip
