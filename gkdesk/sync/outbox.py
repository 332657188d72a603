"""What the next package is made of: its number, its place in the chain, and its files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from gkdesk import __version__
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined, GkdeskError, Problem
from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import Report
from gkdesk.db import audit

from . import bag, contents, drive, gate, store
from .contents import Plan
from .drive import LARGEST_FILE
from .model import Link, PackageInfo, PackageState, SyncPackage, kind_label, number_of, order_of

# bytes a sealed package takes beside rows and files: headers, lists, the workbook, age's own
_PER_ROW, _PER_FILE, _ROUND = 300, 2048, 8 << 20


class Unfinished(Declined):
    """The package before this one was not finished."""

    message = "同步包{number}没有写完。请插好原来的 U 盘继续写入，或先把它作废，没有改动任何内容。"


class AnotherPackage(Declined):
    """Another window wrote a package meanwhile."""

    message = "另一个窗口刚写了一包或导入了回执。请重新打包，这一次没有留下任何内容。"


def next_info(session: Session, packages: Sequence[SyncPackage]) -> PackageInfo:
    """Give the next package its number and its place in the chain.

    Numbers run gap-free within a year; a number that will never come (作废、整包未收) stands in
    ``void`` of the package after it, so that the county can account for every number.

    Args:
        session: the open office, somebody logged in.
        packages: every package of this office, newest first.

    Raises:
        LoginNeeded: nobody is logged in.
        Unfinished: the newest package is read back but not finished.
    """
    user, _vault = session.user, session.vault
    waiting = [one for one in packages if one.state is PackageState.WRITTEN]
    if waiting:
        raise Unfinished(number=waiting[0].number)
    predecessor, void = _chain(packages)
    head_id, head_hash = audit.head(session.conn)
    return PackageInfo(
        town=session.organ.credit_code,
        town_name=session.organ.name,
        county=session.organ.county,
        number=next_number(packages, session.today.year),
        made_at=session.now().isoformat(timespec="seconds"),
        made_by=user.role,
        counts={},
        files=0,
        audit_id=head_id,
        audit_hash=head_hash,
        predecessor=predecessor,
        void=void,
    )


def next_number(packages: Sequence[SyncPackage], this_year: int) -> str:
    """Return the number the next package gets."""
    orders = [order_of(one.number) for one in packages]
    # a clock put back must not make an older year follow a newer one
    year = max([this_year, *(taken for taken, _sequence in orders)])
    return number_of(year, 1 + max([0, *(last for taken, last in orders if taken == year)]))


def _chain(packages: Sequence[SyncPackage]) -> tuple[Link | None, tuple[str, ...]]:
    """Return the package to follow, and the numbers after it that will not come."""
    before = next((one for one in packages if one.state.links), None)
    after = packages if before is None else packages[: packages.index(before)]
    return before.link if before else None, tuple(sorted(one.number for one in after))


class Files(Protocol):
    """The archived files, opened."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Give a file piece by piece."""

    def size_of(self, sha256: str) -> int:
        """Return its bytes without opening it."""

    def sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Return SHA-256 → bytes of those that are kept."""


def compose(
    info: PackageInfo,
    rows: Sequence[PackageRow],
    archived: Files,
    report: Report,
    *,
    checked: bool = False,
) -> Plan:
    """Check what goes and lay out the package.

    Of a file that is no text only the beginning is read here: it is read whole, and hashed, on its
    way to the drive. ``checked``: exactly these rows were looked into before.

    Raises:
        HeldBack: personal data or unreadable files, every one named.
    """
    found = []
    if not checked:
        found = [*text_problems(rows), *file_problems(rows, archived, report, whole=False)]
    if found:
        raise gate.HeldBack(found)
    sizes = {sha256: archived.size_of(sha256) for _row, _name, sha256 in _named(rows)}
    return contents.build(info, rows, sizes, f"gkdesk {__version__}")


def fitting(rows: Sequence[PackageRow], archived: Files, room: int) -> list[PackageRow]:
    """Return as many rows, in their order, as one file of a drive holds; the first in any case.

    Args:
        rows: what goes.
        archived: for the files' sizes.
        room: bytes of the largest file a drive takes.
    """
    sizes = archived.sizes({sha256 for _row, _name, sha256 in _named(rows)})
    left, seen = room - _ROUND, set[str]()
    for at, row in enumerate(rows):
        new = {sha256 for _name, sha256 in row.files} - seen
        seen |= new
        left -= len(contents.row_text(row).encode()) + _PER_ROW
        left -= sum(sizes.get(sha256, 0) + _PER_FILE for sha256 in new)
        if left < 0 and at:
            return list(rows[:at])
    return list(rows)


def text_problems(rows: Sequence[PackageRow]) -> list[Problem]:
    """Name every string of the rows that looks like personal data, masked."""
    return [problem for row in rows for problem in gate.problems(row)]


def file_problems(
    rows: Sequence[PackageRow], archived: Files, report: Report, *, whole: bool = True
) -> list[Problem]:
    """Name every file that cannot be read, is too large, or shows personal numbers as text.

    Args:
        rows: what goes.
        archived: the files.
        report: called between two pieces.
        whole: read every file to its end, not only texts.
    """
    found: list[Problem] = []
    named = {sha256: (row, name) for row, name, sha256 in _named(rows)}
    for step, (sha256, (row, name)) in enumerate(named.items()):
        where = f"{kind_label(row.kind)}“{gate.masked(row.key)}”的附件{gate.masked(name)}"
        try:
            if archived.size_of(sha256) > LARGEST_FILE:
                found.append(Problem(where, "超过4 GB，U 盘的格式装不下"))
                continue
            pieces = _told(bag.checked(sha256, archived.pieces), report, (step, len(named)))
            found += gate.file_problems(row, name, pieces)
            if whole:
                deque(pieces, maxlen=0)  # what the gate left
        except GkdeskError as error:
            found.append(Problem(where, f"读不出来（{error}）"))
    return found


def _told(pieces: Iterable[bytes], report: Report, at: tuple[int, int]) -> Iterator[bytes]:
    for piece in pieces:
        report(*at, "检查附件")
        yield piece


def _named(rows: Sequence[PackageRow]) -> Iterator[tuple[PackageRow, str, str]]:
    for row in rows:
        for name, sha256 in row.files:
            yield row, name, sha256


def remember(session: Session, plan: Plan, folder: Path) -> int:
    """Store a read-back package; call it inside the transaction that takes its number.

    Raises:
        AnotherPackage: the number was taken meanwhile.
    """
    conn, info = session.conn, plan.info
    year, sequence = order_of(info.number)
    if store.next_sequence(conn, year) != sequence:
        raise AnotherPackage
    package_id = store.add_package(
        conn,
        number=info.number,
        year=year,
        sequence=sequence,
        name=plan.name,
        manifest_sha256=plan.manifest_sha256,
        predecessor=info.predecessor.number if info.predecessor else "",
        folder=str(folder),
        mount_root=str(drive.mount_root(folder)),
        file_count=len(plan.attachments),
        size=plan.size,
        made_at=info.made_at,
        made_by=session.user.name,
    )
    store.add_rows(conn, package_id, plan.marks)
    store.add_event(
        conn, package_id, PackageState.WRITTEN, session.now().isoformat(timespec="seconds")
    )
    session.audit("sync.write", info.number, manifest=plan.manifest_sha256, rows=len(plan.marks))
    return package_id
