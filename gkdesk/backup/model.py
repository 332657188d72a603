"""What a backup is made of, and what may be wrong with one. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.labels import Labelled

FORMAT = 1


class Kind(Labelled):
    """Where a backup comes from."""

    DRIVE = "drive", "U 盘"
    DAILY = "daily", "本机每日备份"
    BEFORE_RESTORE = "before_restore", "恢复前留的"
    BEFORE_UPDATE = "before_update", "升级前留的"


class BackupInside(Declined):
    """The chosen folder lies in the office's own."""

    message = (
        "备份不能放进办公数据自己的文件夹，硬盘坏了会一起丢。"
        "请选 U 盘或者另一块硬盘，没有写入任何内容。"
    )


class BackupFull(Blocked):
    """Not enough space on the drive."""

    message = "“{name}”空间不够，还差 {short} MB。请删去一些文件或换一个 U 盘，原有的备份没有改动。"


class BackupFilled(Blocked):
    """The drive was full before the backup was whole."""

    message = (
        "“{name}”写满了，这次的备份没有写完，已经清掉。"
        "请删去一些文件或换一个 U 盘，以前的备份没有改动。"
    )


class NoRoomHere(Blocked):
    """Not enough space on the office's own disk to put a backup back."""

    message = "本机磁盘空间不够恢复，还差 {short} MB。请清理磁盘后重试，办公数据没有改动。"


class BackupDamaged(Blocked):
    """What was read is not what was written."""

    message = (
        "备份里有{count}个文件缺少或者与写入时不同（如“{name}”）。"
        "请换一份备份或换一个 U 盘，办公数据没有改动。"
    )


class CopyDamaged(Blocked):
    """The copied database does not open, or its audit does not hold."""

    message = "这份备份里的数据文件不完好（{reason}）。请换一份备份，办公数据没有改动。"


class OfficeDamaged(Blocked):
    """The office's own database is damaged: a backup of it would be worth nothing."""

    message = (
        "办公数据的数据文件不完好（{reason}），没有作备份，原有的备份没有改动。"
        "请从最近一份备份恢复，并请技术人员检查硬盘。"
    )


class BackupTooNew(Blocked):
    """A newer program made it."""

    message = "这份备份是更新版本的软件做的，本机打不开。请先升级软件，备份和办公数据没有改动。"


class NotABackup(Declined):
    """No backup lies there."""

    message = "“{name}”里没有本软件的备份。请选插着的 U 盘或者放备份的文件夹，没有改动任何内容。"


class NameNotTaken(Blocked):
    """A file's name that no other machine could read back."""

    message = (
        "办公数据里的文件“{name}”的名称含有冒号、反斜线或者读不出的字，换一台电脑恢复不了，没有作备份。"
        "请改名或者移到别处后再备份，原有的备份没有改动。"
    )


class OtherOffice(Declined):
    """The backup is another office's."""

    message = "这是“{theirs}”的备份，现在打开的是“{ours}”。请换一份备份，办公数据没有改动。"


class StrangeManifest(Blocked):
    """The list of a backup cannot be read."""

    message = "备份“{name}”的清单读不懂，可能已损坏。请换一份备份，办公数据没有改动。"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    path: str  # in the office's folder, with /
    at: str  # below the backups' folder on the drive, with /
    size: int  # bytes
    sha256: str  # of the bytes as they lie there (sealed files stay sealed)
    mtime_ns: int  # of the office's file: unchanged, it is not read again for the next backup


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list that makes a folder of files a backup; written last."""

    office: str
    credit_code: str
    made_at: str  # ISO, local time
    user: str
    program: str
    schema: int  # number of the newest script applied to the database
    whole: bool  # every file was read back, not only the new ones
    counts: Mapping[str, int]  # what the database held, by Chinese name
    files: tuple[Kept, ...] = field(repr=False)

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def text(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)


def read_manifest(text: str, name: str) -> Manifest:
    """Read a backup's list.

    Raises:
        BackupTooNew: of a later format.
        StrangeManifest: not such a list, or one that leads out of the backup's folder.
    """
    try:
        data = json.loads(text)
        if data.pop("format") > FORMAT:
            raise BackupTooNew
        kept = tuple(Kept(**file) for file in data.pop("files"))
        found = Manifest(**data, files=kept)
        sound = all(map(_sound, kept)) and _well_typed(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StrangeManifest(name=name) from error
    if not sound:
        raise StrangeManifest(name=name)
    return found


class StrangeNote(Blocked):
    """What was laid ready to be put back cannot be read."""

    message = (
        "准备好的备份读不懂，恢复停下了，没有改动任何内容。"
        "请把办公数据里的“restore”文件夹移到别处，再打开程序重新恢复。"
    )


def _sound(one: Kept) -> bool:
    return inside(one.path) and inside(one.at) and isinstance(one.size, int) and one.size >= 0


def _well_typed(found: Manifest) -> bool:
    """Tell whether a list can be compared, sorted and shown."""
    words = (found.office, found.credit_code, found.made_at, found.user, found.program)
    return (
        all(isinstance(each, str) for each in words)
        and is_moment(found.made_at)
        and isinstance(found.schema, int)
        and isinstance(found.counts, dict)
        and all(isinstance(count, int) for count in found.counts.values())
    )


def is_moment(iso: str) -> bool:
    """Tell whether words are a local time such as ``2026-11-23T10:15:00``."""
    try:
        return datetime.fromisoformat(iso).tzinfo is None and len(iso) >= len("2026-11-23T10:15:00")
    except ValueError:
        return False


def inside(path: str) -> bool:
    """Tell whether a path stays in its folder, on Windows too, and can be written down."""
    try:
        path.encode("utf-8")  # Linux knows names that are no text
    except UnicodeEncodeError:
        return False
    parts = path.split("/")
    return not ("\\" in path or ":" in path or "\0" in path) and all(
        part not in ("", ".", "..") for part in parts
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that can be put back."""

    kind: Kind
    made_at: str  # ISO, local time
    office: str  # name, "" when only its database lies there
    credit_code: str
    place: str  # path of the dated folder, or of the database
    size: int  # bytes
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """One backup in the office's own list."""

    made_at: str
    user: str
    place: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How safe the data is today."""

    drive: str  # when the last backup was written to a drive (ISO), or ""
    drive_days: int | None  # days since; None: never; below 0: the clock was ahead, or is behind
    local: str  # when the last daily copy was made on this machine (ISO), or ""
    due: bool  # a backup to a drive is due
