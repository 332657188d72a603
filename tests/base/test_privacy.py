"""What hangs on a wall is looked at more strictly than a record."""

from __future__ import annotations

import pytest

from gkdesk.base.privacy import masked, scan, scan_notice, shown_name
from gkdesk.base.text import id_number_fault

ID_NUMBER = "110101199003070011"  # made up; its check character is right


def test_the_number_is_right() -> None:
    assert id_number_fault(ID_NUMBER) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"王某 {ID_NUMBER}", ["身份证号 11*************011"]),
        (f"王某{ID_NUMBER[:-1]}3", ["疑似身份证号 11*************013"]),
        (ID_NUMBER[:-1], ["缺一位的身份证号 11****"]),
        ("1101011990****0011", ["身份证号的一部分 11****"]),
        ("11*************011", ["身份证号的一部分 11****"]),
        ("身份证后6位：070011", ["身份证号的一部分 07****"]),
        ("身份证号：110101900307001", ["身份证号的一部分 11****"]),
        ("13912340872", ["手机号 139****0872"]),
        ("一卡通账号6217001234567890123", ["银行账号 6217****0123"]),
        ("欠款 1234567890123456", ["像账号的长号码 1234****"]),
        ("编号20260410000000001234", []),
        ("身份证后四位0011", []),
        ("139****0872", []),
        ("身份证复印费 12000元", []),
        ("办理身份证12000元", []),
        ("2026年1月1日至3月31日，合同编号2026-00012345", []),
        ("往来收入为收回欠款5000元；归还质保金12000元。", []),
    ],
)
def test_notices(text: str, found: list[str]) -> None:
    assert [str(finding) for finding in scan_notice(text)] == found


def test_a_record_may_carry_a_starred_number() -> None:
    assert scan("11*************011") == []


def test_what_a_message_quotes() -> None:
    assert masked("“王某 622202123456789012”不是金额") == "“王某 62****”不是金额"
    assert masked("应为 1,269,736.52 元，差 100.00 元") == "应为 1,269,736.52 元，差 100.00 元"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("收支表", "收支表"),
        ("20260101-20260331", "20260101-20260331"),
        ("赵110105194912310026", "赵11****"),
        ("13900001234", "13****"),
    ],
    ids=["plain", "days", "identity", "mobile"],
)
def test_a_worksheets_name_shows_no_person(name: str, shown: str) -> None:
    assert shown_name(name) == shown
