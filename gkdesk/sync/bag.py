"""Write a package to a folder so that it survives a pulled drive, and read it back.

Our own writer instead of bagit-python's ``make_bag``: that one works in place on a finished
folder, so a crash leaves half a bag under the final name; it never flushes, and it reads back
through the page cache. Here everything is written under ``<name>.partial``, flushed, read again
from the device, renamed, and flushed a second time: on FAT the rename writes an empty directory
entry that only the next flush fills (measured). bagit-python remains the independent judge in the
tests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.files import CHUNK, file_trouble, flush_folder, flush_way
from gkdesk.base.hashing import sha256_beside
from gkdesk.base.progress import Report, silent

from . import verify as rules
from .begun import AGAIN, LYING, WHOLE, Attempt, Pace
from .contents import Plan
from .drive import DrivePulled, pulled_or_not, still_there
from .inspection import device_sha256, listing_of, verify
from .model import PARTIAL, Finding, FindingKind

Read = Callable[[str], Iterable[bytes]]  # SHA-256 → the archived file, opened, in pieces


class NameInUse(Declined):
    """The drive already holds a folder of this name."""

    message = "U 盘上已有“{name}”。请先移走或清理它再打包，原有的内容没有改动。"


class ReadBackDiffers(Blocked):
    """What the drive gives back is not what was written."""

    message = (
        "读回核对时有{count}处不一致（{first}）。"
        "U 盘可能损坏，请换一个重新打包，本机的内容没有改动。"
    )


class ArchiveDiffers(Blocked):
    """An archived file is not what its hash says."""

    message = (
        "存档文件{sha256}的内容与登记的校验值不符。请从备份恢复存档后重新打包，没有写入任何内容。"
    )


def write_partial(
    plan: Plan, folder: Path, read: Read, device: int, report: Report = silent,
    *, attempt: Attempt | None = None,
) -> Path:  # fmt: skip
    """Write a package under its partial name and read it back; what differs is written once more.

    Args:
        plan: the package.
        folder: a folder ``drive.prepare`` has accepted.
        read: gives an archived file by its SHA-256.
        device: what ``drive.prepare`` returned.
        report: called between two files.
        attempt: what lies there of it and is sure is not written again; default: a new one.

    Returns:
        The ``.partial`` folder: whole, flushed and read back.

    Raises:
        NameInUse: the folder holds a package of this name, finished or not begun.
        ReadBackDiffers: the device gives back other bytes, twice.
        DrivePulled: what lies on the drive stays there, to be gone on with.
        Blocked: disk full, no rights. Whatever else goes wrong, the folder is removed.
    """
    partial, attempt = folder / (plan.name + PARTIAL), attempt or Attempt()
    if (folder / plan.name).exists() or (partial.exists() and not attempt.begun):
        raise NameInUse(name=plan.name)
    with cleared_on_trouble(partial, device), pulled_or_not(folder, device):
        with file_trouble(partial):
            if attempt.begun:
                _take_away(partial, plan)
            partial.mkdir(exist_ok=attempt.begun)
        found = _filled(partial, plan, read, report, attempt)
        still_there(folder, device)
        if found:
            report(0, 1, AGAIN)
            found = _filled(partial, plan, read, report, replace(attempt, sure=WHOLE))
            still_there(folder, device)
        if found:
            raise ReadBackDiffers(count=len(found), first=found[0].message.rstrip("。"))
    return partial


def _filled(
    partial: Path, plan: Plan, read: Read, report: Report, attempt: Attempt
) -> list[Finding]:
    """Write what does not lie there yet, and compare all of it."""
    _fill(partial, plan, read, report, attempt)
    return read_back(partial, plan, report)


def _take_away(partial: Path, plan: Plan) -> None:
    """Remove what is not ours: all when a link is there, so that nothing is written through it."""
    listing = listing_of(partial)
    if listing.strange:
        shutil.rmtree(partial)
        return
    for path in set(listing.files) - set(plan.digests):  # such as Thumbs.db
        (partial / path).unlink()


@contextmanager
def cleared_on_trouble(partial: Path, device: int | None = None) -> Iterator[None]:
    """Remove an unfinished folder or file when the block does not come to its end.

    With a ``device`` nothing of it is removed when it was pulled, should it be back by now: it is
    gone on with. What lies under its empty mount point is on another device.
    """
    done = False
    try:
        yield
        done = True
    except DrivePulled:
        done = device is not None and _lies_on(partial.parent, device)
        raise
    finally:
        if not done:
            with suppress(OSError):  # the drive is gone, and the file with it
                _remove(partial)


def _lies_on(folder: Path, device: int) -> bool:
    try:
        return folder.stat().st_dev == device
    except OSError:  # not there, so there is nothing to be removed either
        return True


def _remove(partial: Path) -> None:
    if partial.is_dir():
        shutil.rmtree(partial, ignore_errors=True)
    else:
        partial.unlink(missing_ok=True)


def _fill(partial: Path, plan: Plan, read: Read, report: Report, attempt: Attempt) -> None:
    # all folders first: making one later could build a pulled drive's path anew on the local disk
    attachments = {one.path: one for one in plan.attachments}
    paths = sorted([*plan.texts, *attachments])
    with file_trouble(partial):
        for place in sorted({partial / above for path in paths for above in _above(path)}):
            place.mkdir(exist_ok=True)
    kept, pace = 0, Pace()
    for step, path in enumerate(paths):
        report(step, len(paths) * 2, "写入")
        one = attachments.get(path)
        pieces = [plan.texts[path]] if one is None else checked(one.sha256, read)
        with file_trouble(partial / path):
            if (partial / path).exists():
                if step < attempt.sure and device_sha256(partial / path) == plan.digests[path]:
                    kept += 1
                    report(kept, len(paths), LYING)
                    continue
                (partial / path).unlink()
            _write_new(partial / path, pieces)
            due = pace.due((partial / path).stat().st_size)
        if due:
            _noted(partial, step + 1, attempt)
    _noted(partial, len(paths), attempt)


def _noted(partial: Path, files: int, attempt: Attempt) -> None:
    """Flush the folders too, and keep how many files are sure now."""
    with file_trouble(partial):
        flush_folders(partial)
        flush_way(partial.parent)
    attempt.note(files)


def _above(path: str) -> list[PurePosixPath]:
    return [above for above in PurePosixPath(path).parents if above.name]


def checked(sha256: str, read: Read) -> Iterator[bytes]:
    """Give an archived file in pieces and hash it on its way.

    Raises:
        ArchiveDiffers: after the last piece, when the whole is not what its name says.
    """
    with sha256_beside() as digest:
        for piece in read(sha256):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise ArchiveDiffers(sha256=sha256[:8])


def _write_new(target: Path, pieces: Iterable[bytes]) -> None:
    # exFAT goes on "succeeding" after the drive is gone; only the flush tells
    with target.open("xb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to a name that is not there yet, flushed; raises ``OSError``."""
    with source.open("rb") as read, target.open("xb") as write:
        while piece := read.read(CHUNK):
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())


def read_back(partial: Path, plan: Plan, report: Report = silent) -> list[Finding]:
    """Compare what the device gives back with the plan."""
    expected = plan.digests
    listing = listing_of(partial)
    found = [Finding(FindingKind.EXTRA, path) for path in listing.files if path not in expected]
    for step, (path, sha256) in enumerate(sorted(expected.items())):
        report(len(expected) + step, len(expected) * 2, "读回核对")
        if path not in listing.files:
            found.append(Finding(FindingKind.MISSING, path))
        elif (true := device_sha256(partial / path)) != sha256:
            kind = FindingKind.CHANGED if true else FindingKind.UNREADABLE
            found.append(Finding(kind, path))
    return found


def check_whole(place: Path, manifest_sha256: str) -> None:
    """Verify a package that may still bear its partial name.

    Raises:
        ReadBackDiffers: a finding, or another manifest than the one expected.
    """
    found = [finding for finding in verify(place) if finding.kind is not FindingKind.UNFINISHED]
    if found or device_sha256(place / rules.MANIFEST) != manifest_sha256:
        first = found[0].message.rstrip("。") if found else rules.MANIFEST
        raise ReadBackDiffers(count=max(1, len(found)), first=first)


def settle(partial: Path, manifest_sha256: str) -> Path:
    """Give a read-back package its final name, flush again, and look once more.

    Raises:
        ReadBackDiffers: the manifest under the final name is not ours.
        Blocked: the drive cannot be written.
    """
    final = partial.with_name(partial.name.removesuffix(PARTIAL))
    with file_trouble(partial):
        if partial.exists():
            partial.rename(final)
        for path in files_of(final):
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        flush_folders(final)
        flush_way(final.parent)
    if device_sha256(final / rules.MANIFEST) != manifest_sha256:
        raise ReadBackDiffers(count=1, first=rules.MANIFEST)
    return final


def files_of(folder: Path) -> Iterator[Path]:
    for place, _folders, names in os.walk(folder):
        for name in sorted(names):
            yield Path(place, name)


def size_of(place: Path) -> int:
    """Return the bytes of a folder or of one file."""
    paths = files_of(place) if place.is_dir() else [place]
    return sum(path.stat().st_size for path in paths)


def flush_folders(folder: Path) -> None:
    """Flush a folder and every folder in it: a renamed one is a new, empty entry on FAT."""
    for place, _folders, _names in os.walk(folder):
        flush_folder(Path(place))
