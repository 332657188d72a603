"""Clean-up of typed and pasted text, and the masking of personal data."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_ALL_SPACE = re.compile(r"\s+")
_NUMBER = re.compile("[0-9]+")
_DIGITS = 12
_LINE_ENDS = re.compile("\r\n?|[\v\f\u2028\u2029]")
# letters by their class, yet drawn as nothing: Hangul fillers and the grapheme joiner
FILLERS = "\u034f\u115f\u1160\u3164\uffa0"
_NO_XML = "\ufffe\uffff"  # no workbook and no document can hold them
# everything ``visible`` may drop or change and ``tidy`` does not change by itself
_SUSPECT = re.compile(
    f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    f"\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff9-\uffff{FILLERS}"
    "\U00010000-\U0010ffff]"
)
_ID18 = re.compile(r"^[1-9]\d{16}[\dX]$")
# GB 11643-1999: weights and check characters of the 18-digit identity number
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"


def tidy(text: str) -> str:
    """Collapse runs of blanks and trim, and drop what nobody sees.

    Line breaks and full-width punctuation stay.
    """
    lines = text.splitlines()
    if _SUSPECT.search(text):
        lines = visible("\n".join(lines)).split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip()


def visible(text: str) -> str:
    r"""Drop what nobody sees: controls, zero-width and direction marks (Unicode Cf, Cc).

    Every kind of line end becomes ``\n`` and every kind of blank a space; tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_seen, _LINE_ENDS.sub("\n", text)))


def _seen(letter: str) -> str:
    if letter in "\n\t":
        return letter
    kind = unicodedata.category(letter)
    if kind == "Zs":
        return " "
    return "" if kind in ("Cf", "Cc") or letter in FILLERS or letter in _NO_XML else letter


def storable(text: str) -> bool:
    """Tell whether a text can be kept as UTF-8: it holds no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def squeeze(text: str) -> str:
    """Delete all white space: the form in which headings and names are compared."""
    return _ALL_SPACE.sub("", text)


def sort_key(text: str) -> bytes:
    """Return what a list is sorted by: hanzi by their sound, numbers by their value.

    The common 3755 hanzi stand in GB 18030 in the order of their pinyin (GB/T 2312 level 1).
    """
    padded = _NUMBER.sub(_padded, text)
    return padded.encode("gb18030", "replace")


def _padded(number: re.Match[str]) -> str:
    return number[0].zfill(_DIGITS)


def half_width(text: str) -> str:
    """Turn full-width digits, letters and signs into half-width (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def id_number(text: str) -> str:
    """Normalise a typed identity number: half-width, no blanks, capital X."""
    return squeeze(half_width(text)).upper()


def id_number_fault(text: str) -> str:
    """Say what is wrong with an 18-digit identity number (GB 11643-1999), or ``""``."""
    if len(text) != 18:  # noqa: PLR2004 - the standard's length
        return f"应为18位，现在是{len(text)}位"
    if not _ID18.match(text):
        return "只能是数字，最后一位可以是X"
    if id_check_character(text[:17]) != text[17]:
        return "最后一位校验码不符，可能录错了一位"
    return ""


def id_check_character(body: str) -> str:
    """Return the check character of the first 17 digits (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return _ID_CHECK[total % 11]


def mask_id(text: str) -> str:
    """Show the first two and last three characters: ``51*************087``."""
    return text[:2] + "*" * max(0, len(text) - 5) + text[-3:] if len(text) > 5 else "*" * len(text)  # noqa: PLR2004


def mask_phone(text: str) -> str:
    """Show the first three and last four digits: ``139****0872``."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 8 else "*" * len(text)  # noqa: PLR2004


def mask_name(text: str) -> str:
    """Show the family name only: ``张**``."""
    return text[:1] + "*" * (len(text) - 1)


def mask_middle(text: str) -> str:
    """Show a name's first and last character: ``张*明``; of two, the family name only."""
    if len(text) <= 2:  # noqa: PLR2004 - family name and one more
        return mask_name(text)
    return text[0] + "*" * (len(text) - 2) + text[-1]


def mask_address(text: str) -> str:
    """Keep an address down to the town or street office, star the rest."""
    found = re.match(r".*?(镇|乡|街道)", text)
    return f"{found.group()}****" if found else "****"


def printable(text: str) -> str:
    """Show a name from outside without line breaks, control signs or endless length."""
    shown = "".join(letter if letter.isprintable() else "□" for letter in text)
    return shown if len(shown) <= 160 else shown[:157] + "…"  # noqa: PLR2004
