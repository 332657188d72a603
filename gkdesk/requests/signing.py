"""Who may sign a stage: a user by his log-in, or somebody on paper by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkdesk.accounts import store as accounts
from gkdesk.accounts.model import Role

from .approval import NotTheirStage, SignerNeeded, Stage

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

_ABOVE = {
    Role.OFFICER: (Role.OFFICER, Role.REVIEWER, Role.LEADER),
    Role.REVIEWER: (Role.REVIEWER, Role.LEADER),
    Role.LEADER: (Role.LEADER,),
}


def signer(session: Session, stage: Stage, named: str) -> str:
    """Return the name to note for a signature on paper; "" when the user signs by log-in.

    Args:
        session: who is logged in.
        stage: what is signed.
        named: the name typed, or "".

    Raises:
        SignerNeeded: no name, and the user may not sign this stage himself.
        NotTheirStage: the name is that of a user whose role does not cover the stage.
    """
    allowed = _ABOVE[Role(stage.role)] if stage.role else ()
    wanted = Role(stage.role).label if stage.role else "该项的负责人"
    user = session.user
    if not named or named == user.name:
        if user.role in allowed:
            return ""
        if not named:
            raise SignerNeeded(
                label=stage.label, wanted=wanted, name=user.name, role=user.role.label
            )
    known = accounts.user_by_name(session.conn, named)
    if known is not None and allowed and known.role not in allowed:
        raise NotTheirStage(name=named, role=known.role.label, label=stage.label, wanted=wanted)
    return named
