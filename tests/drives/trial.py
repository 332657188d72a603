"""Cut the power of a machine that writes a sealed package, and judge what is on its drive.

``python -m tests.drives.trial --kind fat32 --times 20 --cache DIR`` cuts it the moment the program
says 可以拔出; ``--moment before`` cuts it earlier, anywhere between the first byte and that moment;
``--moment resume`` cuts it while it is written, boots again, goes on, and cuts at 可以拔出.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from . import images, machine
from .guest_write import DONE, FAILED, KEPT, START, STEP, SURE, WRITTEN
from .images import Found
from .machine import Guest, GuestFailed, Kernel

SMALLEST, LARGEST = 2 << 10, 30 << 20  # bytes of the attachment
RESUMED = 12 << 20  # and of one that is gone on with, at least
PLACES = ("root", "new", "old", "fresh")
OLDER = (0, 5, 61)
STEPS = 5  # fsync file, fsync folder, rename, fsync file, fsync folder


@dataclass(frozen=True, slots=True)
class Order:
    """One trial: which drive, which package, and when the power goes."""

    kind: str
    options: str
    shape: tuple[int, int]
    size: int
    place: str
    older: int
    after: int | None  # steps; None: when the program says done
    delay: float  # seconds after that
    flushed: int = 16 << 20  # bytes between two flushes

    def words(self, sure: str = "") -> dict[str, str]:
        """What the guest is told."""
        return {
            "FSTYPE": images.DRIVER[self.kind],
            "OPTIONS": self.options,
            "SIZE": str(self.size),
            "PLACE": self.place,
            "OLD": str(self.older),
            "STEPS": "0" if self.after is None else "1",
            "SEED": f"{self.size}",
            "AGAIN": "1" if sure else "0",
            "SURE": sure or "0",
            "FLUSHED": str(self.flushed),
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said and what was found."""

    order: Order
    said: str  # the last line before the power went
    acknowledged: bool
    promised: tuple[str, int] | None  # name and size of the package, once it is written
    found: list[Found]
    fsck: list[str]
    kept: int = 0  # bytes that lay there from before the first cut

    @property
    def lost(self) -> bool:
        """Said to be safe, and it is not there whole."""
        if not self.acknowledged or self.promised is None:
            return False
        name, size = self.promised
        whole = [(one.name, one.size) for one in self.found if one.sound]
        return (name + images.ENDING, size) not in whole

    @property
    def torn(self) -> bool:
        """Something bears a finished package's name and is not whole."""
        return any(one.final and not one.sound for one in self.found)


def order(kind: str, number: int, moment: str, dice: random.Random) -> Order:
    """Deal a trial: mounts and places go round, the rest is thrown.

    Of those cut before, every second one is cut while the package is written.
    """
    mounts, shapes = images.MOUNTS[kind], images.SHAPES[kind]
    size = int(SMALLEST * (LARGEST / SMALLEST) ** dice.random())
    after = number // 2 % STEPS + 1 if number % 2 else 0
    if moment == "resume":
        size, after = dice.randrange(RESUMED, LARGEST), 0
    # writing takes a second or more, each of the steps after it a few milliseconds
    longest = 0.02 if after else 0.5 + size / 4e6
    return Order(
        kind=kind,
        options=mounts[number // 2 % len(mounts)],
        shape=dice.choice(shapes),
        size=size,
        place=PLACES[number // 4 % len(PLACES)],
        older=dice.choice(OLDER),
        after=None if moment == "done" else after,
        delay=dice.random() * longest,
        flushed=2 << 20 if moment == "resume" else 16 << 20,
    )


def run(what: Kernel, one: Order, image: Path, *, resume: bool = False) -> Outcome:
    """Boot, write, cut the power, judge; between, if so ordered, boot again and go on."""
    images.make(one.kind, one.shape, image)
    with machine.booted(what, image, one.words()) as guest:
        lines = _until_cut(guest, one)
    if resume and DONE not in lines:
        sure = ["0", *(line.split()[1] for line in lines if line.startswith(SURE))][-1]
        with machine.booted(what, image, one.words(sure)) as guest:
            lines = _until_cut(guest, replace(one, after=None))
    kept = next((line.split()[1] for line in lines if line.startswith(KEPT)), "0")
    promised = next((line.split()[1:3] for line in lines if line.startswith(WRITTEN)), None)
    outcome = Outcome(
        one,
        lines[-1],
        DONE in lines,
        (promised[0], int(promised[1])) if promised else None,
        images.packages(one.kind, image),
        images.fsck(one.kind, image),
        int(kept),
    )
    if not (outcome.lost or outcome.torn):
        image.unlink()
    return outcome


def _until_cut(guest: Guest, one: Order) -> list[str]:
    said: list[str] = []
    waiting = one.after
    for line in guest.lines():
        said.append(line)
        if line == FAILED:
            raise GuestFailed(guest.console())
        if line == DONE:
            break
        if waiting is not None and line.split()[0] in {START, STEP}:
            if waiting == 0:
                said += guest.lines(one.delay)
                break
            waiting -= 1
    said += guest.cut_power()
    return [line for line in said if line]


def report(outcomes: list[Outcome]) -> str:
    """Sum up."""
    acknowledged = [one for one in outcomes if one.acknowledged]
    others = [one for one in outcomes if not one.acknowledged]
    kept = [one.kept for one in acknowledged if one.kept]
    complaints = Counter(line for one in outcomes for line in one.fsck)
    return "\n".join(
        [
            f"acknowledged {len(acknowledged)}, lost {sum(one.lost for one in acknowledged)}",
            f"gone on with {len(kept)}, bytes kept {sum(kept)}",
            f"cut before {len(others)}, torn {sum(one.torn for one in others)}",
            *(f"fsck {count} x {line}" for line, count in complaints.items()),
        ]
    )


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=sorted(images.DRIVER), required=True)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--moment", choices=["done", "before", "resume"], default="done")
    parser.add_argument("--cache", type=Path, required=True, help="kernel, initrd, images")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--place", choices=PLACES, help="always this folder")
    parser.add_argument("--size", type=int, help="bytes of the attachment, always")
    return parser.parse_args()


def main() -> int:
    """Run the trials; exit 1 when an acknowledged package was lost or a torn one bears its name."""
    asked = arguments()
    what = machine.kernel(asked.cache)
    outcomes: list[Outcome] = []
    log = asked.cache / f"{asked.kind}-{asked.moment}.jsonl"
    for number in range(asked.times):
        dice = random.Random(f"{asked.seed}/{number}")  # noqa: S311 - repeatable, not secret
        one = order(asked.kind, number, asked.moment, dice)
        one = replace(one, place=asked.place or one.place, size=asked.size or one.size)
        image = asked.cache / f"{asked.kind}-{asked.moment}-{number}.img"
        try:
            outcome = run(what, one, image, resume=asked.moment == "resume")
        except GuestFailed as error:
            sys.stdout.write(f"{number} failed: {error}\n")
            continue
        outcomes.append(outcome)
        verdict = "LOST" if outcome.lost else "TORN" if outcome.torn else "ok"
        sys.stdout.write(
            f"{number} {verdict} {one.size} {one.place} {outcome.said} {outcome.kept}\n"
        )
        sys.stdout.flush()
        with log.open("a", encoding="utf-8") as out:
            json.dump({**asdict(outcome), "verdict": verdict}, out, ensure_ascii=False)
            out.write("\n")
    sys.stdout.write(report(outcomes) + "\n")
    return int(any(one.lost or one.torn for one in outcomes) or len(outcomes) < asked.times)


if __name__ == "__main__":
    raise SystemExit(main())
