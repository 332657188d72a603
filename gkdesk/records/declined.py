"""What the records room declines to do, in the words the clerk reads."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.base.errors import Declined

from .model import Act, Record, Remark


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
