"""What can go wrong, told apart by who must act.

* ``Declined``: the clerk must change something (exit 2);
* ``Blocked``: the machine must be mended, such as a full disk or a locked file (exit 3);
* anything that is not a ``GkdeskError`` is our bug, and nobody catches it except the last
  handlers in ``ui/crash.py`` and ``cli/main.py``.

Every message is one Chinese sentence or three: what happened, what to do, what is safe.
"""

from __future__ import annotations

from dataclasses import dataclass


class GkdeskError(Exception):
    """Base of every error a user may see; subclasses give the words."""

    # a class attribute, not a docstring: stripping docstrings must not silence errors
    message = "操作没有完成。"
    exit_code = 1

    def __init__(self, **values: object) -> None:
        super().__init__(self.message.format(**values))
        self.values = values


class Declined(GkdeskError):
    """The rule says no: the clerk must change something."""

    exit_code = 2


class Blocked(GkdeskError):
    """The machine must be mended before this can go on."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place: a value to collect, not to raise.

    ``where`` names the cell, row, page or field; ``blocking`` is false for a mere warning.
    """

    where: str
    message: str
    blocking: bool = True


class BadFile(Declined):
    """A file is wrong in ``len(problems)`` places; nothing of it was taken."""

    message = "文件“{name}”有{count}处问题，没有导入任何内容。请按列出的位置更正后重新导入。"

    def __init__(self, name: str, problems: list[Problem]) -> None:
        super().__init__(name=name, count=len(problems))
        self.problems = problems


class BadValue(Declined):
    """One value of a form is not acceptable; ``field`` is the name the window marks."""

    message = "“{label}”{reason}。请更正后再试，其他内容没有丢。"

    def __init__(self, field: str, label: str, reason: str) -> None:
        super().__init__(label=label, reason=reason)
        self.field = field
        self.reason = reason
