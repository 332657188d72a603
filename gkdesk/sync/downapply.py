"""Applying parts of a county's package, and putting back what was there before.

The database is changed first, in one transaction; files follow (``downfiles``).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Blocked, Declined, Problem
from gkdesk.base.progress import Report, silent
from gkdesk.catalog.versionrows import About

from . import downanswer, downfiles, downstore
from .downkinds import read_key_end
from .downmodel import Done, DownKind, HeldPackage, HeldPart, PartState, PartView, at_once
from .downstore import Change
from .downview import Look, Rooms, Viewer
from .keystore import KeyStore
from .model import SEALED_ENDING

_KEYS = (DownKind.KEY, DownKind.KEY_END)


class NoSuchDown(Declined):
    """No package of this number was received."""

    message = "没有收到过编号为{number}的下发包。请核对编号，没有改动任何内容。"


class SeveralDown(Declined):
    """Two counties sent a package of this number."""

    message = "编号为{number}的下发包有{count}个：{names}。请写明包名，没有改动任何内容。"


class NoSuchPart(Declined):
    """The package has no such part."""

    message = "{number}号包只有{count}部分，没有第{place}部分。请核对后再试，没有改动任何内容。"


class NothingApplied(Declined):
    """Nothing of what was asked for could be done; ``problems`` say why of each part."""

    message = "{number}号包没有{what}，原因如下。已有的内容没有改动。"

    def __init__(self, number: str, what: str, problems: list[Problem]) -> None:
        super().__init__(number=number, what=what)
        self.problems = problems


class Applying:
    """Applies, and undoes what it applied."""

    def __init__(self, session: Session, rooms: Rooms) -> None:
        self._session, self._rooms = session, rooms

    def packages(self) -> list[HeldPackage]:
        """Return every package received, the newest first."""
        return downstore.packages(self._session.conn)

    def package(self, number: str) -> HeldPackage:
        """Find by number or by the package's name.

        Raises:
            NoSuchDown: there is none.
            SeveralDown: two counties sent one of this number.
        """
        found = [one for one in self.packages() if number in (one.number, one.name)]
        if not found:
            raise NoSuchDown(number=number)
        if len(found) > 1:
            names = "、".join(f"{one.county} {one.name}" for one in found)
            raise SeveralDown(number=number, count=len(found), names=names)
        return found[0]

    def apply(
        self, number: str, places: Sequence[int] = (), *, overwrite: bool = False,
        report: Report = silent,
    ) -> Done:  # fmt: skip
        """Apply all open parts, or those named; each whole or not at all, the rest goes on.

        Args:
            number: of the package.
            places: of the parts, from 1; empty: all that wait.
            overwrite: also replace what the office changed itself.
            report: called while a workbook is read.

        Raises:
            NotAllowed: only 负责人 and 管理员 may.
            NothingApplied: no part could be applied; it says why.
            NotWritten: decided and kept, a file is written the next time.
        """
        self._session.require(Role.LEADER, Role.ADMIN)
        self.settle()
        package = self.package(number)
        viewer = Viewer(self._session, self._rooms, package)
        going: list[Look] = []
        kept: list[tuple[HeldPart, str]] = []
        for held in chosen_of(package, places):
            if not places and held.state is not PartState.RECEIVED:
                continue
            look = viewer.look(held, report)
            why = _why_not(look.view, overwrite=overwrite)
            kept += [(held, why)] if why else []
            going += [] if why else [look]
        if not going:
            raise NothingApplied(package.number, "应用", reasons(package, kept))
        with self._session.transaction():
            for look in going:
                self._decide(package, look)
            self._audit("sync.down_apply", package, [one.view.held for one in going])
        self.settle()
        done = tuple(one.view.held for one in going)
        reopen = any(not one.view.at_once and not one.view.same for one in going)
        return self._done(package, done, kept, reopen=reopen)

    def undo(self, number: str, places: Sequence[int] = ()) -> Done:
        """Put back what was there before, byte for byte, unless it was changed since.

        Raises:
            NotAllowed: only 负责人 and 管理员 may.
            NothingApplied: nothing could be put back; it says why.
            NotWritten: decided and kept, a file is written the next time.
        """
        self._session.require(Role.LEADER, Role.ADMIN)
        self.settle()
        package = self.package(number)
        going: list[tuple[HeldPart, Change]] = []
        kept: list[tuple[HeldPart, str]] = []
        for held in chosen_of(package, places):
            change = downstore.last_change(self._session.conn, held.id)
            if change is None or change.act != "apply":
                kept += [(held, "没有应用过，不用撤回")] if places else []
                continue
            why = self._why_not_back(held, change)
            kept += [(held, why)] if why else []
            going += [] if why else [(held, change)]
        if not going:
            raise NothingApplied(package.number, "撤回", reasons(package, kept))
        with self._session.transaction():
            for held, change in going:
                self._back(package, held, change)
            self._audit("sync.down_undo", package, [held for held, _ in going])
        self.settle()
        done = tuple(held for held, _ in going)
        reopen = any(not at_once(held.part.target) for held in done)
        return self._done(package, done, kept, reopen=reopen)

    def _done(
        self, package: HeldPackage, done: tuple[HeldPart, ...],
        kept: Sequence[tuple[HeldPart, str]], *, reopen: bool,
    ) -> Done:  # fmt: skip
        """Say what was done, and tell the county when the drive is still there."""
        found, answer = self.package(package.name), ""
        if Path(found.folder, found.name + SEALED_ENDING).exists():
            with suppress(Blocked, Declined):  # written by hand later
                answer = str(downanswer.write(self._session, found, None))
        return Done(found, done, tuple(kept), reopen, answer)

    def settle(self) -> None:
        """Write what is decided and not yet done; then reckon anew what hangs on it.

        Raises:
            NotWritten: a file cannot be written; the rest is done the next time.
        """
        written = downfiles.settle(self._session)
        if any(path.startswith(("calendar/", "forms/rules/request_clock")) for path in written):
            self._rooms.requests().impact.renew()

    def refresh(self) -> None:
        """Read calendars and figures anew: another connection of this program applied some."""
        self._rooms.requests().impact.forget()

    def _decide(self, package: HeldPackage, look: Look) -> None:
        """Note one part's change and do what the database alone does; joins a transaction."""
        held = look.view.held
        change = Change(held.id, "apply")
        if look.path:
            change = replace(change, path=look.path, before=look.before, after=look.data)
        if look.reading is not None:
            versions = self._rooms.catalog().versions
            before = newest.number if (newest := versions.newest()) else 0
            if not look.view.same:
                note = f"县里下发的{package.number}号包"
                about = About("", package.county[:60], "", package.from_on, note)
                self._rooms.catalog().apply(look.reading, about)
            after = newest.number if (newest := versions.newest()) else 0
            change = replace(change, version_before=before, version_after=after)
        if look.key is not None and not look.view.same:
            KeyStore(self._session).take(look.key, held.part.file)
        if held.part.kind is DownKind.KEY_END and not look.view.same:
            end = read_key_end(look.data)
            KeyStore(self._session).revoke(end.fingerprint, end.reason)
        self._add(change)

    def _why_not_back(self, held: HeldPart, change: Change) -> str:
        """Say why a part cannot be put back, or ``""``."""
        conn = self._session.conn
        if held.part.kind in _KEYS:
            return "密钥的收下和作废不能撤回；不再使用的密钥请在“密钥”里作废"
        if held.part.kind is DownKind.CATALOG:
            newest = self._rooms.catalog().versions.newest()
            now = newest.number if newest else 0
            same = downstore.restored(conn, now) == downstore.restored(conn, change.version_after)
            return "" if same else f"目录后来又改过（现在是第{now}版），请在目录版本里处理"
        if later := downstore.applied_later(conn, change):
            return f"第{later}号包后来也改了“{change.path}”，请先撤回那一包"
        if downfiles.current(self._session, change.path) != change.after:
            return f"“{change.path}”应用以后又被改过，没有撤回"
        return ""

    def _back(self, package: HeldPackage, held: HeldPart, change: Change) -> None:
        undo = Change(held.id, "undo")
        if change.path:
            undo = replace(undo, path=change.path, before=change.after, after=change.before)
        if held.part.kind is DownKind.CATALOG:
            before, after = change.version_before or 0, change.version_after or 0
            if before != after:
                note = f"撤回县里下发的{package.number}号包"
                found = self._rooms.catalog().versions.put_back(before, held.part.file, note)
                after = found.number
            undo = replace(undo, version_before=before, version_after=after)
        self._add(undo)

    def _add(self, change: Change) -> None:
        by = self._session.user.name
        downstore.add_change(self._session.conn, change, at=self._stamp(), by=by)

    def _audit(self, action: str, package: HeldPackage, parts: Sequence[HeldPart]) -> None:
        self._session.audit(action, package.number, parts=[one.part.target for one in parts])

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def chosen_of(package: HeldPackage, places: Sequence[int]) -> list[HeldPart]:
    by_place = {one.place: one for one in package.parts}
    for place in places:
        if place not in by_place:
            raise NoSuchPart(number=package.number, count=len(by_place), place=place)
    return [one for one in package.parts if not places or one.place in places]


def _why_not(view: PartView, *, overwrite: bool) -> str:
    """Say why a part is not applied, or ``""``."""
    held = view.held
    if held.state is PartState.APPLIED:
        return "已经应用过"
    if held.newer:
        return f"第{held.newer}号包里有更新的一份，请应用那一包"
    if view.blocked:
        found = [one for one in view.problems if one.blocking]
        more = f"等{len(found)}处问题" if len(found) > 1 else ""
        return f"{found[0].where}：{found[0].message.rstrip('。')}{more}"
    if view.conflict and not overwrite:
        return f"{view.conflict}；要用县里的，请单独应用这部分并确认覆盖，原来的会留着以便撤回"
    return ""


def reasons(package: HeldPackage, kept: Sequence[tuple[HeldPart, str]]) -> list[Problem]:
    if kept:
        return [Problem(f"第{held.place}部分 {held.part.title}", why) for held, why in kept]
    states = "、".join(f"第{one.place}部分{one.state.label}" for one in package.parts)
    return [Problem(f"{package.number}号包", states)]
