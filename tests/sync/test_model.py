from __future__ import annotations

import pytest

from gkdesk.base.text import printable
from gkdesk.sync.model import (
    Choice,
    Finding,
    FindingKind,
    PackageState,
    canonical,
    kind_label,
    number_of,
    order_of,
    package_name,
)


def test_canonical_is_one_text_for_one_content() -> None:
    assert canonical({"b": [1, None], "a": "甲"}) == '{"a":"甲","b":[1,null]}'
    with pytest.raises(ValueError, match=r"range|float"):
        canonical({"a": float("nan")})


def test_numbers_and_names() -> None:
    assert number_of(2026, 7) == "2026-007"
    assert order_of("2026-1000") == (2026, 1000)
    for wrong in ("", "2026-01", "x-001", "2026-001 "):
        with pytest.raises(ValueError, match="编号不对"):
            order_of(wrong)
    name = package_name("11500382787479886T", "2026-007", "2026-04-10T09:30:00", "ab" * 32)
    assert name == "GK_7479886T_20260410_007_abababab"


def test_states() -> None:
    assert [state for state in PackageState if state.in_flight] == ["written", "verified"]
    assert [state for state in PackageState if not state.links] == ["refused", "void"]


@pytest.mark.parametrize("kind", list(FindingKind))
def test_every_finding_is_one_plain_sentence(kind: FindingKind) -> None:
    text = Finding(kind, "data/x", "细节").message
    assert text.endswith("。")
    assert "{" not in text
    for banned in ("失败", "非法", "异常", "错误代码", "其它"):
        assert banned not in text


def test_hostile_names_are_shown_tame() -> None:
    assert printable("a\nb\x1b[31m") == "a□b□[31m"
    assert len(printable("x" * 1000)) == 158


def test_empty_choice_and_unknown_kind() -> None:
    assert Choice((), (), (), 0).by_kind == {}
    assert kind_label("other") == "other"
