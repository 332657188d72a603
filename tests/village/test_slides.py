"""A sheet's slides in a folder: in the order of their names, none of an older sheet."""

from __future__ import annotations

from pathlib import Path

from gkdesk.village.slides import write_slides


def test_more_than_99_slides_keep_their_order(tmp_path: Path) -> None:
    written = write_slides(tmp_path, "东河村-L05", [b"%d" % n for n in range(120)], draft=False)
    assert [Path(path).name for path in written] == sorted(p.name for p in tmp_path.iterdir())
    assert Path(written[0]).name == "东河村-L05-屏001.png"
    shorter = write_slides(tmp_path, "东河村-L05", [b"1", b"2"], draft=False)
    assert sorted(str(path) for path in tmp_path.iterdir()) == shorter
    assert Path(shorter[1]).name == "东河村-L05-屏02.png"


def test_a_sheet_takes_the_place_of_its_draft_and_not_the_other_way(tmp_path: Path) -> None:
    write_slides(tmp_path, "东河村-F01", [b"1", b"2", b"3"], draft=True)
    final = write_slides(tmp_path, "东河村-F01", [b"4"], draft=False)
    assert [str(path) for path in tmp_path.iterdir()] == final
    draft = write_slides(tmp_path, "东河村-F01", [b"5"], draft=True)
    assert sorted(str(path) for path in tmp_path.iterdir()) == sorted(final + draft)
    write_slides(tmp_path, "东河村-F01b", [b"6"], draft=False)
    assert len(list(tmp_path.iterdir())) == 3
