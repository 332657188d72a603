"""The age format: round trips, its own strictness, and every byte."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.sync import bech32, sealing
from gkdesk.sync.packfault import Fault, PackRefused

KEYS = [sealing.new_identity() for _ in range(3)]
PUBLIC = [sealing.recipient_of(key) for key in KEYS]


def sealed(plain: bytes, *, recipients: int = 1, cut: int = 1 << 16) -> bytes:
    pieces = [plain[at : at + cut] for at in range(0, len(plain), cut)]
    return b"".join(sealing.seal(pieces, PUBLIC[:recipients]))


def opened(data: bytes, *, key: bytes = KEYS[0], recipients: int = 1) -> bytes:
    return b"".join(sealing.unseal(BytesIO(data).read, key, recipients=recipients))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([0, 1, 15, 65535, 65536, 65537, 131072, 200_000]),
    st.integers(1, 3),
    st.integers(1000, 90_000),
)
def test_what_is_sealed_opens_for_each_recipient(size: int, recipients: int, cut: int) -> None:
    plain = bytes(range(256)) * (size // 256 + 1)
    data = sealed(plain[:size], recipients=recipients, cut=cut)
    assert len(data) == sealing.sealed_size(size, recipients)
    for key in KEYS[:recipients]:
        assert opened(data, key=key, recipients=recipients) == plain[:size]


def test_every_flipped_byte_is_refused() -> None:
    data = sealed(b"row\n" * 40, recipients=2)
    for at in range(len(data)):
        for bit in (1, 0x20, 0x80):
            changed = bytearray(data)
            changed[at] ^= bit
            with pytest.raises(PackRefused):
                opened(bytes(changed), recipients=2)
                pytest.fail(f"byte {at}")


def test_a_cut_moved_or_added_piece_is_refused() -> None:
    data = sealed(bytes(200_000))
    head, piece = sealing.sealed_size(0, 1) - 16, sealing.CHUNK + 16
    first, second, third = (data[head + n * piece : head + (n + 1) * piece] for n in range(3))
    rest = data[head + 3 * piece :]
    for wrong in (
        data[:head],
        data[: head + piece],
        data[:-1],
        data + b"\0",
        data + rest,
        data[:head] + second + first + third + rest,
        data[:head] + first + third + rest,
    ):
        with pytest.raises(PackRefused) as caught:
            opened(wrong)
        assert caught.value.fault is Fault.BROKEN


def test_another_key_opens_nothing() -> None:
    with pytest.raises(PackRefused) as caught:
        opened(sealed(b"x"), key=KEYS[1])
    assert caught.value.fault is Fault.OTHER_RECIPIENT


def test_a_hidden_recipient_is_refused() -> None:
    with pytest.raises(PackRefused):
        opened(sealed(b"x", recipients=2), recipients=1)


def test_a_weak_point_is_refused() -> None:
    data = sealed(b"x")
    share = sealing._letters(bytes(32))
    at = data.index(b"-> X25519 ") + 10
    with pytest.raises(PackRefused):
        opened(data[:at] + share + data[at + 43 :])


@pytest.mark.parametrize("count", [0, 129])
def test_recipients_are_counted(count: int) -> None:
    with pytest.raises(ValueError, match="recipients"):
        list(sealing.seal([b"x"], PUBLIC[:1] * count))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 61), st.integers(1, 31))
def test_a_slip_in_a_key_is_seen(key: bytes, at: int, step: int) -> None:
    text = sealing.recipient_text(key)
    assert sealing.read_recipient(text) == key
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    if at >= 4:
        other = letters[(letters.index(text[at]) + step) % 32]
        with pytest.raises(ValueError, match="bech32"):
            sealing.read_recipient(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("text", ["", "age1", "AGE1QQQQ", "age", "age1" + "q" * 58, "b" * 62])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="bech32"):
        bech32.decode("age", text, 32)
