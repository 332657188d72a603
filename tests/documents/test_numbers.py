"""Numbers: gap-free per series and year, written as the office's words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile
from gkdesk.base.formfiles import FormFolders
from gkdesk.db import transaction
from gkdesk.documents import numbers


class Undone(Exception):
    """Stops a transaction."""


def test_each_series_and_year_counts_by_itself(session: Session) -> None:
    conn = session.conn
    assert [numbers.take(conn, "reply", 2026) for _ in range(3)] == [1, 2, 3]
    assert numbers.take(conn, "reply", 2027) == 1
    assert numbers.take(conn, "fee", 2026) == 1
    assert numbers.take(conn, "reply", 2026) == 4


def test_an_act_that_comes_to_nothing_leaves_no_gap(session: Session) -> None:
    def fails() -> None:
        with transaction(session.conn):
            assert numbers.take(session.conn, "reply", 2026) == 1
            raise Undone

    with pytest.raises(Undone):
        fails()
    assert numbers.take(session.conn, "reply", 2026) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE number_series SET last = last + 2",
        "UPDATE number_series SET last = last - 1",
        "DELETE FROM number_series",
    ],
)
def test_numbers_cannot_be_skipped_or_taken_back(session: Session, statement: str) -> None:
    numbers.take(session.conn, "reply", 2026)
    numbers.take(session.conn, "reply", 2026)
    with pytest.raises(Exception, match="may not"):
        session.conn.execute(statement)


def test_how_numbers_are_written() -> None:
    series = numbers.series_of(FormFolders(paths.forms()))
    assert series["reply"].format("青政", 2026, 9) == "青政依复〔2026〕9号"
    assert series["request"].format("青", 2026, 17) == "青公开申〔2026〕17号"
    assert {"correction", "extension", "consult", "fee"} <= set(series)


def test_mistakes_in_the_series_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    path = folder / "numbers.toml"
    path.write_text(
        '[series.a]\nlabel = "甲"\nword = "甲"\npattern = "{prefix}{word}{month}"\n'
        '[series.b]\nlabel = "乙"\n'
        '[series.c]\nlabel = "丙"\nword = "丙"\npattern = "{prefix}{word}{n}号"\n',
        "utf-8",
    )
    told = [problem.where for problem in numbers.check(path)]
    assert told == ["series.a", "series.b", "series.c"]
    with pytest.raises(BadFile, match="3处"):
        numbers.series_of(FormFolders(paths.forms(), tmp_path))
    path.write_text("x = 1", "utf-8")
    assert numbers.check(path)[0].where == "series"
    path.write_text("不是", "utf-8")
    assert numbers.check(path)[0].where == "整个文件"
