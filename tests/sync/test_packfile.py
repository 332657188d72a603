"""One sealed file: what was written opens, and nothing else does."""

from __future__ import annotations

import errno
import hashlib
import resource
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.base.errors import GkdeskError
from gkdesk.base.files import FileTrouble, NoSuchFile, NotAFile
from gkdesk.sync import (
    chain,
    packfile,
    packinside,
    packwrite,
    sealedbag,
    sealedout,
    sealing,
    signing,
    tarball,
)
from gkdesk.sync.bag import ArchiveDiffers, NameInUse
from gkdesk.sync.inspection import verify
from gkdesk.sync.keys import KnownKey
from gkdesk.sync.packfault import Fault, PackRefused
from gkdesk.sync.packfile import ENDING, Bag, Examined, examine, examine_open
from gkdesk.sync.sealedbag import unpack
from gkdesk.sync.tarball import Member
from gkdesk.sync.waybill import Link, Statement, read_statement
from tests.conftest import NOW

from .sealed import (
    COUNTY,
    FILE,
    OFFICE,
    OTHER_COUNTY,
    STRANGER,
    TRUSTED,
    WAYBILL,
    addressed,
    flipped,
    make,
    plan_of,
)

LATER = "2026-04-11T08:00:00"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def fault_of(path: Path, keys: list[KnownKey] | None = None, now: datetime = NOW) -> Fault:
    with pytest.raises(PackRefused) as caught:
        examine(path, [TRUSTED] if keys is None else keys, now)
    return caught.value.fault


def test_what_was_sealed_is_what_comes_out(tmp_path: Path, inbox: Path) -> None:
    path, statement = make(tmp_path, file=FILE)
    examined, folder = unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert examined.statement == statement
    assert examined.sha256 == hashlib.sha256(statement.text).hexdigest()
    assert folder == inbox / statement.name
    assert [one.name for one in inbox.iterdir()] == [statement.name]
    assert next((folder / "data" / "files").iterdir()).read_bytes() == FILE
    assert (folder / "gkdesk.json").read_bytes() == WAYBILL.text
    assert bagit.Bag(str(folder)).validate()
    assert verify(folder) == []


def test_every_recipient_opens_it_the_office_too(tmp_path: Path, inbox: Path) -> None:
    path, _ = make(tmp_path)
    _, folder = unpack(path, inbox, [TRUSTED], OFFICE.identity, NOW)
    assert (folder / "bagit.txt").is_file()


def test_the_same_content_gives_the_same_inner_bytes(tmp_path: Path) -> None:
    def inner() -> bytes:
        bag = sealedbag.bag_of(plan_of(file=FILE), WAYBILL, lambda _sha: [FILE])
        return b"".join(tarball.write(bag.name, bag.members))

    assert inner() == inner()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = make(tmp_path / "a"), make(tmp_path / "b")
    assert first[0].read_bytes() != second[0].read_bytes()  # another file key each time
    assert first[1].bag_sha256 == second[1].bag_sha256


@pytest.mark.parametrize("part", range(4))
def test_every_flipped_byte_is_refused_before_any_effect(
    tmp_path: Path, inbox: Path, part: int
) -> None:
    path, _ = make(tmp_path)
    target = tmp_path / "flip" / path.name
    target.parent.mkdir()
    faults = set()
    for at, data in flipped(path.read_bytes()):
        if at % 4 != part:  # four parts, so that two workers share them
            continue
        with pytest.raises(PackRefused) as caught:
            examine_open(BytesIO(data), path.name, [TRUSTED], NOW)
            pytest.fail(f"byte {at} was changed and taken")
        faults.add(caught.value.fault)
        if at % 29 == 0:  # the same judge stands before the unpacking
            target.write_bytes(data)
            with pytest.raises(PackRefused) as caught:
                unpack(target, inbox, [TRUSTED], COUNTY.identity, NOW)
            assert not list(inbox.iterdir())
    assert faults >= {Fault.NOT_A_PACKAGE, Fault.BAD_STATEMENT, Fault.FORGED, Fault.BROKEN}


def test_every_truncation_and_every_addition_is_refused(tmp_path: Path) -> None:
    path, _ = make(tmp_path)
    whole = path.read_bytes()
    for size in {*range(0, len(whole), 97), *range(len(whole) - 1100, len(whole), 9)}:
        path.write_bytes(whole[:size])
        assert fault_of(path) is Fault.TRUNCATED
    path.write_bytes(whole + b"\0")
    assert fault_of(path) is Fault.TOO_LONG


def _renamed(path: Path, _statement: Statement) -> Path:
    return path.rename(path.with_name("GK_87479886_20260410_001_00000000" + ENDING))


def _repacked(path: Path, _statement: Statement) -> Path:
    folder = path.parent / "unpacked"
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    path.unlink()
    with tarfile.open(path, "w") as tar:
        tar.add(folder / path.stem, path.stem)
    return path


def _zipped(path: Path, _statement: Statement) -> Path:
    made = shutil.make_archive(str(path.parent / "zipped"), "zip", path.parent, path.name)
    return Path(made).replace(path)


def _resealed(path: Path, statement: Statement) -> Path:
    """The county opens it, seals the bag for another county, and keeps the signature."""
    with path.open("rb") as file:
        examined = Examined(statement, TRUSTED, "")
        found = packinside.members(file, examined, COUNTY.identity, path.name)
        parts = [Member.of(name, b"".join(pieces)) for name, _size, pieces in found]
    recipients = [OTHER_COUNTY.public.seal] * 2
    sealed = b"".join(sealing.seal(tarball.write(statement.name, parts), recipients))
    assert len(sealed) == statement.sealed_size
    data = path.read_bytes()
    at = len(data) - 1024 - len(sealed) - -len(sealed) % 512
    path.write_bytes(data[:at] + sealed + data[at + len(sealed) :])
    return path


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_renamed, Fault.RENAMED),
        (_repacked, Fault.NOT_A_PACKAGE),
        (_zipped, Fault.NOT_A_PACKAGE),
        (_resealed, Fault.BROKEN),
    ],
)
def test_a_file_another_hand_made_is_refused(
    tmp_path: Path, change: Callable[[Path, Statement], Path], fault: Fault
) -> None:
    assert fault_of(change(*make(tmp_path))) is fault


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ([], Fault.UNKNOWN_SIGNER),
        ([KnownKey(STRANGER.public, LATER)], Fault.UNKNOWN_SIGNER),
        ([KnownKey(OFFICE.public)], Fault.UNTRUSTED),
        ([replace(TRUSTED, revoked_at=LATER)], Fault.REVOKED),
        (
            [replace(TRUSTED, public=replace(OFFICE.public, valid_until=date(2026, 4, 9)))],
            Fault.KEY_EXPIRED,
        ),
        ([replace(TRUSTED, public=replace(OFFICE.public, owner="另一个"))], Fault.OTHER_SIGNER),
    ],
)
def test_only_a_trusted_key_of_the_office_itself_signs(
    tmp_path: Path, keys: list[KnownKey], fault: Fault
) -> None:
    assert fault_of(make(tmp_path)[0], keys) is fault


def test_a_forger_who_names_the_office_key_is_refused(tmp_path: Path) -> None:
    path, statement = make(tmp_path)
    forged = signing.sign(statement.text, STRANGER.seed, statement.comment)
    real = signing.sign(statement.text, OFFICE.seed, statement.comment)
    path.write_bytes(path.read_bytes().replace(real, forged))
    assert fault_of(path) is Fault.FORGED


def test_dates_are_held(tmp_path: Path) -> None:
    path, _ = make(tmp_path)
    assert fault_of(path, now=NOW - timedelta(days=2)) is Fault.FUTURE
    assert examine(path, [TRUSTED], NOW - timedelta(hours=23)).statement.waybill == WAYBILL
    assert fault_of(path, now=NOW.replace(year=2027, day=11)) is Fault.EXPIRED


def test_a_package_of_another_office_or_for_another_county(tmp_path: Path, inbox: Path) -> None:
    path, _ = make(tmp_path)
    with pytest.raises(PackRefused) as caught:
        examine(path, [TRUSTED], NOW, office="91110000000000000X")
    assert caught.value.fault is Fault.OTHER_OFFICE
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], OTHER_COUNTY.identity, NOW)
    assert caught.value.fault is Fault.OTHER_RECIPIENT
    assert list(inbox.iterdir()) == []


def test_a_recipient_who_is_named_but_was_not_sealed_for(tmp_path: Path, inbox: Path) -> None:
    path, statement = make(tmp_path)
    data = path.read_bytes()
    named = replace(statement, waybill=addressed(OTHER_COUNTY, OFFICE))
    old = packfile.head(statement, signing.sign(statement.text, OFFICE.seed, statement.comment))
    new = packfile.head(named, signing.sign(named.text, OFFICE.seed, named.comment))
    path.write_bytes(new + data.removeprefix(old))
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], OTHER_COUNTY.identity, NOW)
    assert caught.value.fault is Fault.OTHER_RECIPIENT
    with pytest.raises(PackRefused) as caught:  # and the inside names other recipients
        unpack(path, inbox, [TRUSTED], OFFICE.identity, NOW)
    assert caught.value.fault is Fault.MIXED
    assert list(inbox.iterdir()) == []


def test_a_bag_that_is_not_the_signed_one(tmp_path: Path, inbox: Path) -> None:
    bag = sealedbag.bag_of(plan_of(), WAYBILL, lambda _sha: [])
    path = tmp_path / (bag.name + ENDING)
    packwrite.write(path, replace(bag, sha256="0" * 64), WAYBILL, OFFICE)
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert caught.value.fault is Fault.MIXED


def test_a_bag_whose_manifest_does_not_fit(tmp_path: Path, inbox: Path) -> None:
    bag = sealedbag.bag_of(plan_of(), WAYBILL, lambda _sha: [])
    swapped = [
        Member.of(one.path, b"{}\n") if one.path.endswith("item.jsonl") else one
        for one in bag.members
    ]
    path = tmp_path / (bag.name + ENDING)
    packwrite.write(path, Bag(bag.name, tuple(swapped), bag.sha256), WAYBILL, OFFICE)
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert caught.value.fault is Fault.NOT_A_BAG
    assert list(inbox.iterdir()) == []


def test_rows_of_another_package(tmp_path: Path, inbox: Path) -> None:
    bag = sealedbag.bag_of(plan_of(number="2026-002"), WAYBILL, lambda _sha: [])
    path = tmp_path / (bag.name + ENDING)
    packwrite.write(path, bag, WAYBILL, OFFICE)
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert caught.value.fault is Fault.MIXED
    assert caught.value.finding.detail == "data/package.json"
    assert list(inbox.iterdir()) == []


def test_a_bag_without_its_waybill(tmp_path: Path, inbox: Path) -> None:
    bag = sealedbag.bag_of(plan_of(), WAYBILL, lambda _sha: [])
    fewer = tuple(one for one in bag.members if one.path != "gkdesk.json")
    path = tmp_path / (bag.name + ENDING)
    packwrite.write(path, replace(bag, members=fewer), WAYBILL, OFFICE)
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert caught.value.fault is Fault.NOT_A_BAG
    assert "gkdesk.json" in str(caught.value)


def test_nothing_stays_of_a_package_that_could_not_be_written(tmp_path: Path) -> None:
    plan, device = plan_of(file=FILE), tmp_path.stat().st_dev
    bag = sealedbag.bag_of(plan, WAYBILL, lambda _sha: [FILE[:-1] + b"x"])
    with pytest.raises(ArchiveDiffers):
        sealedout.write_partial(bag, WAYBILL, OFFICE, tmp_path, device)
    short = sealedbag.bag_of(plan, WAYBILL, lambda _sha: [])
    with pytest.raises((ValueError, ArchiveDiffers)):
        sealedout.write_partial(short, WAYBILL, OFFICE, tmp_path, device)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path: Path, inbox: Path) -> None:
    path, statement = make(tmp_path)
    with pytest.raises(GkdeskError):
        make(tmp_path)
    (inbox / statement.name).mkdir()
    with pytest.raises(NameInUse):
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)


def test_what_a_killed_run_left_is_cleared(tmp_path: Path, inbox: Path) -> None:
    path, statement = make(tmp_path)
    left = inbox / (statement.name + ".partial")
    (left / "data").mkdir(parents=True)
    (left / "data" / "half").write_bytes(b"x")
    _, folder = unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    assert verify(folder) == []
    assert not left.exists()


class _Pulled(BytesIO):
    """A drive that is pulled once the head was read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 3000:
            raise OSError(errno.EIO, "pulled")
        return super().read(size)


def test_a_pulled_drive_is_named_not_the_own_disk(tmp_path: Path, inbox: Path) -> None:
    path, _ = make(tmp_path)
    examined = examine(path, [TRUSTED], NOW)
    with pytest.raises(FileTrouble, match=path.name):
        sealedbag.lay_down(_Pulled(path.read_bytes()), examined, inbox, COUNTY.identity, path.name)
    assert list(inbox.iterdir()) == []


def test_what_is_no_file(tmp_path: Path, inbox: Path) -> None:
    with pytest.raises(NotAFile):
        examine(tmp_path, [TRUSTED], NOW)
    with pytest.raises(NoSuchFile):
        unpack(tmp_path / "none.gkp", inbox, [TRUSTED], COUNTY.identity, NOW)


def test_only_the_signer_writes_under_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="signer"):
        make(tmp_path, pair=STRANGER)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"minisign-ed25519", b"sm2-sm3-sm4-gcm!", Fault.SUITE),
        (b'"version":1', b'"version":2', Fault.SUITE),
        (b'"to_revision":12', b'"to_revision":-2', Fault.BAD_STATEMENT),
        (b'"from_revision":0', b'"from_revision":9', Fault.FORGED),
        (b'"number":"2026-001"', b'"number":"2026-002"', Fault.FORGED),
    ],
)
def test_a_changed_statement(tmp_path: Path, old: bytes, new: bytes, fault: Fault) -> None:
    path, _ = make(tmp_path)
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert fault_of(path) is fault


def test_a_statement_reads_back(tmp_path: Path) -> None:
    linked = replace(WAYBILL, previous=Link("2025-009", "ab" * 32))
    statement = Statement(linked, "GK_87479886_20260410_001_0a1b2c3d", 9, "1" * 64, "2" * 64)
    assert read_statement(statement.text) == statement


# ---- the chain ----


def _seen(number: str, previous: Link | None, *, sha: str = "") -> Examined:
    waybill = replace(WAYBILL, number=number, previous=previous)
    statement = Statement(waybill, "GK_X", 9, "1" * 64, "2" * 64)
    return Examined(statement, TRUSTED, sha or number[-1] * 64)


FIRST, SECOND = Link("2026-001", "1" * 64), Link("2026-002", "2" * 64)


@pytest.mark.parametrize(
    ("package", "void", "fault"),
    [
        (_seen("2026-003", SECOND), (), None),
        (_seen("2026-005", SECOND), (), None),
        (_seen("2027-001", SECOND), (), None),
        (_seen("2026-002", FIRST), (), Fault.REPLAYED),
        (_seen("2026-002", FIRST, sha="9" * 64), (), Fault.FORK),
        (_seen("2025-001", None), (), Fault.OLDER),
        (_seen("2026-003", None), (), Fault.FORK),
        (_seen("2026-003", Link("2026-002", "9" * 64)), (), Fault.FORK),
        (_seen("2026-004", Link("2026-003", "3" * 64)), (), Fault.GAP),
        (_seen("2026-003", FIRST), (), Fault.FORK),
        (_seen("2026-003", FIRST), ("2026-002",), None),
    ],
)
def test_the_place_in_the_chain(
    package: Examined, void: tuple[str, ...], fault: Fault | None
) -> None:
    received = {one.number: one.sha256 for one in (FIRST, SECOND)}
    found = chain.judge(package, received, void)
    assert (found and found.fault) == fault


def test_the_first_package_of_an_office() -> None:
    assert chain.judge(_seen("2026-001", None), {}) is None
    found = chain.judge(_seen("2026-003", SECOND), {})
    assert found is not None
    assert found.fault is Fault.GAP
    assert found.message.startswith("第2026-003号包之前还有没收到的包")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=40))
def test_lost_repeated_and_mixed_up_packages_end_in_order(arrivals: list[int]) -> None:
    sent = [_seen("2026-001", None, sha="0" * 64)]
    for n in range(1, 8):
        before = sent[-1]
        link = Link(before.statement.waybill.number, before.sha256)
        sent.append(_seen(f"2026-{n + 1:03d}", link, sha=f"{n:x}" * 64))
    received: dict[str, str] = {}
    for at in [*arrivals, *range(8)]:
        number = sent[at].statement.waybill.number
        found = chain.judge(sent[at], received)
        assert (found is None) == (at == len(received))
        if found is None:
            received[number] = sent[at].sha256
        else:
            assert found.fault is (Fault.REPLAYED if at < len(received) else Fault.GAP)
    assert list(received.values()) == [one.sha256 for one in sent]


# ---- memory ----

_BIG = """
import resource, sys
from pathlib import Path
from tests.conftest import NOW
from tests.sync.sealed import *
from gkdesk.sync.contents import Attachment
from gkdesk.sync.tarball import Member
import hashlib
piece, count = bytes(1 << 20), int(sys.argv[2])
folder = Path(sys.argv[1])
(folder / "in").mkdir()
make(folder / "in")
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
digest = hashlib.sha256()
for _ in range(count):
    digest.update(piece)
sha = digest.hexdigest()
row = PackageRow("item", "A1", 1, {}, (("a.bin", sha),))
info = plan_of().info
plan = build(info, [row], {sha: count << 20}, "t")
bag = sealedbag.bag_of(plan, WAYBILL, lambda _sha: (piece for _ in range(count)))
path = folder / (bag.name + ENDING)
packwrite.write(path, bag, WAYBILL, OFFICE)
sealedbag.unpack(path, folder / "in", [TRUSTED], COUNTY.identity, NOW)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)
"""


def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0
    done = subprocess.run(
        [sys.executable, "-c", _BIG, str(tmp_path), "96"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert int(done.stdout) < 24 << 10  # KiB over the base, for 96 MiB
