"""A two-page letter, warm: against LibreOffice headless, and against the bare cost of its glyphs.

The limit of issue A: at least 30 times faster than LibreOffice converts the same text from docx.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FORM = "request_reply_disclose"
LIMIT = 30
NAMESPACE = "http://schemas.openxmlformats.org"
TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{NAMESPACE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = f"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="{NAMESPACE}/package/2006/relationships">
<Relationship Id="r1" Type="{NAMESPACE}/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>"""


def best(work: Callable[[], object], times: int) -> float:
    """Return the shortest of some runs in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def docx(paragraphs: list[str], path: Path) -> None:
    """Write the smallest docx that holds the paragraphs, 16 pt on A4."""
    body = "".join(
        f'<w:p><w:r><w:rPr><w:sz w:val="32"/></w:rPr><w:t>{escape(text)}</w:t></w:r></w:p>'
        for text in paragraphs
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<w:document xmlns:w="{NAMESPACE}/wordprocessingml/2006/main"><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)


def office_time(paragraphs: list[str]) -> float | None:
    """Return LibreOffice's time for the same text, best of three, or None without it."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "letter.docx"
        docx(paragraphs, source)
        profile = (Path(folder) / "profile").as_uri()
        command = [
            program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip

        def convert() -> None:
            subprocess.run(command, check=True, capture_output=True, timeout=120)

        convert()  # the first run makes the profile
        return best(convert, 3)


def run() -> list[tuple[str, str]]:
    """Measure; return lines of name and figure, each ratio beside its limit."""
    from gkdesk import paths
    from gkdesk.documents import draft, pdf, template
    from gkdesk.documents.filling import fill
    from gkdesk.documents.fontface import faces_of
    from gkdesk.documents.paper import Page, Text

    found = template.read(paths.forms() / "documents" / f"{FORM}.toml")
    sample = paths.resources() / "samples" / "documents" / f"{FORM}.json"
    values = json.loads(sample.read_text("utf-8"))
    faces = faces_of(paths.resources())
    pieces = fill(found, values)
    words = [text for piece in pieces for text in (piece.text, piece.date, *piece.items) if text]
    printed = draft.document(found, values, paths.resources())
    ours = best(lambda: draft.document(found, values, paths.resources()), 20)

    def bare() -> None:
        page = Page(595, 842)
        page.texts = [Text(0, 800 - 20 * n, 16, "fang", text) for n, text in enumerate(words)]
        pdf.write([page], faces, title="")

    floor = best(bare, 20)
    lines = [
        ("two-page reply letter, warm", f"{ours * 1000:.1f} ms, {printed.pages} pages"),
        ("letter / the same glyphs written bare", f"{ours / floor:.2f}"),
    ]
    office = office_time(words)
    if office is None:
        lines.append(("faster than LibreOffice, docx to PDF", "no soffice here: not measured"))
    else:
        faster = office / ours
        lines.append(
            ("faster than LibreOffice, docx to PDF", f"{faster:.0f} times (limit {LIMIT})")
        )
    return lines


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for name, figure in run():
        print(f"{name}\t{figure}")
