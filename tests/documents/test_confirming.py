"""The office confirms wording; wording changed afterwards is a draft again."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from gkdesk import paths
from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.documents.confirming import ConfirmedAlready, digest
from gkdesk.documents.service import Documents
from gkdesk.documents.template import NoTemplate
from tests.conftest import log_in

FORM = "request_reply_disclose"


def own(session: Session, text: str) -> None:
    folder = session.folder / "forms" / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{FORM}.toml").write_text(text, "utf-8")


def test_wording_is_a_draft_until_confirmed_and_again_when_changed(session: Session) -> None:
    shipped = (paths.forms() / "documents" / f"{FORM}.toml").read_text("utf-8")
    confirming = Documents(session).confirming
    assert {one.words for one in confirming.all()} == {"草案，待本机关确认"}
    with pytest.raises(NotAllowed):
        confirming.confirm(FORM)
    log_in(session, "何敏")
    done = confirming.confirm(FORM, "镇司法所看过")
    assert done.words == "本机关已确认（何敏，2026-04-10）"
    with pytest.raises(ConfirmedAlready, match="已由何敏"):
        confirming.confirm(FORM)
    own(session, "# 说明\n" + shipped)
    assert confirming.of(FORM).confirmed is not None
    own(session, shipped + '\n[[block]]\nkind = "para"\ntext = "另行说明。"\n')
    changed = confirming.of(FORM)
    assert (changed.confirmed, changed.changed) == (None, True)
    assert changed.words == "确认后又改过，待重新确认"
    shutil.rmtree(session.folder / "forms")
    assert confirming.of(FORM).confirmed is not None


def test_a_confirmation_is_never_taken_back(session: Session) -> None:
    log_in(session, "何敏")
    Documents(session).confirming.confirm(FORM)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        session.conn.execute("DELETE FROM template_confirmed")


def test_a_shared_part_belongs_to_what_is_confirmed(session: Session) -> None:
    documents = Documents(session)
    before = digest(documents.template(FORM))
    folder = session.folder / "forms" / "pages"
    folder.mkdir(parents=True)
    parts = (paths.forms() / "pages" / "letter_parts.toml").read_text("utf-8")
    (folder / "letter_parts.toml").write_text(parts.replace("60日", "六十日"), "utf-8")
    assert digest(documents.template(FORM)) != before


def test_a_sample_is_printed_and_a_missing_one_is_said(session: Session) -> None:
    assert Documents(session).sample(FORM).startswith(b"%PDF")
    with pytest.raises(NoTemplate):
        Documents(session).sample("nothing")
