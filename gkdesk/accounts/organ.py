"""The office itself: the names, numbers and neighbours that stand on its paper."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.files import read
from gkdesk.base.labels import Labelled
from gkdesk.db import Connection

USCC_LENGTH = 18
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
    try:
        data = tomllib.loads(read(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Problem("整个文件", f"不是能读懂的 TOML 文件（{error}）")
        raise BadFile(path.name, [fault]) from error
    return organ_from(data, path.name)


def organ_from(data: dict[str, object], source: str) -> Organ:
    """Check a profile's values and build it.

    Raises:
        BadFile: every missing, unknown or wrong value at once.
    """
    known = {field.name for field in fields(Organ)}
    problems = [Problem(key, "不认识的项目，请删去或改正拼写") for key in data if key not in known]
    problems += [
        Problem(key, f"缺少“{label}”") for key, label in _LABELS.items() if not data.get(key)
    ]
    problems += [
        Problem(key, "应为文字，请加引号")
        for key in known & data.keys()
        if not isinstance(data[key], str)
    ]
    if data.get("kind") and data["kind"] not in set(OrganKind):
        problems.append(Problem("kind", "只能填 town（镇）或 street（街道）"))
    code = data.get("credit_code")
    if isinstance(code, str) and code and (fault := credit_code_fault(code)):
        problems.append(Problem("credit_code", fault))
    if problems:
        raise BadFile(source, problems)
    values = {key: str(value).strip() for key, value in data.items()}
    values.setdefault("town", values["name"].removesuffix("人民政府").removesuffix("办事处"))
    return Organ(**{**values, "kind": OrganKind(values["kind"])})  # type: ignore[arg-type]


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
