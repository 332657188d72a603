"""The closed lists of the requests room: what can happen, where a case stands, who, how."""

from __future__ import annotations

from gkdesk.base.labels import Labelled


class EventKind(Labelled):
    """What can happen to a request; the stored value is the command's word for it."""

    RECEIVE = "receive", "收到申请"
    ASK_CORRECTION = "ask_correction", "告知补正"
    CORRECTED = "corrected", "收到补正"
    CORRECTION_LAPSED = "correction_lapsed", "逾期未补正"
    CONSULT = "consult", "征求意见"
    OPINION = "opinion", "收到意见"
    EXTEND = "extend", "延长答复期限"
    CHARGE = "charge", "通知缴费"
    PAID = "paid", "收到缴费"
    PAYMENT_LAPSED = "payment_lapsed", "逾期未缴费"
    AGREE_DELAY = "agree_delay", "约定延迟答复"
    REVIEW = "review", "审查"
    SEARCH = "search", "检索"
    ASSISTED = "assisted", "收到协办答复"
    CALL = "call", "沟通记录"
    PROPOSE = "propose", "呈批"
    APPROVE = "approve", "审批意见"
    REPLY = "reply", "作出答复书"
    RECALL = "recall", "收回答复书"  # found wrong before it went out
    DELIVER = "deliver", "送达"
    ARRIVED = "arrived", "寄达"
    WITHDRAW = "withdraw", "撤回申请"
    NOTE = "note", "备注"
    LETTER = "letter", "出其他文书"
    ARCHIVE = "archive", "归档"
    DISPUTE = "dispute", "收到复议或者诉讼"
    DEFEND = "defend", "提交答复或者证据"
    DECIDE = "decide", "收到复议决定或者裁判"
    REDO = "redo", "重新办理答复"
    ATTACH = "attach", "添加附件"
    RESEND = "resend", "再次送达"
    SET_ASIDE = "set_aside", "不再处理"
    SPLIT = "split", "分件"
    ON_PAPER = "on_paper", "纸质在卷"
    DIFFICULT = "difficult", "列为疑难件"
    CONFER = "confer", "会商"
    FILE_UP = "file_up", "报备案"
    TO_PUBLIC = "to_public", "建议转主动公开"
    PUBLIC_DECIDED = "public_decided", "决定转主动公开"
    PUBLISHED = "published", "主动公开发布"
    FIX = "fix", "处理更正申请"
    LODGE = "lodge", "申请到达"
    CONFIRM = "confirm", "双方确认"


class State(Labelled):
    """Where a request stands; computed from its events, never chosen."""

    HANDLING = "handling", "办理中"
    WAIT_CORRECTION = "wait_correction", "待补正"
    WAIT_PAYMENT = "wait_payment", "待缴费"
    CONSULTING = "consulting", "征求意见"
    APPROVAL = "approval", "呈批中"
    TO_DELIVER = "to_deliver", "待送达"
    CLOSED = "closed", "已办结"
    LAPSED = "lapsed", "视为放弃"
    WITHDRAWN = "withdrawn", "已撤回"
    SPLIT = "split", "已分件"
    ARCHIVED = "archived", "已归档"
    DISPUTE = "dispute", "复议诉讼中"
    REDO = "redo", "待重新答复"
    WAIT_CONFIRM = "wait_confirm", "待确认"

    @property
    def open(self) -> bool:
        """Whether somebody still has to act before the request is finished."""
        return self in _OPEN


_OPEN = {
    State.HANDLING,
    State.WAIT_CORRECTION,
    State.WAIT_PAYMENT,
    State.CONSULTING,
    State.APPROVAL,
    State.TO_DELIVER,
    State.WAIT_CONFIRM,
}


class Run(Labelled):
    """What the clock is doing."""

    RUNNING = "running", "计时中"
    STOPPED = "stopped", "暂停计时"
    WAIT_CORRECTION = "wait_correction", "待补正"
    WAIT_PAYMENT = "wait_payment", "待缴费"
    WAIT_CONFIRM = "wait_confirm", "待双方确认"
    ENDED = "ended", "已结束"


class ApplicantKind(Labelled):
    """Who asks (《条例》第二十七条)."""

    CITIZEN = "citizen", "公民"
    ORG = "org", "法人或者其他组织"


class OrgCategory(Labelled):
    """The annual report's columns for organisations."""

    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    CHARITY = "charity", "社会公益组织"
    LEGAL = "legal", "法律服务机构"
    OTHER = "other", "其他"


class Channel(Labelled):
    """How the application came; decides the day of receipt (《条例》第三十一条)."""

    COUNTER = "counter", "当面"
    MAIL = "mail", "邮寄"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    ONLINE = "online", "网上转来"
    LETTER = "letter", "平常信函"
    ELSEWHERE = "elsewhere", "误投其他机构"

    @property
    def reported(self) -> Channel:
        """The channel as the county's package has always named it: every letter is ``mail``."""
        return Channel.MAIL if self in (Channel.LETTER, Channel.ELSEWHERE) else self


class Carrier(Labelled):
    """In what form the information is wanted."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文档"
    INSPECT = "inspect", "当场查阅"


class ObtainWay(Labelled):
    """How the applicant wants to get it."""

    PICK_UP = "pick_up", "自行领取"
    MAIL = "mail", "邮寄"
    EMAIL = "email", "电子邮件"


class Method(Labelled):
    """How a document reaches its addressee; decides the day of the reply.

    Source: 国办公开办函〔2016〕235号.
    """

    DIRECT = "direct", "直接送达"
    ENTRUSTED = "entrusted", "委托送达"
    MAIL = "mail", "邮寄送达"
    EMAIL = "email", "电子邮件"
    PLATFORM = "platform", "网络平台"
    LEAVE = "leave", "留置送达"
    PUBLIC = "public", "公告送达"
    COUNTER = "counter", "当场答复"


class DisputeKind(Labelled):
    """How a reply is contested: the three groups of the annual report's table 四."""

    REVIEW = "review", "行政复议"
    SUIT = "suit", "行政诉讼（未经复议）"
    SUIT_AFTER_REVIEW = "suit_after_review", "行政诉讼（复议后）"


class Decision(Labelled):
    """How a dispute ended, as table 四 counts it."""

    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class Matter(Labelled):
    """What is asked of the office."""

    INFORMATION = "information", "申请公开政府信息"
    CORRECTION = "correction", "申请更正本人信息"
