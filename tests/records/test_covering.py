"""Masked copies: of attachments, saved or put in their place, and of files of no record."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.records.attached import AddedBefore, NoSuchFile, NotADraft
from gkdesk.records.masking import NoMaskedCopy, NothingToMask, copy_name
from gkdesk.records.model import Act, File, Record
from gkdesk.records.service import Records
from tests.conftest import log_in

from .scanfiles import ID, MOBILE, book, pdf, word

TEXT = f"张三，{ID}\n电话{MOBILE}\n"


@pytest.fixture
def leak(records: Records, draft: Record) -> File:
    """An attachment that shows a number, between two others."""
    records.files.add_data(draft.uid, b"1", name="一.txt")
    made = records.files.add_data(draft.uid, TEXT.encode(), name=f"名单{ID}.txt", note="附件2")
    records.files.add_data(draft.uid, b"3", name="三.txt")
    records.privacy.check(draft.uid)
    return made


def audited(session: Session, action: str) -> list[str]:
    rows = session.conn.execute("SELECT subject FROM audit WHERE action = :a", {"a": action})
    return [row["subject"] for row in rows]


def test_a_hit_leads_to_its_attachment(records: Records, draft: Record, leak: File) -> None:
    copies = records.privacy.copies
    judged = records.privacy.judged(draft.uid)
    assert {copies.file_of(draft.uid, one.hit.mark) for one in judged} == {leak}
    assert copies.file_of(draft.uid, "0" * 24) is None
    assert copies.file_of(draft.uid, "ffffffffffff-0") is None


def test_a_copy_is_saved_and_the_attachment_stays(
    records: Records, session: Session, draft: Record, leak: File, tmp_path: Path
) -> None:
    target = tmp_path / "副本.txt"
    made = records.privacy.copies.save(draft.uid, leak.uid, target)
    assert target.read_text("utf-8") == "张三，11*************011\n电话139****0872\n"
    assert (made.covered, made.rest, ID in made.name) == (3, [], False)
    assert records.files.read(leak.sha256) == TEXT.encode()
    assert audited(session, "records.masked_copy") == [draft.number]


def test_a_copy_takes_the_place_of_a_draft_s_attachment(
    records: Records, session: Session, draft: Record, leak: File
) -> None:
    made = records.privacy.copies.replace(draft.uid, leak.uid)
    found = records.files.of(draft.uid)
    assert [one.name for one in found] == [
        "一.txt",
        "名单11某某某某某某某某某某某某某011.txt",
        "三.txt",
    ]
    assert found[1].note == "附件2"
    assert records.files.read(found[1].sha256) == made.data
    assert ID.encode() not in made.data
    records.privacy.check(draft.uid)
    assert records.findings(draft.uid) == []
    # the archive keeps what was replaced
    assert records.files.read(leak.sha256) == TEXT.encode()
    assert audited(session, "records.masked") == [draft.number]
    assert len(audited(session, "records.detach")) == 1


def test_a_second_copy_keeps_the_place_too(records: Records, draft: Record, leak: File) -> None:
    copies = records.privacy.copies
    copies.replace(draft.uid, leak.uid)
    records.files.replace(draft.uid, records.files.of(draft.uid)[0].uid, b"new", name="新.txt")
    records.files.replace(draft.uid, records.files.of(draft.uid)[1].uid, b"two", name="二.txt")
    assert [one.name for one in records.files.of(draft.uid)] == ["新.txt", "二.txt", "三.txt"]
    other = records.draft(
        {"title": "另一条", "body": "正文。", "made_on": "2026-04-02", "attribute": "主动公开"}
    )
    records.files.add_data(other.uid, b"0", name="零.txt")
    records.files.take_over(draft.uid, other.uid)
    names = [one.name for one in records.files.of(other.uid)]
    assert names == ["零.txt", "新.txt", "二.txt", "三.txt"]


def test_a_number_in_the_name_alone_is_covered_in_its_place(
    records: Records, draft: Record
) -> None:
    for name in ("一.txt", f"名单{ID}.txt", "三.txt"):
        records.files.add_data(draft.uid, name[:1].encode(), name=name)
    found = records.files.of(draft.uid)
    records.privacy.copies.replace(draft.uid, found[1].uid)
    now = records.files.of(draft.uid)
    assert [one.sha256 for one in now] == [one.sha256 for one in found]
    assert [ID in one.name for one in now] == [False] * 3
    with pytest.raises(AddedBefore):  # nothing is taken away then
        records.files.replace(draft.uid, now[0].uid, records.files.read(now[2].sha256), name="甲")
    assert records.files.of(draft.uid) == now
    records.privacy.check(draft.uid)
    assert records.findings(draft.uid) == []


def test_what_was_handed_in_is_not_replaced(
    records: Records, session: Session, draft: Record, leak: File
) -> None:
    copies = records.privacy.copies
    with pytest.raises(NoSuchFile):
        copies.replace(draft.uid, "none")
    records.act(draft.uid, Act.SUBMIT)
    with pytest.raises(NotADraft):
        copies.replace(draft.uid, leak.uid)
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        copies.replace(draft.uid, leak.uid)
    assert leak in records.files.of(draft.uid)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf(f"电话{MOBILE}"), NoMaskedCopy),
        ("a.png", b"\x89PNG\r\n", NoMaskedCopy),
        ("a.docx", b"PK\x03\x04 broken", NoMaskedCopy),
        ("a.txt", "现予公示。秸杆".encode(), NothingToMask),
    ],
)
def test_what_cannot_be_masked_says_so_and_is_not_replaced(
    records: Records, draft: Record, tmp_path: Path, name: str, data: bytes, kind: type[Exception]
) -> None:
    file = records.files.add_data(draft.uid, data, name=name)
    with pytest.raises(kind, match="原文件没有改动"):
        records.privacy.copies.replace(draft.uid, file.uid)
    with pytest.raises(kind):
        records.privacy.copies.save(draft.uid, file.uid, tmp_path / name)
    assert not (tmp_path / name).exists()
    assert records.files.of(draft.uid) == [file]


def test_files_of_no_record(records: Records, session: Session, tmp_path: Path) -> None:
    whole, out = tmp_path / "in", tmp_path / "out"
    whole.mkdir()
    files = {"a.xlsx": book(), "b.docx": word(), "c.png": b"\x89PNG\r\n"}
    for name, data in files.items():
        (whole / name).write_bytes(data)
    paths = [*whole.iterdir(), whole / f"{ID}.txt"]
    before = session.conn.execute("SELECT count(*) AS n FROM audit").fetchone()["n"]
    told: list[str] = []
    found = records.privacy.copies.look(paths, lambda _a, _b, what: told.append(what))
    assert [bool(one.hits) for one in found] == [
        path.suffix in (".xlsx", ".docx") for path in paths
    ]
    written = records.privacy.copies.save_all(paths, out)
    made = {one.target for one in written if one.made is not None}
    assert made == {"a（已遮盖）.xlsx", "b（已遮盖）.docx"} == {one.name for one in out.iterdir()}
    assert all(one.why for one in written if one.made is None)
    assert ID not in "".join([*told, *(one.name + one.why for one in written)])
    assert {path.name: path.read_bytes() for path in whole.iterdir()} == files
    after = session.conn.execute("SELECT count(*) AS n FROM audit").fetchone()["n"]
    assert after == before  # nothing of the office was touched


def test_no_copy_falls_on_another_or_on_a_file_itself(records: Records, tmp_path: Path) -> None:
    one, two = tmp_path / "a.txt", tmp_path / "b" / "a.txt"
    two.parent.mkdir()
    three = tmp_path / "a（已遮盖）.txt"
    for path in (one, two, three):
        path.write_text(f"电话{MOBILE}", "utf-8")
    copies = records.privacy.copies
    targets = [path.name for path in copies.targets([one, two, three], tmp_path)]
    assert len(set(targets)) == 3
    assert three.name not in targets
    copies.save_all([one, two, three], tmp_path)
    assert MOBILE in three.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.glob("*.txt")) == sorted(
        [one.name, three.name, *targets]
    )


def test_a_long_or_odd_name_keeps_its_ending(records: Records) -> None:
    rules = records.privacy.rules()
    for name in ("汉" * 300 + ".docx", "a\x07b\n.docx", "CON.docx", " 名 单 .docx", f"{ID}.docx"):
        made = copy_name(name, rules)
        assert made.endswith("（已遮盖）.docx")
        assert len(made.encode()) < 255
        assert ID not in made
        assert not set('\\/:*?"<>|\n\x07') & set(made)


def test_the_masked_workbook_still_opens(records: Records, draft: Record) -> None:
    from openpyxl import load_workbook

    file = records.files.add_data(draft.uid, book(), name="名单.xlsx")
    made = records.privacy.copies.replace(draft.uid, file.uid)
    [kept] = records.files.of(draft.uid)
    sheet = load_workbook(io.BytesIO(records.files.read(kept.sha256)))["低保名单"]
    assert sheet["C3"].value == "11*************011"
    assert any("隐藏" in one for one in made.rest)
