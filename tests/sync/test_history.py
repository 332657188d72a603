"""What became of packages, what lies somewhere, and the look before the writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.sync.county import County
from gkdesk.sync.inspection import NoPackage
from gkdesk.sync.keystore import KeyStore
from gkdesk.sync.model import PackageState
from gkdesk.sync.service import Sync
from gkdesk.sync.story import grouped
from gkdesk.sync.survey import Tone, Topic, chain_of, row_name, told_kinds
from tests.conftest import StoppedClock

from .exchange import Exchange
from .rows import Rows
from .test_county import change


@pytest.fixture
def exchange(
    tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync
) -> Exchange:
    made = Exchange(tmp_path, clock, session, county, sync)
    made.meet()
    return made


class TestJudge:
    def test_a_plain_one(self, sync: Sync, stick: Path) -> None:
        package = sync.write(stick)
        found = sync.history.judge(stick)
        assert (found.sound, found.number, found.state) == (True, "2026-001", "verified")
        assert found.digits == package.manifest_sha256
        assert "已写入。可以送县里" in found.sentence
        [row] = (stick / package.name).rglob("item.jsonl")
        row.write_bytes(row.read_bytes() + b"\n")
        found = sync.history.judge(stick / package.name)
        assert (found.whole, found.sound) == (False, False)
        assert "不完整或被改动过" in found.sentence

    def test_a_sealed_one(self, exchange: Exchange, sync: Sync, stick: Path) -> None:
        package = sync.write(stick)
        found = sync.history.judge(stick)
        assert found.sound
        assert found.digits == package.statement_sha256
        place = stick / package.file_name
        data = bytearray(place.read_bytes())
        data[-700] ^= 1
        place.write_bytes(data)
        found = sync.history.judge(place)
        assert (found.whole, found.ours, found.number) == (False, False, "")

    def test_all_of_a_drive(self, sync: Sync, rows: Rows, stick: Path) -> None:
        with pytest.raises(NoPackage):
            sync.history.judge_all(stick)
        first = sync.write(stick)
        change(rows)
        second = sync.write(stick)
        (stick / first.name / "bagit.txt").unlink()
        found = sync.history.judge_all(stick)
        assert [(one.name, one.whole) for one in found] == [
            (first.name, False), (second.name, True)
        ]  # fmt: skip
        assert found[1].number == second.number
        assert [one.number for one in sync.history.judge_all(stick / second.name)] == ["2026-002"]

    def test_whole_but_not_remembered(self, sync: Sync, stick: Path, session: Session) -> None:
        sync.write(stick)
        other = Sync(session, sync._documents, {})
        session.conn.execute("DROP TRIGGER sync_package_keep_update")
        session.conn.execute("UPDATE sync_package SET manifest_sha256 = 'x'")
        found = other.history.judge(stick)
        assert (found.whole, found.ours) == (True, False)
        assert "不是本单位记得的包" in found.sentence

    def test_nothing_there(self, sync: Sync, stick: Path) -> None:
        with pytest.raises(NoPackage):
            sync.history.judge(stick)

    def test_grouped(self) -> None:
        assert grouped("0123456789abcdef99") == "0123 4567 89AB CDEF"
        assert grouped("") == ""


def test_the_story_of_a_package(sync: Sync, stick: Path, county: County, rows: Rows) -> None:
    county.receive(stick / sync.write(stick).name)
    rows[0] = PackageRow("item", "A1", 1, {"name": "改了内容"})
    package = sync.packages()[0]
    story = sync.history.of(package)
    assert {one.told for one in story.rows} == {"等回执"}
    assert story.receipt_at == ""
    [receipt] = stick.glob("*.receipt.json")
    sync.read_receipt(receipt)
    story = sync.history.of(sync.packages()[0])
    assert [one.told for one in story.rows] == ["已接收"] * 3
    assert [one.state for one in story.events] == [
        PackageState.WRITTEN, PackageState.VERIFIED, PackageState.DELIVERED,
    ]  # fmt: skip
    assert story.receipt_at
    assert [one.name for one in story.rows][:2] == ["改了内容", "养老服务"]
    assert story.rows[0].kind_label == "目录事项"
    assert story.returned == []


class TestSurvey:
    def test_figures_and_lines(self, sync: Sync) -> None:
        seen = sync.survey(look=True)
        assert (seen.chain.number, seen.files, len(seen.going())) == ("2026-001", 1, 3)
        assert seen.need.size > 3000
        assert not seen.blocked()
        tones = {line.topic: line.tone for line in seen.lines()}
        assert tones[Topic.KEYS] is Tone.WARN
        assert tones[Topic.PRIVACY] is Tone.OK
        assert seen.checked
        assert not sync.survey().looked

    def test_a_number_stops_its_row_alone(self, sync: Sync, rows: Rows) -> None:
        rows.append(PackageRow("record", "R1", 1, {"title": "名单", "body": "13900001234"}))
        seen = sync.survey(look=True)
        [stop] = seen.stops()
        assert (stop.key, stop.name, stop.place) == (("record", "R1"), "名单", ("records", "R1"))
        assert seen.blocked()
        assert not seen.checked
        left = [stop.key]
        assert not seen.blocked(left)
        assert len(seen.going(left)) == 3
        assert sync.survey(look=True, without=left).checked

    def test_a_file_that_cannot_be_read(self, sync: Sync, session: Session, kept: str) -> None:
        (session.folder / "archive" / kept[:2] / kept).unlink()
        seen = sync.survey(look=True)
        [line] = [one for one in seen.lines() if one.tone is Tone.STOP]
        assert (line.topic, line.title) == (Topic.FILES, "1个附件打不开")
        assert seen.stops()[0].place == ("village", "2026Q3/v1")

    def test_keys(self, exchange: Exchange, sync: Sync, session: Session) -> None:
        assert sync.survey().sealing.ready
        assert sync.survey().need.largest == sync.survey().need.size
        keys = KeyStore(session)
        keys.revoke(keys.counties()[0].public.fingerprint, "丢了")
        seen = sync.survey()
        assert seen.sealing.ended
        assert seen.blocked()

    def test_the_chain(self, sync: Sync, stick: Path) -> None:
        first = sync.write(stick)
        assert chain_of("2026-002", sync.packages()).unanswered == first.number
        lines = sync.survey().lines()
        assert any("2026-001还没有回执" in line.title for line in lines)

    def test_names(self, rows: Rows) -> None:
        sheet = PackageRow(
            "sheet", "k", 1, {"village": "青山村", "form": "F01", "period": "2026Q3"}
        )
        assert row_name(sheet) == "青山村 F01 2026Q3"
        assert row_name(PackageRow("item", "A:1", 1, {})) == "A:1"
        assert row_name(PackageRow("request", "9号", 1, {"title": "x"})) == "9号"
        assert told_kinds([]) == ""
