"""Files are looked through to the last part; what cannot be read is told with why."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.scanning import Kind, Rules, Severity
from gkdesk.records import masking, scanfile, wordlist
from gkdesk.records.scanmodel import Scanned

from .scanfiles import ID, MOBILE, book, changed, pdf, word, zipped

RULES = wordlist.load(FormFolders(paths.forms()), date(2026, 4, 10))


def scan(data: bytes, name: str = "a.txt") -> Scanned:
    found = scanfile.scan_bytes(data, name, RULES)
    said = json.dumps(found.as_dict(), ensure_ascii=False)
    for secret in (ID, MOBILE, "13812340000", "6217001234567890123", "19900307"):
        assert secret not in said
    return found


def places(found: Scanned, kind: Kind) -> list[str]:
    return [hit.where for hit in found.hits if hit.kind is kind]


def test_a_workbook_to_its_last_part() -> None:
    found = scan(book(), "a.xlsx")
    assert places(found, Kind.ID) == [
        "“低保名单”表C3", "“低保名单”表C4", "“低保名单”表C5（隐藏行）", "“低保名单”表C3起",
    ]  # fmt: skip
    mobiles = places(found, Kind.MOBILE)
    assert {"“低保名单”表D3（隐藏列）", "属性：标题", "批注"} <= set(mobiles)
    assert places(found, Kind.MARK) == ["“低保名单”表的页眉"]
    assert places(found, Kind.ADDRESS) == ["“底册”表（隐藏）A1"]
    assert places(found, Kind.DISABILITY) == ["“低保名单”表F3起"]
    assert places(found, Kind.HIDDEN) == ["“低保名单”表D2", "“底册”表（隐藏）"]
    assert found.not_scanned == ()


def test_a_document_to_its_last_part() -> None:
    found = scan(word(), "b.docx")
    assert places(found, Kind.ID) == ["正文第2段"]
    assert {"隐藏文字正文第2段", "属性：备注", "正文表1第1行A列"} < set(places(found, Kind.MOBILE))
    assert any(place.startswith("修订（已删除）") for place in places(found, Kind.MOBILE))
    assert len(places(found, Kind.ACCOUNT)) == 2
    assert places(found, Kind.TRACE) == ["正文"]
    assert places(found, Kind.MARK) == ["页眉第1段"]


def test_text_in_every_encoding_and_in_two_at_once() -> None:
    line = f"张三 {MOBILE}\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert places(scan(f"头\n{line}".encode(encoding)), Kind.MOBILE) == ["第2行"]
    mixed = "中文\n".encode() * 3 + line.encode("gb18030")
    assert places(scan(mixed), Kind.MOBILE) == ["第4行"]


def test_csv_columns_are_told_with_names_beside() -> None:
    rows = "姓名,身份证号,民族,出生年月\n张小明,无,汉族,1990-03\n李四,,汉族,1991-02\n"
    found = scan(rows.encode("gb18030"), "a.csv")
    kinds = {hit.kind: hit for hit in found.hits}
    assert set(kinds) == {Kind.ORIGIN, Kind.BIRTH}
    assert all(hit.severity is Severity.BLOCK for hit in found.hits)
    assert "与姓名同在一张表" in kinds[Kind.ORIGIN].reason
    without = scan("村名,民族\n上坪村,汉族\n下坪村,苗族\n".encode())
    assert [hit.severity for hit in without.hits] == [Severity.ASK]


def test_a_table_of_offices_is_no_list_of_persons() -> None:
    rows = "单位,办公电话,单位地址\n镇政府,0831-5551234,人民路1号\n司法所,0831-5551235,人民路2号\n"
    assert scan(rows.encode()).hits == ()


def test_pdf_pages_properties_notes_and_pictures() -> None:
    found = scan(pdf(f"张三 {ID}", "", title=MOBILE), "c.pdf")
    assert places(found, Kind.ID) == ["第1页"]
    assert {"第1页的批注", "第2页的批注", "属性：Title"} == set(places(found, Kind.MOBILE))
    [left] = found.not_scanned
    assert left.where == "第2页"
    assert "没有文字" in left.why


def test_pdf_attachments_and_passwords() -> None:
    opened = pikepdf.open(io.BytesIO(pdf("公示")))
    opened.attachments["名单.txt"] = f"张三 {ID}".encode()
    out = io.BytesIO()
    opened.save(out)
    assert places(scan(out.getvalue(), "c.pdf"), Kind.ID) == ["附件“名单.txt”的第1行"]
    out = io.BytesIO()
    opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    [left] = scan(out.getvalue(), "c.pdf").not_scanned
    assert "设了打开密码" in left.why


def test_each_file_of_an_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path, a__xlsx=book(), b__txt=MOBILE.encode(), c__png=b"\x89PNG\r\n")
    found = scan(path.read_bytes(), path.name)
    assert "压缩包里的“a.xlsx”的“低保名单”表C3" in places(found, Kind.ID)
    assert "压缩包里的“b.txt”的第1行" in places(found, Kind.MOBILE)
    assert [left.where for left in found.not_scanned] == ["压缩包里的“c.png”"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", b" " * (80 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.txt", b"", "空文件"),
        ("断.docx", word()[:2000], "已损坏"),
        ("断.xlsx", book()[:-200], "已损坏"),
        ("改名.pdf", b"\x00\x01\x02 no pdf", "内容不是.pdf文件"),
        ("断.pdf", b"%PDF-1.7\n1 0 obj", "打不开"),
        ("密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("旧.doc", OLE + b"\0" * 900, "另存为 .docx"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "是图片"),
        ("音.mp3", b"ID3\x03", "录音"),
        ("包.rar", b"Rar!\x1a\x07", ".zip"),
        ("弹.docx", bomb(), "太大"),
        ("实体.docx", changed(word(), "word/document.xml", "<w:doc", f"{BOMB}<w:doc"), "实体"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(name: str, data: bytes, why: str) -> None:
    found = scan(data, name)
    assert found.hits == ()
    assert [why in left.why for left in found.not_scanned] == [True]


def test_cdata_is_text_and_a_broken_one_costs_no_time() -> None:
    told = "<w:document"
    cell = f"<w:p><w:r><w:t><![CDATA[{MOBILE}<]]></w:t></w:r></w:p>"
    whole = changed(word(), "word/document.xml", "<w:body>", f"<w:body>{cell}")
    assert "正文第1段" in places(scan(whole, "a.docx"), Kind.MOBILE)
    open_ended = changed(word(), "word/document.xml", told, "<a><![CDATA[" * 50_000 + told)
    assert "不完整" in scan(open_ended, "a.docx").not_scanned[0].why


def test_a_batch_goes_on_and_no_name_tells(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(MOBILE, "utf-8")
    gone, there = scanfile.scan_files([tmp_path / f"{ID}.txt", tmp_path / "b.txt"], RULES)
    assert "找不到" in gone.not_scanned[0].why
    assert ID not in gone.name + gone.not_scanned[0].why
    assert len(there.hits) == 1


@settings(max_examples=30)
@given(st.binary(max_size=300), st.integers(0, 3))
def test_no_bytes_stop_the_program(noise: bytes, which: int) -> None:
    whole = (b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"")[which]
    found = scanfile.scan_bytes(whole + noise, "x.bin", RULES)
    assert isinstance(found, Scanned)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_damaged_workbook_never_stops_the_program(at: int, byte: int) -> None:
    data = bytearray(_BOOK)
    data[at % len(data)] = byte
    scanfile.scan_bytes(bytes(data), "x.xlsx", RULES)


_BOOK = book()


@pytest.mark.parametrize(
    ("name", "data", "left"),
    [
        ("a.xlsx", book(), {Kind.MARK, Kind.HIDDEN, Kind.TRACE}),
        ("b.docx", word(), {Kind.MARK, Kind.TRACE}),
        ("c.csv", f"姓名,身份证号\n张小明,{ID}\n".encode("utf-8-sig"), set()),
        ("d.txt", f"张三 {MOBILE}，家住人民路12号3幢2单元501室\r\n".encode("gb18030"), set()),
    ],
)
def test_a_masked_copy_tells_nothing(name: str, data: bytes, left: set[Kind]) -> None:
    made = masking.mask_bytes(data, name, RULES)
    assert {hit.kind for hit in made.left.hits} == left
    assert made.left.not_scanned == ()
    again = masking.mask_bytes(made.data, name, RULES)
    assert {hit.kind for hit in again.left.hits} == left


def test_the_masked_workbook_opens_and_keeps_what_is_no_secret() -> None:
    from openpyxl import load_workbook

    made = load_workbook(io.BytesIO(masking.mask_bytes(book(), "a.xlsx", RULES).data))
    row = [cell.value for cell in made["低保名单"][3]]
    assert row == [1, "张*明", "11*************011", "139****0872", "上坪村三组", "**", 1200]
    assert made["低保名单"]["C2"].value == "身份证号"


def test_the_masked_document_opens_with_its_runs() -> None:
    import docx

    made = docx.Document(io.BytesIO(masking.mask_bytes(word(), "b.docx", RULES).data))
    line = made.paragraphs[1]
    assert line.text.startswith("张三，身份证号11*************011，")
    assert line.runs[1].bold
    assert [cell.text for cell in made.tables[0].rows[1].cells][:2] == [
        "李*兰",
        "6217***********0123",
    ]


def test_the_original_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(MOBILE, "utf-8")
    target, left = masking.mask_file(path, tmp_path, RULES)
    assert (path.read_text("utf-8"), target.read_text("utf-8")) == (MOBILE, "139****0872")
    assert left.hits == ()
    with pytest.raises(masking.WouldOverwrite):
        masking.mask_file(path, tmp_path, RULES)
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(masking.NoMaskedCopy):
        masking.mask_file(picture, tmp_path, RULES)


def test_words_of_the_office(tmp_path: Path) -> None:
    folders = FormFolders(paths.forms(), tmp_path)
    wordlist.add(folders, wordlist.term("内部参阅", "mark", severity="block"))
    wordlist.add(folders, allow="0831-5551234")
    assert wordlist.remove(folders, "讨论稿").startswith("程序自带")
    rules = wordlist.load(folders, date(2026, 4, 10))
    assert rules.version != RULES.version
    found = scanfile.scan_text("内部参阅，讨论稿，家里0831-5551234", "x", rules)
    assert [(hit.kind, hit.severity) for hit in found.hits] == [(Kind.MARK, Severity.BLOCK)]
    assert wordlist.remove(folders, "内部参阅").startswith("已从")
    assert wordlist.check(tmp_path / "rules" / "records_words.toml") == []
    assert len(wordlist.load(folders, date(2026, 4, 10)).terms) == len(RULES.terms) - 1


def test_mistakes_in_the_list_are_named(tmp_path: Path) -> None:
    path = tmp_path / "records_words.toml"
    path.write_text(
        'x = 1\n[mask]\nid_number = [9, 9]\n[[word]]\ntext = "a"\nkind = "word"\n'
        '[[word]]\ntext = "ab"\nkind = "odd"\n',
        "utf-8",
    )
    said = [f"{one.where} {one.message}" for one in wordlist.check(path)]
    assert len(said) == 4


def test_the_rules_of_nobody_still_find_numbers() -> None:
    assert len(scanfile.scan_text(ID, "x", Rules()).hits) == 1
