"""The sections of the navigation, and how each page is made when first opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from .context import Context


class Page(Protocol):
    """What the window asks of a page."""

    def reload(self) -> None: ...
    def open(self, subject: str) -> None: ...
    def primary(self) -> None: ...


def _today(context: Context) -> QWidget:
    from .today.page import TodayPage

    return TodayPage(context)


def _catalog(context: Context) -> QWidget:
    from .catalog.page import CatalogPage

    return CatalogPage(context)


def _records(context: Context) -> QWidget:
    from .records.page import RecordsPage

    return RecordsPage(context)


def _village(context: Context) -> QWidget:
    from .village.page import VillagePage

    return VillagePage(context)


def _requests(context: Context) -> QWidget:
    from .requests.page import RequestsPage

    return RequestsPage(context)


def _printing(context: Context) -> QWidget:
    from .printing.page import PrintPage

    return PrintPage(context)


def _sync(context: Context) -> QWidget:
    from .sync.page import SyncPage

    return SyncPage(context)


def _statistics(context: Context) -> QWidget:
    from .statistics.page import StatisticsPage

    return StatisticsPage(context)


def _system(context: Context) -> QWidget:
    from .system.page import SystemPage

    return SystemPage(context)


@dataclass(frozen=True)
class Section:
    """One entry of the navigation and how its page is made when first opened."""

    key: str
    words: str
    icon: str
    shortcut: str
    make: Callable[[Context], QWidget]


SECTIONS = (
    Section("today", "今日", "house", "Alt+1", _today),
    Section("catalog", "目录", "book-open", "Alt+2", _catalog),
    Section("records", "公开信息", "newspaper", "Alt+3", _records),
    Section("village", "村务公开", "landmark", "Alt+4", _village),
    Section("requests", "依申请公开", "inbox", "Alt+5", _requests),
    Section("printing", "打印中心", "printer", "Alt+6", _printing),
    Section("sync", "同步包", "usb", "Alt+7", _sync),
    Section("statistics", "统计年报", "chart-column", "Alt+8", _statistics),
)
BOTTOM = (Section("system", "系统", "settings", "Alt+0", _system),)
