"""Typefaces of a machine: found by the names inside the files, refused with a reason."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents import fontwishes, systemfonts
from gkdesk.documents.fontface import Style
from gkdesk.documents.systemfonts import Found, open_face, scan, wished

from . import facemaker

WISHES = fontwishes.wishes_of(FormFolders(paths.forms()))


@pytest.fixture(autouse=True)
def fresh() -> None:
    scan.cache_clear()


def only(folder: Path) -> Found:
    [found] = scan((folder,))
    return found


@pytest.mark.parametrize(
    ("family", "zh", "style"),
    [
        ("FangSong", "仿宋", Style.FANG),
        ("FangSong_GB2312", "仿宋_GB2312", Style.FANG),
        ("FZXBSJW--GB1-0", "方正小标宋简体", Style.XBS),
        ("Sim Hei", "黑 体", Style.HEI),
        ("kaiti_gb2312", "楷体_GB2312", Style.KAI),
        ("SimSun", "宋体", Style.SONG),
        ("Nobody", "宋体", Style.SONG),
    ],
)
def test_a_face_is_known_by_any_of_its_names(
    tmp_path: Path, family: str, zh: str, style: Style
) -> None:
    facemaker.save(tmp_path, "whatever.TTF", facemaker.font(family, zh=zh))
    found = only(tmp_path)
    assert wished(WISHES[style], [found]) == [found]
    face, refusal = open_face(found)
    assert refusal == ""
    assert face is not None
    assert face.glyph(ord("国")) > 0
    assert found.version == "Version 5.01"


def test_the_file_name_says_nothing(tmp_path: Path) -> None:
    facemaker.save(tmp_path, "simfang.ttf", facemaker.font("Another", zh="另一种"))
    assert wished(WISHES[Style.FANG], scan((tmp_path,))) == []


def test_the_bold_member_of_a_family_does_not_stand_for_it(tmp_path: Path) -> None:
    bold = facemaker.font("KaiTi", zh="楷体", style="Bold")
    for record in bold["name"].names:
        if record.nameID in (4, 6):
            record.string = "KaiTi Bold"
    facemaker.save(tmp_path, "bold.ttf", bold)
    assert wished(WISHES[Style.KAI], scan((tmp_path,))) == []


def test_wishes_are_heard_in_their_order(tmp_path: Path) -> None:
    facemaker.save(tmp_path, "a.ttf", facemaker.font("方正仿宋简体", zh="方正仿宋简体"))
    facemaker.save(tmp_path, "b.ttf", facemaker.font("FangSong_GB2312", zh="仿宋_GB2312"))
    facemaker.save(tmp_path, "c.ttf", facemaker.font())
    order = [found.path.name for found in wished(WISHES[Style.FANG], scan((tmp_path,)))]
    assert order == ["c.ttf", "b.ttf", "a.ttf"]


def test_a_collection_is_opened_at_the_right_face(tmp_path: Path) -> None:
    other = facemaker.font("NSimSun", zh="新宋体", characters=facemaker.TEXT + "甲")
    facemaker.collection(tmp_path, "simsun.ttc", other, facemaker.font("SimSun", zh="宋体"))
    [found] = wished(WISHES[Style.SONG], scan((tmp_path,)))
    assert found.index == 1
    face, _ = open_face(found)
    assert face is not None
    assert face.name == "SimSun"
    assert face.glyph(ord("国")) > 0
    assert face.glyph(ord("甲")) == 0


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"rights": 0x0002}, "0x0002"),
        ({"rights": 0x0008 | 0x0002}, "0x0002"),
        ({"rights": 0x0200}, "0x0200"),
        ({"rights": 0x0100}, "0x0100"),
        ({"cff": True}, "CFF"),
        ({"hanzi_width": 920}, "一个字高"),
        ({"hanzi_width": 500}, "一个字高"),
        ({"characters": "国政府AB\u3000"}, "常用汉字"),
        ({"empty": "府"}, "常用汉字"),
    ],
)
def test_what_may_not_be_embedded_is_refused(
    tmp_path: Path, options: dict[str, object], word: str
) -> None:
    facemaker.save(tmp_path, "face.ttf", facemaker.font(**options))  # type: ignore[arg-type]
    face, refusal = open_face(only(tmp_path))
    assert face is None
    assert word in refusal


def test_rights_that_allow_editing_are_enough(tmp_path: Path) -> None:
    facemaker.save(tmp_path, "face.ttf", facemaker.font(rights=0x0008))
    assert open_face(only(tmp_path))[1] == ""


def test_a_variable_face_is_refused(tmp_path: Path) -> None:
    made = facemaker.font()
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._f_v_a_r import Axis

    made["fvar"] = table = newTable("fvar")
    axis = Axis()
    axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue = "wght", 300, 400, 700
    axis.axisNameID = 1
    table.axes, table.instances = [axis], []
    facemaker.save(tmp_path, "face.ttf", made)
    assert "可变字体" in open_face(only(tmp_path))[1]


def test_damaged_files_are_listed_and_stop_nothing(tmp_path: Path) -> None:
    whole = facemaker.save(tmp_path, "good.ttf", facemaker.font()).read_bytes()
    (tmp_path / "cut.ttf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "text.otf").write_bytes("不是字体".encode())
    (tmp_path / "many.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    (tmp_path / "gone.ttf").symlink_to(tmp_path / "nowhere.ttf")
    (tmp_path / "up").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.ttf")
    found = {one.path.name: one for one in scan((tmp_path, tmp_path / "none"))}
    assert set(found) == {"good.ttf", "cut.ttf", "empty.ttf", "text.otf", "many.ttc"}
    assert {name for name, one in found.items() if one.damaged} == set(found) - {"good.ttf"}
    assert all(one.refusal for one in found.values() if one.damaged)


def test_no_byte_of_a_font_can_stop_the_search(tmp_path: Path) -> None:
    """Bytes changed anywhere, most in the directory: a refusal or a face, never an error."""
    whole = facemaker.save(tmp_path, "a.ttf", facemaker.font()).read_bytes()
    rng = random.Random(20260410)  # noqa: S311 - repeatable
    path = tmp_path / "a.ttf"
    outcomes = set()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 3, 20))):
            data[rng.randrange(rng.choice((200, len(data))))] = rng.randrange(256)
        path.write_bytes(data)
        scan.cache_clear()
        face, refusal = open_face(only(tmp_path))
        assert (face is None) == bool(refusal)
        if face is not None:
            numbers = [face.glyph(ord(one)) for one in facemaker.HANZI]
            assert face.subset([0, *[one for one in numbers if face.inked(one)]])
        outcomes.add(refusal)
    assert len(outcomes) > 2


def test_this_machine_is_searched_without_trouble() -> None:
    found = scan(systemfonts.folders(), systemfonts.registered())
    assert all(isinstance(one.name, str) and one.path.suffix for one in found)


def test_the_shipped_wishes_are_right_and_mistakes_are_named(tmp_path: Path) -> None:
    assert fontwishes.check(paths.forms() / "pages" / "fonts.toml") == []
    assert set(WISHES) == {*Style, "rare"}
    path = tmp_path / "fonts.toml"
    path.write_text('[style.fang]\nlabel = "仿宋"\nnames = "FangSong"\n[style.x]\n', "utf-8")
    places = {problem.where for problem in fontwishes.check(path)}
    assert {"style.fang", "style.x", "style.hei", "style.rare"} <= places
    path.write_text("name = 1\n", "utf-8")
    assert [problem.where for problem in fontwishes.check(path)] == ["整个文件"]
    path.write_text("[[", "utf-8")
    assert fontwishes.check(path)
