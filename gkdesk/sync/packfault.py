"""Everything that can be wrong with a sealed package or a key file: one kind, one sentence each.

The words say what was found and what to do; that nothing was taken over is said by the error.
"""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.base.errors import Declined
from gkdesk.base.labels import Labelled
from gkdesk.base.text import printable


class Fault(Labelled):
    """What was found; the label is the sentence."""

    NOT_A_PACKAGE = "not_a_package", "它不是政务公开同步包，请核对是否选错了文件"
    TRUNCATED = "truncated", "文件没有写完或被截短，请发送单位重新导出"
    TOO_LONG = "too_long", "文件末尾多出内容，请发送单位重新导出"
    TOO_LARGE = "too_large", "“{detail}”大得不合理，没有打开"
    REPACKED = "repacked", "“{detail}”不是原样，可能被重新打包或改动，请向发送单位要原文件"
    RENAMED = "renamed", "文件被改过名，原名是“{detail}”，请改回原名再试"
    SUITE = "suite", "用的算法或格式版本（{detail}）本软件还不认识，请先升级软件"
    BAD_STATEMENT = "bad_statement", "包的说明读不懂（{detail}），请发送单位重新导出"
    UNKNOWN_SIGNER = "unknown_signer", "签名的密钥没有登记过，请先收下并核对对方的密钥文件"
    UNTRUSTED = "untrusted", "签名的密钥还没有核对指纹，请与对方通话核对后再接收"
    REVOKED = "revoked", "签名的密钥已作废，请向发送单位核实"
    KEY_EXPIRED = "key_expired", "签名的密钥不在有效期内，请对方更换密钥后重新导出"
    FORGED = "forged", "签名与内容不符，内容可能被改动或冒名，请向发送单位核实"
    OTHER_SIGNER = "other_signer", "签名的密钥不属于说明里写的单位，可能是冒名，请向发送单位核实"
    OTHER_WAY = (
        "other_way",
        "它的方向相反：乡镇报送县里的包由县里接收，县里下发的包由乡镇接收，请核对 U 盘",
    )
    OTHER_OFFICE = "other_office", "这是“{detail}”的包，不是要找的单位的，请核对"
    OTHER_RECIPIENT = "other_recipient", "这个包不是发给本单位的，请退还发送单位"
    FUTURE = "future", "封包时间{detail}在今天之后，请核对两边电脑的日期"
    EXPIRED = "expired", "这个包已过有效期{detail}，请发送单位重新导出"
    BROKEN = "broken", "加密内容校验不通过，文件可能损坏或被改动，请发送单位重新导出"
    MIXED = "mixed", "“{detail}”与签名的说明不是同一个包的，可能是拼凑的，请向发送单位核实"
    LINK = "link", "包内“{detail}”是链接，不是普通文件，没有打开"
    STRANGE = "strange", "包内“{detail}”不是普通文件，没有打开"
    UNSAFE = "unsafe", "包内有不安全的文件名“{detail}”，没有打开"
    TWICE = "twice", "包内“{detail}”出现两次，没有打开"
    CASE_TWIN = "case_twin", "包内“{detail}”与另一个文件只差大小写，没有打开"
    TOO_MANY = "too_many", "包内文件多于{detail}个，没有打开"
    UNKNOWN_PART = "unknown_part", "包内有本软件还不认识的内容（{detail}），请先升级软件"
    NOT_A_BAG = "not_a_bag", "包内清单核对不符（{detail}），请发送单位重新导出"
    REPLAYED = "replayed", "{detail}以前收过，这次没有重复登记"
    OLDER = "older", "{detail}比已收到的包旧，可能拿错了 U 盘"
    GAP = "gap", "{detail}之前还有没收到的包，请先接收前面的"
    FORK = "fork", "{detail}与以前收到的接不上，同一编号出现过不同的内容，请向发送单位核实"
    BAD_KEY_FILE = "bad_key_file", "密钥文件读不懂（{detail}），请对方重新导出"


@dataclass(frozen=True, slots=True)
class PackFinding:
    """One thing wrong; ``where`` is the file's name."""

    fault: Fault
    where: str
    detail: str = ""

    @property
    def message(self) -> str:
        return self.fault.label.format(detail=printable(self.detail))


class PackRefused(Declined):
    """A package or key file was not taken; ``finding`` says why."""

    message = "没有接收“{name}”：{why}，已有的数据没有改动。"

    def __init__(self, fault: Fault, where: str = "", detail: str = "") -> None:
        self.finding = PackFinding(fault, where, detail)
        super().__init__(name=printable(where), why=self.finding.message)

    @property
    def fault(self) -> Fault:
        return self.finding.fault
