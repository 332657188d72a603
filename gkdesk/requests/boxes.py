"""What is asked from the clerk: the boxes of the application and of each step."""

from __future__ import annotations

from .boxkit import ON, choices, plain
from .intakeboxes import CAME, CONFIRM, WHO
from .lateboxes import LATE
from .model import (
    ApplicantKind,
    Carrier,
    Channel,
    EventKind,
    Field,
    Matter,
    Method,
    ObtainWay,
    OrgCategory,
)

RESIDENT_ID = "身份证"
CREDIT_CODE = "统一社会信用代码"


REGISTER = (
    Field("applicant_kind", "申请人", "choice", True, "citizen", "", choices(ApplicantKind)),
    Field("channel", "提交方式", "choice", True, "counter", "", choices(Channel)),
    Field("received_on", "收到日期", "date", False, "", "不填按提交方式推定；与推定不同的要写理由"),
    Field("name", "姓名或者名称", "text", True),
    Field("id_type", "证件名称"),
    Field("id_number", "证件号码", "text", False, "", "没有提供的可先登记，再告知补正"),
    Field("org_category", "单位类别", "choice", False, "other", "", choices(OrgCategory)),
    Field("legal_representative", "法定代表人"),
    Field("contact_person", "联系人"),
    Field("phone", "联系电话"),
    Field("address", "通信地址"),
    Field("postcode", "邮政编码"),
    Field("email", "电子邮箱"),
    Field("fax", "传真"),
    Field("agent_name", "代理人"),
    Field("agent_id_number", "代理人证件号码"),
    Field("content", "申请公开的内容", "longtext", True, "", "按申请人原话填写"),
    Field("carrier", "提供形式", "choice", False, "paper", "", choices(Carrier)),
    Field("obtain_way", "获取方式", "choice", False, "pick_up", "", choices(ObtainWay)),
    Field("taken_by", "代填人", "text", False, "", "申请人口头申请时填写"),
    Field("remark", "备注", "longtext"),
    Field("officer", "承办人"),
    Field("matter", "申请事项", "choice", False, "information", "", choices(Matter)),
    Field("evidence", "证据材料", "list", False, "", "申请更正本人信息的填写，一行一件"),
    *WHO,
    *CAME,
    Field("confirmed", "核对重复", "choice", False, "", "填 no 时先核对是不是已登记过的同一份",
          (("no", "还没有核对"), ("yes", "已核对，继续"))),
)  # fmt: skip

_APPROVED_BY = Field(
    "approved_by", "批准人", "text", False, "", "政府信息公开工作机构负责人；负责人本人办理时可不填"
)


CONFIRMED = Field(
    "confirmed", "检查提醒", "choice", False, "no", "有提醒时，核对无误后勾选",
    (("no", "还没有核对"), ("yes", "已核对，继续")),
)  # fmt: skip
# a reply made without 呈批 in this program: signed on paper, or made by whoever may sign
SIGNED = (
    Field("secrecy_by", "保密审查人", "text", False, "", "已经在纸上审查的填写；先审查、后公开"),
    Field("signed_by", "签发人", "text", False, "", "已经在纸上签发的填写；负责人本人办理的不填"),
)
RECEIPT = (
    Field("name", "更正后的姓名或者名称", "text", False, "", "原来的字印不出来时填写"),
    Field("content", "更正后的申请内容", "longtext", False, "", "原来的字印不出来时填写"),
)

# what one or another way of delivery asks for; forms/rules/request_delivery.toml says which
_WAYS = (
    Field("receiver", "签收人", "text", False, "", "直接、委托、当场"),
    Field("receiver_relation", "签收人与受送达人关系", "text", False, "", "不是本人签收时填写"),
    Field("entrusted_to", "受委托的行政机关", "text", False, "", "委托送达"),
    Field("courier", "寄递企业", "text", False, "中国邮政", "邮寄"),
    Field("mail_no", "邮件号", "text", False, "", "邮寄"),
    Field("address", "送达地址", "text", False, "", "不填为申请书写的地址、邮箱"),
    Field("address_note", "申请人变更地址的书面说明", "text", False, "",
          "地址和申请书不同时填写：日期、怎样提出"),
    Field("sent_time", "发送时间", "text", False, "", "电子邮件、网络平台"),
    Field("arrival_proof", "到达凭证", "text", False, "", "电子：发送成功的截图、回执、申请人确认"),
    Field("refuse_reason", "拒收事由", "text", False, "", "留置"),
    Field("witness", "见证人", "text", False, "", "留置：两人以上，用顿号隔开"),
    Field("photo", "照片、录像", "text", False, "", "留置：没有见证人时填写"),
    Field("public_reason", "不能用其他方式送达的理由", "longtext", False, "", "公告"),
    Field("public_place", "公告刊登的位置", "text", False, "", "公告：网站、公告栏"),
    Field("deliverer", "送达人"),
)  # fmt: skip

FORMS: dict[EventKind, tuple[Field, ...]] = {
    EventKind.ASK_CORRECTION: (
        ON,
        Field("correction_items", "需要补正的内容", "list", True, "", "一行一项，一次列全"),
        Field("guidance", "指导和释明", "longtext", True, "", "写明怎样才算写清楚，可举例"),
        Field("correction_days", "补正期限（工作日）", "count", False, "15"),
        Field("received_on", "申请人收到告知书的日期", "date"),
    ),
    EventKind.CORRECTED: (
        Field("on", "收到补正的日期", "date"),
        Field("content", "补正后的申请内容", "longtext", False, "", "不填为原内容不变"),
        Field("id_number", "补正的证件号码"),
        Field("phone", "补正的联系电话"),
        Field("address", "补正的通信地址"),
    ),
    EventKind.CORRECTION_LAPSED: (
        ON,
        Field("received_on", "申请人收到告知书的日期", "date"),
        Field("notice_proof", "告知书怎样送达、凭证", "text", False, "",
              "如：挂号信XA12345678911，4月13日本人签收"),
        Field("excuse_checked", "有无正当理由的核实经过", "longtext", True),
    ),
    EventKind.CONSULT: (
        Field("on", "征求意见书寄出日期", "date"),
        Field("consult_kind", "征求对象", "choice", False, "third_party", "",
              (("third_party", "第三方"), ("organ", "其他机关"))),
        Field("addressee", "对方名称", "text", True),
        Field("info_involved", "涉及的信息内容", "longtext", True, "",
              "给第三方的写涉及对方的内容，不写申请人是谁；给其他机关的写信息的名称，加书名号"),
        Field("interest_type", "可能涉及的权益", "choice", False, "其他合法权益",
              "征求第三方意见时",
              plain("商业秘密", "个人隐私", "其他合法权益")),
        Field("lead_organ_opinion", "本机关拟办意见", "choice", False, "拟予公开",
              "征求其他机关意见时", plain("拟予公开", "拟部分公开", "拟不予公开")),
        Field("lead_organ_reason", "拟办理由", "longtext", False, "", "征求其他机关意见时填写"),
        Field("received_on", "对方收到日期", "date"),
    ),
    EventKind.OPINION: (
        Field("on", "收到意见的日期", "date"),
        Field("key", "哪一次征求意见", "text", False, "", "只有一次没有收到意见时可不填"),
        Field("opinion", "意见", "choice", True, "", "",
              (("agree", "同意公开"), ("partly", "部分同意"), ("disagree", "不同意公开"))),
        Field("opinion_reason", "理由", "longtext"),
        Field("received_on", "对方收到征求意见书的日期", "date"),
    ),
    EventKind.EXTEND: (
        ON,
        Field("extend_days", "延长的工作日数", "count", True, "20", "1至20"),
        Field("extend_reason", "延期理由", "longtext", True),
        _APPROVED_BY,
    ),
    EventKind.CHARGE: (
        Field("on", "收费通知发出日期", "date"),
        Field("received_on", "申请人收到通知的日期", "date", False, "", "不填为发出当天"),
        Field("fee_method", "收费方式", "choice", True, "piece", "一件申请只能用一种方式",
              (("piece", "按件计收"), ("volume", "按量计收"))),
        Field("fee_count", "本次计费的件数或者页数", "count", True, "", "按量为页数"),
        Field("fee_before", "本月此前已提出的件数", "count", False, "0",
              "按件计收时填写，已按台账里同一证件号码的申请填好"),
        Field("fee_amount", "金额（元）", "money", False, "", "不填按标准算出；填写的须与标准一致"),
        Field("fee_reason", "超过合理范围的说明", "longtext", True),
        Field("pay_way", "缴纳方式", "longtext", True, "", "缴款单位、账户或者缴款码，以及票据"),
    ),
    EventKind.PAID: (
        Field("on", "缴费日期", "date"),
        Field("fee_paid_ref", "缴费凭证号", "text", True),
    ),
    EventKind.PAYMENT_LAPSED: (
        ON,
        Field("excuse_checked", "有无正当理由的核实经过", "longtext", True),
    ),
    EventKind.AGREE_DELAY: (
        ON,
        Field("agreed_due", "延迟后的答复日期", "date", True),
        Field("reason_given", "申请人说明的理由", "longtext", True),
        Field("delay_reason", "无法按期答复的原因", "longtext", True),
        _APPROVED_BY,
    ),
    EventKind.REVIEW: (
        ON,
        Field("step", "审查步骤", "choice", True),
        Field("part", "哪一项", "choice", False, "0", "分项的，逐项审查"),
        Field("answer", "审查结论", "choice", True),
        Field("why", "理由和经过", "longtext", True, "", "写明看了什么、依据什么"),
    ),
    EventKind.SEARCH: (
        Field("on", "检索日期", "date", False, "", "不填为今天"),
        Field("place", "系统或者场所", "text", True, "",
              "一处登记一次：办公系统、档案室、业务站所、纸质台账、村（居）移交件"),
        Field("keywords", "检索用词", "text", True, "", "用申请人的话和通常的名称各查一遍"),
        Field("filters", "年份等条件"),
        Field("hit_count", "命中数", "count", True),
        Field("hits_reviewed", "逐一核对情况", "longtext", True, "", "没有命中的写“没有命中”"),
        Field("searcher", "检索人", "text", False, "", "不填为登录的人"),
        Field("countersign", "复核人", "text", False, "", "业务站所负责人或者档案管理人"),
        Field("evidence", "截图、照片", "text", False, "", "写明附件名称和页数，附件另行加入"),
    ),
    EventKind.ASSISTED: (
        Field("on", "收到答复的日期", "date", False, "", "不填为今天"),
        Field("coop_unit", "协办单位", "text", True),
        Field("coop_reply", "答复内容", "longtext", True, "", "核查、检索的结论，照录要点"),
        Field("coop_signer", "签字人", "text", True),
    ),
    EventKind.CALL: (
        Field("on", "日期", "date", False, "", "不填为今天"),
        Field("call_time", "时间", "text", True, "", "例如 10:20"),
        Field("call_way", "方式", "choice", False, "拨出", "", plain("拨出", "接听", "当面")),
        Field("number", "电话号码", "text", False, "", "当面的不填"),
        Field("talked_with", "对方姓名", "text", True),
        Field("call_matter", "沟通事由", "text", True),
        Field("call_content", "沟通内容", "longtext", True),
        Field("recording", "录音", "choice", False, "无", "", plain("有", "无")),
    ),
    EventKind.PROPOSE: (
        Field("on", "送审日期", "date"),
        Field("outcome", "办理结果", "choice", False, "OPEN_GRANT"),
    ),
    EventKind.APPROVE: (
        Field("on", "签署日期", "date", False, "", "不填为今天"),
        Field("stage", "哪一道", "choice", True),
        Field("result", "意见", "choice", False, "agree", "",
              (("agree", "同意"), ("return", "退回修改"))),
        Field("words", "意见内容", "longtext", False, "", "退回修改的必须写明要改什么"),
        Field("by", "签署人", "text", False, "",
              "在纸上签的填写签署人；本人登录办理的不填"),
    ),
    EventKind.RECALL: (
        Field("on", "收回日期", "date", False, "", "不填为今天"),
        Field("reason", "收回的原因", "longtext", True, "", "哪里有误；原文号作废保留，要重新拟写"),
    ),
    EventKind.REPLY: (
        Field("on", "答复书日期", "date"),
        Field("outcome", "办理结果", "choice", False, "OPEN_GRANT"),
    ),
    EventKind.DELIVER: (
        Field("method", "送达方式", "choice", True, "direct", "", choices(Method)),
        Field("on", "送达日期", "date", False, "", "直接送达为签收日，邮寄为交邮日，电子为发出日"),
        *_WAYS,
    ),
    EventKind.RESEND: (
        Field("method", "送达方式", "choice", True, "mail", "", choices(Method)),
        Field("on", "送达日期", "date", False, "", "答复之日仍以第一次为准，救济期限从这次起算"),
        Field("call_time", "联系申请人的时间", "text", True, "", "如：4月22日9时30分"),
        Field("number", "拨打的电话号码", "text", True),
        Field("talked_with", "对方姓名", "text", True, "", "没有接通的写“没有接通”"),
        Field("call_content", "沟通内容", "longtext", True),
        Field("envelope", "退回的信封", "choice", True, "", "退回的信件不要拆开，原样存卷",
              plain("没有拆开，原样存卷", "已经拆开，信封存卷")),
        *_WAYS,
    ),
    EventKind.ARRIVED: (
        Field("on", "寄达或者退回的日期", "date", False, "", "不填为今天"),
        Field("mail_result", "投递结果", "choice", False, "delivered", "",
              (("delivered", "妥投"), ("returned", "退回"))),
        Field("mail_proof", "凭证", "text", False, "", "签收人或者查询记录；退回的写明原因"),
    ),
    EventKind.WITHDRAW: (
        Field("on", "收到撤回的日期", "date"),
        Field("reason", "撤回情况", "longtext", False, "", "书面撤回申请的来源和日期"),
    ),
    EventKind.NOTE: (ON, Field("text", "备注内容", "longtext", True)),
    EventKind.LETTER: (ON, Field("letter", "文书", "choice", True)),
    EventKind.ARCHIVE: (ON,),
    EventKind.CONFIRM: CONFIRM,
    **LATE,
}  # fmt: skip
