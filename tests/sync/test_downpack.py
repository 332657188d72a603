"""The county's package, byte for byte: what is taken, and everything that must not be."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from gkdesk import formcheck
from gkdesk.accounts.session import Session
from gkdesk.sync import downbill, downpack, packfile, packwrite, signing
from gkdesk.sync.countysend import Letter
from gkdesk.sync.downbill import DOWN, DownWaybill
from gkdesk.sync.downmodel import FORM_KINDS, DownInfo, DownKind, DownPart
from gkdesk.sync.keys import KeyPair, KeySide, KnownKey
from gkdesk.sync.packfault import Fault, PackRefused
from gkdesk.sync.packfile import ENDING, Way, examine
from gkdesk.sync.waybill import Link
from tests.conftest import NOW, ORGAN, StoppedClock

from .downworld import World, notice, trust_county, world_of
from .sealed import COUNTY, DAYS, OFFICE, OTHER_COUNTY, TRUSTED, flipped, make

KNOWN = KnownKey(COUNTY.public, "2026-01-02T08:00:00")
OTHER_OFFICE = KeyPair.make(KeySide.OFFICE, "11500382787479807M", "赤水镇人民政府", DAYS)
CONTENT = notice(2027)
PART = DownPart(
    DownKind.CALENDAR, "calendar/CN-2027", "2027年放假安排", "n.json",
    hashlib.sha256(CONTENT).hexdigest(), len(CONTENT),
)  # fmt: skip
INFO = DownInfo("云岭县", "2026-001", NOW.isoformat(), "", "", (PART,))
BILL = DownWaybill(
    county="云岭县",
    offices=((ORGAN.credit_code, ""),),
    number="2026-001",
    made_at=NOW,
    expires_on=date(2027, 4, 10),
    signer=COUNTY.public.sign,
    recipients=tuple(sorted([COUNTY.public.seal, OFFICE.public.seal])),
)


def made(
    folder: Path,
    bill: DownWaybill = BILL,
    info: DownInfo | None = None,
    contents: tuple[bytes, ...] = (CONTENT,),
    pair: KeyPair = COUNTY,
) -> Path:
    """Write a package of one calendar."""
    info = info or replace(
        INFO, county=bill.county, number=bill.number, made_at=bill.made_at.isoformat()
    )
    name, texts = downpack.texts_of(info, contents, "gkdesk test")
    path = folder / (name + ENDING)
    packwrite.write(path, downpack.bag_of(name, texts, bill), bill, pair)
    return path


def fault_of(path: Path, keys: list[KnownKey], now: datetime = NOW) -> Fault | None:
    """Judge a package as the office does, opening it too."""
    try:
        with packfile.opened(path) as file:
            examined = downpack.examine(file, path, keys, now)
            if found := downpack.judge(examined, ORGAN.credit_code, {}):
                return found.fault
            downpack.open_parts(file, examined, OFFICE.identity, path.name)
    except PackRefused as error:
        return error.fault
    return None


@pytest.fixture
def world(session: Session, tmp_path: Path, clock: StoppedClock) -> World:
    return world_of(session, tmp_path, clock)


def test_what_goes_in_comes_out_and_the_same_gives_the_same(tmp_path: Path) -> None:
    path = made(tmp_path)
    with packfile.opened(path) as file:
        examined = downpack.examine(file, path, [KNOWN], NOW)
        assert downpack.judge(examined, ORGAN.credit_code, {}) is None
        info, contents = downpack.open_parts(file, examined, OFFICE.identity, path.name)
    assert (info, contents) == (INFO, (CONTENT,))
    statement = json.loads(examined.statement.text)
    assert (statement["format"], statement["offices"]) == ("gkdesk-down", {ORGAN.credit_code: ""})
    (tmp_path / "again").mkdir()
    again = made(tmp_path / "again")
    assert again.name == path.name
    with packfile.opened(again) as file:
        assert downpack.examine(file, again, [KNOWN], NOW).statement.bag_sha256 == (
            examined.statement.bag_sha256
        )
    with packfile.opened(path) as file:  # the county can open its own
        examined = downpack.examine(file, path, [KNOWN], NOW)
        assert downpack.open_parts(file, examined, COUNTY.identity, path.name)[1] == (CONTENT,)


@pytest.mark.parametrize("part", range(4))
def test_every_byte_changed_is_seen(tmp_path: Path, part: int) -> None:
    path = made(tmp_path)
    missed = []
    for at, data in flipped(path.read_bytes()):
        if at % 4 != part:
            continue
        with suppress(PackRefused):
            packfile.examine_way(io.BytesIO(data), path.name, [KNOWN], NOW, DOWN)
            missed.append(at)
    assert missed == []


def test_every_cut_is_seen(tmp_path: Path) -> None:
    path = made(tmp_path)
    whole = path.read_bytes()
    for cut in (0, 1, 511, 512, 1024, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert fault_of(path, [KNOWN]) is not None
    path.write_bytes(whole + b"\0")
    assert fault_of(path, [KNOWN]) is Fault.TOO_LONG


def test_neither_direction_is_taken_for_the_other(tmp_path: Path) -> None:
    up, _statement = make(tmp_path)
    down = made(tmp_path)
    assert fault_of(up, [KNOWN, TRUSTED]) is Fault.OTHER_WAY
    renamed = tmp_path / down.name.replace("GKD_de7959a4", "GK_87479886")
    renamed.write_bytes(down.read_bytes())
    for path in (down, renamed):
        with pytest.raises(PackRefused) as refused:
            examine(path, [KNOWN, TRUSTED], NOW)
        assert refused.value.fault is Fault.OTHER_WAY


def test_an_office_cannot_speak_as_the_county(tmp_path: Path) -> None:
    """Its key is trusted for packages up; a statement down by it is no county's."""
    bill = replace(BILL, signer=OFFICE.public.sign)
    assert fault_of(made(tmp_path, bill, pair=OFFICE), [KNOWN, TRUSTED]) is Fault.OTHER_SIGNER


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ([], Fault.UNKNOWN_SIGNER),
        ([KnownKey(COUNTY.public)], Fault.UNTRUSTED),
        ([KnownKey(COUNTY.public, "2026-01-02", "2026-02-02")], Fault.REVOKED),
        ([KnownKey(OTHER_COUNTY.public, "2026-01-02")], Fault.UNKNOWN_SIGNER),
    ],
)
def test_only_a_trusted_county_is_believed(
    tmp_path: Path, keys: list[KnownKey], fault: Fault
) -> None:
    assert fault_of(made(tmp_path), keys) is fault


def test_another_county_does_not_speak_for_ours(tmp_path: Path) -> None:
    path = made(tmp_path, replace(BILL, signer=OTHER_COUNTY.public.sign), pair=OTHER_COUNTY)
    assert fault_of(path, [KnownKey(OTHER_COUNTY.public, "2026-01-02")]) is Fault.OTHER_SIGNER


def test_days_and_names_are_judged(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert fault_of(path, [KNOWN], NOW - timedelta(days=2)) is Fault.FUTURE
    assert fault_of(path, [KNOWN], datetime(2027, 4, 11)) is Fault.EXPIRED  # noqa: DTZ001
    assert fault_of(path, [KNOWN], datetime(2028, 1, 1)) is Fault.KEY_EXPIRED  # noqa: DTZ001
    path = path.rename(tmp_path / "县里.gkp")
    assert fault_of(path, [KNOWN]) is Fault.RENAMED


def test_it_must_be_for_this_office(tmp_path: Path) -> None:
    other = ((OTHER_OFFICE.public.owner, ""),)
    assert fault_of(made(tmp_path, replace(BILL, offices=other)), [KNOWN]) is Fault.OTHER_RECIPIENT
    sealed = tuple(sorted([COUNTY.public.seal, OTHER_OFFICE.public.seal]))
    (tmp_path / "2").mkdir()
    path = made(tmp_path / "2", replace(BILL, recipients=sealed))
    assert fault_of(path, [KNOWN]) is Fault.OTHER_RECIPIENT


def test_outside_and_inside_must_be_of_one_package(tmp_path: Path) -> None:
    for info in (replace(INFO, number="2026-002"), replace(INFO, county="石门县")):
        name, texts = downpack.texts_of(info, [CONTENT], "gkdesk test")
        path = tmp_path / (name + ENDING)
        packwrite.write(path, downpack.bag_of(name, texts, BILL), BILL, COUNTY)
        assert fault_of(path, [KNOWN]) is Fault.MIXED


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"target": "calendar/../../x"}, Fault.UNKNOWN_PART),
        ({"target": "forms/rules/request_clock"}, Fault.UNKNOWN_PART),
        ({"kind": DownKind.FORM, "target": "forms/rules/CON"}, Fault.UNKNOWN_PART),
        ({"kind": DownKind.FORM, "target": "forms/scripts/x"}, Fault.UNKNOWN_PART),
        ({"sha256": "0" * 64}, Fault.NOT_A_BAG),
        ({"size": 1}, Fault.NOT_A_BAG),
        ({"title": "两\n行"}, Fault.NOT_A_BAG),
        ({"title": ""}, Fault.NOT_A_BAG),
    ],
)
def test_a_trusted_county_gone_bad_writes_nowhere_else(
    tmp_path: Path, changes: dict[str, object], fault: Fault
) -> None:
    info = replace(INFO, parts=(replace(PART, **changes),))
    assert fault_of(made(tmp_path, info=info), [KNOWN]) is fault


@pytest.mark.parametrize(
    "info",
    [
        replace(INFO, parts=()),
        replace(INFO, note="x" * 301),
        replace(INFO, note="a\nb"),
        replace(INFO, from_on="2026-13-01"),
        replace(INFO, parts=(PART, PART)),
    ],
)
def test_the_description_is_read_strictly(tmp_path: Path, info: DownInfo) -> None:
    contents = (CONTENT,) * len(info.parts)
    assert fault_of(made(tmp_path, info=info, contents=contents), [KNOWN]) is Fault.NOT_A_BAG


def test_the_statement_has_one_spelling(tmp_path: Path) -> None:
    for bill in (
        replace(BILL, offices=()),
        replace(BILL, offices=(("123", ""),)),
        replace(BILL, offices=((ORGAN.credit_code, "1"),)),
        replace(BILL, county=""),
        replace(BILL, number="2026-1"),
        replace(BILL, recipients=tuple(reversed(BILL.recipients))),
    ):
        path = tmp_path / ("GKD_de7959a4_20260410_001_00000000" + ENDING)
        path.unlink(missing_ok=True)
        bag = packfile.Bag(path.stem, (), "0" * 64)
        packwrite.write(path, bag, bill, COUNTY)
        assert fault_of(path, [KNOWN]) is Fault.BAD_STATEMENT


def test_the_chain_tells_replay_rollback_and_forks_and_a_gap_stops_nothing() -> None:
    code = ORGAN.credit_code

    def said(
        number: str, before: str, received: dict[str, str], link: Link | None = None
    ) -> object:
        bill = replace(BILL, number=number, offices=((code, before),), previous=link)
        statement = packfile.StatementOf(bill, "GKD_X", 9, "1" * 64, "2" * 64)
        found = downpack.judge(packfile.ExaminedOf(statement, KNOWN, "a" * 64), code, received)
        return found and found.fault

    assert said("2026-001", "", {}) is None
    assert said("2026-001", "", {"2026-001": "a" * 64}) is Fault.REPLAYED
    assert said("2026-001", "", {"2026-001": "b" * 64}) is Fault.FORK
    assert said("2026-002", "2026-001", {"2026-003": "b" * 64}) is Fault.OLDER
    assert said("2026-003", "2026-002", {"2026-001": "b" * 64}) is None  # 002 never came
    assert said("2026-1000", "2026-999", {"2026-999": "b" * 64}) is None
    # numbers between went to other offices
    assert said("2026-009", "2026-001", {"2026-001": "b" * 64}) is None
    # the county has forgotten what it sent us: restored from a backup
    assert said("2026-004", "2026-001", {"2026-003": "b" * 64}) is Fault.FORK
    assert said("2026-004", "", {"2026-003": "b" * 64}) is Fault.FORK
    link = Link("2026-003", "c" * 64)
    assert said("2026-004", "2026-003", {"2026-003": "b" * 64}, link) is Fault.FORK
    assert said("2026-004", "2026-003", {"2026-003": "c" * 64}, link) is None


def test_refused_packages_leave_no_trace(world: World, tmp_path: Path) -> None:
    _sent, path = world.send({"n.json": notice(2027)})
    whole = path.read_bytes()
    before = "\n".join(world.session.conn.iterdump())
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "bagit.txt").write_text("BagIt-Version: 1.0\n", "ascii")
    for bad in (tmp_path / "bag", tmp_path / "nothing"):
        with pytest.raises(Exception, match=r"没有县里下发的包|不存在|找不到"):
            world.downs.receive(bad)
    path.write_bytes(whole[:-1])
    with pytest.raises(PackRefused):
        world.downs.receive(path)
    world.clock.value += timedelta(days=400)
    path.write_bytes(whole)
    with pytest.raises(PackRefused):
        world.downs.receive(path)
    assert "\n".join(world.session.conn.iterdump()) == before
    assert not (world.session.folder / "calendar").exists()


def test_order_gaps_and_repeats(world: World) -> None:
    packages = [world.send({"n.json": notice(2027, days=day)})[1] for day in (1, 2, 3)]
    assert world.receive(packages[0]) == "2026-001"
    assert world.receive(packages[2]) == "2026-003"
    assert world.downs.package("2026-003").missing == "2026-002"
    with pytest.raises(PackRefused) as refused:
        world.downs.receive(packages[1])
    assert refused.value.fault is Fault.OLDER
    [again] = world.downs.receive(packages[0]).packages
    assert again.repeated
    both = world.downs.receive(world.drive)  # the whole drive: what is refused is said
    assert [one.number for one in both.packages] == ["2026-001", "2026-003"]
    assert [one.fault for one in both.refused] == [Fault.OLDER]
    assert [one.number for one in world.downs.packages()] == ["2026-003", "2026-001"]
    # of two packages with the same thing only the newer one is applied
    assert world.downs.package("2026-001").parts[0].newer == "2026-003"


def test_a_package_for_another_town_is_no_gap(world: World, tmp_path: Path) -> None:
    from gkdesk.sync.keys import exchange_text

    (tmp_path / "other.gkkey").write_text(exchange_text(OTHER_OFFICE), "utf-8")
    world.sending.keys.take_in(tmp_path / "other.gkkey")
    world.sending.keys.trust(OTHER_OFFICE.public.fingerprint, OTHER_OFFICE.public.fingerprint)
    assert world.receive(world.send({"n.json": notice(2027)})[1]) == "2026-001"
    _sent, theirs = world.send({"n.json": notice(2028)}, Letter(towns=("赤水镇人民政府",)))
    with pytest.raises(PackRefused) as refused:
        world.downs.receive(theirs)
    assert refused.value.fault is Fault.OTHER_RECIPIENT
    _sent, path = world.send({"n.json": notice(2029)})
    [package] = world.downs.receive(path).packages
    assert (package.number, package.missing) == ("2026-003", "")


def test_the_next_county_key_is_known_before_it_signs(world: World, tmp_path: Path) -> None:
    later = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
    _sent, path = world.send({"n.json": notice(2027)}, pair=later)
    with pytest.raises(PackRefused) as refused:
        world.downs.receive(path)
    assert refused.value.fault is Fault.UNKNOWN_SIGNER
    trust_county(world.session, tmp_path, later)
    assert world.receive(path) == "2026-001"


def test_the_kinds_of_forms_are_those_the_program_reads() -> None:
    assert set(FORM_KINDS) == set(formcheck.KINDS)


def test_a_downs_name_is_no_offices(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert downbill.NAME.fullmatch(path.stem)
    assert path.name.isascii()
    assert Way(downbill.read_down, KeySide.COUNTY) == DOWN
    signing.verify(*_outside(path), COUNTY.public.sign, f"gkdesk {path.stem}")


def _outside(path: Path) -> tuple[bytes, bytes]:
    """Take statement and signature out with the public tool."""
    listed = [f"{path.stem}/package.json", f"{path.stem}/package.json.minisig"]
    texts = [
        subprocess.run(["tar", "-xOf", path, one], check=True, capture_output=True).stdout
        for one in listed
    ]
    return texts[0], texts[1]
