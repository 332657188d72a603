"""The figures of a year that its texts may name, and what they are called in a draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# name in braces → what it means
NAMES: dict[str, str] = {
    "year": "年度", "office": "工作机构", "address": "地址", "phone": "电话",
    "published": "本年公开的信息", "withdrawn": "本年撤下的信息", "sheets": "本年张贴的公开表",
    "new": "新收", "carried_in": "上年结转", "done": "办结", "carried_out": "结转下年度",
    "granted": "予以公开", "partial": "部分公开", "denied": "不予公开", "unable": "无法提供",
    "declined": "不予处理", "other": "其他处理", "made": "制发规范性文件",
    "abolished": "废止规范性文件", "in_force": "现行有效规范性文件", "fee": "信息处理费",
}  # fmt: skip
_BRACES = re.compile(r"\{(\w+)\}")
# groups of rows of table 三 by how their mark begins
GROUPS = {
    "granted": "（一）", "partial": "（二）", "denied": "（三）", "unable": "（四）",
    "declined": "（五）", "other": "（六）",
}  # fmt: skip


def filled(draft: str, figures: Mapping[str, str]) -> str:
    """Put the figures into a draft; what is not known stays in braces, to be seen."""
    return _BRACES.sub(lambda found: figures.get(found[1], found[0]), draft)


def of_groups(marks: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Add up the rows of each group of table 三.

    Args:
        marks: each row's mark, such as （三）2, and its total.
    """
    return {
        name: sum(count for mark, count in marks if mark.startswith(start))
        for name, start in GROUPS.items()
    }
