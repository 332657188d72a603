"""Every form's sample prints, whatever way its rows are written."""

from __future__ import annotations

import json

import pytest

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile
from gkdesk.documents.service import Documents

SAMPLES = paths.resources() / "samples" / "documents"
LISTED = [
    path.stem for path in sorted(SAMPLES.glob("*.json"))
    if any(
        isinstance(one, (list, dict))
        for value in json.loads(path.read_text("utf-8")).values() if isinstance(value, list)
        for one in value
    )
]  # fmt: skip


def test_some_samples_have_rows_as_lists() -> None:
    assert {"request_difficult_list", "village_keep_proof"} <= set(LISTED)


def test_every_form_has_a_sample_that_prints(session: Session) -> None:
    documents = Documents(session)
    known = {one.template.id for one in documents.confirming.all()}
    assert set(LISTED) <= known
    for form in known:
        assert documents.sample(form).startswith(b"%PDF"), form


def test_a_sample_that_says_too_much_is_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    folder = session.folder / "samples" / "documents"
    folder.mkdir(parents=True)
    given = json.loads((SAMPLES / "village_keep_proof.json").read_text("utf-8"))
    given["postings"] = [{"no_such_column": "甲"}]
    (folder / "village_keep_proof.json").write_text(json.dumps(given), "utf-8")
    monkeypatch.setattr(session, "resources", session.folder)
    with pytest.raises(BadFile):
        Documents(session).sample("village_keep_proof")
