"""Loading modules without the cyclic collector going over them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector while modules are loaded, then let it leave them out for good.

    Hundreds of modules live as long as the program: three full collections while they load cost
    60 ms, and each later one would walk over them once more.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()
