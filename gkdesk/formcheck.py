"""Every form file checked by the room that reads it: for ``forms check`` and ``doctor``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from gkdesk import paths
from gkdesk.base.errors import Problem
from gkdesk.base.formfiles import FormFolders

# kind of form (its folder) → module and function that lists its mistakes; a single file may
# have its own. Imported only when a file of the kind is checked.
CHECKERS = {
    "documents": "gkdesk.documents.template:check",
    "pages": "gkdesk.documents.numbers:check",
    "pages/fonts": "gkdesk.documents.fontwishes:check",
    "village": "gkdesk.village.form:check",
    "townlists": "gkdesk.village.form:check",
    "registers": "gkdesk.records.regform:check",
    "catalog": "gkdesk.catalog.mapping:check",
    "rules": "gkdesk.requests.rules:check",
    "pages/letter_parts": "gkdesk.documents.parts:check",
    "rules/request_annual": "gkdesk.requests.annualform:check",
    "rules/annual_report": "gkdesk.statistics.reportform:check",
    "rules/catalog_village": "gkdesk.search.levels:check",
    "rules/catalog_house": "gkdesk.catalog.house:check",
    "rules/records_words": "gkdesk.records.wordlist:check",
    "rules/records_review": "gkdesk.records.reviewrules:check",
    "rules/records_attribute": "gkdesk.records.attributes:check",
    "rules/records_history": "gkdesk.records.historyrows:check",
    "rules/records_axes": "gkdesk.records.axes:check",
    "rules/records_index": "gkdesk.records.indexnumbers:check",
    "rules/records_interpretation": "gkdesk.records.interpreting:check",
    "rules/records_selfcheck": "gkdesk.records.selfcheckrules:check",
    "rules/records_transfer": "gkdesk.records.transferrules:check",
    "rules/village": "gkdesk.village.deadlines:check",
    "rules/village_items": "gkdesk.village.items:check",
    "rules/village_periods": "gkdesk.village.windows:check",
    "rules/village_inspection": "gkdesk.village.inspectrules:check",
    "rules/village_between": "gkdesk.village.between:check",
}
PARTS = "letter_parts"
KINDS = tuple(name for name in CHECKERS if "/" not in name)


def check_file(path: Path, kind: str, folders: FormFolders | None = None) -> list[Problem]:
    """List the mistakes of one form file.

    Args:
        path: the file.
        kind: its folder.
        folders: where the forms in use are, when it is one of them: a template is checked with
            the parts it is printed with, which may be the office's own.

    Raises:
        Blocked: the file cannot be read.
    """
    named = CHECKERS.get(f"{kind}/{path.stem}", CHECKERS[kind])
    module, _, function = named.partition(":")
    checker: Callable[..., list[Problem]] = getattr(importlib.import_module(module), function)
    if kind == "documents" and folders is not None:
        return checker(path, folders.paths("pages").get(PARTS))
    if kind != "documents" or (path.parent.parent / "pages" / f"{PARTS}.toml").exists():
        return checker(path)
    # a template of the office's own, or a loose file, uses the shipped parts
    return checker(path, paths.forms() / "pages" / f"{PARTS}.toml")


def check_on_trial(path: Path, kind: str, folders: FormFolders) -> list[Problem]:
    """List the mistakes of a file that is not in use yet; raises as ``check_file``.

    A template is checked with the parts that lie beside it, else with those in use.
    """
    beside = (path.parent.parent / "pages" / f"{PARTS}.toml").exists()
    return check_file(path, kind, None if beside else folders)


def form_files(folders: FormFolders, kind: str = "") -> list[tuple[Path, str]]:
    """Return every form file in use, of one kind or of all, with its kind."""
    kinds = (kind,) if kind else KINDS
    return [(path, name) for name in kinds for path in folders.paths(name).values()]
