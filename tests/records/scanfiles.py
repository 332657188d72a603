"""Small files that leak, made with the libraries offices' files are like."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

ID = "110101199003070011"
MOBILE = "13912340872"


def book() -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "低保名单"
    sheet.append(["2026年一季度低保名单公示"])
    sheet.append(["序号", "姓名", "身份证号", "联系电话", "住址", "残疾等级", "金额"])
    for number in range(3):
        sheet.append([number + 1, "张小明", ID, int(MOBILE), "上坪村三组", "二级", 1200])
    sheet["B3"].comment = Comment("电话13812340000", "周")
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[5].hidden = True
    sheet.oddHeader.center.text = "内部资料"
    hidden = made.create_sheet("底册")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "家住人民路12号"
    made.properties.title = "13712340000"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word() -> bytes:
    made: Document = docx.Document()
    made.add_paragraph("关于公示的通知")
    line = made.add_paragraph(f"张三，身份证号{ID[:10]}")
    line.add_run(f"{ID[10:]}，").bold = True
    line.add_run("电话13812341234").font.hidden = True
    table = made.add_table(2, 3)
    for at, text in enumerate(["户主姓名", "一卡通账号", "备注"]):
        table.cell(0, at).text = text
    for at, text in enumerate(["李桂兰", "6217001234567890123", "二级残疾"]):
        table.cell(1, at).text = text
    inner = table.cell(1, 2).add_table(1, 1)
    inner.cell(0, 0).text = "13512341234"
    made.sections[0].header.paragraphs[0].text = "征求意见稿"
    made.core_properties.comments = MOBILE
    out = io.BytesIO()
    made.save(out)
    return changed(
        out.getvalue(),
        "word/document.xml",
        "<w:sectPr",
        '<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>原13612341234</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>已更正</w:t></w:r></w:ins></w:p><w:sectPr',
    )


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """Return an office file with one part of its XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(
                name, text.replace(old.encode(), new.encode()) if name == part else text
            )
    return out.getvalue()


def pdf(*pages: str, title: str = "") -> bytes:
    """Return a PDF of our own kind with these pages; an empty one is a picture's."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(title)
    for page in pages:
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(page.splitlines()):
            canvas.drawString(72, 760 - 20 * at, line)
        canvas.textAnnotation("电话13812340000", (100, 100, 200, 200))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def zipped(folder: Path, **members: bytes) -> Path:
    path = folder / "批.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name, data in members.items():
            target.writestr(name.replace("__", "."), data)
    return path
