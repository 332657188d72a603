"""Personal numbers are found where they stand, and what only looks so is let alone."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.numberwatch import find
from gkdesk.base.scanning import Kind, Rules, Severity, Shapes, masked, plain
from gkdesk.base.tablewatch import find as find_all
from gkdesk.base.text import id_check_character

RULES = Rules(allowed=frozenset({"02355512340", "13900001111"}), today=date(2026, 4, 10))
ID = "110101199003070011"


@pytest.mark.parametrize(
    ("text", "kind", "severity", "cover"),
    [
        (ID, Kind.ID, "block", "11*************011"),
        (
            "身份证 １１０１０１１９９００３０７００１１",
            Kind.ID,
            "block",
            "１１*************０１１",
        ),
        ("110101 19900307 0011", Kind.ID, "block", "11**** ******** *011"),
        ("110101199003\n070011", Kind.ID, "block", "11**********\n***011"),
        ("1101011990\u200b03070011", Kind.ID, "block", "11********\u200b*****011"),
        ("11010519491231002x", Kind.ID, "block", "11*************02x"),
        ("11010519491231002Ｘ", Kind.ID, "block", "11*************02Ｘ"),
        ("110101199003070012", Kind.ID_DOUBTFUL, "block", "11*************012"),
        ("身份证号：110101199013070011", Kind.ID_DOUBTFUL, "block", "11*************011"),
        ("110101900307001", Kind.ID, "block", "11**********001"),
        ("11010119900307001", Kind.ID_PART, "block", "*" * 17),
        ("110101********0011", Kind.ID_PART, "block", "*" * 18),
        ("110101199003******", Kind.ID_PART, "block", "*" * 18),
        ("******19900307****", Kind.ID_PART, "block", "*" * 18),
        ("1101xxxxxxxxxx0011", Kind.ID_PART, "block", "*" * 18),
        ("身份证后六位070011", Kind.ID_PART, "block", "*" * 6),
        ("护照E12345678", Kind.PERMIT, "block", "*" * 9),
        ("港澳居民来往内地通行证号：H12345678", Kind.PERMIT, "block", "*" * 9),
        ("电话13912340872", Kind.MOBILE, "block", "139****0872"),
        ("+86 139-1234-0872", Kind.MOBILE, "block", None),
        ("电话１３９１２３４０８７２", Kind.MOBILE, "block", "１３９****０８７２"),
        ("１39 12 34 08 72", Kind.MOBILE, "block", None),
        ("联系人张某139 1234 0872", Kind.MOBILE, "block", "139 **** 0872"),
        ("咨询电话：13912340872", Kind.MOBILE, "ask", "139****0872"),
        ("家里电话0831-5551234", Kind.LANDLINE, "ask", None),
        ("(0831)5551234", Kind.LANDLINE, "ask", None),
        ("电话5551234", Kind.LANDLINE, "ask", None),
        ("一卡通账号6217001234567890123", Kind.ACCOUNT, "block", "6217***********0123"),
        ("存折：1234567890", Kind.ACCOUNT, "block", None),
        ("打入 6222020000000000000", Kind.ACCOUNT, "block", "6222***********0000"),
        ("打入 6222021234567894", Kind.ACCOUNT, "block", "6222********7894"),
        ("打入 62220212345678903", Kind.ACCOUNT, "block", "6222*********8903"),
        ("打入 9558802400000000000", Kind.ACCOUNT, "block", "9558***********0000"),
        ("打入 9559902400000000007", Kind.ACCOUNT, "block", "9559***********0007"),
        ("打入 4000123456789017", Kind.ACCOUNT, "ask", "4000********9017"),
        ("户名：青石镇财政所，账号：2301234567890", Kind.ACCOUNT, "ask", None),
        ("账号6217001234567***123", Kind.ACCOUNT, "ask", None),
        ("川A12B45", Kind.PLATE, "ask", None),
        ("邮箱zhang3@163.com", Kind.CONTACT, "ask", "******@163.com"),
        ("微信号：zhang_san3", Kind.CONTACT, "ask", None),
    ],
)
def test_found(text: str, kind: Kind, severity: str, cover: str | None) -> None:
    [match] = find(text, RULES)
    assert (match.kind, match.severity) == (kind, Severity(severity))
    assert len(match.cover) == match.end - match.start
    assert cover is None or match.cover == cover
    assert text[match.start : match.end] not in masked(text, [match])


def test_a_wrong_check_digit_is_said_so_and_a_child_too() -> None:
    assert find("110101199003070012", RULES)[0].reason == "号码像身份证号，校验码不对"
    body = "11010120150307001"
    assert "未满18周岁" in find(body + id_check_character(body), RULES)[0].reason


LOOK_ALIKES = """青政〔2026〕9号
云青府办发〔2026〕123号
索引号：11500382787479886T/2026-00008
113701130042070099/2025-6478126
统一社会信用代码11500382787479886T
统一社会信用代码：91110000100000000X
11370300MB28646707/2020-None
QZ05908-3000-2020-00010
01526089-2-02_D/2016-0510008
014560025/2023-06702
12332211/2023-2169153
编号20260410000000001234
订单号202604101234567890
流水号：100000202604100001
合同编号：GF-2026-0001
发票号码：12345678901234567890
项目编号13520260001
凭证号2026041000001
2026年4月10日至2026年4月20日
2026-04-10 09:30:00
20260410
2026.04.10-2026.04.20
1234567890.12元
补贴资金13912340872元
共计12345678元
人民币壹佰万元整（¥1000000.00）
面积12345678.90平方米
受益农户13800000000户
监督电话：0831-5551234
咨询电话：0831-5551234、5551235
服务热线12345、12317
办公电话 (0831) 5551234
镇纪委举报电话：0831-5551234转801
0000-0000123
400-810-1234
邮编644000
第13912340页
139123408720001
13900001234567
1390000123
0.13912340872
3.14159265358979
e13900001234f13900001234abcdefabc
11*************011
35*************123
138****1234
139****0872
6217****0123
一卡通账号6217 **** **** 0123
**** **** 0011
区划代码500382104208
地块编号500382104208JC00123
不动产单元号500382104208JC00123F00010001
国有建设用地使用权证书编号5003822026000123
13900001111
023-55512340
家里电话023-55512340
qsz@yljz.gov.cn
https://www.ylx.gov.cn/art/2026/4/10/art_1234_567890.html
ISBN 9787010001234
1 2 3 4 5 6 7 8 9 10 11 12
12345.67 23456.78 34567.89
10:30-11:30，14:00-17:00
E=mc2，A4纸12345张
GB/T 9704-2012
"""


@pytest.mark.parametrize("text", LOOK_ALIKES.splitlines())
def test_look_alikes_are_silent(text: str) -> None:
    assert find_all(text, RULES) == []


def test_there_are_sixty_look_alikes() -> None:
    assert len(LOOK_ALIKES.splitlines()) >= 60


@given(
    st.dates(date(1900, 1, 1), date(2026, 4, 10)),
    st.integers(0, 999),
    st.text("张三李四，。 \n字", max_size=12),
    st.text("，。、；\n在的", max_size=12),
)
def test_every_identity_number_is_found_and_its_mask_is_none(
    born: date, serial: int, before: str, after: str
) -> None:
    body = f"510101{born:%Y%m%d}{serial:03d}"
    number = body + id_check_character(body)
    text = f"{before}{number}{after}"
    [match] = [one for one in find(text, RULES) if one.kind is Kind.ID]
    assert plain(text[match.start : match.end]) == number
    hidden = masked(text, [match])
    assert len(hidden) == len(text)
    assert number not in hidden
    assert f"{born:%Y%m%d}" not in hidden
    assert find(hidden, RULES) == []


@given(st.text("0123456789*xX- 张，年月账号电话身份证\n", max_size=80))
def test_no_cover_is_longer_and_none_shows_what_it_covers(text: str) -> None:
    matches = find_all(text, RULES)
    hidden = masked(text, matches)
    assert len(hidden) == len(text)
    ends = [(one.start, one.end) for one in matches]
    assert ends == sorted(ends)
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    for one in matches:
        assert "*" in hidden[one.start : one.end]


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile(number: str) -> None:
    found = find(f"张三，{number}。", RULES)
    assert [one.kind for one in found] == ([] if number == "13900001111" else [Kind.MOBILE])


def test_the_mask_is_the_offices_own_setting() -> None:
    rules = Rules(shapes=Shapes(id_number=(4, 4)), today=RULES.today)
    [match] = find(ID, rules)
    assert match.cover == "1101**********0011"
    assert find(match.cover, rules) == []
    assert find(match.cover, RULES) != []
