"""settings.toml as a frozen dataclass; unknown keys and wrong values are Problems, not crashes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Problem

NAME = "settings.toml"
SCALES = (1.0, 1.15, 1.2, 1.4)
LOCK_MINUTES = range(3, 31)
BUILT_IN, SYSTEM = FONTS = ("built-in", "system")
PRINT_DPI = (300, 600)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the office may change about the program itself."""

    font_scale: float = 1.0  # 字号: 1.0 标准, 1.2 大, 1.4 特大
    lock_minutes: int = 10  # idle minutes until the window locks itself
    # 打印字体: the program's own, the same on every machine, or this machine's before them
    fonts: str = BUILT_IN
    starting: bool = True  # 开始使用 stands on 今日 until all is done, or until it is put away
    print_dpi: int = 300  # dots per inch where pages are rastered for the printer (no CUPS)
    strong_colours: bool = False  # 高对比

    def as_toml(self) -> str:
        return (
            f"font_scale = {self.font_scale}\n"
            f"strong_colours = {str(self.strong_colours).lower()}\n"
            f"lock_minutes = {self.lock_minutes}\n"
            f'fonts = "{self.fonts}"\n'
            f"print_dpi = {self.print_dpi}\n"
            f"starting = {str(self.starting).lower()}\n"
        )


def read(folder: Path) -> tuple[Settings, list[Problem]]:
    """Read the folder's settings; what cannot be used is left at its default and listed."""
    path = folder / NAME
    if not path.exists():
        return Settings(), []
    import tomllib

    try:
        data = tomllib.loads(files.read(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings(), [Problem(NAME, "读不懂此文件，已改用默认设置", blocking=False)]
    problems, settings = [], Settings()
    known = {field.name for field in fields(Settings)}
    for key, value in data.items():
        if key not in known:
            problems.append(Problem(key, "不认识的设置项，没有采用", blocking=False))
        elif not _acceptable(key, value):
            problems.append(Problem(key, f"不能设为{value}，已改用默认值", blocking=False))
        elif key == "font_scale":
            settings = replace(settings, font_scale=float(value))
        else:
            settings = replace(settings, **{key: value})
    return settings, problems


def _acceptable(key: str, value: object) -> bool:
    if key == "font_scale":
        return isinstance(value, int | float) and float(value) in SCALES
    if key == "fonts":
        return value in FONTS
    if key in ("starting", "strong_colours"):
        return isinstance(value, bool)
    allowed = LOCK_MINUTES if key == "lock_minutes" else PRINT_DPI
    return isinstance(value, int) and not isinstance(value, bool) and value in allowed


def save(folder: Path, settings: Settings) -> None:
    """Write the folder's settings.

    Raises:
        Blocked: disk full or no rights.
    """
    files.write(folder / NAME, settings.as_toml().encode("utf-8"))
