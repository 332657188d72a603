"""Why an act on a village or its sheet is refused."""

from __future__ import annotations

from gkdesk.base.errors import Declined


class SheetNotFound(Declined):
    """No sheet has this id."""

    message = "没有找到这张公开表。请在村务公开页重新选择，数据没有改动。"


class VillageNotFound(Declined):
    """No village has this name."""

    message = "名单里没有“{name}”。已有的村：{known}。请核对村名或先添加此村，数据没有改动。"


class VillageTaken(Declined):
    """Another village has this name, alias or code."""

    message = "“{name}”与已有的“{other}”重名或代码相同。请核对后再添加，数据没有改动。"


class VillageInUse(Declined):
    """Something is on record of the village, so it cannot be taken out of the list."""

    message = (
        "“{name}”已经有{what}的记录，不能从名单里去掉。不再用的村请登记撤销或者合并，名单没有改动。"
    )


class NotSettled(Declined):
    """No name was settled so; what came of a rename or a merger is not forgotten."""

    message = (
        "没有记住“{name}”这个写法，或者它来自改名、合并的登记。"
        "请在“记住的写法”里重新选择，村名单没有改动。"
    )


class WrongStep(Declined):
    """The act does not fit the sheet's state."""

    message = "{village}的这张表现在是“{state}”，不能{act}：{reason}。数据没有改动。"


class WrongDay(Declined):
    """A date that cannot be."""

    message = "{what}写的是{on}，{reason}。请更正日期后再登记，数据没有改动。"


class TooEarly(Declined):
    """The sheet has not hung long enough and no reason was given."""

    message = (
        "此表{posted}张贴，须保留满{days}日，{until}起才能取下（{basis}）。"
        "确因破损等提前取下的，请写明原因并重新张贴，数据没有改动。"
    )


class NoItem(Declined):
    """The catalogue in force has no such item."""

    message = "目录里没有编号为“{code}”的公开事项。请在公开目录里查看编号，数据没有改动。"


class NoCatalogue(Declined):
    """Nothing to import."""

    message = "“{name}”里没有可以导入的公开事项。请核对是不是选错了文件，目录没有改动。"


class UnknownForm(Declined):
    """No sheet has this id."""

    message = "没有编号为“{form}”的公开表。已有：{known}。请核对编号，数据没有改动。"


class UnknownStage(Declined):
    """The form has no such stage."""

    message = "“{form}”没有“{stage}”这个阶段。可用的阶段：{known}。请改正后再试，没有生成文件。"
