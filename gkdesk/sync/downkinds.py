"""What a file of the county is, told by its content: a calendar, a form, a workbook, a key.

Each is checked as what it is by the room that reads it, at the county before it is packed and at
the office once more before it is applied.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkdesk.base import calendar, files
from gkdesk.base.errors import BadFile, Declined, Problem
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.progress import silent
from gkdesk.catalog import mapping, readin
from gkdesk.catalog.items import ItemReader

from . import keys
from .downmodel import FORM_ID, FORM_KINDS, DownKind, DownPart
from .keys import KeySide, PublicKey
from .model import canonical

END_FORMAT = "gkdesk-key-end"
# what one form file is called by its room: the file, its folder → its mistakes
FormCheck = Callable[[Path, str], list[Problem]]
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


class NotRecognised(Declined):
    """A file that is nothing a county sends."""

    message = (
        "看不出“{name}”是什么：不是放假安排、目录工作簿、模板或规则文件，也不是县级密钥文件。"
        "请核对是否选错了文件，没有写入任何内容。"
    )


class SameTarget(Declined):
    """Two files would become the same thing."""

    message = "“{one}”和“{other}”都是{title}，一包只能带一份。请去掉一个再打包，没有写入任何内容。"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was recognised; ``remarks`` do not stop it."""

    part: DownPart
    data: bytes
    remarks: tuple[Problem, ...] = ()


def recognise(name: str, data: bytes, check: FormCheck, shipped: FormFolders) -> Found:
    """Say what a file is and check it as that.

    Args:
        name: of the file; only its form's folder is believed of it, and only between two that fit.
        data: its content.
        check: lists the mistakes of a form file.
        shipped: the forms of the program.

    Raises:
        NotRecognised: nothing a county sends.
        BadFile: it is, and has mistakes; all at once.
    """
    if data.startswith(_WORKBOOK):
        return _workbook(name, data, shipped)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotRecognised(name=name) from error
    if text.lstrip().startswith("{"):
        return _calendar(name, data)
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise _no_toml(name, data, check, shipped) from error
    if table.get("format") == keys.FORMAT:
        return key_part(name, data)
    return _form(name, data, table, check, shipped)


def distinct(found: Iterable[Found]) -> list[Found]:
    """Return parts by target; raises ``SameTarget``."""
    by_target: dict[str, Found] = {}
    for one in found:
        other = by_target.setdefault(one.part.target, one)
        if other is not one:
            raise SameTarget(one=other.part.file, other=one.part.file, title=one.part.title)
    return [by_target[target] for target in sorted(by_target)]


def _found(
    kind: DownKind, target: str, title: str, name: str, data: bytes,
    remarks: Iterable[Problem] = (),
) -> Found:  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    shown = files.safe_name(Path(name).name)
    return Found(DownPart(kind, target, title, shown, digest, len(data)), data, tuple(remarks))


def _workbook(name: str, data: bytes, shipped: FormFolders) -> Found:
    """Read a workbook as the office's import will; what is unclear there is only a remark here."""
    reader = ItemReader(mapping.load(shipped.paths("catalog").values()))
    rows = readin.rows_of(reader, data, name, silent)
    reading = readin.reading(reader, rows, data, name, current=(), version=0)
    if not reading.items:
        raise NotRecognised(name=name)
    if reading.blocking:
        raise BadFile(name, list(reading.blocking))
    title = f"公开目录（{len(reading.items)}项）"
    return _found(DownKind.CATALOG, "catalog", title, name, data, reading.problems)


def _calendar(name: str, data: bytes) -> Found:
    notice = calendar.notice_of(name, data)
    where = "local" if notice.local else "CN"
    title = f"{notice.year}年放假安排{'（民族自治地方）' if notice.local else ''}"
    return _found(DownKind.CALENDAR, f"calendar/{where}-{notice.year}", title, name, data)


def _form(
    name: str, data: bytes, table: Mapping[str, object], check: FormCheck, shipped: FormFolders
) -> Found:
    stated = table.get("id")
    stem = stated if isinstance(stated, str) else Path(name).stem
    if not FORM_ID.fullmatch(stem) or files.RESERVED.match(stem):
        raise NotRecognised(name=name)
    mistakes = {kind: form_problems({f"forms/{kind}/{stem}": data}, check) for kind in FORM_KINDS}
    known = [kind for kind in FORM_KINDS if stem in shipped.paths(kind)]
    if not isinstance(stated, str) and not known:
        raise NotRecognised(name=name)  # rules without an id are known by their file's name
    fitting = [kind for kind, found in mistakes.items() if not _stops(found)]
    folder = Path(name).parent.name
    chosen = next(
        (one for one in (*(k for k in known if k in fitting), folder, *fitting) if one in fitting),
        "",
    )
    if not chosen:
        if not known:
            raise NotRecognised(name=name)
        raise BadFile(name, mistakes[folder if folder in known else known[0]])
    title = table.get("title") or table.get("name") or stem
    shown = f"{str(title)[:60]}（{chosen}/{stem}）"
    target = f"forms/{chosen}/{stem}"
    return _found(DownKind.FORM, target, shown, name, data, mistakes[chosen])


def _no_toml(name: str, data: bytes, check: FormCheck, shipped: FormFolders) -> Declined:
    """Say where the spelling breaks, if the file is named like a form; else what it is not."""
    stem = Path(name).stem
    for kind in FORM_KINDS:
        if stem in shipped.paths(kind):
            return BadFile(name, form_problems({f"forms/{kind}/{stem}": data}, check))
    return NotRecognised(name=name)


def form_problems(forms: Mapping[str, bytes], check: FormCheck, only: str = "") -> list[Problem]:
    """List the mistakes of form files that belong together.

    Args:
        forms: ``forms/<folder>/<id>`` → content; they lie beside each other while checked.
        check: lists the mistakes of one.
        only: the one to check; all when empty.
    """
    found: list[Problem] = []
    own = Path(tempfile.gettempdir())
    with files.file_trouble(own), tempfile.TemporaryDirectory(prefix="gkdesk-forms-") as above:
        places = {}
        for target, data in forms.items():
            _head, kind, stem = target.split("/")
            places[target] = Path(above, kind, f"{stem}.toml")
            places[target].parent.mkdir(exist_ok=True)
            places[target].write_bytes(data)
        for target, place in places.items():
            if only in ("", target):
                found += check(place, target.split("/")[1])
    return found


def _stops(found: Iterable[Problem]) -> bool:
    return any(one.blocking for one in found)


def key_part(name: str, data: bytes) -> Found:
    """Recognise a county's exchange file; raises ``PackRefused``, ``NotRecognised``."""
    public = keys.exchange_of(data, name).public
    if public.side is not KeySide.COUNTY:
        raise NotRecognised(name=name)
    target = f"key/{public.fingerprint.replace(' ', '')}"
    title = f"{public.name}的密钥（{public.valid_from}至{public.valid_until}）"
    return _found(DownKind.KEY, target, title, name, data)


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """A county's word that one of its older keys is to be used no more."""

    fingerprint: str
    owner: str
    reason: str
    on: date


def key_end_part(public: PublicKey, reason: str, on: date) -> Found:
    """Compose the note that ends a county's key; the package's signature vouches for it."""
    note = {
        "format": END_FORMAT,
        "fingerprint": public.fingerprint,
        "owner": public.owner,
        "reason": reason,
        "on": on.isoformat(),
    }
    digits = public.fingerprint.replace(" ", "")
    data = (canonical(note) + "\n").encode("utf-8")
    title = f"作废密钥 {public.fingerprint[:11]}…"
    return _found(DownKind.KEY_END, f"key_end/{digits}", title, f"{digits}.json", data)


def read_key_end(data: bytes) -> KeyEnd:
    """Read what ``key_end_part`` wrote; raises ``ValueError``."""
    try:
        note = json.loads(data.decode("utf-8"))
        found = KeyEnd(
            str(note["fingerprint"]), str(note["owner"]), str(note["reason"]),
            date.fromisoformat(note["on"]),
        )  # fmt: skip
        told = {
            "format": END_FORMAT, "fingerprint": found.fingerprint, "owner": found.owner,
            "reason": found.reason, "on": found.on.isoformat(),
        }  # fmt: skip
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a note") from error
    if (canonical(told) + "\n").encode("utf-8") != data:
        raise ValueError("another spelling")
    return found
