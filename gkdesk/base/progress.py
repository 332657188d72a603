"""How long work tells its caller how far it is."""

from __future__ import annotations

from collections.abc import Callable

from .errors import GkdeskError

# called as report(step, total, what) between two steps; raises Cancelled to stop the work
Report = Callable[[int, int, str], None]


class Cancelled(GkdeskError):
    """The clerk stopped the work; the open transaction rolls back by itself."""

    message = "已停止，没有留下一半的内容。"
    exit_code = 130


def silent(_step: int, _total: int, _what: str = "") -> None:
    """Report to nobody."""
