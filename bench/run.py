"""Run the benchmarks: each figure beside its limit or its peer. Reports; never fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def load(name: str) -> ModuleType:
    """Import one benchmark by its file name."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", HERE / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(wanted: list[str]) -> int:
    """Print every figure of the wanted benchmarks (all when none is named)."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "run")
    for name in names:
        if wanted and name not in wanted:
            continue
        print(f"== {name}", flush=True)
        for what, figure in load(name).run():
            print(f"  {what:<52} {figure}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
