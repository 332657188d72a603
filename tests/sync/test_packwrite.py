"""Going on with a file that a pulled drive brought back, byte for byte."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.base.errors import Blocked
from gkdesk.base.files import CHUNK
from gkdesk.sync import begun, packwrite, sealedbag, sealing
from gkdesk.sync.begun import WHOLE, Attempt
from gkdesk.sync.packfile import ENDING, Bag, examine
from gkdesk.sync.sealedbag import unpack
from tests.conftest import NOW

from .sealed import COUNTY, OFFICE, TRUSTED, WAYBILL, plan_of

BIG = b"".join(number.to_bytes(4, "big") for number in range(1_200_000))  # 4.8 MB


def bag_of(file: bytes = BIG) -> Bag:
    return sealedbag.bag_of(plan_of(file=file), WAYBILL, lambda _sha: iter([file]))


class Counted:
    """Tells which bytes of a file were written and which only read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: list[int] = []
        self._flushes = 0
        real = os.fsync

        def counted(handle: int) -> None:
            self._flushes += 1
            real(handle)

        monkeypatch.setattr(os, "fsync", counted)

    def report(self, step: int, _total: int, what: str = "") -> None:
        if what == begun.LYING:
            self.found.append(step)

    @property
    def flushes(self) -> int:
        return self._flushes


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Path, bytes, Attempt]:
    """A package as it is when nothing happens, and the attempt that made it."""
    bag, attempt = bag_of(), Attempt()
    path = tmp_path / (bag.name + ENDING)
    packwrite.write(path, bag, WAYBILL, OFFICE, attempt)
    data = path.read_bytes()
    path.unlink()
    return path, data, replace(attempt, begun=True, sure=WHOLE)


def torn(data: bytes) -> Iterator[tuple[str, bytes, int]]:
    """What a pulled drive may hold, and how much of it is to be kept at least."""
    half = len(data) // 2
    yield "empty", b"", 0
    yield "a piece of the head", data[:77], 0
    yield "half", data[:half], half - 2 * CHUNK
    yield "half, then zeros", data[:half] + bytes(len(data) - half), half - 2 * CHUNK
    yield "a hole", data[:half] + bytes(CHUNK) + data[half + CHUNK :], half - 2 * CHUNK
    yield "zeros only", bytes(len(data)), 0
    yield "no last byte", data[:-1], len(data) - 3 * CHUNK
    yield "more than there should be", data + b"old file's tail" * 999, len(data) - 3 * CHUNK
    yield "the old head", bytes(9000) + data[9000:], 0
    yield "whole", data, len(data) - 3 * CHUNK


@pytest.mark.parametrize("number", range(10))
def test_what_lies_there_is_kept_and_the_rest_written(
    whole: tuple[Path, bytes, Attempt], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path, data, attempt = whole
    what, lying, kept = next(itertools.islice(torn(data), number, None))
    path.write_bytes(lying)
    seen = Counted(monkeypatch)
    packwrite.write(path, bag_of(), WAYBILL, OFFICE, attempt, seen.report)
    assert path.read_bytes() == data, what
    assert max([0, *seen.found]) >= kept, what


@settings(max_examples=25)
@given(cut=st.integers(0, 4_800_000), spoilt=st.integers(0, 4_800_000), junk=st.binary(max_size=9))
def test_whatever_lies_there_the_package_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, cut: int, spoilt: int, junk: bytes
) -> None:
    bag, attempt = bag_of(), Attempt(bytes(32))
    path = tmp_path_factory.getbasetemp() / f"{bag.name}.{os.getpid()}"
    path.unlink(missing_ok=True)
    statement = packwrite.write(path, bag, WAYBILL, OFFICE, attempt)
    data = path.read_bytes()
    path.write_bytes(data[:spoilt] + junk + data[spoilt + len(junk) : cut])
    again = packwrite.write(path, bag, WAYBILL, OFFICE, replace(attempt, begun=True, sure=WHOLE))
    assert (again, path.read_bytes() == data) == (statement, True)


def test_the_county_takes_what_was_written_on(
    whole: tuple[Path, bytes, Attempt], tmp_path: Path
) -> None:
    path, data, attempt = whole
    path.write_bytes(data[:3_000_000])
    packwrite.write(path, bag_of(), WAYBILL, OFFICE, attempt)
    (tmp_path / "inbox").mkdir()
    assert examine(path, [TRUSTED], NOW).statement.waybill == WAYBILL
    unpack(path, tmp_path / "inbox", [TRUSTED], COUNTY.identity, NOW)


def test_other_content_is_never_sealed_with_the_same_secrets(
    whole: tuple[Path, bytes, Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data, attempt = whole
    path.write_bytes(data)
    seen = Counted(monkeypatch)
    packwrite.write(path, bag_of(BIG[:-1] + b"x"), WAYBILL, OFFICE, attempt, seen.report)
    assert seen.found == []
    head = data.index(b"age-encryption.org")
    here = path.read_bytes()
    assert data[head : head + 22] == here[here.index(b"age-encryption.org") :][:22]
    # neither share, wrapped key, nonce nor any piece is the one of before
    for at in range(head + 40, head + 99_000, 64):
        assert data[at : at + 64] not in here


def test_drawn_secrets_hang_on_seed_and_content() -> None:
    first = sealing.drawn(bytes(32), b"a")
    again, other, seed = (
        sealing.drawn(bytes(32), b"a"),
        sealing.drawn(bytes(32), b"b"),
        sealing.drawn(b"\1" * 32, b"a"),
    )
    draws = [(one(16), one(32), one(32), one(16)) for one in (first, again, other, seed)]
    assert draws[0] == draws[1]
    assert len({part for draw in (draws[0], draws[2], draws[3]) for part in draw}) == 12
    assert len(sealing.drawn(bytes(32), b"")(9999)) == 16 + 128 * 32 + 16  # for the most recipients


def test_flushed_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT keeps a file's length only then; exFAT tells only then that the drive is gone."""
    monkeypatch.setattr(begun, "FLUSHED", CHUNK)
    monkeypatch.setattr(begun, "EVERY", 0.0)
    bag = bag_of()
    seen = Counted(monkeypatch)
    told: list[int] = []
    packwrite.write(tmp_path / "x", bag, WAYBILL, OFFICE, Attempt(note=told.append))
    assert seen.flushes >= 5
    assert told == sorted(told)
    assert (len(told), told[-1]) == (5, (tmp_path / "x").stat().st_size)
    assert all(after - before >= CHUNK for before, after in itertools.pairwise(told[:-1]))
    seen = Counted(monkeypatch)
    with pytest.raises(Blocked):
        packwrite.write(tmp_path / "x", bag, WAYBILL, OFFICE)  # it is there, and not begun by this


def test_only_what_a_flush_answered_for_is_built_on(
    whole: tuple[Path, bytes, Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it exFAT may know the length and not whose the clusters are."""
    path, data, attempt = whole
    path.write_bytes(data)
    lengths: list[int] = []
    real = packwrite.from_device

    def told(descriptor: int) -> None:
        lengths.append(os.fstat(descriptor).st_size)
        real(descriptor)

    monkeypatch.setattr(packwrite, "from_device", told)
    seen = Counted(monkeypatch)
    packwrite.write(path, bag_of(), WAYBILL, OFFICE, replace(attempt, sure=3 << 20), seen.report)
    assert lengths == [3 << 20]
    assert (2 << 20) - CHUNK < max(seen.found) <= 3 << 20
    assert path.read_bytes() == data


def test_an_error_of_a_flush_beside_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "FLUSHED", CHUNK)
    monkeypatch.setattr(begun, "EVERY", 0.0)
    told: list[int] = []

    def gone(_out: object) -> int:
        raise OSError(5, "as exFAT says when the drive is gone")

    monkeypatch.setattr(packwrite, "_flushed", gone)
    with pytest.raises(Blocked):
        packwrite.write(tmp_path / "x", bag_of(), WAYBILL, OFFICE, Attempt(note=told.append))
    assert told == []


def test_a_chain_of_clusters_that_cannot_be_read_is_written_anew(
    whole: tuple[Path, bytes, Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data, attempt = whole
    path.write_bytes(data)
    real = packwrite._Compared.holds

    class Torn:
        def __init__(self, file: object) -> None:
            self._file = file

        def read(self, _size: int) -> bytes:
            raise OSError(5, "as the system says")

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

    def holds(self: packwrite._Compared, block: bytes) -> bool:
        self._file = Torn(self._file)  # type: ignore[assignment]
        return real(self, block)

    monkeypatch.setattr(packwrite._Compared, "holds", holds)
    packwrite.write(path, bag_of(), WAYBILL, OFFICE, attempt)
    assert path.read_bytes() == data
