"""Forty files in one go: one that cannot be read stops no other; what goes back to the villages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.base.progress import Cancelled
from gkdesk.documents.service import Documents
from gkdesk.village.service import Villages

from .books import save
from .lists import changed, sheet


@pytest.fixture
def room(session: Session) -> Villages:
    return Villages(session, Documents(session))


def title(number: int) -> str:
    return f"青石镇村庄{number:02d}村2026年惠农补贴发放公示表"


def handed_in(folder: Path) -> Path:
    folder.mkdir()
    for number in range(38):
        save(folder / f"{number:02d}.xlsx", sheet(title=title(number)))
    lying = changed(F3=426.24)
    lying[0][0] = title(38)
    save(folder / "38.xlsx", lying)
    (folder / "39.xlsx").write_bytes(b"PK\x03\x04 damaged")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    (folder / "~$00.xlsx").write_bytes(b"lock")
    return folder


def test_a_folder_of_forty(room: Villages, session: Session, tmp_path: Path) -> None:
    room.add_villages({"name": f"村庄{number:02d}村"} for number in range(40))
    paths = room.gather([handed_in(tmp_path / "交来")])
    assert len(paths) == 41
    steps: list[int] = []
    readings = room.read(paths, "2026", lambda step, _total, _what: steps.append(step))
    assert steps == list(range(42))
    assert sum(not reading.blocking for reading in readings) == 38
    bad = {Path(reading.path).name: reading for reading in readings if reading.blocking}
    assert sorted(bad) == ["38.xlsx", "39.xlsx", "照片.jpg"]
    assert "不是表格文件" in bad["照片.jpg"].problems[0].message
    done = room.apply(readings)
    assert (len(done.stored), done.with_problems, done.refused) == (39, 1, 2)
    table = room.data(done.stored[0]).table
    assert table is not None
    assert [row.text("name") for row in table.rows] == ["王测一", "李测二", "张测三"]
    again = room.read(paths, "2026")
    assert sum(reading.same_as_stored for reading in again) == 39
    row = session.conn.execute("SELECT figures, sealed FROM village_sheet").fetchone()
    assert "王测一" not in row["figures"]
    assert "王测一".encode() not in row["sealed"]


def test_it_can_be_stopped(room: Villages, tmp_path: Path) -> None:
    def stop(step: int, _total: int, _what: str = "") -> None:
        if step == 3:
            raise Cancelled

    paths = room.gather([handed_in(tmp_path / "交来")])
    with pytest.raises(Cancelled):
        room.read(paths, "2026", stop)


def test_the_workbook_handed_back(room: Villages, tmp_path: Path) -> None:
    room.add_village({"name": "东河村"})
    path = save(tmp_path / "东河.xlsx", changed(F3=426.24, D4="２ 亩"))
    text = tmp_path / "东河.csv"
    rows = changed(F3=426.24)
    text.write_text(
        "\n".join(",".join("" if x is None else str(x) for x in row) for row in rows), "gb18030"
    )
    clean = save(tmp_path / "无.xlsx", sheet())
    written = room.hand_back(room.read([path, text, clean], "2026"), tmp_path / "out")
    assert [one.name for one in written] == ["东河-批注.xlsx", "东河-批注2.xlsx", "无-批注.xlsx"]
    book = load_workbook(io.BytesIO(written[0].read_bytes()))
    listed = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert book.sheetnames[0] == "问题清单"
    assert [row[2] for row in listed] == ["D4", "F3", "F5", "F8"]
    assert listed[1][3:7] == ["必须更正", listed[1][4], "326.24", "426.24"]
    cell = book.worksheets[1]["F3"]
    assert cell.comment is not None
    assert "金额应为 326.24" in cell.comment.text
    from_text = load_workbook(io.BytesIO(written[1].read_bytes()))
    assert from_text.worksheets[1]["F3"].comment is not None
