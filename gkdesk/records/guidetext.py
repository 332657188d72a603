"""What a guide's parts say: materials line by line, several guides made one. No office needed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gkdesk.base.text import half_width, squeeze

MATERIALS = "materials"
# parts printed in this order; the first of them before the materials, the others after
HEAD_PARTS = ("summary", "grounds", "conditions")
TAIL_PARTS = (
    "flow", "fees", "limit", "way", "result", "hours", "place", "query", "phone", "complaint",
)  # fmt: skip
FAQ = "faq"
PARTS = (*HEAD_PARTS, MATERIALS, *TAIL_PARTS, FAQ)
# of several guides, parts whose lines are simply put together; the others say whose they are
_UNITED = ("grounds", "hours", "place", "query", "complaint")
_PARTED = re.compile(r"[|｜\t]")
_BRACKETS = re.compile(r"[(（].*?[)）]")


@dataclass(frozen=True, slots=True)
class Material:
    """One thing to bring: how many, in which form; ``used_by`` names the matters it is for."""

    name: str
    copies: str = ""
    form: str = ""
    note: str = ""
    used_by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes two lines the same material: the name without blanks and brackets."""
        return squeeze(_BRACKETS.sub("", half_width(self.name)))

    @property
    def line(self) -> str:
        """The material as it is typed."""
        return f"{self.name}|{self.copies}|{self.form}|{self.note}".rstrip("|")


def materials(text: str) -> list[Material]:
    """Read materials, one a line: 名称|份数|形式|说明."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in _PARTED.split(line)]
        if cells[0]:
            name, copies, form, *rest = [*cells, "", "", ""]
            found.append(Material(name, copies, form, "；".join(filter(None, rest))))
    return found


def united(named: Sequence[tuple[str, str]]) -> list[Material]:
    """Return the materials of several matters, each asked once.

    Of one asked for by several the most copies count, and the forms are put together.

    Args:
        named: (matter, its materials as typed).
    """
    found: dict[str, Material] = {}
    for matter, text in named:
        for one in materials(text):
            held = found.get(one.key)
            found[one.key] = _both(held, one, matter) if held else _used(one, matter)
    return list(found.values())


def _used(one: Material, matter: str) -> Material:
    return Material(one.name, one.copies, one.form, one.note, (matter,))


def _both(held: Material, one: Material, matter: str) -> Material:
    users = held.used_by if matter in held.used_by else (*held.used_by, matter)
    return Material(
        held.name, _most(held.copies, one.copies), _joined(held.form, one.form),
        _joined(held.note, one.note), users,
    )  # fmt: skip


def _most(a: str, b: str) -> str:
    """Return the larger number of copies; words beside a number stay with it."""
    numbers = [int(found[0]) if (found := re.search(r"\d+", text)) else 0 for text in (a, b)]
    return b if numbers[1] > numbers[0] else a or b


def _joined(a: str, b: str) -> str:
    parts = dict.fromkeys(part for text in (a, b) for part in text.split("；") if part)
    return "；".join(parts)


def merged(guides: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the parts of one 一件事 guide made of several guides' values."""
    names = [guide["name"] for guide in guides]
    made = {"summary": f"一次办理：{'、'.join(names)}。"}
    made[MATERIALS] = "\n".join(
        Material(one.name, one.copies, one.form, _for_whom(one, len(names))).line
        for one in united([(guide["name"], guide.get(MATERIALS, "")) for guide in guides])
    )
    for part in (*HEAD_PARTS[1:], *TAIL_PARTS, FAQ):
        texts = [guide.get(part, "") for guide in guides]
        if part in _UNITED or len(set(filter(None, texts))) <= 1:
            made[part] = "\n".join(_lines(texts))
        else:
            pairs = zip(names, texts, strict=True)
            made[part] = "\n".join(f"【{name}】\n{text}" for name, text in pairs if text)
    made["phone"] = "、".join(_lines([guide.get("phone", "") for guide in guides]))
    return {name: text for name, text in made.items() if text}


def _for_whom(one: Material, count: int) -> str:
    whom = "" if len(one.used_by) == count else f"用于{'、'.join(one.used_by)}"
    return "；".join(filter(None, (one.note, whom)))


def _lines(texts: Sequence[str]) -> list[str]:
    """Return the different lines of several texts, in order."""
    seen: dict[str, str] = {}
    for text in texts:
        for line in text.splitlines():
            if line.strip():
                seen.setdefault(squeeze(line), line.strip())
    return list(seen.values())
