"""The classifications of a record (主题、体裁、机构、服务对象、五公开环节), as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules

RULES = "records_axes"


@dataclass(frozen=True, slots=True)
class Axis:
    """One classification and the values it offers; a record may keep a value dropped since."""

    code: str
    label: str
    values: tuple[str, ...]


def load(path: Path) -> tuple[Axis, ...]:
    """Read the classifications.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _axes)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _axes)[1]


def _axes(table: FormTable) -> tuple[Axis, ...]:
    table.text("status")
    found = []
    for row in table.tables("axis"):
        found.append(Axis(row.text("code"), row.text("label"), row.texts("values", required=True)))
        if found[-1].code in {axis.code for axis in found[:-1]}:
            row.fault("code", "这个编号用过了")
        row.done()
    return tuple(found)
