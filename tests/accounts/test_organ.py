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
    assert found.supervision_phone == "0000-0000200"
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


SAMPLE = (paths.resources() / "samples" / "organ.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('name = "青石镇人民政府"', 'name = "   "', "name"),
        ('prefix = "青政"', 'prefix = "青/..政"', "prefix"),
        ('court = "云岭县人民法院"', 'court = "云岭\\u0007法院"', "court"),
        ('kind = "town"', 'kind = "city"', "kind"),
    ],
)
def test_nonsense_is_named(tmp_path: Path, before: str, after: str, place: str) -> None:
    path = tmp_path / "organ.toml"
    path.write_text(SAMPLE.replace(before, after), "utf-8")
    with pytest.raises(BadFile) as caught:
        organ.read_organ(path)
    assert [problem.where for problem in caught.value.problems] == [place]


def test_notepads_mark_is_no_fault_and_a_slip_is_found(tmp_path: Path) -> None:
    path = tmp_path / "organ.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.encode("utf-8"))
    assert organ.read_organ(path).name == "青石镇人民政府"
    path.write_text('name = "青石镇\n', "utf-8")
    with pytest.raises(BadFile) as caught:
        organ.read_organ(path)
    assert caught.value.problems[0].where.startswith("第1行")
