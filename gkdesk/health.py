"""Is the machine fit, is the office's data whole: what ``gkdesk doctor`` says."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gkdesk import __version__, paths
from gkdesk.base import files, pinyin
from gkdesk.base.errors import GkdeskError
from gkdesk.base.formfiles import FormFolders
from gkdesk.formcheck import check_file, form_files

# SQLite before this has no STRICT tables
OLDEST_SQLITE = (3, 37, 0)


@dataclass(frozen=True, slots=True)
class Health:
    """One thing looked at."""

    ok: bool
    what: str
    detail: str

    @property
    def mark(self) -> str:
        return "好" if self.ok else "要处理"


def examine(folder: Path) -> list[Health]:
    """Look at the program, the machine and the office's folder; change nothing."""
    return [*_program(), *_office(folder)]


def _program() -> Iterator[Health]:
    from gkdesk.db.connection import sqlite_version

    yield Health(True, "程序", f"gkdesk {__version__}，Python {platform.python_version()}")
    found = sqlite_version()
    yield Health(found >= OLDEST_SQLITE, "数据库引擎", f"SQLite {'.'.join(map(str, found))}")
    for folder, what in ((paths.forms(), "模板和规则"), (paths.resources(), "字体和图标")):
        count = sum(1 for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
        yield Health(count > 0, what, f"{count}个文件")
    fonts = sorted((paths.resources() / "fonts").glob("*.ttf"))
    yield Health(bool(fonts), "打印字体", f"{len(fonts)}个内置字体")
    yield _readings()
    yield _window()


def _readings() -> Health:
    try:
        count = len(pinyin.table().readings)
    except (ImportError, OSError) as error:
        return Health(False, "拼音查找", f"缺少拼音表：{error}")
    return Health(True, "拼音查找", f"{count}个字的读音")


def _window() -> Health:
    try:
        import PySide6
        import PySide6.QtWidgets
    except ImportError as error:
        return Health(False, "窗口", f"缺少系统库：{error.name or error}")
    return Health(True, "窗口", f"Qt {PySide6.__version__}")


def _writable(folder: Path) -> Health:
    probe = folder / "doctor.probe"
    try:
        files.write(probe, b"x")
        probe.unlink()
    except (GkdeskError, OSError) as error:
        return Health(False, "写入", str(error))
    return Health(True, "写入", "能写入办公数据文件夹")


def _forms(folders: FormFolders) -> Health:
    faulty = [path.name for path, kind in form_files(folders) if check_file(path, kind, folders)]
    words = f"有错：{'、'.join(faulty)}（用 gkdesk forms check 看位置）" if faulty else "都没有错"
    return Health(not faulty, "模板和规则内容", words)


def _office(folder: Path) -> Iterator[Health]:
    from gkdesk.desk import Desk
    from gkdesk.folder import DATABASE

    if not (folder / DATABASE).exists():
        yield Health(True, "办公数据", "此文件夹还没有建立办公数据")
        return
    try:
        with Desk.open(folder) as desk:
            yield Health(True, "办公数据", desk.session.organ.name)
            [state] = desk.session.conn.execute("PRAGMA quick_check").fetchone()
            yield Health(state == "ok", "数据文件", "完好" if state == "ok" else str(state))
            faults = desk.audit_faults()
            yield Health(not faults, "操作日志", f"{len(faults)}处对不上" if faults else "完整")
            yield _writable(folder)
            yield _forms(desk.session.forms)
    except GkdeskError as error:
        yield Health(False, "办公数据", str(error))
