"""Every letter reads right: stops, empty boxes, the applicant's pronoun, no word too many."""

from __future__ import annotations

import json
import re

import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents import filling, template
from gkdesk.documents.wording import FieldKind, PageKind, Template
from gkdesk.requests.letters import quoted

FORMS = FormFolders(paths.forms())
SAMPLES = paths.resources() / "samples" / "documents"
ROOMS = ("request_", "consult_", "third_", "assist_", "record_")
LETTERS = [
    found
    for path in sorted((paths.forms() / "documents").glob("*.toml"))
    if path.stem.startswith(ROOMS)
    and (found := template.load(FORMS, path.stem)).page is PageKind.LETTER
]
NAMES = [one.id for one in LETTERS]
WRONG = re.compile(r"[。，；：、]{2}|^[。，；：]|[（“][。，）”]|\{|\}|因因|经审查，经审查")
STOPS = "。；，、"

Values = dict[str, "str | list[str]"]


def sample(form: Template) -> Values:
    values: Values = json.loads((SAMPLES / f"{form.id}.json").read_text("utf-8"))
    return values


def words(form: Template, values: Values) -> str:
    pieces = filling.fill(form, values)
    return "\n".join([piece.text for piece in pieces if piece.text])


def required(form: Template, values: Values) -> Values:
    optional = {field.name for field in form.fields if not field.required}
    optional |= {"corrected_receipt_date", "extension_notice_date", "review_online_channel"}
    return {name: value for name, value in values.items() if name not in optional}


def long_names(form: Template) -> list[str]:
    return [field.name for field in form.fields if field.kind is FieldKind.LONGTEXT]


@pytest.mark.parametrize("form", LETTERS, ids=NAMES)
def test_no_stop_is_doubled_or_missing(form: Template) -> None:
    whole = sample(form)
    for values in (whole, required(form, whole)):
        bare, stopped = dict(values), dict(values)
        for name in long_names(form):
            text = str(values.get(name, "")).rstrip(STOPS)
            if text:
                bare[name], stopped[name] = text, f"{text}。"
        printed = words(form, bare)
        assert WRONG.search(printed) is None
        paragraphs = [p.text for p in filling.fill(form, bare) if p.kind == "para"]
        assert all(text.endswith(("。", "：")) for text in paragraphs)
        for name in ("petition_part", "reissue_part"):  # quoted: the room takes the stop away
            if name in stopped:
                stopped[name] = quoted(str(stopped[name]))
        assert words(form, stopped) == printed


@pytest.mark.parametrize("form", LETTERS, ids=NAMES)
def test_an_organisation_is_not_called_you(form: Template) -> None:
    if "pronoun" not in form.given or form.id in ("consult_third_party", "third_party_notice"):
        pytest.skip("speaks to nobody by pronoun")
    values = {**sample(form), "addressee": "红星砖厂", "pronoun": "你单位"}
    own = "".join(str(value) for name, value in sample(form).items() if name != "pronoun")
    if "您" not in own:
        assert "您" not in words(form, values)
    assert "你单位" in words(form, values)


@pytest.mark.parametrize("form", LETTERS, ids=NAMES)
def test_replies_tell_the_remedy_once(form: Template) -> None:
    printed = words(form, sample(form))
    expected = form.id.startswith(("request_reply_", "third_party_notice", "record_correction"))
    assert printed.count("如对") == int(expected)


def test_a_quotation_keeps_its_own_marks_inside() -> None:
    assert quoted("上坪村“三资”台账。") == "上坪村‘三资’台账"
    assert quoted("清单；") == "清单"
