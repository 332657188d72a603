"""Which province a basis speaks of: a catalogue must not rest on another province's papers."""

from __future__ import annotations

import re

# GB/T 2260: first two digits → name and the character in document numbers
_KNOWN = (
    "11北京京", "12天津津", "13河北冀", "14山西晋", "15内蒙古蒙", "21辽宁辽", "22吉林吉",
    "23黑龙江黑", "31上海沪", "32江苏苏", "33浙江浙", "34安徽皖", "35福建闽", "36江西赣",
    "37山东鲁", "41河南豫", "42湖北鄂", "43湖南湘", "44广东粤", "45广西桂", "46海南琼",
    "50重庆渝", "51四川川", "52贵州黔", "53云南云", "54西藏藏", "61陕西陕", "62甘肃甘",
    "63青海青", "64宁夏宁", "65新疆新",
)  # fmt: skip
NAMES = {text[:2]: text[2:-1] for text in _KNOWN}
_SIGNS = {text[-1]: text[2:-1] for text in _KNOWN}
_NUMBER = re.compile(rf"([{''.join(_SIGNS)}])[\u4e00-\u9fff]{{1,5}}[〔\[（(]\d{{4}}")


def provinces_in(text: str) -> set[str]:
    """Return the provinces a text names, by name or by the sign of a document number."""
    found = {name for name in NAMES.values() if name in text}
    return found | {_SIGNS[sign] for sign in _NUMBER.findall(text)}


def province_of(credit_code: str) -> str:
    """Return the province of an 18-digit credit code (digits 3 and 4), or ``""``."""
    return NAMES.get(credit_code[2:4], "")
