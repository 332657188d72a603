"""Archives made to do harm: the inner ones by a signer gone bad, the outer ones by anybody.

``GKDESK_HOSTILE`` says how many the generator makes (300 without it).
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.sync import packfile, sealedbag, sealing, signing, tarball
from gkdesk.sync.packfault import Fault, PackRefused
from gkdesk.sync.packfile import ENDING
from gkdesk.sync.sealedbag import unpack
from gkdesk.sync.tarball import Member, Source
from gkdesk.sync.waybill import Statement
from tests.conftest import NOW

from .sealed import COUNTY, OFFICE, TRUSTED, WAYBILL, make, plan_of

COUNT = int(os.environ.get("GKDESK_HOSTILE", "300"))
LONGEST, MOST = 5.0, 64 << 20  # seconds and bytes for one refusal
NAME = "GK_7479886T_20260410_001_0a1b2c3d"


def headed(name: bytes = b"data/x", kind: bytes = b"0", size: int = 0, **at: bytes) -> bytes:
    """A header with anything in it and a right check sum."""
    block = bytearray(tarball.header(NAME, "data/x", size))
    block[:100] = name.ljust(100, b"\0")[:100]
    block[156:157] = kind
    for place, data in at.items():
        start = int(place[1:])
        block[start : start + len(data)] = data
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


END = bytes(1024)
INNER: list[tuple[bytes, Fault]] = [
    (headed(b"../../x") + END, Fault.UNSAFE),
    (headed(b"/etc/passwd") + END, Fault.UNSAFE),
    (headed(b"C:/x") + END, Fault.UNSAFE),
    (headed(b"data\\..\\x") + END, Fault.UNSAFE),
    (headed(b"data/./x") + END, Fault.UNSAFE),
    (headed(b"data/aux.txt") + END, Fault.UNSAFE),
    (headed(b"data/x.") + END, Fault.UNSAFE),
    (headed(b"data/\x01") + END, Fault.UNSAFE),
    (headed(b"") + END, Fault.UNSAFE),
    (headed("data/公示".encode()) + END, Fault.REPACKED),
    (headed(kind=b"1", n157=b"/etc/passwd") + END, Fault.LINK),
    (headed(kind=b"2", n157=b"../../x") + END, Fault.LINK),
    *((headed(kind=kind) + END, Fault.STRANGE) for kind in (b"3", b"4", b"5", b"6", b"7")),
    *((headed(kind=kind) + END, Fault.REPACKED) for kind in (b"x", b"g", b"L", b"K", b"S")),
    (headed(kind=b"\0") + END, Fault.REPACKED),
    (headed(n100=b"0004755\0") + END, Fault.REPACKED),
    (headed(n136=b"00000000000\0") + END, Fault.REPACKED),
    (headed(n345=b"../../../tmp") + END, Fault.REPACKED),
    (headed(n345=b"GK_7479886T_20260410_002_0a1b2c3d") + END, Fault.REPACKED),
    (headed(n124=b"\x80" + bytes(10) + b"\x01") + END, Fault.REPACKED),
    (headed(n124=b"-0000000001\0") + END, Fault.REPACKED),
    (headed(n124=b"77777777777\0") + END, Fault.TOO_LARGE),
    (headed(n257=b"\0" * 8) + END, Fault.REPACKED),
    (headed()[:148] + b"000000\0 " + headed()[156:] + END, Fault.REPACKED),
    (headed() + headed() + END, Fault.TWICE),
    (headed(b"data/X") + headed(b"data/x") + END, Fault.CASE_TWIN),
    (headed(b"Data/a") + headed(b"data/x") + END, Fault.CASE_TWIN),
    (headed(b"data") + headed(b"data/x") + END, Fault.CASE_TWIN),
    (headed(b"data/b") + headed(b"data/a") + END, Fault.REPACKED),
    (headed(size=5) + b"hello".ljust(512, b"!") + END, Fault.REPACKED),
    (headed(size=5) + b"hell", Fault.TRUNCATED),
    (headed(), Fault.TRUNCATED),
    (b"", Fault.TRUNCATED),
    (headed() + bytes(512) + headed(), Fault.REPACKED),
    (headed() + END + headed(), Fault.TOO_LONG),
    (headed() + END + bytes(9000), Fault.TOO_LONG),
]


def judged(archive: bytes) -> list[str]:
    """Read an inner archive to its end, keeping nothing."""
    source = Source(io.BytesIO(archive).read, "x.gkp")
    out = []
    for path, _size, pieces in tarball.read(source, NAME, most=40, largest=1 << 30):
        out.append(path)
        for _piece in pieces:
            pass
    return out


@pytest.mark.parametrize(("archive", "fault"), INNER)
def test_each_kind_of_harm_has_its_finding(archive: bytes, fault: Fault) -> None:
    with pytest.raises(PackRefused) as caught:
        judged(archive)
    assert caught.value.fault is fault
    assert caught.value.finding.message


def test_too_many_files() -> None:
    blocks = b"".join(headed(f"data/{n:03d}".encode()) for n in range(41))
    with pytest.raises(PackRefused) as caught:
        judged(blocks + END)
    assert caught.value.fault is Fault.TOO_MANY


def signed(folder: Path, inner: bytes) -> Path:
    """A package of a trusted office whose inside is anything."""
    sealed = b"".join(sealing.seal([inner], WAYBILL.recipients))
    statement = Statement(WAYBILL, NAME, len(sealed), hashlib.sha256(sealed).hexdigest(), "0" * 64)
    signature = signing.sign(statement.text, OFFICE.seed, statement.comment)
    path = folder / (NAME + ENDING)
    path.write_bytes(
        packfile.head(statement, signature) + sealed + tarball.padding(len(sealed)) + END
    )
    return path


def refused(path: Path, inbox: Path) -> Fault:
    """Unpack what must not be unpacked, with its time and memory."""
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(PackRefused) as caught:
        unpack(path, inbox, [TRUSTED], COUNTY.identity, NOW)
    took = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < LONGEST
    assert peak < MOST
    assert list(inbox.iterdir()) == []
    return caught.value.fault


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("archive", "fault"), INNER)
def test_a_trusted_office_gone_bad_changes_nothing(
    tmp_path: Path, inbox: Path, archive: bytes, fault: Fault
) -> None:
    assert refused(signed(tmp_path, archive), inbox) is fault
    assert sorted(one.name for one in tmp_path.iterdir()) == [NAME + ENDING, "inbox"]


# ---- the generator ----


def _good_inner() -> bytes:
    bag = sealedbag.bag_of(plan_of(), WAYBILL, lambda _sha: [])
    return b"".join(tarball.write(NAME, bag.members))


def _bits(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _blocks(data: bytes, chance: random.Random) -> bytes:
    """Blocks of 512 bytes dropped, doubled or exchanged."""
    blocks = [data[at : at + 512] for at in range(0, len(data), 512)]
    first, second = chance.sample(range(len(blocks)), 2)
    act = chance.randrange(3)
    if act == 0:
        del blocks[first]
    elif act == 1:
        blocks.insert(first, blocks[second])
    else:
        blocks[first], blocks[second] = blocks[second], blocks[first]
    return b"".join(blocks)


def _planted(data: bytes, chance: random.Random) -> bytes:
    """A harmful header somewhere between the others."""
    archive, _fault = chance.choice(INNER)
    at = 512 * chance.randrange(len(data) // 512)
    return data[:at] + archive[:512] + data[at:]


def _zero(data: bytes, chance: random.Random) -> bytes:
    at = 512 * chance.randrange(len(data) // 512)
    return data[:at] + bytes(512) + data[at + 512 :]


def _python_tar(_data: bytes, chance: random.Random) -> bytes:
    """An archive as another program writes it."""
    out = io.BytesIO()
    kinds = [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT]
    with tarfile.open(fileobj=out, mode="w", format=chance.choice(kinds)) as tar:
        for number in range(chance.randint(0, 4)):
            info = tarfile.TarInfo(f"{NAME}/data/{number}" + "x" * chance.choice([0, 90]))
            info.size = chance.randrange(2000)
            tar.addfile(info, io.BytesIO(bytes(info.size)))
    return out.getvalue()


def _zip(_data: bytes, chance: random.Random) -> bytes:
    """A zip whose central directory and local headers tell two stories; a bomb too."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{NAME}/package.json", bytes(chance.choice([10, 1 << 20])))
    data = bytearray(out.getvalue())
    data[30 + chance.randrange(20)] ^= 1
    return bytes(data)


def _noise(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(len(data)))


Harm = Callable[[bytes, random.Random], bytes]
HARMS: list[Harm] = [_bits, _cut, _blocks, _planted, _zero, _python_tar, _zip, _noise]


def test_no_generated_archive_is_accepted(tmp_path: Path, inbox: Path) -> None:
    chance = random.Random(20260410)  # noqa: S311 - made-up harm, the same every time
    good = _good_inner()
    (tmp_path / "outer").mkdir()
    outer_path, _ = make(tmp_path / "outer")
    outer = outer_path.read_bytes()
    start, taken = time.perf_counter(), 0
    for number in range(COUNT):
        harm = HARMS[number % len(HARMS)]
        if number // len(HARMS) % 2:
            data = harm(outer, chance)
            if data == outer:
                continue
            outer_path.write_bytes(data)
            path = outer_path
        else:
            data = harm(good, chance)
            if data == good:
                continue
            path = signed(tmp_path, data)
        refused(path, inbox)
        taken += 1
        assert time.perf_counter() - start < 60, f"only {number} in a minute"
    assert taken > COUNT * 0.9


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=4000))
def test_any_bytes_are_refused_with_a_finding(data: bytes) -> None:
    with pytest.raises(PackRefused):
        packfile.examine_open(io.BytesIO(data), "x.gkp", [TRUSTED], NOW)
    with pytest.raises(PackRefused):
        judged(data)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"data/[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True).map(lambda s: s + ".t"),
        st.binary(max_size=1500),
        max_size=6,
    )
)
def test_what_we_write_reads_back(files: dict[str, bytes]) -> None:
    members = [Member.of(path, data) for path, data in files.items()]
    archive = b"".join(tarball.write(NAME, members))
    assert len(archive) == tarball.size_of(members)
    source = Source(io.BytesIO(archive).read, "x")
    found = {
        path: b"".join(pieces)
        for path, _size, pieces in tarball.read(source, NAME, most=10, largest=1 << 20)
    }
    assert found == files
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert tar.getnames() == [f"{NAME}/{path}" for path in sorted(files)]


def test_a_bag_under_another_name_is_refused(tmp_path: Path, inbox: Path) -> None:
    bag = sealedbag.bag_of(plan_of(), WAYBILL, lambda _sha: [])
    inner = b"".join(tarball.write(NAME[:-1] + "e", bag.members))
    assert refused(signed(tmp_path, inner), inbox) is Fault.REPACKED
