"""How a package is written onto a drive that may be pulled: its secrets, and what is sure there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LYING = "核对已写"  # what is reported of what lies there already
AGAIN = "重写"  # what is reported when something read back was not as written
FLUSHED = 16 << 20  # bytes written between two flushes, at the least
EVERY = 1.0  # seconds between two flushes, at the least
WHOLE = 1 << 62  # more than any package has
_SEED = 32


def _nobody(_sure: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One writing of a package.

    What lies on the drive after a flush that was not answered is not to be built on: exFAT may
    have noted a file's length and not yet whose its clusters are (seen after power cuts).
    """

    seed: bytes = field(default_factory=lambda: os.urandom(_SEED))  # see ``sealing.drawn``
    begun: bool = False  # its partial file or folder is there
    lying: int = 0  # bytes of it, sure or not
    sure: int = 0  # of a file its bytes, of a folder its files in their order, flushed for sure
    note: Callable[[int], None] = field(default=_nobody, compare=False, repr=False)


class Pace:
    """Says when to flush: on exFAT only that tells that the drive is gone, and costs time."""

    def __init__(self) -> None:
        self._bytes, self._since = 0, time.monotonic()

    def due(self, size: int) -> bool:
        """Count bytes written; tell whether enough of them, and of time, have gone by."""
        self._bytes += size
        now = time.monotonic()
        if self._bytes < FLUSHED or now - self._since < EVERY:
            return False
        self._bytes, self._since = 0, now
        return True
