"""Where a package stands among those already received from the same office; pure.

Replay, rollback and forks are told here, after the signature held and before anything is merged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .model import order_of
from .packfault import Fault, PackFinding
from .packfile import Examined


def judge(
    examined: Examined, received: Mapping[str, str], void: Collection[str] = ()
) -> PackFinding | None:
    """Say why a package must not be taken in now, or ``None``.

    Args:
        examined: a package whose signature holds.
        received: number → SHA-256 of the statement of every package received from its office.
        void: numbers its office has declared lost; they need not come.
    """
    waybill = examined.statement.waybill
    where, number = examined.statement.name, waybill.number
    told = f"第{number}号包"
    if number in received:
        same = received[number] == examined.sha256
        return PackFinding(Fault.REPLAYED if same else Fault.FORK, where, told)
    newest = max(received, key=order_of, default="")
    if newest and order_of(number) < order_of(newest):
        return PackFinding(Fault.OLDER, where, told)
    link = waybill.previous
    if link is None:
        return PackFinding(Fault.FORK, where, told) if received else None
    if link.number not in received:
        return PackFinding(Fault.GAP, where, told)
    passed = [one for one in received if order_of(one) > order_of(link.number)]
    if received[link.number] != link.sha256 or any(one not in void for one in passed):
        return PackFinding(Fault.FORK, where, told)
    return None
