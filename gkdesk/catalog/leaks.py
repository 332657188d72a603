"""The privacy gate of the catalog: no person's number leaves with a list.

An exported catalog is refused; a paper that quotes an item so that it may be put right (对照表,
确认单, 审批表) shows the number covered, or nobody could work on the very item that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gkdesk.base import numberwatch
from gkdesk.base.errors import Declined, Problem
from gkdesk.base.scanning import Rules, Severity

from .model import LABELS, Item

_TEXTS = ("level1", "level2", "level3", "content", "basis", "agency", "channels_text")
_SHOWN = 3
_FEWEST = 6  # digits in a row of the shortest number there is


class LeakInCatalog(Declined):
    """An item holds a personal number."""

    message = (
        "目录里有{count}处疑似个人号码（{shown}），没有导出。"
        "请在目录里改掉（动态调整），再导出；目录没有改动。"
    )

    def __init__(self, problems: list[Problem]) -> None:
        shown = "；".join(f"{one.where}：{one.message}" for one in problems[:_SHOWN])
        super().__init__(count=len(problems), shown=shown)
        self.problems = problems


def demand_none(items: Iterable[Item]) -> None:
    """Let a list of items out only without personal numbers.

    Raises:
        LeakInCatalog: one stands in it; office phones under their headings are none.
    """
    rules = Rules()
    problems = [
        Problem(f"事项{item.key}的{label}", f"{match.kind.label} {match.cover}")
        for item in items
        for label, heading, text in _texts(item)
        if sum(map(str.isdigit, text)) >= _FEWEST
        for match in numberwatch.find(text, rules, heading)
        if match.severity is Severity.BLOCK
    ]
    if problems:
        raise LeakInCatalog(problems)


def covered(text: str) -> str:
    """Return a text with the personal numbers in it starred; the same length."""
    if sum(map(str.isdigit, text)) < _FEWEST:
        return text
    for match in numberwatch.find(text, Rules(), ""):
        if match.severity is Severity.BLOCK:
            text = text[: match.start] + match.cover + text[match.end :]
    return text


def _texts(item: Item) -> Iterator[tuple[str, str, str]]:
    """Yield label, heading and text; only a column of the county's own may be one of phones."""
    for name in _TEXTS:
        yield LABELS[name], "", getattr(item, name)
    yield LABELS["time_limit"], "", item.time_limit.text
    for group in (item.audience, item.method, item.level, item.extra):
        for heading, text in group.items():
            yield heading, heading, text
