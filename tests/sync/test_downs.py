"""Packages from the county at the office: looked at, applied, put back, and every crash between."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.files import DiskFull
from gkdesk.db import audit
from gkdesk.desk import Desk
from gkdesk.sync import downfiles, downstore
from gkdesk.sync.countysend import Letter, Sending
from gkdesk.sync.downapply import NoSuchDown, NoSuchPart, NothingApplied, SeveralDown
from gkdesk.sync.downfiles import NotWritten
from gkdesk.sync.downkinds import Found
from gkdesk.sync.downmodel import DownKind, PartState
from gkdesk.sync.due import dues
from gkdesk.sync.keys import KeyPair, KeySide, KeyState, exchange_text
from gkdesk.sync.keystore import KeyStore
from tests.catalog.conftest import HEAD, SAMPLE, book
from tests.conftest import CHEAP, PASSWORD, StoppedClock, log_in

from .downworld import (
    CHECK,
    SHIPPED,
    TEMPLATE,
    World,
    desk_of,
    notice,
    template,
    trust_county,
    world_of,
)
from .sealed import COUNTY, DAYS, OFFICE

OWN = "forms/documents/sync_handover.toml"


@pytest.fixture
def world(session: Session, tmp_path: Path, clock: StoppedClock) -> World:
    return world_of(session, tmp_path, clock)


def small_catalog(*items: str) -> bytes:
    """A workbook of one area with so many items."""
    rows = [
        [
            at,
            "综合业务",
            name,
            f"{name}的政策文件",
            "《条例》",
            "20个工作日内",
            "青石镇人民政府",
            "■政府网站",
        ]
        for at, name in enumerate(items, start=1)
    ]
    return book([HEAD, *rows])


def kinds(world: World, number: str) -> dict[DownKind, PartState]:
    return {one.part.kind: one.state for one in world.downs.package(number).parts}


def test_a_calendar_and_a_template_are_applied_and_put_back(world: World) -> None:
    before = world.state()
    letter = Letter(note="请于月底前应用", from_on="2026-12-01")
    _sent, path = world.send({"a": notice(2027), "b": template()}, letter)
    number = world.receive(path)
    assert world.state() == before  # receiving applies nothing
    package = world.downs.package(number)
    assert (package.note, package.from_on, package.waiting) == ("请于月底前应用", "2026-12-01", 2)
    calendar, form = world.downs.preview(number)
    assert calendar.changes == ("放假1天，调休上班0天",)
    assert "增加1行，减少0行" in form.changes
    assert calendar.at_once
    assert form.at_once
    assert world.state() == before  # neither does looking
    done = world.downs.apply(number)
    assert (len(done.done), done.kept, done.reopen) == (2, (), False)
    assert (world.session.folder / OWN).read_bytes() == template()
    assert (world.session.folder / "calendar/CN-2027.json").read_bytes() == notice(2027)
    assert world.downs._rooms.requests().calendar.years >= {2026, 2027}
    with pytest.raises(NothingApplied) as again:
        world.downs.apply(number, [1])
    assert "已经应用过" in again.value.problems[0].message
    world.downs.undo(number)
    assert world.state() == before
    assert not (world.session.folder / "calendar").exists()
    assert 2027 not in world.downs._rooms.requests().calendar.years
    assert set(kinds(world, number).values()) == {PartState.UNDONE}
    world.downs.apply(number, [1])  # and once more
    assert (world.session.folder / "calendar/CN-2027.json").exists()
    assert audit.verify(world.session.conn, world.session.vault.audit_key) == []


def test_a_catalog_is_imported_as_a_version_and_put_back(world: World) -> None:
    first = small_catalog("临时救助", "特困供养", "低保")
    number = world.receive(world.send({"目录.xlsx": first})[1])
    [view] = world.downs.preview(number)
    assert view.counts == {"added": 3, "changed": 0, "gone": 0, "same": 0}
    empty = world.state()
    world.downs.apply(number)
    catalog = world.downs._rooms.catalog()
    assert catalog.versions.get(1).about.note == "县里下发的2026-001号包"
    one = world.state()
    second = world.receive(
        world.send({"目录.xlsx": small_catalog("临时救助", "低保", "教育救助")})[1]
    )
    [view] = world.downs.preview(second)
    assert (view.counts["added"], view.counts["gone"]) == (1, 1)
    world.downs.apply(second)
    with pytest.raises(NothingApplied) as refused:
        world.downs.undo(number)
    assert "目录后来又改过" in refused.value.problems[0].message
    revisions = dict(world.session.conn.execute("SELECT key, revision FROM item").fetchall())
    world.downs.undo(second)
    assert world.state() == one
    assert len(catalog.rows()) == 3
    after = dict(world.session.conn.execute("SELECT key, revision FROM item").fetchall())
    # what changed again goes to the county as a newer revision
    assert sorted(after[key] - revisions[key] for key in after) == [0, 1, 1, 1]
    world.downs.undo(number)  # the version now is the old one made anew
    assert world.state() == empty
    assert catalog.rows() == []


def test_unclear_rows_are_not_dropped(world: World) -> None:
    number = world.receive(world.send({"a.xlsx": SAMPLE.read_bytes()})[1])
    [view] = world.downs.preview(number)
    assert "另有" in view.changes[1]
    world.downs.apply(number)
    rows = world.downs._rooms.catalog().rows()
    assert len(rows) == view.counts["added"] > 50


def test_a_catalog_with_open_places_stops_only_itself(world: World) -> None:
    """The office's own reading decides, whatever the county's said."""
    found = world.sending.gather(
        world.write({"a.xlsx": small_catalog("低保"), "n": notice(2027)}), CHECK, SHIPPED
    )
    bad = book(
        [
            HEAD,
            [1, "综合业务", "低保", "政策", "《条例》", "20日", "镇政府", ""],
            [2, "", "", "", "《条例》"],
        ]
    )
    calendar, catalog = found
    digest = hashlib.sha256(bad).hexdigest()
    catalog = Found(replace(catalog.part, sha256=digest, size=len(bad)), bad)
    sent = world.sending.send([calendar, catalog], world.drive, [COUNTY])
    number = world.receive(world.drive / f"{sent.name}.gkp")
    done = world.downs.apply(number)
    assert [one.part.kind for one in done.done] == [DownKind.CALENDAR]
    assert "没有事项名称" in done.kept[0][1]
    assert world.downs._rooms.catalog().rows() == []


def test_a_catalog_adopted_in_its_own_review_counts_as_applied(world: World) -> None:
    data = small_catalog("临时救助", "低保")
    number = world.receive(world.send({"目录.xlsx": data})[1])
    catalog = world.downs._rooms.catalog()
    catalog.apply(catalog.read_data(world.downs.content(number, 1), "目录.xlsx"))
    assert world.downs.package(number).parts[0].state is PartState.APPLIED
    world.downs.undo(number)
    assert catalog.rows() == []


def test_what_the_office_changed_itself_is_a_conflict(world: World) -> None:
    own = world.session.folder / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(template("# 本镇的说法"))
    before = world.state()
    number = world.receive(world.send({"b": template(), "a": notice(2027)})[1])
    form = next(v for v in world.downs.preview(number) if v.held.part.kind is DownKind.FORM)
    assert "本单位改过" in form.conflict
    done = world.downs.apply(number)  # the rest goes on
    assert [one.part.kind for one in done.done] == [DownKind.CALENDAR]
    assert "确认覆盖" in done.kept[0][1]
    assert own.read_bytes() == template("# 本镇的说法")
    world.downs.apply(number, overwrite=True)
    assert own.read_bytes() == template()
    world.downs.undo(number)
    assert world.state() == before


def test_the_programs_own_text_is_no_change_of_the_office(world: World) -> None:
    own = world.session.folder / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(TEMPLATE.read_bytes())
    number = world.receive(world.send({"b": template()})[1])
    assert world.downs.preview(number)[0].conflict == ""


def test_undo_stops_when_the_same_thing_changed_since(world: World) -> None:
    one = world.receive(world.send({"b": template("# 一")})[1])
    world.downs.apply(one)
    two = world.receive(world.send({"b": template("# 二")})[1])
    world.downs.apply(two)
    with pytest.raises(NothingApplied) as refused:
        world.downs.undo(one)
    assert f"第{two}号包后来也改了“{OWN}”" in refused.value.problems[0].message
    own = world.session.folder / OWN
    own.write_bytes(template("# 自己改的"))
    with pytest.raises(NothingApplied) as refused:
        world.downs.undo(two)
    assert "应用以后又被改过" in refused.value.problems[0].message
    assert own.read_bytes() == template("# 自己改的")
    own.write_bytes(template("# 二"))
    world.downs.undo(two)
    assert own.read_bytes() == template("# 一")
    world.downs.undo(one)
    assert not own.exists()


def test_an_older_package_does_not_come_after_a_newer_one(world: World) -> None:
    one = world.receive(world.send({"b": template("# 一")})[1])
    two = world.receive(world.send({"b": template("# 二")})[1])
    with pytest.raises(NothingApplied) as refused:
        world.downs.apply(one)
    assert "有更新的" in refused.value.problems[0].message
    with pytest.raises(NothingApplied) as refused:
        world.downs.apply(one, [1])
    assert f"第{two}号包里有更新的一份" in refused.value.problems[0].message


def test_the_next_key_is_trusted_only_through_the_one_before(world: World) -> None:
    later = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
    stranger = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
    files_ = {
        "next.gkkey": exchange_text(later, COUNTY).encode(),
        "new.gkkey": exchange_text(stranger).encode(),
    }
    number = world.receive(world.send(files_)[1])
    words = [" ".join(view.changes) for view in world.downs.preview(number)]
    assert sum("收下就能用" in one for one in words) == 1
    assert sum("通话核对指纹" in one for one in words) == 1
    world.downs.apply(number)
    today = world.session.today
    states = {one.public: one.state(today) for one in KeyStore(world.session).counties()}
    assert states[later.public] is KeyState.TRUSTED
    assert states[stranger.public] is KeyState.NEW
    with pytest.raises(NothingApplied) as refused:
        world.downs.undo(number)
    assert "不能撤回" in refused.value.problems[0].message


def test_a_county_ends_only_older_keys(world: World, tmp_path: Path) -> None:
    later = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
    trust_county(world.session, tmp_path, later)
    reason = "换新，有疑问打13900001234"
    end = world.sending.end_of(COUNTY.public.fingerprint, reason, [later, COUNTY])
    sent = world.sending.send([end], world.drive, [later])
    number = world.receive(world.drive / f"{sent.name}.gkp")
    told = world.downs.preview(number)[0].changes[0]
    assert COUNTY.public.fingerprint in told
    assert "换新" in told
    assert "13900001234" not in told
    world.downs.apply(number)
    states = {one.public: one for one in KeyStore(world.session).counties()}
    assert states[COUNTY.public].revoked_at
    # a stolen older key cannot end the newer one
    newest = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS)
    trust_county(world.session, tmp_path, newest)
    end = world.sending.end_of(newest.public.fingerprint, "假的", [later, newest])
    sent = world.sending.send([end], world.drive, [later])
    number = world.receive(world.drive / f"{sent.name}.gkp")
    with pytest.raises(NothingApplied) as refused:
        world.downs.apply(number)
    assert "只能作废比签名的密钥更早的密钥" in refused.value.problems[0].message
    states = {one.public: one for one in KeyStore(world.session).counties()}
    assert not states[newest.public].revoked_at


def test_a_stolen_keys_own_successor_ends_no_other(world: World) -> None:
    """Both are vouched for by the first key; the thief's may end that one, and not the true one."""
    true, thief = (KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县", DAYS) for _ in range(2))
    for pair in (true, thief):
        sent = {"k.gkkey": exchange_text(pair, COUNTY).encode()}
        world.downs.apply(world.receive(world.send(sent)[1]))
    held = {one.public: one for one in KeyStore(world.session).counties()}
    assert held[thief.public].trusted_at
    assert held[thief.public].id > held[true.public].id
    for pair, refused in ((true, True), (COUNTY, False)):
        end = world.sending.end_of(pair.public.fingerprint, "作废", [thief, pair])
        sent_end = world.sending.send([end], world.drive, [thief])
        number = world.receive(world.drive / f"{sent_end.name}.gkp")
        if refused:
            with pytest.raises(NothingApplied):
                world.downs.apply(number)
        else:
            world.downs.apply(number)
    held = {one.public: one for one in KeyStore(world.session).counties()}
    assert not held[true.public].revoked_at
    assert held[COUNTY.public].revoked_at


def test_another_countys_key_is_not_taken_from_this_one(world: World) -> None:
    other = KeyPair.make(KeySide.COUNTY, "石门县", "石门县", DAYS)
    number = world.receive(world.send({"k": exchange_text(other).encode()})[1])
    with pytest.raises(NothingApplied) as refused:
        world.downs.apply(number)
    assert "不是发包的县的密钥" in refused.value.problems[0].message


def test_two_counties_count_apart(world: World, tmp_path: Path) -> None:
    number = world.receive(world.send({"a": notice(2027)})[1])
    city = KeyPair.make(KeySide.COUNTY, "石门县", "石门县", DAYS)
    trust_county(world.session, tmp_path, city)
    with Sending.init(tmp_path / "city", name="石门县", now=world.clock) as other:
        other.keys.take_in(tmp_path / "office.gkkey")
        other.keys.trust(OFFICE.public.fingerprint, OFFICE.public.fingerprint)
        found = other.gather(world.write({"a": notice(2027, days=2)}), CHECK, SHIPPED)
        sent = other.send(found, world.drive, [city])
    assert world.receive(world.drive / f"{sent.name}.gkp") == number
    with pytest.raises(SeveralDown, match="石门县"):
        world.downs.apply(number)
    world.downs.apply(sent.name)
    assert [one.waiting for one in world.downs.packages()] in ([0, 1], [1, 0])


def test_only_leaders_apply(world: World) -> None:
    number = world.receive(world.send({"b": template()})[1])
    log_in(world.session, "周桂芬")
    for act in (world.downs.apply, world.downs.undo, world.downs.leave):
        with pytest.raises(NotAllowed):
            act(number)
    world.downs.preview(number)
    log_in(world.session, "何敏")
    world.downs.apply(number)


def test_parts_are_chosen_or_left(world: World) -> None:
    number = world.receive(world.send({"b": template(), "a": notice(2027)})[1])
    assert [one.title for one in dues(world.session)] == ["县里下发的2026-001号包还没有应用"]
    world.downs.apply(number, [2])
    assert (world.session.folder / OWN).exists()
    assert not (world.session.folder / "calendar").exists()
    done = world.downs.leave(number)
    assert [one.place for one in done.done] == [1]
    assert dues(world.session) == []
    assert kinds(world, number)[DownKind.CALENDAR] is PartState.LEFT
    with pytest.raises(NothingApplied):
        world.downs.apply(number)
    world.downs.apply(number, [1])  # but whoever asks for it gets it
    assert (world.session.folder / "calendar").exists()
    with pytest.raises(NoSuchPart):
        world.downs.apply(number, [3])
    with pytest.raises(NoSuchDown):
        world.downs.apply("2026-099")


def test_a_form_the_program_cannot_use_is_not_applied(world: World) -> None:
    """The county's program may be newer: what it calls right is checked here again."""
    number = world.receive(world.send({"b": template()})[1])
    world.session.conn.execute("DROP TRIGGER down_part_keep_update")
    world.session.conn.execute("UPDATE down_part SET content = :bad", {"bad": b"id = 'x'"})
    with pytest.raises(NothingApplied) as refused:
        world.downs.apply(number)
    assert "与签名时不同" in refused.value.problems[0].message


class Died(Exception):
    """The program ended here."""


Step = Callable[[World, str], None]


def applying(world: World, number: str) -> None:
    world.downs.apply(number, overwrite=True)


def undoing(world: World, number: str) -> None:
    world.downs.undo(number)


@pytest.mark.parametrize("act", [applying, undoing])
@pytest.mark.parametrize("after", range(6))
def test_a_crash_between_any_two_steps_is_mended(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Step, after: int
) -> None:
    """Die at the n-th step: each file's write, each note of it, and the commit itself."""
    own = world.session.folder / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(template("# 本镇的说法"))
    before = world.state()
    number = world.receive(world.send({"b": template(), "a": notice(2027), "c": notice(2028)})[1])
    if act is undoing:
        applying(world, number)
    start = world.state()
    steps = [0]

    def dies(real: Callable[..., object]) -> Callable[..., object]:
        def stepped(*args: object, **named: object) -> object:
            if steps[0] == after:
                raise Died
            steps[0] += 1
            return real(*args, **named)

        return stepped

    monkeypatch.setattr(downfiles, "_put", dies(downfiles._put))
    monkeypatch.setattr(downstore, "add_written", dies(downstore.add_written))
    with pytest.raises(Died):
        act(world, number)
    monkeypatch.undo()
    assert set(kinds(world, number).values()) == {
        PartState.UNDONE if act is undoing else PartState.APPLIED
    }
    desk_of(world.session).settle()  # what opening the office does
    assert downstore.unwritten(world.session.conn) == []
    if act is undoing:
        assert world.state() == before
        return
    assert world.state() != start
    assert own.read_bytes() == template()
    world.downs.undo(number)
    assert world.state() == before


def test_opening_the_office_goes_on_where_the_program_died(
    founded: Path, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())

    def dies(_place: Path, _content: bytes | None) -> None:
        raise Died

    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        desk.accounts.log_in("管理员", PASSWORD)
        world = world_of(desk.session, tmp_path, clock)
        number = world.receive(world.send({"b": template(), "a": notice(2027)})[1])
        with monkeypatch.context() as patched, pytest.raises(Died):
            patched.setattr(downfiles, "_put", dies)
            desk.downs.apply(number)
    assert not (folder / OWN).exists()
    own = folder / "calendar"
    own.write_text("in the way", "ascii")  # a file where the folder should be: told at the apply
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        desk.accounts.log_in("管理员", PASSWORD)
        with pytest.raises(NotWritten, match="CN-2027"):
            desk.downs.undo(number)
    own.unlink()
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        assert (folder / OWN).read_bytes() == template()
        assert (folder / "calendar/CN-2027.json").read_bytes() == notice(2027)
        assert 2027 in desk.requests.calendar.years


def test_a_crash_before_the_commit_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.receive(world.send({"b": template(), "a.xlsx": small_catalog("低保")})[1])
    before = world.state()
    real = downstore.add_change
    count = [0]

    def dies(*args: object, **named: object) -> int:
        count[0] += 1
        if count[0] == 2:
            raise Died
        return real(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(downstore, "add_change", dies)
    with pytest.raises(Died):
        world.downs.apply(number)
    monkeypatch.undo()
    assert world.state() == before
    assert world.downs.package(number).waiting == 2


def test_a_full_disk_is_told_and_mended_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.receive(world.send({"b": template()})[1])

    def full(path: Path, data: bytes) -> None:
        raise DiskFull(name=path.name, size=len(data))

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(NotWritten, match="sync_handover"):
        world.downs.apply(number)
    monkeypatch.undo()
    assert not (world.session.folder / OWN).exists()
    world.downs.settle()
    assert (world.session.folder / OWN).read_bytes() == template()


def test_a_file_changed_by_hand_after_a_crash_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = world.receive(world.send({"b": template()})[1])

    def dies(_place: Path, _content: bytes | None) -> None:
        raise Died

    monkeypatch.setattr(downfiles, "_put", dies)
    with pytest.raises(Died):
        world.downs.apply(number)
    monkeypatch.undo()
    own = world.session.folder / OWN
    own.parent.mkdir(parents=True)
    own.write_bytes(template("# 手改的"))
    world.downs.settle()
    assert own.read_bytes() == template("# 手改的")
    with pytest.raises(NothingApplied):
        world.downs.undo(number)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_packages_comes_back_to_where_it_was(world: World, seed: int) -> None:
    """Random packages applied, then undone from the newest: the very same files and items."""
    dice = random.Random(seed)  # noqa: S311 - a test's choices
    if dice.random() < 0.5:
        own = world.session.folder / OWN
        own.parent.mkdir(parents=True)
        own.write_bytes(template("# 本镇的说法"))
    states, numbers = [], []
    for turn in range(4):
        choice = {
            "n.json": notice(dice.choice([2026, 2027]), days=dice.randint(1, 3)),
            "t.toml": template(f"# 第{dice.randint(1, 2)}种"),
            "c.xlsx": small_catalog(*dice.sample(["低保", "临时救助", "特困供养", "教育"], 3)),
        }
        names = dice.sample(sorted(choice), dice.randint(1, 3))
        states.append(world.state())
        number = world.receive(world.send({name: choice[name] for name in names})[1])
        world.downs.apply(number, overwrite=True)
        numbers.append(number)
        world.clock.value += timedelta(minutes=turn + 1)
    for number, state in zip(reversed(numbers), reversed(states), strict=True):
        world.downs.undo(number)
        assert world.state() == state
