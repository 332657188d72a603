"""What must be true of an office, a county and a drive after a kill, and after the next run.

Each check names what is wrong; nothing found is nothing returned.
"""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gkdesk.desk import Desk
from gkdesk.sync import county_store, county_turns, inspection, merge, receipt, sealedout, store
from gkdesk.sync.inspectsealed import look
from gkdesk.sync.keystore import KeyStore
from gkdesk.sync.model import PARTIAL, Mark, PackageState, SyncPackage
from gkdesk.sync.receipt import ENDING, SIGNATURE, NotAReceipt, ReceiptUnsigned
from gkdesk.sync.service import Sync
from tests.conftest import NOW, ORGAN

from . import kill_world
from .kill_world import FIRST, SECOND, World, marks_of

TOWN = ORGAN.credit_code


def faults(world: World) -> list[str]:
    """What no kill and no full disk may bring about."""
    with world.desk() as (desk, sync):
        found = [*_office(world, desk, sync), *_receipts(world, sync)]
    return [*found, *_county(world)]


def _office(world: World, desk: Desk, sync: Sync) -> Iterator[str]:
    for row in desk.session.conn.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"office database: {row[0]}"
    yield from (f"audit {fault.id}: {fault.reason}" for fault in desk.audit_faults())
    packages = {one.file_name: one for one in sync.packages()}
    for path in sorted(world.drive.glob("GK_*.gkp")):
        seen = look(path)
        if not seen.sound:
            yield f"{path.name} is not whole: {seen.finding}"
        if path.name not in packages:
            yield f"{path.name} bears its name and is not remembered"
    for package in packages.values():
        yield from _package(world, desk, package)
    if unknown := [row for row in sync.choose().held if row]:
        yield f"rows that can never be sent: {len(unknown)}"


def _package(world: World, desk: Desk, package: SyncPackage) -> Iterator[str]:
    final = world.drive / package.file_name
    partial = final.with_name(final.name + PARTIAL)
    if package.row_count != (20 if package.number == FIRST else 30) or not package.sealed:
        yield f"{package.number} is half remembered"
    delivered = package.row_count if package.state is PackageState.DELIVERED else 0
    undone = package.row_count if package.state is PackageState.REFUSED else 0
    if (package.accepted, package.returned) != (delivered, undone):
        yield f"the receipt of {package.number} is half read"
    places = [place for place in (final, partial) if place.exists()]
    if package.state is not PackageState.WRITTEN:
        if places != [final]:
            yield f"{package.number} is {package.state} and lies as {places}"
        return
    if len(places) != 1:
        yield f"{package.number} waits to be finished and lies as {places}"
        return
    keys = KeyStore(desk.session).owns()
    held = sealedout.check_whole(places[0], final.name, keys, world.now)
    if held.sha256 != package.statement_sha256:
        yield f"{package.number} is another than the one remembered"


def _receipts(world: World, sync: Sync) -> Iterator[str]:
    with world.county() as county:
        taken = {one.number for one in county.book.packages()}
    for path in sorted([*world.drive.glob(f"*{ENDING}"), *world.inbox.glob(f"*/*{ENDING}")]):
        try:
            answer = receipt.decode(path.read_bytes(), path.name)
        except NotAReceipt as error:
            yield str(error)
            continue
        if answer.number not in taken:
            yield f"{path.name} answers what was not taken"
        if not path.with_name(path.name + SIGNATURE).exists():
            yield from _believed(path, sync)


def _believed(path: Path, sync: Sync) -> Iterator[str]:
    try:
        sync.read_receipt(path)
    except ReceiptUnsigned:
        return
    yield f"{path.name} was believed without a signature"


def _county(world: World) -> Iterator[str]:
    with world.county() as county:
        conn = county._conn
        for row in conn.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"county database: {row[0]}"
        taken = county_store.received(conn, TOWN)
        signed = county_store.signed(conn, TOWN)
    if set(taken) != set(signed):
        yield f"packages {sorted(taken)}, statements {sorted(signed)}"
    if entries(world) != marks_of(max(taken)):
        yield f"the rows are not those of {max(taken)}"
    yield from _bags(world, set(taken.values()))


def _bags(world: World, taken: set[str]) -> Iterator[str]:
    """Judge the folders in the inbox; one without its row is adopted by the next run."""
    manifests = set()
    for place in sorted(path for path in world.inbox.glob(f"{TOWN}/GK_*") if path.is_dir()):
        if place.name.endswith(PARTIAL):
            continue
        if found := inspection.verify(place):
            yield f"{place.name} is not whole: {found[0].message}"
        manifests.add(inspection.manifest_sha256(place))
    if missing := taken - manifests:
        yield f"taken, and the folder is not there: {missing}"


def entries(world: World) -> dict[tuple[str, str], Mark]:
    """What the county holds of the town."""
    with world.county() as county:
        rows = county_store.entries(county._conn, TOWN)
    return {(row["kind"], row["key"]): Mark(row["revision"], row["digest"]) for row in rows}


def state(world: World) -> str:
    """Name the state a kill left, to see that the trials reached all of them."""
    package = world.package()
    left = "partial " if list(world.drive.glob("*" + PARTIAL)) else ""
    with world.county() as county:
        taken = SECOND in county_store.received(county._conn, TOWN)
        undone = county.book.package(TOWN, SECOND) is not None and not taken
    adopted = (
        not taken
        and not undone
        and any(not path.name.endswith(PARTIAL) for path in world.inbox.glob(f"{TOWN}/GK_*_002_*/"))
    )
    answers = len([*world.drive.glob(f"GK_*_002_*{ENDING}")])
    parts = [f"{left}{package.state if package else 'unknown'}"]
    parts += (
        ["taken"] * taken
        + ["undone"] * undone
        + ["bag without row"] * adopted
        + ["answered"] * answers
    )
    return ", ".join(parts)


def undone_faults(world: World) -> list[str]:
    """Undo again, tell the town, and look; then have the same package taken once more."""
    kill_world.undo(world)
    kill_world.receipt(world)
    package = world.package()
    found = faults(world)
    if entries(world) != marks_of(FIRST):
        found.append("the county is not back where it was")
    if package is None or package.state is not PackageState.REFUSED:
        found.append(f"the town thinks: {package}")
    kill_world.take_again(world)
    return found


def converge(world: World) -> None:
    """Go on as the window would: finish or clear what lies there, then do what is left.

    What was begun is gone on with on one day and cleared on the next.
    """
    with world.desk() as (_desk, sync):
        going_on = world.now.day == NOW.day and sync.drives.at(world.drive).contents.begun
        for left in sync.leftovers(world.drive):
            if left.number:
                sync.finish(left.number)
            elif not going_on:
                sync.clear(left)
        for package in sync.packages():
            sync.finish(package.number)  # one that only its last line is missing of
        if SECOND not in {one.number for one in sync.packages()}:
            sync.write(world.drive)
        for left in sync.leftovers(world.drive):
            sync.clear(left)  # of another content
    kill_world.receive(world)
    kill_world.receipt(world)


def converged_faults(world: World) -> list[str]:
    """What must be true after the next runs, whatever happened before."""
    return [*faults(world), *_delivered(world), *_tidy(world)]


def _delivered(world: World) -> Iterator[str]:
    with world.desk() as (desk, sync):
        states = {one.number: one.state for one in sync.packages()}
        known = merge.history(store.sent(desk.session.conn))
        if choice := sync.choose().rows:
            yield f"{len(choice)} rows would go again"
    if states != {FIRST: PackageState.DELIVERED, SECOND: PackageState.DELIVERED}:
        yield f"states: {states}"
    delivered = {key: one.delivered for key, one in known.items()}
    if delivered != entries(world):
        yield f"town {len(delivered)} rows, county {len(entries(world))}"


def _tidy(world: World) -> Iterator[str]:
    left = [path for part in world.parts for path in part.rglob("*" + PARTIAL)]
    left += world.inbox.glob("unsealed/*")
    yield from (f"left behind: {path.name}" for path in left)
    there, here = _digests(world.drive), _digests(world.inbox / TOWN)
    with world.county() as county:
        given = sum(len(county_turns.answers(county._conn, TOWN, one)) for one in (FIRST, SECOND))
    if there != here or len(here) != 2 * given:
        yield f"receipts on the drive {sorted(there)}, in the inbox {sorted(here)}"


def _digests(folder: Path) -> dict[str, str]:
    paths = [*folder.glob(f"*{ENDING}"), *folder.glob(f"*{ENDING}{SIGNATURE}")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def strays(world: World) -> int:
    """Count the hidden halves of ``files.write``: a kill leaves them until the next run."""
    return sum(1 for part in world.parts for _path in part.rglob(".*.part"))


@dataclass
class Figures:
    """What one sweep came to."""

    what: str
    of: int = 0  # moments there are
    tried: int = 0
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{self.what}: {self.tried} of {self.of} tried in {self.seconds:.0f} s"
        told += f", {len(self.faults)} faults"
        lines = [f"  {count:5} {state}" for state, count in self.states.most_common()]
        return "\n".join([told, *lines, *(f"  FAULT {fault}" for fault in self.faults)])

    def judge(self, world: World, where: str, how: str = "killed", *, undo: bool = False) -> None:
        """Look at what one trial left, go on from there, and look again."""
        if how.startswith("BROKEN"):
            self.faults.append(where)
            how = "BROKEN"
        found: list[str] = []
        try:
            self.states[f"{how}: {state(world)}"] += 1
            found += faults(world)
            if undo:
                found += undone_faults(world)
            converge(world)
            found += converged_faults(world)
            if left := strays(world):
                found.append(f"{left} hidden halves of a file")
        except Exception:  # noqa: BLE001 - whatever it is, it is what the trial looks for
            found.append(traceback.format_exc(limit=-6))
        self.faults += [f"{where}: {fault}" for fault in found]
