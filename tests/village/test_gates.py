"""What stops a sheet on its way to the board: cells without a value, names, days."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.documents.service import Documents
from gkdesk.village.declined import VillageTaken, WrongDay, WrongStep
from gkdesk.village.model import (
    SheetState,
)
from gkdesk.village.service import Villages
from tests.conftest import StoppedClock

from .books import rows, save, workbook
from .test_intake import intake, said

ID_NUMBER = "110101199003070011"
TODAY = date(2026, 4, 10)


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    villages.add_village({"name": "东河村"})
    return villages


def with_cell(path: Path, place: str, cell: str) -> Path:
    """Write the standard sheet with one cell as other programs may leave it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(rows(**{place: 7654321})))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            at = text.find(f'<c r="{place}"'.encode()) if name.endswith("sheet1.xml") else -1
            if at >= 0:
                end = text.index(b"</c>", at) + 4
                text = text[:at] + f'<c r="{place}"{cell}</c>'.encode() + text[end:]
            new.writestr(name, text)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (' t="e"><v>#REF!</v>', "B9：单元格是错误值"),
        (' t="e"><f>1/0</f><v>#DIV/0!</v>', "B9：单元格是错误值"),
        ("><f>SUM(B1:B2)</f>", "B9：公式没有计算结果，请在表格软件里打开、重新计算并保存"),
        ("><f>SUM(B1:B2)</f><v></v>", "B9：公式没有计算结果"),
        (' t="inlineStr"><is><t>#REF!</t></is>', "B9：单元格是错误值"),
    ],
)
def test_a_cell_that_only_looks_blank_stops_the_sheet(tmp_path: Path, cell: str, told: str) -> None:
    [reading] = intake().file(with_cell(tmp_path / "a.xlsx", "B9", cell))
    assert reading.blocking
    assert told in said(reading)


def test_a_formula_with_its_result_is_a_number(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "a.xlsx", "B9", "><f>SUM(B1:B2)</f><v>100</v>")
    [reading] = intake().file(path)
    assert not reading.blocking


def test_a_number_stored_before_is_not_printed(room: Villages, tmp_path: Path) -> None:
    """An older program took such sheets in: the second door is at the printer."""
    path = save(tmp_path / "a.xlsx", rows(A12=f"备注:{ID_NUMBER}"))
    [reading] = room.read([path], "2026Q1")
    assert reading.blocking
    [uid] = room.apply([replace(reading, problems=())]).stored
    room.review(uid, "王主任", TODAY)
    [printed] = room.print_("F01", "2026Q1", folder=tmp_path / "out")
    assert (printed.path, printed.state) == (None, SheetState.REVIEWED)
    assert "身份证号 11*************011，公开表上不得出现" in printed.reason
    assert not (tmp_path / "out").exists()


def test_such_a_sheet_cannot_be_reviewed(room: Villages, session: Session, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", rows(A7="其他收入13912340872"))
    [uid] = room.apply(room.read([path], "2026Q1")).stored
    with pytest.raises(WrongStep, match="有问题"):
        room.review(uid, "王主任", TODAY)
    # a line's name is kept as it is read, unlike the note: the number must not come so far
    kept = b"".join(path.read_bytes() for path in session.folder.glob("gkdesk.db*"))
    assert "（含个人号码，已隐去）".encode() in kept
    assert b"13912340872" not in kept
    assert "（含个人号码，已隐去）" in [line.label for line in room.data(uid).lines]


def test_a_review_comes_after_the_period_and_the_import(
    room: Villages, tmp_path: Path, clock: StoppedClock
) -> None:
    clock.value = clock.value.replace(month=3, day=20)
    [uid] = room.apply(room.read([save(tmp_path / "a.xlsx", rows())], "2026Q1")).stored
    with pytest.raises(WrongDay, match="2026年第一季度到2026年3月31日才结束"):
        room.review(uid, "王主任", date(2026, 3, 20))
    clock.value = clock.value.replace(month=4, day=12)
    with pytest.raises(WrongDay, match="才结束"):
        room.review(uid, "王主任", date(2026, 3, 31))
    changed = save(tmp_path / "b.xlsx", rows(A12="备注:改过。"))
    [second] = room.apply(room.read([changed], "2026Q1")).stored
    with pytest.raises(WrongDay, match="早于这一版导入的日期2026年4月12日"):
        room.review(second, "王主任", date(2026, 4, 11))
    assert room.review(second, "王主任", date(2026, 4, 12)).state is SheetState.REVIEWED


def test_many_villages_are_added_whole_or_not_at_all(room: Villages) -> None:
    with pytest.raises(BadValue):
        room.add_villages([{"name": "甲半村"}, {"name": ""}])
    with pytest.raises(VillageTaken):
        room.add_villages([{"name": "甲半村"}, {"name": "甲半村"}])
    board = [{"name": "村口", "w_mm": 0}]
    with pytest.raises(BadValue):
        room.add_villages([{"name": "甲半村"}, {"name": "乙半村", "boards": board}])
    assert [village.name for village in room.villages()] == ["东河村"]
    assert len(room.add_villages([{"name": "甲半村"}, {"name": "乙半村"}])) == 2
