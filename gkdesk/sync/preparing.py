"""Look at the next package before it is written; what was looked into need not be looked at again.

A finding-free look gives a digest of everything it saw. Who hands the digest back (the window's
draft does) has the same content written without a second look; any change of a row, a file or the
program gives another digest, and everything is looked at anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk import __version__
from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import Report, silent

from . import contents, outbox, packfile
from .drivestate import Need
from .keys import usable
from .keystore import KeyStore
from .model import Choice, SyncPackage, canonical
from .survey import Key, Sealing, Survey, chain_of

if TYPE_CHECKING:
    from .service import Archive

_ROUND = 256 << 10  # bytes a package takes beside its rows and files


def survey(
    session: Session,
    choice: Choice,
    packages: Sequence[SyncPackage],
    archive: Archive,
    without: Collection[Key] = (),
) -> Survey:
    """Say what the next package would carry; reads no file.

    Raises:
        LoginNeeded: nobody is logged in.
    """
    left = frozenset(without)
    rows = [one.row for one in choice.rows if (one.row.kind, one.row.key) not in left]
    sizes = archive.sizes(hashes_of(rows))
    size = sum(sizes.values()) + sum(len(contents.row_text(row).encode()) for row in rows) + _ROUND
    keys = KeyStore(session)
    size = min(size, packfile.LARGEST_SEALED) if keys.seals else size
    largest = size if keys.seals else max([0, *sizes.values()])
    number = outbox.next_number(packages, session.today.year)
    return Survey(
        choice, chain_of(number, packages), sealing_of(keys, session), len(sizes),
        Need(size, largest),
    )  # fmt: skip


def look(
    seen: Survey, archive: Archive, without: Collection[Key] = (), report: Report = silent
) -> Survey:
    """Look into every row and file of a survey.

    Raises:
        LoginNeeded: files cannot be opened before log-in.
    """
    rows = [one.row for one in seen.going(frozenset(without))]
    found = outbox.file_problems(rows, archive, report)
    problems = (*outbox.text_problems(rows), *found)
    checked = "" if problems else digest_of(rows)
    return replace(
        seen, looked=True, problems=problems, checked=checked, without=frozenset(without)
    )


def leave_out(seen: Survey, left: Collection[Key]) -> Survey:
    """Judge a look anew with rows left out: what was read need not be read again."""
    rows = [one.row for one in seen.going(left)]
    looked = seen.looked and seen.without <= frozenset(left)
    clean = looked and not seen.stops(left) and not seen.elsewhere
    return replace(seen, checked=digest_of(rows) if clean else "")


def digest_of(rows: Sequence[PackageRow]) -> str:
    """Return one digest of rows, their files and the program that looks into them."""
    digest = hashlib.sha256(__version__.encode())
    for row in sorted(rows, key=lambda one: (one.kind, one.key)):
        mark = contents.mark_of(row)
        released = sorted(row.released)
        digest.update(canonical([row.kind, row.key, mark.revision, mark.digest, released]).encode())
    return digest.hexdigest()


def hashes_of(rows: Sequence[PackageRow]) -> set[str]:
    return {sha256 for row in rows for _name, sha256 in row.files}


def sealing_of(keys: KeyStore, session: Session) -> Sealing:
    """Say whether the next package can be sealed."""
    county = bool(keys.usable_counties())
    own = bool(usable(keys.owns(), session.today))
    return Sealing(ready=county and own, ended=keys.seals and not county, no_own=county and not own)
