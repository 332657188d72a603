"""What makes a PDF archival (PDF/A-2b, ISO 19005-2): colours with a meaning, a word about itself.

The file names its colour space by an embedded profile and repeats its title as XMP metadata. It
carries no times, so the same pages still give the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

PRODUCER = "gkdesk"
_CONDITION = "sRGB IEC61966-2.1"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class _Catalog(pdfdoc.PDFCatalog):
    """reportlab's catalog knows no output intents."""

    __NoDefault__ = [*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents"]  # noqa: RUF012
    __Refs__ = __NoDefault__


class Sheet(pdfdoc.PDFPage):
    """A page without the transition reportlab writes on every one, which PDF/A forbids."""

    __NoDefault__ = [*pdfdoc.PDFPage.__NoDefault__]  # noqa: RUF012
    __NoDefault__.remove("Trans")
    __NoDefault__.remove("Trans")  # the library lists it twice

    def __init__(self) -> None:
        super().__init__()
        self.Trans = None


def document(title: str, profile: Path) -> pdfdoc.PDFDocument:
    """Begin a document that names its colours and itself.

    Args:
        title: shown by readers; never personal data.
        profile: the sRGB profile's file.
    """
    # reportlab's object layer sets these attributes by name; its type stubs do not know them
    made: Any = pdfdoc.PDFDocument(invariant=1, compression=1, pdfVersion=(1, 7), lang="zh-CN")
    catalog: Any = _Catalog()
    catalog.Pages, catalog.Lang = made.Pages, pdfdoc.PDFString("zh-CN")
    catalog.Outlines = made.Catalog.Outlines
    made.Catalog = catalog
    catalog.Metadata = _metadata(title)
    catalog.OutputIntents = pdfdoc.PDFArray([_intent(made, profile.read_bytes())])
    typed: pdfdoc.PDFDocument = made
    return typed


def sign(made: Any, stream: str) -> None:  # noqa: ANN401 - as above
    """Let a page's content decide the file's id."""
    made.signature.update(stream.encode("ascii"))


def _metadata(title: str) -> pdfdoc.PDFStream:
    text = _XMP.format(title=escape(title), producer=PRODUCER)
    stream = pdfdoc.PDFStream(content=text.encode("utf-8"), filters=[])
    stream.dictionary["Type"] = pdfdoc.PDFName("Metadata")
    stream.dictionary["Subtype"] = pdfdoc.PDFName("XML")
    return stream


def _intent(made: pdfdoc.PDFDocument, profile: bytes) -> pdfdoc.PDFDictionary:
    stream = pdfdoc.PDFStream(content=profile, filters=[pdfdoc.PDFZCompress])
    stream.dictionary["N"] = 3
    reference = made.Reference(stream, "profile")  # type: ignore[no-untyped-call]
    words = pdfdoc.PDFString(_CONDITION)
    return pdfdoc.PDFDictionary(
        {
            "Type": "/OutputIntent", "S": "/GTS_PDFA1", "OutputConditionIdentifier": words,
            "Info": words, "DestOutputProfile": reference,
        }
    )  # fmt: skip
