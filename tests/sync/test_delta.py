"""The delta: only what changed is looked at, and nothing that changed is missed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.sync import store
from gkdesk.sync.county import County
from gkdesk.sync.service import Sync
from tests.told import watch

from .rows import Rows, changed
from .test_service import exchange


def test_only_what_changed_is_read(
    sync: Sync, county: County, rows: Rows, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(sync, county, stick)
    asked: list[list[str] | None] = []
    items = sync._sources["item"]

    def watched(keys: Collection[str] | None) -> list[PackageRow]:
        asked.append(None if keys is None else list(keys))
        return items(keys)

    monkeypatch.setattr(sync, "_sources", {**sync._sources, "item": watched})
    assert (sync.choose().rows, sync.choose().unchanged) == ((), 3)
    assert asked == []
    rows[1] = PackageRow("item", "A2", 4, {"name": "养老服务", "channels": ["网站"]})
    choice = sync.choose()
    assert [one.row.key for one in choice.rows] == ["A2"]
    assert (choice.unchanged, asked) == (2, [["A2"]])


def test_a_change_while_the_package_is_away_is_not_lost(
    sync: Sync, county: County, rows: Rows, stick: Path
) -> None:
    package = sync.write(stick)
    rows[0] = PackageRow("item", "A1", 2, {"name": "改了"})
    answer = county.receive(stick / package.name)
    sync.read_receipt(Path(answer.paths[-1]))
    assert [one.row.key for one in sync.choose().rows] == ["A1"]
    assert sync.choose().unchanged == 2


def test_a_name_with_nothing_new_behind_it_is_forgotten_with_the_next_package(
    sync: Sync, county: County, rows: Rows, stick: Path, session: Session
) -> None:
    exchange(sync, county, stick)
    for row in rows:
        changed(session.conn, row)  # as after an update of the program: all is looked at once
    assert (sync.choose().rows, sync.choose().unchanged) == ((), 3)
    assert len(store.pending(session.conn)) == 3
    rows.append(PackageRow("item", "A3", 1, {"name": "新"}))
    sync.write(stick)
    assert store.pending(session.conn) == [("item", "A3")]


def test_the_watch_sees_what_no_trigger_noted(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.conn.execute(
        "INSERT INTO item (key, area, place, data, added_on, changed_on)"
        " VALUES ('A1', '社会救助', 1, '{}', '2026-01-01', '2026-01-01')"
    )
    watch(monkeypatch)
    with session.transaction():
        session.conn.execute("UPDATE item SET revision = 2, data = '{}'")
    session.conn.execute("DROP TRIGGER sync_pending_item")
    with (
        pytest.raises(AssertionError, match="A1"),
        session.transaction(),
    ):
        session.conn.execute("UPDATE item SET revision = 3")


def test_a_file_laid_to_a_public_record_is_noted(session: Session) -> None:
    conn = session.conn
    for uid, state in (("r1", "draft"), ("r2", "published")):
        conn.execute(
            "INSERT INTO record (uid, number, attribute, made_on, sealed, drafted_by, state)"
            " VALUES (:uid, :uid, 'active', '2026-04-01', x'00', '周桂芬', :state)",
            {"uid": uid, "state": state},
        )
    assert store.pending(conn) == [("record", "r2")]
    conn.execute("DELETE FROM sync_pending")
    for uid in ("r1", "r2"):
        conn.execute(
            "INSERT INTO record_file (uid, record_uid, sha256, sealed, at, user)"
            " VALUES ('f' || :uid, :uid, 'x', x'00', '2026-04-01', '周桂芬')",
            {"uid": uid},
        )
    assert store.pending(conn) == [("record", "r2")]
