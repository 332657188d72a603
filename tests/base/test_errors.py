"""Every sentence a clerk may see: what happened, what to do, what is safe."""

from __future__ import annotations

import importlib
import pkgutil
import re

import gkdesk
from gkdesk.base.errors import BadFile, Blocked, Declined, GkdeskError, Problem

BANNED = ("失败", "非法", "异常", "错误代码", "请稍后再试", "系统繁忙", "其它", "登陆", "帐号")
LEFT_OUT = ("gkdesk.ui", "gkdesk.__main__", "gkdesk.demo")


def _errors() -> list[type[GkdeskError]]:
    for module in pkgutil.walk_packages(gkdesk.__path__, "gkdesk."):
        if not module.name.startswith(LEFT_OUT):
            importlib.import_module(module.name)
    found: list[type[GkdeskError]] = []
    pending = [GkdeskError]
    while pending:
        kind = pending.pop()
        found.append(kind)
        pending.extend(kind.__subclasses__())
    return sorted(set(found), key=lambda kind: f"{kind.__module__}.{kind.__name__}")


ERRORS = _errors()


def test_messages_use_no_banned_word() -> None:
    assert [
        (kind.__name__, word) for kind in ERRORS for word in BANNED if word in kind.message
    ] == []


def test_messages_say_what_happened_and_what_to_do() -> None:
    def unclear(kind: type[GkdeskError]) -> bool:
        filled = re.sub(r"\{\w+[^}]*\}", "某", kind.message)
        return not filled.endswith(("。", "某", "）")) or not re.search(r"[。，；：]", filled)

    last = [kind for kind in ERRORS if kind.__subclasses__() == []]
    assert len(last) > 200
    assert [kind.__name__ for kind in last if unclear(kind)] == []


def test_who_must_act_decides_the_exit_code() -> None:
    assert (Declined.exit_code, Blocked.exit_code, GkdeskError.exit_code) == (2, 3, 1)


def test_a_bad_file_keeps_its_problems() -> None:
    error = BadFile("表.xlsx", [Problem("B3", "不是金额"), Problem("C4", "空白")])
    assert "2处" in str(error)
    assert [problem.where for problem in error.problems] == ["B3", "C4"]
