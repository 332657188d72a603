"""Texts as they come from a chat, an e-mail or a form, and what is read out of them."""

from __future__ import annotations

import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.requests import pasted
from gkdesk.requests.boxes import REGISTER

ID = "511123196504120873"  # well-formed, nobody's
CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("pasted.toml").read_text("utf-8")
)["case"]
TEXTS: dict[str, str] = {case["name"]: case["text"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=list(TEXTS))
def test_texts(case: dict[str, Any]) -> None:
    found, expected = pasted.read(case["text"]), case.get("expected", {})
    assert {name: found.values.get(name) for name in expected} == expected
    if not expected:
        assert found.values == {}
        assert found.notes


def test_nothing_is_invented() -> None:
    """A form of nine filled boxes fills these and no other."""
    found = pasted.read(TEXTS["form"])
    assert set(found.values) == set(CASES[0]["expected"])
    assert found.unsure == ()
    assert any("用途" in note for note in found.notes)


def test_what_was_guessed_is_named() -> None:
    assert set(pasted.read(TEXTS["chat"]).unsure) >= {
        "name",
        "address",
        "content",
        "carrier",
        "obtain_way",
    }
    two = TEXTS["two phones"]
    assert pasted.read(two).unsure == ("phone",)
    assert any("2个电话" in note for note in pasted.read(two).notes)
    for text in ("身份证号：511123196504120874", "身份证号：5111231965O412O873"):
        assert "id_number" in pasted.read(text).unsure
    wrong = pasted.read("身份证号：511123196504120874")
    assert any("校验码" in note for note in wrong.notes)


def test_every_name_is_a_box_of_the_register() -> None:
    known = {field.name for field in REGISTER}
    assert {name for text in TEXTS.values() for name in pasted.read(text).values} <= known


def mail(body: str, *, subject: str = "政府信息公开申请", charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["From"] = "王德明 <wangdm@example.com>"
    message["To"] = "gk@example.cn"
    message["Subject"] = subject
    message.set_content(body, charset=charset)
    return bytes(message)


def test_an_email_gives_its_sender_and_its_words() -> None:
    found = pasted.read(mail("请公开青石镇2024年度预算执行情况。\n", charset="gb18030"))
    assert found.values["channel"] == "email"
    assert found.values["name"] == "王德明"
    assert found.values["email"] == "wangdm@example.com"
    assert found.values["content"] == "青石镇2024年度预算执行情况"
    assert "name" in found.unsure


def test_an_email_as_html_and_with_attachments() -> None:
    message = EmailMessage()
    message["From"] = "a <a@example.com>"
    message["Date"] = "Thu, 09 Apr 2026 10:00:00 +0800"
    message.set_content(
        "<style>p{}</style><p>姓名：李桂兰</p><p>电话：13981230872</p>", subtype="html"
    )
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    found = pasted.read(bytes(message))
    assert (found.values["name"], found.values["phone"]) == ("李桂兰", "13981230872")
    assert any("1个附件" in note for note in found.notes)


def test_a_damaged_email_is_no_crash() -> None:
    data = mail("请公开预算").replace(b'charset="utf-8"', b'charset="x-none"')
    assert pasted.read(data).values["email"] == "wangdm@example.com"
    assert pasted.read(b"\xff\xfe\x00\x01").notes


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    found = pasted.read(text)
    assert set(found.unsure) <= set(found.values)
    assert found.values or found.notes


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash(data: bytes) -> None:
    assert pasted.read(data) is not None
