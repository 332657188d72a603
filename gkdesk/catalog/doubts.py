"""What is wrong or doubtful about a whole workbook, once its items and its changes are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkdesk.base.errors import Problem

from .model import LABELS, Changes, Item, SheetReading
from .xlsx import LONGEST_CELL

_QUOTED = 30
_LABELS = tuple(
    LABELS[name]
    for name in (
        "content", "basis", "channels_text", "agency", "time_limit",
        "number", "level1", "level2", "level3",
    )
)  # fmt: skip


def workbook_problems(
    items: Sequence[Item], sheets: Sequence[SheetReading], changes: Changes
) -> list[Problem]:
    """Return what must be mended, or looked at, before the items go into the catalog."""
    return [
        *_sheets(items, sheets),
        *_twice(items),
        *_emptied(changes),
    ]


def no_headings(sheets: Sequence[SheetReading]) -> list[Problem]:
    """Say of each worksheet that its heading is not known."""
    advice = "没有认识的表头，请确认表头有“序号、公开事项、公开内容、公开依据、公开时限”等列名"
    return [Problem(f"工作表“{sheet.name}”", advice) for sheet in sheets]


def _sheets(items: Sequence[Item], sheets: Sequence[SheetReading]) -> Iterator[Problem]:
    for sheet in sheets:
        where = f"工作表“{sheet.name}”"
        if sheet.skipped:
            continue
        if not sheet.items:
            message = "有表头，表头下面没有读到任何事项"
            yield Problem(where, f"{message}，请核对是否选错了文件或内容被删", blocking=not items)
        elif sheet.hidden:
            message = f"这是隐藏的工作表，其中{sheet.items}项也会导入，请核对是否需要"
            yield Problem(where, message, blocking=False)


def _twice(items: Sequence[Item]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Item] = {}
    for item in items:
        first = seen.setdefault(item.identity, item)
        if first is not item and any(item.identity[1:]):
            message = f"与工作表{first.source}是同一事项“{item.name[:_QUOTED]}”，请核对是否重复"
            yield Problem(_where(item), message, blocking=False)


def long_texts(items: Sequence[Item]) -> list[Problem]:
    """Name each text that could never be written out again."""
    return [
        Problem(
            _where(item),
            f"{label}有{length}个字，一个单元格最多放{LONGEST_CELL}个字，"
            "导出时放不下，请删减或者分成几项",
        )
        for item in items
        for label, length in too_long(item)
    ]


def too_long(item: Item) -> list[tuple[str, int]]:
    """Return the columns of an item that no cell of a workbook can hold, with their lengths."""
    texts = (
        item.content, item.basis, item.channels_text, item.agency, item.time_limit.text,
        item.number, item.level1, item.level2, item.level3,
    )  # fmt: skip
    # nearly every item is short: this is asked of each item of every import
    if len("".join(texts)) <= LONGEST_CELL and not _wide(item):
        return []
    found = list(zip(_LABELS, texts, strict=True))
    for group in (item.audience, item.method, item.level, item.extra):
        found += group.items()
    return [(label, len(text)) for label, text in found if len(text) > LONGEST_CELL]


def _wide(item: Item) -> bool:
    groups = (item.audience, item.method, item.level, item.extra)
    return any(group and max(map(len, group.values())) > LONGEST_CELL for group in groups)


def _emptied(changes: Changes) -> Iterator[Problem]:
    """Stop an item whose content is gone: a formula without its result looks just so."""
    for change in changes.changed:
        for field in change.fields:
            if field.field == "content" and not field.after:
                message = (
                    f"公开内容是空的，目录里原来是“{field.before[:_QUOTED]}”。"
                    "请核对此格是不是没有算出结果的公式，补上内容后重新读取"
                )
                yield Problem(_where(change.item), message)


def _where(item: Item) -> str:
    return f"工作表{item.source}"
