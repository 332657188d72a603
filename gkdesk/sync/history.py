"""What went to the county and what became of it; and whether a package somewhere is one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow

from . import inspection, packfile, store
from .keystore import KeyStore
from .model import SEALED_ENDING, SyncPackage
from .packfault import PackRefused
from .story import Event, Judgement, SentRow, Story
from .survey import row_name

Names = Mapping[tuple[str, str], str]


class History:
    """Every package this office wrote."""

    def __init__(self, session: Session, rows: Callable[[], list[PackageRow]]) -> None:
        self._session, self._rows = session, rows

    def names(self) -> Names:
        """Return what the clerk calls each row today, by (kind, key)."""
        return {(row.kind, row.key): row_name(row) for row in self._rows()}

    def of(self, package: SyncPackage, names: Names | None = None) -> Story:
        """Tell what became of a package.

        Args:
            package: one of this office.
            names: of ``names``, when several packages are asked for; else asked for here.
        """
        conn = self._session.conn
        known = self.names() if names is None else names
        rows = [
            SentRow(kind, key, revision, known.get((kind, key), key), outcome, reason)
            for kind, key, revision, outcome, reason in store.fates(conn, package.id)
        ]
        events = [Event(state, at, bool(sha)) for state, at, sha in store.events(conn, package.id)]
        return Story(package, tuple(events), tuple(rows))

    def judge(self, path: Path) -> Judgement:
        """Say whether a package on a drive is whole and one of this office's own.

        Raises:
            NoPackage: there is none at this place.
            SeveralPackages: one must be named.
            Blocked: it cannot be read.
        """
        place = inspection.locate(path)
        if place.name.endswith(SEALED_ENDING):
            return self._sealed(place)
        seen = inspection.inspect(place)
        digits = inspection.manifest_sha256(place) if place.is_dir() else ""
        findings = tuple(one.message for one in seen.findings)
        ours = self._known(lambda one: one.manifest_sha256 == digits and bool(digits))
        return _judged(place, seen.size, digits, findings, ours)

    def judge_all(self, folder: Path) -> list[Judgement]:
        """Judge every package in a folder, by name.

        Raises:
            NoPackage: there is none.
            Blocked: one cannot be read.
        """
        found = inspection.packages_at(folder)
        return [self.judge(place) for place in found or [inspection.locate(folder)]]

    def _sealed(self, place: Path) -> Judgement:
        size, digits = inspection.size_at(place), ""
        findings: tuple[str, ...] = ()
        keys = KeyStore(self._session).owns()
        try:
            examined = packfile.examine(place, keys, self._session.now())
            digits = examined.sha256
        except PackRefused as refused:
            findings = (refused.finding.message + "。",)
        ours = self._known(lambda one: bool(digits) and one.statement_sha256 == digits)
        return _judged(place, size, digits, findings, ours)

    def _known(self, fits: Callable[[SyncPackage], bool]) -> SyncPackage | None:
        return next((one for one in store.packages(self._session.conn) if fits(one)), None)


def _judged(
    place: Path, size: int, digits: str, findings: tuple[str, ...], ours: SyncPackage | None
) -> Judgement:
    return Judgement(
        path=str(place),
        name=place.name,
        size=size,
        whole=not findings,
        ours=ours is not None,
        number=ours.number if ours else "",
        state=ours.state if ours else None,
        digits=digits,
        findings=findings,
    )
