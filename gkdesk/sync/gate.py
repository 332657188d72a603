"""The last gate before the drive: no personal number leaves the office.

Rooms hand over rows already free of personal data. This looks once more at every string of every
row and every text file, because a package cannot be called back.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator

from gkdesk.base import numberwatch, privacy
from gkdesk.base.errors import Declined, Problem
from gkdesk.base.handover import PackageRow
from gkdesk.base.scanning import Kind, Rules, Severity
from gkdesk.catalog.model import LABELS

from .model import kind_label

_RULES = Rules()
# found beside what ``privacy.scan`` finds: old numbers, starred ones, permits
_MORE = {Kind.ID, Kind.ID_PART, Kind.PERMIT}
_SHORTEST = 11  # characters of a mobile number, the shortest of them
_LONGEST_LINE = 4 << 20  # characters without a line's end that are looked at in one
_OVERLAP = 256  # characters kept when such a line is cut: more than a number and its word
HIDDEN = "（含个人信息，已隐去）"
# what the clerk calls the fields of the rows; a name missing here is shown as it is
PLACES = {
    **LABELS, "number": "编号", "channels": "公开渠道和载体", "source": "出处", "sheet": "工作表",
    "file": "文件名", "name": "名称", "title": "标题", "doc_number": "文号", "body": "正文",
    "figures": "各栏", "label": "栏名", "village": "村名", "text": "文字",
}  # fmt: skip
# ids and hashes the program made itself: one in a thousand holds eleven digits in a row
_MADE_ID = re.compile(r"[0-9a-f-]{32,64}")


class HeldBack(Declined):
    """Something that looks like personal data would have left, or a file cannot be read."""

    message = (
        "有{count}处要先处理（疑似个人信息或读不出的附件），没有写入同步包。"
        "请更正原条目，或暂不放入这些条目；U 盘上没有写入任何内容。"
    )

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


def hits(text: str) -> list[privacy.Finding]:
    """Find identity numbers (old and starred ones too), mobiles, accounts, permits, masked."""
    if len(text) < _SHORTEST or _MADE_ID.fullmatch(text):
        return []
    found = privacy.scan(text)
    taken = {hit.at for hit in found}
    more = (hit for hit in numberwatch.find(text, _RULES) if hit.kind in _MORE)
    return found + [
        privacy.Finding(hit.kind.label, hit.cover, hit.start)
        for hit in more
        if hit.severity is Severity.BLOCK and hit.start not in taken
    ]


def masked(text: str) -> str:
    """Return a text from outside, or a note in its place when it holds such a number."""
    return HIDDEN if hits(text) else text


def problems(row: PackageRow) -> list[Problem]:
    """Name every string of a row that holds such a number, masked."""
    strings = [("编号", row.key), *_strings(row.data, "")]
    strings += [("附件名", name) for name, _sha256 in row.files]
    return [problem for place, text in strings for problem in _problems(row, place, text)]


def file_problems(row: PackageRow, name: str, pieces: Iterable[bytes]) -> list[Problem]:
    """Look into an attached text; PDF pages are not read here, their room vouches for them.

    Stops at the first piece that is no text.
    """
    place = f"附件{masked(name)}"
    return [one for text in _texts(pieces) for one in _problems(row, place, text)]


def _texts(pieces: Iterable[bytes]) -> Iterator[str]:
    """Give a UTF-8 file as parts that end at a line's end, as long as it is one."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    held = ""
    for number, piece in enumerate(pieces):
        if number == 0 and piece.startswith(b"%PDF"):
            return
        try:
            held += decoder.decode(piece)
        except UnicodeDecodeError:
            return
        if end := held.rfind("\n") + 1:
            yield held[:end]
            held = held[end:]
        elif len(held) > _LONGEST_LINE:
            yield held
            held = held[-_OVERLAP:]
    yield held


def _problems(row: PackageRow, place: str, text: str) -> list[Problem]:
    found = [
        hit
        for hit in hits(text)
        if not row.released or _digest(text[hit.at : hit.at + len(hit.masked)]) not in row.released
    ]
    if not found:
        return []
    where = f"{kind_label(row.kind)}“{masked(row.key)}”的{place}"
    return [Problem(where, str(hit)) for hit in found]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _strings(value: object, place: str) -> Iterable[tuple[str, str]]:
    match value:
        case str():
            yield place or "内容", value
        case bool():
            return
        case int():
            yield place or "内容", str(value)
        case dict():
            for key, inner in value.items():
                yield from _strings(str(key), "栏名")
                name = PLACES.get(str(key)) or masked(str(key))
                yield from _strings(inner, f"{place}.{name}" if place else name)
        case list() | tuple():
            for inner in value:
                yield from _strings(inner, place)
