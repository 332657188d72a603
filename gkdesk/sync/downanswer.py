"""The office's answer to a package from the county: what became of each part, signed.

``<package>.<credit code>.applied.json`` beside the package, and its signature. A later answer of
the same office takes the place of the one before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Declined

from . import drive, signing
from .downmodel import TARGET, HeldPackage, PartState
from .downstore import last_stamp, statement_sha256
from .keys import KnownKey
from .keystore import KeyStore
from .model import SHA256, canonical, digest_of

FORMAT = "gkdesk-applied"
VERSION = 1
ENDING = ".applied.json"
LARGEST = 256 << 10  # bytes


class NotAnAnswer(Declined):
    """The file is no office's answer, or was changed."""

    message = "“{name}”不是完整的乡镇应用情况（{reason}）。请向乡镇重新要一份，没有登记任何内容。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an office says of one package: target → state."""

    town: str
    number: str
    package: str  # its name
    statement_sha256: str
    at: str
    states: tuple[tuple[str, str], ...]

    @property
    def text(self) -> bytes:
        value = {
            "format": FORMAT, "version": VERSION, "town": self.town, "number": self.number,
            "package": self.package, "statement_sha256": self.statement_sha256, "at": self.at,
            "parts": dict(self.states),
        }  # fmt: skip
        return (canonical(value) + "\n").encode("utf-8")

    @property
    def digest(self) -> str:
        return digest_of(self.text.decode("utf-8"))

    @property
    def comment(self) -> str:
        """The comment that is signed along."""
        return f"gkdesk applied {self.package} {self.town}"

    def signed_by(self, key: KnownKey, signature: bytes) -> bool:
        """Tell whether a signature is of this answer and key."""
        try:
            signing.verify(self.text, signature, key.public.sign, self.comment)
        except signing.BadSignature:
            return False
        return True

    @property
    def file_name(self) -> str:
        return f"{self.package}.{self.town}{ENDING}"


def write(session: Session, package: HeldPackage, folder: Path | None) -> Path:
    """Write the answer of today, its signature first; see ``Downs.answer``."""
    place = folder or Path(package.folder)
    pair = KeyStore(session).own()
    answer = Answer(
        session.organ.credit_code,
        package.number,
        package.name,
        statement_sha256(session.conn, package.id),
        last_stamp(session.conn, package.id) or package.received_at,
        tuple(sorted((one.part.target, one.state.value) for one in package.parts)),
    )
    signature = signing.sign(answer.text, pair.seed, answer.comment)
    device = drive.prepare(place, len(answer.text) + len(signature))
    path = place / answer.file_name
    files.sweep(place)  # halves of a drive that was pulled
    files.write(path.with_name(path.name + signing.ENDING), signature)
    files.write(path, answer.text)
    drive.still_there(place, device)
    with session.transaction():
        session.audit("sync.down_answer", package.number, digest=answer.digest)
    return path


def read(path: Path) -> tuple[Answer, bytes]:
    """Read an answer and what lies beside it as its signature; neither is believed yet.

    Raises:
        NotAnAnswer: another file, changed, or without signature.
        Blocked: it cannot be read.
    """
    content = files.read(path, largest=LARGEST)
    beside = path.with_name(path.name + signing.ENDING)
    if not beside.exists():
        raise NotAnAnswer(name=path.name, reason="没有签名文件")
    try:
        data = json.loads(content.decode("utf-8"))
        states = {str(key): PartState(value).value for key, value in data["parts"].items()}
        answer = Answer(
            str(data["town"]), str(data["number"]), str(data["package"]),
            str(data["statement_sha256"]), str(data["at"]), tuple(sorted(states.items())),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAnAnswer(name=path.name, reason="读不懂") from error
    known = all(TARGET.fullmatch(target) for target, _state in answer.states)
    if answer.text != content or not known or not SHA256.match(answer.statement_sha256):
        raise NotAnAnswer(name=path.name, reason="写法不对")
    return answer, files.read(beside, largest=LARGEST)


def found_at(path: Path) -> list[Path]:
    """Return the answers at a path: the file itself, or those in a folder."""
    with files.file_trouble(path):
        return sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
