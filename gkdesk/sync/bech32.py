"""Bech32 (BIP 173), as age writes its keys: ``age1…`` and ``AGE-SECRET-KEY-1…``."""

from __future__ import annotations

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6  # letters of the check sum


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(_STEPS):
            check ^= step if top >> bit & 1 else 0
    return check


def _spread(prefix: str) -> list[int]:
    return [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]


def encode(prefix: str, data: bytes) -> str:
    """Write bytes under a lower-case prefix."""
    bits = int.from_bytes(data, "big")
    count = -(-len(data) * 8 // 5)
    bits <<= count * 5 - len(data) * 8
    values = [bits >> 5 * at & 31 for at in reversed(range(count))]
    check = _polymod(_spread(prefix) + values + [0] * _CHECK) ^ 1
    values += [check >> 5 * at & 31 for at in reversed(range(_CHECK))]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def decode(prefix: str, text: str, size: int) -> bytes:
    """Read ``size`` bytes back; only the one spelling ``encode`` gives is taken.

    Raises:
        ValueError: another prefix, another size, or a slip of the pen.
    """
    try:
        values = [_LETTERS.index(sign) for sign in text.removeprefix(prefix + "1")]
    except ValueError as error:
        raise ValueError("bech32: a letter that is none") from error
    if not text.startswith(prefix + "1") or _polymod(_spread(prefix) + values) != 1:
        raise ValueError("bech32: the check sum")
    del values[-_CHECK:]
    spare = len(values) * 5 - size * 8
    bits = 0
    for value in values:
        bits = bits << 5 | value
    if not 0 <= spare < 5 or bits & ((1 << spare) - 1):  # noqa: PLR2004 - bits of a letter
        raise ValueError("bech32: another size")
    return (bits >> spare).to_bytes(size, "big")
