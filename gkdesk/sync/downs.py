"""What an office does with packages from its county: receive, look, apply, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.progress import Report, silent

from . import downanswer, downpack, downstore, packfile
from .downapply import Applying, NothingApplied, chosen_of, reasons
from .downbill import PREFIX, DownExamined
from .downmodel import Arrivals, Done, DownInfo, DownKind, HeldPackage, PartState, PartView
from .downstore import Arrival, Change
from .downview import Viewer
from .keystore import KeyStore, NoOwnKey
from .model import NUMBER, SEALED_ENDING, order_of
from .packfault import Fault, PackRefused


class NoDownPackage(Declined):
    """There is no package of a county at this place."""

    message = (
        "“{path}”里没有县里下发的包。请选以 GKD_ 开头的 .gkp 文件，或放着它的文件夹，"
        "没有改动任何内容。"
    )


class Downs(Applying):
    """The packages from the county, at the office."""

    def receive(self, path: Path) -> Arrivals:
        """Take in a package, or all in a folder by their numbers; nothing is applied.

        What was received before is returned again, marked ``repeated``.

        Raises:
            NoDownPackage: there is none.
            PackRefused: nothing was taken in; of several the first's reason.
            NoOwnKey: the office has no keys to open it with.
            Blocked: the drive cannot be read.
        """
        held: list[HeldPackage] = []
        refused: list[PackRefused] = []
        for one in _found(path):
            try:
                held.append(self._receive(one))
            except PackRefused as error:
                refused.append(error)
        if not held:
            raise refused[0]
        return Arrivals(tuple(held), tuple(error.finding for error in refused))

    def packages(self) -> list[HeldPackage]:
        """Return every package received, the newest first."""
        self._note_reviewed()
        return super().packages()

    def preview(
        self, number: str, places: Sequence[int] = (), report: Report = silent
    ) -> list[PartView]:
        """Say what each part would change; nothing is written.

        Raises:
            NoSuchDown, NoSuchPart: nothing to look at.
        """
        package = self.package(number)
        viewer = Viewer(self._session, self._rooms, package)
        return [viewer.look(one, report).view for one in chosen_of(package, places)]

    def content(self, number: str, place: int) -> bytes:
        """Return a part's content.

        Raises:
            NoSuchDown, NoSuchPart: there is none.
        """
        [held] = chosen_of(self.package(number), [place])
        return downstore.content(self._session.conn, held.id)

    def answer(self, number: str, folder: Path | None = None) -> Path:
        """Write what became of a package, signed, for the county.

        Args:
            number: of the package.
            folder: on the drive; where the package was read when ``None``.

        Raises:
            NoOwnKey: there is nothing to sign with.
            DriveMissing, DriveFull, DriveReadOnly, Blocked: nothing is written.
        """
        return downanswer.write(self._session, self.package(number), folder)

    def leave(self, number: str, places: Sequence[int] = ()) -> Done:
        """Decide not to use parts (不采用); they can still be applied later.

        Raises:
            NotAllowed: only 负责人 and 管理员 may.
            NothingApplied: none of them waits.
        """
        self._session.require(Role.LEADER, Role.ADMIN)
        package = self.package(number)
        going = [one for one in chosen_of(package, places) if one.state is PartState.RECEIVED]
        if not going:
            raise NothingApplied(package.number, "标为不采用", reasons(package, []))
        with self._session.transaction():
            for one in going:
                self._add(Change(one.id, "leave"))
            self._audit("sync.down_leave", package, going)
        return self._done(package, tuple(going), (), reopen=False)

    def _receive(self, path: Path) -> HeldPackage:
        session = self._session
        pairs = KeyStore(session).own_pairs()
        now = session.now()
        with packfile.opened(path) as file:
            keys = KeyStore(session).counties()
            examined = downpack.examine(file, path, keys, now)
            waybill = examined.statement.waybill
            known = downstore.received(session.conn, waybill.county)
            if finding := downpack.judge(examined, session.organ.credit_code, known):
                if finding.fault is Fault.REPLAYED:
                    return replace(self.package(examined.statement.name), repeated=True)
                raise PackRefused(finding.fault, path.name, finding.detail)
            fitting = [one for one in pairs if one.public.seal in waybill.recipients]
            if not pairs:
                raise NoOwnKey
            identity = (fitting or pairs)[0].identity
            info, contents = downpack.open_parts(file, examined, identity, path.name)
        self._keep(examined, info, contents, known, path.parent)
        return self.package(examined.statement.name)

    def _keep(
        self, examined: DownExamined, info: DownInfo, contents: Sequence[bytes],
        known: dict[str, str], folder: Path,
    ) -> None:  # fmt: skip
        session, statement = self._session, examined.statement
        before = statement.waybill.before(session.organ.credit_code) or ""
        with session.transaction():
            come = Arrival(
                name=statement.name,
                statement=statement.text.decode("utf-8"),
                sha256=examined.sha256,
                signer=examined.signer.public.fingerprint,
                missing="" if before in known else before,
                folder=str(folder.resolve()),
                at=self._stamp(),
                by=session.user.name,
            )
            downstore.add(session.conn, info, contents, come)
            session.audit(
                "sync.down_received", info.number, statement=examined.sha256, parts=len(info.parts)
            )

    def _note_reviewed(self) -> None:
        """Note catalogs that were adopted through the import's own review."""
        session = self._session
        for package in downstore.packages(session.conn):
            for held in package.parts:
                if held.part.kind is not DownKind.CATALOG or held.state is not PartState.RECEIVED:
                    continue
                made = downstore.catalog_version_of(
                    session.conn, held.part.sha256, package.received_at
                )
                if made is not None:
                    after, before, user, at = made
                    change = Change(held.id, "apply", version_before=before, version_after=after)
                    with session.transaction():
                        downstore.add_change(session.conn, change, at=at, by=user)


def _found(path: Path) -> list[Path]:
    """Return the packages at a path, by their numbers.

    Raises:
        NoDownPackage: none there.
    """
    with files.file_trouble(path):
        if path.is_file():
            return [path]
        inside = list(path.glob(f"{PREFIX}*{SEALED_ENDING}")) if path.is_dir() else []
    if not inside:
        raise NoDownPackage(path=path.name or str(path))
    return sorted(inside, key=_order)


def _order(path: Path) -> tuple[tuple[int, int], str]:
    """Order by day and sequence, as the name says them; what it is its content decides."""
    parts = path.stem.split("_")
    number = f"{parts[2][:4]}-{parts[3]}" if len(parts) > 3 else ""  # noqa: PLR2004
    return (order_of(number) if NUMBER.match(number) else (0, 0), path.name)
