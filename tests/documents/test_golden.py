"""Sheets as they look; see ``golden`` for renewing the pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gkdesk import paths
from gkdesk.documents import pdf
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import NameMask, Paper, Tiles
from gkdesk.documents.paper import Page
from gkdesk.documents.screens import slides
from gkdesk.documents.sheet import sheet
from gkdesk.documents.tiling import tile
from gkdesk.village.form import load
from gkdesk.village.model import Figure, Line, SheetData, Village
from gkdesk.village.page import Subject, sheet_page
from gkdesk.village.period import Period

from . import golden
from .board import balance, relief, subsidies, vouchers
from .lists import subsidy

FACES = faces_of(paths.resources())
SMALL = 60  # dots an inch
LARGEST = 4_000_000  # bytes of all pictures

# the village's quarter: block, key, this period and the year so far, in fen
FIGURES = (
    ("income", "operating", 4_200_000, 11_860_000), ("income", "contract", 8_642_075, 8_642_075),
    ("income", "investment", 350_000, 1_050_000),
    ("income", "running_grant", 6_000_000, 18_000_000),
    ("income", "special_grant", 7_500_000, 7_500_000), ("income", "other", 281_577, 902_310),
    ("expense", "operating", 1_260_030, 3_004_055), ("expense", "pay", 9_360_000, 28_080_000),
    ("expense", "press", 132_000, 396_000), ("expense", "office", 803_500, 2_310_075),
    ("expense", "welfare", 2_478_500, 4_310_000), ("expense", "assets", 9_300_000, 9_300_000),
    ("income", "total", 26_973_652, 47_954_385), ("expense", "total", 23_334_030, 47_400_130),
)  # fmt: skip
PAIRS = {
    "opening": 8_642_075, "flow_in": 500_000, "flow_out": 1_200_000, "closing": 11_581_697,
    "cash": 186_020, "bank": 11_395_677,
}  # fmt: skip


def quarter(paper: Paper = Paper.A4_LANDSCAPE) -> list[Page]:
    form = load(paths.forms() / "village" / "F01.toml")
    lines = [
        Line(block, key, "" if key == "total" else form.label(f"{block}.{key}"),
             {"period": Figure(now), "ytd": Figure(year)})
        for block, key, now, year in FIGURES
    ]  # fmt: skip
    lines += [
        Line("pair", key, form.label(f"pair.{key}"), {"value": Figure(fen)})
        for key, fen in PAIRS.items()
    ]
    data = SheetData("F01", 1, tuple(lines), note="往来收支为收取、退还的工程押金。")
    subject = Subject(
        form, Village("u", "柳林村"), Period.parse("2026Q3"), "青石镇", "青石镇人民政府",
        "党政办公室", "0000-0000123", "青石镇纪委", "0000-0000456",
    )  # fmt: skip
    return sheet(sheet_page(subject, data, paper=paper), FACES)


PICTURES: dict[str, tuple[Callable[[], Page], float]] = {
    "f01-a4-landscape": (lambda: quarter()[0], golden.DPI),
    "list-a3-portrait-first": (lambda: sheet(subsidy(34), FACES)[0], golden.DPI),
    "list-a3-portrait-last": (lambda: sheet(subsidy(34), FACES)[-1], golden.DPI),
    "list-a4-by-group": (
        lambda: sheet(subsidy(18, paper=Paper.A4, by_group=True), FACES)[1], golden.DPI
    ),
    "f01-tile-1": (lambda: tile(quarter(), FACES, Tiles(2, 2), "柳林村-F01")[0], golden.DPI),
    "list-half-2": (
        lambda: tile(sheet(subsidy(34), FACES)[:1], FACES, Tiles.halves(Paper.A3), "柳林村-L05")[1],
        golden.DPI,
    ),
    "list-slide": (
        lambda: slides(subsidy(34), FACES, names=NameMask.SURNAME).pages[0], 72
    ),
    "f02-a3-last": (lambda: sheet(vouchers(), FACES)[-1], SMALL),
    "f03-a4": (lambda: sheet(balance(), FACES)[0], SMALL),
    "l01-a4": (lambda: sheet(relief(22), FACES)[0], SMALL),
    "l05-a3-last-of-group": (lambda: sheet(subsidies(), FACES)[-1], SMALL),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(name: str) -> None:
    make, dpi = PICTURES[name]
    [page] = golden.pictures(pdf.write([make()], FACES, title=""), dpi)
    assert golden.alike(page, golden.FOLDER / f"{name}.png") == ""


def test_the_pictures_are_small_and_all_used() -> None:
    assert {path.stem for path in golden.FOLDER.glob("*.png")} == set(PICTURES)
    assert sum(path.stat().st_size for path in golden.FOLDER.rglob("*.png")) < LARGEST
