"""Attachments: what is kept, what is refused in one sentence, and how it comes out again."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gkdesk.accounts.session import Session
from gkdesk.documents import attachment
from gkdesk.documents.attachment import (
    BadAttachment,
    DamagedAttachment,
    EmptyAttachment,
    LargeAttachment,
    LockedAttachment,
    NotADocument,
    inspect,
)
from gkdesk.documents.service import Documents
from gkdesk.requests import attachments
from gkdesk.requests.service import Requests
from tests.requests.inside import archived

Values = dict[str, object]
NAME = "李桂兰身份证.png"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, kind)
    return out.getvalue()


def zipped(*names: str, text: bytes = b"words " * 200) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, text)
    return out.getvalue()


def locked_zip() -> bytes:
    data = bytearray(zipped("a.txt"))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def pdf(documents: Documents, user_password: str = "") -> bytes:
    import pikepdf

    values = {
        "addressee": "张建国", "receipt_date": "2026-04-10", "request_no": "1号",
        "request_summary": "清单", "channel": "当面", "arrived_date": "2026-04-10",
        "receiver": "周桂芬", "issue_date": "2026-04-10",
    }  # fmt: skip
    data = documents.render("request_receipt", dict(values))
    if not user_password:
        return data
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user=user_password, owner="o"))
    return out.getvalue()


def ole(*streams: bytes) -> bytes:
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(streams)).ljust(
        4096, b"\0"
    )


WORD = b"\xec\xa5" + b"\0" * 9
ENCRYPTED_XLS = struct.pack("<HH", 0x0809, 16) + b"\0" * 16 + struct.pack("<HH", 0x2F, 54)


@pytest.fixture
def uid(requests: Requests, values: Values) -> str:
    return requests.register(values).uid


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.png", picture(), "picture"), ("a.jpg", picture("JPEG"), "picture"),
        ("a.jpg", picture(), "picture"),  # chat programs name a PNG so
        ("a.tif", picture("TIFF"), "picture"), ("a.bmp", picture("BMP"), "picture"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "office"),
        ("a.ofd", zipped("OFD.xml"), "office"), ("a.zip", zipped("a.txt"), "archive"),
        ("a.doc", ole(WORD + b"\0"), "office"), ("a.eml", "主题：申请".encode("gb18030"), "text"),
        ("a.txt", b"\xff\xfe" + "申请".encode("utf-16-le"), "text"),
        ("a.rtf", b"{\\rtf1 a}", "office"), ("a.amr", b"#!AMR\n" + bytes(9), "sound"),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(9), "sound"),
    ],
)  # fmt: skip
def test_what_is_kept(name: str, data: bytes, media: str) -> None:
    assert inspect(data, name, largest_mb=1).media == media


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.pdf", b"", EmptyAttachment),
        ("a.pdf", b"%PDF-1.7\n%%EOF", DamagedAttachment),
        ("a.pdf", picture(), DamagedAttachment),
        ("a.png", picture()[:200], DamagedAttachment),
        ("a.jpg", picture("JPEG", (400, 400))[:900], DamagedAttachment),
        ("a.docx", b"not a zip at all", DamagedAttachment),
        ("a.xlsx", zipped("[Content_Types].xml")[:-30], DamagedAttachment),
        ("a.zip", zipped("a.txt").replace(b"\x4b", b"\x00", 3), DamagedAttachment),
        ("a.zip", locked_zip(), LockedAttachment),
        ("a.docx", ole("EncryptedPackage".encode("utf-16-le")), LockedAttachment),
        ("a.xls", ole(ENCRYPTED_XLS), LockedAttachment),
        ("a.doc", ole(WORD + b"\1"), LockedAttachment),
        ("a.exe", b"MZ" + b"\0" * 90, NotADocument), ("a.pdf", b"MZ" + b"\0" * 90, NotADocument),
        ("a.bat", b"echo off", NotADocument), ("a.bin", b"\0\1\2\3" * 30, NotADocument),
        ("a.txt", b"a" * (1 << 20) + b"b", LargeAttachment),
    ],
)  # fmt: skip
def test_what_is_refused(name: str, data: bytes, error: type[BadAttachment]) -> None:
    with pytest.raises(error) as caught:
        inspect(data, name, largest_mb=1)
    assert type(caught.value) is error
    assert "没有添加此文件" in str(caught.value)


def test_pdfs(documents: Documents) -> None:
    whole = pdf(documents)
    seen = inspect(whole, "回执.pdf", largest_mb=1)
    assert (seen.media, "张建国" in seen.text) == ("pdf", True)
    with pytest.raises(LockedAttachment):
        inspect(pdf(documents, "123"), "a.pdf", largest_mb=1)
    with pytest.raises(DamagedAttachment):
        inspect(whole[: len(whole) // 3], "a.pdf", largest_mb=1)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "%PDF-", "PK\3\4", "\x89PNG\r\n\x1a\n"]))
def test_no_bytes_crash_the_look(data: bytes, head: str) -> None:
    try:
        media = inspect(head.encode("latin-1") + data, "a.bin", largest_mb=1).media
    except BadAttachment:
        media = ""
    assert media in ("", "text", "pdf", "picture", "office", "archive", "sound")


def test_an_attachment_is_sealed_listed_and_taken_out(
    requests: Requests, session: Session, uid: str, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    path.write_bytes(picture())
    made = requests.files.add(uid, path, kind="身份证明", note=" 正反面 ", on="2026-04-09")
    assert (made.id, made.kind, made.name, made.note) == (1, "identity", NAME, "正反面")
    assert made.on.isoformat() == "2026-04-09"
    assert requests.files.of(uid) == [made]
    assert requests.files.read(uid, 1) == path.read_bytes()
    assert requests.files.picture(uid, 1).startswith(b"\x89PNG")
    assert requests.files.suggested(made) == "身份证明1.png"
    requests.files.save_as(uid, 1, tmp_path / "出.png")
    assert (tmp_path / "出.png").read_bytes() == path.read_bytes()
    kept = session.folder / "archive"
    names = [one.name for one in kept.rglob("*") if one.is_file()]
    assert made.sha256 in names
    assert all(
        path.read_bytes()[:16] not in one.read_bytes() for one in kept.rglob("*") if one.is_file()
    )
    assert NAME.encode() not in (session.folder / "gkdesk.db").read_bytes()
    with pytest.raises(attachments.NoSuchAttachment):
        requests.files.read(uid, 2)


def test_refusals_leave_nothing(requests: Requests, uid: str, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(picture())
    requests.files.add(uid, path)
    events = len(requests.events(uid))
    with pytest.raises(attachments.AttachedBefore, match="第1份"):
        requests.files.add(uid, path, kind="envelope")
    with pytest.raises(attachments.WrongKind, match="身份证明"):
        requests.files.add(uid, path, kind="照片")
    with pytest.raises(attachments.WrongDay):
        requests.files.add_data(uid, picture("JPEG"), name="b.jpg", on="2026-04-11")
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(51 << 20)
    with pytest.raises(LargeAttachment, match="51 MB"):
        requests.files.add(uid, tmp_path / "huge.pdf")
    assert len(requests.events(uid)) == events


def test_an_archived_case_still_takes_evidence(requests: Requests, uid: str) -> None:
    requests.act(uid, "withdraw", {"reason": "书面撤回"})
    archived(requests, uid)
    requests.files.add_data(uid, picture(), name="寄达.png", kind="arrival")
    request = requests.get(uid)
    assert request.state.label == "已归档"
    assert [one.kind for one in requests.files.of(uid)] == ["arrival"]


def test_a_copy_to_be_handed_out_is_scanned(requests: Requests, uid: str) -> None:
    text = "张建国，身份证号511123196504120873，电话13981230872".encode()
    made = requests.files.add_data(uid, text, name="清单.txt", kind="handed_out")
    assert "身份证号" in made.personal
    assert "511123196504120873" not in made.personal
    assert "C38" in {one.code for one in requests.findings(uid)}
    assert requests.files.add_data(uid, text + b"\n", name="b.txt").personal == ""


def test_the_transfer_slip_answers_for_a_strayed_letter(requests: Requests, values: Values) -> None:
    strayed = {**values, "channel": "elsewhere", "first_office": "财政所", "tracking_no": "XA1"}
    uid = requests.register(strayed).uid
    assert "C45" in {one.code for one in requests.findings(uid)}
    requests.files.add_data(uid, picture(), name="移交单.png", kind="transfer")
    assert "C45" not in {one.code for one in requests.findings(uid)}


def test_a_turned_picture_is_shown_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° to see it upright
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(attachment.png_of(out.getvalue()))) as shown:
        assert shown.size == (40, 60)
