"""Why a step at the end of a case is refused: delivery again, 疑难件, 转主动公开, 更正, 分件."""

from __future__ import annotations

from .declined import KEPT, StepDeclined


class NotReturned(StepDeclined):
    """Nothing came back, so there is nothing to send again."""

    message = "答复书没有退回，不用再次送达。退回的，请先在“登记寄达”里登记退回。" + KEPT
    short = "没有退回"


class ResentEarly(StepDeclined):
    """Sent again before it came back."""

    message = "再次送达的日期{on}早于退回的{returned}。请核对日期。" + KEPT
    short = "日期早于退回日"


class Reachable(StepDeclined):
    """A public notice though the applicant left an address nobody has tried."""

    message = (
        "申请人留有地址或者邮箱，还没有用其他方式送达过，不能公告送达（参照《民事诉讼法》第九十五条）。"
        "请先邮寄或者用其他方式送达；退回的，登记后再公告。" + KEPT
    )
    short = "还没有用其他方式送达"


class NotOnTheSpot(StepDeclined):
    """当场答复 on another day than that of the application."""

    message = (
        "当场答复是收到申请的当天当面交付（《政府信息公开条例》第三十三条第一款），收到是{received}，"
        "填写的是{on}。请改选直接送达。" + KEPT
    )
    short = "不是当天"


class NotForCorrection(StepDeclined):
    """A step of disclosure in an application to mend a record."""

    message = (
        "这是更正本人信息的申请，按《政府信息公开条例》第四十一条办理，没有这一步。"
        "请用“处理更正申请”。" + KEPT
    )
    short = "更正申请没有这一步"


class OnlyForCorrection(StepDeclined):
    """The result of a correction in an application for information."""

    message = (
        "这是公开政府信息的申请，不能作更正处理（《政府信息公开条例》第四十一条）。"
        "要更正本人信息的，请另行登记一件更正申请。" + KEPT
    )
    short = "不是更正申请"


class DifficultAlready(StepDeclined):
    """The case is a difficult one already."""

    message = "此申请已经列为疑难件，不用再列。请登记会商，或者把新情况写进备注。" + KEPT
    short = "已列为疑难件"


class NotDifficult(StepDeclined):
    """A conference or filing of a case that is no difficult one, or was filed."""

    message = "此申请没有列为疑难件，或者已经报过备案。要会商、备案的，请先列为疑难件。" + KEPT
    short = "没有列为疑难件或者已备案"


class OpeningUnderWay(StepDeclined):
    """It was proposed before."""

    message = (
        "此申请已经提出转为主动公开，请登记决定和发布，不用再提（《政府信息公开条例》第四十四条）。"
        + KEPT
    )
    short = "已经提出"


class NothingProposed(StepDeclined):
    """A decision nobody asked for."""

    message = (
        "没有等待决定的转主动公开建议（《政府信息公开条例》第四十四条）。请先提出建议。" + KEPT
    )
    short = "没有等待决定的建议"


class NothingDecided(StepDeclined):
    """Published without a decision to publish."""

    message = (
        "还没有转为主动公开的决定，不能登记发布（《政府信息公开条例》第四十四条）。请先登记决定。"
        + KEPT
    )
    short = "还没有决定"


class SplitLate(StepDeclined):
    """The case has come too far to be split."""

    message = (
        "此申请已经答复过，或者已经列为疑难件，不能再分件。请在本件里分项答复（部分公开）。" + KEPT
    )
    short = "不能再分件"
