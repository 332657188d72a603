"""Many cases at once, made by the benchmark's own hand (bench/requests.py)."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from tests.conftest import ROOT

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session


class _Office:
    """What the benchmark needs of a Desk."""

    def __init__(self, session: Session) -> None:
        self.session = session


def bench() -> Any:
    """Load the benchmark's module."""
    spec = importlib.util.spec_from_file_location("bench_requests", ROOT / "bench" / "requests.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fill(session: Session, cases: int, open_ones: int) -> None:
    """Write so many cases into an office, the last ones open."""
    bench().fill(_Office(session), cases, open_ones)
