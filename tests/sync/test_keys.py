"""Exchange files, fingerprints, states; the county's key file."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.model import WeakPassword
from gkdesk.sync import keyfile, signing
from gkdesk.sync.keys import (
    KeyPair,
    KeySide,
    KeyState,
    KnownKey,
    exchange_of,
    exchange_text,
    usable,
)
from gkdesk.sync.packfault import Fault, PackRefused
from tests.conftest import CHEAP

from .sealed import COUNTY, DAYS, OFFICE, flipped

TODAY = date(2026, 4, 10)
AT = "2026-02-01T09:00:00"


def newer() -> KeyPair:
    return KeyPair.make(COUNTY.public.side, COUNTY.public.owner, COUNTY.public.name, DAYS)


def test_an_exchange_file_reads_back() -> None:
    found = exchange_of(exchange_text(COUNTY).encode(), "x")
    assert found.public == COUNTY.public
    assert found.replaces == ""


def test_windows_notepad_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + exchange_text(COUNTY).replace("\n", "\r\n").encode()
    assert exchange_of(data, "x").public == COUNTY.public


def test_every_changed_byte_of_an_exchange_file_is_seen() -> None:
    known, taken = [KnownKey(COUNTY.public, AT)], 0
    whole = exchange_text(newer(), COUNTY).encode()
    assert exchange_of(whole, "x").vouched_by(known, TODAY) is not None
    for at, data in flipped(whole):
        with suppress(PackRefused):
            # the passing on is checked against the older key, not by the file itself
            assert exchange_of(data, "x").vouched_by(known, TODAY) is None, at
            taken += 1
    assert taken < len(whole) / 4


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.BAD_KEY_FILE),
        ("[[[", Fault.BAD_KEY_FILE),
        ('format = "gkdesk-key"\nsuite = "sm2-sm4"\n', Fault.SUITE),
        ('format = "gkdesk-key"\nsuite = "age-x25519+minisign-ed25519"\n', Fault.BAD_KEY_FILE),
        (exchange_text(COUNTY) + 'note = "x"\n', Fault.BAD_KEY_FILE),
        (exchange_text(COUNTY).replace("云岭县政务", "石门县政务"), Fault.BAD_KEY_FILE),
        (exchange_text(COUNTY).replace("2027-12-31", "2037-12-31"), Fault.BAD_KEY_FILE),
    ],
)
def test_what_is_no_exchange_file(text: str, fault: Fault) -> None:
    with pytest.raises(PackRefused) as caught:
        exchange_of(text.encode(), "x.gkkey")
    assert caught.value.fault is fault


def test_the_fingerprint_is_read_aloud_and_is_of_all() -> None:
    digits = COUNTY.public.fingerprint
    assert [len(group) for group in digits.split(" ")] == [5] * 6
    assert digits.replace(" ", "").isdigit()
    assert replace(COUNTY.public, owner="石门县").fingerprint != digits
    assert replace(COUNTY.public, valid_until=date(2030, 1, 1)).fingerprint != digits
    assert f"# 指纹：{digits}" in exchange_text(COUNTY)


def test_a_new_key_is_vouched_for_by_the_trusted_one_before() -> None:
    found = exchange_of(exchange_text(newer(), COUNTY).encode(), "x")
    known = KnownKey(COUNTY.public, AT)
    assert found.vouched_by([known], TODAY) == known
    assert found.vouched_by([KnownKey(COUNTY.public)], TODAY) is None
    assert found.vouched_by([replace(known, revoked_at=AT)], TODAY) is None
    assert found.vouched_by([known], date(2028, 1, 1)) is None


def test_nobody_vouches_for_another_owner() -> None:
    other = KeyPair.make(KeySide.COUNTY, "石门县", "石门县", DAYS)
    found = exchange_of(exchange_text(other, COUNTY).encode(), "x")
    assert found.vouched_by([KnownKey(COUNTY.public, AT)], TODAY) is None


def test_states() -> None:
    key = KnownKey(COUNTY.public, AT)
    assert KnownKey(COUNTY.public).state(TODAY) is KeyState.NEW
    assert key.state(TODAY) is KeyState.TRUSTED
    assert key.state(date(2027, 12, 31)) is KeyState.TRUSTED
    assert key.state(date(2028, 1, 1)) is KeyState.EXPIRED
    assert key.state(date(2025, 12, 31)) is KeyState.EXPIRED
    assert replace(key, revoked_at=AT).state(TODAY) is KeyState.REVOKED
    assert usable([key, KnownKey(OFFICE.public)], TODAY) == [key]


def test_a_pair_does_not_show_its_private_halves() -> None:
    assert COUNTY.seed.hex() not in repr(COUNTY)
    assert repr(COUNTY) == f"KeyPair({COUNTY.public.key_id})"


def test_signatures_have_one_spelling() -> None:
    good = signing.sign(b"text", OFFICE.seed, "note")
    signing.verify(b"text", good, OFFICE.public.sign, "note")
    assert len(good) == signing.signature_size("note")
    for _at, data in flipped(good):
        with pytest.raises(signing.BadSignature):
            signing.verify(b"text", data, OFFICE.public.sign, "note")
    for text, public, note in (
        (b"texu", OFFICE.public.sign, "note"),
        (b"text", COUNTY.public.sign, "note"),
        (b"text", OFFICE.public.sign, "other"),
    ):
        with pytest.raises(signing.BadSignature):
            signing.verify(text, good, public, note)


# ---- the county's key file ----


def test_the_county_keeps_its_pairs_under_a_password(tmp_path: Path) -> None:
    path = tmp_path / "county.gkkeys"
    pairs = [COUNTY, newer()]
    keyfile.write(path, pairs, "test-password", CHEAP)
    assert keyfile.read(path, "test-password") == pairs
    for pair in pairs:
        assert pair.seed.hex().encode() not in path.read_bytes()
    with pytest.raises(keyfile.WrongKeyPassword):
        keyfile.read(path, "another-password")
    with pytest.raises(WeakPassword):
        keyfile.write(path, pairs, "short", CHEAP)
    assert keyfile.read(path, "test-password") == pairs


def test_every_changed_byte_of_a_key_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "county.gkkeys"
    keyfile.write(path, [COUNTY], "test-password", CHEAP)
    whole = path.read_bytes()
    opened = []
    for at, data in flipped(whole):
        path.write_bytes(data)
        with suppress(keyfile.KeyFileBroken, keyfile.WrongKeyPassword):
            opened.append((at, keyfile.read(path, "test-password")))
    # white space and the spare bits of base64 may be written otherwise; the keys may not
    assert all(pairs == [COUNTY] for _at, pairs in opened)
    assert len(opened) <= 4


@pytest.mark.parametrize(
    "cost",
    [
        '{"time":1,"memory_kib":99999999,"lanes":1}',
        '{"time":99999,"memory_kib":8,"lanes":1}',
        '{"time":1,"memory_kib":8,"lanes":4}',
        '{"time":true,"memory_kib":"8","lanes":1}',
        '{"rounds":1}',
        "7",
    ],
)
def test_a_key_file_cannot_cost_more_than_is_sensible(tmp_path: Path, cost: str) -> None:
    path = tmp_path / "county.gkkeys"
    keyfile.write(path, [COUNTY], "test-password", CHEAP)
    value = json.loads(path.read_bytes()) | {"cost": cost}
    path.write_text(json.dumps(value), "ascii")
    with pytest.raises(keyfile.KeyFileBroken):
        keyfile.read(path, "test-password")


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", "[" * 99999, '{"format":"x"}'])
def test_what_is_no_key_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.gkkeys"
    path.write_text(text, "ascii")
    with pytest.raises(keyfile.KeyFileBroken):
        keyfile.read(path, "test-password")
