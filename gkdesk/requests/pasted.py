"""A chat, an e-mail or a filled form read into the boxes of the register page. Pure.

What stands behind a label is taken as it is; what was found without one, or had to be mended, is
named in ``unsure`` so that the window marks it 自动识别 until somebody has looked at it.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from gkdesk.accounts.organ import USCC_LENGTH, credit_code_fault
from gkdesk.base.text import id_number_fault, squeeze, storable, visible

from . import pastedwords as words

LARGEST = 20_000  # characters; no application is longer, a quoted correspondence may be
_HEADER = re.compile(
    rb"^(Received|Return-Path|From|Date|Subject|Message-ID|MIME-Version|Delivered-To|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li)[^>]*>", re.IGNORECASE)
_LARGEST_HTML = 200_000
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read: values by the names of the register's boxes."""

    values: Mapping[str, str]
    unsure: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What is collected on the way; the first value of a box stays."""

    values: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def put(self, name: str, value: str, *, sure: bool = True) -> None:
        value = value.strip()
        if value and name not in self.values:
            self.values[name] = value
            if not sure:
                self.unsure.add(name)


def read(data: bytes | str) -> Pasted:
    """Read what was pasted: text, or the bytes of a text or .eml file.

    Nothing is refused: what cannot be read gives no values and a note that says so.
    """
    found = _Found()
    if isinstance(data, bytes) and len(_HEADER.findall(data[:4096])) > 1:
        text = _mail(data, found)
    else:
        text = data if isinstance(data, str) else _decoded(data)
    if not storable(text):
        return Pasted({}, (), ("这不是文字，没有识别出内容，请手工填写。",))
    if len(text) > LARGEST:
        found.notes.append(f"文字很长，只识别了前面{LARGEST}字，请核对。")
    _read_text(visible(text[:LARGEST]), found)
    if not found.values:
        found.notes.append("没有识别出可以填的内容，请手工填写。")
    order = {name: found.values[name] for name in words.ORDER if name in found.values}
    return Pasted(order, tuple(name for name in order if name in found.unsure), tuple(found.notes))


def _read_text(text: str, found: _Found) -> None:
    text = words.without_quotes(text)
    text, sender = words.without_stamps(text)
    text, held = words.labelled(text)
    for name, value in held:
        _put_labelled(name, value, found)
    _numbers(text, found)
    _who(text, sender, found)
    _what(text, found)
    if "name" in found.values and words.is_org(found.values["name"]):
        found.put("applicant_kind", "org", sure=False)
    if found.values.get("channel") != "email":
        found.values.pop("channel", None)


def _put_labelled(name: str, value: str, found: _Found) -> None:
    match name:
        case "purpose":
            found.notes.append("文字里写了用途，登记时不收集（《条例》第二十九条）。")
        case "id_number" | "agent_id_number":
            _put_identity(name, value, found)
        case "phone" | "agent_phone":
            _put_phones(name, words.phones(value) or [squeeze(words.half(value))], found)
        case "contact" | "email":
            _put_contact(value, found)
        case "postcode" | "fax":
            found.put(name, squeeze(words.half(value)))
        case "carrier" | "obtain_way":
            _put_wishes(value, found, sure=True)
        case _:
            found.put(name, value)


def _put_wishes(value: str, found: _Found, *, sure: bool) -> None:
    for box, chosen in words.wishes(value):
        found.put(box, chosen, sure=sure)


def _put_contact(value: str, found: _Found) -> None:
    """联系方式 may hold a telephone, an address of e-mail, or both."""
    _put_phones("phone", words.phones(value), found)
    for address in words.EMAIL.findall(words.half(value))[:1]:
        found.put("email", address)


def _put_identity(name: str, value: str, found: _Found) -> None:
    number, mended = words.identity(value)
    if not number:
        return
    code = len(number) == USCC_LENGTH and not credit_code_fault(number)
    fault = "" if code else id_number_fault(number)
    found.put(name, number, sure=not mended and not fault)
    if fault and found.values.get(name) == number:
        found.notes.append(f"身份证号{fault}，请与申请人核对。")
    if code and name == "id_number":
        found.put("applicant_kind", "org", sure=False)


def _put_phones(name: str, numbers: list[str], found: _Found) -> None:
    different = list(dict.fromkeys(numbers))
    if not different:
        return
    if name not in found.values:
        found.put(name, different[0], sure=len(different) == 1)
    others = [number for number in different if number != found.values[name]]
    if others:
        found.unsure.add(name)
        found.notes.append(f"有{len(others) + 1}个电话号码，填了第一个，请核对。")


def _numbers(text: str, found: _Found) -> None:
    """Find numbers that stand without a label."""
    plain = words.half(text)
    for match in words.IDENTITY.finditer(plain):
        _put_identity("id_number", match.group(), found)
    rest = words.IDENTITY.sub(" ", plain)
    if "phone" not in found.values:
        _put_phones("phone", words.phones(rest), found)
    for address in words.EMAIL.findall(rest):
        found.put("email", address)


def _who(text: str, sender: str, found: _Found) -> None:
    name = words.called(text)
    if name:
        found.put("name", name, sure=False)
    signed = words.signature(text)
    if signed:
        found.put("name", signed, sure=False)
    if words.is_name(sender):
        found.put("name", sender, sure=False)
    address = words.address(text)
    if address:
        found.put("address", address, sure=False)


def _what(text: str, found: _Found) -> None:
    content = words.content(
        text, [value for name, value in found.values.items() if name != "content"]
    )
    if content:
        found.put("content", content, sure=False)
    _put_wishes(text, found, sure=False)


def _decoded(data: bytes) -> str:
    for code in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _mail(data: bytes, found: _Found) -> str:
    """Return the words of an e-mail; its sender is put in, its attachments are named."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes it so
    name, address = parseaddr(str(message.get("From", "")))
    found.put("channel", "email")
    files = sum(1 for _part in message.iter_attachments())
    if files:
        found.notes.append(f"邮件带有{files}个附件，没有读取，请另存后作为附件添加。")
    body = message.get_body(("plain", "html"))
    text = _body(body) if body is not None else ""
    if not squeeze(text):
        text = str(message.get("Subject", ""))
    if words.EMAIL.fullmatch(address):
        text = f"{text}\n电子邮箱：{address}" if not words.EMAIL.search(words.half(text)) else text
    if words.is_name(name) and not words.called(text):
        found.put("name", name, sure=False)
    return text


def _body(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeDecodeError, AttributeError):  # an unknown or a wrong charset
        text = _decoded(bytes(part.get_payload(decode=True) or b""))
    if part.get_content_subtype() != "html":
        return text
    text = _TAG.sub("", _BREAK.sub("\n", text[:_LARGEST_HTML]))
    for entity, letter in _ENTITIES.items():
        text = text.replace(entity, letter)
    return text
