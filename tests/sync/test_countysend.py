"""The county sends: what it takes for what, to whom, on which drive, and what comes back."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

import bagit
import pytest

from gkdesk.accounts.organ import credit_code_fault
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.db import transaction
from gkdesk.db.connection import connect
from gkdesk.sync import county_store, countysteps, downpack, packfile, sealedout, sealing
from gkdesk.sync.bag import NameInUse
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import NoCountyPair
from gkdesk.sync.countysend import (
    Letter,
    NoSuchSent,
    NoSuchTown,
    NothingGiven,
    Sending,
    SentNotSettled,
    SentNotThere,
    TooManyTowns,
)
from gkdesk.sync.downanswer import NotAnAnswer
from gkdesk.sync.downkinds import NotRecognised, SameTarget, recognise
from gkdesk.sync.downmodel import DownKind
from gkdesk.sync.drive import DriveFull, DrivePulled
from gkdesk.sync.keys import KeyPair, KeySide, KnownKey, exchange_text
from gkdesk.sync.waybill import MOST_RECIPIENTS
from tests.catalog.conftest import SAMPLE
from tests.conftest import NOW, StoppedClock

from .downworld import CALENDAR, CHECK, SHIPPED, World, notice, template, world_of
from .sealed import COUNTY, DAYS, OFFICE, WAYBILL
from .test_public_tools import needs, run

FORMS = SHIPPED.shipped


@pytest.fixture
def world(session: Session, tmp_path: Path, clock: StoppedClock) -> World:
    return world_of(session, tmp_path, clock)


def offices(count: int) -> list[KeyPair]:
    """Offices of invented towns with well-formed credit codes."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    found: list[KeyPair] = []
    number = 0
    while len(found) < count:
        number += 1
        body = f"11990000{number:08d}"
        code = next(
            (body + "7" + one for one in letters if not credit_code_fault(body + "7" + one)), ""
        )
        if code:
            found.append(KeyPair.make(KeySide.OFFICE, code, f"第{len(found) + 1}镇", DAYS))
    return found


def trust(sending: Sending, folder: Path, pairs: list[KeyPair]) -> None:
    with transaction(sending._conn):
        for pair in pairs:
            path = folder / "t.gkkey"
            path.write_text(exchange_text(pair), "utf-8")
            sending.keys.take_in(path)
            sending.keys.trust(pair.public.fingerprint, pair.public.fingerprint)


def plain_id(value: object) -> str:
    """Keys are new in every process; two processes must name the tests alike."""
    return value if isinstance(value, DownKind) else getattr(value, "__name__", "x")


@pytest.mark.parametrize(
    ("name", "data", "kind", "target"),
    [
        ("x.bin", CALENDAR.read_bytes(), DownKind.CALENDAR, "calendar/CN-2026"),
        ("x", SAMPLE.read_bytes(), DownKind.CATALOG, "catalog"),
        ("x.txt", template(), DownKind.FORM, "forms/documents/sync_handover"),
        ("x", (FORMS / "village/F01.toml").read_bytes(), DownKind.FORM, "forms/village/F01"),
        ("x", (FORMS / "rules/request_clock.toml").read_bytes(), DownKind.FORM,
         "forms/rules/request_clock"),
        ("rules/village.toml", (FORMS / "rules/village.toml").read_bytes(), DownKind.FORM,
         "forms/rules/village"),
        ("x", exchange_text(COUNTY).encode(), DownKind.KEY,
         f"key/{COUNTY.public.fingerprint.replace(' ', '')}"),
    ],
    ids=plain_id,
)  # fmt: skip
def test_a_file_is_known_by_its_content(
    name: str, data: bytes, kind: DownKind, target: str
) -> None:
    found = recognise(name, data, CHECK, SHIPPED)
    assert (found.part.kind, found.part.target, found.data) == (kind, target, data)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotRecognised),
        (b"\xff\xfe", NotRecognised),
        (b"x = ", NotRecognised),
        (b"id = 'CON'\n", NotRecognised),
        (b"id = '../x'\n", NotRecognised),
        (exchange_text(OFFICE).encode(), NotRecognised),  # an office's key is nothing to send
        (b'{"year": 2027}', BadFile),
        (b"{" * 9000, BadFile),
        (template().replace(b"[[block]]", b"[[blok]]"), BadFile),
    ],
)
def test_what_is_nothing_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        recognise("x.toml", data, CHECK, SHIPPED)


def test_a_slip_in_a_form_is_named_with_its_line() -> None:
    broken = template().replace(b"[[block]]", b"[[block]", 1)
    with pytest.raises(BadFile) as refused:
        recognise("documents/sync_handover.toml", broken, CHECK, SHIPPED)
    assert any("行" in f"{one.where}{one.message}" for one in refused.value.problems)


def test_sixty_towns_get_one_package(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    towns = offices(60)
    trust(world.sending, tmp_path, towns)
    _sent, path = world.send({"a": notice(2027)})
    with packfile.opened(path) as file:
        began = time.process_time()
        examined = downpack.examine(file, path, [KnownKey(COUNTY.public, "2026-01-02")], NOW)
        assert len(examined.statement.waybill.recipients) == 62
        for pair in (towns[0], towns[-1], OFFICE, COUNTY):
            assert downpack.open_parts(file, examined, pair.identity, path.name)[1]
        assert time.process_time() - began < 2
    assert len(examined.statement.text) < packfile.LARGEST
    assert world.receive(path) == "2026-001"
    monkeypatch.setattr("gkdesk.sync.countysend.MOST_OFFICES", 60)
    with pytest.raises(TooManyTowns):
        world.send({"a": notice(2028)})
    assert world.send({"a": notice(2028)}, Letter(towns=("第1镇", towns[1].public.owner)))


def test_the_largest_statement_fits() -> None:
    """127 offices and as many keys stay under what a reader takes."""
    from dataclasses import replace

    from .test_downpack import BILL

    codes = tuple((f"{at:018d}", "2026-1000") for at in range(127))
    keys = tuple(sorted(bytes([at]) * 32 for at in range(sealing.MOST_RECIPIENTS)))
    bill = replace(BILL, offices=codes, recipients=keys, county="县" * 100)
    statement = packfile.StatementOf(bill, "GKD_" + "0" * 30, 1 << 32, "0" * 64, "0" * 64)
    assert len(statement.text) < packfile.LARGEST


def test_packages_up_keep_their_bound(tmp_path: Path) -> None:
    from dataclasses import replace

    from .sealed import make

    keys = tuple(sorted(bytes([at]) * 31 + b"\1" for at in range(MOST_RECIPIENTS + 1)))
    path, _statement = make(tmp_path, replace(WAYBILL, recipients=keys))
    with pytest.raises(packfile.PackRefused):
        packfile.peek(path)


def test_one_key_of_each_town_the_newest(world: World, tmp_path: Path) -> None:
    later = KeyPair.make(KeySide.OFFICE, OFFICE.public.owner, OFFICE.public.name, DAYS)
    trust(world.sending, tmp_path, [later])
    assert [one.seal for one in world.sending.towns()] == [later.public.seal]
    world.sending.keys.revoke(later.public.fingerprint, "丢失")
    assert [one.seal for one in world.sending.towns()] == [OFFICE.public.seal]


def test_the_drive_is_judged_and_left_clean(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path, _size: int) -> int:
        raise DriveFull(short=3)

    with monkeypatch.context() as patched:
        patched.setattr("gkdesk.sync.countysend.drive.prepare", full)
        with pytest.raises(DriveFull):
            world.send({"a": notice(2027)})
    assert world.sending.sent() == []
    with pytest.raises(NoCountyPair):
        world.sending.send(
            world.sending.gather(world.write({"a": notice(2027)}), CHECK, SHIPPED), world.drive, []
        )
    with pytest.raises(NothingGiven):
        world.sending.send([], world.drive, [COUNTY])
    _sent, path = world.send({"a": notice(2027)})
    assert [one.name for one in world.drive.iterdir()] == [path.name]
    with transaction(world.sending._conn), pytest.raises(NameInUse):
        path.rename(path.with_name(path.name.replace("_001_", "_002_")))
        monkeypatch.setattr(
            downpack, "package_name", lambda *_: path.stem.replace("_001_", "_002_")
        )
        world.send({"a": notice(2027)})


def test_a_drive_pulled_at_the_rename_is_finished_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gkdesk.base.files import NotWritable

    def pulled(*_args: object) -> Path:
        raise NotWritable(name="x")

    with monkeypatch.context() as patched:
        patched.setattr(sealedout, "settle", pulled)
        with pytest.raises(SentNotSettled, match="--finish 2026-001"):
            world.send({"a": notice(2027)})
    [sent] = world.sending.sent()
    assert not sent.verified
    partial = world.drive / f"{sent.name}.gkp.partial"
    whole = partial.read_bytes()
    partial.rename(world.drive / "elsewhere")
    with pytest.raises(SentNotThere):
        world.sending.finish("2026-001", [COUNTY])
    with pytest.raises(NoSuchSent):
        world.sending.finish("2026-009", [COUNTY])
    partial.write_bytes(whole)
    assert world.sending.finish("2026-001", [COUNTY]).verified
    assert world.sending.finish("2026-001", [COUNTY]).verified  # again: nothing to do
    assert world.receive(world.drive / f"{sent.name}.gkp") == "2026-001"


def test_a_drive_pulled_in_the_middle_keeps_no_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be gone on with: the next one is sealed with other secrets."""

    def pulled(*_all: object, **_more: object) -> None:
        raise DrivePulled

    with monkeypatch.context() as patch:
        patch.setattr(sealedout, "check_whole", pulled)
        with pytest.raises(DrivePulled, match="再写一次"):
            world.send({"a": notice()})
    assert list(world.drive.iterdir()) == []
    assert world.sending.sent() == []
    assert world.send({"a": notice()})[0].number == "2026-001"


def test_numbers_go_on_and_a_clock_put_back_does_not_fall_behind(world: World) -> None:
    world.send({"a": notice(2027)})
    world.clock.value += timedelta(days=300)
    sent, _path = world.send({"a": notice(2028)})
    assert sent.number == "2027-001"
    world.clock.value -= timedelta(days=300)
    sent, _path = world.send({"a": notice(2029)})
    assert sent.number == "2027-002"


def test_words_and_days_are_checked(world: World) -> None:
    for letter in (Letter(note="一\n二"), Letter(note="x" * 301), Letter(from_on="2027-02-30")):
        with pytest.raises(BadValue):
            world.send({"a": notice(2027)}, letter)
    with pytest.raises(NoSuchTown):
        world.send({"a": notice(2027)}, Letter(towns=("无名镇",)))
    with pytest.raises(SameTarget):
        world.send({"a": notice(2027), "b": notice(2027, days=2)})
    for words in ("", "一\n二"):
        later = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
        with pytest.raises(BadValue):
            world.sending.end_of(COUNTY.public.fingerprint, words, [later, COUNTY])
    with pytest.raises(BadValue, match="正在使用"):
        world.sending.end_of(COUNTY.public.fingerprint, "换新", [COUNTY])
    assert list(world.drive.iterdir()) == []


def test_answers_are_believed_only_from_the_office_itself(world: World) -> None:
    _sent, path = world.send({"a": notice(2027)})
    number = world.receive(path)
    done = world.downs.apply(number)
    answer = Path(done.answer)
    assert answer.parent == world.drive
    signature = answer.with_name(answer.name + ".minisig")
    text, signed = answer.read_bytes(), signature.read_bytes()
    for bad in (text[:-2], text.replace(b"applied", b"undone"), b"{}", b"", b"[1]"):
        answer.write_bytes(bad)
        with pytest.raises(NotAnAnswer):
            world.sending.take_answer(answer)
    answer.write_bytes(text)
    signature.write_bytes(signed[:-3] + b"A=\n")
    with pytest.raises(NotAnAnswer):
        world.sending.take_answer(answer)
    signature.unlink()
    with pytest.raises(NotAnAnswer, match="没有签名"):
        world.sending.take_answer(answer)
    signature.write_bytes(signed)
    assert world.sending.take_answer(answer)
    assert not world.sending.take_answer(answer)
    [sent] = world.sending.sent()
    assert sent.towns[0].states == {"calendar/CN-2027": "applied"}
    world.clock.value += timedelta(minutes=5)
    world.downs.undo(number)
    assert world.sending.take_answer(answer)
    newer = answer.read_bytes(), signature.read_bytes()
    answer.write_bytes(text)
    signature.write_bytes(signed)
    assert not world.sending.take_answer(answer)  # an old one shown again
    assert world.sending.sent()[0].towns[0].states == {"calendar/CN-2027": "undone"}
    answer.write_bytes(newer[0])
    signature.write_bytes(newer[1])
    assert not world.sending.take_answer(answer)
    assert world.sending.answers_at(world.drive) == [answer]


def test_an_inbox_of_the_third_version_learns_to_send(tmp_path: Path, clock: StoppedClock) -> None:
    County.init(tmp_path / "inbox", name="云岭县", now=clock).close()
    conn = connect(tmp_path / "inbox" / county_store.DATABASE)
    for table in ("sent_answer", "sent_event", "sent_town", "sent_part", "sent"):
        conn.execute(f"DROP TABLE {table}")
    conn.execute("PRAGMA user_version = 3")
    conn.close()
    with Sending.open(tmp_path / "inbox", now=clock) as sending:
        assert sending.sent() == []
        assert countysteps.version(sending._conn) == countysteps.VERSION


@needs("age")
@needs("tar")
@needs("minisign")
def test_public_tools_open_a_package_for_many(world: World, tmp_path: Path) -> None:
    towns = offices(20)
    trust(world.sending, tmp_path, towns)
    sent, path = world.send({"a": notice(2027)})
    run("tar", "-xf", path, "-C", tmp_path)
    parts = tmp_path / sent.name
    from gkdesk.sync import signing

    told = run("minisign", "-VHm", parts / "package.json", "-P",
               signing.public_text(COUNTY.public.sign))  # fmt: skip
    assert f"gkdesk {sent.name}".encode() in told
    key = tmp_path / "key.txt"
    key.write_text(sealing.identity_text(towns[-1].identity) + "\n", "ascii")
    inner = run("age", "-d", "-i", key, parts / "sealed.age")
    (tmp_path / "in").mkdir()
    run("tar", "-xf", "-", "-C", tmp_path / "in", data=inner)
    bag = tmp_path / "in" / sent.name
    assert bagit.Bag(str(bag)).validate()
    listed = json.loads((bag / "data" / "package.json").read_text("utf-8"))
    assert listed["parts"][0]["path"] == "data/parts/001"
    assert (bag / "data" / "parts" / "001").read_bytes() == notice(2027)
