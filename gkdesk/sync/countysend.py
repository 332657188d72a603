"""The county sends to its offices: checks each file as what it is, seals one package for all."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gkdesk import __version__
from gkdesk.accounts.organ import credit_code_fault
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Blocked
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.privacy import demand_open
from gkdesk.base.progress import Report, silent
from gkdesk.base.text import printable
from gkdesk.db import transaction

from . import bag, countysent, downanswer, downkinds, downpack, drive, sealedout
from .county import County
from .countykeys import NoCountyPair
from .countylock import alone
from .countysent import SentPackage
from .downanswer import NotAnAnswer
from .downbill import DOWN, MOST_OFFICES, DownWaybill
from .downkinds import FormCheck, Found
from .downmodel import LONGEST_NOTE, DownInfo
from .keys import KeyPair, KnownKey, PublicKey, usable
from .model import PARTIAL, SEALED_ENDING, number_of, order_of
from .sendfault import (
    BadTownCode,
    NoSuchSent,
    NoSuchTown,
    NothingGiven,
    NoTowns,
    SentNotSettled,
    SentNotThere,
    TooManyTowns,
)
from .waybill import Link

LARGEST_FILE = 32 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Town:
    """An office that can be sent to, with the key that is used."""

    code: str
    name: str
    seal: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent, beside the files: to whom, the words, the day."""

    towns: tuple[str, ...] = ()  # codes or names; empty: all
    note: str = ""
    from_on: str = ""  # ISO, or ""


class Sending(County):
    """One open inbox that also sends."""

    answers_at = staticmethod(downanswer.found_at)

    def gather(self, paths: Sequence[Path], check: FormCheck, shipped: FormFolders) -> list[Found]:
        """Recognise and check every file; folders are gone through.

        Raises:
            NothingGiven, NotRecognised, BadFile, SameTarget: nothing is written.
            Blocked: a file cannot be read.
        """
        found = []
        for path in _files(paths):
            name = f"{path.resolve().parent.name}/{path.name}"
            data = files.read(path, largest=LARGEST_FILE)
            found.append(downkinds.recognise(name, data, check, shipped))
        if len(found) > downpack.MOST_PARTS:
            raise BadValue("paths", "文件", f"多于{downpack.MOST_PARTS}个")
        return downkinds.distinct(found)

    def end_of(self, fingerprint: str, reason: str, pairs: Sequence[KeyPair]) -> Found:
        """Compose the note that ends one of the county's older keys.

        Raises:
            BadValue: no such key, or the one that would sign the package.
        """
        bare = "".join(fingerprint.split())
        today = self._now().date()
        own = [one.public for one in pairs]
        named = next((one for one in own if one.fingerprint.replace(" ", "") == bare), None)
        if named is None:
            raise BadValue("end_key", "要作废的密钥", "不是本收件箱的密钥")
        if named == self._pair(pairs).public:
            raise BadValue("end_key", "要作废的密钥", "正在使用，请先生成新的密钥")
        if not reason.strip() or len(reason) > LONGEST_NOTE or not reason.isprintable():
            raise BadValue("end_reason", "作废原因", f"要写，写在一行，最多{LONGEST_NOTE}字")
        return downkinds.key_end_part(named, reason.strip(), today)

    def towns(self, chosen: Collection[str] = ()) -> list[Town]:
        """Return the offices with a key in force, by code, all or those named.

        Raises:
            NoTowns, NoSuchTown, BadTownCode, TooManyTowns: nothing is written.
        """
        newest: dict[str, PublicKey] = {}
        for one in usable(self.keys.others(), self._now().date()):  # the newest first
            newest.setdefault(one.public.owner, one.public)
        found = [Town(code, one.name, one.seal) for code, one in sorted(newest.items())]
        if not found:
            raise NoTowns
        for word in chosen:
            if not any(word in (one.code, one.name) for one in found):
                raise NoSuchTown(town=word)
        found = [one for one in found if not chosen or {one.code, one.name} & set(chosen)]
        for town in found:
            if credit_code_fault(town.code):
                raise BadTownCode(name=printable(town.name), code=printable(town.code))
        if len(found) > MOST_OFFICES:
            raise TooManyTowns(most=MOST_OFFICES, count=len(found))
        return found

    def send(
        self, found: Sequence[Found], folder: Path, pairs: Sequence[KeyPair],
        letter: Letter | None = None, report: Report = silent,
    ) -> SentPackage:  # fmt: skip
        """Write one package for all chosen offices to a drive, read back and settled.

        Args:
            found: from ``gather`` and ``end_of``.
            folder: on the drive.
            pairs: the county's own keys, the newest first.
            letter: to whom, the words, the day.
            report: called while it is read back.

        Raises:
            NothingGiven, NoTowns, NoSuchTown, TooManyTowns: nothing was written.
            NoCountyPair, BadValue: nothing was written.
            DriveMissing, DriveFull, DriveReadOnly, NameInUse: nothing was written.
            ReadBackDiffers, DrivePulled, Blocked: what was written is cleared away.
            SentNotSettled: only the rename is missing; see ``finish``.
            InboxInUse: another program writes in the inbox.
        """
        letter = letter or Letter()
        if not found:
            raise NothingGiven
        towns, pair = self.towns(letter.towns), self._pair(pairs)
        with alone(self._inbox):
            info = self._info(found, letter)
            self._write(found, folder, info, (towns, pair), report)
        return self.package(info.number)

    def _write(
        self, found: Sequence[Found], folder: Path, info: DownInfo,
        ends: tuple[Sequence[Town], KeyPair], report: Report,
    ) -> None:  # fmt: skip
        towns, pair = ends
        name, texts = downpack.texts_of(info, [one.data for one in found], f"gkdesk {__version__}")
        waybill = self._waybill(info, towns, pair)
        whole = downpack.bag_of(name, texts, waybill)
        device = drive.prepare(folder, sealedout.size_of(whole, waybill))
        partial, statement = sealedout.write_partial(
            whole, waybill, pair, folder, device, report, way=DOWN
        )
        sha256 = hashlib.sha256(statement.text).hexdigest()
        with bag.cleared_on_trouble(partial), transaction(self._conn):
            countysent.add(
                self._conn, info, name=name, sha256=sha256, folder=str(folder.resolve()),
                towns=[(one.code, one.name) for one in towns],
            )  # fmt: skip
        self._settle(partial, sha256, info.number)

    def finish(
        self, number: str, pairs: Sequence[KeyPair], folder: Path | None = None
    ) -> SentPackage:
        """Settle a package that was read back but not renamed.

        ``folder`` is where it lies when the drive came back under another name.

        Raises:
            NoSuchSent, SentNotThere: nothing is changed.
            ReadBackDiffers: it was changed meanwhile.
        """
        package = self.package(number)
        if package.verified:
            return package
        final = (folder or Path(package.folder)) / (package.name + SEALED_ENDING)
        partial = final.with_name(final.name + PARTIAL)
        place = partial if partial.exists() else final
        if not place.exists():
            raise SentNotThere(folder=final.parent, number=number)
        own = [KnownKey(one.public, package.made_at) for one in pairs]
        made_at = datetime.fromisoformat(package.made_at)
        seen = sealedout.check_whole(place, final.name, own, made_at, way=DOWN)
        if seen.sha256 != package.statement_sha256:
            raise bag.ReadBackDiffers(count=1, first=final.name)
        self._settle(partial, package.statement_sha256, number)
        return self.package(number)

    def sent(self) -> list[SentPackage]:
        """Return what was sent, the newest first, with what each office answered."""
        return countysent.packages(self._conn)

    def package(self, number: str) -> SentPackage:
        """Raises: NoSuchSent."""
        for one in self.sent():
            if one.number == number:
                return one
        raise NoSuchSent(number=number)

    def take_answer(self, path: Path) -> bool:
        """Note what an office says it did with a package; tell whether it was new.

        Raises:
            NotAnAnswer: no answer, or not signed by the office it names.
            NoSuchSent: to a package this county never sent.
        """
        answer, signature = downanswer.read(path)
        package = self.package(answer.number)
        towns = [one.code for one in package.towns]
        same = (package.statement_sha256, package.name) == (answer.statement_sha256, answer.package)
        if not same or answer.town not in towns:
            raise NotAnAnswer(name=path.name, reason="与发出的包对不上")
        keys = [one for one in self.keys.others() if one.public.owner == answer.town]
        if not any(answer.signed_by(one, signature) for one in usable(keys, self._now().date())):
            raise NotAnAnswer(name=path.name, reason="签名核对不上")
        at, digest = countysent.answered(self._conn, answer.number, answer.town)
        if answer.at < at or answer.digest == digest:
            return False  # said before, or something newer was
        with transaction(self._conn):
            for target, state in answer.states:
                countysent.add_answer(
                    self._conn, number=answer.number, town=answer.town, target=target,
                    state=state, at=answer.at, digest=answer.digest,
                )  # fmt: skip
        return True

    def _settle(self, partial: Path, sha256: str, number: str) -> None:
        try:
            sealedout.settle(partial, sha256, DOWN)
        except Blocked as error:
            raise SentNotSettled(number=number) from error
        stamp = self._now().isoformat(timespec="seconds")
        with transaction(self._conn):
            countysent.add_event(self._conn, number, "verified", stamp)

    def _pair(self, pairs: Sequence[KeyPair]) -> KeyPair:
        today = self._now().date()
        for one in pairs:
            if one.public.holds_on(today):
                return one
        raise NoCountyPair

    def _info(self, found: Sequence[Found], letter: Letter) -> DownInfo:
        note = letter.note.strip()
        if len(note) > LONGEST_NOTE or (note and not note.isprintable()):
            raise BadValue("note", "说明", f"要写在一行里，最多{LONGEST_NOTE}字")
        demand_open(note, "note", "说明")
        if sum(one.part.size for one in found) > downpack.LARGEST:
            raise BadValue("paths", "文件", f"合计超过{downpack.LARGEST >> 20} MB，请分几包发")
        try:
            date.fromisoformat(letter.from_on or "2000-01-01")
        except ValueError as error:
            raise BadValue("from_on", "起用日期", "应写成 2027-01-01 的样子") from error
        now = self._now()
        orders = [order_of(one.number) for one in self.sent()]
        # a clock put back must not make an older year follow a newer one
        year = max([now.year, *(taken for taken, _last in orders)])
        last = max([0, *(sequence for taken, sequence in orders if taken == year)])
        stamp = now.isoformat(timespec="seconds")
        parts = tuple(one.part for one in found)
        return DownInfo(self.name, number_of(year, last + 1), stamp, note, letter.from_on, parts)

    def _waybill(self, info: DownInfo, towns: Sequence[Town], pair: KeyPair) -> DownWaybill:
        sent = self.sent()  # the newest first

        def before(code: str) -> str:
            mine = (one.number for one in sent if any(code == town.code for town in one.towns))
            return next(mine, "")

        made_at = datetime.fromisoformat(info.made_at)
        return DownWaybill(
            county=self.name,
            offices=tuple((one.code, before(one.code)) for one in towns),
            number=info.number,
            made_at=made_at,
            expires_on=(made_at + sealedout.GOOD_FOR).date(),
            signer=pair.public.sign,
            recipients=tuple(sorted({pair.public.seal, *(one.seal for one in towns)})),
            previous=Link(sent[0].number, sent[0].statement_sha256) if sent else None,
        )


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        with files.file_trouble(path):
            inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        # what editors and file managers leave beside the files is nobody's
        found += [one for one in inside if path == one or _meant(one)]
    if not found:
        raise NothingGiven
    return found


def _meant(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name != "Thumbs.db"
