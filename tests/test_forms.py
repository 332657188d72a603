"""Every shipped form is free of mistakes, and every document has a sample."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents import template
from gkdesk.formcheck import CHECKERS

FORMS = sorted(paths.forms().glob("*/*.toml"))
BANNED = re.compile("失败|非法|异常|错误代码|请稍后再试|系统繁忙|操作成功|其它|登陆|帐号")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_forms_have_no_mistakes(path: Path) -> None:
    kind = path.parent.name
    named = CHECKERS.get(f"{kind}/{path.stem}", CHECKERS[kind])
    module, _, function = named.partition(":")
    assert getattr(importlib.import_module(module), function)(path) == []


@pytest.mark.parametrize(
    "path", [path for path in FORMS if path.parent.name == "documents"], ids=lambda path: path.stem
)
def test_documents_say_what_they_rest_on(path: Path) -> None:
    found = template.read(path)
    assert found.status == "草案，待本机关确认"
    assert (paths.resources() / "samples" / "documents" / f"{path.stem}.json").exists()
    assert not BANNED.search(path.read_text("utf-8"))
    if found.series:
        series = importlib.import_module("gkdesk.documents.numbers")
        folders = importlib.import_module("gkdesk.base.formfiles").FormFolders(paths.forms())
        assert found.series in series.series_of(folders)
