"""Sealing: nothing readable, nothing movable, nothing missing unseen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.accounts import vault as vaults
from gkdesk.accounts.sealedkey import Cost, WrongKey
from gkdesk.accounts.vault import SealBroken, Vault

CHEAP = Cost(time=1, memory_kib=8, lanes=1)
VAULT = Vault(bytes(range(32)))


@given(st.text(max_size=200))
def test_round_trip(text: str) -> None:
    sealed = VAULT.seal(text, "request.applicant#1")
    assert VAULT.open(sealed, "request.applicant#1") == text


def test_the_same_text_never_looks_the_same() -> None:
    assert VAULT.seal("李桂兰", "p") != VAULT.seal("李桂兰", "p")


def test_a_moved_value_does_not_open() -> None:
    sealed = VAULT.seal("李桂兰", "request.applicant#1")
    with pytest.raises(SealBroken):
        VAULT.open(sealed, "request.applicant#2")


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_changed_byte_does_not_open(place: int, by: int) -> None:
    sealed = bytearray(VAULT.seal("一二三四五六七八九十", "p"))
    sealed[place % len(sealed)] ^= by
    with pytest.raises(SealBroken):
        VAULT.open(bytes(sealed), "p")


def test_another_office_cannot_open() -> None:
    with pytest.raises(SealBroken):
        Vault(bytes(32)).open(VAULT.seal("x", "p"), "p")


def test_index_finds_equal_values_of_one_kind_only() -> None:
    one = VAULT.index_of("11010519491231002X", "id_number")
    assert one == VAULT.index_of("11010519491231002X", "id_number")
    assert one != VAULT.index_of("11010519491231002X", "phone")
    assert len(one) == 16


@pytest.mark.parametrize("size", [0, 1, vaults.PIECE - 1, vaults.PIECE, 2 * vaults.PIECE + 5])
def test_files_of_every_size(size: int) -> None:
    data = bytes(size)
    assert VAULT.open_file(VAULT.seal_file(data, "archive#a"), "archive#a") == data


@settings(max_examples=30)
@given(st.data())
def test_a_file_cut_short_or_shuffled_does_not_open(data: st.DataObject) -> None:
    monkey = vaults.PIECE
    vaults.PIECE = 64
    try:
        sealed = VAULT.seal_file(bytes(300), "archive#a")
        pieces = data.draw(st.integers(1, 3))
        cut = sealed[: len(sealed) - pieces * 80]
        with pytest.raises(SealBroken):
            VAULT.open_file(cut, "archive#a")
        head, one, two = sealed[:9], sealed[9:89], sealed[89:169]
        with pytest.raises(SealBroken):
            VAULT.open_file(head + two + one + sealed[169:], "archive#a")
    finally:
        vaults.PIECE = monkey


def test_password_and_recovery_key_open_the_same_data_key() -> None:
    data_key = vaults.new_data_key()
    vault = Vault(data_key)
    recovery = vaults.new_recovery_key()
    assert vault.wrap_for("password", CHEAP).unwrap("password") == data_key
    assert vault.wrap_for(recovery, CHEAP).unwrap(recovery) == data_key
    with pytest.raises(WrongKey):
        vault.wrap_for("password", CHEAP).unwrap("Password")


def test_a_typed_recovery_key_is_forgiven_its_looks() -> None:
    key = vaults.new_recovery_key()
    typed = key.lower().replace("-", "  ").replace("o", "0").replace("i", "1")
    assert vaults.tidy_recovery_key(typed) == key
    assert len(key) == 39
