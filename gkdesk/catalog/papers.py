"""What the catalog asks of the documents room: it is handed one, and imports none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from .leaks import covered

Values = Mapping[str, "str | list[str]"]


class Papers(Protocol):
    """Makes a PDF of a form and values; ``issue`` keeps it in the archive too."""

    def render(self, form: str, values: Values) -> bytes:
        """Return the PDF; raises MissingValues or MissingGlyph."""

    def issue(self, form: str, values: Values, *, subject: str) -> object:
        """Archive the PDF; raises as ``render``, and TooLong."""


def cell(text: str) -> str:
    """Return a text as one cell of a printed list: no tab, no line break, no personal number."""
    lines = covered(text).replace("\t", " ").splitlines()
    return "；".join(line.strip() for line in lines if line.strip())
