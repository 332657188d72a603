"""Why the office's side of the packages says no: the clerk must change something."""

from __future__ import annotations

from gkdesk.base.errors import Declined


class DemoSendsNothing(Declined):
    """A demo somebody only looks at writes no packages."""

    message = (
        "这里是演示库，内容都是虚构的，不写同步包，免得送到县里。"
        "建立本单位的正式库以后就能写，U 盘上没有写入任何内容。"
    )


class NothingToSend(Declined):
    """Every row was sent already."""

    message = (
        "没有要送县里的新内容（{awaiting}条已送出，等回执）。"
        "有新的公开内容后再打包，没有写入任何内容。"
    )


class NoSuchPackage(Declined):
    """No package has this number."""

    message = "没有编号为{number}的同步包。请核对编号，没有改动任何内容。"


class AlreadySettled(Declined):
    """The county has answered, so the package stands."""

    message = "{number}已是“{state}”，不能作废。没有改动任何内容。"


class UnknownReceipt(Declined):
    """The receipt answers no package of this office."""

    message = (
        "“{name}”不是本单位送出的同步包的回执（编号{number}）。请核对 U 盘，没有导入任何内容。"
    )
