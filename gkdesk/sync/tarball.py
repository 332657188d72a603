"""The one spelling of a tar archive that packages use: POSIX ustar, plain files, fixed times.

Same files, same bytes: names sorted, owner 0, mode 0644, one fixed time, no directory entries, no
extensions, two empty blocks at the end and nothing after them. The reader builds each header anew
and compares all 512 bytes, so an archive made by another hand is told from ours. Nothing is
compressed: what comes out is never more than what came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .packfault import Fault, PackRefused
from .verify import name_fault

BLOCK = 512
PIECE = 256 << 10
LARGEST = 8 * (1 << 30) - 1  # bytes of one file: eleven octal digits
_TIME = 946_684_800  # 2000-01-01T00:00:00Z: no tool calls it implausible
_NAME, _PREFIX = 100, 155
_LINKS = b"12"
_EXTENDED = b"xgLKSNDMV"
_END = bytes(2 * BLOCK)

Read = Callable[[int], bytes]  # at most so many bytes, b"" at the end


@dataclass(frozen=True, slots=True)
class Member:
    """One file to write: its path below the top folder, its size, and its bytes when asked."""

    path: str
    size: int
    pieces: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, path: str, data: bytes) -> Member:
        return cls(path, len(data), lambda: (data,))


def header(top: str, path: str, size: int) -> bytes:
    """Return a file's 512 bytes.

    Raises:
        ValueError: a name that does not fit or is not ASCII, or a size beyond 8 GiB (a bug).
    """
    name, prefix = path.encode("ascii"), top.encode("ascii")
    if not name or len(name) > _NAME or len(prefix) > _PREFIX or not 0 <= size <= LARGEST:
        raise ValueError(f"{path}: {size}")
    parts = [
        name.ljust(_NAME, b"\0"),
        b"0000644\0" + b"0000000\0" * 2,
        b"%011o\0%011o\0" % (size, _TIME),
        b" " * 8,  # the check sum counts as blanks
        b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2,
        prefix.ljust(_PREFIX, b"\0") + bytes(12),
    ]
    parts[3] = b"%06o\0 " % sum(b"".join(parts))
    return b"".join(parts)


def padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def size_of(members: Iterable[Member]) -> int:
    """Return the bytes of the whole archive."""
    return sum(BLOCK + one.size + -one.size % BLOCK for one in members) + len(_END)


def write(top: str, members: Iterable[Member]) -> Iterator[bytes]:
    """Yield the archive of members in the order of their paths.

    Raises:
        ValueError: a member gives more or fewer bytes than its size, or comes twice (a bug).
    """
    last = ""
    for one in sorted(members, key=lambda member: member.path):
        if one.path == last:
            raise ValueError(f"{one.path} twice")
        last = one.path
        yield header(top, one.path, one.size)
        given = 0
        for piece in one.pieces():
            given += len(piece)
            yield piece
        if given != one.size:
            raise ValueError(f"{one.path}: {given} of {one.size} bytes")
        yield padding(one.size)
    yield _END


class Source:
    """Bytes taken from a stream, exactly as many as asked."""

    def __init__(self, read: Read, where: str) -> None:
        self._read = read
        self.where = where

    def take(self, size: int) -> bytes:
        """Return so many bytes; raises ``PackRefused`` TRUNCATED."""
        out = self._read(size)
        while len(out) < size:
            more = self._read(size - len(out))
            if not more:
                raise PackRefused(Fault.TRUNCATED, self.where)
            out += more
        return out

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield a member's bytes and take its padding, which must be empty."""
        left = size
        while left:
            piece = self._read(min(left, PIECE))
            if not piece:
                raise PackRefused(Fault.TRUNCATED, self.where)
            left -= len(piece)
            yield piece
        if any(self.take(len(padding(size)))):
            raise PackRefused(Fault.REPACKED, self.where, self.where)

    def end(self) -> None:
        """Make sure that nothing follows; raises ``PackRefused`` TOO_LONG."""
        if self._read(1):
            raise PackRefused(Fault.TOO_LONG, self.where)


def read(
    source: Source, top: str, *, most: int, largest: int
) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield (path, size, pieces) of an archive ``write`` made; each must be used up in turn.

    Args:
        source: the archive's bytes.
        top: the folder all paths must lie in.
        most: files at the most.
        largest: bytes of all files together at the most; nothing is read beyond.

    Raises:
        PackRefused: the first thing that is not as ``write`` makes it.
    """
    seen: dict[str, str] = {}  # folded → as spelt: files, and the folders above them
    last, total, count = "", 0, 0
    while any(block := source.take(BLOCK)):
        path, size = _entry(block, top, source.where)
        total, count = total + size, count + 1
        _fits(path, last, seen, source.where)
        if count > most:
            raise PackRefused(Fault.TOO_MANY, source.where, str(most))
        if total > largest:
            raise PackRefused(Fault.TOO_LARGE, source.where, path)
        last = path
        yield path, size, source.pieces(size)
    if any(source.take(BLOCK)):
        raise PackRefused(Fault.REPACKED, source.where, source.where)
    source.end()


def _fits(path: str, last: str, seen: dict[str, str], where: str) -> None:
    if path == last:
        raise PackRefused(Fault.TWICE, where, path)
    if path.casefold() in seen:
        raise PackRefused(Fault.CASE_TWIN, where, path)
    if path < last:
        raise PackRefused(Fault.REPACKED, where, path)
    steps = path.split("/")
    for depth in range(1, len(steps)):
        above = "/".join(steps[:depth])
        # a folder is marked by its slash, so a file of that name is another spelling
        if seen.setdefault(above.casefold(), above + "/") != above + "/":
            raise PackRefused(Fault.CASE_TWIN, where, path)
    seen[path.casefold()] = path


def _entry(block: bytes, top: str, where: str) -> tuple[str, int]:
    """Read one header: what is worst is named first."""
    if block[257:263] not in {b"ustar\0", b"ustar "}:
        raise PackRefused(Fault.REPACKED, where, where)
    name = block[:_NAME].rstrip(b"\0").decode("utf-8", "replace")
    kind = block[156:157]
    if kind in _LINKS:
        raise PackRefused(Fault.LINK, where, name)
    if kind not in b"0\0" and kind not in _EXTENDED:
        raise PackRefused(Fault.STRANGE, where, name)
    if kind in b"0\0" and name_fault(name):
        raise PackRefused(Fault.UNSAFE, where, name)
    try:
        size = int(block[124:135], 8)
        exact = header(top, name, size) == block
    except ValueError:
        exact = False
    if not exact:
        raise PackRefused(Fault.REPACKED, where, name)
    return name, size
