"""Words that tell of a person (home, health, birth), and the office's own word list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .scanning import Kind, Match, Rules, Severity, Term, apart, starred

Span = tuple[int, int]
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_DOOR = re.compile(
    rf"[路街巷弄村组屯寨庄湾坝坪](?:段|东段|西段|南段|北段|中段)?附?{_NUMBER}(?:[-－之]\d{{1,4}})?号"
    "(?!线|井|桥|机|泵|棚|渠|塘|地|标|文|令|公告|路|坝|站|点|池|宗|图|段|墩|坑|项|决|窗|服务)"
    rf"(?:附?{_NUMBER}[号幢栋楼层单元室房\-－]{{1,2}}){{0,4}}"
)
_FLAT = re.compile(
    rf"\d{{1,3}}(?:幢|栋|号楼|座)(?:{_NUMBER}单元)?(?:\d{{1,2}}[楼层])?\d{{3,4}}[室号房]?"
    rf"|\d{{1,2}}单元\d{{2,4}}[室号]?|\d{{1,3}}[-－]\d[-－]\d{{3,4}}室"
)
# what such numbers cannot be without: looked for first, because every text is full of 村 and digits
_NUMBERED = re.compile(r"号(?<=[\d一二三四五六七八九十百零〇]号)")
_ROOM, _UNIT = re.compile(r"[幢栋座室](?<=\d.)"), re.compile(r"单元(?<=\d单元)")
_LIVES = re.compile(
    "(?:家住|现住|住址|住所|居住地|户籍地|家庭地址|住在)[:：为在]{0,2}[^\\n，。；,;]{0,30}$"
)
_OFFICE_PLACE = re.compile(
    "(?:办公|受理|办理|服务|报名|投标|开标|查阅|领取|邮寄|联系|单位|公司|机关|窗口|中心|政府|委员会|大厅|派出所|法院"
    "|卫生院|学校|医院|银行|复议|局|厅|所在地)[^\\n。；;]{0,24}$"
)
_OFFICE_AFTER = re.compile(
    r"[^\n，。；,;]{0,12}(?:政府|委员会|村委会|服务中心|办公楼|行政中心|便民|派出所|卫生院|法院|局|大厅)"
)
_HEALTH = re.compile(
    "癌(?!症筛查|症防治)|肿瘤(?!医院|防治|科)|白血病|尿毒症|透析|艾滋病?(?!防治|宣传|日)|HIV"
    "|精神(?:障碍|病|分裂|残疾|失常)(?!医院|防治|专科)|癫痫|肝炎(?!疫苗|防治)|肺结核(?!防治)|糖尿病(?!防治|患者健康)"
    "|高血压(?!防治|患者健康)|冠心病|脑梗|脑瘫|脑出血|偏瘫|瘫痪|抑郁症|自闭症|孤独症|不孕|流产|孕检|结扎|性病"
    "|因病(?!虫)|患有?(?!者)[^\\n，。；、]{0,8}?[病症炎瘤癌]"
)
_GRADE = "[一二三四1-4]级"
_SORT = "(?:肢体|视力|听力|言语|智力|精神|多重)"
_GRADED = re.compile(rf"残疾(?:人)?(?:等级)?[为是:：(（]{{0,2}}{_GRADE}")
_GRADE_BEFORE = re.compile(rf"{_GRADE}{_SORT}?$")
_SORT_BEFORE = re.compile("(?:肢体|视力|听力|言语|智力|多重)$")
_SORTED = re.compile(rf"{_SORT}(?:残疾)?[(（]?{_GRADE}")
_CHILD = re.compile("孤儿|事实无人抚养|困境儿童|留守儿童|弃婴")
_CLASS = re.compile(
    "(?:小学|中学|初中|高中|学校|幼儿园|[一二三四五六]中)(?:部)?[^\\n，。；,;]{0,5}?"
    "(?:[一二三四五六七八九高初大中小]{1,2}|\\d{1,2})(?:年级)?[^\\n，。；,;班]{0,6}班$"
)
_AGE_SIGN = re.compile(r"岁(?<=[\d周]岁)(?![以及至到~—\-(（])")
_AGE = re.compile(r"(?:1[0-7]|[1-9])周?$")
_AGE_RULE = re.compile(r"(?:满|于|足|过|至|到|[\d\-~—至、.])$")
_DATE = r"(?:19|20)\d{2}[年./\-－](?:1[0-2]|0?[1-9])(?:[月./\-－](?:(?:[12]\d|3[01]|0?[1-9])日?)?)?"
_BIRTH_SIGN = re.compile(r"生(?:(?<=出生)|(?=[于日])|(?<=[月日\d年]生)(?=[,，、。；;)）]))")
_BIRTH_AFTER = re.compile(rf"[于日]?(?:期|年月日|年月|时间)?[:：为是于]{{0,2}}\s*{_DATE}")
_BIRTH_BEFORE = re.compile(rf"{_DATE}出?$")
_STATUS = re.compile("社区矫正|刑满释放|刑释|失独|特别扶助|吸毒|戒毒|艾滋孤儿|服刑")
_PLAIN = (
    (_HEALTH, Kind.HEALTH, "写有疾病、健康状况"),
    (_CHILD, Kind.MINOR, "涉及未成年人，姓名不宜公开"),
)


def find(text: str, rules: Rules, *, of_person: bool = False) -> list[Match]:
    """Return what a text tells of a person beside numbers.

    Args:
        text: as it stands in the file.
        rules: the office's own addresses are none.
        of_person: the text stands in one row with a name, so it is that person's.
    """
    found: list[Match] = []

    def take(kind: Kind, span: tuple[int, int], reason: str, *, sure: bool = False) -> None:
        severity = Severity.BLOCK if of_person or sure else Severity.ASK
        cover = starred(text[slice(*span)])
        found.append(Match(kind, severity, *span, cover, reason))

    for kind, span, reason in _plain(text):
        take(kind, span, reason)
    for span, sure in _addresses(text, rules):
        reason = "住址写到了门牌" if sure or of_person else "写有门牌，请确认不是个人住址"
        take(Kind.ADDRESS, span, reason, sure=sure)
    if of_person:
        for match in _STATUS.finditer(text):
            take(Kind.STATUS, match.span(), "写有不宜公开的特殊身份")
    return apart(found)


def _plain(text: str) -> Iterator[tuple[Kind, Span, str]]:
    yield from ((Kind.DISABILITY, span, "写有残疾的类别或者等级") for span in _disabilities(text))
    for pattern, kind, reason in _PLAIN:
        yield from ((kind, match.span(), reason) for match in pattern.finditer(text))
    yield from ((Kind.MINOR, span, "写有学校和班级") for span in _classes(text))
    yield from ((Kind.BIRTH, span, "写有出生日期") for span in _births(text))
    yield from ((Kind.MINOR, span, "写有未成年人的年龄") for span in _ages(text))


def _disabilities(text: str) -> Iterator[Span]:
    at = text.find("残疾")
    while at >= 0:
        near = max(0, at - 5)
        before = _GRADE_BEFORE.search(text, near, at) or _SORT_BEFORE.search(text, near, at)
        after = _GRADED.match(text, at)
        if before or after:
            yield before.start() if before else at, after.end() if after else at + 2
        at = text.find("残疾", at + 2)
    yield from (match.span() for match in _SORTED.finditer(text))


def _classes(text: str) -> Iterator[Span]:
    at = text.find("班")
    while at >= 0:
        match = _CLASS.search(text, max(0, at - 24), at + 1)
        if match:
            yield match.span()
        at = text.find("班", at + 1)


def _births(text: str) -> Iterator[Span]:
    for sign in _BIRTH_SIGN.finditer(text):
        after = _BIRTH_AFTER.match(text, sign.end())
        before = _BIRTH_BEFORE.search(text, max(0, sign.start() - 13), sign.start())
        if before:
            yield before.start(), sign.end()
        elif after:
            yield sign.start() - (text[sign.start() - 1 : sign.start()] == "出"), after.end()


def _ages(text: str) -> Iterator[Span]:
    for sign in _AGE_SIGN.finditer(text):
        match = _AGE.search(text, max(0, sign.start() - 3), sign.start())
        if match and not _AGE_RULE.search(text, max(0, match.start() - 2), match.start()):
            yield match.start(), sign.end()


def _addresses(text: str, rules: Rules) -> Iterator[tuple[Span, bool]]:
    for match in _doors(text):
        before = text[max(0, match.start() - 36) : match.start()]
        lives = _LIVES.search(before) is not None
        office = _OFFICE_PLACE.search(before) or _OFFICE_AFTER.match(text, match.end())
        if (lives or not office) and not rules.allows(match.group()):
            yield match.span(), lives


def _doors(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for sign in _NUMBERED.finditer(text):
        match = _DOOR.search(text, max(end, sign.start() - 18), sign.end() + 30)
        if match is None and text.startswith("楼", sign.end()):
            match = _FLAT.search(text, max(end, sign.start() - 6), sign.end() + 14)
        if match:
            end = match.end()
            yield match
    for pattern in (_ROOM, _UNIT):
        end = 0
        for sign in pattern.finditer(text):
            match = _FLAT.search(text, max(end, sign.start() - 10), sign.end() + 14)
            if match:
                end = match.end()
                yield match


@lru_cache(maxsize=8)
def _listed(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return one pattern for the whole list, longer terms first, and the terms by their text."""
    by_text = {term.text: term for term in terms}
    longest = sorted(by_text, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), by_text


def terms(text: str, rules: Rules) -> list[Match]:
    """Return the words of the office's list in a text; they are shown as they are."""
    if not rules.terms:
        return []
    pattern, by_text = _listed(tuple(rules.terms))
    found = []
    for match in pattern.finditer(text):
        term = by_text[match.group()]
        reason = f"{term.kind.label}“{term.text}”"
        reason += f"，应为“{term.suggestion}”" if term.suggestion else ""
        found.append(Match(term.kind, term.severity, match.start(), match.end(), term.text, reason))
    return found
