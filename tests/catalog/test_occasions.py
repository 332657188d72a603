"""Events and marks in the database: appended, never changed; an item's history."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog import itemjson
from gkdesk.catalog.duemodel import OccasionKind
from gkdesk.catalog.model import Trigger, as_json
from gkdesk.catalog.service import Catalog
from tests.catalog.conftest import SAMPLE
from tests.conftest import log_in


@pytest.fixture
def key(catalog: Catalog) -> str:
    catalog.apply(catalog.read(SAMPLE))
    return catalog.rows()[0].key


def test_every_trigger_of_a_limit_may_be_noted() -> None:
    assert {trigger.value for trigger in Trigger} <= {kind.value for kind in OccasionKind}


@pytest.mark.parametrize("table", ["item_occasion", "item_occasion_void", "item_mark"])
def test_what_was_noted_is_never_changed(
    session: Session, catalog: Catalog, key: str, table: str
) -> None:
    notes = catalog.occasions
    notes.void(notes.add(key, OccasionKind.FORMED, date(2026, 4, 1), "形成").occasion.uid, "错了")
    notes.mark(key, "column", "static")
    for sql in (f"UPDATE {table} SET at = ''", f"DELETE FROM {table}"):  # noqa: S608 - our names
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            session.conn.execute(sql)


def test_the_newest_mark_counts(catalog: Catalog, key: str) -> None:
    notes = catalog.occasions
    notes.mark(key, "column", "static")
    notes.mark(key, "column", "dynamic")
    notes.mark(key, "reading", "每季度")
    assert (notes.marks()[key].column, notes.marks()[key].reading) == ("dynamic", "每季度")
    notes.mark(key, "column", "")
    assert notes.marks()[key].column == ""
    with pytest.raises(BadValue, match="只能是"):
        notes.mark(key, "colour", "red")
    with pytest.raises(BadValue, match="请删去"):
        notes.mark(key, "absent", "问13912345678")


def test_only_those_who_work_with_records_note_anything(
    session: Session, catalog: Catalog, key: str
) -> None:
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        catalog.occasions.add(key, OccasionKind.FORMED, date(2026, 4, 1), "形成")
    with pytest.raises(NotAllowed):
        catalog.occasions.mark(key, "column", "static")


def test_an_items_history_names_the_workbooks_and_fields(catalog: Catalog, key: str) -> None:
    [added] = catalog.occasions.history(key)
    assert (added.words, added.file, added.fields) == ("新增", SAMPLE.name, ())


def test_an_item_kept_by_an_older_program_is_read_with_what_is_known_now(catalog: Catalog) -> None:
    catalog.apply(catalog.read(SAMPLE))
    item = catalog.rows()[0]
    kept = as_json(item)
    kept["time_limit"] = {"text": "每季度的首个月20日", "clauses": []}
    [clause] = itemjson.from_json(kept).time_limit.clauses
    assert clause.on == "01-20"
    again = catalog.read(SAMPLE)
    assert again.changes.counts["changed"] == 0
