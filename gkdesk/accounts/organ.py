"""The office itself: the names, numbers and neighbours that stand on its paper."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.labels import Labelled
from gkdesk.db import Connection

USCC_LENGTH = 18
LONGEST = 100  # letters of one value
_PREFIX = re.compile(r"^[\u3400-\u9fffA-Za-z]{1,10}$")
# GB 32100-2015: alphabet and weights of the unified social credit code (统一社会信用代码)
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class OrganKind(Labelled):
    """What kind of organ (行政机关) the office belongs to; decides the 复议机关's kind."""

    TOWN = "town", "镇人民政府"
    STREET = "street", "街道办事处"


@dataclass(frozen=True, slots=True)
class Organ:
    """The organ's profile (单位信息), set once and printed everywhere."""

    name: str  # 机关名称, as on the seal
    kind: OrganKind
    county: str  # 县（市、区）名
    credit_code: str  # 统一社会信用代码
    prefix: str  # 机关代字, e.g. 青政
    address: str
    postcode: str
    phone: str
    review_authority: str  # 复议机关
    court: str  # 起诉法院
    town: str = ""  # short name printed before a village's name; default: from name
    office: str = "党政办公室"  # 政府信息公开工作机构
    contact: str = ""  # 联系人
    review_online_channel: str = ""
    supervision_phone: str = ""  # 监督电话 of the 镇纪委; printed in place of the phone

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Organ:
        data = json.loads(text)
        return cls(**(data | {"kind": OrganKind(data["kind"])}))


_LABELS = {
    "name": "机关名称",
    "kind": "机关类别",
    "county": "所在县（市、区）",
    "credit_code": "统一社会信用代码",
    "prefix": "机关代字",
    "address": "地址",
    "postcode": "邮政编码",
    "phone": "电话",
    "review_authority": "复议机关",
    "court": "起诉法院",
}


def read_organ(path: Path) -> Organ:
    """Read an organ's profile from a TOML file.

    Raises:
        BadFile: every missing, unknown or wrong key at once.
    """
    from gkdesk.base.datafile import read_toml

    return organ_from(read_toml(path), path.name)


def organ_from(data: dict[str, object], source: str) -> Organ:
    """Check a profile's values and build it.

    Raises:
        BadFile: every missing, unknown or wrong value at once.
    """
    known = {field.name for field in fields(Organ)}
    texts = {key: value.strip() for key, value in data.items() if isinstance(value, str)}
    problems = [Problem(key, "不认识的项目，请删去或改正拼写") for key in data if key not in known]
    problems += [
        Problem(key, "应为文字，请加引号") for key in known & data.keys() if key not in texts
    ]
    problems += [
        Problem(key, f"缺少“{label}”")
        for key, label in _LABELS.items()
        if not texts.get(key) and key not in {problem.where for problem in problems}
    ]
    problems += [
        Problem(key, fault) for key, text in texts.items() if text and (fault := _fault(key, text))
    ]
    if problems:
        raise BadFile(source, problems)
    town = texts["name"].removesuffix("人民政府").removesuffix("办事处")
    values = {"town": town, **{key: text for key, text in texts.items() if text}}
    return Organ(**{**values, "kind": OrganKind(values["kind"])})  # type: ignore[arg-type]


def _fault(key: str, text: str) -> str:
    if not text.isprintable() or len(text) > LONGEST:
        return f"含有看不见的字符，或者超过{LONGEST}个字"
    match key:
        case "kind" if text not in set(OrganKind):
            return "只能填 town（镇）或 street（街道）"
        case "credit_code":
            return credit_code_fault(text)
        case "prefix" if not _PREFIX.match(text):
            return "机关代字只能用汉字或字母，最多10个，如：青政"
    return ""


def credit_code_fault(code: str) -> str:
    """Say what is wrong with a unified social credit code (GB 32100-2015), or ``""``."""
    if len(code) != USCC_LENGTH or any(letter not in _USCC_LETTERS for letter in code):
        return "统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z）"
    total = sum(
        _USCC_LETTERS.index(letter) * weight
        for letter, weight in zip(code, _USCC_WEIGHTS, strict=False)
    )
    if _USCC_LETTERS[(31 - total % 31) % 31] != code[17]:
        return "统一社会信用代码的校验码不符，可能录错了一位"
    return ""


def load(conn: Connection) -> Organ:
    row = conn.execute("SELECT profile FROM organ WHERE id = 1").fetchone()
    return Organ.from_json(row["profile"])


def save(conn: Connection, organ: Organ) -> None:
    conn.execute(
        "INSERT INTO organ (id, profile) VALUES (1, :profile)"
        " ON CONFLICT (id) DO UPDATE SET profile = :profile",
        {"profile": organ.as_json()},
    )
