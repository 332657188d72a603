"""An earlier version of the catalog made anew: same items, keys, words and places."""

from __future__ import annotations

import pytest

from gkdesk.accounts.session import Session
from gkdesk.catalog.service import Catalog
from gkdesk.catalog.versions import NoVersion

from .conftest import HEAD, book


def _book(*names: str) -> bytes:
    rows = [
        [at, "综合业务", name, f"{name}的政策", "《条例》", "20个工作日内", "镇政府", "■政府网站"]
        for at, name in enumerate(names, start=1)
    ]
    return book([HEAD, *rows])


def test_an_earlier_version_is_made_anew(catalog: Catalog, session: Session) -> None:
    def stands() -> list[tuple[object, ...]]:
        rows = session.conn.execute(
            "SELECT key, data, place FROM item WHERE retired_on IS NULL ORDER BY key"
        )
        return [tuple(row) for row in rows]

    catalog.apply(catalog.read_data(_book("低保", "临时救助"), "一.xlsx"))
    first = stands()
    catalog.apply(catalog.read_data(_book("临时救助", "教育救助", "就业帮扶"), "二.xlsx"))
    second = stands()
    made = catalog.versions.put_back(1, "一.xlsx", "撤回")
    assert (made.number, made.about.note, made.items) == (3, "撤回", 2)
    assert stands() == first
    assert catalog.versions.items(3) == catalog.versions.items(1)
    assert catalog.rows() == catalog.versions.items(1)
    catalog.versions.put_back(2, "二.xlsx", "")
    assert stands() == second
    catalog.versions.put_back(0, "空.xlsx", "")
    assert stands() == []
    with pytest.raises(NoVersion):
        catalog.versions.put_back(9, "x", "")
    kinds = [row["kind"] for row in session.conn.execute("SELECT kind FROM item_event")]
    assert {"added", "changed", "retired"} >= set(kinds)
