"""The collector rests while modules are loaded, and never stays off."""

from __future__ import annotations

import gc

import pytest

from gkdesk.base.loading import uncollected


def test_the_collector_is_back_with_what_was_loaded_left_out() -> None:
    before = gc.get_freeze_count()
    gc.enable()
    try:
        with uncollected():
            assert not gc.isenabled()
            loaded = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() - before >= len(loaded)
    finally:
        gc.unfreeze()


def test_the_collector_is_back_when_loading_fails() -> None:
    gc.enable()
    try:
        with pytest.raises(ImportError), uncollected():
            raise ImportError
        assert gc.isenabled()
    finally:
        gc.unfreeze()
