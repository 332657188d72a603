"""Read ``forms/documents/*.toml``: a document's wording, fields and blocks, checked place by place.

A template is data the office may change. Everything wrong in it is reported at once, each with
its place, and a template that is wrong anywhere prints nothing.
"""

from __future__ import annotations

from pathlib import Path

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Blocked, Declined, Problem
from gkdesk.base.formfiles import FormFolders

from . import parts
from .griddata import column_of
from .templatecheck import Checker
from .wording import FieldKind, PageKind, Template, TemplateField, block_of, list_of, tables_of


class NoTemplate(Declined):
    """No document form has this id."""

    message = (
        "没有名为“{form}”的文书模板。请从文书清单中选择，或用 gkdesk forms check 检查模板文件。"
    )


def read(path: Path, shared: Path | None = None) -> Template:
    """Read one template.

    Args:
        path: its file.
        shared: the file of parts; without it the one of the forms folder the template lies in.

    Raises:
        BadFile: every mistake in it at once.
    """
    beside = path.parent.parent / "pages" / f"{parts.NAME}.toml"
    raw, places = read_toml_placed(path)
    data, origins = parts.expanded(raw, shared or (beside if beside.exists() else None), path.name)
    problems = Checker(path.stem, data, places, origins).run()
    if problems:
        raise BadFile(path.name, problems)
    return _build(data)


def check(path: Path, shared: Path | None = None) -> list[Problem]:
    """Return every mistake in a template file, each with its place."""
    try:
        read(path, shared)
    except BadFile as error:
        return error.problems
    return []


def load(forms: FormFolders, form: str) -> Template:
    """Read a template by its id.

    Raises:
        NoTemplate: there is none.
        BadFile: it has mistakes.
    """
    path = forms.paths("documents").get(form)
    if path is None:
        raise NoTemplate(form=form)
    return read(path, forms.paths("pages").get(parts.NAME))


def read_all(forms: FormFolders) -> tuple[list[Template], dict[str, list[Problem]]]:
    """Read every template, by id; a bad one stops no other.

    Returns:
        The good ones, and the problems of each bad one by its file's name.
    """
    good: list[Template] = []
    bad: dict[str, list[Problem]] = {}
    shared = forms.paths("pages").get(parts.NAME)
    for path in forms.paths("documents").values():
        try:
            good.append(read(path, shared))
        except BadFile as error:
            bad[path.name] = error.problems
        except (Blocked, Declined) as error:
            bad[path.name] = [Problem("整个文件", str(error))]
    return good, bad


def _build(data: dict[str, object]) -> Template:
    plain = {key: value for key, value in data.items() if key not in {"field", "block"}}
    plain["page"] = PageKind(str(data["page"]))
    for key in ("basis", "given"):
        plain[key] = tuple(list_of(data.get(key)))
    return Template(
        **plain,  # type: ignore[arg-type]
        fields=tuple(_field(entry) for entry in tables_of(data.get("field"))),
        blocks=tuple(block_of(entry) for entry in tables_of(data.get("block"))),
    )


def _field(entry: dict[str, object]) -> TemplateField:
    values = entry | {
        "kind": FieldKind(str(entry.get("kind", "text"))),
        "choices": tuple(list_of(entry.get("choices"))),
        "columns": tuple(column_of(one) for one in list_of(entry.get("columns"))),
    }
    return TemplateField(**values)  # type: ignore[arg-type]
