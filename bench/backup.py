"""A backup to a drive beside copying the same files and reading them back; the second beside it.

The bare cost is what a careful person would do by hand: copy every file, flush it to the disk, read
it back and compare. On a real stick both wait for the stick.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FILES, SIZE = 600, 200_000  # archived files and bytes of each
ROUNDS = 3


def run() -> list[tuple[str, str]]:
    """Measure a first backup, a second one, and putting it back."""
    from gkdesk import paths
    from gkdesk.backup import restoring
    from gkdesk.desk import Desk

    def office(place: Path) -> Desk:
        organ = Desk.read_organ(paths.resources() / "samples" / "organ.toml")
        desk, _key = Desk.create(place, organ, user="管理员", password="bench-backup")  # noqa: S106
        for number in range(FILES):
            data = number.to_bytes(4, "big") * (SIZE // 4)
            desk.documents.keep(data, name=f"{number}.pdf", subject="bench")
        return desk

    first, second, bare, back = [], [], [], []
    with tempfile.TemporaryDirectory() as place, office(Path(place, "office")) as desk:
        for turn in range(ROUNDS):
            stick = Path(place, f"stick {turn}")
            stick.mkdir()
            bare.append(_timed(lambda: _by_hand(desk.session.folder, Path(place, "hand"))))
            shutil.rmtree(Path(place, "hand"))
            first.append(_timed(lambda target=stick: desk.backups.write(target)))
            second.append(_timed(lambda target=stick: desk.backups.write(target)))
            [found, *_] = restoring.found_at(stick)
            new = Path(place, f"new {turn}")
            now = desk.session.now()
            back.append(_timed(lambda one=found, to=new, at=now: restoring.stage(one, to, at)))
            shutil.rmtree(stick)
            shutil.rmtree(new)
    size = FILES * SIZE // 1_000_000
    one, two, hand, home = map(median, (first, second, bare, back))
    return [
        (f"first backup, {FILES} files, {size} MB", f"{one:.2f} s"),
        ("  beside copying and reading back by hand", f"{one / hand:.2f} times of {hand:.2f} s"),
        ("second backup, nothing new", f"{two:.2f} s, {one / two:.0f} times faster"),
        ("checked and laid ready to be put back", f"{home:.2f} s"),
    ]


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


def _by_hand(folder: Path, target: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith("gkdesk.lock"):
            continue
        to = target / path.relative_to(folder)
        to.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, to.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        if _digest(path) != _digest(to):
            raise OSError(str(to))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
