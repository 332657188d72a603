"""What stops a package down from being sent, a sentence each."""

from __future__ import annotations

from gkdesk.base.errors import Blocked, Declined


class NoTowns(Declined):
    """No office's key is trusted, so there is nobody to seal for."""

    message = (
        "收件箱里还没有可用的乡镇密钥，没有可以发给的单位。"
        "请先收下乡镇的密钥并核对指纹，没有写入任何内容。"
    )


class NoSuchTown(Declined):
    """No trusted office is called so."""

    message = "没有名称或代码是“{town}”、密钥可用的乡镇。请核对后再试，没有写入任何内容。"


class TooManyTowns(Declined):
    """More offices than one package is sealed for."""

    message = (
        "一包最多发给{most}个单位，现在有{count}个。请分几包，每包选一部分单位，没有写入任何内容。"
    )


class BadTownCode(Declined):
    """An office's key file names no credit code, so no package can be addressed to it."""

    message = (
        "“{name}”的密钥文件里单位代码不对（{code}），不能发给它。"
        "请对方重新导出密钥，没有写入任何内容。"
    )


class NothingGiven(Declined):
    """No file and no key to end."""

    message = "没有指定要发的文件。请选好文件或文件夹，没有写入任何内容。"


class NoSuchSent(Declined):
    """The county sent no package of this number."""

    message = "没有发过编号为{number}的包。请核对编号，没有改动任何内容。"


class SentNotThere(Declined):
    """The unfinished package is not on the drive."""

    message = "在“{folder}”里找不到{number}。请插好原来的 U 盘，或重新发一包，没有改动任何内容。"


class SentNotSettled(Blocked):
    """Written and read back, but the drive went away before the rename."""

    message = (
        "{number}号包已写好并核对，最后一步 U 盘断开了。"
        "请插好原来的 U 盘，选中它点“继续写完”（命令是 gkdesk county send --finish {number}），"
        "不用重新打包。"
    )
