"""One question to CUPS over its local socket: how did this job end?

``lpstat`` lists a cancelled job among the completed ones, with the same words (measured with
CUPS 2.4), so a page somebody took out of the queue would pass for printed. The answer stands in
the attribute job-state (RFC 8011, section 5.3.7), which this asks for: Get-Job-Attributes, two
hundred bytes each way.
"""

from __future__ import annotations

import http.client
import socket
import struct
from pathlib import Path

SOCKETS = (Path("/run/cups/cups.sock"), Path("/var/run/cups/cups.sock"))
SECONDS = 5.0
PENDING, HELD, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = range(3, 10)
_GET_JOB_ATTRIBUTES = 0x0009
_NOT_FOUND = 0x0406
_OPERATION, _END, _FIRST_VALUE = 0x01, 0x03, 0x10
_INTEGER, _ENUM, _KEYWORD, _NAME, _URI, _CHARSET, _LANGUAGE = (
    0x21, 0x23, 0x44, 0x42, 0x45, 0x47, 0x48,
)  # fmt: skip


def job_state(job: int, sockets: tuple[Path, ...] = SOCKETS) -> int | None:
    """Return a job's state (3 to 9), 0 when CUPS does not know the job.

    ``None`` when CUPS cannot be asked this way.
    """
    place = next((path for path in sockets if path.exists()), None)
    if place is None or not hasattr(socket, "AF_UNIX"):
        return None
    try:
        return _state(_ask(place, _question(job)))
    except (OSError, http.client.HTTPException, struct.error):
        return None


def _ask(place: Path, question: bytes) -> bytes:
    connection = http.client.HTTPConnection("localhost", timeout=SECONDS)
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.settimeout(SECONDS)
        connection.sock.connect(str(place))
        connection.request("POST", "/", question, {"Content-Type": "application/ipp"})
        return connection.getresponse().read()
    finally:
        connection.close()


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    key = name.encode("ascii")
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(value)) + value


def _question(job: int) -> bytes:
    return b"".join(
        (
            struct.pack(">BBHI", 2, 0, _GET_JOB_ATTRIBUTES, 1),
            bytes([_OPERATION]),
            _attribute(_CHARSET, "attributes-charset", b"utf-8"),
            _attribute(_LANGUAGE, "attributes-natural-language", b"en"),
            _attribute(_URI, "job-uri", f"ipp://localhost/jobs/{job}".encode("ascii")),
            _attribute(_NAME, "requesting-user-name", b"gkdesk"),
            _attribute(_KEYWORD, "requested-attributes", b"job-state"),
            bytes([_END]),
        )
    )


def _state(answer: bytes) -> int | None:
    _version, status, _number = struct.unpack(">HHI", answer[:8])
    if status == _NOT_FOUND:
        return 0
    at = 8
    while at < len(answer) and answer[at] != _END:
        tag = answer[at]
        at += 1
        if tag < _FIRST_VALUE:  # a group begins
            continue
        name, at = _field(answer, at)
        value, at = _field(answer, at)
        if name == b"job-state" and tag == _ENUM:
            return int.from_bytes(value, "big")
    return None


def _field(answer: bytes, at: int) -> tuple[bytes, int]:
    [size] = struct.unpack(">H", answer[at : at + 2])
    return answer[at + 2 : at + 2 + size], at + 2 + size
