"""What may be the matter with a drive: one state, one sentence, one thing to do. Pure.

``drivejudge`` finds the state before the writing, ``drivefault`` while it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gkdesk.base.labels import Labelled

MB = 1_000_000
SPARE = 8 << 20  # bytes kept free beside the package


class Action(Labelled):
    """The one thing to do; the label stands on the button."""

    WRITE = "write", "写入 U 盘"
    RETRY = "retry", "重新查看"
    CHOOSE = "choose", "选另一个 U 盘"
    UNLOCK = "unlock", "锁扣已拨开"
    OPEN = "open", "打开 U 盘"
    CLEAR = "clear", "清理没写完的"
    RESUME = "resume", "继续写入"
    FINISH = "finish", "写完上一包"
    RECEIPT = "receipt", "导入回执"
    BACKGROUND = "background", "转到后台继续"


class DriveState(Labelled):
    """What was found; the label is the sentence."""

    NONE = "none", ("没有看到 U 盘。请插好 U 盘，插上后会自动列出；要送的内容已经选好，没有丢。")
    SEVERAL = "several", "插着{count}个 U 盘。请选一个来写，其余的不会动。"
    READY = "ready", "可以写入：剩余 {free}，这一包约 {need}。"
    READ_ONLY = (
        "read_only",
        ("U 盘写保护，写不进去。请拨开侧面的锁扣，或换一个 U 盘；包的内容已选好，不用重新检查。"),
    )
    MADE_READ_ONLY = (
        "made_read_only",
        (
            "U 盘没有上锁，系统却只让读，多半是上次没有安全弹出。"
            "请在 Windows 电脑上对它“检查错误”，或换一个 U 盘；盘上原有的内容没有改动。"
        ),
    )
    FULL = (
        "full",
        ("U 盘空间不够，还差 {short}。请删去一些文件或换一个 U 盘；包的内容已选好，不用重新检查。"),
    )
    FULL_LEFTOVER = (
        "full_leftover",
        (
            "U 盘空间不够，还差 {short}；盘上有{count}个没写完的同步包（{names}）。"
            "点“清理没写完的”腾出空间；包的内容已选好，不用重新检查。"
        ),
    )
    TOO_SMALL = (
        "too_small",
        (
            "U 盘一共只有 {size}，腾空也放不下这一包（约 {need}）。"
            "请换一个大的；包的内容已选好，不用重新检查。"
        ),
    )
    FOREIGN_FORMAT = (
        "foreign_format",
        (
            "U 盘是 {file_system} 格式，县里的 Windows 电脑读不出来。"
            "请换一个 FAT32、exFAT 或 NTFS 的；这个 U 盘没有改动。"
        ),
    )
    DISC = (
        "disc",
        "这是光盘或安装盘（{file_system}），不能写入。请换一个 U 盘；盘上的内容没有改动。",
    )
    ENCRYPTED = (
        "encrypted",
        (
            "U 盘加了密（{file_system}），还没有解锁。"
            "请先在文件管理器里输入密码打开它；没有写入任何内容。"
        ),
    )
    NO_FORMAT = (
        "no_format",
        (
            "U 盘插着，但没有能读的格式。"
            "请换一个 U 盘，或先在 Windows 电脑上格式化；没有写入任何内容。"
        ),
    )
    NOT_OPENED = (
        "not_opened",
        ("U 盘插着，系统还没有打开它。请在文件管理器里点开它；没有写入任何内容。"),
    )
    FILE_LIMIT = (
        "file_limit",
        (
            "U 盘的格式（{file_system}）放不下超过 {limit} 的单个文件，这一包约 {need}。"
            "请换一个 exFAT 的 U 盘，或分几包送；没有写入任何内容。"
        ),
    )
    OTHER_DRIVE = (
        "other_drive",
        ("{number}还差最后一步，它不在这个 U 盘上。请插回原来的那个 U 盘；这个 U 盘不会动。"),
    )
    FINISH_HERE = (
        "finish_here",
        ("{number}写在这个 U 盘上，还差最后一步。点“写完上一包”就好，不用重写。"),
    )
    BEGUN_HERE = (
        "begun_here",
        (
            "U 盘上有{number}写了一部分的文件（{size}）。照常写入，已写好的部分核对后不用重写；"
            "内容改过的会从头写。"
        ),
    )
    RECEIPT_HERE = "receipt_here", "U 盘上有县里的回执（{receipts}）。请先导入，再做新的一包。"
    LEFTOVER = (
        "leftover",
        ("U 盘上有{count}个没写完的同步包（{names}）。可以先清理；也可以不管它，照常写入。"),
    )
    STRANGE_LEFTOVER = (
        "strange_leftover",
        (
            "U 盘上有别处没写完的同步包（{names}）。"
            "不是本单位的，请问清再删；可以照常写入，它不会动。"
        ),
    )
    OLD_PACKAGE = (
        "old_package",
        ("U 盘上已有同步包{numbers}。可以照常写入，原来的会留着，县里会按编号接收。"),
    )
    NETWORK = (
        "network",
        (
            "这是网络位置（{file_system}），断网时会写坏。"
            "请换成插在本机上的 U 盘；没有写入任何内容。"
        ),
    )
    OWN_DISK = (
        "own_disk",
        ("这个文件夹在本机硬盘上，不是 U 盘。可以先写在这里，以后自己拷到 U 盘，文件名不要改。"),
    )
    GONE = "gone", ("U 盘没有插好，“{name}”现在不是 U 盘。请插好后点“重新查看”；没有写入任何内容。")
    NO_RIGHTS = "no_rights", "没有往“{name}”写入的权限。请换一个 U 盘或位置；没有写入任何内容。"
    NAME_IN_USE = (
        "name_in_use",
        ("U 盘上已有同名的“{name}”。请打开 U 盘把它移走再写；原有的内容没有改动。"),
    )
    PULLED = (
        "pulled",
        ("U 盘被拔出{where}。插回后点“继续写入”：已写好的部分核对后不用重写，查过的内容不用再查。"),
    )
    PULLED_LAST = (
        "pulled_last",
        ("{number}已写好并核对，最后一步 U 盘断开了。插回原来的 U 盘后点“写完上一包”，不用重写。"),
    )
    SLOW = (
        "slow",
        ("U 盘写得很慢，每秒约 {rate} MB，大约还要{minutes}分钟。可以转到后台继续，先办别的事。"),
    )
    DIFFERS = (
        "differs",
        (
            "读回来的与写进去的不一样，重写一次还是这样，U 盘多半坏了。请换一个 U 盘；"
            "盘上没写好的已清除，包的内容不用重新检查。"
        ),
    )
    DAMAGED = (
        "damaged",
        ("U 盘读写出错，可能有坏块或没插稳。请重插一次，还不行就换一个；本机的内容没有改动。"),
    )
    STOPPED = (
        "stopped",
        ("已停止写入，U 盘上没写完的文件已清除。点“继续写入”从头写，查过的内容不用再查。"),
    )


_SYSTEMS = {
    "vfat": "FAT32", "fat32": "FAT32", "fat": "FAT16", "msdos": "FAT16", "exfat": "exFAT",
    "ntfs": "NTFS", "ntfs3": "NTFS", "fuseblk": "NTFS", "bitlocker": "BitLocker",
    "crypto_luks": "LUKS", "iso9660": "ISO", "cdfs": "ISO", "udf": "UDF", "apfs": "APFS",
    "hfsplus": "HFS+", "cifs": "SMB", "smb3": "SMB", "remote": "网络",
}  # fmt: skip
# where it stops the writing: everything else is only told
_BLOCKING = {
    DriveState.NONE, DriveState.SEVERAL, DriveState.READ_ONLY, DriveState.MADE_READ_ONLY,
    DriveState.FULL, DriveState.FULL_LEFTOVER, DriveState.TOO_SMALL,
    DriveState.FOREIGN_FORMAT, DriveState.DISC,
    DriveState.ENCRYPTED, DriveState.NO_FORMAT, DriveState.NOT_OPENED, DriveState.FILE_LIMIT,
    DriveState.OTHER_DRIVE, DriveState.FINISH_HERE, DriveState.NETWORK, DriveState.GONE,
    DriveState.NO_RIGHTS, DriveState.NAME_IN_USE, DriveState.PULLED, DriveState.PULLED_LAST,
    DriveState.DIFFERS, DriveState.DAMAGED, DriveState.STOPPED,
}  # fmt: skip
_ACTIONS = {
    DriveState.NONE: Action.RETRY,
    DriveState.SEVERAL: Action.CHOOSE,
    DriveState.READ_ONLY: Action.UNLOCK,
    DriveState.MADE_READ_ONLY: Action.CHOOSE,
    DriveState.FULL: Action.OPEN,
    DriveState.FULL_LEFTOVER: Action.CLEAR,
    DriveState.TOO_SMALL: Action.CHOOSE,
    DriveState.FOREIGN_FORMAT: Action.CHOOSE,
    DriveState.DISC: Action.CHOOSE,
    DriveState.ENCRYPTED: Action.RETRY,
    DriveState.NO_FORMAT: Action.CHOOSE,
    DriveState.NOT_OPENED: Action.RETRY,
    DriveState.FILE_LIMIT: Action.CHOOSE,
    DriveState.OTHER_DRIVE: Action.CHOOSE,
    DriveState.FINISH_HERE: Action.FINISH,
    DriveState.RECEIPT_HERE: Action.RECEIPT,
    DriveState.LEFTOVER: Action.CLEAR,
    DriveState.STRANGE_LEFTOVER: Action.OPEN,
    DriveState.NETWORK: Action.CHOOSE,
    DriveState.GONE: Action.RETRY,
    DriveState.NO_RIGHTS: Action.CHOOSE,
    DriveState.NAME_IN_USE: Action.OPEN,
    DriveState.PULLED: Action.RESUME,
    DriveState.PULLED_LAST: Action.FINISH,
    DriveState.SLOW: Action.BACKGROUND,
    DriveState.DIFFERS: Action.CHOOSE,
    DriveState.DAMAGED: Action.RESUME,
    DriveState.STOPPED: Action.RESUME,
}


@dataclass(frozen=True, slots=True)
class Drive:
    """One place a package could go to, as the operating system describes it."""

    root: str  # where it is opened; empty when the system has not opened it
    label: str
    file_system: str  # as the system calls it, in small letters
    size: int = 0  # bytes
    free: int = 0
    read_only: bool = False
    locked: bool = False  # the device itself refuses writing, not only this mount
    removable: bool = True
    writable: bool = True  # this user may write there

    @property
    def name(self) -> str:
        """What the clerk knows it by: its label and where it is."""
        if not self.root:
            return self.label or "U 盘"
        return f"{self.label}（{self.root}）" if self.label else self.root


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A county's receipt on a drive that answers one of our packages and was not read yet."""

    path: str
    number: str
    accepted: int
    returned: int
    refused: bool = False

    @property
    def words(self) -> str:
        if self.refused:
            return f"{self.number}，整包未收"
        return f"{self.number}，接收{self.accepted}条，退回{self.returned}条"


@dataclass(frozen=True, slots=True)
class Contents:
    """What of ours lies on a drive."""

    receipts: tuple[ReceiptSeen, ...] = ()
    leftovers: tuple[str, ...] = ()  # names of unfinished packages this office may remove
    strange: tuple[str, ...] = ()  # names of unfinished packages of others
    numbers: tuple[str, ...] = ()  # finished packages of this office
    unfinished: str = ""  # the number of the package that waits for its last step here
    begun: str = ""  # the number of the package whose writing stopped in the middle here
    begun_size: int = 0  # bytes of it


@dataclass(frozen=True, slots=True)
class Need:
    """What the next package asks of a drive."""

    size: int = 0  # bytes
    largest: int = 0  # bytes of its largest single file
    waiting: str = ""  # the number of a package that must be finished first
    begun: str = ""  # the number of the package whose writing has begun
    begun_name: str = ""  # what it is called on a drive
    office: str = ""  # the end of this office's code, as its packages are called


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, and what fills the gaps of its sentence."""

    state: DriveState
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.state.label.format(**self.values)

    @property
    def action(self) -> Action:
        return _ACTIONS.get(self.state, Action.WRITE)

    @property
    def blocks(self) -> bool:
        """Whether nothing can be written while this is so."""
        return self.state in _BLOCKING


@dataclass(frozen=True, slots=True)
class Plugged:
    """A drive with what lies on it and what to say of it."""

    drive: Drive
    contents: Contents
    verdict: Verdict


def system_name(file_system: str) -> str:
    """Return what people call a file system."""
    return _SYSTEMS.get(file_system, file_system)


def sized(count: int) -> str:
    """Write a number of bytes for the clerk: 46.1 MB."""
    for limit, unit in ((1_000_000_000, "GB"), (MB, "MB")):
        if count >= limit:
            return f"{count / limit:.1f} {unit}"
    return f"{-(-count // 1000)} KB"
