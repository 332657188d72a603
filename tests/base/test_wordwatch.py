"""Words that tell of a person are found; a town's ordinary prose is not."""

from __future__ import annotations

import pytest

from gkdesk.base.scanning import Kind, Rules, Severity, Term, masked
from gkdesk.base.tablewatch import TableWatch
from gkdesk.base.wordwatch import find, terms

RULES = Rules(allowed=frozenset({"路9号"}))


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("人民路12号3幢2单元501室", Kind.ADDRESS, "人民*************"),
        ("住址：上坪村三组12号", Kind.ADDRESS, "住址：上坪村三****"),
        ("幸福小区3号楼2单元501", Kind.ADDRESS, "幸福小区*********"),
        ("患肺癌", Kind.HEALTH, "***"),
        ("因病致贫", Kind.HEALTH, "**致贫"),
        ("残疾等级：二级", Kind.DISABILITY, "****：**"),
        ("二级肢体残疾", Kind.DISABILITY, "******"),
        ("肢体一级", Kind.DISABILITY, "****"),
        ("视力残疾", Kind.DISABILITY, "****"),
        ("孤儿张某", Kind.MINOR, "**张某"),
        ("事实无人抚养儿童", Kind.MINOR, "******儿童"),
        ("张某，12岁", Kind.MINOR, "张某，***"),
        ("青石小学三年级2班", Kind.MINOR, "青石*******"),
        ("出生日期：1985-06-01", Kind.BIRTH, "****：****-**-**"),
        ("1985年6月出生", Kind.BIRTH, "*********"),
        ("男，1985年6月生，中共党员", Kind.BIRTH, "男，********，中共党员"),
        ("生于1985.6", Kind.BIRTH, "******.*"),
    ],
)
def test_found(text: str, kind: Kind, shown: str) -> None:
    [match] = find(text, RULES)
    assert match.kind is kind
    assert masked(text, [match]) == shown


@pytest.mark.parametrize(
    "text",
    [
        "上坪村三组张某", "青石镇人民路9号", "办公地点：人民路1号便民服务中心", "办公室主任办公室",
        "〔2026〕9号", "第12号", "一村一策", "S305路5号桥", "西河村3号机井", "精神文明建设",
        "精神病医院", "病虫害防治", "患者满意度", "肿瘤医院", "残疾人联合会", "年满16周岁以上",
        "不满3岁", "0-6岁儿童", "60周岁", "6至12岁", "学生生活补助", "卫生室", "生于忧患",
        "2026年4月10日生效", "会议室", "教室", "班子成员", "中心小学周边道路",
    ],
)  # fmt: skip
def test_silent(text: str) -> None:
    assert find(text, RULES) == []


def test_beside_a_name_it_blocks() -> None:
    [match] = find("二级残疾", RULES, of_person=True)
    assert match.severity is Severity.BLOCK
    assert [one.kind for one in find("刑满释放", RULES, of_person=True)] == [Kind.STATUS]
    assert find("刑满释放人员帮教", RULES) == []


def test_the_longer_term_wins() -> None:
    rules = Rules(
        terms=(Term("内部", Kind.MARK, Severity.ASK), Term("内部资料", Kind.MARK, Severity.BLOCK))
    )
    assert [one.severity for one in terms("内部资料，内部", rules)] == [
        Severity.BLOCK,
        Severity.ASK,
    ]


def rows(*lines: str) -> tuple[TableWatch, list[int]]:
    watch, told = TableWatch(RULES), []
    for line in lines:
        cells = {at: text for at, text in enumerate(line.split("|")) if text}
        told.append(sum(len(cell.told) for cell in watch.row(cells, {}).values()))
    watch.close()
    return watch, told


def test_headings_over_two_rows_and_again() -> None:
    watch, _told = rows(
        "姓名|联系方式||家庭", "|电话|住址|民族", "张三|13912340872|人民路12号|汉族",
        "姓名|电话|住址|民族", "李四||人民路13号|苗族",
    )  # fmt: skip
    assert [column.label for column in watch.finished] == [
        "电话", "住址", "民族、宗教", "住址", "民族、宗教",
    ]  # fmt: skip


def test_a_row_of_data_is_no_heading_and_masked_columns_are_silent() -> None:
    watch, told = rows(
        "姓名|残疾等级|身份证号", "张三|二级残疾|11*************011", "李四|无|****0011"
    )
    assert [column.kind for column in watch.finished] == [Kind.DISABILITY]
    assert told == [0, 1, 0]


def test_a_childs_age_beside_a_name() -> None:
    _watch, told = rows("姓名|年龄|金额", "张三|12|300", "李四|45|12")
    assert told == [0, 1, 0]
