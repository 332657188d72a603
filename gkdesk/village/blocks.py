"""The rows of a list in blocks: deflated before they are sealed, found by keyed hashes of persons.

A household's history over ten years opens a few blocks of each sheet and not the sheets; a block
names nobody to who has not the key, and a mark cannot be turned back into a name.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gkdesk.accounts.vault import Vault
from gkdesk.base.text import half_width, squeeze

from .listdata import ListRow, row_from, row_parts
from .listform import ListBody
from .listwhole import identity_of
from .rowstore import Block

ROWS = 25  # of one block: small enough to open many, large enough to deflate well
_MARK_BYTES = 8
_ENTRIES = 4  # the place of a row's cells in what is stored


def pack(vault: Vault, sheet_uid: str, rows: Sequence[ListRow]) -> Iterator[Block]:
    """Yield a sheet's blocks; ``rows`` of the same place are ``rows[place * ROWS :][:ROWS]``."""
    for place, first in enumerate(range(0, len(rows), ROWS)):
        parts = [row_parts(row) for row in rows[first : first + ROWS]]
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        sealed = vault.seal_file(zlib.compress(text.encode()), _where(sheet_uid, place))
        yield Block(sheet_uid, place, sealed)


def unpack(vault: Vault, blocks: Iterable[Block]) -> Iterator[ListRow]:
    """Yield the rows of blocks.

    Raises:
        SealBroken: a block was changed, moved or sealed by another key.
    """
    for block in blocks:
        yield from map(row_from, _parts(vault, block))


def naming(vault: Vault, block: Block, name: str) -> Iterator[ListRow]:
    """Yield the rows of a block in which a cell says just a name; the others are not made rows.

    Raises:
        SealBroken: see ``unpack``.
    """
    wanted = same(name)
    for parts in _parts(vault, block):
        texts = (text for text, _cell in parts[_ENTRIES].values())
        if any(wanted[:1] in text and same(text) == wanted for text in texts):
            yield row_from(parts)


def _parts(vault: Vault, block: Block) -> list[list[Any]]:
    data = vault.open_file(block.sealed, _where(block.sheet_uid, block.place))
    found: list[list[Any]] = json.loads(zlib.decompress(data))
    return found


def marks(vault: Vault, body: ListBody, village_uid: str, rows: Iterable[ListRow]) -> set[bytes]:
    """Return under which marks rows are found: village and name, and identity number."""
    names = [column.key for column in body.columns if column.kind == "name"]
    found = set()
    for row in rows:
        found |= {name_mark(vault, village_uid, row.text(key)) for key in names if row.text(key)}
        if number := identity_of(row):
            found.add(number_mark(vault, number))
    return found


def name_mark(vault: Vault, village_uid: str, name: str) -> bytes:
    """Return the mark of a household of one village."""
    return vault.index_of(f"{village_uid}\n{same(name)}", "village_household")[:_MARK_BYTES]


def number_mark(vault: Vault, number: str) -> bytes:
    """Return the mark of a person, whatever the village."""
    return vault.index_of(same(number).upper(), "village_identity")[:_MARK_BYTES]


def same(name: str) -> str:
    """Return a name as it is compared."""
    return squeeze(half_width(name))


def _where(sheet_uid: str, place: int) -> str:
    return f"village_rows.sealed#{sheet_uid}/{place}"
