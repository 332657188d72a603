"""The office's profile: every fault named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.accounts import organ
from gkdesk.base.errors import BadFile


def test_the_sample_reads() -> None:
    found = organ.read_organ(paths.resources() / "samples" / "organ.toml")
    assert found.name == "青石镇人民政府"
    assert found.kind is organ.OrganKind.TOWN
    assert organ.Organ.from_json(found.as_json()) == found


def test_every_fault_is_named(tmp_path: Path) -> None:
    path = tmp_path / "organ.toml"
    path.write_text('name = "甲镇"\nkind = "city"\ncounty = 3\ncolour = "red"\n', "utf-8")
    with pytest.raises(BadFile) as caught:
        organ.read_organ(path)
    places = [problem.where for problem in caught.value.problems]
    assert {"colour", "kind", "county", "court", "credit_code"} <= set(places)


def test_another_file_is_not_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "organ.toml"
    path.write_bytes(b"\xff\xfe name")
    with pytest.raises(BadFile, match=r"organ\.toml"):
        organ.read_organ(path)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("11500382787479886T", ""),
        ("1134170200324932X1", "校验码不符"),
        ("11500382787479886", "应为18位"),
        ("1150038278747988OT", "应为18位"),
    ],
)
def test_credit_codes(code: str, fault: str) -> None:
    found = organ.credit_code_fault(code)
    assert fault in found
    assert bool(found) == bool(fault)
