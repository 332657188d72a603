"""The office's keys in its vault, and the counties' keys it trusts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.accounts.model import LoginNeeded, NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.sync import keyring, keystore
from gkdesk.sync.keys import KeyPair, KeyState, exchange_of, exchange_text
from gkdesk.sync.keystore import KeyStore
from gkdesk.sync.packfault import Fault, PackRefused
from tests.conftest import NOW, ORGAN, StoppedClock, log_in

from .sealed import COUNTY, DAYS, OFFICE


@pytest.fixture
def store(session: Session) -> KeyStore:
    log_in(session, "管理员")
    return KeyStore(session)


def handed(tmp_path: Path, pair: KeyPair, before: KeyPair | None = None) -> Path:
    path = tmp_path / "county.gkkey"
    path.write_text(exchange_text(pair, before), "utf-8")
    return path


def test_the_office_makes_its_own_keys(store: KeyStore, session: Session) -> None:
    with pytest.raises(keystore.NoOwnKey):
        store.own()
    pair = store.make()
    assert store.own() == pair
    assert (pair.public.owner, pair.public.name) == (ORGAN.credit_code, ORGAN.name)
    assert exchange_of(store.give_out().encode(), "x").public == pair.public
    log_in(session, "周桂芬")
    with pytest.raises(NotAllowed):
        store.make()
    assert store.own() == pair


def test_private_parts_lie_in_the_vault_only(store: KeyStore, session: Session) -> None:
    pair = store.make()
    session.conn.commit()
    data = (session.folder / "gkdesk.db").read_bytes()
    for secret in (pair.seed, pair.identity):
        assert secret not in data
        assert secret.hex().encode() not in data
    assert pair.public.fingerprint.encode() in data
    session.lock()
    with pytest.raises(LoginNeeded):
        store.own()


def test_a_county_key_is_used_only_after_its_fingerprint_was_heard(
    store: KeyStore, tmp_path: Path
) -> None:
    own = store.make()
    with pytest.raises(keystore.NoCountyKey):
        store.recipients()
    known = store.take_in(handed(tmp_path, COUNTY))
    digits = COUNTY.public.fingerprint
    assert store.take_in(handed(tmp_path, COUNTY)) == known
    with pytest.raises(keystore.NoCountyKey):
        store.recipients()
    with pytest.raises(keyring.FingerprintDiffers):
        store.trust(digits, digits[:-1] + str((int(digits[-1]) + 1) % 10))
    assert store.counties() == [known]
    assert store.trust(digits, digits.replace(" ", "")).trusted_at
    assert store.recipients() == tuple(sorted([own.public.seal, COUNTY.public.seal]))


def test_a_revoked_key_stays_revoked(store: KeyStore, tmp_path: Path, clock: StoppedClock) -> None:
    store.make()
    store.take_in(handed(tmp_path, COUNTY))
    digits = COUNTY.public.fingerprint
    store.trust(digits, digits)
    revoked = store.revoke(digits, "U 盘遗失")
    assert revoked.state(clock().date()) is KeyState.REVOKED
    assert store.revoke(digits, "again") == revoked
    with pytest.raises(keyring.KeyRevoked):
        store.trust(digits, digits)
    assert store.take_in(handed(tmp_path, COUNTY)) == revoked
    with pytest.raises(keystore.NoCountyKey):
        store.recipients()


def test_keys_are_changed_with_an_overlap(
    store: KeyStore, tmp_path: Path, clock: StoppedClock
) -> None:
    first = store.make()
    clock.value = NOW.replace(year=2028, month=1)
    second = store.make()
    assert store.own() == second
    assert store.own_pairs() == [second, first]  # what was sealed for the first still opens
    handed_out = exchange_of(store.give_out().encode(), "x")
    assert handed_out.replaces == first.public.key_id
    clock.value = NOW.replace(year=2028, day=11)
    assert [one.state(clock().date()) for one in store.owns()] == [
        KeyState.TRUSTED, KeyState.EXPIRED,
    ]  # fmt: skip
    assert exchange_of(store.give_out().encode(), "x").replaces == ""
    clock.value = NOW.replace(year=2031)
    with pytest.raises(keystore.NoOwnKey):
        store.own()


def test_an_own_key_is_revoked_by_an_administrator(store: KeyStore, session: Session) -> None:
    first, second = store.make(), store.make()
    log_in(session, "周桂芬")
    with pytest.raises(NotAllowed):
        store.revoke(second.public.fingerprint, "")
    log_in(session, "管理员")
    store.revoke(second.public.fingerprint, "管理员离任")
    assert store.own() == first


def test_the_next_county_key_needs_no_second_call(store: KeyStore, tmp_path: Path) -> None:
    store.make()
    store.take_in(handed(tmp_path, COUNTY))
    digits = COUNTY.public.fingerprint
    after = KeyPair.make(COUNTY.public.side, COUNTY.public.owner, "云岭县", DAYS)
    early = KeyPair.make(COUNTY.public.side, COUNTY.public.owner, "云岭县", DAYS)
    assert not store.take_in(handed(tmp_path, early, COUNTY)).trusted_at  # not heard yet
    store.trust(digits, digits)
    assert store.take_in(handed(tmp_path, after, COUNTY)).trusted_at
    assert len(store.recipients()) == 3  # the own, and both of the county


@pytest.mark.parametrize("pair", [OFFICE])
def test_an_office_key_is_no_county_key(store: KeyStore, tmp_path: Path, pair: KeyPair) -> None:
    with pytest.raises(PackRefused) as caught:
        store.take_in(handed(tmp_path, pair))
    assert caught.value.fault is Fault.OTHER_SIGNER
    assert store.counties() == []


def test_a_key_nobody_knows(store: KeyStore) -> None:
    with pytest.raises(keyring.NoSuchKey):
        store.trust("00000", "00000")


def test_what_was_decided_is_audited(store: KeyStore, session: Session, tmp_path: Path) -> None:
    store.make()
    store.take_in(handed(tmp_path, COUNTY))
    store.trust(COUNTY.public.fingerprint, COUNTY.public.fingerprint)
    store.revoke(COUNTY.public.fingerprint, "")
    rows = session.conn.execute(
        "SELECT action FROM audit WHERE action LIKE 'sync.key%' ORDER BY id"
    )
    assert [row["action"] for row in rows.fetchall()] == [
        "sync.key_made", "sync.key_taken_in", "sync.key_trusted", "sync.key_revoked",
    ]  # fmt: skip


def test_a_sealed_key_moved_to_another_row_does_not_open(store: KeyStore, session: Session) -> None:
    from gkdesk.accounts.vault import SealBroken

    store.make()
    store.make()
    session.conn.execute(
        "UPDATE sync_key SET private = (SELECT private FROM sync_key WHERE id = 1) WHERE id = 2"
    )
    with pytest.raises(SealBroken):
        store.own_pairs()
