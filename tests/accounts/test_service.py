"""Log-in, roles, recovery, drafts."""

from pathlib import Path

import pytest

from gkdesk.accounts.model import (
    BadName,
    LastAdmin,
    LoginRefused,
    NameTaken,
    NotAllowed,
    Role,
    WeakPassword,
)
from gkdesk.accounts.sealedkey import WrongKey
from gkdesk.accounts.service import Accounts
from gkdesk.accounts.session import Session
from gkdesk.db import audit
from tests.conftest import CHEAP, PASSWORD, log_in


def test_log_in_opens_the_vault(locked_session: Session) -> None:
    user = Accounts(locked_session, CHEAP).log_in("周桂芬", PASSWORD)
    assert user.role is Role.OFFICER
    assert locked_session.unlocked


def test_wrong_password_leaves_the_vault_shut_and_a_trace(locked_session: Session) -> None:
    with pytest.raises(LoginRefused):
        Accounts(locked_session, CHEAP).log_in("周桂芬", "not-it-at-all")
    assert not locked_session.unlocked
    assert audit.entries(locked_session.conn)[-1].action == "accounts.login_failed"


def test_unknown_name_is_not_kept_in_the_audit(locked_session: Session) -> None:
    with pytest.raises(LoginRefused):
        Accounts(locked_session, CHEAP).log_in("my-secret-password", "x")
    assert audit.entries(locked_session.conn)[-1].subject == ""


def test_only_an_administrator_adds_users(session: Session) -> None:
    with pytest.raises(NotAllowed, match="管理员"):
        Accounts(session, CHEAP).add("新人", PASSWORD, Role.OFFICER)


def test_the_last_administrator_stays(session: Session) -> None:
    log_in(session, "管理员")
    accounts = Accounts(session, CHEAP)
    with pytest.raises(LastAdmin):
        accounts.change(session.user, role=Role.OFFICER, active=True)


def test_a_stopped_user_cannot_log_in(session: Session) -> None:
    log_in(session, "管理员")
    accounts = Accounts(session, CHEAP)
    [officer] = [user for user in accounts.users() if user.name == "周桂芬"]
    accounts.change(officer, role=officer.role, active=False)
    with pytest.raises(LoginRefused):
        accounts.log_in("周桂芬", PASSWORD)


def test_new_password_replaces_the_old(session: Session) -> None:
    accounts = Accounts(session, CHEAP)
    with pytest.raises(WrongKey):
        accounts.change_password("not-the-password", "another-password")
    accounts.change_password(PASSWORD, "another-password")
    with pytest.raises(LoginRefused):
        accounts.log_in("周桂芬", PASSWORD)
    assert accounts.log_in("周桂芬", "another-password").name == "周桂芬"


def test_short_password_is_declined(session: Session) -> None:
    with pytest.raises(WeakPassword):
        Accounts(session, CHEAP).change_password(PASSWORD, "short")


def test_recovery_key_lets_a_user_in_again(locked_session: Session, founded: Path) -> None:
    printed = (founded / "recovery.txt").read_text("utf-8")
    typed = printed.lower().replace("-", " ")
    accounts = Accounts(locked_session, CHEAP)
    with pytest.raises(WrongKey):
        accounts.recover("周桂芬", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH", "a-new-password")
    accounts.recover("周桂芬", typed, "a-new-password")
    assert accounts.log_in("周桂芬", "a-new-password").name == "周桂芬"


def test_a_failed_recovery_is_in_the_audit_and_lets_nobody_in(
    locked_session: Session, founded: Path
) -> None:
    accounts = Accounts(locked_session, CHEAP)
    with pytest.raises(WeakPassword):
        accounts.recover("周桂芬", (founded / "recovery.txt").read_text("utf-8"), "short")
    for key in ("", "0", "恢复码", "\udcff", PASSWORD):
        with pytest.raises(WrongKey):
            accounts.recover("周桂芬", key, "a-new-password")
    with pytest.raises(LoginRefused):
        accounts.recover("没有的人", "AAAA", "a-new-password")
    assert not locked_session.unlocked
    rows = locked_session.conn.execute(
        "SELECT count(*) FROM audit WHERE action = 'accounts.recover_failed'"
    ).fetchone()
    assert rows[0] == 5
    accounts.log_in("周桂芬", PASSWORD)
    assert audit.verify(locked_session.conn, locked_session.vault.audit_key) == []


def test_an_administrator_resets_a_forgotten_password(session: Session) -> None:
    accounts = Accounts(session, CHEAP)
    accounts.save_draft("requests.register", {"name": "李桂兰"})
    [me] = [user for user in accounts.users() if user.name == "周桂芬"]
    with pytest.raises(NotAllowed):
        accounts.reset_password(me, "a-new-password")
    log_in(session, "管理员")
    with pytest.raises(WeakPassword):
        accounts.reset_password(me, "short")
    accounts.reset_password(me, "a-new-password")
    with pytest.raises(LoginRefused):
        accounts.log_in("周桂芬", PASSWORD)
    accounts.log_in("周桂芬", "a-new-password")
    assert accounts.draft("requests.register") == {"name": "李桂兰"}  # the same data key


def test_a_new_recovery_key_takes_the_place_of_the_old(session: Session, founded: Path) -> None:
    accounts = Accounts(session, CHEAP)
    with pytest.raises(NotAllowed):
        accounts.renew_recovery_key()
    log_in(session, "管理员")
    renewed = accounts.renew_recovery_key()
    assert len(renewed.split("-")) == 8
    with pytest.raises(WrongKey):
        accounts.recover("周桂芬", (founded / "recovery.txt").read_text("utf-8"), "a-new-password")
    assert accounts.recover("周桂芬", renewed, "a-new-password").name == "周桂芬"
    assert accounts.recover("周桂芬", renewed, "another-password").name == "周桂芬"


def test_draft_is_sealed_and_comes_back(session: Session) -> None:
    accounts = Accounts(session, CHEAP)
    accounts.save_draft("requests.register", {"name": "李桂兰"})
    [row] = session.conn.execute("SELECT sealed FROM draft").fetchall()
    assert "李桂兰".encode() not in row["sealed"]
    assert accounts.draft("requests.register") == {"name": "李桂兰"}
    accounts.drop_draft("requests.register")
    assert accounts.draft("requests.register") == {}


def test_audit_chain_holds_over_log_ins(session: Session) -> None:
    log_in(session, "何敏")
    assert audit.verify(session.conn, session.vault.audit_key) == []


@pytest.mark.parametrize("name", ["", "   ", "张三\n李四", "长" * 21, "\x1b[31m"])
def test_names_a_person_cannot_have(session: Session, name: str) -> None:
    log_in(session, "管理员")
    with pytest.raises(BadName):
        Accounts(session, CHEAP).add(name, PASSWORD, Role.OFFICER)


def test_blanks_round_a_name_make_no_second_person(session: Session) -> None:
    log_in(session, "管理员")
    with pytest.raises(NameTaken):
        Accounts(session, CHEAP).add(" 周桂芬 ", PASSWORD, Role.OFFICER)


def test_twenty_blanks_are_no_password(session: Session) -> None:
    with pytest.raises(WeakPassword):
        Accounts(session, CHEAP).change_password(PASSWORD, " " * 20)


def test_bytes_that_are_no_text_open_nothing_and_break_nothing(locked_session: Session) -> None:
    with pytest.raises(LoginRefused):
        Accounts(locked_session, CHEAP).log_in("周桂芬", "\udcff\udcfe" * 5)
