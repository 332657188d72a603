"""Boxes of an application beyond the usual eight: how it came, who else asks, who helps.

The days decide the receipt (《条例》第三十一条); ``receiptday`` reads them together.
"""

from __future__ import annotations

from .model import Field

METHODS = (("phone", "电话"), ("sms", "短信"), ("email", "邮件"), ("platform", "平台回执"))

_METHOD = Field("confirm_method", "确认方式", "choice", False, "", "", METHODS)
_PERSON = Field("confirm_person", "确认的对方", "text", False, "", "接电话或者回复的人")
_NUMBER = Field("confirm_number", "确认的号码或者账号", "text", False, "", "拨打的电话、收信的邮箱")
_NOTE = Field("confirm_note", "确认情况", "longtext", False, "", "双方说了什么，谁记录的")

CAME = (
    Field("arrived_on", "到达日期", "date", False, "", "邮寄为邮政签收的日期，收发室签收也算"),
    Field("arrived_by", "接收人"),
    Field("postmark_on", "邮戳日期", "date"),
    Field("tracking_no", "来件邮件号"),
    Field("signed_by", "邮件签收人"),
    Field("first_office", "先收到的机构", "text", False, "", "误投时填写"),
    Field("handed_on", "移交日期", "date", False, "", "误投的，交到工作机构的日期"),
    Field("confirmed_on", "双方确认日期", "date", False, "", "还没有确认的不填，登记后再补"),
    _METHOD,
    _PERSON,
    _NUMBER,
    _NOTE,
    Field("received_reason", "收到日期另定的理由", "longtext"),
)
WHO = (
    Field("co_applicants", "共同申请人", "list", False, "", "一行一人：姓名，证件号码"),
    Field("agent_phone", "代理人电话"),
    Field("poa", "授权委托书", "choice", False, "", "有代理人时填写",
          (("yes", "已提交"), ("no", "没有提交"))),
    Field("help_note", "提供的帮助", "text", False, "",
          "阅读困难或者视听障碍的，写明怎样帮助（《条例》第四十三条）"),
)  # fmt: skip
CONFIRM = (
    Field("on", "双方确认日期", "date", False, "", "不填为今天；从次日起算期限"),
    Field("confirm_method", "确认方式", "choice", True, "phone", "", METHODS),
    Field("confirm_person", "确认的对方", "text", True, "", "接电话或者回复的人"),
    _NUMBER,
    _NOTE,
)
