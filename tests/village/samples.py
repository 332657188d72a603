"""The sample sheets that come along (invented people), as data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from gkdesk import paths
from gkdesk.village.form import SheetForm, load
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.model import SheetData, Village
from gkdesk.village.page import Subject
from gkdesk.village.period import Period

FOLDER = paths.resources() / "samples" / "village" / "sheets"
FILES = sorted(FOLDER.glob("*.json"))
VILLAGE = Village("u", "东河村")


def sample(path: Path) -> tuple[SheetForm, SheetData, Period]:
    """Read a sample with its form and period."""
    given = json.loads(path.read_text("utf-8"))
    form = load(paths.forms() / "village" / f"{given['form']}.toml")
    assert form.body is not None
    rows = []
    for number, values in enumerate(given["rows"], start=1):
        part = values.pop("part", "")
        entries = {key: Entry(text) for key, text in values.items()}
        rows.append(ListRow(entries, part, number, group=values.get(form.body.group, "")))
    facts = {key: Entry(text) for key, text in given["facts"].items()}
    table = ListData(given["stage"], facts, tuple(rows))
    opened = date.fromisoformat(given["open_on"])
    data = SheetData(form.id, form.version, (), opened, given["note"], table)
    return form, data, Period.parse(given["period"])


def subject(form: SheetForm, period: Period) -> Subject:
    return Subject(form, VILLAGE, period, "青石镇", "青石镇人民政府", "党政办公室",
                   "0000-0000123")  # fmt: skip
