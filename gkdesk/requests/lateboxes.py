"""Boxes of the steps after the reply and beside it: the archive, 疑难件, 转公开, 更正, 复议诉讼."""

from __future__ import annotations

from .boxkit import choices, plain
from .model import Decision, DisputeKind, EventKind, Field

_WHICH = Field("key", "哪一案", "text", False, "", "只有一案没有审结时可不填，例如 1")

LATE: dict[EventKind, tuple[Field, ...]] = {
    EventKind.SET_ASIDE: (
        Field("on", "日期", "date", False, "", "不填为今天"),
        Field("trigger", "事由", "choice", True, "", "要书面答复的，改用“拟写答复书”",
              plain("申请人同意转为其他程序", "咨询事项，已经解答", "申请的不是政府信息")),
        Field("excuse_checked", "核实和告知的经过", "longtext", True, "",
              "写明什么时候、怎样告知申请人，申请人的意见"),
    ),
    EventKind.SPLIT: (
        Field("on", "日期", "date", False, "", "不填为今天"),
        Field("items", "各件的申请内容", "list", True, "",
              "一行一件，至少两件，按申请人原话，不能漏项"),
        Field("reason", "分件理由", "longtext", True, "", "如：所要的信息由不同站所保管"),
    ),
    EventKind.ON_PAPER: (
        Field("on", "核对日期", "date", False, "", "不填为今天"),
        Field("papers", "纸质在卷的材料", "list", True, "", "一行一项，删去卷里没有的"),
        Field("seen_by", "核对人", "text", False, "", "不填为登录的人"),
    ),
    EventKind.DIFFICULT: (
        Field("on", "日期", "date", False, "", "不填为今天"),
        Field("cause", "疑难情形", "choice", True),
        Field("reason", "情况说明", "longtext", True),
    ),
    EventKind.CONFER: (
        Field("on", "会商日期", "date", False, "", "不填为今天"),
        Field("place", "地点", "text", True),
        Field("attendees", "参加人", "list", True, "", "一行一人：单位、姓名、职务"),
        Field("matter", "会商的问题", "longtext", True),
        Field("opinions", "各方意见", "longtext", True),
        Field("conclusion", "会商结论", "longtext", True),
        Field("recorder", "记录人", "text", False, "", "不填为登录的人"),
    ),
    EventKind.FILE_UP: (
        Field("on", "报送日期", "date", False, "", "不填为今天"),
        Field("filed_to", "报送机关", "text", True, "", "如：县政府办公室"),
        Field("papers", "报送材料", "list", False, "", "一行一件"),
    ),
    EventKind.TO_PUBLIC: (
        Field("on", "日期", "date", False, "", "不填为今天"),
        Field("info_title", "信息名称", "text", True),
        Field("cause", "由来", "choice", True, "", "",
              plain("多个申请人申请相同信息", "申请人建议转为主动公开", "本机关认为应当主动公开")),
        Field("reason", "转为主动公开的理由", "longtext", True),
    ),
    EventKind.PUBLIC_DECIDED: (
        Field("on", "决定日期", "date", False, "", "不填为今天"),
        Field("decision", "决定", "choice", True, "", "",
              (("yes", "转为主动公开"), ("no", "不转为主动公开"))),
        Field("decided_by", "决定人", "text", True),
        Field("reason", "理由", "longtext", False, "", "不转的，写明理由"),
    ),
    EventKind.PUBLISHED: (
        Field("on", "发布日期", "date", False, "", "不填为今天"),
        Field("publish_url", "发布网址或者位置", "text", True),
    ),
    EventKind.FIX: (
        Field("on", "告知书日期", "date", False, "", "不填为今天"),
        Field("record_item", "要求更正的信息记录", "longtext", True),
        Field("evidence", "证据材料", "list", True, "", "一行一件"),
        Field("fix_result", "处理结果", "choice", True, "", "",
              plain("予以更正", "不予更正", "转送有权更正的机关处理", "请向有权更正的机关提出")),
        Field("fix_reason", "理由", "longtext", True, "", "接在“经审查，”后面，末尾不加句号"),
        Field("competent_organ", "有权更正的机关", "text", False, "", "转送、告知时必填"),
    ),
    EventKind.DISPUTE: (
        Field("on", "收到通知的日期", "date", False, "", "收到申请书、起诉状副本的日期"),
        Field("dispute_kind", "种类", "choice", True, "review", "", choices(DisputeKind)),
        Field("case_no", "案号"),
        Field("dispute_organ", "复议机关或者法院", "text", True),
        Field("claim", "请求事项", "longtext"),
    ),
    EventKind.DEFEND: (
        Field("on", "提交日期", "date"),
        _WHICH,
        Field("materials", "提交的材料", "list", True, "", "一行一件：答复书、证据清单、依据"),
    ),
    EventKind.DECIDE: (
        Field("on", "收到决定书或者裁判的日期", "date"),
        _WHICH,
        Field("result", "结果", "choice", True, "", "撤回、调解、驳回起诉等填其他结果",
              choices(Decision)),
        Field("decision_no", "文书号"),
        Field("redo_order", "是否责令重新答复", "choice", False, "no", "",
              (("no", "没有"), ("yes", "责令重新答复"))),
        Field("redo_days", "限几个工作日内重新答复", "count", False, "", "文书没有写明的不填"),
        Field("redo_due", "重新答复的最后一天", "date", False, "",
              "文书按自然日或者写明日期的，填算出的日期"),
        Field("text", "要点", "longtext"),
    ),
    EventKind.REDO: (
        Field("on", "起算日期", "date", False, "", "收到决定书或者裁判生效之日，次日起算"),
        Field("redo_days", "重新答复的工作日数", "count", False, "20"),
        Field("redo_due", "重新答复的最后一天", "date", False, "", "填写后以此日为准"),
        Field("text", "重新答复的要求", "longtext"),
    ),
}  # fmt: skip
