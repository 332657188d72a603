"""``gkdesk documents fonts`` and ``glyph``: the same as the window's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import settings
from gkdesk.documents import systemfonts
from tests.documents import facemaker
from tests.documents.scans import saved

from .conftest import Run


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "machine"
    folder.mkdir()
    facemaker.save(folder, "a.ttf", facemaker.font())
    facemaker.save(folder, "b.ttf", facemaker.font("SimHei", zh="黑体", rights=2))
    monkeypatch.setattr(systemfonts, "folders", lambda: (folder,))
    monkeypatch.setattr(systemfonts, "registered", tuple)
    return folder


def test_the_typefaces_are_listed_and_changed(run: Run, machine: Path, office_folder: Path) -> None:
    before = run("documents", "fonts", "--json").json()
    assert before["choice"] == "built-in"
    assert [style["label"] for style in before["styles"]] == [
        "仿宋",
        "黑体",
        "楷体",
        "小标宋",
        "宋体",
    ]
    assert all(style["used"]["own"] for style in before["styles"])
    assert before["styles"][0]["found"][0]["refusal"] == ""
    done = run("documents", "fonts", "--use", "system")
    assert done.code == 0
    assert "本机" in done.out
    assert "fsType 0x0002" in done.out
    assert "先用本机的字体" in done.err
    assert settings.read(office_folder)[0].fonts == "system"
    after = run("documents", "fonts", "--json").json()
    assert after["styles"][0]["used"]["file"] == "a.ttf"
    assert run("audit", "verify").code == 0


def test_characters_are_added_listed_and_removed(run: Run, tmp_path: Path) -> None:
    scan = saved(tmp_path)
    assert run("documents", "glyph", "add", "U+2EBF0", scan).code == 0
    [glyph] = run("documents", "glyph", "list", "--json").json()
    assert (glyph["code"], glyph["made_by"]) == ("U+2EBF0", "周桂芬")
    assert "U+2EBF0" in run("documents", "glyph", "list").out
    again = run("documents", "glyph", "add", "U+2EBF0", scan)
    assert (again.code, "已经补过字" in again.err) == (2, True)
    assert run("documents", "glyph", "remove", "\U0002ebf0").code == 0
    assert run("documents", "glyph", "list", "--json").json() == []
    assert run("documents", "glyph", "remove", "\U0002ebf0").code == 2
    assert run("documents", "glyph", "add", "\U0002ebf0", tmp_path / "none.png").code == 3
