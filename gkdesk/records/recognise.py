"""What a document says of itself: title, 文号, date, attribute, 索引号; the clerk checks it.

The order of a 公文 (GB/T 9704-2012): 份号、密级 … 发文字号, 标题, 主送机关：, 正文, 成文日期, 附注.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.text import squeeze, tidy, visible

from .attached import LARGEST
from .attributes import REDACTED, AttributeRules
from .form import LONGEST_BODY, LONGEST_TITLE
from .model import Attribute, RecordKind

_DOC_NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{1,12}(?:[（(][\u4e00-\u9fff]{1,6}[)）])?)\s*"
    r"[〔\[(（［]\s*(?P<year>(?:19|20)\d\d)\s*[〕\])）］]\s*第?\s*0*(?P<number>[1-9]\d{0,4})\s*号"
)
_DAY = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HANZI_DAY = re.compile(
    r"([二一][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_INDEX = re.compile(r"索\s*引\s*号\s*[:：]\s*(\S{6,40})")
_HANZI = "〇一二三四五六七八九十"
_HEAD_LINES, _TITLE_LINES = 25, 5
_BESIDE_NUMBER = 16  # letters beside a 文号 at the head: 签发人 and 份号, no more
_END = re.compile(r"[。；;，,！？]$")
_SALUTE = re.compile(r"[:：]$")
_LABEL = re.compile(
    r"(?:索引号|发布机构|发文机关|文号|发文字号|成文日期|公文生成日期|发布日期|主题分类|名称)[:：]"
)
_ORG_HEAD = re.compile(r"(?:文件|委员会|办公室|人民政府|街道办事处)$")
_TITLE_END = re.compile(
    r"(?:通知|公告|通告|决定|意见|办法|规定|方案|报告|函|批复|纪要|规划|计划|细则|预案|公示|解读|指南|"
    r"名单|预算|决算|情况|制度|条例|标准|目录|总结|说明|一览表|统计表)(?:[（(].{1,12}[)）])?$"
)
_LONGEST_STEM = 100


def recognised(text: str, rules: AttributeRules, today: date) -> dict[str, str]:
    """Return the boxes of a draft a document's text gives; what is not sure is left out.

    ``made_on`` is the last day that stands on a line by itself (成文日期), else the last day named
    that is not after today.
    """
    lines = [tidy(line) for line in visible(text).splitlines()]
    lines = [line for line in lines if line]
    found: dict[str, str] = {}
    if index := _INDEX.search(text[:4000]):
        found["index_number"] = index[1]
    number = _doc_number(lines)
    if number:
        found["doc_number"] = number
    title = _title(lines)
    if title:
        found["title"] = title
    if on := _made_on(lines, today):
        found["made_on"] = on.isoformat()
    marked = rules.marked(text) - {REDACTED}
    if len(marked) == 1:
        found["attribute"] = Attribute(marked.pop()).value
    found["kind"] = _kind(title, number).value
    return found


def from_file(path: Path, rules: AttributeRules, today: date) -> dict[str, str]:
    """Return the boxes a file fills by itself, ``body`` among them; see ``read_document``."""
    from gkdesk.documents.plaintext import text_of

    data = files.read(path, largest=LARGEST)
    text = (text_of(data, path.suffix) or "").strip()
    found = {"title": path.stem[:_LONGEST_STEM]}
    found |= recognised(text, rules, today) if text else {}
    name = path.name[-LONGEST_TITLE:]
    return found | {"body": text[:LONGEST_BODY] or f"全文见附件：{name}"}


def _kind(title: str, number: str) -> RecordKind:
    if title.endswith("解读") or "解读" in title[-8:]:
        return RecordKind.INTERPRETATION
    return RecordKind.DOCUMENT if number else RecordKind.INFO


def _doc_number(lines: Sequence[str]) -> str:
    """Return the 文号 at the head, with 六角括号 and no leading noughts."""
    for line in lines[:_HEAD_LINES]:
        found = _DOC_NUMBER.search(squeeze(line))
        # at the head it stands by itself; in a sentence it is another document's
        if found is None or _END.search(line):
            continue
        if len(squeeze(line)) - len(squeeze(found[0])) <= _BESIDE_NUMBER:
            return f"{found['letters']}〔{found['year']}〕{found['number']}号"
    return ""


def _title(lines: Sequence[str]) -> str:
    """Return the title: what stands between 文号 and 主送机关, else the first line like one."""
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if _DOC_NUMBER.search(squeeze(line)) and not _END.search(line):
            if title := _joined(lines[at + 1 :]):
                return title
            break
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if (
            _LABEL.match(squeeze(line))
            or _DOC_NUMBER.search(squeeze(line))
            or _DAY.fullmatch(squeeze(line))
        ):
            continue
        if title := _joined(lines[at:]):
            return title
    return ""


def _joined(lines: Sequence[str]) -> str:
    """Join the lines of a title: it has no stop, and ends as titles do."""
    parts: list[str] = []
    for line in lines[:_TITLE_LINES]:
        if _LABEL.match(squeeze(line)):
            continue
        if _END.search(line) or _SALUTE.search(line):
            break
        parts.append(line)
        if _TITLE_END.search(squeeze(line)) and not _ORG_HEAD.search(line):
            break
    title = "".join(parts)
    whole = bool(_TITLE_END.search(squeeze(title)))
    return title if whole and len(title) <= LONGEST_TITLE else ""


def _made_on(lines: Sequence[str], today: date) -> date | None:
    alone = [day for line in lines if (day := _day(squeeze(line), whole=True)) and day <= today]
    if alone:
        return alone[-1]
    named = [day for line in lines if (day := _day(squeeze(line), whole=False)) and day <= today]
    return named[-1] if named else None


def _day(line: str, *, whole: bool) -> date | None:
    for pattern, read in ((_DAY, int), (_HANZI_DAY, _number)):
        found = pattern.fullmatch(line) if whole else None
        if not whole:
            every = list(pattern.finditer(line))
            found = every[-1] if every else None
        if found:
            try:
                return date(read(found[1]), read(found[2]), read(found[3]))
            except ValueError:
                return None
    return None


def _number(text: str) -> int:
    """Read 二〇二六, 十二, 二十一."""
    text = text.replace("○", "〇").replace("零", "〇")
    if "十" not in text:
        return int("".join(str(_HANZI.index(letter)) for letter in text))
    tens, _, ones = text.partition("十")
    return (_HANZI.index(tens) if tens else 1) * 10 + (_HANZI.index(ones) if ones else 0)
