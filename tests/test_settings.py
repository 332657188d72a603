"""settings.toml: what cannot be used is listed, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import settings
from gkdesk.settings import Settings


def test_defaults_without_a_file(tmp_path: Path) -> None:
    assert settings.read(tmp_path) == (Settings(), [])


def test_saved_settings_come_back(tmp_path: Path) -> None:
    settings.save(tmp_path, Settings(font_scale=1.2, lock_minutes=5, fonts="system"))
    assert settings.read(tmp_path) == (Settings(1.2, 5, "system"), [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("font_scale = 9.0", "font_scale"),
        ('lock_minutes = "long"', "lock_minutes"),
        ("colour = 1", "colour"),
        ('fonts = "FangSong"', "fonts"),
        ("fonts = 1", "fonts"),
        ("font_scale = = ", "settings.toml"),
    ],
)
def test_what_cannot_be_used_is_listed(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    found, problems = settings.read(tmp_path)
    assert found == Settings()
    assert [problem.where for problem in problems] == [place]


def test_dots_of_the_printed_page_are_300_or_600(tmp_path: Path) -> None:
    settings.save(tmp_path, Settings(print_dpi=600))
    assert settings.read(tmp_path) == (Settings(print_dpi=600), [])
    (tmp_path / "settings.toml").write_text("print_dpi = 1200\n", "utf-8")
    found, [problem] = settings.read(tmp_path)
    assert (found, problem.where) == (Settings(), "print_dpi")
