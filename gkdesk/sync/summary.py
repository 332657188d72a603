"""What is in a package, for people: a workbook beside the rows.

The same content gives the same bytes. It is told by the manifest like every
file, but the rows govern: nobody reads it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gkdesk.base.handover import PackageRow
from gkdesk.base.plainsheet import Leaf, workbook
from gkdesk.records.model import State as RecordState
from gkdesk.requests.model import State as RequestState

from .model import PackageInfo, kind_label

PATH = "data/summary.xlsx"
MOST_ROWS = 2000  # of a kind; the others are counted only


def _deepest(data: Mapping[str, Any]) -> str:
    levels = (data.get(name) for name in ("level3", "level2", "level1", "content"))
    return str(next((words for words in levels if words), ""))


def _label(states: type[RecordState | RequestState], value: object) -> str:
    found = next((one for one in states if one.value == value), None)
    return found.label if found else str(value or "")


def _number(row: PackageRow) -> str:
    """Return what people call it: a record's key is made for machines."""
    return str(row.data.get("number", row.key)) if row.kind == "record" else row.key


_Column = tuple[str, float, Callable[[Mapping[str, Any]], object]]  # heading, width, value
_COLUMNS: Mapping[str, tuple[_Column, ...]] = {
    "item": (
        ("领域", 18, lambda data: data.get("area")),
        ("公开事项", 36, _deepest),
        ("公开时限", 26, lambda data: (data.get("time_limit") or {}).get("text")),
        ("停用日期", 12, lambda data: data.get("retired_on")),
    ),
    "record": (
        ("标题", 46, lambda data: data.get("title")),
        ("文号", 18, lambda data: data.get("doc_number")),
        ("形成日期", 12, lambda data: data.get("made_on")),
        ("状态", 10, lambda data: _label(RecordState, data.get("state"))),
    ),
    "sheet": (
        ("村", 18, lambda data: data.get("village")),
        ("表", 8, lambda data: data.get("form")),
        ("期间", 12, lambda data: data.get("period")),
        ("张贴日期", 12, lambda data: data.get("posted_on")),
    ),
    "request": (
        ("收到日期", 12, lambda data: data.get("received_on")),
        ("状态", 12, lambda data: _label(RequestState, data.get("state"))),
        ("办结日期", 12, lambda data: data.get("closed_on")),
    ),
}


def workbook_of(info: PackageInfo, rows: Sequence[PackageRow]) -> bytes:
    """Return the workbook: the package's figures, then a leaf for each kind of row.

    Args:
        info: with its counts.
        rows: what goes.
    """
    note = "仅供查看，以包内 rows 文件夹的数据为准"
    leaves = [Leaf("一览", note, [("项目", 22), ("内容", 48)], _figures(info))]
    for kind in info.counts:
        columns = _COLUMNS.get(kind, ())
        of_kind = sorted((row for row in rows if row.kind == kind), key=lambda row: row.key)
        lines = [
            [_number(row), row.revision, *(of(row.data) for *_rest, of in columns), len(row.files)]
            for row in of_kind[:MOST_ROWS]
        ]
        note = f"共{len(of_kind)}条"
        note += f"，这里列出前{len(lines)}条" if len(lines) < len(of_kind) else ""
        heads = [("编号", 34.0), ("版次", 8.0), *(one[:2] for one in columns), ("附件", 8.0)]
        leaves.append(Leaf(kind_label(kind), note, heads, lines))
    return workbook(leaves, info.made_at)


def _figures(info: PackageInfo) -> list[list[str]]:
    link = info.predecessor
    return [
        ["单位", info.town_name],
        ["统一社会信用代码", info.town],
        ["送往", f"{info.county}政务公开主管部门"],
        ["包号", info.number],
        ["做包时间", info.made_at[:16].replace("T", " ")],
        ["前一包", link.number if link else "无（首包）"],
        ["作废的包号", "、".join(info.void) or "无"],
        *([kind_label(kind), f"{count}条"] for kind, count in info.counts.items()),
        ["附件", f"{info.files}个"],
    ]
