"""What a package that comes to the county is, before anything is written: the verdict on it.

Receiving and looking (预览) ask the same judge, so that what was shown is what will happen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gkdesk.base import files
from gkdesk.base.labels import Labelled
from gkdesk.db import Connection

from . import chain, county_store, county_turns, inspection, merge, packfile, sealedbag
from .countyanswer import Coming
from .countykeys import NoCountyPair
from .countylock import UNSEALED
from .countymodel import Kept
from .keys import KeyPair, KnownKey
from .model import SEALED_ENDING, Finding, FindingKind, Inspection, PackageInfo
from .packfault import Fault, PackFinding
from .packfile import Examined
from .waybill import Waybill


class Verdict(Labelled):
    """What is to be done with a package."""

    TAKE = "take", "可以接收"
    KNOWN = "known", "已经接收过"
    UNDONE = "undone", "接收后已撤销"
    REFUSE = "refuse", "不能接收"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A package that was judged; its bag is there as long as it is being judged."""

    coming: Coming
    verdict: Verdict
    town: str = ""
    number: str = ""
    town_name: str = ""
    info: PackageInfo | None = None  # what the bag says; ``None`` when it was not opened
    manifest: str = ""  # SHA-256 of the bag's manifest
    size: int = 0  # bytes of the bag
    findings: tuple[Finding, ...] = ()  # why it is refused
    remarks: tuple[Finding, ...] = ()
    noted: bool = False  # the refusal goes into the inbox's book
    untold: tuple[Kept, ...] = ()  # undone packages the town seems not to know of


@dataclass(frozen=True)
class Gate:
    """Judges packages; reads the inbox and writes only below ``unsealed``."""

    conn: Connection
    inbox: Path
    keys: Callable[[], Sequence[KnownKey]]  # the offices'
    now: Callable[[], datetime]

    @contextmanager
    def judged(
        self, package: Path, pairs: Sequence[KeyPair], *, again: bool = False
    ) -> Iterator[Arrival]:
        """Judge a package; a sealed one lies open until the block ends.

        Args:
            package: the file or folder itself.
            pairs: the county's own keys, the newest first, for a sealed one.
            again: an undone package may be taken once more.

        Raises:
            PackRefused: a sealed package that is not whole, or not by a trusted office for us.
            NoCountyPair: a sealed package, and no own key in force.
            Blocked: the package or the inbox cannot be read.
        """
        if not package.name.endswith(SEALED_ENDING):
            yield self._plain(package, again=again)
            return
        good = [one for one in pairs if one.public.holds_on(self.now().date())]
        if not good:
            raise NoCountyPair
        with packfile.opened(package) as file:
            with files.file_trouble(package):
                examined = packfile.examine_open(file, package.name, self.keys(), self.now())
            name = examined.statement.name
            bag = self.inbox / UNSEALED / name
            coming = Coming(bag, package.parent, name, examined.sha256, good[0].seed)
            try:
                yield self._sealed(file, examined, coming, pairs, again=again)
            finally:
                shutil.rmtree(bag, ignore_errors=True)

    def _plain(self, package: Path, *, again: bool) -> Arrival:
        seen = inspection.inspect(package)
        coming = Coming(package, package.parent, package.name)
        blocking = [finding for finding in seen.findings if finding.blocking]
        if seen.info is not None and self._seals(seen.info.town):
            blocking.append(Finding(FindingKind.PLAIN, package.name))
        if seen.info is None or blocking:
            return _refused(coming, seen.info, blocking)
        return self._placed(coming, seen.info, seen, again=again)

    def _sealed(
        self, file: BinaryIO, examined: Examined, coming: Coming, pairs: Sequence[KeyPair], *,
        again: bool,
    ) -> Arrival:  # fmt: skip
        """Judge the chain as far as it shows outside, open on the own disk, judge the rest."""
        waybill = examined.statement.waybill
        town, number = waybill.office, waybill.number
        shutil.rmtree(coming.bag, ignore_errors=True)  # of a killed run, perhaps taken since
        if early := self._undone(coming, town, number, again=again):
            return early
        received = county_store.signed(self.conn, town)
        # which numbers are void stands inside
        if found := chain.judge(examined, received, received):
            if found.fault is Fault.REPLAYED:
                return Arrival(coming, Verdict.KNOWN, town, number, waybill.office_name)
            link = waybill.previous
            return self._astray(coming, waybill, link.number if link else "", found)
        with files.file_trouble(coming.bag):
            coming.bag.parent.mkdir(exist_ok=True)
        where = f"{coming.name}{SEALED_ENDING}"
        sealedbag.lay_down(file, examined, coming.bag.parent, _identity(pairs, waybill), where)
        seen = inspection.inspect(coming.bag)
        if seen.info is None or not seen.sound:
            return _refused(coming, seen.info, list(seen.findings))
        if found := chain.judge(examined, received, seen.info.void):
            return self._astray(coming, waybill, "", found)
        return self._placed(coming, seen.info, seen, again=again)

    def _placed(
        self, coming: Coming, info: PackageInfo, seen: Inspection, *, again: bool
    ) -> Arrival:
        """Judge where a sound package stands among those that came before."""
        manifest = inspection.manifest_sha256(coming.bag)
        if known := self._undone(coming, info.town, info.number, again=again, manifest=manifest):
            return known
        if info.predecessor and (untold := self._untold(info.town, info.predecessor.number)):
            found = _built_on(untold[-1])
            return replace(_refused(coming, info, [found]), untold=untold)
        received = county_store.received(self.conn, info.town)
        order = merge.sequence_findings(info, manifest, received)
        if blocking := [finding for finding in order if finding.blocking]:
            return _refused(coming, info, blocking)
        verdict = Verdict.KNOWN if info.number in received else Verdict.TAKE
        remarks = (*seen.findings, *order)
        return Arrival(
            coming, verdict, info.town, info.number, info.town_name, info, manifest, seen.size,
            remarks=remarks,
        )  # fmt: skip

    def _undone(
        self, coming: Coming, town: str, number: str, *, again: bool, manifest: str = ""
    ) -> Arrival | None:
        """Tell whether a package was undone: it is not taken once more without an explicit word."""
        before = county_turns.package(self.conn, town, number)
        if before is None or before.standing:
            return None
        mine = (coming.statement, before.statement) if coming.statement else (
            manifest, before.manifest_sha256,
        )  # fmt: skip
        if mine[0] != mine[1]:
            found = PackFinding(Fault.FORK, coming.name, f"第{number}号包")
            return _refused(coming, None, [Finding(FindingKind.CHAIN, coming.name, found.message)])
        if again:
            return None
        return Arrival(coming, Verdict.UNDONE, town, number, before.town_name, untold=(before,))

    def _untold(self, town: str, link: str) -> tuple[Kept, ...]:
        """Return the undone packages from the one a package was built on, the newest first."""
        found = county_turns.packages(self.conn, town)
        undone = [one for one in found if not one.standing]
        at = [one.order for one in undone if one.number == link]
        return tuple(one for one in undone if at and one.order >= at[0])

    def _astray(self, coming: Coming, waybill: Waybill, link: str, found: PackFinding) -> Arrival:
        """Refuse a package that is genuine but not the next one; the book stays as it is."""
        untold = self._untold(waybill.office, link)
        words = Finding(FindingKind.CHAIN, coming.name, found.message)
        return Arrival(
            coming, Verdict.REFUSE, waybill.office, waybill.number, waybill.office_name,
            findings=(_built_on(untold[-1]) if untold else words,), untold=untold,
        )  # fmt: skip

    def _seals(self, town: str) -> bool:
        """Tell whether a town has a key we trust: then nothing of it is believed without."""
        return any(one.public.owner == town and one.trusted_at for one in self.keys())


def _refused(coming: Coming, info: PackageInfo | None, found: Sequence[Finding]) -> Arrival:
    town, number, name = (info.town, info.number, info.town_name) if info else ("", "", "")
    return Arrival(
        coming, Verdict.REFUSE, town, number, name, info,
        inspection.manifest_sha256(coming.bag), findings=tuple(found), noted=True,
    )  # fmt: skip


def _built_on(undone: Kept) -> Finding:
    words = f"它接在{undone.number}之后，{undone.number}县里已经撤销；请先导入撤销回执，再重新打包"
    return Finding(FindingKind.CHAIN, undone.name, words)


def _identity(pairs: Sequence[KeyPair], waybill: Waybill) -> bytes:
    """Return the key that opens a package; any other when none does, to be told so."""
    fitting = [one for one in pairs if one.public.seal in waybill.recipients]
    return (fitting or list(pairs))[0].identity
