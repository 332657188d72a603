"""A sealed package from the office to the county and its signed receipt back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.handover import PackageRow
from gkdesk.db import connection
from gkdesk.db.migrations import statements
from gkdesk.documents.service import Documents
from gkdesk.sync import bag, county_store, countysteps, due, outbox, packfile, packwrite, sealedout
from gkdesk.sync.bag import NameInUse, ReadBackDiffers
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys, NoCountyPair
from gkdesk.sync.keyring import FingerprintDiffers
from gkdesk.sync.keys import KeyPair, exchange_text
from gkdesk.sync.keystore import KeyStore, NoCountyKey, NoOwnKey
from gkdesk.sync.model import PackageState, SyncPackage
from gkdesk.sync.outbox import Unfinished
from gkdesk.sync.outwriter import PackageNotThere
from gkdesk.sync.packfault import Fault, PackRefused
from gkdesk.sync.receipt import ReceiptUnsigned
from gkdesk.sync.sealedout import TooLargeForDrive
from gkdesk.sync.service import NotSettled, Sync
from tests.conftest import CHEAP, StoppedClock, log_in

from .exchange import PASSWORD, Exchange, at, receipts
from .sealed import STRANGER


def test_there_and_back(exchange: Exchange, stick: Path, kept: str) -> None:
    package = exchange.sync.write(stick)
    assert package.sealed
    assert package.state is PackageState.VERIFIED
    assert [path.name for path in stick.iterdir()] == [package.name + ".gkp"]
    content = at(package).read_bytes()
    assert "公共文化服务".encode() not in content
    assert b"%PDF" not in content

    answer = exchange.county.receive(stick, pairs=exchange.pairs)
    assert (answer.accepted, answer.returned, answer.refused) == (3, (), False)
    [whole] = exchange.inbox.glob(f"*/{package.name}")
    assert (whole / "data" / "files" / f"{kept}.pdf").read_bytes().startswith(b"%PDF-1.4 sheet")
    assert not list((exchange.inbox / "unsealed").iterdir())

    [path] = receipts(stick)
    result = exchange.sync.read_receipt(path)
    assert result.package.state is PackageState.DELIVERED
    assert exchange.sync.read_receipt(path).repeated


def test_the_next_package_follows_in_the_signed_chain(
    exchange: Exchange, stick: Path, rows: list[PackageRow]
) -> None:
    first = exchange.sync.write(stick)
    exchange.county.receive(at(first), pairs=exchange.pairs)
    exchange.sync.read_receipt(receipts(stick)[0])
    rows[0] = PackageRow("item", "A1", 2, {"name": "公共文化服务（修订）"})
    second = exchange.sync.write(stick)
    waybill = packfile.peek(at(second))[0].waybill
    assert waybill.previous is not None
    assert waybill.previous.sha256 == first.statement_sha256
    assert waybill.from_revision == first.to_revision < waybill.to_revision
    answer = exchange.county.receive(at(second), pairs=exchange.pairs)
    assert (answer.accepted, answer.refused) == (1, False)


def test_a_package_twice_gives_the_same_receipt(exchange: Exchange, stick: Path) -> None:
    package = exchange.sync.write(stick)
    exchange.county.receive(at(package), pairs=exchange.pairs)
    before, database = receipts(stick)[0].read_bytes(), exchange.database()
    again = exchange.county.receive(at(package), pairs=exchange.pairs)
    assert again.repeated
    assert [path.read_bytes() for path in receipts(stick)] == [before]
    assert exchange.database() == database


def test_gap_and_older_are_answered_and_change_nothing(
    exchange: Exchange, stick: Path, tmp_path: Path, rows: list[PackageRow]
) -> None:
    first = exchange.sync.write(stick)
    lost = tmp_path / "lost"
    lost.mkdir()
    rows.append(PackageRow("item", "A3", 1, {"name": "防汛"}))
    second = exchange.sync.write(lost)
    database = exchange.database()
    answer = exchange.county.receive(at(second), pairs=exchange.pairs)
    assert "之前还有没收到的包" in answer.findings[0]
    assert exchange.database() == database
    assert exchange.sync.read_receipt(receipts(lost)[0]).package.state is PackageState.REFUSED
    exchange.county.receive(at(first), pairs=exchange.pairs)
    answer = exchange.county.receive(at(second), pairs=exchange.pairs)
    assert answer.accepted == 1


def test_void_numbers_need_not_come(
    exchange: Exchange, stick: Path, rows: list[PackageRow]
) -> None:
    first = exchange.sync.write(stick)
    exchange.county.receive(at(first), pairs=exchange.pairs)
    rows.append(PackageRow("item", "A3", 1, {"name": "防汛"}))
    lost = exchange.sync.write(stick)
    at(lost).unlink()
    exchange.sync.void(lost.number)
    third = exchange.sync.write(stick)
    answer = exchange.county.receive(at(third), pairs=exchange.pairs)
    assert answer.accepted == 1


def test_a_voided_package_that_came_after_all(
    exchange: Exchange, stick: Path, rows: list[PackageRow]
) -> None:
    first = exchange.sync.write(stick)
    exchange.county.receive(at(first), pairs=exchange.pairs)
    rows.append(PackageRow("item", "A3", 1, {"name": "防汛"}))
    slow = exchange.sync.write(stick)
    exchange.sync.void(slow.number)
    exchange.county.receive(at(slow), pairs=exchange.pairs)
    third = exchange.sync.write(stick)
    answer = exchange.county.receive(at(third), pairs=exchange.pairs)
    assert not answer.refused


@pytest.mark.parametrize("what", ["flipped", "truncated", "renamed", "longer", "empty"])
def test_a_damaged_package_is_refused_without_effect(
    exchange: Exchange, stick: Path, what: str
) -> None:
    package = exchange.sync.write(stick)
    data = at(package).read_bytes()
    path = at(package)
    match what:
        case "flipped":
            path.write_bytes(data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:])
        case "truncated":
            path.write_bytes(data[:-700])
        case "renamed":
            path = path.rename(path.with_name("GK_" + path.name[4:]))
        case "longer":
            path.write_bytes(data + b"\0")
        case "empty":
            path.write_bytes(b"")
    database = exchange.database()
    with pytest.raises(PackRefused):
        exchange.county.receive(path, pairs=exchange.pairs)
    assert exchange.database() == database
    assert not receipts(stick)
    assert not list(exchange.inbox.glob("*/GK_*"))


def test_strangers_and_revoked_keys_are_refused(exchange: Exchange, stick: Path) -> None:
    package = exchange.sync.write(stick)
    [known] = exchange.county.keys.others()
    database = exchange.database()
    with pytest.raises(NoCountyPair):
        exchange.county.receive(at(package))
    exchange.county.keys.revoke(known.public.fingerprint, "U 盘丢失")
    with pytest.raises(PackRefused) as caught:
        exchange.county.receive(at(package), pairs=exchange.pairs)
    assert caught.value.fault is Fault.REVOKED
    assert exchange.database() != database  # the revoking, nothing else


def test_another_county_cannot_open_it(
    exchange: Exchange, stick: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    package = exchange.sync.write(stick)
    other = tmp_path / "other"
    with County.init(other, name="石门县", now=clock) as county:
        keys = CountyKeys(other, now=clock, cost=CHEAP)
        keys.make("石门县", PASSWORD)
        ours = county.keys.take_in(tmp_path / "镇里.gkkey")
        county.keys.trust(ours.public.fingerprint, ours.public.fingerprint)
        with pytest.raises(PackRefused) as caught:
            county.receive(at(package), pairs=keys.pairs(PASSWORD))
    assert caught.value.fault is Fault.OTHER_RECIPIENT


def test_a_new_key_vouched_for_by_the_old_is_trusted_at_once(
    exchange: Exchange, tmp_path: Path, session: Session
) -> None:
    log_in(session, "管理员")
    pair = exchange.office.make()
    log_in(session, "周桂芬")
    path = tmp_path / "新.gkkey"
    path.write_text(exchange.office.give_out(), "utf-8")
    known = exchange.county.keys.take_in(path)
    assert known.trusted_at
    assert known.public == pair.public
    path.write_text(exchange_text(STRANGER), "utf-8")
    stranger = exchange.county.keys.take_in(path)
    assert not stranger.trusted_at
    with pytest.raises(FingerprintDiffers):
        exchange.county.keys.trust(stranger.public.fingerprint, pair.public.fingerprint)


def test_plain_packages_of_a_known_office_are_refused(
    tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync, stick: Path
) -> None:
    package = sync.write(stick)
    assert not package.sealed
    Exchange(tmp_path, clock, session, county, sync).meet()
    answer = county.receive(at(package))
    assert answer.refused
    assert "没有加密和签名" in answer.findings[0]


def test_there_is_no_way_back_to_plain_packages(exchange: Exchange, stick: Path) -> None:
    [known] = exchange.office.counties()
    exchange.office.revoke(known.public.fingerprint, "县里换机器")
    with pytest.raises(NoCountyKey, match="已到期或作废"):
        exchange.sync.write(stick)
    assert not list(stick.iterdir())
    assert not exchange.sync.packages()


def test_a_receipt_for_a_sealed_package_must_be_signed(
    exchange: Exchange, stick: Path, tmp_path: Path
) -> None:
    package = exchange.sync.write(stick)
    exchange.county.receive(at(package), pairs=exchange.pairs)
    [path] = receipts(stick)
    signature = path.with_name(path.name + ".minisig")
    kept = signature.read_bytes()
    signature.unlink()
    with pytest.raises(ReceiptUnsigned, match="没有签名文件"):
        exchange.sync.read_receipt(path)
    signature.write_bytes(kept[:-9] + b"AAAAAAA=\n")
    with pytest.raises(ReceiptUnsigned, match="核对不上"):
        exchange.sync.read_receipt(path)
    signature.write_bytes(kept)
    [known] = exchange.office.counties()
    exchange.office.revoke(known.public.fingerprint, "作废")
    with pytest.raises(ReceiptUnsigned, match="没有可用的县级密钥"):
        exchange.sync.read_receipt(path)
    assert exchange.sync.package(package.number).state is PackageState.VERIFIED


def test_without_an_own_key_nothing_is_written(
    session: Session, sync: Sync, county: County, stick: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    keys = CountyKeys(tmp_path / "inbox", now=clock, cost=CHEAP)
    pair = keys.make("云岭县", PASSWORD)
    path = tmp_path / "县里.gkkey"
    path.write_text(keys.give_out(PASSWORD), "utf-8")
    store = KeyStore(session)
    store.trust(store.take_in(path).public.fingerprint, pair.public.fingerprint)
    with pytest.raises(NoOwnKey):
        sync.write(stick)
    assert not list(stick.iterdir())
    assert not sync.packages()


def test_a_name_in_use_is_not_overwritten(exchange: Exchange, stick: Path) -> None:
    package = exchange.sync.write(stick)
    exchange.sync.void(package.number)
    shutil.copy(at(package), stick / "copy")
    number = package.file_name
    again = exchange.sync.write(stick)
    assert again.file_name != number
    other = stick / (again.file_name + ".partial")
    other.write_bytes(b"x")
    with pytest.raises(NameInUse):
        sealedout.write_partial(_bag(again), *_paper(exchange, again), stick, stick.stat().st_dev)
    assert other.read_bytes() == b"x"


def _bag(package: SyncPackage) -> sealedout.Bag:
    return sealedout.Bag(package.name, (), "0" * 64)


def _paper(exchange: Exchange, package: SyncPackage) -> tuple[sealedout.Waybill, KeyPair]:
    return packfile.peek(at(package))[0].waybill, exchange.office.own()


def test_a_drive_that_gives_back_other_bytes(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = packwrite.write

    def bad_blocks(target: Path, *rest: object) -> object:
        made = write(target, *rest)  # type: ignore[arg-type]
        data = bytearray(target.read_bytes())
        data[-3000] ^= 4
        target.write_bytes(data)
        return made

    monkeypatch.setattr(packwrite, "write", bad_blocks)
    with pytest.raises(ReadBackDiffers):
        exchange.sync.write(stick)
    assert not list(stick.iterdir())
    assert not exchange.sync.packages()


def test_a_rename_that_fails_is_finished_later(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealedout, "settle", _unplugged)
        with pytest.raises(NotSettled):
            exchange.sync.write(stick)
    [package] = exchange.sync.packages()
    [partial] = stick.iterdir()
    assert partial.name == package.file_name + ".partial"
    [left] = exchange.sync.leftovers(stick)
    assert (left.number, left.size) == (package.number, partial.stat().st_size)
    with pytest.raises(Unfinished):
        exchange.sync.clear(left)
    away = partial.rename(stick.parent / "away")
    with pytest.raises(PackageNotThere):
        exchange.sync.finish(package.number)
    data = bytearray(away.read_bytes())
    data[-3000] ^= 4
    partial.write_bytes(data)
    with pytest.raises(ReadBackDiffers):
        exchange.sync.finish(package.number)
    away.rename(partial)
    done = exchange.sync.finish(package.number)
    assert done.state is PackageState.VERIFIED
    assert [path.name for path in stick.iterdir()] == [package.file_name]
    assert exchange.county.receive(stick, pairs=exchange.pairs).accepted == 3


def _unplugged(_partial: Path, _sha256: str) -> Path:
    raise bag.ReadBackDiffers(count=1, first="x")


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
@pytest.mark.parametrize("sealed", [True, False])
def test_the_rename_is_followed_by_flushes_up_to_the_drive(
    request: pytest.FixtureRequest, sync: Sync, stick: Path, monkeypatch: pytest.MonkeyPatch,
    sealed: bool,
) -> None:  # fmt: skip
    if sealed:
        request.getfixturevalue("exchange")
    calls: list[Path] = []
    flush = os.fsync

    def told(handle: int) -> None:
        calls.append(Path(f"/proc/self/fd/{handle}").readlink())
        flush(handle)

    monkeypatch.setattr(os, "fsync", told)
    folder = stick / "报送" / "2026"
    package = sync.write(folder)
    settled = at(package) if sealed else at(package) / "data"
    last = [calls.index(settled)]  # the first call that names it is after the rename
    for place in (folder, stick / "报送", stick):
        last.append(calls.index(place, last[-1]))
    assert last == sorted(last)


def test_an_unfinished_sealed_package_is_cleared(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = stick / "GK_TEST0001_20260101_001_00000000.gkp.partial"
    strange.write_bytes(b"half")
    [left] = exchange.sync.leftovers(stick)
    assert (left.number, left.size) == ("", 4)
    exchange.sync.clear(left)
    assert not list(stick.iterdir())


def test_an_inbox_of_the_first_version_learns_keys(tmp_path: Path, clock: StoppedClock) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    conn = connection.connect(folder / county_store.DATABASE)
    for statement in statements(countysteps.STEPS[1]):
        conn.execute(statement)
    conn.execute("INSERT INTO county VALUES (1, '云岭县', '2026-01-01')")
    conn.execute("PRAGMA user_version = 1")
    conn.commit()
    conn.close()
    with County.open(folder, now=clock) as county:
        assert county.keys.others() == []
        assert countysteps.version(county._conn) == countysteps.VERSION


def test_what_one_file_does_not_hold_goes_with_the_next(
    exchange: Exchange, documents: Documents, rows: list[PackageRow], stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A drive of FAT32 takes no file of 4 GiB; here the limit is 10 MiB."""
    monkeypatch.setattr(packfile, "LARGEST_SEALED", 10 << 20)
    for number in range(4):
        data = b"%PDF-1.4" + bytes([number]) * (900 << 10)
        sha = documents.keep(data, name="a.pdf", subject="R")
        rows.append(PackageRow("record", f"R{number}", 1, {}, (("a.pdf", sha),)))
    first = exchange.sync.write(stick)
    assert (first.row_count, first.counts) == (4, {"item": 2, "record": 2})
    assert (stick / first.file_name).stat().st_size < 10 << 20
    assert [one.row.key for one in exchange.sync.choose().rows] == ["R2", "R3", "F01/2026Q3/v1"]
    second = exchange.sync.write(stick)
    assert (second.row_count, second.predecessor) == (3, first.number)
    for package in (first, second):
        answer = exchange.county.receive(stick / package.file_name, pairs=exchange.pairs)
        assert answer.accepted == package.row_count
    assert exchange.sync.choose().rows == ()


def test_one_row_larger_than_a_file_may_be_is_told(
    exchange: Exchange, documents: Documents, rows: list[PackageRow], stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(packfile, "LARGEST_SEALED", 1 << 20)
    sha = documents.keep(b"%PDF-1.4" + bytes(2 << 20), name="a.pdf", subject="R")
    del rows[1:]
    rows[0] = PackageRow("item", "A0", 1, {}, (("a.pdf", sha),))
    with pytest.raises(TooLargeForDrive, match="超过 U 盘单个文件的上限"):
        exchange.sync.write(stick)
    assert list(stick.iterdir()) == []


def test_a_county_killed_between_unpacking_and_taking(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = exchange.sync.write(stick)
    stale = exchange.inbox / "unsealed" / package.name
    stale.mkdir(parents=True)
    (stale / "half").write_bytes(b"x")
    (exchange.inbox / "unsealed" / (package.name + ".partial")).mkdir()
    answer = exchange.county.receive(at(package), pairs=exchange.pairs)
    assert answer.accepted == 3


def test_today_reminds_of_keys_about_to_end(
    exchange: Exchange, session: Session, clock: StoppedClock
) -> None:
    assert due.dues(session) == []
    [own] = exchange.office.owns()
    clock.value = datetime.combine(own.public.valid_until - timedelta(days=30), time(9))
    [found] = due.dues(session)
    assert (found.subject, found.due_on) == ("keys", own.public.valid_until)
    assert found.title == "本单位的密钥将于2028年4月10日到期"
    clock.value = datetime.combine(own.public.valid_until + timedelta(days=1), time(9))
    assert "已于" in due.dues(session)[0].title
    assert "不能打包" in due.dues(session)[0].detail
    log_in(session, "管理员")
    exchange.office.make()
    assert due.dues(session) == []
    [county] = exchange.office.counties()
    clock.value = datetime.combine(county.public.valid_until, time(9))
    assert [one.title for one in due.dues(session)] == ["县里的密钥将于2029年4月10日到期"]
    exchange.office.revoke(county.public.fingerprint, "换新")
    assert due.dues(session) == []


def test_what_a_killed_county_unsealed_goes_when_the_package_is_already_taken(
    exchange: Exchange, stick: Path
) -> None:
    package = exchange.sync.write(stick)
    exchange.county.receive(at(package), pairs=exchange.pairs)
    stale = exchange.inbox / "unsealed" / package.name
    shutil.copytree(next(exchange.inbox.glob(f"*/{package.name}")), stale)
    assert exchange.county.receive(at(package), pairs=exchange.pairs).repeated
    assert not list((exchange.inbox / "unsealed").iterdir())


def test_an_inbox_that_fills_up_after_the_taking_is_a_remark(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = exchange.sync.write(stick)
    write = files.write

    def full(path: Path, data: bytes) -> None:
        if path.is_relative_to(exchange.inbox):
            raise files.DiskFull(name=path.name)
        write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", full)
        answer = exchange.county.receive(at(package), pairs=exchange.pairs)
    assert answer.accepted == 3
    assert answer.remarks[0].startswith("回执没有写到收件箱里，再接收一次就会补写")
    [path] = receipts(stick)
    assert exchange.sync.read_receipt(path).package.state is PackageState.DELIVERED
    assert len(exchange.county.receive(at(package), pairs=exchange.pairs).paths) == 2
    assert list(exchange.inbox.glob(f"*/{path.name}"))


def test_a_commit_that_is_valid_and_reported_as_failed_keeps_what_it_counts_on(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transaction = Session.transaction

    @contextmanager
    def failing(session: Session) -> Iterator[None]:
        with transaction(session):
            yield
        raise connection.DatabaseTrouble

    def remembered(*rest: Any) -> int:
        monkeypatch.setattr(Session, "transaction", failing)
        return remember(*rest)

    remember = Sync._remember
    with monkeypatch.context() as patch:
        patch.setattr(Sync, "_remember", remembered)
        with pytest.raises(connection.DatabaseTrouble):
            exchange.sync.write(stick)
    monkeypatch.undo()
    [package] = exchange.sync.packages()
    assert package.state is PackageState.WRITTEN
    assert [path.name for path in stick.iterdir()] == [package.file_name + ".partial"]
    assert exchange.sync.finish(package.number).state is PackageState.VERIFIED


def test_a_commit_that_failed_leaves_nothing(
    exchange: Exchange, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_rest: object) -> None:
        raise connection.DatabaseTrouble

    monkeypatch.setattr(outbox, "remember", failing)
    with pytest.raises(connection.DatabaseTrouble):
        exchange.sync.write(stick)
    assert not exchange.sync.packages()
    assert not list(stick.iterdir())


def test_a_folder_named_like_the_receipt_is_a_remark(exchange: Exchange, stick: Path) -> None:
    package = exchange.sync.write(stick)
    (stick / (package.name + ".receipt.json")).mkdir()
    answer = exchange.county.receive(at(package), pairs=exchange.pairs)
    assert answer.accepted == 3
    assert "回执没有写到 U 盘上" in answer.remarks[-1]
