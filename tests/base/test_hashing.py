"""A digest made beside is the digest."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.hashing import sha256_beside


@given(st.lists(st.binary(max_size=4096)))
def test_the_same_as_in_one_thread(pieces: list[bytes]) -> None:
    with sha256_beside() as digest:
        for piece in pieces:
            digest.update(piece)
        assert digest.hexdigest() == hashlib.sha256(b"".join(pieces)).hexdigest()
