from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import bagit
import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.sync import bag, inspection
from gkdesk.sync.model import FindingKind
from gkdesk.sync.service import Sync


@pytest.fixture
def package(sync: Sync, stick: Path) -> Path:
    return stick / sync.write(stick).name


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.where) for finding in inspection.verify(path)]


def test_bagit_python_accepts_it(package: Path) -> None:
    found = bagit.Bag(str(package))
    assert found.validate()
    assert found.version_info == (1, 0)
    assert found.algorithms == ["sha256"]
    assert found.info["External-Identifier"] == "11500382787479886T 2026-001"


def test_inspection_counts(package: Path) -> None:
    seen = inspection.inspect(package)
    assert seen.sound
    assert seen.info is not None
    assert seen.info.counts == {"item": 2, "sheet": 1}
    assert seen.info.files == 1
    assert seen.size == sum(path.stat().st_size for path in bag.files_of(package))


def test_a_flip_in_any_file_is_found(package: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    for path in sorted(bag.files_of(package)):
        whole = path.read_bytes()
        places = {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(24))}
        for place in places:
            for bit in (0x01, 0x20, 0x80):
                path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
                assert inspection.verify(package), (path.name, place, bit)
        path.write_bytes(whole)
    assert inspection.verify(package) == []


def test_truncation_anywhere_is_found(package: Path) -> None:
    for path in sorted(bag.files_of(package)):
        whole = path.read_bytes()
        for length in {0, 1, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:length])
            assert inspection.verify(package), (path.name, length)
        path.write_bytes(whole + b"\n")
        assert inspection.verify(package), path.name
        path.write_bytes(whole)


def test_each_missing_file_is_named(package: Path) -> None:
    for path in sorted(bag.files_of(package)):
        whole = path.read_bytes()
        path.unlink()
        name = path.relative_to(package).as_posix()
        assert any(where == name or "bagit" in name for _kind, where in kinds(package)), name
        path.write_bytes(whole)


def test_every_finding_at_once(package: Path) -> None:
    (package / "data/rows/item.jsonl").write_bytes(b"")
    (package / "data/extra.txt").write_bytes(b"x")
    (package / "note.txt").write_bytes(b"x")
    [attached] = (package / "data/files").iterdir()
    attached.rename(attached.with_suffix(".bak"))
    found = kinds(package)
    assert ("changed", "data/rows/item.jsonl") in found
    assert ("extra", "data/extra.txt") in found
    assert ("extra", "note.txt") in found
    assert ("missing", f"data/files/{attached.name}") in found
    assert ("extra", f"data/files/{attached.stem}.bak") in found
    assert any(kind == "count" for kind, _where in found)
    for finding in inspection.verify(package):
        assert finding.message.endswith("。")


def test_unsafe_names_are_never_opened(package: Path) -> None:
    manifest = package / "manifest-sha256.txt"
    names = ["data/../../etc/passwd", "/etc/passwd", "data/a\\b", "C:/x", "~/x", "data/CON.txt"]
    lines = "".join(f"{'0' * 64}  {name}\n" for name in [*names, "data/ROWS/item.jsonl", "x.txt"])
    manifest.write_text(manifest.read_text("utf-8") + lines, "utf-8")
    found = kinds(package)
    for name in [*names, "x.txt"]:
        assert ("unsafe", name) in found
    assert ("case_clash", "data/ROWS/item.jsonl") in found


def test_links_and_pipes_are_named_not_followed(package: Path) -> None:
    (package / "data/link").symlink_to("/etc/passwd")
    (package / "data/loop").symlink_to(package)
    os.mkfifo(package / "data/pipe")
    found = kinds(package)
    assert {("strange", "data/link"), ("strange", "data/loop"), ("strange", "data/pipe")} <= set(
        found
    )


def test_renamed_folder(package: Path) -> None:
    other = package.with_name("GK_7479886T_20260410_009_00000000")
    package.rename(other)
    assert [kind for kind, _where in kinds(other)] == ["misnamed"]


def test_unfinished_folder(package: Path) -> None:
    other = package.with_name(package.name + ".partial")
    package.rename(other)
    assert kinds(other) == [("unfinished", other.name)]


def test_rebuilt_manifests_do_not_hide_wrong_contents(package: Path) -> None:
    rows = package / "data/rows/item.jsonl"
    rows.write_bytes(rows.read_bytes().splitlines(keepends=True)[0])
    _remanifest(package)
    found = inspection.verify(package)
    assert {finding.kind for finding in found} == {FindingKind.MISNAMED, FindingKind.CONTENT}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format":"gkdesk-sync","version":2}',
        b"\xff",
        b"9" * 5000,
    ],
)
def test_hostile_package_json(package: Path, content: bytes) -> None:
    (package / "data/package.json").write_bytes(content)
    _remanifest(package)
    [finding] = inspection.verify(package)
    assert finding.kind is FindingKind.CONTENT
    assert finding.message.endswith("。")


@pytest.mark.parametrize(
    "content", [b"{}\n", b"x\n", b"\xff\n", b'{"data":{},"key":"A1","kind":"item","revision":1}']
)
def test_hostile_rows(package: Path, content: bytes) -> None:
    (package / "data/rows/item.jsonl").write_bytes(content)
    _remanifest(package)
    assert FindingKind.CONTENT in {finding.kind for finding in inspection.verify(package)}


def _remanifest(package: Path) -> None:
    """What a tamperer without a key can do: put the lists in order again."""
    shutil.rmtree(package.with_name("again"), ignore_errors=True)
    payload = sorted(p for p in bag.files_of(package) if "data" in p.relative_to(package).parts)
    sizes = sum(p.stat().st_size for p in payload)
    info = package / "bag-info.txt"
    lines = [
        f"Payload-Oxum: {sizes}.{len(payload)}" if line.startswith("Payload-Oxum") else line
        for line in info.read_text("utf-8").splitlines()
    ]
    info.write_text("\n".join(lines) + "\n", "utf-8")
    for name, paths in (
        ("manifest-sha256.txt", payload),
        (
            "tagmanifest-sha256.txt",
            [package / n for n in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")],
        ),
    ):
        text = "".join(
            f"{inspection.device_sha256(p)}  {p.relative_to(package).as_posix()}\n" for p in paths
        )
        (package / name).write_text(text, "utf-8")


def test_locate(package: Path, stick: Path, sync: Sync, rows: list[PackageRow]) -> None:
    assert inspection.locate(stick) == package
    with pytest.raises(inspection.NoPackage):
        inspection.locate(stick / "nothing")
    rows.append(PackageRow("item", "A9", 1, {}))
    sync.write(stick)
    with pytest.raises(inspection.SeveralPackages, match="2个"):
        inspection.locate(stick)


def test_a_file_is_not_a_package(tmp_path: Path) -> None:
    (tmp_path / "GK_x").write_bytes(b"")
    [finding] = inspection.verify(tmp_path / "GK_x")
    assert finding.kind is FindingKind.NOT_A_BAG
    (tmp_path / "GK_y").mkdir()
    assert inspection.inspect(tmp_path / "GK_y").info is None
