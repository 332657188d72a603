"""What is loaded in the background after the first page, so that no other page waits for it."""

from __future__ import annotations

import importlib

from gkdesk.base import pinyin
from gkdesk.base.loading import uncollected

PRELOADED = (
    "gkdesk.ui.requests.page",
    "gkdesk.requests.book",
    "gkdesk.ui.village.page",
    "gkdesk.village.page",
    "gkdesk.village.listpage",
    "gkdesk.village.changes",
    "gkdesk.documents.sheet",
    "gkdesk.documents.draft",
    "gkdesk.documents.pdf",
    "gkdesk.ui.catalog.page",
    "gkdesk.catalog.lists",
    "gkdesk.ui.records.page",
    "gkdesk.records.watching",
    "gkdesk.ui.printing.page",
    "gkdesk.printing.service",
    "gkdesk.printing.cups",
    "gkdesk.ui.printing.qtdriver",
    "gkdesk.sync.service",
    "gkdesk.ui.sync.page",
    "gkdesk.ui.system.page",
    "gkdesk.ui.statistics.page",
    "gkdesk.statistics.service",
    "gkdesk.requests.annual",
    "gkdesk.documents.printcopy",
)


def preload() -> None:
    """Load what the pages and 查找 stand on; in a thread this holds up nobody."""
    with uncollected():
        for name in PRELOADED:
            importlib.import_module(name)
        pinyin.table()
