"""公开时限 phrases of published catalogs; the wording is kept, what is unknown stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.catalog.limit import parse
from gkdesk.catalog.model import Clause, ClauseKind, Trigger

WD = "working_day"


def relative(count: int, trigger: Trigger, unit: str = WD, scope: str = "") -> Clause:
    return Clause(ClauseKind.RELATIVE, count, unit, trigger, scope)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("信息形成或者变更之日起20个工作日内予以公开", [relative(20, Trigger.CHANGED)]),
        ("信息形成(变更)20个工作日内", [relative(20, Trigger.CHANGED)]),
        ("信息形成或变更之日起3个工作日内", [relative(3, Trigger.CHANGED)]),
        ("信息形成之日起20个工作日内", [relative(20, Trigger.FORMED)]),
        ("20个工作日", [relative(20, Trigger.CHANGED)]),
        ("7个工作日", [relative(7, Trigger.CHANGED)]),
        ("信息形成\n或者变更\n之日起20\n个工作日内", [relative(20, Trigger.CHANGED)]),
        ("制定或获取指南之日起10个工作日内", [relative(10, Trigger.MADE)]),
        ("信息形成(变更)下发至本单位20个工作日内", [relative(20, Trigger.RECEIVED)]),
        ("自收到申请之日起20个工作日内公开", [relative(20, Trigger.RECEIVED)]),
        ("分配结果确定后20个工作日内", [relative(20, Trigger.FINISHED)]),
        ("拟征收土地现状调查结束后5个工作日内,在村公示栏公开。", [relative(5, Trigger.FINISHED)]),
        ("本级政府财政部门批复后20日内", [relative(20, Trigger.APPROVED, "day")]),
        (
            "制定或获取信息之日起10个工作日内,公示7个工作日",
            [relative(10, Trigger.MADE), Clause(ClauseKind.DISPLAY, 7, WD)],
        ),
        (
            "信息形成之日起20个工作日内;行政许可和行政处罚决定作出后7个工作日内",
            [
                relative(20, Trigger.FORMED),
                relative(7, Trigger.DECIDED, scope="行政许可和行政处罚决定"),
            ],
        ),
        (
            "信息形成20个工作日内公开;其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示",
            [
                relative(20, Trigger.FORMED),
                relative(7, Trigger.DECIDED, scope="行政许可、行政处罚事项"),
            ],
        ),
        (
            "执法决定信息7个工作日内,其他信息20个工作日内",
            [
                relative(7, Trigger.DECIDED, scope="执法决定"),
                relative(20, Trigger.CHANGED, scope="其他信息"),
            ],
        ),
        (
            "20个工作日内公示不少于5个工作日",
            [relative(20, Trigger.CHANGED), Clause(ClauseKind.DISPLAY, 5, WD)],
        ),
        ("公示期不少于十五日", [Clause(ClauseKind.DISPLAY, 15, "day")]),
        ("二十个工作日内", [relative(20, Trigger.CHANGED)]),
        ("24小时内", [relative(24, Trigger.CHANGED, "hour")]),
        ("次日公开", [relative(1, Trigger.OTHER, "day")]),
        (
            "1.除处罚决定外其他内容:长期公开(动态调整);2.处罚决定:20个工作日内。",
            [
                Clause(ClauseKind.LONGTERM, scope="除处罚决定外其他内容"),
                relative(20, Trigger.DECIDED, scope="处罚决定"),
            ],
        ),
        (
            "信息形成或者变更之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的,从其规定。",
            [relative(20, Trigger.CHANGED)],
        ),
        ("实时公开", [Clause(ClauseKind.REALTIME)]),
        ("按进展情况及时公开", [Clause(ClauseKind.PROGRESS)]),
        ("及时公开", [Clause(ClauseKind.PROMPT)]),
        ("随时", [Clause(ClauseKind.ANYTIME)]),
        ("永久公开", [Clause(ClauseKind.LONGTERM)]),
        ("每季度", [Clause(ClauseKind.PERIODIC, 1, "quarter")]),
        ("半年至少更新1次", [Clause(ClauseKind.PERIODIC, 1, "half_year")]),
        ("每季度的首个月20日", [Clause(ClauseKind.PERIODIC, 1, "quarter", on="01-20")]),
        ("每季度末月25日前", [Clause(ClauseKind.PERIODIC, 1, "quarter", on="03-25")]),
        ("每月5日前公布上月情况", [Clause(ClauseKind.PERIODIC, 1, "month", on="01-05")]),
        (
            "财务每月公布,其他每季度的首个月20日",
            [
                Clause(ClauseKind.PERIODIC, 1, "month", scope="财务"),
                Clause(ClauseKind.PERIODIC, 1, "quarter", scope="其他", on="01-20"),
            ],
        ),
        ("每两周更新", [Clause(ClauseKind.PERIODIC, 2, "week")]),
        ("一年一次", [Clause(ClauseKind.PERIODIC, 1, "year")]),
        ("每年3月", [Clause(ClauseKind.FIXED, on="03-31")]),
        ("每年年底前", [Clause(ClauseKind.FIXED, on="12-31")]),
        ("每年13月", []),
        ("1月31日前", []),
        ("会议召开前3日", [Clause(ClauseKind.BEFORE, 3, "day")]),
        (
            "①《听证通知书》在组织听证7个工作日前予以公开;②其他听证公开内容为依申请公开",
            [Clause(ClauseKind.BEFORE, 7, WD, scope="《听证通知书》")],
        ),
        ("情况复杂的,可延长7个工作日", [Clause(ClauseKind.EXTEND, 7, WD)]),
        (
            "公示满5年(企业)/3年(个人)不再公示",
            [
                Clause(ClauseKind.UNPUBLISH, 5, "year", scope="企业"),
                Clause(ClauseKind.UNPUBLISH, 3, "year", scope="个人"),
            ],
        ),
        ("每20个工作日更新", [Clause(ClauseKind.PERIODIC, 20, WD)]),
        ("每年1月31日前", [Clause(ClauseKind.FIXED, on="01-31")]),
        ("提前一周发通知邀请", [Clause(ClauseKind.BEFORE, 1, "week")]),
        ("征求意见期限不得少于30日", [Clause(ClauseKind.CONSULT, 30, "day")]),
        ("在实地启动拟征收土地工作时,在村公示栏公开。", [Clause(ClauseKind.AT_EVENT)]),
        ("本级政府财政部", []),
        ("按卫健委要求单独公开", []),
        ("", []),
    ],
)
def test_phrases(text: str, clauses: list[Clause]) -> None:
    assert list(parse(text).clauses) == clauses


@pytest.mark.parametrize(
    ("text", "unclear", "notes"),
    [
        ("按卫健委要求单独公开", ["按卫健委要求单独公开"], []),
        ("20个工作日内;按县里通知办", ["按县里通知办"], []),
        ("20个工作日内。法律、法规另有规定的,从其规定", [], ["法律、法规另有规定的,从其规定"]),
        ("情况复杂的,可延长7个工作日", [], ["情况复杂的"]),
        ("每年13月", ["每年13月"], []),
        ("20个工作日内予以公开;", [], []),
    ],
)
def test_what_is_not_understood_is_told_apart(
    text: str, unclear: list[str], notes: list[str]
) -> None:
    limit = parse(text)
    assert list(limit.unclear) == unclear
    assert list(limit.notes) == notes


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("本级人民代表大会或其常务委员会批准后20日内", "本级人民代表大会或其常务委员会批准"),
        ("自收到征地批准文件之日起10个工作日内", "收到征地批准文件"),
        ("《听证通知书》在组织听证7个工作日前予以公开", "组织听证"),
        ("在实地启动拟征收土地工作时,在村公示栏公开", "实地启动拟征收土地"),
        ("重大决策作出后及时公开", "重大决策作出"),
        ("信息形成之日起20个工作日内", ""),
    ],
)
def test_the_words_of_the_event_are_kept(text: str, event: str) -> None:
    [clause] = parse(text).clauses
    assert clause.event == event


def test_wording_is_kept_without_broken_lines() -> None:
    assert parse("自信息形\n成之日起 20 个工作日").text == "自信息形成之日起20个工作日"


@given(st.text(alphabet="信息形成变更之日起20个工作:;。,每年月季1前内公示 \n", max_size=40))
def test_any_text_is_taken(text: str) -> None:
    limit = parse(text)
    assert limit.text == "".join(text.split())
    assert all(clause.count >= 0 for clause in limit.clauses)
