"""The dependency rule, as a test: each room imports only what it may (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "gkdesk"

DOOR = {
    "choices", "desk", "folder", "formcheck", "opening", "paths", "settings", "health", "demo",
    "__init__", "__main__",
}  # fmt: skip
FACES = {"cli", "ui"}
KEYS = {"base", "db", "accounts"}
ROOMS = {"records", "village", "requests"}
BELOW = KEYS | {"documents", "catalog"} | ROOMS
MAY_IMPORT = {
    "base": set(),
    "db": {"base"},
    "accounts": {"base", "db"},
    "documents": KEYS,
    "catalog": KEYS,
    "records": KEYS | {"documents", "catalog"},
    "village": KEYS | {"documents"},
    "requests": KEYS | {"documents"},
    "sync": BELOW,
    "backup": KEYS | {"folder", "sync"},
    "statistics": BELOW,
    "search": BELOW,
    "printing": BELOW,
    "cli": {"base", "desk", "formcheck", "health", "paths", "settings", "__init__"},
    "ui": {"base", "demo", "desk", "health", "paths", "settings", "__init__"},
}
# what a face may use of a room besides its model: checks of form files, the county side and the
# clock need no office, so no Desk can hand them out
WITHOUT_OFFICE = {
    "cli": {
        "requests.rules", "requests.clock", "requests.batch", "requests.fees",
        "documents.template",
        "documents.wording", "documents.draft", "documents.values", "village.form",
        "catalog.mapping", "sync.county", "sync.keys", "sync.verify", "sync.inspect",
        "sync.warehouse", "sync.downkinds",
        "records.scanfile", "records.masking", "records.wordlist", "records.lists",
        "backup.restoring",
    },
    "ui": {
        "documents.raster", "documents.plaintext", "sync.county", "sync.inspection",
        "sync.downkinds", "sync.downmodel", "sync.sendfault", "backup.restoring",
    },
}  # fmt: skip
# dataclasses that live beside the pure rule that makes them
VOCABULARY = {
    "search.agenda",
    "search.auditlog",
    "search.starting",
    "search.finder",
    "catalog.versionrows",
    "catalog.adjustrows",
    "catalog.arearows",
    "catalog.confirmrows",
    "catalog.dutyrows",
    "catalog.listrows",
    "catalog.names",
    "search.levels",
    "requests.rules",
    "requests.clockstate",
    "requests.approval",
    "requests.checks",
    "documents.confirming",
    "requests.guide",
    "requests.searches",
    "requests.daysheet",
    "requests.disputetable",
    "requests.impact",
    "requests.remedies",
    "requests.annual",
    "village.declined",
    "village.period",
    "village.entrycell",
    "village.entrycheck",
    "village.entrygrid",
    "village.entrylist",
    "village.entrypaste",
    "village.entrysheet",
    "village.entrysides",
    "village.crosscheck",
    "village.findings",
    "village.lifecycle",
    "village.roster",
    "village.liferows",
    "village.itemrows",
    "village.items",
    "village.nearvillage",
    "village.windows",
    "printing.drivers",
    "sync.keys",
    "sync.drivestate",
    "sync.story",
    "sync.survey",
    "sync.downmodel",
    "records.scanmodel",
    "records.lists",
    "records.roll",
    "records.history",
    "records.dutymodel",
    "records.dutystand",
    "catalog.duemodel",
    "catalog.duedays",
    "catalog.occasions",
    "records.regmodel",
    "records.regperiod",
    "records.transfermodel",
    "records.selfcheckmodel",
}
ONLY_IN = {
    "PySide6": {"ui"},
    "sqlite3": {"db"},
    "reportlab": {"documents"},
    "openpyxl": {"base", "catalog", "village", "requests"},
    "python_calamine": {"catalog", "village", "records"},
    "cryptography": {"accounts", "sync"},
    "psycopg": {"sync"},
    "click": {"cli"},
    "rich": {"cli"},
    "pypdfium2": {"documents"},
    "docx": {"documents"},
    "segno": {"documents"},
    "PIL": {"documents"},
    "pypinyin": set(),  # only its list of signs is read, as data (base.pinyin)
}
PURE = {"model", "clock", "review", "diff", "merge", "rules_of_sheet"}
PURE_FORBIDDEN = {"sqlite3", "pathlib", "os", "openpyxl", "reportlab"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every import; relative ones resolved."""
    package = ["gkdesk", *path.relative_to(ROOT).parent.parts]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            yield name
            if name in ("gkdesk", *(f"gkdesk.{room}" for room in MAY_IMPORT)):
                yield from (f"{name}.{alias.name}" for alias in node.names)


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return the dotted name of every import, read once."""
    return tuple(_imports(path))


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def wrong_library(path: Path, name: str) -> bool:
    homes = ONLY_IN.get(name.partition(".")[0])
    # health only asks whether the window's library is there
    return homes is not None and room_of(path) not in homes | {"health"}


def wrong_room(path: Path, name: str) -> bool:
    room = room_of(path)
    top, _, rest = name.partition(".")
    if room in DOOR or top != "gkdesk" or not rest:  # the demo stands at the door, like the desk
        return False
    target, _, module = rest.partition(".")
    if target in MAY_IMPORT[room] | {room, "__version__"}:
        return False
    if room not in FACES:
        return True
    # ``from gkdesk.requests import rules`` names the package first; its modules follow
    first = module.split(".")[0]
    return not (
        first in ("model", "")
        or any(f"{target}.{module}".startswith(free) for free in WITHOUT_OFFICE[room] | VOCABULARY)
        or (target, first) == ("accounts", "model")
    )


def impure(path: Path, name: str) -> bool:
    if path.stem not in PURE:
        return False
    if name.partition(".")[0] in PURE_FORBIDDEN:
        return True
    return name.startswith(f"gkdesk.{room_of(path)}.") and name.endswith((".store", ".service"))


@pytest.mark.parametrize("wrong", [wrong_library, wrong_room, impure])
def test_no_module_imports_what_it_may_not(wrong: Callable[[Path, str], bool]) -> None:
    found = [
        f"{name_of(path)} must not import {name}"
        for path in modules()
        for name in imports(path)
        if wrong(path, name)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("path", "name", "wrong"),
    [
        ("records/service.py", "PySide6.QtCore", wrong_library),
        ("ui/page.py", "sqlite3", wrong_library),
        ("records/service.py", "gkdesk.village.model", wrong_room),
        ("base/text.py", "gkdesk.db", wrong_room),
        ("ui/page.py", "gkdesk.records.store", wrong_room),
        ("cli/records.py", "gkdesk.sync.service", wrong_room),
        ("records/model.py", "pathlib", impure),
        ("requests/clock.py", "gkdesk.requests.store", impure),
    ],
)
def test_the_rule_can_fail(path: str, name: str, wrong: Callable[[Path, str], bool]) -> None:
    assert wrong(ROOT / path, name)


def test_only_the_desk_asks_the_clock() -> None:
    asks = ("datetime.now(", "date.today(", "datetime.today(", "time.time(")
    found = [
        name_of(path)
        for path in modules()
        if path.name != "desk.py" and any(ask in path.read_text("utf-8") for ask in asks)
    ]
    assert found == []


def test_sizes_hold() -> None:
    """Style card: a module 350 lines (500 in ui), a function 40 lines (60 in ui)."""
    too_long = []
    for path in modules():
        in_ui = room_of(path) == "ui"
        text = path.read_text("utf-8")
        if text.count("\n") > (500 if in_ui else 350):
            too_long.append(f"{name_of(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > (60 if in_ui else 40):
                    too_long.append(f"{name_of(path)}:{node.lineno} {node.name}: {size} lines")
    assert too_long == []


def test_broad_excepts_are_three() -> None:
    """Clean-up after any trouble is ``finally`` or an ExitStack; BaseException counts too."""
    broad = {"Exception", "BaseException"}
    found = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or getattr(kind, "id", "") in broad for kind in kinds):
                found.add(path.relative_to(ROOT).as_posix())
    assert found <= {"ui/crash.py", "ui/tasks.py", "cli/main.py"}
