"""What the records room declines to do, in the words the clerk reads."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.base.errors import Declined

from .model import Act, Record, Remark
from .scanmodel import Hit

_SHOWN = 5  # hits a refusal names


class NoSuchRecord(Declined):
    """No record has this number."""

    message = "没有编号为“{number}”的信息。请核对编号后再试，数据没有改动。"


class DraftClosed(Declined):
    """Only a draft may be edited."""

    message = "“{number}”现在是“{state}”，不能修改。请先退回或撤下后重新起草，内容没有改动。"


class NotReady(Declined):
    """Something blocks the draft."""

    message = "“{number}”还不能{act}：{shown}。请更正后再试，内容没有改动。"

    def __init__(self, record: Record, act: Act, remarks: Sequence[Remark]) -> None:
        shown = "；".join(one.words for one in remarks)
        super().__init__(number=record.number, act=act.label, shown=shown)
        self.remarks = list(remarks)


class IndexTaken(Declined):
    """Another record carries this index number."""

    message = "索引号“{index_number}”已经用在“{number}”上。请核对后另写一个，数据没有改动。"


class PersonalData(Declined):
    """Something found is neither removed nor released."""

    message = (
        "“{number}”里有{count}处个人信息或者不宜公开的内容（{shown}），没有公开。"
        "请退回删去、遮盖，或者在隐私检查里逐处决定后再公开，内容没有改动。（《政府信息公开条例》第十五条）"
    )

    def __init__(self, number: str, hits: Sequence[Hit]) -> None:
        shown = "；".join(str(hit) for hit in hits[:_SHOWN])
        super().__init__(number=number, count=len(hits), shown=shown)
        self.findings = list(hits)


class NoSuchHit(Declined):
    """The text was changed since the list was made."""

    message = "这一处已经不在了，可能原文已改过。请重新检查，没有记下决定。"


class OwnRelease(Declined):
    """The drafter would release what he wrote."""

    message = "这一处须由起草人以外的负责人确认可公开。请换负责人登录，没有记下决定。"
