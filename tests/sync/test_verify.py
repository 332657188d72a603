"""The rules alone, over listings made up in memory; real folders are in ``test_reading``."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from gkdesk.sync import verify
from gkdesk.sync.model import FindingKind
from gkdesk.sync.verify import Listing, findings, name_fault, parse_manifest

PAYLOAD = {"data/package.json": b"{}", "data/rows/item.jsonl": b"x\n"}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def whole(payload: dict[str, bytes] = PAYLOAD) -> dict[str, bytes]:
    size = sum(map(len, payload.values()))
    files = dict(payload)
    files["bagit.txt"] = verify.DECLARATION
    files["bag-info.txt"] = f"Payload-Oxum: {size}.{len(payload)}\n".encode()
    lines = [f"{sha(data)}  {path}\n" for path, data in sorted(payload.items())]
    files["manifest-sha256.txt"] = "".join(lines).encode()
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    files["tagmanifest-sha256.txt"] = "".join(f"{sha(files[t])}  {t}\n" for t in tags).encode()
    return files


def judge(files: dict[str, bytes], **more: object) -> list[tuple[str, str]]:
    tags = {path: data for path, data in files.items() if path in verify.TAGS}
    listing = Listing("GK_x", {p: len(d) for p, d in files.items()}, tags, **more)  # type: ignore[arg-type]
    found = findings(listing, lambda path: sha(files[path]))
    return [(finding.kind.value, finding.where) for finding in found]


def test_whole_package_has_no_finding() -> None:
    assert judge(whole()) == []


@given(st.data())
def test_any_change_of_any_file_is_found(data: st.DataObject) -> None:
    files = whole()
    path = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[path]) - 1))
    bit = data.draw(st.integers(1, 255))
    old = files[path]
    files[path] = old[:place] + bytes([old[place] ^ bit]) + old[place + 1 :]
    assert judge(files)


@given(st.sampled_from(sorted(whole())))
def test_any_missing_file_is_found(path: str) -> None:
    files = whole()
    del files[path]
    assert judge(files)


@given(st.text(min_size=1, max_size=12))
def test_any_extra_file_is_found(name: str) -> None:
    files = whole()
    if f"data/{name}" not in files:
        assert judge(files | {f"data/{name}": b""})


def test_unreadable_file() -> None:
    files = whole()
    listing = Listing("GK_x", {p: len(d) for p, d in files.items()}, files)
    found = findings(listing, lambda path: None if "rows" in path else sha(files[path]))
    assert [(f.kind, f.where) for f in found] == [(FindingKind.UNREADABLE, "data/rows/item.jsonl")]


def test_tag_file_too_long_to_read() -> None:
    files = whole()
    tags = {path: files[path] for path in verify.TAGS if path != "manifest-sha256.txt"}
    listing = Listing("GK_x", {p: len(d) for p, d in files.items()}, tags)
    kinds = {f.kind for f in findings(listing, lambda path: sha(files[path]))}
    assert FindingKind.BAD_TAG in kinds


def test_tag_manifest_names_a_file_that_is_not_there() -> None:
    files = whole()
    files["tagmanifest-sha256.txt"] += f"{'0' * 64}  notes.txt\n".encode()
    assert judge(files) == [("missing", "notes.txt")]


def test_bag_info_without_oxum() -> None:
    files = whole()
    files["bag-info.txt"] = b"x: y\n"
    assert ("bad_tag", "bag-info.txt") in judge(files)


def test_lines() -> None:
    good = f"{'a' * 64}  data/x\n"
    assert parse_manifest("m", good.encode()) == ({"data/x": "a" * 64}, [])
    for wrong in (good.upper(), good[:-1], good.replace("  ", " "), "\n", good[1:], "\x00"):
        _entries, found = parse_manifest("m", wrong.encode())
        assert [finding.kind for finding in found] == [FindingKind.BAD_TAG], wrong
    twice = parse_manifest("m", (good + good).encode())[1]
    assert [finding.kind for finding in twice] == [FindingKind.TWICE]
    assert parse_manifest("m", b"\xff")[1][0].detail == "不是 UTF-8 文字"


def test_names() -> None:
    for safe in ("data/a.txt", "data/rows/item.jsonl", "data/中文.pdf", "data/.hidden"):
        assert name_fault(safe) == ""
    for unsafe in (
        "/a", "~a", "c:x", "a\\b", "a/../b", "../a", "a//b", "./a", "a/", "data/nul.txt",
        "data/COM1",
        "data/a.", "data/a ", "data/a\x00b", "data/a\nb", "data/\u202egpj.exe", "",
    ):  # fmt: skip
        assert name_fault(unsafe), unsafe
