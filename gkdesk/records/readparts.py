"""The other parts of an office file: notes, properties, caches, drawings, files within."""

from __future__ import annotations

import re

from gkdesk.base.packed import Packed, Unopened, tags
from gkdesk.base.scanning import Kind, Severity

from .sink import Sink

# part of a name → what the clerk calls it; the first that fits counts
_LABELS = (
    ("threadedComment", "批注"), ("comments", "批注"), ("docProps/core", "文档属性"),
    ("docProps/app", "文档属性"), ("docProps/custom", "自定义属性"),
    ("externalLinks/", "外部链接的缓存"), ("pivotCache/", "数据透视表的缓存"),
    ("charts/", "图表"), ("drawings/", "文本框和图形"), ("tables/", "表格的栏名"),
    ("customXml/", "附带的数据"), ("diagrams/", "图示"), ("header", "页眉"), ("footer", "页脚"),
    ("footnotes", "脚注"), ("endnotes", "尾注"), ("persons/", "批注人"), ("people", "批注人"),
    ("slides/", "幻灯片"), ("notesSlides/", "备注页"), ("glossary/", "构建基块"),
)  # fmt: skip
_PICTURES = re.compile(r"/media/|\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)$", re.IGNORECASE)
_WITHIN = re.compile(r"/embeddings/|/attachedToolbars|activeX", re.IGNORECASE)
_SILENT = re.compile(
    r"_rels/|\[Content_Types\]|theme/|styles|settings|fontTable|printerSettings|calcChain"
    r"|metadata|webSettings|numbering|thumbnail|vbaProject\.bin$",
    re.IGNORECASE,
)
# attributes in which caches keep what a cell showed
_KEPT = ("v", "val", "u", "displayName", "name")
_TEXTS = {
    "creator": "作者", "lastModifiedBy": "上次保存者", "title": "标题", "subject": "主题",
    "keywords": "关键词", "description": "备注", "category": "类别", "Company": "单位",
    "Manager": "主管",
}  # fmt: skip
_BREAKS = {"p", "si", "comment", "text", "row", "sp"}


def loose_parts(packed: Packed, sink: Sink, done: tuple[str, ...]) -> None:
    """Look through every part whose name does not begin with one of ``done``."""
    rest = [part for part in packed.names if not part.startswith(done) and part[-1:] != "/"]
    pictures = [one for one in rest if _PICTURES.search(one) and "thumbnail" not in one]
    within = [one for one in rest if _WITHIN.search(one)]
    for part in rest:
        text = part.endswith((".xml", ".vml")) and not _SILENT.search(part)
        if text and part not in within and part not in pictures:
            _part(packed, part, sink)
    if any(part.endswith("vbaProject.bin") for part in rest):
        sink.skip("宏程序", "不能检查，公开前请另存为不带宏的格式")
    if pictures:
        sink.skip(f"内嵌的{len(pictures)}幅图片", "图片里的文字不能检查，请人工核对")
    if within:
        sink.skip(f"内嵌的{len(within)}个对象", "嵌入的文件没有检查，请取出后单独检查或者删去")
    if any("omments" in part and part.endswith(".xml") and "_rels" not in part for part in rest):
        reason = "文件里有批注，公开前请核对后删去"
        sink.note(Kind.TRACE, Severity.ASK, "批注", "批注", reason)


def _part(packed: Packed, part: str, sink: Sink) -> None:
    label = next((label for sign, label in _LABELS if sign in part), "其他部分")
    try:
        xml = packed.xml(part)
    except Unopened as error:
        sink.skip(label, str(error))
        return
    properties = part.startswith("docProps/")
    pieces: list[str] = []
    for tag in tags(xml):
        if tag.closing:
            if tag.name in _BREAKS:
                pieces.append("\n")
            continue
        if properties and tag.text.strip():
            sink.text(f"属性：{_TEXTS.get(tag.name, label)}", tag.text)
        elif tag.text.strip():
            pieces.append(tag.text)
        if not properties and ("Cache" in part or "charts/" in part or "tables/" in part):
            pieces += [f"{tag.get(name)}\n" for name in _KEPT if tag.get(name)]
    sink.text(label, "".join(pieces))
