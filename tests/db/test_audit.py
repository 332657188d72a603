"""The audit chain: append-only, every change shows."""

from __future__ import annotations

import pytest

from gkdesk.accounts.session import Session
from gkdesk.db import audit
from tests.conftest import log_in


@pytest.fixture
def chained(session: Session) -> Session:
    """A session with twenty more lines in its audit."""
    for number in range(20):
        with session.transaction():
            session.audit("test.step", f"第{number}件", number=number)
    return session


def _loosen(session: Session) -> None:
    # what somebody with the file and a database tool would do first
    for name in ("audit_keep_update", "audit_keep_delete"):
        session.conn.execute(f"DROP TRIGGER {name}")


def test_a_whole_chain_verifies(chained: Session) -> None:
    assert audit.verify(chained.conn, chained.vault.audit_key) == []


@pytest.mark.parametrize("change", ["UPDATE audit SET user = 'x'", "DELETE FROM audit"])
def test_the_table_refuses_change(chained: Session, change: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        chained.conn.execute(change)


@pytest.mark.parametrize("column", ["at", "user", "action", "subject", "detail", "before", "hash"])
def test_an_edited_line_shows(chained: Session, column: str) -> None:
    _loosen(chained)
    chained.conn.execute(f"UPDATE audit SET {column} = {column} || '0' WHERE id = 9")  # noqa: S608
    assert 9 in {fault.id for fault in audit.verify(chained.conn, None)}


def test_a_removed_line_shows(chained: Session) -> None:
    _loosen(chained)
    chained.conn.execute("DELETE FROM audit WHERE id = 9")
    assert audit.verify(chained.conn, None) != []


def test_recomputed_hashes_do_not_help_without_the_key(chained: Session) -> None:
    _loosen(chained)
    before = audit.START
    chained.conn.execute("UPDATE audit SET user = '别人' WHERE id = 9")
    for entry in audit.entries(chained.conn):
        chained.conn.execute("UPDATE audit SET before = ? WHERE id = ?", (before, entry.id))
        [again] = [e for e in audit.entries(chained.conn) if e.id == entry.id]
        before = again.true_hash()
        chained.conn.execute("UPDATE audit SET hash = ? WHERE id = ?", (before, entry.id))
    chained.conn.execute("UPDATE audit_head SET hash = ?", (before,))
    assert audit.verify(chained.conn, None) == []
    faults = audit.verify(chained.conn, chained.vault.audit_key)
    assert faults[0].id == 9


def test_a_line_without_the_key_mark_shows(chained: Session) -> None:
    with chained.transaction():
        audit.record(
            chained.conn, at=chained.now(), user="周桂芬", action="requests.reply", subject="1",
            detail={}, key=None,
        )  # fmt: skip
    assert "缺少密钥签记" in audit.verify(chained.conn, chained.vault.audit_key)[-1].reason


def test_refused_log_ins_belong_in_the_chain(chained: Session) -> None:
    chained.lock()
    with chained.transaction():
        chained.audit("accounts.login_failed", "周桂芬")
    log_in(chained, "周桂芬")
    assert audit.verify(chained.conn, chained.vault.audit_key) == []


def test_head_names_the_newest_line(chained: Session) -> None:
    number, chain_hash = audit.head(chained.conn)
    last = audit.entries(chained.conn, newest=1)[0]
    assert (number, chain_hash) == (last.id, last.hash)


@pytest.mark.parametrize("cut", ["id > 20", "id >= 1"])
def test_lines_cut_off_at_the_end_show_even_after_going_on(chained: Session, cut: str) -> None:
    _loosen(chained)
    chained.conn.execute(f"DELETE FROM audit WHERE {cut}")  # noqa: S608 - the test's own text
    assert audit.verify(chained.conn, chained.vault.audit_key) != []
    log_in(chained, "何敏")
    with chained.transaction():
        chained.audit("test.step", "after")
    assert audit.verify(chained.conn, chained.vault.audit_key) != []


def test_a_removed_head_shows(chained: Session) -> None:
    chained.conn.execute("DELETE FROM audit_head")
    assert "封记" in audit.verify(chained.conn, None)[0].reason


def test_a_head_put_back_to_an_earlier_line_shows(chained: Session) -> None:
    _loosen(chained)
    chained.conn.execute("DELETE FROM audit WHERE id > 15")
    number, chain_hash = audit.head(chained.conn)
    chained.conn.execute("UPDATE audit_head SET audit_id = ?, hash = ?", (number, chain_hash))
    assert audit.verify(chained.conn, chained.vault.audit_key) != []
