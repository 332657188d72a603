"""The words and settings of the scan: ``forms/rules/records_words.toml`` and the office's own file.

Both count: the office's own ``records_words.toml`` adds to the shipped list (it does not replace
it), and may take single shipped words out of use. So an update brings new words without losing
the office's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gkdesk.base import files
from gkdesk.base.datafile import read_toml
from gkdesk.base.errors import BadValue, Problem
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.scanning import Kind, Rules, Severity, Shapes, Term, plain

NAME = "records_words"
KINDS = (Kind.WORD, Kind.WRONG, Kind.MARK)
LONGEST, SHORTEST = 40, 2
_KEYS = {"text", "kind", "severity", "suggestion", "source", "status"}
_TOP = {"word", "allow", "drop", "mask"}
_NAMES = ("full", "first", "middle")
_PAIRS = {"id_number": 18, "phone": 11, "account": 16}
_HEAD = "# 本办公室自己的敏感词、可公开的电话和不用的词；程序自带的词表另有一份，两份一起用。\n"


def load(folders: FormFolders, today: date) -> Rules:
    """Return the rules in force: shipped words and the office's.

    Raises:
        BadFile: a file is no TOML.
        BadValue: an entry is wrong.
    """
    return _rules(tuple((p, files.read(p)) for p in _paths(folders) if p.exists()), today)


@lru_cache(maxsize=8)
def _rules(read: tuple[tuple[Path, bytes], ...], today: date) -> Rules:
    """Return the rules of files; their bytes are the key, so that a change is seen at once."""
    found = [read_toml(path) for path, _content in read]
    words = [read_term(entry) for data in found for entry in data.get("word", [])]
    dropped = {str(text) for data in found for text in data.get("drop", [])}
    by_text = {term.text: term for term in words if term.text not in dropped}
    allowed = {plain(str(text)) for data in found for text in data.get("allow", [])}
    return Rules(
        terms=tuple(by_text.values()),
        allowed=frozenset(allowed),
        shapes=_shapes([data.get("mask", {}) for data in found]),
        today=today,
        version=_version(by_text, allowed),
    )


def own(folders: FormFolders) -> dict[str, Any]:
    """Return the office's own additions, empty without an office or file."""
    path = _own_path(folders)
    return read_toml(path) if path is not None and path.exists() else {}


def add(folders: FormFolders, term: Term | None = None, allow: str = "") -> None:
    """Add a word, or a phone that may be shown, to the office's own file.

    Raises:
        BadValue: no such kind, too short or too long.
        Blocked: disk or rights.
    """
    data = own(folders)
    if term is not None:
        _check(term.text, term.kind)
        kept = [entry for entry in data.get("word", []) if entry.get("text") != term.text]
        data["word"] = [*kept, _entry(term)]
        data["drop"] = [text for text in data.get("drop", []) if text != term.text]
    if allow:
        if len(plain(allow)) < 5:  # noqa: PLR2004 - 12345
            raise BadValue("text", "电话或文字", "太短，至少5位")
        data["allow"] = [*[one for one in data.get("allow", []) if one != allow], allow]
    _write(folders, data)


def remove(folders: FormFolders, text: str) -> str:
    """Take a word or phone out of use: an own one is deleted, a shipped one is set aside.

    Returns:
        what was done, in words.

    Raises:
        BadValue: no list has it.
    """
    data = own(folders)
    words, allowed = data.get("word", []), data.get("allow", [])
    if any(entry.get("text") == text for entry in words) or text in allowed:
        data["word"] = [entry for entry in words if entry.get("text") != text]
        data["allow"] = [one for one in allowed if plain(str(one)) != plain(text)]
        done = "已从本办公室的词表里删去"
    elif any(term.text == text for term in load(folders, date.max).terms):
        data["drop"] = [*data.get("drop", []), text]
        done = "程序自带的词，已在本办公室停用"
    else:
        raise BadValue("text", "词", f"“{text}”不在词表里")
    _write(folders, data)
    return done


def put_back(folders: FormFolders, text: str) -> None:
    """Use a shipped word again that was set aside.

    Raises:
        BadValue: it is not set aside.
    """
    data = own(folders)
    dropped = data.get("drop", [])
    if text not in dropped:
        raise BadValue("text", "词", f"“{text}”没有停用过")
    data["drop"] = [one for one in dropped if one != text]
    _write(folders, data)


def check(path: Path) -> list[Problem]:
    """List the mistakes of one file, for ``forms check``."""
    data = read_toml(path)
    problems = [Problem(key, "不是这里的栏目") for key in data.keys() - _TOP]
    for number, entry in enumerate(data.get("word", []), start=1):
        try:
            read_term(entry)
        except BadValue as error:
            problems.append(Problem(f"第{number}个词", f"“{error.values['label']}”{error.reason}"))
    texts = [entry.get("text") for entry in data.get("word", [])]
    problems += [
        Problem(str(text), "写了两次") for text in {t for t in texts if texts.count(t) > 1}
    ]
    try:
        _shapes([data.get("mask", {})])
    except BadValue as error:
        problems.append(Problem("mask", f"“{error.values['label']}”{error.reason}"))
    return problems


def _paths(folders: FormFolders) -> list[Path]:
    own_path = _own_path(folders)
    shipped = folders.shipped / "rules" / f"{NAME}.toml"
    return [shipped, own_path] if own_path else [shipped]


def _own_path(folders: FormFolders) -> Path | None:
    return folders.own / "rules" / f"{NAME}.toml" if folders.own else None


def read_term(entry: Mapping[str, Any]) -> Term:
    """Return the term an entry of the file says; raises ``BadValue`` when it is wrong."""
    strange = entry.keys() - _KEYS
    if strange:
        raise BadValue("word", min(strange), "不是这里的栏目")
    text, kind = str(entry.get("text", "")), _kind(str(entry.get("kind", "")))
    _check(text, kind)
    severity = entry.get("severity", Severity.ASK.value)
    if severity not in set(Severity):
        raise BadValue("severity", "severity", "应为 block 或者 ask")
    return Term(
        text,
        kind,
        Severity(severity),
        str(entry.get("suggestion", "")),
        str(entry.get("source", "")),
        str(entry.get("status", "")),
    )


def _kind(given: str) -> Kind:
    for kind in KINDS:
        if given in (kind.value, kind.label):
            return kind
    choices = "、".join(kind.label for kind in KINDS)
    raise BadValue("kind", "类别", f"应为{choices}之一")


def term(text: str, kind: str, *, severity: str = "ask", suggestion: str = "") -> Term:
    """Return a term as typed by a clerk.

    Raises:
        BadValue: see ``add``.
    """
    return read_term(
        {"text": text.strip(), "kind": kind, "severity": severity, "suggestion": suggestion,
         "source": "本办公室添加", "status": "本办公室添加"}
    )  # fmt: skip


def _check(text: str, kind: Kind) -> None:
    if not SHORTEST <= len(text) <= LONGEST or not text.isprintable():
        raise BadValue("text", "词", f"应有{SHORTEST}到{LONGEST}个字")
    if kind not in KINDS:
        raise BadValue("kind", "类别", "不是词的类别")


def _shapes(given: list[Mapping[str, Any]]) -> Shapes:
    merged = {key: value for one in given for key, value in one.items()}
    for key, value in merged.items():
        if key == "names":
            if value not in _NAMES:
                raise BadValue("names", "names", "应为 full、first 或者 middle")
        elif key not in _PAIRS:
            raise BadValue(key, key, "不是这里的栏目")
        elif not _fits(value, _PAIRS[key]):
            raise BadValue(key, key, "应为两个数：头尾各留几位，合计不超过三分之二")
    pairs = {key: (value[0], value[1]) for key, value in merged.items() if key in _PAIRS}
    return Shapes(**pairs, names=merged.get("names", "middle"))


def _fits(value: object, length: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2  # noqa: PLR2004 - head and tail
        and all(isinstance(one, int) and one >= 0 for one in value)
        and sum(value) <= length * 2 // 3
    )


def _version(words: Mapping[str, Term], allowed: set[str]) -> str:
    """Return what tells one state of the lists from another: the count and a digest."""
    lines = [f"{term.kind.value}|{text}|{term.suggestion}" for text, term in sorted(words.items())]
    digest = hashlib.sha256("\n".join([*lines, *sorted(allowed)]).encode()).hexdigest()
    return f"{len(words)}词-{digest[:8]}"


def _entry(term: Term) -> dict[str, str]:
    return {
        "text": term.text, "kind": term.kind.value, "severity": term.severity.value,
        "suggestion": term.suggestion, "source": term.source, "status": term.status,
    }  # fmt: skip


def _write(folders: FormFolders, data: Mapping[str, Any]) -> None:
    path = _own_path(folders)
    if path is None:
        raise BadValue("folder", "办公数据文件夹", "没有指明，不知道记在哪里")
    lines = [_HEAD]
    lines += [
        f"{key} = [{', '.join(map(_quoted, data.get(key, [])))}]\n" for key in ("allow", "drop")
    ]
    if data.get("mask"):
        lines.append("\n[mask]\n")
        lines += [f"{key} = {_quoted(value)}\n" for key, value in data["mask"].items()]
    for entry in data.get("word", []):
        lines.append("\n[[word]]\n")
        lines += [f"{key} = {_quoted(value)}\n" for key, value in entry.items() if value]
    files.write(path, "".join(lines).encode("utf-8"))


def _quoted(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    # a basic string of TOML is one of JSON, but for U+007F
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
