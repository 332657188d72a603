"""What is asked from the clerk: the boxes of the application and of each step."""

from __future__ import annotations

from gkdesk.base.labels import Labelled

from .intakeboxes import CAME, CONFIRM, WHO
from .model import (
    ApplicantKind,
    Carrier,
    Channel,
    EventKind,
    Field,
    Method,
    ObtainWay,
    OrgCategory,
)

RESIDENT_ID = "身份证"
CREDIT_CODE = "统一社会信用代码"


def _choices(kind: type[Labelled]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in kind)


def _plain(*words: str) -> tuple[tuple[str, str], ...]:
    """Choices stored as the words that are printed."""
    return tuple((word, word) for word in words)


REGISTER = (
    Field("applicant_kind", "申请人", "choice", True, "citizen", "", _choices(ApplicantKind)),
    Field("channel", "提交方式", "choice", True, "counter", "", _choices(Channel)),
    Field("received_on", "收到日期", "date", False, "", "不填按提交方式推定；与推定不同的要写理由"),
    Field("name", "姓名或者名称", "text", True),
    Field("id_type", "证件名称"),
    Field("id_number", "证件号码", "text", False, "", "没有提供的可先登记，再告知补正"),
    Field("org_category", "单位类别", "choice", False, "other", "", _choices(OrgCategory)),
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
    Field("carrier", "提供形式", "choice", False, "paper", "", _choices(Carrier)),
    Field("obtain_way", "获取方式", "choice", False, "pick_up", "", _choices(ObtainWay)),
    Field("taken_by", "代填人", "text", False, "", "申请人口头申请时填写"),
    Field("remark", "备注", "longtext"),
    Field("officer", "承办人"),
    *WHO,
    *CAME,
    Field("confirmed", "核对重复", "choice", False, "", "填 no 时先核对是不是已登记过的同一份",
          (("no", "还没有核对"), ("yes", "已核对，继续"))),
)  # fmt: skip

_ON = Field("on", "日期", "date", False, "", "不填为今天")
_APPROVED_BY = Field(
    "approved_by", "批准人", "text", False, "", "政府信息公开工作机构负责人；负责人本人办理时可不填"
)

CONFIRMED = Field(
    "confirmed", "检查提醒", "choice", False, "no", "有提醒时，核对无误后勾选",
    (("no", "还没有核对"), ("yes", "已核对，继续")),
)  # fmt: skip
RECEIPT = (
    Field("name", "更正后的姓名或者名称", "text", False, "", "原来的字印不出来时填写"),
    Field("content", "更正后的申请内容", "longtext", False, "", "原来的字印不出来时填写"),
)

FORMS: dict[EventKind, tuple[Field, ...]] = {
    EventKind.ASK_CORRECTION: (
        _ON,
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
        _ON,
        Field("received_on", "申请人收到告知书的日期", "date"),
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
              _plain("商业秘密", "个人隐私", "其他合法权益")),
        Field("lead_organ_opinion", "本机关拟办意见", "choice", False, "拟予公开",
              "征求其他机关意见时", _plain("拟予公开", "拟部分公开", "拟不予公开")),
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
        _ON,
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
        _ON,
        Field("excuse_checked", "有无正当理由的核实经过", "longtext", True),
    ),
    EventKind.AGREE_DELAY: (
        _ON,
        Field("agreed_due", "延迟后的答复日期", "date", True),
        Field("reason_given", "申请人说明的理由", "longtext", True),
        Field("delay_reason", "无法按期答复的原因", "longtext", True),
        _APPROVED_BY,
    ),
    EventKind.REPLY: (
        Field("on", "答复书日期", "date"),
        Field("outcome", "办理结果", "choice", False, "OPEN_GRANT"),
    ),
    EventKind.DELIVER: (
        Field("method", "送达方式", "choice", True, "direct", "", _choices(Method)),
        Field("on", "送达日期", "date", False, "", "直接送达为签收日，邮寄为交邮日，电子为发出日"),
        Field("receiver", "签收人"),
        Field("receiver_relation", "签收人与受送达人关系"),
        Field("courier", "寄递企业", "text", False, "中国邮政"),
        Field("mail_no", "邮件号"),
        Field("address", "送达地址"),
        Field("deliverer", "送达人"),
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
    EventKind.NOTE: (_ON, Field("text", "备注内容", "longtext", True)),
    EventKind.LETTER: (_ON, Field("letter", "文书", "choice", True)),
    EventKind.ARCHIVE: (_ON,),
    EventKind.CONFIRM: CONFIRM,
}  # fmt: skip
