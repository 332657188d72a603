"""SHA-256 in a thread beside the work that produces the bytes: hashlib lets other threads run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager


class Beside:
    """A digest one piece behind the caller, who must not change a piece he has given."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool, self._digest = pool, hashlib.sha256()
        self._running: Future[None] | None = None

    def update(self, piece: bytes) -> None:
        self._wait()
        self._running = self._pool.submit(self._digest.update, piece)

    def hexdigest(self) -> str:
        self._wait()
        return self._digest.hexdigest()

    def _wait(self) -> None:
        if self._running is not None:
            self._running.result()


@contextmanager
def sha256_beside() -> Iterator[Beside]:
    """Give a digest with a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield Beside(pool)
