"""A county without gkdesk: age, minisign, sha256sum, tar and bagit-python open what we wrote."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import bagit
import pytest

from gkdesk.sync import sealing, signing
from gkdesk.sync.packfile import SEALED, SIGNATURE, STATEMENT

from .sealed import COUNTY, FILE, OFFICE, make


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def run(*words: object, data: bytes | None = None, good: bool = True) -> bytes:
    done = subprocess.run(
        [str(word) for word in words], input=data, capture_output=True, timeout=30, check=False
    )
    assert (done.returncode == 0) is good, done.stderr
    return done.stdout


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """The folder ``tar`` makes of a package: statement, signature, sealed bag."""
    path, statement = make(tmp_path, file=FILE)
    run("tar", "-xf", path, "-C", tmp_path)
    return tmp_path / statement.name


@needs("tar")
def test_tar_takes_the_outside_apart(parts: Path) -> None:
    assert sorted(one.name for one in parts.iterdir()) == [STATEMENT, SIGNATURE, SEALED]
    value = json.loads((parts / STATEMENT).read_text("utf-8"))
    assert value["sealed"] == {
        "size": (parts / SEALED).stat().st_size,
        "sha256": hashlib.sha256((parts / SEALED).read_bytes()).hexdigest(),
    }


@needs("minisign")
def test_minisign_checks_the_signature(parts: Path) -> None:
    public = signing.public_text(OFFICE.public.sign)
    told = run("minisign", "-VHm", parts / STATEMENT, "-P", public)
    assert f"Trusted comment: gkdesk {parts.name}".encode() in told
    run("minisign", "-VHm", parts / STATEMENT, "-P", signing.public_text(COUNTY.public.sign),
        good=False)  # fmt: skip
    (parts / STATEMENT).write_bytes((parts / STATEMENT).read_bytes() + b"\n")
    run("minisign", "-VHm", parts / STATEMENT, "-P", public, good=False)


@needs("age")
@needs("tar")
def test_age_opens_it_and_bagit_accepts_the_bag(parts: Path) -> None:
    key = parts.parent / "key.txt"
    key.write_text(sealing.identity_text(COUNTY.identity) + "\n", "ascii")
    inner = run("age", "-d", "-i", key, parts / SEALED)
    (parts / "in").mkdir()
    run("tar", "-xf", "-", "-C", parts / "in", data=inner)
    bag = parts / "in" / parts.name
    assert bagit.Bag(str(bag)).validate()
    assert next((bag / "data" / "files").iterdir()).read_bytes() == FILE
    manifest = (bag / "tagmanifest-sha256.txt").read_bytes()
    value = json.loads((parts / STATEMENT).read_text("utf-8"))
    assert value["bag"]["sha256"] == hashlib.sha256(manifest).hexdigest()
    assert value.items() >= json.loads((bag / "gkdesk.json").read_text("utf-8")).items()


@needs("age")
@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 200_000])
def test_we_open_what_age_sealed(tmp_path: Path, size: int) -> None:
    plain = bytes(range(251)) * 1000
    recipient = sealing.recipient_text(COUNTY.public.seal)
    sealed = run("age", "-r", recipient, data=plain[:size])
    assert len(sealed) == sealing.sealed_size(size, 1)
    pieces = [sealed]
    found = sealing.unseal(
        lambda count: _taken(pieces, count), COUNTY.identity, recipients=1, where="x"
    )
    assert b"".join(found) == plain[:size]


def _taken(pieces: list[bytes], count: int) -> bytes:
    out, pieces[0] = pieces[0][:count], pieces[0][count:]
    return out


@needs("age-keygen")
def test_the_key_pair_is_one_age_knows(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(sealing.identity_text(COUNTY.identity) + "\n", "ascii")
    assert run("age-keygen", "-y", key).decode().strip() == sealing.recipient_text(
        COUNTY.public.seal
    )


def test_the_standard_library_lists_it_as_plain_files(tmp_path: Path) -> None:
    path, statement = make(tmp_path)
    with tarfile.open(path) as tar:
        assert [one.name for one in tar] == [
            f"{statement.name}/{name}" for name in (STATEMENT, SIGNATURE, SEALED)
        ]
        assert all(one.isreg() and one.mtime == 946_684_800 for one in tar.getmembers())
