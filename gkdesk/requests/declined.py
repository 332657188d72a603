"""Why a step is refused, each with the article that says so; ``short`` is for a greyed button."""

from __future__ import annotations

from gkdesk.base.errors import Declined

KEPT = "已登记的内容没有改动。"


class StepDeclined(Declined):
    """A step the law or the order of events does not allow."""

    short = "现在不能办"


class OutOfOrder(StepDeclined):
    """An event lies before the one that must precede it."""

    message = (
        "“{label}”的日期{on}早于“{before}”的{before_on}。期限按先后顺序计算（《政府信息公开条例》"
        "第三十三条），请核对日期。" + KEPT
    )
    short = "日期早于上一步"


class FutureEvent(StepDeclined):
    """An event after today."""

    message = (
        "“{label}”的日期{on}在今天（{today}）之后。期限只按已经发生的事计算（《政府信息公开条例》"
        "第三十一条、第三十三条），请核对日期。" + KEPT
    )
    short = "日期在今天之后"


class NoReceipt(StepDeclined):
    """The first event is not the receipt, or there are two."""

    message = "期限从收到申请之日起算（《政府信息公开条例》第三十一条），请先登记收到日期。" + KEPT


class NotNow(StepDeclined):
    """The request's state does not take this step."""

    message = (
        "此申请“{state}”，不能办理“{label}”（《政府信息公开条例》{article}）。请看“下一步”。" + KEPT
    )
    short = "当前环节不能办"


class CorrectionLate(StepDeclined):
    """The notice of correction comes after seven working days."""

    message = (
        "告知补正的最后一天是{limit}，已经过了（《政府信息公开条例》第三十条）。"
        "请按申请的原文办理并在期限内答复。" + KEPT
    )
    short = "已过补正期"


class CorrectionNotDue(StepDeclined):
    """The applicant may still correct."""

    message = (
        "申请人可以在{limit}以前补正，现在还不能按放弃处理（《政府信息公开条例》第三十条）。"
        "请等期限届满。" + KEPT
    )
    short = "补正期限未满"


class CorrectionNotProved(StepDeclined):
    """Nobody knows when the notice of correction reached the applicant."""

    message = (
        "还没有补正告知书的送达日期，不能按放弃处理（《政府信息公开条例》第三十条）。"
        "请填写申请人收到告知书的日期。" + KEPT
    )
    short = "须有告知书送达日期"


class NoSuchConsultation(StepDeclined):
    """An opinion without a letter asking for it."""

    message = (
        "没有正在进行的征求意见可以登记（《政府信息公开条例》第三十二条、第三十四条）。"
        "请先登记发出征求意见书。" + KEPT
    )
    short = "没有正在征求的意见"


class WhichConsultation(StepDeclined):
    """Several opinions are awaited and it is not said which one came."""

    message = "有{count}件征求意见没有收到答复，请写明是哪一件：{all}。" + KEPT
    short = "须写明哪一件"


class OpinionBeforeLetter(StepDeclined):
    """The opinion lies before the letter."""

    message = (
        "收到意见的日期{on}早于征求意见书寄出的{before_on}（《政府信息公开条例》第三十二条、"
        "第三十三条第三款）。请核对日期。" + KEPT
    )
    short = "日期早于寄出日"


class OpinionPending(StepDeclined):
    """Disclosing before the third party has answered or its time has passed."""

    message = (
        "第三方的意见还没有收到，也没有满{days}个工作日，不能决定公开（《政府信息公开条例》"
        "第三十二条）。请先登记收到意见或等期限届满。" + KEPT
    )
    short = "第三方意见未到"


class ExtensionLate(StepDeclined):
    """The extension is decided after the time to reply has run out."""

    message = (
        "答复期限{due}已满，不能再延长（《政府信息公开条例》第三十三条第二款）。请尽快答复。" + KEPT
    )
    short = "答复期限已满"


class ExtensionTooLong(StepDeclined):
    """More working days than the law gives."""

    message = (
        "延长答复期限应为1至{longest}个工作日，现在是{days}（《政府信息公开条例》第三十三条第二款）。"
        "请改正天数。" + KEPT
    )
    short = "延长天数超限"


class SecondExtension(StepDeclined):
    """There was an extension already."""

    message = (
        "答复期限已经延长过，只能延长一次（《政府信息公开条例》第三十三条第二款）。请在现有期限内答复。"
        + KEPT
    )
    short = "已延长过一次"


class NoApprover(StepDeclined):
    """Nobody entitled has approved."""

    message = (
        "延期须经政府信息公开工作机构负责人同意（《政府信息公开条例》{article}）。"
        "请填写批准人，或由负责人登录办理。" + KEPT
    )
    short = "须负责人批准"


class LimitOrdered(StepDeclined):
    """The limit of a new reply is set by the decision that orders it."""

    message = (
        "重新答复的期限由复议决定或者裁判文书确定，不能自行延长或者约定（《中华人民共和国行政复议法》"
        "第七十七条、《中华人民共和国行政诉讼法》第九十四条）。请在期限内重新答复。" + KEPT
    )
    short = "重新答复不能延长"


class NoSuchDispute(StepDeclined):
    """Nothing is pending that could be defended or decided."""

    message = "没有正在进行的复议或者诉讼可以登记“{label}”。请先登记收到复议或者诉讼。" + KEPT
    short = "没有未结的复议或诉讼"


class WhichDispute(StepDeclined):
    """Several disputes are pending."""

    message = "有{count}件复议或者诉讼没有审结：{all}。请在“哪一案”里填写序号。" + KEPT
    short = "须写明哪一案"


class NoOrder(StepDeclined):
    """No decision orders a new reply."""

    message = "没有责令重新答复的复议决定或者裁判。请先登记收到的决定，并选明责令重新答复。" + KEPT
    short = "没有责令重新答复"


class ClockStopped(StepDeclined):
    """There is no running count to extend or delay."""

    message = "现在{why}，没有正在计算的期限可以延长（《政府信息公开条例》第三十三条）。" + KEPT
    short = "期限没有在计算"


class ChargeLate(StepDeclined):
    """The fee notice comes after the time to reply."""

    message = (
        "收费通知应在答复期限{due}以前发出（国办函〔2020〕109号），现在已经过了。请尽快答复。"
        + KEPT
    )
    short = "答复期限已满"


class PaymentNotDue(StepDeclined):
    """The applicant may still pay."""

    message = (
        "申请人可以在{limit}以前缴费，现在还不能按放弃处理（国办函〔2020〕109号）。请等期限届满。"
        + KEPT
    )
    short = "缴费期限未满"


class DelayNotLater(StepDeclined):
    """The agreed day does not lie after the time to reply."""

    message = (
        "延迟答复的日期{until}应在现有期限{due}之后，并在现有期限届满前告知（《政府信息公开条例》"
        "第三十五条）。请核对日期。" + KEPT
    )
    short = "须在期限届满前"


class NotByPost(StepDeclined):
    """Another courier than the post was to carry an official letter."""

    message = (
        "答复书是国家机关公文，只能由邮政企业寄递（《中华人民共和国邮政法》第五十五条），“{courier}”不能寄。"
        "请改用邮政企业寄递，寄递企业可以填写：{accepted}。" + KEPT
    )


class NotPosted(StepDeclined):
    """The reply did not go by post, so there is no delivery by the post to be noted."""

    message = "这份答复书不是邮寄送达的，没有投递结果可以登记。送达凭证已在“登记送达”里。" + KEPT
    short = "不是邮寄送达的"


class ArrivedEarly(StepDeclined):
    """A letter is said to have arrived before it was posted."""

    message = "寄达的日期{on}早于交邮的{posted}。请核对日期。" + KEPT
    short = "日期早于交邮日"


class ApplicantNamed(StepDeclined):
    """A letter to a third party says who applied."""

    message = (
        "给第三方的文书里写了申请人的{what}。征求意见和告知不写申请人是谁，请删去后再出文书。"
        "没有生成文书，已填的内容没有丢。"
    )
    short = "写了申请人"


class PurposeAsked(StepDeclined):
    """The purpose of the request may not be asked."""

    message = (
        "申请用途不得作为条件，登记时不收集（《政府信息公开条例》第二十九条）。"
        "请删去“用途”（purpose）一项再登记，其他内容没有丢。"
    )


class NoDeliveryProof(StepDeclined):
    """The reply was never shown to have arrived or been posted."""

    message = (
        "答复书还没有送达凭证，不能归档（《政府信息公开条例》第四十五条，一案一卷）。请先登记送达。"
        + KEPT
    )
    short = "还没有送达凭证"


class NotConfirmed(Declined):
    """The receipt of an application waits until both sides have confirmed it."""

    message = (
        "此申请还没有与申请人双方确认，期限没有起算，暂不出接收回执（《政府信息公开条例》第三十一条）。"
        "请先“登记双方确认”，回执随之生成。" + KEPT
    )


class SameLetter(Declined):
    """It looks as if this very letter had been registered before."""

    message = (
        "{why}，可能是同一份申请（已登记为{number}）。请核对：确是另一份的，按“仍要登记”"
        "（命令行填 confirmed）；是同一份的，不用再登记。还没有登记，已填的内容没有丢。"
    )
    confirmable = True


class ReceiptIssued(Declined):
    """The receipt was issued before."""

    message = (
        "此申请的接收回执已经生成过，在文书清单里，不用补打。要再印一份的，请另存后打印。" + KEPT
    )


class NoSuchRequest(Declined):
    """No request has this number."""

    message = "没有编号为“{number}”的申请。请核对编号，内容没有改动。"
