"""A small guest with a distribution's own kernel, whose power can be cut."""

from __future__ import annotations

import selectors
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODULES = (
    "virtio_pci", "9p", "9pnet_virtio", "xhci_pci", "sd_mod", "usb_storage",
    "vfat", "exfat", "nls_cp437", "nls_ascii", "nls_utf8", "nls_iso8859-1",
)  # fmt: skip
MEMORY = 768  # MiB
PATIENCE = 180  # seconds a guest may take


class GuestFailed(Exception):
    """The guest did not come as far as it should; says what its console showed."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a guest boots."""

    image: Path
    initrd: Path


def kernel(cache: Path) -> Kernel:
    """Find a Debian kernel package in a folder, or download the newest, and make its initrd."""
    cache.mkdir(parents=True, exist_ok=True)
    package = next(iter(sorted(cache.glob("linux-image-*.deb"), reverse=True)), None)
    package = package or _downloaded(cache)
    tree = cache / package.stem
    if not tree.exists():
        subprocess.run(["dpkg", "-x", package, tree], check=True)
        release = _release(tree)
        subprocess.run(["depmod", "-b", tree, release], check=True)
    initrd = cache / "initrd"
    _make_initrd(tree, _release(tree), initrd)
    return Kernel(next((tree / "boot").glob("vmlinuz-*")), initrd)


def _downloaded(cache: Path) -> Path:
    names = subprocess.run(
        ["apt-cache", "search", "--names-only", r"^linux-image-6\.1\.0-[0-9]+-amd64$"],
        check=True, capture_output=True, text=True,
    ).stdout.split("\n")  # fmt: skip
    newest = max(line.split(" ")[0] for line in names if line)
    subprocess.run(["apt-get", "download", newest], cwd=cache, check=True)
    return next(cache.glob("linux-image-*.deb"))


def _release(tree: Path) -> str:
    return next((tree / "lib" / "modules").iterdir()).name


def _make_initrd(tree: Path, release: str, target: Path) -> None:
    """Pack busybox, our init and the modules in the order they must be loaded."""
    place = target.with_name("initrd-tree")
    shutil.rmtree(place, ignore_errors=True)
    (place / "bin").mkdir(parents=True)
    (place / "modules").mkdir()
    shutil.copy(shutil.which("busybox") or "busybox", place / "bin" / "busybox")
    shutil.copy(HERE / "guest_init.sh", place / "init")
    (place / "init").chmod(0o755)
    order: dict[str, None] = {}
    for name in MODULES:
        listed = subprocess.run(
            ["modprobe", "-d", tree, "-S", release, "--show-depends", name],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        for line in listed.splitlines():
            if line.startswith("insmod "):
                module = Path(line.split()[1])
                shutil.copy(module, place / "modules" / module.name)
                order[module.name] = None
    (place / "modules" / "order").write_text("\n".join(order) + "\n", "ascii")
    names = b"\n".join(str(path.relative_to(place)).encode() for path in sorted(place.rglob("*")))
    packed = subprocess.run(
        ["cpio", "-o", "-H", "newc"], cwd=place, input=names, check=True, capture_output=True
    )
    target.write_bytes(packed.stdout)


class Guest:
    """A running guest and the lines its writer says."""

    def __init__(self, process: subprocess.Popen[bytes], console: Path) -> None:
        self._process, self._console = process, console
        self._held = b""
        self._ends = time.monotonic() + PATIENCE

    def lines(self, seconds: float | None = None) -> Iterator[str]:
        """Yield lines as they come, for so many seconds if given.

        Raises:
            GuestFailed: nothing more can come, or the guest takes too long.
        """
        out = self._process.stdout
        assert out is not None
        ends = self._ends if seconds is None else time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            while True:
                while b"\n" in self._held:
                    line, self._held = self._held.split(b"\n", 1)
                    yield line.strip().decode("utf-8", "replace")
                if not selector.select(max(0.0, ends - time.monotonic())):
                    if seconds is not None:
                        return
                    raise GuestFailed(self.console())
                piece = out.read1()  # type: ignore[attr-defined]
                if not piece:
                    raise GuestFailed(self.console())
                self._held += piece

    def cut_power(self) -> list[str]:
        """Kill the machine; return the lines that were still on their way."""
        self._process.kill()
        out = self._process.stdout
        assert out is not None
        rest = self._held + out.read()
        self._process.wait()
        return [line.strip().decode("utf-8", "replace") for line in rest.split(b"\n")]

    def console(self) -> str:
        """Return the end of what the guest's kernel and init printed."""
        return self._console.read_text("utf-8", "replace")[-1500:]


@contextmanager
def booted(what: Kernel, image: Path, words: Mapping[str, str]) -> Iterator[Guest]:
    """Boot a guest with an image as its USB stick; ``words`` become its init's environment."""
    console = image.with_suffix(".console")
    told = {"ROOT": str(ROOT), "PYTHON": sys.executable, **words}
    append = "console=ttyS0 quiet panic=-1 usb_storage.delay_use=0"
    append += "".join(f" {key}={value}" for key, value in told.items())
    command = [
        "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", str(MEMORY), "-smp", "1",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", str(what.image), "-initrd", str(what.initrd), "-append", append,
        "-serial", f"file:{console}", "-serial", "stdio",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
        "-device", "qemu-xhci", "-device", "usb-storage,drive=stick",
        "-drive", f"if=none,id=stick,format=raw,snapshot=off,file={image}",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        yield Guest(process, console)
    finally:
        process.kill()
        process.wait()
