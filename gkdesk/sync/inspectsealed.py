"""What anybody can see of a sealed package without a key: who, to whom, which, and whether whole.

The signature is checked with the key the package itself names: it is then known to be unchanged
since it was signed, and not yet by whom. That the county knows, which has the office's key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.base.files import file_trouble

from . import packfile, signing
from .inspection import manifest_sha256
from .keys import KeySide, KnownKey, PublicKey
from .packfault import PackFinding, PackRefused
from .waybill import Statement


@dataclass(frozen=True, slots=True)
class SealedLook:
    """One sealed package as it lies there; ``finding`` is what is wrong with it."""

    path: str
    size: int  # bytes of the file
    statement: Statement | None
    finding: PackFinding | None

    @property
    def sound(self) -> bool:
        return self.finding is None

    @property
    def key_id(self) -> str:
        """The number of the signing key, as its fingerprint's list shows it."""
        return signing.key_id(self.statement.waybill.signer).hex() if self.statement else ""


def digits_of(package: Path) -> str:
    """Return the hash the 交接单 quotes of a package of either form; ``""`` of what is none."""
    if package.is_dir():
        return manifest_sha256(package)
    return packfile.statement_sha256(package)


def look(path: Path) -> SealedLook:
    """Judge a sealed package from its first byte to its last; writes nothing.

    Raises:
        Blocked: the file cannot be read.
    """
    statement = None
    with file_trouble(path):
        size = path.stat().st_size
    try:
        statement, _signature = packfile.peek(path)
        waybill = statement.waybill
        public = PublicKey(
            KeySide.OFFICE, waybill.office, waybill.office_name, waybill.signer,
            waybill.recipients[0], date.min, date.max,
        )  # fmt: skip
        packfile.examine(path, [KnownKey(public, "stated")], waybill.made_at)
    except PackRefused as error:
        return SealedLook(str(path), size, statement, error.finding)
    return SealedLook(str(path), size, statement, None)
