"""The dependency rule, as a test: each room imports only what it may (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "gkdesk"

DOOR = {
    "desk", "folder", "formcheck", "paths", "settings", "health", "demo", "__init__", "__main__",
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
    "statistics": BELOW,
    "search": BELOW,
    "printing": BELOW,
    "cli": {"base", "desk", "formcheck", "health", "paths", "settings", "__init__"},
    "ui": {"base", "desk", "paths", "settings", "__init__"},
}
# what a face may use of a room besides its model: checks of form files, the county side and the
# clock need no office, so no Desk can hand them out
WITHOUT_OFFICE = {
    "cli": {
        "requests.rules", "requests.clock", "requests.batch", "requests.fees",
        "documents.template",
        "documents.wording", "documents.draft", "documents.values", "village.form",
        "catalog.mapping", "sync.county", "sync.keys", "sync.verify", "sync.inspect",
        "records.scanfile", "records.masking", "records.wordlist", "records.lists",
    },
    "ui": {"documents.raster", "documents.plaintext"},
}  # fmt: skip
# dataclasses that live beside the pure rule that makes them
VOCABULARY = {
    "search.agenda",
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
    "village.liferows",
    "village.itemrows",
    "village.items",
    "village.windows",
    "printing.drivers",
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
    "click": {"cli"},
    "rich": {"cli"},
    "pypdfium2": {"documents"},
    "docx": {"documents"},
    "segno": {"documents"},
    "PIL": {"documents"},
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


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_libraries_stay_home(path: Path) -> None:
    for name in imports(path):
        homes = ONLY_IN.get(name.partition(".")[0])
        # health only asks whether the window's library is there
        if homes is not None and room_of(path) not in homes | {"health"}:
            pytest.fail(f"{name} belongs in {sorted(homes)}, not in {name_of(path)}")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_rooms_import_downwards_only(path: Path) -> None:
    room = room_of(path)
    if room in DOOR:  # the demo stands at the door, like the desk
        return
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top != "gkdesk" or not rest:
            continue
        target, _, module = rest.partition(".")
        if target in MAY_IMPORT[room] | {room, "__version__"}:
            continue
        allowed = room in FACES and (
            (module.split(".")[0] in ("model", "") and module)
            or any(
                f"{target}.{module}".startswith(free) for free in WITHOUT_OFFICE[room] | VOCABULARY
            )
            or (target, module.split(".")[0]) == ("accounts", "model")
        )
        # ``from gkdesk.requests import rules`` names the package first; its modules follow
        package_only = room in FACES and not module
        assert allowed or package_only, f"{name_of(path)} must not import {name}"


@pytest.mark.parametrize("path", [p for p in modules() if p.stem in PURE], ids=name_of)
def test_pure_modules_touch_nothing(path: Path) -> None:
    for name in imports(path):
        assert name.partition(".")[0] not in PURE_FORBIDDEN, f"{name_of(path)}: {name}"
        if name.startswith(f"gkdesk.{room_of(path)}."):
            assert not name.endswith((".store", ".service")), f"{name_of(path)}: {name}"


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
