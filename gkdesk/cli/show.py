"""Results on stdout, talk on stderr: the only module of the command line that prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import silent

if TYPE_CHECKING:
    from gkdesk.base.errors import GkdeskError, Problem
    from gkdesk.base.progress import Report


def result(text: str) -> None:
    """Print one line of the result."""
    click.echo(text)


def talk(text: str) -> None:
    """Print one line beside the result."""
    click.echo(text, err=True)


def document(value: object) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, full: bool = False) -> None:
    """Print a table, columns aligned for Chinese text; personal numbers covered unless ``full``."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        grid.add_row(*(cell if full else shown_name(cell) for cell in cells))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False).print(grid)


def listing(
    as_json: bool,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    value: object,
) -> None:
    """Print ``value`` as JSON or the same as a table."""
    if as_json:
        document(value)
    else:
        table(headings, rows)


def problems(found: Sequence[Problem]) -> None:
    """Print problems on stderr, one line each with its place."""
    for problem in found:
        talk(f"  {'' if problem.blocking else '（提示）'}{problem.where}：{problem.message}")


def error(trouble: GkdeskError) -> None:
    """Print what went wrong, with every place when there are several."""
    talk(str(trouble))
    problems(getattr(trouble, "problems", []))


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """Show a bar on stderr while the block runs; on a pipe, nothing moves."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def report(step: int, total: int, doing: str = "") -> None:
            bar.update(task, completed=step, total=total, description=doing or what)

        yield report
