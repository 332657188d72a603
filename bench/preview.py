"""A page of a PDF on the screen: from the wish to the picture, beside PDFium's bare rastering."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROUNDS = 15
LIMIT = 100  # milliseconds
WIDTH, HEIGHT = 900, 640


def run() -> list[tuple[str, str]]:
    """Measure the first page of a two-page letter, warm."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import json

    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from gkdesk import paths
    from gkdesk.documents import draft, raster, template
    from gkdesk.ui.widgets.pdf_view import PdfView

    name = "request_reply_disclose"
    form = template.read(paths.forms() / "documents" / f"{name}.toml")
    sample = paths.resources() / "samples" / "documents" / f"{name}.json"
    data = draft.document(form, json.loads(sample.read_text("utf-8")), paths.resources()).data
    application = QApplication.instance() or QApplication(sys.argv[:1])
    view = PdfView()
    view.resize(WIDTH, HEIGHT)
    view.show()

    def shown() -> float:
        began = time.perf_counter()
        loop = QEventLoop()
        view.drawn.connect(loop.quit)
        view.show_pdf(data)
        loop.exec()
        view.drawn.disconnect(loop.quit)
        return time.perf_counter() - began

    def bare() -> float:
        began = time.perf_counter()
        with raster.Pdf(data) as pdf:
            pdf.pixels(0, scale=WIDTH / pdf.size(0)[0])
        return time.perf_counter() - began

    shown()
    bare()
    pairs = [(shown(), bare()) for _ in range(ROUNDS)]
    ours, theirs = (median(column) * 1000 for column in zip(*pairs, strict=True))
    application.processEvents()
    return [
        ("first page of a preview, warm", f"{ours:.0f} ms (limit {LIMIT})"),
        ("preview / bare rastering of the page", f"{ours / theirs:.2f} times"),
    ]
