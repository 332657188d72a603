"""Personal numbers are found and shown only masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.privacy import scan
from gkdesk.base.text import id_number_fault

from .conftest import ID_NUMBER


def test_the_test_number_is_right() -> None:
    assert id_number_fault(ID_NUMBER) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"身份证号：{ID_NUMBER}。", ["身份证号 11*************011"]),
        ("身份证号：１１０１０１１９９００３０７００１１", ["身份证号 11*************011"]),
        ("110101 19900307 0011", ["身份证号 11*************011"]),
        (f"{ID_NUMBER[:-1]}2", ["疑似身份证号 11*************012"]),
        ("电话13912340872", ["手机号 139****0872"]),
        ("139-1234-0872", ["手机号 139****0872"]),
        ("一卡通账号6217001234567890123", ["银行账号 6217****0123"]),
        ("打入 6222020000000000000", ["银行账号 6222****0000"]),
        ("统一社会信用代码11500382787479886T", []),
        ("编号20260410000000001234", []),
        ("11*************011、139****0872", []),
        ("索引号11500382787479886T/2026-00008，电话0000-0000123", []),
        ("2026年4月10日 20个工作日", []),
        ("", []),
    ],
)
def test_texts(text: str, found: list[str]) -> None:
    assert [str(finding) for finding in scan(text)] == found


def test_all_of_them_in_order() -> None:
    kinds = [finding.kind for finding in scan(f"张某 {ID_NUMBER} 13912340872 13812340000")]
    assert kinds == ["身份证号", "手机号", "手机号"]


@given(st.text(max_size=60), st.text(alphabet="字，。 \n", max_size=20))
def test_no_finding_shows_the_number(before: str, after: str) -> None:
    for finding in scan(f"{before}\n{ID_NUMBER}\n{after}"):
        assert ID_NUMBER not in str(finding)
    assert any(f.kind == "身份证号" for f in scan(f"{before}\n：{ID_NUMBER}，{after}"))
