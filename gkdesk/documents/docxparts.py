"""The bare parts of a .docx: elements in the order Word wants them, styles, typefaces, the package.

python-docx's own template brings English styles, a thumbnail and its author's name; all of it is
taken out, so that a file says nothing but what is printed in it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from gkdesk.base.errors import Declined
from gkdesk.base.text import storable

from .fontface import Style

Element = Any  # an lxml element, which has no types
TWIPS = 20  # a point is so many twentieths
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier day: the same words give the same bytes
_UNWANTED = {
    RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.CUSTOM_XML, RT.NUMBERING, RT.WEB_SETTINGS,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}  # fmt: skip
# style → the typeface's name in offices, and what stands in for it where it is not installed
FONTS: dict[str, tuple[str, str]] = {
    Style.FANG: ("仿宋_GB2312", "仿宋"),
    Style.HEI: ("黑体", "SimHei"),
    Style.KAI: ("楷体_GB2312", "楷体"),
    Style.XBS: ("方正小标宋简体", "方正小标宋_GBK"),
    Style.SONG: ("宋体", "SimSun"),
}
SYMBOLS = "Segoe UI Symbol"
SQUARE, TICKED = "☐", "☑"
_NOT_IN_XML = frozenset("\ufffe\uffff")
_SQUARES = re.compile(f"({SQUARE}|{TICKED})")
# CT_PPr and CT_RPr are sequences: Word refuses a file whose properties stand in another order
_ORDER = {
    name: number
    for number, name in enumerate(
        (
            "pStyle", "keepNext", "keepLines", "framePr", "widowControl", "pBdr", "tabs",
            "kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing",
            "ind", "jc", "outlineLvl", "rFonts", "b", "color", "sz", "szCs", "lang",
        )
    )
}  # fmt: skip


class Unwritable(Declined):
    """A text has half a character, or a code that is none, which no such file can hold."""

    message = "文书里有残缺的字符，不能存成文件。请核对粘贴进来的内容，没有生成文件。"


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Make ``w:tag`` with ``w:`` attributes; a keyword's trailing underscore is dropped."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    made.extend([child for child in children if child is not None])
    return made


def flag(tag: str, *, on: bool = True) -> Element:
    return element(tag) if on else element(tag, val="0")


def properties(tag: str, *children: Element) -> Element:
    """Make ``w:pPr`` or ``w:rPr`` with its children in the schema's order."""
    kept = [child for child in children if child is not None]
    return element(tag, *sorted(kept, key=lambda child: _ORDER[child.tag.rpartition("}")[2]]))


def fonts(style: str) -> Element:
    """Name a typeface for every script: digits in a line of 仿宋 are 仿宋 too."""
    name = style if style == SYMBOLS else FONTS[style][0]
    return element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def _seen(text: str) -> str:
    """Drop control and format characters, which XML cannot hold or nobody sees; blanks stay."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf"}
    )


def runs(text: str, *, style: str = "", size: float = 0, colour: str = "") -> list[Element]:
    """Make the runs of a text; the squares in it come from one face, so that they are alike."""
    return [
        run(part, style=SYMBOLS if part in {SQUARE, TICKED} else style, size=size, colour=colour)
        for part in _SQUARES.split(text)
        if part or not text
    ]


def run(text: str, *, style: str = "", size: float = 0, colour: str = "") -> Element:
    """Make a run; tabs and line ends become their elements.

    Raises:
        Unwritable: the text holds half of a surrogate pair, or a code XML has no place for.
    """
    if not storable(text) or not _NOT_IN_XML.isdisjoint(text):
        raise Unwritable
    made = element(
        "r",
        properties(
            "rPr",
            fonts(style) if style else None,
            element("color", val=colour) if colour else None,
            element("sz", val=round(size * 2)) if size else None,
            element("szCs", val=round(size * 2)) if size else None,
        ),
    )
    for line_number, line in enumerate(_seen(text).split("\n")):
        if line_number:
            made.append(element("br"))
        for part_number, part in enumerate(line.split("\t")):
            if part_number:
                made.append(element("tab"))
            if part:
                words = element("t")
                words.text = part
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(words)
    return made


def field(code: str) -> list[Element]:
    """Make the runs of a field such as PAGE."""
    instruction = element("instrText")
    instruction.text = code
    parts = [element("fldChar", fldCharType="begin"), instruction]
    parts += [
        element("fldChar", fldCharType="separate"),
        None,
        element("fldChar", fldCharType="end"),
    ]
    return [run("1") if part is None else element("r", part) for part in parts]


_FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="{0}"/>'
# overflowPunct is what Word does anyway; said aloud, it keeps LibreOffice 7.4 from hanging a comma
# over the margin, where it is lost in justified lines
_STYLES = """
<w:styles {ns}>
 <w:docDefaults>
  <w:rPrDefault><w:rPr>{fang}<w:sz w:val="32"/><w:szCs w:val="32"/>
   <w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault>
 </w:docDefaults>
 <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
  <w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/>
   <w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>
   <w:snapToGrid w:val="0"/>
   <w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>
   <w:jc w:val="both"/></w:pPr>
  <w:rPr><w:spacing w:val="{tracking}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>
 </w:style>
 <w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
  <w:next w:val="Normal"/><w:qFormat/>
  <w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="{title}" w:lineRule="exact"/>
   <w:jc w:val="center"/></w:pPr>
  <w:rPr>{xbs}<w:spacing w:val="0"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>
 <w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
  <w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
  <w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr>{hei}</w:rPr></w:style>
 <w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
  <w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
  <w:pPr><w:keepNext/><w:outlineLvl w:val="1"/></w:pPr><w:rPr>{kai}</w:rPr></w:style>
 <w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/>
  </w:style>
 <w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>
  </w:style>
 <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/></w:style>
 <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
  <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>
   <w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
</w:styles>
"""


def bare(*, size: float, leading: float, tracking: float, title_leading: float) -> Document:
    """Return an empty document with our styles only.

    Args:
        size: type size of the body, points.
        leading: its exact line spacing, points.
        tracking: space added after each of its characters, points.
        title_leading: exact line spacing of the title, points.
    """
    made = docx.Document()
    xml = _STYLES.format(
        ns=nsdecls("w"), line=round(leading * TWIPS), tracking=round(tracking * TWIPS),
        size=round(size * 2), title=round(title_leading * TWIPS),
        **{str(style): _FONT.format(name) for style, (name, _) in FONTS.items()},
    )  # fmt: skip
    styles = made.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.extend(list(parse_xml(xml)))
    _settings(made)
    _font_table(made)
    for rels in (made.part.rels, made.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype in _UNWANTED]:
            del rels[key]
    return made


def _settings(made: Document) -> None:
    settings: Element = made.settings.element
    for name in ("zoom", "proofState", "savePreviewPicture", "rsids", "themeFontLang"):
        for child in settings.findall(qn(f"w:{name}")):
            settings.remove(child)
    # a full-width sign at the end of a line may give its blank half, as on our own grid
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    for one in settings.find(qn("w:compat")).findall(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def _font_table(made: Document) -> None:
    """Name what stands in for a typeface that is not installed."""
    table = element("fonts")
    for name, other in FONTS.values():
        table.append(
            element(
                "font", element("altName", val=other), element("charset", val="86"),
                element("family", val="auto"), name=name,
            )
        )  # fmt: skip
    part: Any = next(r.target_part for r in made.part.rels.values() if r.reltype == RT.FONT_TABLE)
    part._blob = serialize_part_xml(table)  # noqa: SLF001 - python-docx keeps this part as bytes only


def save(made: Document, title: str) -> bytes:
    """Return the file: a title and our program's name, no person and no time in it."""
    core: Element = made.core_properties._element  # noqa: SLF001 - to drop what cannot be unset
    for child in list(core):
        core.remove(child)
    made.core_properties.title = title
    made.core_properties.author = "gkdesk"
    raw, fixed = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            out.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
