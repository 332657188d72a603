"""The patterns a pasted text is read by: labels, numbers, names, addresses, wishes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gkdesk.base.text import half_width, squeeze, tidy

ORDER = (
    "applicant_kind", "channel", "name", "id_number", "phone", "address", "postcode", "email",
    "fax", "legal_representative", "contact_person", "agent_name", "agent_id_number",
    "agent_phone", "content", "carrier", "obtain_way",
)  # fmt: skip
# the longer label of two that begin alike stands first
_LABELS = (
    ("agent_name", r"(?:委托)?代理人(?:姓名|名称)?"),
    ("agent_id_number", r"代理人(?:身份证|证件)(?:号码|号)?"),
    ("agent_phone", r"代理人(?:联系)?电话"),
    ("legal_representative", r"法定代表人|法人代表|单位负责人"),
    ("contact_person", r"联系人(?:姓名)?"),
    ("name", r"(?:申请人|公民)?姓\s*名(?:或者?名称)?|申请人(?:名称)?|单位名称|(?:组织|机构)名称"),
    ("id_number", (r"(?:公民)?身份证?(?:件)?号码?|身份证|证件号码?|"
                  r"(?:统一)?社会信用代码|信用代码|营业执照号码?")),
    ("phone", r"(?:联系|移动|手机|固定)?电话(?:号码)?|手机(?:号码?)?|Tel"),
    ("contact", r"联系方式"),
    ("address", r"(?:联系|通信|通讯|家庭|收件|邮寄|现|居)?(?:地|住)址|住所"),
    ("postcode", r"邮政编码|邮\s*编"),
    ("email", r"电子邮箱|电子邮件地址|邮\s*箱(?:地址)?|E-?mail"),
    ("fax", r"传\s*真(?:号码?)?"),
    ("purpose", r"(?:所需)?(?:政府)?信息的?用途|用\s*途"),
    ("carrier", r"(?:(?:政府)?信息的?(?:指定)?)?提供(?:政府信息的)?(?:具体)?[方形]式|载体"),
    ("obtain_way", r"(?:获取|领取|取得)(?:政府)?(?:信息)?的?(?:方式|途径)"),
    ("content", (r"(?:所需|申请公开的?|申请)(?:政府)?信息的?(?:内容)?(?:描述|名称)?|"
     r"申请(?:公开的?)?(?:的)?(?:内容|事项)|内容描述|信息名称")),
    ("skipped", (r"(?:申请|填表)(?:时间|日期)|(?:工作)?单位|职业|性别|年龄|民族|备注|签名|"
     r"证件(?:名称|类型)|特征描述")),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:^|(?<=[\s,，;；。、|(（:：]))(?:[0-9一二三四五六七八九十]{1,2}[、.)]\s*)?"
    r"(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS) + r")"
    r"(?:\s*[(（][^()（）\n]{0,16}[)）])?"
    r"(?P<mark>\s*[:：]\s*|[ \t]*\t[ \t]*|[ ]{1,4}(?=[^\s:：])|\s*\n(?=[^\s])"
    r"|是(?=[\w\u4e00-\u9fff]))",
    re.IGNORECASE | re.MULTILINE,
)
_MANY_LINES = {"content"}
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9][\dOoIl](?:[ -]?[\dOoIl]){15}[ -]?[\dXxOoIl]"
    r"|[0-9A-HJ-NP-RT-UW-Y]{18})(?![0-9A-Za-z])"
)
_OLD_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d-])(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d{4}){2}|1[3-9]\d{9}"
    r"|0\d{2,3}[ -]?\d{7,8}|\(0\d{2,3}\)\d{7,8})(?![\d])"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ORG = re.compile(
    r"[\u4e00-\u9fff（）()A-Za-z0-9·]{2,40}?(?:有限(?:责任)?公司|公司|合作社|村民委员会|村委会|居民委员会|"
    r"居委会|业主委员会|业委会|律师事务所|研究院|研究所|基金会|协会|商会|大学|学院|集团|经营部|事务所)"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温庞殷章葛管甘齐樊兰俞申聂耿焦翁牛柳邢路岳倪庄柴裴梅辛麦单冉卓蒲桂阎池屠宗解"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,10}")
_CALLED = re.compile(
    r"(?:我叫|我的?名字(?:叫|是)|本人姓名|我是|本人(?:叫|是)?|申请人[:：]?)\s*"
    r"([\u4e00-\u9fff·]{2,12}?)(?=[,，。；;、！!\s(（]|的|，|$|身份|电话|家住|住|系|是|现|想|要|申请)"
)
_STAMP = re.compile(
    r"^(?P<who>\S{1,12}?)?[ \t:：]*(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?[ \t]*)?"
    r"(?:星期.|周.|上午|下午|晚上)?[ \t]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[ \t]*$",
    re.MULTILINE,
)
_QUOTE = re.compile(
    r"^(?:>.*|-{2,}\s*(?:原始邮件|Original Message|转发).*|发自我的.*|来自.*客户端.*)$",
    re.MULTILINE,
)
_PLACE = re.compile(
    r"(?:(?:我|家|现|户籍|户口)?(?:家?住|住址|居住|地址)(?:在|是|为|于)?|收件?地址(?:是|为)?|寄到|寄往|邮寄到|邮寄至)[:：]?"
    r"([\u4e00-\u9fff0-9A-Za-z()（）#-]{4,50})"
)
_WHOLE_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|县|区)[\u4e00-\u9fff]{0,12}?(?:镇|乡|街道|路|街)"
    r"[\u4e00-\u9fff0-9A-Za-z-]{0,24}(?:村|社区|组|号|室|栋|单元|小区|楼)(?:[0-9一二三四五六七八九十]{1,3}[组号室])?"
)
_ASKS = re.compile(
    r"(?:申请|想|要求|希望|请|需要|请求|麻烦|能不能|能否|可以)[^。；;！!？?\n]{0,14}?"
    r"(?:公开|提供|查询|查阅|查看|查一下|看一下|看看|获取|了解|复印|要一份|调取|调阅|知道)(?:一?下)?"
)
_LEAD = re.compile(
    r"^(?:一下|以下(?:政府)?信息|如下(?:政府)?信息|下列(?:政府)?信息|政府信息|给我)?[:：,，\s]*"
)
_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_GREETING = re.compile(r"^(?:您?你?们?好|尊敬的|敬礼|此致|谢谢|请问|收到|在吗|领导|同志)")
_SHORTEST, _SHORT_LINE = 6, 4
_BLANK = re.compile(r"[_＿…—]{2,}|^[/／无\-\s]*$")
_TICKED = re.compile(r"[☑☒✓✔√■▣●◉]\s*([^\s☑☒✓✔√■▣●◉□☐○◯]+)")
_BOXED = re.compile(r"[□☐○◯]\s*[^\s☑☒✓✔√■▣●◉□☐○◯]+")
_WISHES = (
    ("obtain_way", "mail", r"邮寄|寄给|寄到|寄往|快递|挂号"),
    ("obtain_way", "email", r"电子邮件|发[^。，,]{0,5}邮[箱件]|邮箱(?:发|接收)|发邮"),
    ("obtain_way", "pick_up", r"(?:自行|当面|窗口)领取|自[取领]|[来去门][拿取领]"),
    ("carrier", "inspect", r"当场查[看阅]|现场查[看阅]|查阅|抄录|当场看"),
    ("carrier", "electronic", r"电子(?:版|文档|件|档|文件|邮件)|扫描件|光盘|PDF|U盘"),
    ("carrier", "paper", r"纸[质面]|复印件|打印(?:件|出来)?|书面"),
)  # fmt: skip


def half(text: str) -> str:
    """Turn full-width signs into half-width letter by letter: every place stays where it is."""
    wide = ((letter, half_width(letter)) for letter in text)
    return "".join(plain if len(plain) == 1 else letter for letter, plain in wide)


def labelled(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Cut out what stands behind labels; return the rest, and the pairs of box and value."""
    plain, found, rest, at = half(text), [], [], 0
    marks = [match for match in _LABEL.finditer(plain) if _meant(match, plain)]
    for number, match in enumerate(marks):
        name, start = _name_of(match), match.end()
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        end = start + len(_own(name, plain[start:end]))
        rest.append(text[at : match.start()])
        at = end
        kept = _value(name, text[start:end])
        if kept and name != "skipped":
            found.append((name, kept))
    rest.append(text[at:])
    return "\n".join(rest), found


def _name_of(match: re.Match[str]) -> str:
    return next(key for key, value in match.groupdict().items() if value and key != "mark")


def _meant(match: re.Match[str], plain: str) -> bool:
    """Tell a label from the same word in a sentence: by its colon, its tab, or what follows."""
    if match["mark"].strip() not in ("", "是") or "\t" in match["mark"]:
        return True
    return _fits(_name_of(match), plain[match.end() : match.end() + _FAR].partition("\n")[0])


def _own(name: str, value: str) -> str:
    """Return what of a value is its own: its line; for the content its paragraph, unsigned."""
    if name not in _MANY_LINES:
        return value.partition("\n")[0]
    lines = re.split(r"\n[ \t]*\n", value)[0].split("\n")
    while len(lines) > 1 and (_DATED.fullmatch(lines[-1].strip()) or is_name(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines)


_FAR = 80  # letters behind a label that tell whether it is one
_DATED = re.compile(r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?|")


def _fits(name: str, value: str) -> bool:
    """Tell whether a value behind a label without a colon can belong to it."""
    first = value.strip().partition("\n")[0].strip()
    match name:
        case "name" | "agent_name" | "legal_representative" | "contact_person":
            return is_name(first.split(" ")[0]) or bool(_ORG.match(first))
        case "id_number" | "agent_id_number":
            return bool(identity(first)[0])
        case "phone" | "agent_phone" | "contact":
            return bool(_PHONE.search(first))
        case "email":
            return bool(EMAIL.search(first))
        case "postcode":
            return bool(re.match(r"\d{6}(?!\d)", first))
        case "address":
            return bool(re.search(r"[省市县区镇乡村路街号组室]", first))
    return False


def _value(name: str, value: str) -> str:
    value = tidy(value) if name in _MANY_LINES else tidy(value).replace("\n", " ")
    value = value.strip().strip(",，;；、|")
    if _BLANK.search(value) and not re.search(r"[\w\u4e00-\u9fff]", _BLANK.sub("", value)):
        return ""
    if name == "name":
        value = re.split(r"[,，;；。\s(（]", value)[0] if not _ORG.match(value) else value
    return value.rstrip("。") if name not in _MANY_LINES else value


def identity(text: str) -> tuple[str, bool]:
    """Return the number in a text, and whether letters in it were taken for digits."""
    plain = squeeze(half(text)).replace("-", "").upper()
    match = re.search(r"[0-9A-Z]{15,19}", plain)
    if not match:
        return "", False
    number = match.group()
    if re.fullmatch(r"[\dOIL]{14,17}[\dXOIL]", number) and not number.isdigit():
        mended = number[:-1].translate(_DIGITS) + number[-1].translate(_DIGITS)
        return mended, mended != number
    return number, False


_DIGITS = str.maketrans("OIL", "011")


def phones(text: str) -> list[str]:
    """Return the telephone numbers of a text, without blanks."""
    plain = IDENTITY.sub(" ", half(text))
    found = [
        squeeze(match[1]).replace("(", "").replace(")", "-") for match in _PHONE.finditer(plain)
    ]
    return [number.replace("-", "") if number[0] == "1" else number for number in found]


def without_quotes(text: str) -> str:
    """Drop what an e-mail quotes of another one."""
    return _QUOTE.sub("", text)


def without_stamps(text: str) -> tuple[str, str]:
    """Drop the lines a chat puts before each message; return the text and the first sender."""
    senders = [match["who"] for match in _STAMP.finditer(half(text)) if match["who"]]
    for match in reversed(list(_STAMP.finditer(half(text)))):
        text = text[: match.start()] + text[match.end() :]
    return text, next(iter(senders), "")


def is_name(text: str) -> bool:
    """Tell whether a text looks like a person's name."""
    if not _NAME.fullmatch(text):
        return False
    return "·" in text or text[0] in _SURNAMES or text.startswith(_DOUBLE)


def is_org(text: str) -> bool:
    return bool(_ORG.search(text))


def called(text: str) -> str:
    """Find 我叫…, 我是…; an organisation that names itself early wins."""
    org = _ORG.search(text[:_HEAD])
    if org:
        name = _OWN_WORDS.sub("", org[0])
        if _ORG.fullmatch(name) and not _ASKED.match(name):
            return name
    for pattern in (_VILLAGER, _CALLED):
        for match in pattern.finditer(text):
            if is_name(match[1]):
                return match[1]
    return ""


_HEAD = 80  # letters
_OWN_WORDS = re.compile(r"^.*?(?:我们?是|(?:我们?|本)(?:公司|单位|社|所)(?:是|系|为)?|系|：|:)")
_ASKED = re.compile(r"我们?村|你们|关于|申请|公开|请|查|想|本村|该")
_VILLAGER = re.compile(
    r"(?:我|本人)[是系]?[^，,。；;\n]{2,14}?(?:的|村民|居民|职工|业主|组)([\u4e00-\u9fff]{2,4}?)"
    r"(?=[,，。；;、\s]|想|要|申请|$)"
)


def signature(text: str) -> str:
    """Find a name standing alone in one of the last lines, or behind 申请人 there."""
    lines = [line.strip(" 。.,，") for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-4:]):
        last = line.rpartition("：")[2].rpartition(":")[2].strip()
        if is_name(last) and not _GREETING.match(last):
            return last
    return ""


def address(text: str) -> str:
    """Find where somebody lives or wants the letter; the longest whole address else."""
    for match in _PLACE.finditer(half(text)):
        place = re.split(r"[,，。；;]|电话|手机|身份证", text[match.start(1) : match.end(1)])[0]
        if re.search(r"[省市县区镇乡村路街组号]", place):
            return re.sub(r"的?(?:村民|居民|人)$|的$", "", place)
    found = [match.group() for match in _WHOLE_PLACE.finditer(text)]
    clean = [place for place in found if not re.search(r"申请|公开|政府", place)]
    return max(clean, key=len, default="")


def content(text: str, taken: Sequence[str]) -> str:
    """Find what is asked for: behind a verb of asking, else the longest sentence left over."""
    for match in _ASKS.finditer(text):
        end = re.search(r"[。；;！!？?]|\n\s*\n|\n(?=.{0,12}$)|$", text[match.end() :])
        stop = match.end() + (end.start() if end else 0)
        wanted = _LEAD.sub("", _clauses(text[match.end() : stop])).strip(" ,，:：\n")
        if len(squeeze(wanted)) >= _SHORT_LINE:
            return tidy(wanted)
        listed = re.match(
            r"[:：\s]*\n?((?:\s*(?:[0-9一二三四五六七八九十]{1,2}[、.)．]).+\n?)+)",
            text[match.end() :],
        )
        if listed:
            return tidy(listed[1])
    rest = [one.strip() for one in _SENTENCE.findall(text)]
    good = [
        one
        for one in rest
        if len(one) >= _SHORTEST and not _GREETING.match(one)
        and not any(value and value in one for value in taken)
        and not _PHONE.search(half(one)) and not IDENTITY.search(half(one))
    ]  # fmt: skip
    return max(good, key=len, default="").rstrip("。")


def _clauses(text: str) -> str:
    """Keep the clauses up to the first that speaks of something else."""
    first, *more = re.split(r"(?=[,，])", text)
    for clause in more:
        if _ELSE.match(clause) or _PHONE.search(half(clause)) or EMAIL.search(half(clause)):
            break
        first += clause
    return first


_ELSE = re.compile(
    r"[,，]\s*(?:我?要|请|我|本人|电话|手机|联系|地址|身份证|以|发|谢谢|最好|希望|邮|寄|麻烦|用)"
)


def wishes(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wished of form and way; ticked boxes of a form decide where there are any."""
    ticked = _TICKED.findall(text)
    if ticked:
        text = "，".join(ticked)
    elif _BOXED.search(text):
        text = _BOXED.sub("", text)  # a form nobody ticked says nothing
    seen: set[str] = set()
    for box, value, pattern in _WISHES:
        if box not in seen and re.search(pattern, text, re.IGNORECASE):
            seen.add(box)
            yield box, value
